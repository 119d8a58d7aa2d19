"""What was left unscored, and why?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from cornered.core.figure import Figure
from cornered.figures._grid import Box, column_axis, grid_panel
from cornered.figures._look import (
    checked,
    few,
    finished,
    labels,
    left_words,
    percent,
    title,
)

if TYPE_CHECKING:
    from altair.typing import ChartType

ALL = "any reason"
WIDTH = 78


def draw(table: pl.DataFrame) -> ChartType:
    """The share of each agent's rollouts left unscored, agents by reasons.

    Args:
        table: As `analysis.reasons.unscored_reasons` gives it, one row or more.

    Raises:
        InputError: If the table has no row, or lacks a column.
    """
    table = checked(FIGURE, table, numbers=("count", "rollouts", "share"))
    totals = (
        table.group_by("agent")
        .agg(pl.col("count").sum(), pl.col("rollouts").max())
        .with_columns(share=pl.col("count") / pl.col("rollouts"), reason=pl.lit(ALL))
        .sort("share", "agent", descending=[True, False])
    )
    order, left = few(tuple(totals["agent"]))
    called = labels(order)
    reasons = (
        table.group_by("reason")
        .agg(pl.col("count").sum())
        .sort("count", "reason", descending=[True, False])["reason"]
    )
    columns = ["reason", "agent", "count", "rollouts", "share"]
    rows = pl.concat([table.select(columns), totals.select(columns)])
    boxes = [
        Box(
            row=called[row["agent"]],
            column=row["reason"],
            share=row["share"],
            words=f"{row['count']:,.0f}",
            beneath=f"{percent(row['share'])} of {row['rollouts']:,.0f}",
        )
        for row in rows.iter_rows(named=True)
        if row["agent"] in called
    ]
    panel = grid_panel(
        boxes,
        list(called.values()),
        [ALL, *reasons],
        heading=None,
        axis=column_axis(
            lines=max(1, *(name.count("_") + 1 for name in reasons), 2),
            expression="split(datum.label, /[_ ]/)",
        ),
        width=WIDTH,
    )
    heading = title(
        table,
        "What was left unscored, and why",
        "Rollouts without evidence, and their share of the agent's. A gap is none.",
        *left_words(left),
    )
    return finished(alt.vconcat(panel), heading)


FIGURE = Figure(
    module=__name__,
    summary="Unscored rollouts, agents by reason",
    needs=frozenset({"agent", "simulated", "reason", "count", "rollouts", "share"}),
    draw=draw,
    caption=(
        "Each box counts the rollouts of an agent that ended in a way that gives no "
        "evidence, and their share of all its rollouts. They are counts of what "
        "happened, so there is no interval; what they could change is in the worst-case "
        "bounds of the rates. An agent that is not shown had none."
    ),
)
