"""Lines: rates over the levels of a factor, a line per series, with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import altair as alt

from cornered.figures._look import (
    CATEGORIES,
    DASHES,
    GRID,
    INK,
    SHAPES,
    Panel,
    data,
    headroom,
    percent,
    readable,
)

HEIGHT = 150
TOP = 9
"""How far labels and points may reach over the panel, in pixels."""

CHARACTER, LINE = 7.6, 13
"""Width of a level's character in a wide font, and height of a line, in pixels."""

APART = 0.1
"""Between two series at one level, in levels, so that no interval hides another."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """A rate of one series at one level."""

    level: str
    series: str
    rate: float | None
    lower: float | None
    upper: float | None


def lines_panel(
    points: Sequence[Point],
    levels: Sequence[str],
    series: Sequence[str],
    *,
    heading: alt.TitleParams,
    width: int,
    level_title: str,
    series_title: str,
    labeled: bool,
    numbered: bool = False,
) -> Panel:
    """A panel of lines.

    Args:
        points: At most one of each level and series.
        levels: All levels, from the left.
        series: All series, in the order of their colors, shapes and dashes.
        heading: The title of the panel.
        width: In pixels.
        level_title: What the levels are.
        series_title: What the series are.
        labeled: Whether the rates' axis is named.
        numbered: Whether the rates are written at their points.
    """
    scale = alt.Scale(domain=[0, 1], nice=False)
    legend = _legend(series, series_title)
    base = alt.Chart(data(_values(points, levels, series))).encode(
        x=_across(levels, level_title, width),
        color=alt.Color("series:N", scale=_scale(series, CATEGORIES), legend=legend),
    )
    y = alt.Y("rate:Q", scale=scale, axis=_upward(labeled=labeled))
    layers = [
        # A layer each: a dash that is encoded would fray the symbols of the legend.
        *(
            base.transform_filter(alt.FieldEqualPredicate(field="series", equal=name))
            .mark_line(strokeWidth=1.8, strokeDash=list(DASHES[place % len(DASHES)]))
            .encode(y=y)
            for place, name in enumerate(series)
        ),
        base.mark_rule(strokeWidth=1.4, opacity=0.8).encode(
            y=alt.Y("lower:Q", scale=scale), y2="upper:Q"
        ),
        base.mark_point(size=48, filled=True, opacity=1).encode(
            y=y,
            shape=alt.Shape("series:N", scale=_scale(series, SHAPES), legend=legend),
        ),
    ]
    if numbered:
        layers.append(
            base.mark_text(baseline="bottom", dy=-4, fontSize=10, limit=0).encode(
                y=alt.Y("upper:Q", scale=scale),
                text="words:N",
                color=alt.value(INK),
            )
        )
    layers.append(headroom(TOP + (TOP if numbered else 0)))
    return alt.layer(*layers, width=width, height=HEIGHT, title=heading)


def _values(
    points: Sequence[Point], levels: Sequence[str], series: Sequence[str]
) -> list[dict[str, object]]:
    """The rows of the chart, series a little apart."""
    middle = (len(series) - 1) / 2
    return [
        {
            "at": levels.index(point.level)
            + APART * (series.index(point.series) - middle),
            "series": point.series,
            "rate": point.rate,
            "lower": point.lower,
            "upper": point.upper,
            "words": percent(point.rate),
        }
        for point in points
        if point.rate is not None
    ]


def _across(levels: Sequence[str], title: str, width: int) -> alt.X:
    """The levels from the left."""
    names = [readable(level) for level in levels]
    lower = _staggered(names, width / (len(names) - 0.2))
    told = " : ".join(
        f"datum.value == {place} ? "
        + (f"['', '{_quoted(name)}']" if lower and place % 2 else f"'{_quoted(name)}'")
        for place, name in enumerate(names)
    )
    return alt.X(
        "at:Q",
        scale=alt.Scale(domain=[-0.4, len(levels) - 0.6], nice=False),
        axis=alt.Axis(
            values=list(range(len(levels))),
            labelExpr=f"{told} : ''",
            title=title,
            grid=False,
            labelFlush=False,
            labelOverlap=False,
            labelLineHeight=LINE,
            titlePadding=6,
        ),
    )


def _staggered(names: Sequence[str], pitch: float) -> bool:
    """Whether every second name stands lower, so that neighbors do not touch."""
    return any(
        (len(one) + len(other)) / 2 * CHARACTER > pitch
        for one, other in pairwise(names)
    )


def _upward(*, labeled: bool) -> alt.Axis:
    """The rates."""
    return alt.Axis(
        values=[0, 0.25, 0.5, 0.75, 1],
        format=".0%",
        title="rate" if labeled else None,
        labels=labeled,
        ticks=False,
        domain=False,
        gridColor=GRID,
    )


def _scale(series: Sequence[str], of: Sequence[object]) -> alt.Scale:
    """A scale that gives each series its own of `of`."""
    ranged: list[Any] = [of[place % len(of)] for place in range(len(series))]
    return alt.Scale(domain=list(series), range=ranged)


def _legend(series: Sequence[str], title: str) -> alt.Legend | None:
    """The names of the series; none where there is one only."""
    if len(series) == 1:
        return None
    return alt.Legend(
        title=title,
        orient="top",
        direction="horizontal",
        labelExpr="replace(datum.label, /_/g, ' ')",
        symbolSize=90,
        symbolOpacity=1,
        titleOrient="left",
        # In a wide font, names reach past what was measured for them.
        titlePadding=8 + 2 * len(title),
        columnPadding=10 + 2 * max(map(len, series)),
    )


def _quoted(text: str) -> str:
    """Text for a string in a Vega expression."""
    return "".join(
        each if each.isalnum() or each in " -.,:%" else f"\\u{ord(each):04x}"
        for each in text
        if ord(each) < 0x10000  # noqa: PLR2004 - what four digits write
    )


def folded(name: str, wide: int) -> list[str]:
    """A name in lines of at most `wide` characters, broken after / or - if it can be.

    Examples:
        >>> folded("simulated/llama-4-maverick", 20)
        ['simulated/', 'llama-4-maverick']
        >>> folded("gpt-4.1", 20)
        ['gpt-4.1']
    """
    lines = []
    while len(name) > wide:
        cut = max(name.rfind(sign, 0, wide) for sign in "/- _:") + 1 or wide
        if "/" in name[:wide]:
            cut = name.rfind("/", 0, wide) + 1
        lines.append(name[:cut].rstrip())
        name = name[cut:]
    return [*lines, name]
