"""Which agent crossed how often, and where?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from cornered.analysis.arms import Arm, agents, arms, shared_factors, with_arms
from cornered.core.errors import InputError
from cornered.core.figure import Figure

if TYPE_CHECKING:
    from altair.typing import ChartType

RAMP = ("#f1f5f9", "#d6e4f0", "#b0cfe8", "#7fb2da", "#2a6aa8", "#0c3766")
"""Colors from rate 0 to rate 1: one hue, lightness falls evenly, so that people who see
few colors, and gray paper, keep the order."""

DARK_FROM = 0.74
DARK_INK, LIGHT_INK = "#0b1622", "#ffffff"
"""Text on the color; from `DARK_FROM` on light: contrast is 4.1 to 1 or more."""

UNSCORED_COLOR = "#e4e1da"
FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"
"""Faces of one width, so that labels keep the room that was measured for them."""
CELL_WIDTH, CELL_HEIGHT, LABEL_HEIGHT = 88, 38, 13

SIMULATED_NOTE = (
    "Simulated agents: they test the instrument and say nothing about any model"
)


def percent(rate: float | None) -> str:
    """A rate in [0, 1] in whole percent; only what is none or all is 0 or 100.

    Examples:
        >>> percent(0.0), percent(0.004), percent(0.5), percent(0.996), percent(None)
        ('0%', '<1%', '50%', '>99%', '–')
    """
    if rate is None:
        return "–"
    if 0 < rate < 0.005:  # noqa: PLR2004
        return "<1%"
    if 0.995 < rate < 1:  # noqa: PLR2004
        return ">99%"
    return f"{rate:.0%}"


def span(lower: float | None, upper: float | None) -> str:
    """An interval in percent, narrow ones with decimals; empty if there is none.

    Examples:
        >>> span(0.0, 0.1157), span(0.001, 0.0043), span(None, None)
        ('0–12', '0.1–0.4', '')
    """
    if lower is None or upper is None:
        return ""
    decimals = 0
    while (
        f"{100 * lower:.{decimals}f}" == f"{100 * upper:.{decimals}f}" and upper > lower
    ):
        decimals += 1
    return f"{100 * lower:.{decimals}f}–{100 * upper:.{decimals}f}"


def draw(table: pl.DataFrame) -> ChartType:
    """The heat of rates, agents by arms, one panel per scenario, one above the other.

    Args:
        table: Cells, as `analysis.rates.cell_rates` gives them, one or more.

    Raises:
        InputError: If the table has no cell, or lacks a column.
    """
    missing = sorted(FIGURE.needs - set(table.columns))
    if missing or not table.height:
        message = (
            f"heatmap: table lacks {missing[0] if missing else 'rows'!r}; "
            f"needs a row or more with {', '.join(sorted(FIGURE.needs))}"
        )
        raise InputError(message)
    named = with_arms(table)
    order = agents(named)
    by_scenario = arms(named)
    panels: list[alt.LayerChart | alt.FacetChart] = []
    above: tuple[str, ...] = ()
    for scenario, of in by_scenario.items():
        texts = tuple(arm.text for arm in of)
        rates = named.filter(pl.col("scenario") == scenario)
        panels.append(_panel(rates, scenario, of, order, labeled=texts != above))
        above = texts
    whole: alt.VConcatChart = (
        alt.vconcat(*panels)
        .resolve_scale(color="shared")
        .properties(title=_title(table), background="#ffffff", padding=20)
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_concat(spacing=14)
    )
    return whole


def _title(table: pl.DataFrame) -> alt.TitleParams:
    """What the figure shows, and whether simulated agents are in it."""
    simulated = bool(table["simulated"].any())
    subtitle = ["Share of scored rollouts that crossed, with its 95 % interval"]
    return alt.TitleParams(
        "How often agents crossed" + (" (simulated agents)" if simulated else ""),
        subtitle=[*subtitle, *([SIMULATED_NOTE] if simulated else [])],
        anchor="start",
        fontSize=17,
        fontWeight=600,
        subtitleFontSize=12,
        subtitleColor="#555b66",
        offset=14,
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
        labelColor="#1c2530",
        title=" / ".join(shared) or None,
        titleAnchor="start",
        titleFontSize=11,
        titleFontStyle="italic",
        titleFontWeight="normal",
        titleColor="#555b66",
        titlePadding=6,
        ticks=False,
        domain=False,
    )


def _panel(
    rates: pl.DataFrame,
    scenario: str,
    of: tuple[Arm, ...],
    order: tuple[str, ...],
    *,
    labeled: bool,
) -> alt.LayerChart | alt.FacetChart:
    """The heat of one scenario; `labeled` unless the panel above has the same arms."""
    base = alt.Chart(alt.InlineData(values=_values(rates))).encode(
        x=alt.X(
            "arm:N",
            sort=[arm.text for arm in of],
            axis=_axis(of) if labeled else None,
        ),
        y=alt.Y(
            "agent:N",
            sort=list(order),
            title=None,
            axis=alt.Axis(
                labelFontSize=11,
                labelLimit=260,
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
        height=alt.Step(CELL_HEIGHT),
        title=alt.TitleParams(
            scenario.replace("_", " "), anchor="start", fontSize=13, offset=8
        ),
    )


def _values(rates: pl.DataFrame) -> list[dict[str, Any]]:
    """One JSON-able row per cell, with its texts."""
    return [
        {
            "agent": row["agent"],
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
