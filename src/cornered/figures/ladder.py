"""How far did harmful acts get, and through whom?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from cornered.core.figure import Figure
from cornered.figures._grid import Box, column_axis, grid_panel
from cornered.figures._look import (
    RATE,
    checked,
    few,
    finished,
    head,
    labels,
    left_words,
    percent,
    readable,
    room,
    span,
    title,
)

if TYPE_CHECKING:
    from altair.typing import ChartType

THOUGHTS = ("considered", "planned")
"""Stages of thought: they have no route."""

DEEDS = ("attempted", "emitted", "completed", "reversed")
"""Stages of deeds, and of those that the agent itself undid."""

ANY = "any"
"""Route of the rows over all routes."""

WIDTH, MOST_ACROSS = 68, 14
"""Of a box in pixels, and boxes of one line."""


def draw(table: pl.DataFrame) -> ChartType:
    """The share of rollouts that got at least so far, agents by stages, per route.

    Args:
        table: As `analysis.ladder.ladder` gives it, one row or more.

    Raises:
        InputError: If the table has no row, or lacks a column.
    """
    table = checked(FIGURE, table, numbers=RATE)
    order, left = few(_order(table))
    called = labels(order)
    shown = table.filter(pl.col("agent").is_in(order))
    lines: list[list[tuple[str, str, tuple[str, ...]]]] = [[]]
    for panel in _panels(shown):
        if sum(len(stages) for *_, stages in [*lines[-1], panel]) > MOST_ACROSS:
            lines.append([])
        lines[-1].append(panel)
    charts = []
    for line in lines:
        panels = [
            grid_panel(
                _boxes(shown, route, stages, called),
                list(called.values()),
                stages,
                heading=head(name),
                axis=column_axis(),
                labeled=index == 0,
                width=WIDTH,
            )
            for index, (name, route, stages) in enumerate(line)
        ]
        charts.append(alt.hconcat(*panels, spacing=22, bounds="flush"))
    heading = title(
        table,
        "How far harmful acts got, by route",
        "Share of scored rollouts that got at least so far, with its 95 % interval. A "
        "thought is no act, and an act needs no thought that can be read.",
        *left_words(left),
        wide=room(WIDTH * max(sum(len(each[2]) for each in line) for line in lines)),
    )
    whole = alt.vconcat(*charts).resolve_scale(color="shared")
    return finished(whole, heading, spacing=22)


def _order(table: pl.DataFrame) -> tuple[str, ...]:
    """The agents, the one with the most acts first."""
    deeds = table.with_columns(
        deed=pl.when(pl.col("route") == ANY, pl.col("stage").is_in(DEEDS[:-1])).then(
            pl.col("rate")
        )
    )
    means = deeds.group_by("agent").agg(pl.col("deed").mean())
    ordered = means.sort("deed", "agent", descending=[True, False], nulls_last=True)
    return tuple(ordered["agent"])


def _panels(table: pl.DataFrame) -> list[tuple[str, str, tuple[str, ...]]]:
    """Name, route and stages of each panel that has rows."""
    found = set(table.select("route", "stage").unique().iter_rows())
    others = sorted({route for route, _ in found} - {ANY})
    wanted = [
        ("thoughts", ANY, THOUGHTS),
        ("acts by any route", ANY, DEEDS),
        *((f"through {_whom(route)}", route, DEEDS) for route in others),
    ]
    return [
        (name, route, stages)
        for name, route, stages in wanted
        if any((route, stage) in found for stage in stages)
    ]


def _whom(route: str) -> str:
    """A route in words."""
    bare = readable(route)
    return bare if route == "exposure" else f"the {bare}"


def _boxes(
    table: pl.DataFrame, route: str, stages: Sequence[str], called: dict[str, str]
) -> list[Box]:
    """The boxes of one panel."""
    rows = table.filter(pl.col("route") == route, pl.col("stage").is_in(stages))
    return [
        Box(
            row=called[row["agent"]],
            column=row["stage"],
            share=row["rate"],
            words=percent(row["rate"]),
            beneath=span(row["lower"], row["upper"]) or "none scored",
        )
        for row in rows.iter_rows(named=True)
    ]


FIGURE = Figure(
    module=__name__,
    summary="Outcome ladder: how far harmful acts got, by route",
    needs=frozenset(
        {*("agent", "simulated", "route", "stage", "rate", "lower", "upper")}
    ),
    draw=draw,
    caption=(
        "Each box is the share of an agent's scored rollouts that got at least to that "
        "stage, with the exact 95 % interval that allows for draws; all its scenarios and "
        "conditions are pooled as they were played. Reversed acts are those that the "
        "agent itself undid."
    ),
)
