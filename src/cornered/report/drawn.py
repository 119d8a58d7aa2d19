"""Drawn: which figures a report can draw, and from which table."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from cornered.analysis.rates import cell_rates
from cornered.tabled import Tables


def drawable(tables: Tables) -> Mapping[str, pl.DataFrame]:
    """Figure id -> the table that it draws."""
    return {"heatmap": cell_rates(tables.rollouts)}
