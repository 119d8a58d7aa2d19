"""Printed: a comparison as words and a table, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cornered.analysis.pooled import Pooled, pooled
from cornered.calibration.differences import CORRECTED
from cornered.comparing.conditions import Judged, Quantity
from cornered.comparing.matched import Matched
from cornered.comparing.verdict import Verdict, percent, points

PLACE = ("scenario", "condition", "a_agent", "surface", "preset", "b_protocol")
"""Columns that name a row; those that say the same in every row are left out."""


def print_comparison(
    of: Matched,
    said: Verdict,
    known: Mapping[str, Quantity],
    held: Sequence[Judged],
    *,
    out: Path | None,
    as_json: bool,
) -> None:
    """The verdict, the table, notes, and which conditions fail."""
    a, b = pooled(of.a), pooled(of.b)
    if as_json:
        result = {
            "finding": said.finding,
            "verdict": said.words,
            "margin": said.margin,
            "equivalence_p": said.equivalence_p,
            "undone_by_unscored": said.undone,
            "not_scored": said.missing or None,
            "simulated": list(of.simulated),
            "a": _run(a),
            "b": _run(b),
            "differs": {name: list(sides) for name, sides in of.differs.items()},
            "quantities": {
                name: {"values": list(each.values), "why_not": each.why_not or None}
                for name, each in known.items()
            },
            "rows": of.rows.to_dicts(),
            "unmatched": of.unmatched.to_dicts(),
            "notes": list(of.notes),
            "conditions": [
                {"condition": each.text, "fails": each.failed, "why": each.why}
                for each in held
            ],
            "failed": any(each.failed for each in held),
            "out": str(out) if out else None,
        }
        print(json.dumps(result, indent=2, default=str))  # noqa: T201 - the result
        return
    console = Console()
    console = console if console.is_terminal else Console(width=180)
    console.print(escape(said.words), soft_wrap=True)
    console.print(_table(of))
    console.print(escape(_paired(of)))
    if CORRECTED[0] in of.rows.columns:
        console.print(escape(_corrected_words(of)), soft_wrap=True)
    _print_unscored(console, a, b, said)
    for note in of.notes:
        console.print(escape(note), soft_wrap=True)
    for each in held:
        told = "FAILS" if each.failed else "passes"
        console.print(escape(f"{told}: {each.text} ({each.why})"), soft_wrap=True)
    if out is not None:
        console.print(f"table     {escape(str(out))}", soft_wrap=True)


def _print_unscored(console: Console, a: Pooled, b: Pooled, said: Verdict) -> None:
    """What could not be scored, and what that means."""
    for name, run in (("A", a), ("B", b)):
        if run.unscored:
            console.print(
                f"{name}: {run.rollouts - run.scored} of {run.rollouts} rollouts were "
                f"not scored; had they all crossed, its rate were {percent(run.worst)} %."
            )
    if said.missing:
        console.print(escape(said.missing), soft_wrap=True)


def _run(run: Pooled) -> dict[str, Any]:
    """All of a run as JSON, also the cells that the other lacks."""
    return {
        "rollouts": run.rollouts,
        "scored": run.scored,
        "crossed": run.crossed,
        "cells": run.cells,
        "rate": run.rate,
        "lower": run.lower,
        "upper": run.upper,
        "worst": run.worst,
        "unscored": run.unscored,
        "unscored_cells": list(run.unscored_cells),
    }


def _paired(of: Matched) -> str:
    """On what the difference over all cells rests."""
    whole = of.whole()
    if whole["paired"]:
        return (
            f"Paired: both runs played the same {whole['draws']} draws (seed and draw)."
        )
    return "Not paired: the runs share too few draws (seed and draw) for that."


def _corrected_words(of: Matched) -> str:
    """What the difference over all cells is without the grader's errors."""
    whole = of.whole()
    value, lower, upper = (whole[name] for name in CORRECTED)
    if value is None:
        return (
            "Not corrected for the grader's errors: nothing was scored in both runs, or "
            "people found no harm, or nothing else, in a scenario of the calibration."
        )
    return (
        f"Corrected for the grader's errors, B - A is {points(value)} points "
        f"[{points(lower)}, {points(upper)}]; both runs as by one grader, draws not paired."
    )


def _table(of: Matched) -> Table:
    """A row for each cell that both runs have, then the pooled ones."""
    title = "Share that crossed, 95 % intervals"
    if of.simulated:
        title += f" ({' and '.join(of.simulated)}: simulated agents)"
    caption = "In a pooled row each cell counts the same."
    table = Table(title=escape(title), title_justify="left", caption=caption)
    cells = of.rows.filter(pl.col("row") == "cell")
    place = ["scenario", *(n for n in PLACE[1:] if cells[n].n_unique() > 1)]
    for name in place:
        table.add_column(name.removeprefix("a_").removeprefix("b_"), overflow="fold")
    for name in ("A", "B", "B - A (points)", "p (Holm)"):
        table.add_column(name)
    corrected = CORRECTED[0] in of.rows.columns
    if corrected:
        table.add_column("corrected")
    before = ""
    # One cell pooled is that cell again.
    fresh = (pl.col("row") == "cell") | (pl.col("cells") > 1)
    for row in of.rows.filter(fresh).to_dicts():
        if row["row"] != before and before:
            table.add_section()
        before = row["row"]
        named = [escape(str(row[name])) for name in place]
        if before != "cell":
            named = [escape(str(row["scenario"] or "all cells"))]
            named += [
                f"{row['cells']} cells" if n == 1 else "" for n in range(1, len(place))
            ]
        told = (*_numbers(row), *([_corrected(row)] if corrected else []))
        table.add_row(*named, *(escape(each) for each in told))
    return table


def _numbers(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Both rates, the difference, and how sure it is."""
    rates = [_side(row, side) for side in "ab"]
    if row["difference"] is None:
        return (*rates, "-", "-")
    ends = f"[{points(row['lower'])}, {points(row['upper'])}]"
    return (*rates, f"{points(row['difference'])} {ends}", f"{row['p_holm']:.2g}")


def _corrected(row: Mapping[str, Any]) -> str:
    """The difference without the grader's errors; a dash where it is not known."""
    value, lower, upper = (row[name] for name in CORRECTED)
    if value is None:
        return "-"
    return f"{points(value)} [{points(lower)}, {points(upper)}]"


def _side(row: Mapping[str, Any], side: str) -> str:
    """A rate with its interval and counts."""
    if row[f"{side}_rate"] is None:
        return "nothing scored"
    rate, *ends = (
        percent(row[f"{side}_{name}"]) for name in ("rate", "lower", "upper")
    )
    counts = f"{row[f'{side}_crossed']}/{row[f'{side}_scored']}"
    return f"{rate} % [{', '.join(ends)}] {counts}"
