"""Grid: boxes of one hue, darker for more, with the number in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from cornered.figures._look import (
    DARK_FROM,
    DARK_INK,
    INK,
    LIGHT_INK,
    RAMP,
    UNSCORED_COLOR,
    Panel,
    data,
)

WIDTH, HEIGHT = 88, 38
"""Of a box with two lines, in pixels."""

CROWD = 8
"""Rows from which on the boxes are lower."""

CROWDED_HEIGHT = 31
LINE = 13
"""Height of a line of a column's name."""


@dataclass(frozen=True, kw_only=True)
class Box:
    """One box."""

    row: str
    column: str
    share: float | None
    """In [0, 1], for the color; None if there is none."""
    words: str
    beneath: str = ""


def grid_panel(
    boxes: Sequence[Box],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    heading: alt.TitleParams | None,
    axis: alt.Axis | None,
    labeled: bool = True,
    width: int = WIDTH,
    height: int | None = None,
) -> Panel:
    """A panel of boxes.

    Args:
        boxes: At most one of each row and column; a gap stays white.
        rows: Names of the rows, from above.
        columns: Names of the columns, from the left.
        heading: The title of the panel.
        axis: How the columns' names stand, see `column_axis`; None for no names.
        labeled: Whether the rows' names stand left of them.
        width: Of a box, in pixels.
        height: Of a box, in pixels; by the number of rows if None.
    """
    two = any(box.beneath for box in boxes)
    crowded = len(rows) >= CROWD
    step = height or (CROWDED_HEIGHT if crowded else HEIGHT)
    base = alt.Chart(
        data(
            [
                {
                    "row": box.row,
                    "column": box.column,
                    "share": box.share,
                    "words": box.words,
                    "beneath": box.beneath,
                }
                for box in boxes
            ]
        )
    ).encode(
        x=alt.X(
            "column:N",
            sort=list(columns),
            scale=alt.Scale(domain=list(columns)),
            axis=axis,
        ),
        y=alt.Y(
            "row:N",
            sort=list(rows),
            scale=alt.Scale(domain=list(rows)),
            axis=_row_axis() if labeled else None,
        ),
    )
    ink = alt.condition(
        f"isValid(datum.share) && datum.share >= {DARK_FROM}",
        alt.value(LIGHT_INK),
        alt.value(DARK_INK),
    )
    rects = base.mark_rect(cornerRadius=4, stroke="#ffffff", strokeWidth=2)
    heat = rects.transform_filter("isValid(datum.share)").encode(
        color=alt.Color(
            "share:Q",
            scale=alt.Scale(domain=[0, 1], range=list(RAMP), interpolate="rgb"),
            legend=None,
        )
    )
    unmeasured = rects.transform_filter("!isValid(datum.share)").encode(
        color=alt.value(UNSCORED_COLOR)
    )
    main = base.mark_text(
        fontSize=12 if crowded else 13, fontWeight=600, dy=-5 if two else 1, limit=0
    ).encode(text="words:N", color=ink)
    layers = [unmeasured, heat, main]
    if two:
        layers.append(
            base.mark_text(fontSize=9, dy=7 if crowded else 10, limit=0).encode(
                text="beneath:N", color=ink
            )
        )
    size = {"width": alt.Step(width), "height": alt.Step(step)}
    named = {} if heading is None else {"title": heading}
    return alt.layer(*layers, **size, **named)


def column_axis(
    *, lines: int = 1, expression: str = "datum.label", title: str | None = None
) -> alt.Axis:
    """The columns' names above the boxes.

    Args:
        lines: Lines of the longest name.
        expression: Vega expression that words a name, a list of lines for several.
        title: What the columns are.
    """
    return alt.Axis(
        orient="top",
        labelExpr=expression,
        labelAngle=0,
        labelFontSize=11,
        labelLineHeight=LINE,
        labelPadding=8 + LINE * (max(lines, 1) - 1),
        labelColor=INK,
        title=title,
        titleAnchor="start",
        titleFontStyle="italic",
        titlePadding=6,
        ticks=False,
        domain=False,
        labelLimit=0,
        labelOverlap=False,
    )


def _row_axis() -> alt.Axis:
    """The rows' names."""
    return alt.Axis(
        title=None, labelLimit=0, ticks=False, domain=False, labelPadding=8, grid=False
    )
