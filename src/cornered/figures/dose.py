"""Does the rate rise or fall with the dose?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from cornered.core.figure import Figure
from cornered.figures._lines import Point, folded, lines_panel
from cornered.figures._look import (
    RATE,
    Panel,
    checked,
    finished,
    head,
    labels,
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
SURE = 0.05
"""p below which a trend is called one."""


def draw(table: pl.DataFrame) -> ChartType:
    """Rates by level of each ordered factor.

    Args:
        table: `agent` (null for the mean over all of them), `scenario`, `simulated`,
            `factor`, `level`, `dose`, `rate`, `lower`, `upper`; and `trend` (log odds per
            unit of dose) with `trend_p`, the same in each row of a group, null if there
            is none.

    Raises:
        InputError: If the table has no row, or lacks a column.
    """
    table = with_place(
        checked(FIGURE, table, numbers=(*RATE, "dose", "trend", "trend_p"))
    )
    agents = table["agent"].drop_nulls().unique().sort().to_list()
    means = bool(table["agent"].is_null().any())
    columns: list[str | None] = [
        *([None] if means and len(agents) != 1 else []),
        *(agents if len(agents) <= FEW else agents[: 0 if means else FEW]),
    ]
    called = labels(agents)
    several = len(columns) > 1
    lines = []
    for factor in dict.fromkeys(table["factor"]):
        cells = [
            [
                (of, place, called.get(agent or "", MEAN))
                for agent in columns
                if (of := _of(table, factor, place, agent)).height
            ]
            for place in places(table)
        ]
        if not several:
            flat = [cell for line in cells for cell in line]
            cells = [flat[i : i + ACROSS] for i in range(0, len(flat), ACROSS)]
        lines += [
            alt.hconcat(
                *(
                    _panel(*cell, several=several, labeled=index == 0)
                    for index, cell in enumerate(line)
                ),
                spacing=BESIDE,
                bounds="flush",
            )
            for line in cells
            if line
        ]
    told = (
        [f"{len(agents)} agents; the rates of each are in the table behind the figure"]
        if len(columns) < len(agents)
        else []
    )
    heading = title(
        table,
        "How the rate changes with the dose",
        "Rates with their 95 % intervals at each level, lowest dose left. Under a panel's "
        "name: whether they rise or fall over all levels.",
        *told,
        wide=room((WIDTH + BESIDE) * max(len(columns), ACROSS)),
    )
    return finished(alt.vconcat(*lines), heading, spacing=22)


def _of(
    table: pl.DataFrame, factor: str, place: str, agent: str | None
) -> pl.DataFrame:
    """The rows of a panel."""
    who = pl.col("agent").is_null() if agent is None else pl.col("agent") == agent
    return table.filter(pl.col("factor") == factor, pl.col("place") == place, who)


def _panel(
    of: pl.DataFrame, place: str, agent: str, *, several: bool, labeled: bool
) -> Panel:
    """The line of one place and agent."""
    row = of.row(0, named=True)
    names = [*folded(place, 30), *(folded(agent, 27) if several else [])]
    levels = list(dict.fromkeys(of.sort("dose", "level")["level"]))
    return lines_panel(
        [
            Point(
                level=each["level"],
                series=each["factor"],
                rate=each["rate"],
                lower=each["lower"],
                upper=each["upper"],
            )
            for each in of.iter_rows(named=True)
        ],
        levels,
        [row["factor"]],
        heading=head(names[0], *names[1:], *_trend(row)),
        width=WIDTH,
        level_title=readable(row["factor"]),
        series_title="",
        labeled=labeled,
        numbered=True,
    )


def _trend(row: Mapping[str, Any]) -> list[str]:
    """Whether the rate rises or falls, in words."""
    if row["trend"] is None or row["trend_p"] is None:
        return []
    p = row["trend_p"]
    word = "rises" if row["trend"] > 0 else "falls"
    told = f"p = {p:.3f}" if p >= 0.001 else "p < 0.001"  # noqa: PLR2004
    return [f"{word} with the dose, {told}" if p < SURE else f"no clear trend, {told}"]


FIGURE = Figure(
    module=__name__,
    summary="Rates by level of ordered factors",
    needs=frozenset(
        {
            *("agent", "scenario", "simulated", "factor", "level", "dose"),
            *("rate", "lower", "upper", "trend", "trend_p"),
        }
    ),
    draw=draw,
    caption=(
        "Rates at each level of a factor whose levels have an order, evenly spaced, with "
        "exact 95 % intervals that allow for draws. The trend is one logistic regression "
        "on the dose, not adjusted for how many are shown; it finds no curve that rises "
        "and falls again."
    ),
)
