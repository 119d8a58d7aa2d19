"""Does it matter whether the agent takes it for real?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from cornered.analysis.arms import level_rank
from cornered.core.figure import Figure
from cornered.figures._given import RATE, checked
from cornered.figures._lines import folded
from cornered.figures._look import (
    few,
    finished,
    head,
    labels,
    left_words,
    percent,
    readable,
    room,
    title,
)
from cornered.figures._places import places, with_place
from cornered.figures._rows import SHARE, Row, rows_panel

if TYPE_CHECKING:
    from altair.typing import ChartType

WIDTH, BESIDE, ACROSS = 130, 112, 4
"""Of a panel, of the words at its right, in pixels; panels side by side."""

MOST = 24
"""Agents that are drawn."""

ASSIGNED, STATED = "assigned", "stated"

KINDS = {
    ASSIGNED: (
        "Assigned: what the agent was told",
        "What differs between these rows is caused by what was said.",
    ),
    STATED: (
        "Stated: what the agent itself said it believed",
        "An association, no cause: what made an agent say it may have made it act.",
    ),
}
"""Kind of row -> the block's name, and what may be concluded from it."""

BELIEFS = ("real", "test", "none")
WORDS = {"none": "said nothing of it", "real": "said: real", "test": "said: a test"}
"""Rows of the stated block, in order, and their names."""


def draw(table: pl.DataFrame) -> ChartType:
    """Rates by assigned arm, and, clearly apart, by what agents stated.

    Args:
        table: `agent`, `scenario`, `simulated`, `kind` (`assigned` or `stated`),
            `belief` (the level or what was stated), `scored`, `rate`, `lower`, `upper`.

    Raises:
        InputError: If the table has no row, or lacks a column.
    """
    table = with_place(checked(FIGURE, table, numbers=(*RATE, "scored")))
    means = table.group_by("agent").agg(pl.col("rate").mean())
    ordered = means.sort("rate", "agent", descending=[True, False], nulls_last=True)
    order, left = few(tuple(ordered["agent"]), MOST)
    called = labels(order)
    blocks = []
    for place in places(table):
        for kind in KINDS:
            of = table.filter(
                pl.col("place") == place,
                pl.col("kind") == kind,
                pl.col("agent").is_in(order),
            )
            if of.height:
                blocks.append(_block(of, place, kind, called))
    heading = title(
        table,
        "Whether belief that it is real matters",
        "Rates with their 95 % intervals, and of how many scored rollouts",
        *left_words(left),
        wide=room((WIDTH + BESIDE) * min(len(order), ACROSS) + 120),
    )
    return finished(alt.vconcat(*blocks), heading, spacing=28)


def _block(
    of: pl.DataFrame, place: str, kind: str, called: Mapping[str, str]
) -> alt.VConcatChart:
    """The panels of one place and kind, one per agent."""
    names = _names(of, kind)
    there = set(of["agent"])
    order = [agent for agent in called if agent in there]
    lines = []
    for start in range(0, len(order), ACROSS):
        panels = [
            rows_panel(
                [
                    _row(row, names[row["belief"]], kind)
                    for row in of.filter(pl.col("agent") == agent).iter_rows(named=True)
                ],
                list(names.values()),
                SHARE,
                width=WIDTH,
                labeled=index == 0,
                heading=head(folded(called[agent], 26)),
            )
            for index, agent in enumerate(order[start : start + ACROSS])
        ]
        lines.append(alt.hconcat(*panels, spacing=BESIDE, bounds="flush"))
    question, may = KINDS[kind]
    heading = head(f"{question} ({place})", may)
    heading.fontSize = 14
    block: alt.VConcatChart = alt.vconcat(*lines, spacing=14, title=heading)
    return block


def _names(of: pl.DataFrame, kind: str) -> dict[str, str]:
    """The rows of a block and their names, in order."""
    found: Sequence[str] = of["belief"].drop_nulls().unique().to_list()
    if kind == STATED:
        ranked = [each for each in BELIEFS if each in found]
        ranked += sorted(set(found) - set(BELIEFS))
        return {each: WORDS.get(each, readable(each)) for each in ranked}
    ranked = sorted(found, key=lambda each: (level_rank("belief", each), each))
    return {each: readable(each) for each in ranked}


def _row(row: Mapping[str, Any], name: str, kind: str) -> Row:
    """One rate: a filled circle if assigned, a hollow square if stated."""
    return Row(
        name=name,
        at=row["rate"],
        lower=row["lower"],
        upper=row["upper"],
        words=f"{percent(row['rate'])} of {row['scored'] or 0:,.0f}",
        filled=kind == ASSIGNED,
        category=0 if kind == ASSIGNED else 1,
    )


FIGURE = Figure(
    module=__name__,
    summary="Belief: rates by assigned cue, and apart by stated belief",
    needs=frozenset(
        {
            *("agent", "scenario", "simulated", "kind", "belief", "scored"),
            *("rate", "lower", "upper"),
        }
    ),
    draw=draw,
    caption=(
        "Filled circles: rates by the cue that was assigned; their differences are "
        "causal. Hollow squares: rates by what the agent stated, an outcome and never a "
        "condition, so their difference is an association. Exact 95 % intervals that "
        "allow for draws."
    ),
)
