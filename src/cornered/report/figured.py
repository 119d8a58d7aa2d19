"""Figured: every figure that the tables allow, with its table and what to take away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl
from markupsafe import Markup

from cornered.report.downloads import Download, Files, csv_bytes
from cornered.report.drawn import Drawn
from cornered.report.numbers import plain_number
from cornered.report.svg import chart_svg
from cornered.report.told import told

ROWS = 100
"""Rows of a table that are printed behind its figure; its CSV has all of them."""

WIDEST = 120
"""Characters of a text in such a table."""

HIDDEN = frozenset({"cell", "question", "method"})
"""Columns that a reader does not need: they are in the CSV."""


@dataclass(frozen=True, kw_only=True)
class Value:
    """A field of a table."""

    text: str
    sort: str
    """What it is sorted by."""
    number: bool


@dataclass(frozen=True, kw_only=True)
class FigureView:
    """A figure, ready to print."""

    id: str
    question: str
    answer: str
    """In a sentence or two; empty if the figure speaks for itself."""
    svg: Markup
    caption: str
    simulated: str
    """`all`, `some`, or empty."""
    columns: tuple[tuple[str, bool], ...]
    """(heading, whether it holds numbers)."""
    alike: str
    """Columns that say the same in each row, in words; they are not among `columns`."""
    rows: tuple[tuple[Value, ...], ...]
    more: int
    """Rows that only the CSV has."""
    downloads: tuple[Download, ...]


def figure_views(drawn: Iterable[Drawn], files: Files) -> tuple[FigureView, ...]:
    """Figures, ready to print.

    Args:
        drawn: Those that apply to the tables, in the order of the page.
        files: Where what is too long for the page goes.
    """
    return tuple(_view(each, files) for each in drawn)


def _view(drawn: Drawn, files: Files) -> FigureView:
    """One figure."""
    table = drawn.table
    svg = chart_svg(drawn.chart())
    alike = _alike(table)
    shown = [name for name in table.columns if name not in HIDDEN | alike.keys()]
    numeric = {name: table.schema[name].is_numeric() for name in shown}
    simulated = table["simulated"] if "simulated" in table.columns else None
    name = _file(drawn.id)
    return FigureView(
        id=name,
        question=drawn.title,
        answer=told(drawn.id, table),
        svg=Markup(_own_ids(svg, name)),  # noqa: S704 - made by vl-convert, which escapes text
        caption=drawn.caption,
        simulated=""
        if simulated is None or not simulated.any()
        else ("all" if simulated.all() else "some"),
        columns=tuple((each.replace("_", " "), numeric[each]) for each in shown),
        alike=", ".join(f"{name} {value}" for name, value in alike.items()),
        rows=tuple(_rows(table.head(ROWS).select(shown), numeric)),
        more=max(table.height - ROWS, 0),
        downloads=(
            files.offered(f"figure-{name}.svg", svg.encode()),
            files.offered(f"figure-{name}.csv", csv_bytes(table)),
        ),
    )


def _alike(table: pl.DataFrame) -> dict[str, str]:
    """Columns of text that hold one value in all rows, of a table of several rows."""
    if table.height == 1:
        return {}
    return {
        name: _text(table[name][0])
        for name, dtype in table.schema.items()
        if dtype == pl.String and name not in HIDDEN and table[name].n_unique() == 1
    }


def _rows(
    table: pl.DataFrame, numeric: Mapping[str, bool]
) -> Iterator[tuple[Value, ...]]:
    """The rows of a table as text."""
    for row in table.iter_rows(named=True):
        yield tuple(
            Value(
                text=_text(value),
                sort=_sort(value),
                number=numeric[name],
            )
            for name, value in row.items()
        )


def _sort(value: object) -> str:
    """What a field is sorted by."""
    if isinstance(value, float):
        return f"{value:.10g}"
    return "" if value is None else str(value)[:WIDEST]


def _text(value: object) -> str:
    """A field as text; a dash where there is none."""
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return plain_number(value)
        case list():
            return ", ".join(map(_text, value))[:WIDEST]
        case _:
            text = str(value)
            return text if len(text) <= WIDEST else f"{text[:WIDEST]}…"


def _own_ids(svg: str, figure: str) -> str:
    """The SVG with ids of its own: two figures in one page must not share any."""
    svg = re.sub(r'(\bid=")([^"]+")', rf"\g<1>{figure}-\g<2>", svg)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{figure}-", svg)


def _file(figure: str) -> str:
    """A figure's id as a file may be called."""
    return re.sub(r"[^a-z0-9_-]", "-", figure.lower())
