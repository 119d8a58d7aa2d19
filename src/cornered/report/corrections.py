"""What the page's table of corrected rates shows."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cornered.figures.heatmap import percent, span

UNKNOWN = "not known"
"""Where people found no harm, so what the grader misses is not known."""


@dataclass(frozen=True, kw_only=True)
class CorrectionView:
    """A corrected rate beside the counted one, as the page prints them."""

    scenario: str
    condition: str
    agent: str
    counted: str
    counted_interval: str
    corrected: str
    corrected_interval: str


def correction_views(rates: pl.DataFrame | None) -> tuple[CorrectionView, ...]:
    """The rows of the table; none without corrected rates."""
    if rates is None:
        return ()
    return tuple(
        CorrectionView(
            scenario=row["scenario"],
            condition=row["condition"],
            agent=row["agent"],
            counted=percent(row["rate"]),
            counted_interval=span(row["lower"], row["upper"]),
            corrected=percent(row["corrected"])
            if row["corrected"] is not None
            else UNKNOWN,
            corrected_interval=span(row["corrected_lower"], row["corrected_upper"]),
        )
        for row in rates.iter_rows(named=True)
    )
