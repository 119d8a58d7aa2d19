"""Which agent crossed how often, and where?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from cornered.analysis.arms import Arm, agents, arms, shared_factors, with_arms
from cornered.core.figure import Figure
from cornered.figures._look import (
    DARK_FROM,
    DARK_INK,
    INK,
    LIGHT_INK,
    MUTED,
    RAMP,
    UNSCORED_COLOR,
    checked,
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

CELL_WIDTH, CELL_HEIGHT, LABEL_HEIGHT = 88, 38, 13

CROWD = 8
"""Agents from which on the boxes are lower."""
CROWDED_HEIGHT = 31


def draw(table: pl.DataFrame) -> ChartType:
    """The heat of rates, agents by arms, one panel per scenario, one above the other.

    Args:
        table: Cells, as `analysis.rates.cell_rates` gives them, one or more.

    Raises:
        InputError: If the table has no cell, or lacks a column.
    """
    table = checked(FIGURE, table)
    named = with_arms(table)
    order, left = few(agents(named))
    called = labels(order)
    panels: list[alt.LayerChart | alt.FacetChart] = []
    above: tuple[str, ...] = ()
    for scenario, of in arms(named).items():
        texts = tuple(arm.text for arm in of)
        rates = named.filter(
            pl.col("scenario") == scenario, pl.col("agent").is_in(order)
        )
        panels.append(_panel(rates, scenario, of, called, labeled=texts != above))
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
    lines = max(len(arm.levels) for arm in of)
    return alt.Axis(
        orient="top",
        labelExpr=f"split({bare}, ',')",
        labelAngle=0,
        labelFontSize=11,
        labelLineHeight=LABEL_HEIGHT,
        labelPadding=8 + LABEL_HEIGHT * (max(lines, 1) - 1),
        labelColor=INK,
        title=" / ".join(shared) or None,
        titleAnchor="start",
        titleFontSize=11,
        titleFontStyle="italic",
        titleFontWeight="normal",
        titleColor=MUTED,
        titlePadding=6,
        ticks=False,
        domain=False,
    )


def _panel(
    rates: pl.DataFrame,
    scenario: str,
    of: tuple[Arm, ...],
    called: dict[str, str],
    *,
    labeled: bool,
) -> alt.LayerChart | alt.FacetChart:
    """The heat of one scenario; `labeled` unless the panel above has the same arms."""
    base = alt.Chart(alt.InlineData(values=_values(rates, called))).encode(
        x=alt.X(
            "arm:N",
            sort=[arm.text for arm in of],
            axis=_axis(of) if labeled else None,
        ),
        y=alt.Y(
            "agent:N",
            sort=list(called.values()),
            title=None,
            axis=alt.Axis(
                labelFontSize=11,
                labelLimit=0,
                ticks=False,
                domain=False,
                labelPadding=8,
            ),
        ),
    )
    ink = alt.condition(
        f"isValid(datum.rate) && datum.rate >= {DARK_FROM}",
        alt.value(LIGHT_INK),
        alt.value(DARK_INK),
    )
    boxes = base.mark_rect(cornerRadius=4, stroke="#ffffff", strokeWidth=2)
    heat = boxes.transform_filter("isValid(datum.rate)").encode(
        color=alt.Color(
            "rate:Q",
            scale=alt.Scale(domain=[0, 1], range=list(RAMP), interpolate="rgb"),
            legend=None,
        )
    )
    unmeasured = boxes.transform_filter("!isValid(datum.rate)").encode(
        color=alt.value(UNSCORED_COLOR)
    )
    main = base.mark_text(fontSize=13, fontWeight=600, dy=-5).encode(
        text="text:N", color=ink
    )
    beneath = base.mark_text(fontSize=9, dy=10).encode(text="interval:N", color=ink)
    return alt.layer(unmeasured, heat, main, beneath).properties(
        width=alt.Step(CELL_WIDTH),
        height=alt.Step(CELL_HEIGHT if len(called) < CROWD else CROWDED_HEIGHT),
        title=head(readable(scenario)),
    )


def _values(rates: pl.DataFrame, called: dict[str, str]) -> list[dict[str, Any]]:
    """One JSON-able row per cell, with its texts."""
    return [
        {
            "agent": called[row["agent"]],
            "arm": row["arm"],
            "rate": row["rate"],
            "text": percent(row["rate"]),
            "interval": span(row["lower"], row["upper"]) or "none scored",
        }
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
