"""Section: a question put to the published counts, its answer, and the numbers behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

SOURCE = "Lynch et al. 2025, arXiv 2510.05179"
"""Whose counts all of this rests on."""

MAIN_TABLES = f"{SOURCE}, appendix tables A1-A3"
"""Where the counts of the 324 cells are published."""


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """A table of a section."""

    id: str
    """Unique among all sections; the name of its files."""
    caption: str
    table: pl.DataFrame
    """Every column; what files and `--json` hold."""
    long: bool = False
    """Whether the page folds it away and the terminal leaves it to `--json`."""
    shown: pl.DataFrame | None = None
    """What the page and the terminal show instead, as text."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A question, a short answer in numbers, and what those rest on."""

    id: str
    question: str
    answer: str
    """A sentence or two; numbers with their intervals."""
    source: str
    """Where the counts were published."""
    detail: tuple[str, ...] = ()
    """What is behind the answer, mostly a sentence per scenario."""
    reading: tuple[str, ...] = ()
    """What may be concluded and what may not."""
    numbers: tuple[Numbers, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The section as plain data; its tables as lists of rows."""
        return {
            "id": self.id,
            "question": self.question,
            "answer": self.answer,
            "detail": list(self.detail),
            "source": self.source,
            "reading": list(self.reading),
            "tables": {each.id: each.table.to_dicts() for each in self.numbers},
        }
