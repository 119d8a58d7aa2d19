"""Told: the answer that a figure gives, in a sentence or two."""

from __future__ import annotations

import polars as pl


def told(figure: str, table: pl.DataFrame) -> str:
    """What a figure shows, in words; empty if nothing is known to say of it."""
    return ""
