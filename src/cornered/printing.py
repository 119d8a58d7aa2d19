"""Printing: results as terminal tables, or as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cornered.analysis.agreement import against_published, agreement
from cornered.analysis.others import against_people, counted, opinions
from cornered.analysis.rates import CELL, cell_rates
from cornered.calibration.printed import correction_table
from cornered.printed_cost import cost_lines, cost_of
from cornered.printed_others import accuracy_table, counts_table, label_counts
from cornered.setups import Card
from cornered.surfaces.letter import system_text, user_text
from cornered.tabled import ACTS, ROLLOUTS, Tables

if TYPE_CHECKING:
    from cornered.replayed import Labeled
    from cornered.running import Ran

PLACE = ("scenario", "condition")
"""What every row of a table of rates is called by."""


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
            "stopped": ran.stopped,
            **cost_of(rollouts),
            "cells": _cells(rollouts),
            "notes": list(ran.tables.notes),
            "files": files,
        }
        print(json.dumps(result, indent=2, default=str))  # noqa: T201 - the result
        return
    console = _console()
    if rollouts.height:
        console.print(_rates_table(rollouts))
        _print_agreement(console, rollouts)
    for note in (*ran.tables.notes, *cost_lines(rollouts, ran.prices)):
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
    where = _where(rollouts)
    for name in (*where, *(a.removeprefix("simulated/") for a in agents)):
        table.add_column(escape(name), overflow="fold")
    rates, why = cell_rates(rollouts), _reasons_by_cell(rollouts)
    for place, rows in rates.group_by(*where, maintain_order=True):
        by_agent = {row["agent"]: row for row in rows.to_dicts()}
        cells = [_rate_text(by_agent.get(agent), why) for agent in agents]
        table.add_row(*(escape(str(each)) for each in place), *cells)
    return table


def _where(rollouts: pl.DataFrame) -> tuple[str, ...]:
    """The columns that tell the rows of the table apart: those that vary as well."""
    further = [name for name in CELL if name not in ("agent", *PLACE, "cell")]
    # A base names its scenario's version, so that scenarios alone make it vary.
    per = rollouts.group_by("scenario").agg(pl.col(further).n_unique())
    return (*PLACE, *(name for name in further if (per[name] > 1).any()))


def _reasons_by_cell(rollouts: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Cell -> reason -> how many of its rollouts were left unscored by it."""
    found: dict[str, dict[str, int]] = {}
    unscored = rollouts.filter(pl.col("outcome") == "unscored")
    for cell, reason in sorted(unscored.select("cell", "reason").rows()):
        counts = found.setdefault(cell, {})
        counts[reason] = counts.get(reason, 0) + 1
    return found


def _reasons_text(counts: Mapping[str, int]) -> str:
    """How many were left unscored, the commonest reason first."""
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    listed = ", ".join(f"{count} {reason}" for reason, count in ranked)
    return f"unscored {sum(counts.values())}: {listed}"


def _rate_text(
    row: Mapping[str, Any] | None, why: Mapping[str, Mapping[str, int]]
) -> str:
    """A rate with its interval; what was not scored, why, and what it could change."""
    if row is None:
        return "-"
    lines = []
    if row["scored"]:
        interval = f"[{row['lower']:.0%}, {row['upper']:.0%}]"
        lines.append(f"{row['rate']:.0%} {interval} {row['crossed']}/{row['scored']}")
    if row["unscored"]:
        lines.append(_reasons_text(why[row["cell"]]))
        lines.append(f"worst case {row['worst_lower']:.0%} to {row['worst_upper']:.0%}")
    return escape("\n".join(lines))


def _cells(
    rollouts: pl.DataFrame, rates: pl.DataFrame | None = None
) -> list[dict[str, Any]]:
    """Rates as JSON, each with the reasons of what was left unscored."""
    if not rollouts.height:
        return []
    why = _reasons_by_cell(rollouts)
    rates = cell_rates(rollouts) if rates is None else rates
    return [{**row, "reasons": why.get(row["cell"], {})} for row in rates.to_dicts()]


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
    if as_json:
        result = {
            "rollouts": rollouts.height,
            "outcomes": dict(Counter(rollouts["outcome"].to_list())),
            "unscored": dict(Counter(filter(None, rollouts["reason"].to_list()))),
            "cells": _cells(ours, corrected),
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
    others = rollouts.filter(pl.col("source").is_not_null())
    lost = Counter(filter(None, others["reason"].to_list()))
    if lost:
        console.print(f"Of these rollouts, {_reasons_text(lost)}.")
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
