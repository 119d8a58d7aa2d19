"""Does one factor do more where another is at work?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from cornered.analysis.arms import level_rank
from cornered.core.figure import Figure
from cornered.figures._lines import Point, folded, lines_panel
from cornered.figures._look import (
    RATE,
    Panel,
    checked,
    finished,
    head,
    labels,
    points,
    readable,
    room,
    title,
)
from cornered.figures._places import places, with_place

if TYPE_CHECKING:
    from altair.typing import ChartType

FEW = 6
"""Agents that have panels of their own."""

WIDTH, ACROSS, BESIDE = 176, 3, 34
"""Of a panel in pixels; panels of means side by side; what lies between them."""

MEAN = "mean over agents"


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
    agents = table["agent"].drop_nulls().unique().sort().to_list()
    shown = agents if len(agents) <= FEW else []
    means = table.filter(pl.col("agent").is_null())
    columns: list[str | None] = [
        *([None] if means.height and len(agents) != 1 else []),
        *(shown or ([] if means.height else agents[:FEW])),
    ]
    panels = {
        (place, agent): table.filter(
            pl.col("place") == place,
            pl.col("agent").is_null() if agent is None else pl.col("agent") == agent,
        )
        for place in places(table)
        for agent in columns
    }
    first, second = table["first_factor"][0], table["second_factor"][0]
    reference = _levels(table, "first", first)[0]
    lines = _laid(panels, columns, agents)
    told = (
        f"{len(agents)} agents; the rates of each are in the table behind the figure"
        if len(columns) < len(agents)
        else ""
    )
    heading = title(
        table,
        f"Whether {readable(second)} and {readable(first)} do more together",
        "Rates with their 95 % intervals. Under a panel's name: by how many percentage "
        f"points the step between the lines grows from {readable(first)} "
        f"{readable(reference)} to the level named, with its 95 % interval; 0 is no "
        "interaction.",
        *([told] if told else []),
        wide=room((WIDTH + BESIDE) * max(len(columns), min(ACROSS, len(panels)))),
    )
    whole = alt.vconcat(*lines).resolve_scale(
        color="shared", shape="shared", strokeDash="shared"
    )
    return finished(whole, heading, spacing=22)


def _laid(
    panels: Mapping[tuple[str, str | None], pl.DataFrame],
    columns: Sequence[str | None],
    agents: Sequence[str],
) -> list[alt.HConcatChart]:
    """The panels in lines: places side by side, or a line per place."""
    called = labels(agents)
    several = len(columns) > 1
    found = list(dict.fromkeys(place for place, _ in panels))
    if several:
        lines = [[(place, agent) for agent in columns] for place in found]
    else:
        keys = list(panels)
        lines = [keys[start : start + ACROSS] for start in range(0, len(keys), ACROSS)]
    charts = []
    for line in lines:
        there = [key for key in line if panels[key].height]
        charts.append(
            alt.hconcat(
                *(
                    _panel(
                        panels[key],
                        _names(key, called, several=several),
                        labeled=place == 0,
                    )
                    for place, key in enumerate(there)
                ),
                spacing=BESIDE,
                bounds="flush",
            )
        )
    return charts


def _names(
    key: tuple[str, str | None], called: Mapping[str, str], *, several: bool
) -> list[str]:
    """The lines of a panel's name."""
    place, agent = key
    if not several:
        return folded(place, 30)
    return [place, *folded(MEAN if agent is None else called[agent], 27)]


def _panel(of: pl.DataFrame, names: Sequence[str], *, labeled: bool) -> Panel:
    """The lines of one place and agent."""
    first, second = of["first_factor"][0], of["second_factor"][0]
    levels = _levels(of, "first", first)
    series = _levels(of, "second", second)
    heading = head(names[0], *names[1:], *_words(of, levels, series))
    return lines_panel(
        [
            Point(
                level=row["first"],
                series=row["second"],
                rate=row["rate"],
                lower=row["lower"],
                upper=row["upper"],
            )
            for row in of.iter_rows(named=True)
        ],
        levels,
        series,
        heading=heading,
        width=WIDTH,
        level_title=readable(first),
        series_title=readable(second),
        labeled=labeled,
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
        _interaction(rows[level, line], several=len(series) > 2)  # noqa: PLR2004
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
