"""Does the answer depend on how harm is defined, and on who graded?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from cornered.analysis.redefined import ALL, ANY
from cornered.core.figure import Figure
from cornered.figures._given import RATE, checked
from cornered.figures._look import (
    few,
    finished,
    head,
    labels,
    left_words,
    percent,
    room,
    span,
    title,
    wrapped,
)
from cornered.figures._places import places, with_place
from cornered.figures._rows import SHARE, Row, rows_panel
from cornered.scoring.panel import RECORDED

if TYPE_CHECKING:
    from altair.typing import ChartType

WIDTH, BESIDE, ACROSS = 170, 144, 3
"""Of a panel, of the words at its right, in pixels; panels side by side."""

MOST_PLACES = 12


def draw(table: pl.DataFrame) -> ChartType:
    """The rates under every definition and grader, a panel per place.

    Args:
        table: As `analysis.curve.specification_curve` gives it, one row or more, and
            `counted`: whether the results outside of the curve rest on the row.

    Raises:
        InputError: If the table has no row, or lacks a column.
    """
    table = checked(FIGURE, table, numbers=RATE, flags=("simulated", "counted"))
    # A place has every definition, so they do not tell places apart.
    found_places = with_place(table.drop("definition"))["place"]
    table = table.with_columns(
        found_places,
        specification=pl.Series(
            [
                f"{row['definition']}, {grader_words(row['grader'])}"
                for row in table.iter_rows(named=True)
            ],
            dtype=pl.String,
        ),
    )
    order, left = few(_order(table))
    called = labels(order)
    found, more = few(places(table), MOST_PLACES)
    lines = []
    for start in range(0, len(found), ACROSS):
        panels = [
            rows_panel(
                [
                    _row(row, called[row["specification"]])
                    for row in table.filter(pl.col("place") == place).iter_rows(
                        named=True
                    )
                    if row["specification"] in called
                ],
                list(called.values()),
                SHARE,
                width=WIDTH,
                labeled=index == 0,
                heading=head(wrapped(place, 34)),
            )
            for index, place in enumerate(found[start : start + ACROSS])
        ]
        lines.append(alt.hconcat(*panels, spacing=BESIDE, bounds="flush"))
    heading = title(
        table,
        "Whether the rate depends on definition and grader",
        "Rates of the same rollouts under each definition of harm, by each grader, with "
        "95 % intervals. Filled and “used”: what the other figures rest on.",
        *left_words(left, "specifications"),
        *left_words(more, "places"),
        wide=room((WIDTH + BESIDE) * min(ACROSS, len(found)) + 100),
    )
    return finished(alt.vconcat(*lines), heading, spacing=24)


def _order(table: pl.DataFrame) -> tuple[str, ...]:
    """The specifications as they come, those of the definition that is used first."""
    used = set(table.filter("counted")["definition"])
    rows = table.select("specification", "definition").unique(maintain_order=True)
    return tuple(
        name
        for name, of in sorted(rows.iter_rows(), key=lambda row: row[1] not in used)
    )


def grader_words(grader: str | None) -> str:
    """A grader in words.

    Examples:
        >>> grader_words("any"), grader_words("all"), grader_words(None)
        ('any grader', 'all graders', 'grader not named')
    """
    if grader is None:
        return "grader not named"
    if grader in (ANY, ALL):
        return f"{grader} {'grader' if grader == ANY else 'graders'}"
    if grader.startswith(RECORDED):
        return f"{grader.removeprefix(RECORDED)}, recorded"
    if grader.startswith("panel("):
        return f"panel of {grader.count(',') + 1}"
    return grader.removeprefix("model/")


def _row(row: Mapping[str, Any], name: str) -> Row:
    """One specification of a place."""
    within = span(row["lower"], row["upper"])
    return Row(
        name=name,
        at=row["rate"],
        lower=row["lower"],
        upper=row["upper"],
        words=f"{percent(row['rate'])} ({within}){' used' if row['counted'] else ''}",
        filled=row["counted"],
    )


FIGURE = Figure(
    module=__name__,
    summary="Specification curve: rates by definition and grader",
    needs=frozenset(
        {
            *("definition", "grader", "scenario", "simulated", "rate"),
            *("lower", "upper", "counted"),
        }
    ),
    draw=draw,
    caption=(
        "Each row counts the same rollouts under another definition of harm or by another "
        "grader; agents and conditions are pooled as they were played. The bars are exact "
        "95 % intervals that allow for draws. Rows that differ say how much of the answer "
        "is a choice."
    ),
)
