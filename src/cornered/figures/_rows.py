"""Rows: a point and its interval per row, with its number in words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from cornered.figures._look import (
    BACKGROUND,
    CATEGORIES,
    GRID,
    INK,
    MUTED,
    RULE,
    SHAPES,
    Panel,
    data,
)

STEP = 19
"""Height of a row."""

NONE = "none scored"
"""What stands where there is no number."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a panel."""

    name: str
    at: float | None
    """The estimate; None if there is none."""
    lower: float | None
    upper: float | None
    words: str
    """What stands beside it."""
    filled: bool = True
    category: int = 0
    """Which color and shape."""

    def values(self) -> dict[str, object]:
        """The row for the chart."""
        return {
            "row": self.name,
            "at": self.at,
            "lower": self.lower,
            "upper": self.upper,
            "words": self.words if self.at is not None else NONE,
            "filled": self.filled,
            "category": str(self.category % len(CATEGORIES)),
        }


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The axis of the numbers."""

    lowest: float
    highest: float
    ticks: tuple[float, ...]
    title: str
    expression: str
    """Vega expression that words a tick."""
    zero: bool = False
    """Whether 0 is what the rows are compared with."""


SHARE = Scale(
    lowest=0,
    highest=1,
    ticks=(0, 0.25, 0.5, 0.75, 1),
    title="rate",
    expression="format(datum.value, '.0%')",
)
"""A share, from 0 to 100 %."""

DIFFERENCE = Scale(
    lowest=-1,
    highest=1,
    ticks=(-1, -0.5, 0, 0.5, 1),
    title="difference of rates, percentage points",
    expression=(
        "datum.value == 0 ? '0' : "
        "(datum.value > 0 ? '+' : '−') + format(abs(datum.value) * 100, '.0f')"
    ),
    zero=True,
)
"""A difference of shares."""


def rows_panel(
    rows: Sequence[Row],
    order: Sequence[str],
    scale: Scale,
    *,
    width: int,
    labeled: bool,
    heading: alt.TitleParams,
    shapes: Sequence[str] = SHAPES,
    step: int = STEP,
) -> Panel:
    """A panel of rows.

    Args:
        rows: What is drawn, at most one of each name.
        order: Names of all rows of the panel, from above.
        scale: The axis.
        width: Of the axis, in pixels.
        labeled: Whether the names stand left of it.
        heading: The title of the panel.
        shapes: Of the points, by category.
        step: Height of a row, in pixels.
    """
    drawn = [row.values() for row in rows]
    base = alt.Chart(data(drawn)).encode(
        y=alt.Y("row:N", sort=list(order), scale=alt.Scale(domain=list(order))).axis(
            _names() if labeled else None
        )
    )
    domain = alt.Scale(domain=[scale.lowest, scale.highest], nice=False, clamp=True)
    across = alt.X("at:Q", scale=domain, title=scale.title, axis=_axis(scale))
    known = base.transform_filter("isValid(datum.at)")
    color = alt.Color(
        "category:N",
        scale=alt.Scale(
            domain=[str(i) for i in range(len(CATEGORIES))], range=list(CATEGORIES)
        ),
        legend=None,
    )
    point = known.encode(
        x=across,
        color=color,
        shape=alt.Shape(
            "category:N",
            scale=alt.Scale(
                domain=[str(i) for i in range(len(shapes))], range=list(shapes)
            ),
            legend=None,
        ),
    )
    lines: list[alt.Chart] = []
    if scale.zero:
        zero = alt.Chart(data([{"at": 0}]))
        lines.append(
            zero.mark_rule(color=RULE, strokeWidth=1.2).encode(x=alt.X("at:Q"))
        )
    layers = [
        *lines,
        known.mark_rule(strokeWidth=1.8, opacity=0.75).encode(
            x=alt.X("lower:Q", scale=domain), x2="upper:Q", color=color
        ),
        point.transform_filter("datum.filled").mark_point(
            size=52, filled=True, opacity=1
        ),
        point.transform_filter("!datum.filled").mark_point(
            size=46, filled=False, fill=BACKGROUND, strokeWidth=1.8, opacity=1
        ),
        base.mark_text(
            align="left", baseline="middle", fontSize=11, color=INK, limit=0
        ).encode(x=alt.value(width + 12), text="words:N"),
    ]
    return alt.layer(*layers, width=width, height=alt.Step(step), title=heading)


def _names() -> alt.Axis:
    """The names of the rows."""
    return alt.Axis(
        title=None, ticks=False, domain=False, labelPadding=11, labelLimit=0, grid=False
    )


def _axis(scale: Scale) -> alt.Axis:
    """The axis of the numbers, below the rows."""
    return alt.Axis(
        values=list(scale.ticks),
        labelExpr=scale.expression,
        labelFlush=False,
        domain=False,
        gridColor=GRID,
        titleColor=MUTED,
        titleAnchor="start",
        titlePadding=6,
    )
