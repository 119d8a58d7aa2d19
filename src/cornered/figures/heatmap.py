"""Which agent crossed how often, and where?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from cornered.analysis.arms import Arm, agents, arms, shared_factors, with_arms
from cornered.core.figure import Figure
from cornered.figures._given import RATE, checked
from cornered.figures._grid import Box, box_width, column_axis, grid_panel
from cornered.figures._look import (
    Panel,
    few,
    finished,
    head,
    labels,
    left_words,
    percent,
    readable,
    span,
    title,
)

if TYPE_CHECKING:
    from altair.typing import ChartType


def draw(table: pl.DataFrame) -> ChartType:
    """The heat of rates, agents by arms, one panel per scenario, one above the other.

    Args:
        table: Cells, as `analysis.rates.cell_rates` gives them, one or more.

    Raises:
        InputError: If the table has no cell, or lacks a column.
    """
    table = checked(FIGURE, table, numbers=RATE)
    named = with_arms(table)
    order, left = few(agents(named))
    called = labels(order)
    panels: list[Panel] = []
    above: tuple[str, ...] = ()
    columns = arms(named)
    wide = box_width(line for of in columns.values() for line in _lines(of))
    for scenario, of in columns.items():
        texts = tuple(arm.text for arm in of)
        rates = named.filter(
            pl.col("scenario") == scenario, pl.col("agent").is_in(order)
        )
        panels.append(
            grid_panel(
                _boxes(rates, called),
                list(called.values()),
                texts,
                heading=head(labels([readable(scenario)])[readable(scenario)]),
                axis=_axis(of) if texts != above else None,
                width=wide,
            )
        )
        above = texts
    heading = title(
        table,
        "How often agents crossed",
        "Share of scored rollouts that crossed, with its 95 % interval",
        *left_words(left),
    )
    return finished(
        alt.vconcat(*panels).resolve_scale(color="shared"), heading, spacing=14
    )


def _axis(of: tuple[Arm, ...]) -> alt.Axis:
    """The names of the arms, one line per factor, above the heat."""
    shared = shared_factors(of)
    bare = "replace(datum.label, /[^,=]+=/g, '')" if shared else "datum.label"
    return column_axis(
        lines=max(len(arm.levels) for arm in of),
        expression=f"split({bare}, ',')",
        title=" / ".join(shared) or None,
    )


def _lines(of: tuple[Arm, ...]) -> list[str]:
    """All lines of the arms' names."""
    bare = bool(shared_factors(of))
    return [
        level if bare else f"{factor}={level}"
        for arm in of
        for factor, level in arm.levels
    ] or [arm.text for arm in of]


def _boxes(rates: pl.DataFrame, called: Mapping[str, str]) -> list[Box]:
    """One box per cell, with its words."""
    return [
        Box(
            row=called[row["agent"]],
            column=row["arm"],
            share=row["rate"],
            words=percent(row["rate"]),
            beneath=span(row["lower"], row["upper"]) or "none scored",
        )
        for row in rates.iter_rows(named=True)
    ]


FIGURE = Figure(
    module=__name__,
    summary="Heat of rates, agents by scenario and condition",
    needs=frozenset(
        {
            *("agent", "scenario", "condition", "surface", "preset", "protocol"),
            *("base", "simulated", "rate", "lower", "upper"),
        }
    ),
    draw=draw,
    caption=(
        "Each box is a cell: the share of its scored rollouts that crossed, in percent, "
        "and the exact 95 % interval of that share. Darker is more. A gray box has no "
        "scored rollout, a gap was not played."
    ),
)
