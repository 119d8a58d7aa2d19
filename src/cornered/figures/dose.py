"""Does the rate rise or fall with the dose?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from cornered.core.figure import Figure
from cornered.figures._given import RATE, checked
from cornered.figures._lines import Point, lines_panel
from cornered.figures._look import (
    Panel,
    finished,
    head,
    readable,
    title,
)
from cornered.figures._multiples import WIDTH, laid, multiples
from cornered.figures._places import with_place

if TYPE_CHECKING:
    from altair.typing import ChartType

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
    of = multiples(table)
    lines = [
        line
        for factor in dict.fromkeys(table["factor"])
        for line in laid(table.filter(pl.col("factor") == factor), of, _panel)
    ]
    heading = title(
        table,
        "How the rate changes with the dose",
        "Rates with their 95 % intervals at each level, lowest dose left. Under a panel's "
        "name: whether they rise or fall over all levels.",
        *of.told,
        wide=of.wide,
    )
    return finished(alt.vconcat(*lines), heading, spacing=22)


def _panel(rows: pl.DataFrame, names: list[str], labeled: bool) -> Panel:  # noqa: FBT001 - as `Maker`
    """The line of one place and agent."""
    row = rows.row(0, named=True)
    return lines_panel(
        [
            Point(
                level=each["level"],
                series=each["factor"],
                rate=each["rate"],
                lower=each["lower"],
                upper=each["upper"],
            )
            for each in rows.iter_rows(named=True)
        ],
        list(dict.fromkeys(rows.sort("dose", "level")["level"])),
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
