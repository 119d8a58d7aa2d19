"""What did it take, in tokens and money?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from cornered.core.figure import Figure
from cornered.figures._look import (
    CATEGORIES,
    GRID,
    INK,
    Panel,
    checked,
    data,
    few,
    finished,
    head,
    labels,
    left_words,
    title,
)

if TYPE_CHECKING:
    from altair.typing import ChartType

WIDTH, BESIDE, STEP = 120, 92, 21
"""Of a panel, of the words at a bar's right, and of a row, in pixels."""

MEASURES = (
    ("input_tokens", "input tokens"),
    ("output_tokens", "output tokens"),
    ("grader_tokens", "tokens of graders"),
    ("cost_usd", "cost, US dollars"),
)
"""Column and title of each panel."""

NUMBERS = (*(name for name, _ in MEASURES), "cost_known", "tokens_known")
"""Columns that hold numbers."""

UNKNOWN = "not known"


def draw(table: pl.DataFrame) -> ChartType:
    """Tokens and cost, a row per agent and a panel per measure.

    Args:
        table: Costs, as `analysis.costs.costs` gives them, one or more.

    Raises:
        InputError: If the table has no row, or lacks a column.
    """
    table = checked(FIGURE, table, numbers=NUMBERS)
    rows = (
        table.with_columns(
            spent=pl.sum_horizontal("input_tokens", "output_tokens", "grader_tokens")
        )
        .sort("spent", "agent", descending=[True, False], nulls_last=True)
        .to_dicts()
    )
    order, left = few(tuple(dict.fromkeys(row["agent"] for row in rows)))
    called = labels(order)
    measures = [
        each for each in MEASURES if table[each[0]].is_not_null().any()
    ] or list(MEASURES)
    unknown = [words for each, words in MEASURES if (each, words) not in measures]
    panels = [
        _panel(
            [row for row in rows if row["agent"] in called],
            called,
            measure,
            words,
            labeled=index == 0,
        )
        for index, (measure, words) in enumerate(measures)
    ]
    told = (f"Not known for any agent: {'; '.join(unknown)}.",) if unknown else ()
    heading = title(
        table,
        "What it took: tokens and cost",
        "Totals over all rollouts of an agent. What no rollout reported is not known; "
        "≥ where only some rollouts reported it.",
        *told,
        *left_words(left),
        wide=120 if len(measures) > 2 else 80,  # noqa: PLR2004 - panels side by side
    )
    flush = alt.hconcat(*panels, spacing=BESIDE, bounds="flush")
    return finished(alt.vconcat(flush), heading)


def _panel(
    rows: list[dict[str, Any]],
    called: Mapping[str, str],
    measure: str,
    words: str,
    *,
    labeled: bool,
) -> Panel:
    """The bars of one measure."""
    highest = max((row[measure] or 0 for row in rows), default=0) or 1
    values = [
        {
            "row": called[row["agent"]],
            "amount": row[measure],
            "words": _least(row, measure)
            + amount(row[measure], money=measure == "cost_usd"),
        }
        for row in rows
    ]
    order = list(called.values())
    base = alt.Chart(data(values)).encode(
        y=alt.Y(
            "row:N",
            sort=order,
            scale=alt.Scale(domain=order),
            axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8)
            if labeled
            else None,
        )
    )
    bars = base.transform_filter("isValid(datum.amount)").mark_bar(
        color=CATEGORIES[0], height={"band": 0.62}, cornerRadiusEnd=2
    )
    # Bars begin at nothing, and each is as long as its share of the longest.
    x = alt.X(
        "amount:Q",
        scale=alt.Scale(domain=[0, highest], nice=False),
        axis=alt.Axis(
            values=[0],
            labels=False,
            ticks=False,
            domain=False,
            title=None,
            gridColor=GRID,
        ),
    )
    text = (
        base.mark_text(
            align="left", baseline="middle", fontSize=11, color=INK, dx=5, limit=0
        )
        .encode(
            x=alt.X("at:Q", scale=alt.Scale(domain=[0, highest], nice=False)),
            text="words:N",
        )
        .transform_calculate(at="isValid(datum.amount) ? datum.amount : 0")
    )
    return alt.layer(
        bars.encode(x=x), text, width=WIDTH, height=alt.Step(STEP), title=head(words)
    )


def _least(row: Mapping[str, Any], measure: str) -> str:
    """The sign that says that an amount is known for some rollouts only."""
    known = row["cost_known"] if measure == "cost_usd" else row.get("tokens_known")
    if measure == "grader_tokens" or row[measure] is None or known is None:
        return ""
    return "≥ " if known < 1 else ""


def amount(value: float | None, *, money: bool = False) -> str:
    """A total in few characters.

    Examples:
        >>> amount(1_234_567), amount(950), amount(0.5, money=True), amount(None)
        ('1.2 M', '950', '$0.50', 'not known')
    """
    if value is None:
        return UNKNOWN
    sign = "$" if money else ""
    for size, letter in ((1e9, " G"), (1e6, " M"), (1e4, " k")):
        if value >= size:
            unit = 1e3 if size == 1e4 else size  # noqa: PLR2004 - tens of thousands
            scaled = value / unit
            return f"{sign}{scaled:.{0 if scaled >= 100 else 1}f}{letter}"  # noqa: PLR2004
    return f"{sign}{value:,.2f}" if money else f"{value:,.0f}"


FIGURE = Figure(
    module=__name__,
    summary="Tokens and cost of each agent",
    needs=frozenset(
        {
            *("agent", "simulated", "input_tokens", "output_tokens", "grader_tokens"),
            *("cost_usd", "cost_known"),
        }
    ),
    draw=draw,
    caption=(
        "Each bar is a total over an agent's rollouts, unscored ones included; bars of "
        "one panel share a scale. They were counted and not estimated, so there is no "
        "interval."
    ),
)
