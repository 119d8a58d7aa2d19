"""Drawn: which figures a pair of tables has, in the order of the page.

A figure has a table only where it applies; where it does not, the reason is one line.
Figures of other packages are drawn from the first table that has what they need.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from cornered import catalogs
from cornered.analysis.chosen import one_definition
from cornered.analysis.rates import cell_rates
from cornered.core.errors import EstimateError, InputError
from cornered.core.figure import Figure
from cornered.report import behind
from cornered.tabled import Tables

if TYPE_CHECKING:
    from altair.typing import ChartType

Maker = Callable[[Tables], "pl.DataFrame | str"]
"""Tables -> the table behind a figure, or why there is none."""


def _counted(make: Callable[[pl.DataFrame], pl.DataFrame | str]) -> Maker:
    """A maker that needs the rollouts alone."""
    return lambda tables: make(tables.rollouts)


SOURCES: Mapping[str, tuple[str, Maker]] = MappingProxyType(
    {
        "heatmap": ("Which agent crossed how often, and where?", _counted(cell_rates)),
        "forest": ("What did each planned contrast change?", behind.forest),
        "effects": (
            "What did each factor change on average?",
            _counted(behind.effects),
        ),
        "interaction": (
            "Do a goal and a threat do more together?",
            _counted(behind.interaction),
        ),
        "belief": (
            "Does it matter whether agents take it for real?",
            _counted(behind.belief),
        ),
        "dose": ("Does the rate follow the dose?", _counted(behind.dose)),
        "ladder": (
            "How far did harmful acts get, and through whom?",
            _counted(behind.ladder),
        ),
        "ranks": (
            "Which agent crosses most, and how sure is that?",
            _counted(behind.ranks),
        ),
        "unscored": ("What was left unscored, and why?", _counted(behind.unscored)),
        "specification": (
            "Does it matter how harm is defined, and who graded?",
            _counted(behind.specification),
        ),
        "published": (
            "How do the rates lie beside those of the 2025 study?",
            _counted(behind.published),
        ),
        "cost": ("What did it take, in tokens and money?", _counted(behind.cost)),
    }
)
"""Figure -> (question, table); the order is that of the page."""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A figure that applies to the data."""

    id: str
    title: str
    """The question that it answers."""
    table: pl.DataFrame
    """What it is drawn from."""
    caption: str
    figure: Figure

    def chart(self) -> ChartType:
        """The chart; made when it is asked for."""
        return self.figure.draw(self.table)


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """All figures of a pair of tables."""

    drawn: tuple[Drawn, ...]
    left_out: tuple[tuple[str, str], ...]
    """(figure, why it does not apply), for each of the others."""


def drawing(tables: Tables) -> Drawing:
    """Every figure that applies to the tables, and why the others do not.

    Raises:
        InputError: If rollouts were judged by several definitions of harm.
    """
    one_definition(tables.rollouts)
    known = catalogs.figures()
    drawn: list[Drawn] = []
    left_out: list[tuple[str, str]] = []
    for name in (*SOURCES, *(each for each in known if each not in SOURCES)):
        made = _table(known[name], tables, [each.table for each in drawn])
        if isinstance(made, str):
            left_out.append((name, made))
        else:
            drawn.append(_drawn(known[name], made))
    return Drawing(drawn=tuple(drawn), left_out=tuple(left_out))


def drawable(tables: Tables) -> tuple[Drawn, ...]:
    """The figures that apply to the tables, in the order of the page."""
    return drawing(tables).drawn


def drawn_one(name: str, tables: Tables) -> Drawn:
    """One figure of the tables.

    Raises:
        UnknownName: If there is no such figure.
        InputError: If it does not apply to the tables, or they mix definitions of harm.
    """
    figure = catalogs.figures()[name]
    one_definition(tables.rollouts)
    others = [] if name in SOURCES else [each.table for each in drawable(tables)]
    made = _table(figure, tables, others)
    if isinstance(made, str):
        message = f"figure {name!r} does not apply to these rollouts: {made}"
        raise InputError(message)
    return _drawn(figure, made)


def drawn_from(name: str, table: pl.DataFrame) -> Drawn:
    """One figure of a table that was made for it.

    Raises:
        UnknownName: If there is no such figure.
        InputError: If the table lacks a column of the figure, or has no rows.
    """
    figure = catalogs.figures()[name]
    missing = sorted(figure.needs - set(table.columns))
    if missing or not table.height:
        message = (
            f"{name}: table lacks {missing[0] if missing else 'rows'!r}; needs a row or "
            f"more with {', '.join(sorted(figure.needs))}"
        )
        raise InputError(message)
    return _drawn(figure, table)


def _drawn(figure: Figure, table: pl.DataFrame) -> Drawn:
    """A figure with its table."""
    title, _ = SOURCES.get(figure.id, (figure.summary, None))
    return Drawn(
        id=figure.id, title=title, table=table, caption=figure.caption, figure=figure
    )


def _table(
    figure: Figure, tables: Tables, others: list[pl.DataFrame]
) -> pl.DataFrame | str:
    """The table behind a figure, or why it has none."""
    rollouts = tables.rollouts
    if not rollouts.height:
        return "there are no rollouts"
    if figure.id not in SOURCES:
        for table in (rollouts, *others, tables.acts):
            if figure.needs <= set(table.columns) and table.height:
                return table
        return f"no table has its columns {', '.join(sorted(figure.needs))}"
    _, make = SOURCES[figure.id]
    try:
        return make(tables)
    except EstimateError as problem:
        return str(problem)
