"""Which agent crosses most, and how sure is the order?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from cornered.core.figure import Figure
from cornered.figures._given import checked
from cornered.figures._grid import Box, column_axis, grid_panel
from cornered.figures._look import (
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

CROWD, NARROW = 20, 26
"""Ranks from which on boxes are narrower, and how wide they are then."""

NOTHING = frozenset({"0%", "<1%"})
"""Probabilities that are not written."""


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
    shown = shown.drop_nulls(["rank", "probability"])
    written = [_words(each) != "" for each in shown["probability"]]
    found = shown.filter(pl.Series(written, dtype=pl.Boolean))["rank"]
    ranks = [str(int(rank)) for rank in found.unique().sort()]
    boxes = [
        Box(
            row=called[row["agent"]],
            column=str(int(row["rank"])),
            share=row["probability"],
            words=_words(row["probability"]),
        )
        for row in shown.iter_rows(named=True)
        if str(int(row["rank"])) in ranks
    ]
    panel = grid_panel(
        boxes,
        list(called.values()),
        ranks,
        heading=None,
        axis=column_axis(title="rank, 1 is the highest rate"),
        width=SIDE if len(ranks) <= CROWD else NARROW,
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


def _words(probability: float) -> str:
    """A probability in percent without the sign; nothing where it is next to nothing."""
    told = percent(probability)
    return "" if told in NOTHING else told.removesuffix("%")


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
