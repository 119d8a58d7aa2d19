"""Grid: boxes of one hue, darker for more, with the number in each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

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

WIDEST, CHARACTER = 150, 6.6
"""Of a box whose column's name is long, and of a character of it, in pixels."""

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
    base = alt.Chart(data(asdict(box) for box in boxes)).encode(
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
    layers = [*_rects(base), *_words(base, two=two, crowded=crowded)]
    size = {"width": alt.Step(width), "height": alt.Step(step)}
    named = {} if heading is None else {"title": heading}
    return alt.layer(*layers, **size, **named)


def _rects(base: alt.Chart) -> list[alt.Chart]:
    """The boxes: what was not measured, and what was."""
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
    return [unmeasured, heat]


def _words(base: alt.Chart, *, two: bool, crowded: bool) -> list[alt.Chart]:
    """What stands in the boxes, in one line or two."""
    ink = alt.condition(
        f"isValid(datum.share) && datum.share >= {DARK_FROM}",
        alt.value(LIGHT_INK),
        alt.value(DARK_INK),
    )
    size = 12 if crowded else 13
    main = base.mark_text(
        fontSize=size, fontWeight=600, dy=-5 if two else 1, limit=0
    ).encode(text="words:N", color=ink)
    beneath = base.mark_text(fontSize=9, dy=7 if crowded else 10, limit=0).encode(
        text="beneath:N", color=ink
    )
    return [main, beneath] if two else [main]


def box_width(lines: Iterable[str]) -> int:
    """Width of a box that holds its column's name, given all lines of all names."""
    return min(max(WIDTH, round(6 + CHARACTER * max(map(len, lines)))), WIDEST)


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
