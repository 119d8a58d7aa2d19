"""What did each level of a factor change, on average over the others?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    readable,
    title,
    wrapped,
)
from cornered.figures._places import places, with_place
from cornered.figures._rows import DIFFERENCE, Row, rows_panel

if TYPE_CHECKING:
    from altair.typing import ChartType

ALPHA = 0.05
"""Adjusted p below which an effect is called one."""

ACROSS = 3
"""Panels side by side."""

WIDTH, BESIDE = 180, 148
"""Of a panel, and of the words at its right."""

TOGETHER = "all agents"
"""What the agents taken together are called."""

SEPARATED = "odds open"
"""What is said where a condition is at 0 or 100 %."""


def draw(table: pl.DataFrame) -> ChartType:
    """Effects on the risk with intervals: a block per level, a panel per scenario.

    Args:
        table: `agent` (null for all of them together), `scenario`, `simulated`,
            `factor`, `level` and `reference` (what the level is compared with),
            `difference` with `lower` and `upper`, `p_adjusted`, and `separated`
            (whether a condition behind it is at 0 or 100 %).

    Raises:
        InputError: If the table has no row, or lacks a column.
    """
    table = with_place(
        checked(
            FIGURE,
            table,
            numbers=("difference", "lower", "upper", "p_adjusted"),
            flags=("simulated", "separated"),
        )
    )
    order, left = few(_order(table))
    together = [(None, TOGETHER)] if table["agent"].has_nulls() else []
    called: dict[str | None, str] = dict([*together, *labels(order).items()])
    blocks = [
        _block(of, called)
        for of in table.partition_by("factor", "level", maintain_order=True)
    ]
    heading = title(
        table,
        "What each level of a factor changed on average",
        "Difference of rates from the level that is named as its reference, averaged "
        "over the levels of the other factors, with its 95 % interval. Filled and "
        "“higher” or “lower”: its p is below 0.05 after Benjamini's and Hochberg's "
        "adjustment for all effects shown, which were explored and not planned. Hollow "
        f"and “undecided”: it is not. “{SEPARATED}”: a condition is at 0 or 100 %, so "
        "the points tell the effect and its odds ratio does not.",
        *left_words(left),
        wide=140,
    )
    return finished(alt.vconcat(*blocks), heading, spacing=26)


def _order(table: pl.DataFrame) -> tuple[str, ...]:
    """The agents, the one that most raised first."""
    means = table.drop_nulls("agent").group_by("agent")
    ordered = means.agg(pl.col("difference").mean()).sort(
        "difference", "agent", descending=[True, False], nulls_last=True
    )
    return tuple(ordered["agent"])


def _block(of: pl.DataFrame, called: Mapping[str | None, str]) -> alt.VConcatChart:
    """All panels of one level, under its name."""
    there = set(of["agent"])
    order = [name for agent, name in called.items() if agent in there]
    found = places(of)
    lines = []
    for first in range(0, len(found), ACROSS):
        panels = [
            rows_panel(
                _rows(of.filter(pl.col("place") == place), called),
                order,
                DIFFERENCE,
                width=WIDTH,
                labeled=index == 0,
                heading=head(place),
            )
            for index, place in enumerate(found[first : first + ACROSS])
        ]
        # Flush: the words' lengths must not shift the panels against other blocks'.
        lines.append(alt.hconcat(*panels, spacing=BESIDE, bounds="flush"))
    factor, level = readable(of["factor"][0]), readable(of["level"][0])
    references = " or ".join(
        readable(name) for name in of["reference"].unique(maintain_order=True)
    )
    name = head(f"{factor}: {level}", *wrapped(f"{level} minus {references}", wide=96))
    name.fontSize = 14
    block: alt.VConcatChart = alt.vconcat(*lines, spacing=14, title=name)
    return block


def _rows(of: pl.DataFrame, called: Mapping[str | None, str]) -> Sequence[Row]:
    """The rows of a panel, those of agents that are drawn."""
    return [
        _row(row, called[row["agent"]])
        for row in of.iter_rows(named=True)
        if row["agent"] in called
    ]


def _row(row: Mapping[str, Any], name: str) -> Row:
    """One effect."""
    clear = row["p_adjusted"] is not None and row["p_adjusted"] < ALPHA
    word = "undecided"
    if clear and row["difference"] is not None:
        word = "higher" if row["difference"] > 0 else "lower"
    open_ = f", {SEPARATED}" if row["separated"] else ""
    return Row(
        name=name,
        at=row["difference"],
        lower=row["lower"],
        upper=row["upper"],
        words=f"{points(row['difference'])} {word}{open_}",
        filled=clear,
        category=0 if row["agent"] is not None else 2,
    )


FIGURE = Figure(
    module=__name__,
    summary="Average effects: what each level of a factor changed",
    needs=frozenset(
        {
            *("agent", "scenario", "simulated", "factor", "level", "reference"),
            *("difference", "lower", "upper", "p_adjusted", "separated"),
        }
    ),
    draw=draw,
    caption=(
        "Each point is the change of the rate, in percentage points, from a factor's "
        "reference to the level named, averaged over the levels of the other factors, "
        "and its 95 % interval, which allows for draws shared between conditions. Agents "
        "together are the mean over these agents and say nothing of others. Odds ratios "
        "are in the table behind the figure."
    ),
)
