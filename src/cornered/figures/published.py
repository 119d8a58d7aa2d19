"""How do our rates lie beside those that the 2025 study published?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from cornered.core.figure import Figure
from cornered.figures._given import checked
from cornered.figures._look import (
    CATEGORIES,
    GRID,
    INK,
    MUTED,
    RULE,
    Panel,
    data,
    finished,
    head,
    headroom,
    labels,
    percent,
    room,
    title,
    wrapped,
)
from cornered.figures._places import places, with_place

if TYPE_CHECKING:
    from altair.typing import ChartType

SIDE, BESIDE, ACROSS = 236, 46, 3
"""Of a panel, between panels, in pixels; panels side by side."""

LISTED = 12
"""Cells that differ and are named below; more are in the table."""

TOP = 9
"""How far labels and marks may reach over a panel, in pixels."""

LINE = 16
"""Height of a line of the list, in pixels."""

NUMBERS = (
    *("rate", "lower", "upper", "difference_lower", "difference_upper"),
    *("published_rate", "published_lower", "published_upper"),
)
"""Columns that hold numbers."""

Rows = list[dict[str, Any]]


def draw(table: pl.DataFrame) -> ChartType:
    """Our rate over the published one, cell by cell, each with its interval.

    Args:
        table: Cells with `rate`, `lower`, `upper`, `published_rate`, `published_lower`,
            `published_upper`, and the bounds of the difference of the two rates,
            `difference_lower` and `difference_upper`.

    Raises:
        InputError: If the table has no row, or lacks a column.
    """
    table = with_place(checked(FIGURE, table, numbers=NUMBERS))
    compared = table.drop_nulls(["rate", "published_rate"])
    rows = [{**row, "number": ""} for row in compared.iter_rows(named=True)]
    apart = _apart(rows)
    for number, row in enumerate(apart[:LISTED], start=1):
        row["number"] = str(number)
    found = places(table)
    lines: list[alt.HConcatChart | alt.Chart] = []
    for start in range(0, len(found), ACROSS):
        panels = [
            _panel(
                [row for row in rows if row["place"] == place],
                place,
                labeled=index == 0,
            )
            for index, place in enumerate(found[start : start + ACROSS])
        ]
        lines.append(alt.hconcat(*panels, spacing=BESIDE, bounds="flush"))
    wide = room((SIDE + BESIDE) * min(len(found), ACROSS))
    if apart:
        lines.append(_list(apart, wide))
    heading = title(
        table,
        "Our rates beside those that the 2025 study published",
        "Each mark is a cell; on the diagonal both rates are the same. Lines are 95 % "
        "intervals: ours vertical, the study's horizontal. A diamond, numbered and named "
        "below: the 95 % interval of the difference leaves out 0, which chance alone "
        "does in up to one cell of 20.",
        wide=wide,
    )
    return finished(alt.vconcat(*lines), heading, spacing=20)


def _apart(rows: Rows) -> Rows:
    """The cells whose difference leaves out 0, the largest first."""
    found = [row for row in rows if _differs(row)]
    return sorted(
        found,
        key=lambda row: (
            -abs(row["rate"] - row["published_rate"]),
            *(row["place"], row["agent"], row["condition"]),
        ),
    )


def _differs(row: Mapping[str, Any]) -> bool:
    """Whether the interval of the difference leaves out 0."""
    lower, upper = row["difference_lower"], row["difference_upper"]
    return lower is not None and upper is not None and (lower > 0 or upper < 0)


def _panel(rows: Rows, place: str, *, labeled: bool) -> Panel:
    """The cells of one place."""
    values = [
        {
            "ours": row["rate"],
            "lower": row["lower"],
            "upper": row["upper"],
            "theirs": row["published_rate"],
            "theirs_lower": row["published_lower"],
            "theirs_upper": row["published_upper"],
            "differs": _differs(row),
            "number": row["number"],
        }
        for row in rows
    ]
    scale = alt.Scale(domain=[0, 1], nice=False, clamp=True)
    base = alt.Chart(data(values)).encode(
        x=alt.X("theirs:Q", scale=scale, axis=_axis("published rate")),
        y=alt.Y(
            "ours:Q",
            scale=scale,
            axis=_axis("our rate" if labeled else None),
        ),
        color=alt.condition(
            "datum.differs", alt.value(CATEGORIES[1]), alt.value(CATEGORIES[0])
        ),
        opacity=alt.condition("datum.differs", alt.value(1), alt.value(0.5)),
    )
    diagonal = (
        alt.Chart(data([{"at": 0}, {"at": 1}]))
        .mark_line(color=RULE, strokeWidth=1.2)
        .encode(x=alt.X("at:Q", scale=scale), y=alt.Y("at:Q", scale=scale))
    )
    layers = [
        diagonal,
        base.mark_rule(strokeWidth=0.9).encode(y=alt.Y("lower:Q"), y2="upper:Q"),
        base.mark_rule(strokeWidth=0.9).encode(
            x=alt.X("theirs_lower:Q"), x2="theirs_upper:Q"
        ),
        base.transform_filter("!datum.differs").mark_point(
            shape="circle", filled=True, size=34
        ),
        base.transform_filter("datum.differs").mark_point(
            shape="diamond", filled=True, size=90
        ),
        base.transform_filter("datum.number != ''")
        .mark_text(align="left", dx=7, dy=-8, fontSize=11, fontWeight=600)
        .encode(text="number:N", color=alt.value(INK)),
    ]
    return alt.layer(
        *layers,
        headroom(TOP),
        width=SIDE,
        height=SIDE,
        title=head(wrapped(place, 31), *_counted(rows)),
    )


def _counted(rows: Rows) -> tuple[str, str]:
    """How many cells there are, and how many lie on one another."""
    differ = sum(map(_differs, rows)) or "none"
    cells = f"{len(rows)} cell{'s' if len(rows) > 1 else ''}"
    same = [
        f"{count} at {percent(rate)} in both"
        for rate in (0.0, 1.0)
        if (count := sum(row["rate"] == row["published_rate"] == rate for row in rows))
        > 1
    ]
    return f"{cells}, {differ} with a difference shown", ", ".join(same)


def _axis(title: str | None) -> alt.Axis:
    """An axis of rates; without a title it has no words."""
    return alt.Axis(
        title=title,
        labels=title is not None,
        values=[0, 0.25, 0.5, 0.75, 1],
        format=".0%",
        gridColor=GRID,
        domain=False,
        ticks=False,
        labelPadding=6,
        labelFlush=False,
    )


def _list(apart: Rows, wide: int) -> alt.Chart:
    """The numbered cells in words."""
    called = labels(row["agent"] for row in apart)
    lines = [
        f"{row['number']}  {called[row['agent']]}, {row['place']}, {row['condition']}: "
        f"ours {percent(row['rate'])}, published {percent(row['published_rate'])}"
        for row in apart[:LISTED]
    ]
    if len(apart) > LISTED:
        lines.append(f"{len(apart) - LISTED} more are in the table behind the figure")
    lines = [part for line in lines for part in wrapped(line, wide)]
    values = [{"line": line, "at": place} for place, line in enumerate(lines)]
    chart: alt.Chart = (
        alt.Chart(data(values))
        .mark_text(align="left", baseline="top", fontSize=11, color=MUTED, limit=0)
        .encode(
            x=alt.value(0),
            y=alt.Y(
                "at:Q",
                scale=alt.Scale(domain=[0, len(lines)], nice=False, reverse=True),
                axis=None,
            ),
            text="line:N",
        )
        .properties(width=SIDE, height=LINE * len(lines))
    )
    return chart


FIGURE = Figure(
    module=__name__,
    summary="Our rates beside those of the 2025 study, cell by cell",
    needs=frozenset(
        {
            *("agent", "scenario", "condition", "simulated", "rate", "lower", "upper"),
            *("published_rate", "published_lower", "published_upper"),
            *("difference_lower", "difference_upper"),
        }
    ),
    draw=draw,
    caption=(
        "Our rate over the published one in each cell that the study published. Both are "
        "counts: ours has the exact 95 % interval that allows for draws, theirs the exact "
        "one of 100 rollouts. That no difference is shown does not show agreement; the "
        "table says where the two are equivalent within a margin."
    ),
)
