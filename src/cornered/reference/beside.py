"""How do the rates of a run lie beside the published ones?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cornered.analysis.agreement import Agreement, against_published, agreement
from cornered.analysis.chosen import one_definition
from cornered.analysis.equivalence import MARGIN
from cornered.analysis.rates import cell_rates
from cornered.core.cell import parse_condition
from cornered.core.errors import InputError
from cornered.reference.counts import with_rates
from cornered.reference.reading import reading
from cornered.reference.section import MAIN_TABLES, Numbers, Section
from cornered.reference.words import named, points, share
from cornered.sources import tables_at
from cornered.tabled import Tables

NEEDED = (
    "letters under preset 'study' without mitigations, crossing goal (explicit, none) and "
    "threat and nothing else, by a model of the study"
)
"""What a cell must be to have a published count."""

SHOWN = (
    *("agent", "simulated", "scenario", "condition", "definition", "base"),
    *("crossed", "scored", "unscored", "rate", "lower", "upper"),
    *("worst_lower", "worst_upper", "published_crossed", "published_count"),
    *("published_rate", "published_lower", "published_upper"),
    *("difference", "difference_lower", "difference_upper"),
    *("equivalence_p", "equivalence", "inside"),
)
"""Columns of the table, ours first."""

PUBLISHED_CELL = ("agent", "scenario", "condition")
"""What a published count is of."""

SIMULATED, MARK = "simulated/", " (simulated)"
"""How the names of our simulated agents begin, and how others are marked."""


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A run, cell by cell beside the published counts."""

    path: str
    table: pl.DataFrame
    """The cells that can be compared, with the columns of `SHOWN`."""
    without: int
    """Cells of the run that have no published count."""
    found: Agreement
    notes: tuple[str, ...]
    """What was superseded or left out where the run was read."""

    def section(self) -> Section:
        """What the comparison shows."""
        simulated = self.table.filter(pl.col("simulated")).height
        undecided = self.found.cells - self.found.equivalent - self.found.different
        margin = f"{100 * MARGIN:.0f} points"
        counted = (
            f"Of {self.found.cells} cells with a published count our rate is shown to be "
            f"within {margin} of it in {self.found.equivalent} and beyond in "
            f"{self.found.different}; in {undecided} neither is shown. The published rate "
            f"lies inside our interval in {self.found.inside}, and in "
            f"{self.found.band_inside} of the {self.found.band_cells} published between 5 "
            "and 95 %."
        )
        lines = []
        if simulated:
            whose = "All" if simulated == self.table.height else str(simulated)
            lines.append(
                f"{whose} of these cells are of simulated agents, which are drawn from the "
                "published counts: they test the instrument and say nothing about any "
                "model."
            )
        doubled = self.table.height - self.table.select(PUBLISHED_CELL).n_unique()
        if doubled:
            lines.append(
                f"{doubled} of these cells stand more than once, each under a base "
                "(versions, settings) of its own; the table tells them apart."
            )
        if self.without:
            lines.append(f"{self.without} cells of the run have no published count.")
        return Section(
            id="beside",
            question="How does the run lie beside the published study?",
            answer=counted,
            detail=(*lines, *self.notes),
            source=f"{MAIN_TABLES}; our rates: {self.path}",
            reading=reading("beside"),
            numbers=(
                Numbers(
                    id="beside",
                    caption="Our rate beside the published one, cell by cell"
                    + (" (simulated agents)" if simulated else ""),
                    table=self.table,
                    shown=_side_by_side(self.table),
                ),
            ),
        )


def _side_by_side(table: pl.DataFrame) -> pl.DataFrame:
    """The cells as text, ours and the published ones."""
    marked = not table["agent"].str.starts_with(SIMULATED).all()
    rows = []
    for row in table.iter_rows(named=True):
        lost = f", {row['unscored']} unscored" if row["unscored"] else ""
        rows.append(
            {
                "agent": row["agent"] + (MARK if marked and row["simulated"] else ""),
                "scenario": named(row["scenario"]),
                "goal and threat": ", ".join(
                    parse_condition(row["condition"]).values()
                ),
                "crossed": f"{row['crossed']} of {row['scored']}{lost}",
                "our rate": share(row["rate"], row["lower"], row["upper"]),
                "published rate": share(
                    row["published_rate"],
                    row["published_lower"],
                    row["published_upper"],
                ),
                "ours less published": points(
                    row["difference"], row["difference_lower"], row["difference_upper"]
                ),
                f"at {100 * MARGIN:.0f} points": row["equivalence"],
            }
        )
    within = table.group_by("scenario").agg(pl.col("definition", "base").n_unique())
    several = [name for name in ("definition", "base") if (within[name] > 1).any()]
    return pl.concat([pl.DataFrame(rows), table.select(several)], how="horizontal")


def beside(path: Path) -> Beside:
    """The run at `path` beside the published counts.

    Args:
        path: A folder of logs or tables, a table of rollouts, or a log.

    Raises:
        InputError: If it cannot be read, or no cell of it has a published count.
        EstimateError: If a rollout comes twice.
    """
    return laid(tables_at(path), str(path))


def laid(tables: Tables, path: str) -> Beside:
    """`tables` beside the published counts.

    Raises:
        InputError: If no cell has a published count, none of those a scored rollout, or
            rollouts were judged by several definitions of harm.
        EstimateError: If a rollout comes twice.
    """
    one_definition(tables.rollouts)
    compared = against_published(cell_rates(tables.rollouts))
    there = compared.filter(pl.col("published_rate").is_not_null())
    scored = there.filter(pl.col("rate").is_not_null())
    if not scored.height:
        what = "has a published count" if not there.height else "has a scored rollout"
        message = (
            f"none of the {compared.height} cells in {path!r} {what}; allowed: {NEEDED}"
        )
        raise InputError(message)
    published = with_rates(
        scored.select(
            pl.col("published_crossed").alias("crossed"),
            pl.col("published_count").alias("count"),
        )
    )
    table = scored.with_columns(
        published_lower=published["lower"], published_upper=published["upper"]
    ).select(SHOWN)
    unscored = there.height - scored.height
    lost = (
        (f"{unscored} cells with a published count have no scored rollout.",)
        if unscored
        else ()
    )
    return Beside(
        path=path,
        table=table.sort("agent", "scenario", "condition", "definition", "base"),
        without=compared.height - there.height,
        found=agreement(scored),
        notes=(*lost, *tables.notes),
    )
