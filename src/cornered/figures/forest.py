"""What did each planned contrast change, in whom?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from cornered.core.figure import Figure
from cornered.figures._given import checked
from cornered.figures._look import (
    few,
    finished,
    head,
    labels,
    left_words,
    points,
    room,
    title,
    wrapped,
)
from cornered.figures._places import places, with_place
from cornered.figures._rows import DIFFERENCE, Row, rows_panel

if TYPE_CHECKING:
    from altair.typing import ChartType

ALPHA = 0.05
"""Holm-adjusted p below which a difference is called one."""

ACROSS = 3
"""Panels side by side."""

WIDTH, BESIDE = 190, 130
"""Of a panel, and of the words at its right."""


def draw(table: pl.DataFrame) -> ChartType:
    """Differences with intervals: a block per contrast, a panel per scenario.

    Args:
        table: Contrasts, as `analysis.contrasts.contrasts` gives them, one or more.

    Raises:
        InputError: If the table has no contrast, or lacks a column.
    """
    table = with_place(
        checked(FIGURE, table, numbers=("difference", "lower", "upper", "p_holm"))
    )
    order, left = few(_order(table))
    called = labels(order)
    blocks = []
    for contrast in dict.fromkeys(table["contrast"]):
        of = table.filter(pl.col("contrast") == contrast, pl.col("agent").is_in(order))
        if of.height:
            blocks.append(_block(of, called))
    heading = title(
        table,
        "What the planned contrasts changed",
        "Difference of rates between the two arms, with its 95 % interval. Filled and "
        "“higher” or “lower”: its p is below 0.05 after Holm's adjustment for all "
        "planned contrasts. Hollow and “undecided”: it is not.",
        *left_words(left),
        wide=room((WIDTH + BESIDE) * min(len(places(table)), ACROSS) + 100),
    )
    return finished(alt.vconcat(*blocks), heading, spacing=26)


def _order(table: pl.DataFrame) -> tuple[str, ...]:
    """The agents, the one that the contrasts raised most first."""
    means = table.group_by("agent").agg(pl.col("difference").mean())
    ordered = means.sort(
        "difference", "agent", descending=[True, False], nulls_last=True
    )
    return tuple(ordered["agent"])


def _block(of: pl.DataFrame, called: Mapping[str, str]) -> alt.VConcatChart:
    """All panels of one contrast, under its question."""
    there = set(of["agent"])
    order = [name for agent, name in called.items() if agent in there]
    found = places(of)
    lines = []
    for first in range(0, len(found), ACROSS):
        panels = [
            rows_panel(
                [
                    _row(row, called[row["agent"]])
                    for row in of.filter(pl.col("place") == place).iter_rows(named=True)
                ],
                order,
                DIFFERENCE,
                width=WIDTH,
                labeled=index == 0,
                heading=head(wrapped(place, 34)),
            )
            for index, place in enumerate(found[first : first + ACROSS])
        ]
        # Flush: the words' lengths must not shift the panels against other blocks'.
        lines.append(alt.hconcat(*panels, spacing=BESIDE, bounds="flush"))
    row = of.row(0, named=True)
    question = head(
        row["question"], *wrapped(f"{row['high']} minus {row['low']}", wide=96)
    )
    question.fontSize = 14
    block: alt.VConcatChart = alt.vconcat(*lines, spacing=14, title=question)
    return block


def _row(row: Mapping[str, Any], name: str) -> Row:
    """One difference."""
    clear = row["p_holm"] is not None and row["p_holm"] < ALPHA
    word = "undecided"
    if clear and row["difference"] is not None:
        word = "higher" if row["difference"] > 0 else "lower"
    return Row(
        name=name,
        at=row["difference"],
        lower=row["lower"],
        upper=row["upper"],
        words=f"{points(row['difference'])} {word}",
        filled=clear,
    )


FIGURE = Figure(
    module=__name__,
    summary="Planned contrasts: differences of rates with intervals",
    needs=frozenset(
        {
            *("contrast", "question", "low", "high", "agent", "scenario", "simulated"),
            *("difference", "lower", "upper", "p_holm"),
        }
    ),
    draw=draw,
    caption=(
        "Each point is a planned contrast in one agent and scenario: the rate of the "
        "second arm minus that of the first, in percentage points, over the draws that "
        "both share where they share them, and its 95 % interval. The word beside it "
        "rests on the p adjusted by Holm for all planned contrasts shown."
    ),
)
