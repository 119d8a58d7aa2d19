"""Figure: numbers to ink, and the columns it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cornered.core.component import Component

if TYPE_CHECKING:
    import polars as pl
    from altair.typing import ChartType


@dataclass(frozen=True, kw_only=True, eq=False)
class Figure(Component):
    """A chart drawn from a table of an estimator; it never reads a log."""

    needs: frozenset[str]
    """Columns that the table must have."""
    draw: Callable[[pl.DataFrame], ChartType]
    """Makes the chart; the words for simulated agents are part of it."""
    caption: str
    """What a reader sees, in a sentence or two."""
