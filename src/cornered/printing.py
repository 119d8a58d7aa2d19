"""Printing: results as terminal tables, or as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cornered.analysis.agreement import against_published, agreement
from cornered.analysis.others import against_people, counted, opinions
from cornered.analysis.rates import cell_rates
from cornered.calibration.printed import correction_table
from cornered.printed_others import accuracy_table, counts_table, label_counts
from cornered.setups import Card
from cornered.surfaces.letter import system_text, user_text
from cornered.tabled import ACTS, ROLLOUTS, Tables

if TYPE_CHECKING:
    from cornered.replayed import Labeled
    from cornered.running import Ran


def _console() -> Console:
    """Where tables go; wide enough for them when nobody watches."""
    console = Console()
    return console if console.is_terminal else Console(width=180)


def print_run(ran: Ran, out: Path, *, as_json: bool) -> None:
    """Rates of a run, whether it is complete, and where things are."""
    rollouts = ran.tables.rollouts
    files = {
        "report": str(out / "report.html"),
        "rollouts": str(out / ROLLOUTS),
        "acts": str(out / ACTS),
        "logs": str(out / "logs") if (out / "logs").is_dir() else str(out),
    }
    if as_json:
        result = {
            "complete": ran.complete,
            "planned": ran.planned,
            "rollouts": rollouts.height,
            "failed": ran.failed,
            "cells": cell_rates(rollouts).to_dicts() if rollouts.height else [],
            "notes": list(ran.tables.notes),
            "files": files,
        }
        print(json.dumps(result, indent=2, default=str))  # noqa: T201 - the result
        return
    console = _console()
    if rollouts.height:
        console.print(_rates_table(rollouts))
        _print_agreement(console, rollouts)
    for note in ran.tables.notes:
        console.print(escape(note))
    if not ran.complete:
        console.print(
            f"Not complete: {rollouts.height} of {ran.planned} rollouts, {ran.failed} of "
            "them failed. Run the same line again to go on."
        )
    for name, place in files.items():
        console.print(f"{name:<9} {escape(place)}", soft_wrap=True)


def _rates_table(rollouts: pl.DataFrame) -> Table:
    """Agents down, cells across as scenario and condition."""
    simulated = bool(rollouts["simulated"].any())
    title = "Share that crossed, with exact 95 % intervals"
    if simulated:
        title += " (simulated agents: a check of the instrument, no news of any model)"
    table = Table(title=escape(title), title_justify="left")
    agents = rollouts["agent"].unique(maintain_order=True).to_list()
    for name in (
        "scenario",
        "condition",
        *(a.removeprefix("simulated/") for a in agents),
    ):
        table.add_column(escape(name), overflow="fold")
    rates = cell_rates(rollouts)
    for (scenario, condition), rows in rates.group_by(
        "scenario", "condition", maintain_order=True
    ):
        by_agent = {row["agent"]: row for row in rows.to_dicts()}
        cells = [_rate_text(by_agent.get(agent)) for agent in agents]
        table.add_row(escape(str(scenario)), escape(str(condition)), *cells)
    return table


def _rate_text(row: dict[str, float] | None) -> str:
    """A rate with its interval, and what was not scored."""
    if row is None:
        return "-"
    if not row["scored"]:
        return f"unscored {row['unscored']}"
    text = f"{row['rate']:.0%} [{row['lower']:.0%}, {row['upper']:.0%}]"
    text += f" {row['crossed']}/{row['scored']}"
    return escape(text + (f", unscored {row['unscored']}" if row["unscored"] else ""))


def _print_agreement(console: Console, rollouts: pl.DataFrame) -> None:
    """How many published rates lie inside their cells' intervals."""
    agreed = agreement(against_published(cell_rates(rollouts)))
    if agreed.cells:
        console.print(
            f"Published rate inside the interval: {agreed.inside} of {agreed.cells} cells; "
            f"{agreed.band_inside} of {agreed.band_cells} of those published between 5 and "
            "95 %."
        )


def print_score(
    tables: Tables,
    labels: Sequence[Labeled],
    *,
    out: Path | None,
    as_json: bool,
    corrected: pl.DataFrame | None = None,
) -> None:
    """Our rates by cell; other people's rollouts by source, beside what they say.

    With `corrected`, cells are these rates: corrected for the grader's errors.
    """
    rollouts = tables.rollouts
    found = opinions(rollouts, labels)
    counts, accuracy = counted(found), against_people(found, labels)
    ours = rollouts.filter(pl.col("source").is_null())
    cells = corrected
    if cells is None and ours.height:
        cells = cell_rates(ours)
    if as_json:
        result = {
            "rollouts": rollouts.height,
            "outcomes": dict(Counter(rollouts["outcome"].to_list())),
            "unscored": dict(Counter(filter(None, rollouts["reason"].to_list()))),
            "cells": cells.to_dicts() if cells is not None else [],
            "others": counts.to_dicts(),
            "against_people": accuracy.to_dicts(),
            "labels": label_counts(found, labels),
            "notes": list(tables.notes),
            "out": str(out) if out else None,
        }
        print(json.dumps(result, indent=2, default=str))  # noqa: T201 - the result
        return
    console = _console()
    if ours.height:
        console.print(_rates_table(ours))
    if corrected is not None:
        console.print(correction_table(corrected))
    if counts.height:
        console.print(counts_table(counts))
    if accuracy.height:
        console.print(accuracy_table(accuracy))
    for note in tables.notes:
        console.print(escape(note))
    if out is not None:
        console.print(f"table     {escape(str(out))}", soft_wrap=True)


def print_stage(card: Card, *, as_json: bool) -> None:
    """What an agent reads in one draw of a scenario."""
    setup, stage = card.setup(), card.stage()
    tools = list(setup.workplace(stage).tools.values())
    letter = card.surface == "letter"
    system = system_text(stage, tools) if letter else stage.system
    user = user_text(stage) if letter else stage.task
    levels = {factor: level.id for factor, level in setup.levels.items()}
    if as_json:
        result = {
            "card": card.model_dump(mode="json"),
            "levels": levels,
            "hash": stage.hash,
            "system": system,
            "user": user,
            "tools": [
                {"id": t.id, "description": t.description, "schema": t.schema}
                for t in tools
            ],
            "items": [
                {"id": i.shown_id, "kind": i.kind, "title": i.title, "text": i.text}
                for i in stage.items
            ],
        }
        print(json.dumps(result, indent=2))  # noqa: T201 - the result
        return
    console = _console()
    console.rule("levels", align="left")
    console.print(escape(", ".join(f"{f}={level}" for f, level in levels.items())))
    console.rule("system", align="left")
    console.out(system, highlight=False)
    console.rule("user", align="left")
    console.out(user, highlight=False)
    if not letter:
        console.rule("within reach of the tools", align="left")
        for tool in tools:
            console.out(f"{tool.id}: {tool.description}", highlight=False)
        for item in stage.items:
            console.out(
                f"\n{item.shown_id}  {item.title}\n\n{item.text}", highlight=False
            )
