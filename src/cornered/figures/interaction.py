"""Does one factor do more where another is at work?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from cornered.analysis.arms import level_rank
from cornered.core.figure import Figure
from cornered.figures._given import RATE, checked
from cornered.figures._lines import Point, lines_panel
from cornered.figures._look import (
    Panel,
    finished,
    head,
    points,
    readable,
    title,
)
from cornered.figures._multiples import BESIDE, WIDTH, laid, multiples
from cornered.figures._places import with_place

if TYPE_CHECKING:
    from altair.typing import ChartType

REFERENCE = "none"
"""What the interactions start from, if it is a level."""

TWO = 2


def draw(table: pl.DataFrame) -> ChartType:
    """Rates by level of one factor, a line per level of another.

    Args:
        table: `agent` (null for the mean over all of them), `scenario`, `simulated`,
            `first_factor` and `first` (levels from the left), `second_factor` and
            `second` (lines), `rate`, `lower`, `upper`; and where both levels are not
            the first of their factor `interaction` with `interaction_lower` and
            `interaction_upper`: by how much the step from the first line to this one
            changes from the first level to this one, a difference of rates.

    Raises:
        InputError: If the table has no row, or lacks a column.
    """
    table = with_place(
        checked(
            FIGURE,
            table,
            numbers=(*RATE, "interaction", "interaction_lower", "interaction_upper"),
        )
    )
    of = multiples(table)
    first, second = table["first_factor"][0], table["second_factor"][0]
    levels, series = _levels(table, "first", first), _levels(table, "second", second)
    reference = REFERENCE if REFERENCE in levels else levels[0]

    def panel(rows: pl.DataFrame, names: list[str], labeled: bool) -> Panel:  # noqa: FBT001 - as `Maker`
        return lines_panel(
            [_point(row) for row in rows.iter_rows(named=True)],
            levels,
            series,
            heading=head(names[0], *names[1:], *_words(rows, levels, series)),
            width=WIDTH if len(series) <= TWO else WIDTH + BESIDE,
            level_title=readable(first),
            series_title=readable(second),
            labeled=labeled,
        )

    lines = laid(table, of, panel)
    heading = title(
        table,
        f"Whether {readable(second)} and {readable(first)} do more together",
        "Rates with their 95 % intervals. Under a panel's name: by how many percentage "
        f"points the step between the lines grows from {readable(first)} "
        f"{readable(reference)} to the level named, with its 95 % interval; 0 is no "
        "interaction.",
        *of.told,
        wide=of.wide,
    )
    whole = alt.vconcat(*lines).resolve_scale(color="shared", shape="shared")
    return finished(whole, heading, spacing=22)


def _point(row: Mapping[str, Any]) -> Point:
    """A rate."""
    return Point(
        level=row["first"],
        series=row["second"],
        rate=row["rate"],
        lower=row["lower"],
        upper=row["upper"],
    )


def _levels(of: pl.DataFrame, column: str, factor: str) -> list[str]:
    """The levels of a factor in their order."""
    found = of[column].drop_nulls().unique().to_list()
    return sorted(found, key=lambda level: (level_rank(factor, level), level))


def _words(of: pl.DataFrame, levels: Sequence[str], series: Sequence[str]) -> list[str]:
    """The interactions, a line each."""
    rows = {
        (row["first"], row["second"]): row
        for row in of.iter_rows(named=True)
        if row["interaction"] is not None
    }
    return [
        _interaction(rows[level, line], several=len(series) > TWO)
        for line in series
        for level in levels
        if (level, line) in rows
    ]


def _interaction(row: Mapping[str, Any], *, several: bool) -> str:
    """One interaction in words."""
    name = readable(row["first"])
    if several:
        name = f"{name}, {readable(row['second'])}"
    return (
        f"{name}: {points(row['interaction'])} "
        f"({points(row['interaction_lower'])} to {points(row['interaction_upper'])})"
    )


FIGURE = Figure(
    module=__name__,
    summary="Two factors together: rates by threat, a line per goal",
    needs=frozenset(
        {
            *("agent", "scenario", "simulated", "first_factor", "first"),
            *("second_factor", "second", "rate", "lower", "upper"),
            *("interaction", "interaction_lower", "interaction_upper"),
        }
    ),
    draw=draw,
    caption=(
        "Rates by level of one factor, a line per level of the other; lines that are not "
        "parallel are an interaction on the scale of rates, given in words with its 95 % "
        "interval, which allows for draws shared between conditions. The mean weighs all "
        "agents alike and says nothing of agents that were not played."
    ),
)
