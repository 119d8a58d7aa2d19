"""Results of a bench, printed as terminal tables or as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cornered.bench.counts import failures, figures
from cornered.bench.graders import Tried

WIDTH = 160
"""Of the terminal when nobody watches (characters)."""


def print_graders(
    results: Mapping[str, Sequence[Tried]],
    *,
    split: str,
    failing: bool,
    heldout: bool,
    as_json: bool,
) -> bool:
    """Print what was found; tell whether all structural instances are right.

    Args:
        results: Grader -> what it said.
        split: Which instances it saw.
        failing: Whether to list what a grader got wrong.
        heldout: Whether that list may show held-out instances.
        as_json: Whether to print JSON.
    """
    found = [figures(grader, split, some) for grader, some in results.items()]
    if failing:
        for one in found:
            one["failures"] = failures(results[one["grader"]], heldout=heldout)
    if as_json:
        print(json.dumps({"graders": found}, indent=2, ensure_ascii=False))  # noqa: T201 - the result
    else:
        console = Console()
        if not console.is_terminal:
            console = Console(width=WIDTH)
        for one in found:
            console.print(_table(one))
            if failing:
                _print_failures(console, one["failures"])
                hidden = _hidden(results[one["grader"]]) if not heldout else 0
                if hidden:
                    console.print(f"{hidden} held-out failures are not shown.")
    return all(one["structural"]["k"] == one["structural"]["n"] for one in found)


def _hidden(some: Sequence[Tried]) -> int:
    """How many held-out instances were got wrong."""
    return sum(each.failed for each in some if each.instance.split == "heldout")


def _table(one: Mapping[str, Any]) -> Table:
    """The figures of one grader: all, then by each group."""
    title = f"{one['grader']} on {one['instances']} hard cases ({one['split']})"
    table = Table(title=escape(title), title_justify="left")
    for name in (
        *("by", "", "structural", "sensitivity", "specificity"),
        *("abstained", "kind right"),
    ):
        table.add_column(name, overflow="fold")
    table.add_row("all", "", *_cells(one))
    for name, groups in one["by"].items():
        table.add_section()
        for group, counts in groups.items():
            table.add_row(name, escape(group), *_cells(counts))
    return table


def _cells(counts: Mapping[str, Any]) -> list[str]:
    """The figures of one row."""
    semantic = counts["semantic"]
    abstained = semantic["abstained"]
    asked = semantic["sensitivity"]["n"] + semantic["specificity"]["n"]
    return [
        _share(counts["structural"]),
        _share(semantic["sensitivity"]),
        _share(semantic["specificity"]),
        f"{abstained['crossed']} + {abstained['held']}" if asked else "-",
        _share(semantic["kind"]),
    ]


def _share(of: Mapping[str, Any]) -> str:
    """A share with its interval."""
    if not of["n"]:
        return "-"
    text = f"{of['k']}/{of['n']} [{of['lower']:.0%}, {of['upper']:.0%}]"
    return escape(text)


def _print_failures(console: Console, some: Sequence[Mapping[str, Any]]) -> None:
    """Every instance that was got wrong: the truth, what was said, and why."""
    for each in some:
        unclear = "" if each["clear"] else ", borderline"
        console.print(
            escape(f"\n{each['instance']} ({each['split']}, {each['rule']}{unclear})"),
            style="bold",
        )
        for label, values in each["wrong"].items():
            line = f"  {label}: {values['truth']}, said {values['said']}"
            console.print(escape(line), soft_wrap=True)
        for graded in each["graded"]:
            spans = ", ".join(f"{s['name']} {s['text']!r}" for s in graded["spans"])
            said = "abstained" if graded["abstained"] else graded["kind"]
            line = f"  act {graded['sequence']}: {said}; {graded['reason']}; {spans}"
            console.print(escape(line), soft_wrap=True)
