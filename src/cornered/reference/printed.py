"""The published study in the terminal: short answers first, then the numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.rule import Rule
from rich.table import Table

from cornered.interop.published import SCENARIOS
from cornered.reference.analyzed import Analyzed
from cornered.reference.compact import shown
from cornered.reference.section import SOURCE, Numbers
from cornered.reference.words import named, row_share

WIDTH = 160
"""Of the terminal when nobody watches (characters)."""


def print_analyzed(
    found: Analyzed, files: Mapping[str, Any] | None, *, as_json: bool
) -> None:
    """Print what was found.

    Args:
        found: What was found.
        files: What was written, see `written.write`; None if nothing was.
        as_json: Whether to print JSON.
    """
    if as_json:
        result = found.as_json() | {"files": dict(files) if files else None}
        print(json.dumps(result, indent=2))  # noqa: T201 - the result
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(width=WIDTH, highlight=False)
    console.print(f"[bold]{escape(f'Published counts of {SOURCE}')}[/bold]")
    console.print(escape(found.note))
    for section in found.sections:
        console.print(f"\n[bold]{escape(section.question)}[/bold]")
        console.print(f"  {escape(section.answer)}")
    console.print("\nIn brackets: the 95 % interval; differences in percentage points.")
    for part in _details(found):
        console.print(part)
    console.rule("What the study does not show", align="left")
    for point in found.limits:
        console.print(f"- {escape(point)}")
    if files is None:
        console.print("\nEverything else: --json, or --out for a page with figures.")
    else:
        console.print(f"\npage      {escape(str(files['page']))}", soft_wrap=True)


def _details(found: Analyzed) -> Iterator[RenderableType]:
    """Every cell, then what is behind each answer, with its short tables."""
    for scenario in SCENARIOS:
        yield _grid(found.cells, scenario)
    for section in found.sections:
        yield Rule(escape(section.question), align="left")
        yield from map(escape, section.detail)
        for numbers in section.numbers:
            if not numbers.long:
                yield _table(numbers)


def _grid(cells: pl.DataFrame, scenario: str) -> Table:
    """The cells of a scenario, models by conditions."""
    mine = cells.filter(pl.col("scenario") == scenario)
    table = Table(
        title=f"{named(scenario)}: published rates with exact 95 % intervals",
        title_justify="left",
    )
    conditions = mine["condition"].unique(maintain_order=True).to_list()
    for name in ("model", *(each.replace(",", ", ") for each in conditions)):
        table.add_column(escape(name))
    for (model,), rows in mine.group_by("model", maintain_order=True):
        told = {row["condition"]: row_share(row) for row in rows.iter_rows(named=True)}
        table.add_row(escape(str(model)), *(escape(told[each]) for each in conditions))
    return table


def _table(numbers: Numbers) -> Table:
    """A table of a section."""
    headings, rows = shown(numbers)
    table = Table(title=escape(numbers.caption), title_justify="left")
    for heading in headings:
        table.add_column(escape(heading), overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    return table
