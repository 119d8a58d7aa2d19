"""Which agent crosses most, and how sure is the order?"""

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

SIDE, LOW = 38, 26
"""Width and height of a box."""

SHOWN = 0.01
"""Probability from which on it is written, rounded."""


def draw(table: pl.DataFrame) -> ChartType:
    """The probability of each rank, agents by ranks.

    Args:
        table: `agent`, `simulated`, `rank` (1 is the highest rate), `probability`.

    Raises:
        InputError: If the table has no row, or lacks a column.
    """
    table = checked(FIGURE, table, numbers=("rank", "probability"))
    order, left = few(_order(table))
    called = labels(order)
    shown = table.filter(pl.col("agent").is_in(order))
    ranks = [str(int(rank)) for rank in shown["rank"].drop_nulls().unique().sort()]
    boxes = [
        Box(
            row=called[row["agent"]],
            column=str(int(row["rank"])),
            share=row["probability"],
            words=_words(row["probability"]),
        )
        for row in shown.drop_nulls("rank").iter_rows(named=True)
    ]
    panel = grid_panel(
        boxes,
        list(called.values()),
        ranks,
        heading=None,
        axis=column_axis(title="rank, 1 is the highest rate"),
        width=SIDE,
        height=LOW,
    )
    heading = title(
        table,
        "How sure the order of the agents is",
        "Probability, in percent, that an agent has a rank by its mean rate",
        *left_words(left),
        wide=80,
    )
    return finished(alt.vconcat(panel), heading)


def _order(table: pl.DataFrame) -> tuple[str, ...]:
    """The agents, the one with the highest expected rank first."""
    means = table.group_by("agent").agg(
        mean=(pl.col("rank") * pl.col("probability")).sum()
    )
    return tuple(means.sort("mean", "agent")["agent"])


def _words(probability: float | None) -> str:
    """A probability in percent without the sign; nothing where it is next to nothing."""
    if probability is None:
        return "–"
    return (
        percent(probability).removesuffix("%") if round(probability, 2) >= SHOWN else ""
    )


FIGURE = Figure(
    module=__name__,
    summary="Probability of each rank of each agent",
    needs=frozenset({"agent", "simulated", "rank", "probability"}),
    draw=draw,
    caption=(
        "Each row is an agent, each column a rank by mean rate, 1 the highest. A box "
        "holds the probability of that rank in percent, given how uncertain the rates "
        "are; a row spread over many boxes has no place that the data can tell."
    ),
)
