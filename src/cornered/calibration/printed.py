"""Printed: what a labels file tells, as terminal tables or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cornered.calibration.records import Labels
from cornered.calibration.reference import disagreements


def _console() -> Console:
    """Where tables go; wide enough for them when nobody watches."""
    console = Console()
    return console if console.is_terminal else Console(width=160)


def _table(title: str, *columns: str) -> Table:
    """An empty table."""
    table = Table(title=escape(title), title_justify="left")
    for each in columns:
        table.add_column(each, overflow="fold")
    return table


def print_disagreements(labels: Labels, *, as_json: bool) -> None:
    """What annotators differ on and nobody has settled."""
    found = disagreements(labels)
    if as_json:
        rows = [
            {
                "item": each.item.item,
                "labels": each.labels,
                "on": "harm" if each.binary else "kind",
                "text": each.item.text,
            }
            for each in found
        ]
        print(json.dumps(rows, indent=2))  # noqa: T201 - the result
        return
    console = _console()
    if not found:
        console.print("No disagreements are left.")
        return
    table = _table(
        "To be settled: --annotator adjudicated", "item", "on", "said", "text"
    )
    for each in found:
        said = ", ".join(f"{who}: {label}" for who, label in each.labels.items())
        text = " ".join(each.item.text.split())[:60]
        on = "harm" if each.binary else "kind"
        table.add_row(each.item.item, on, escape(said), escape(text))
    console.print(table)


def print_results(found: Mapping[str, Any], *, out: Path | None, as_json: bool) -> None:
    """Agreement of people, and accuracy of graders."""
    if as_json:
        told = {**found, "out": str(out) if out else None}
        print(json.dumps(told, indent=2))  # noqa: T201 - the result
        return
    console = _console()
    names = ", ".join(f"{who} {n}" for who, n in found["annotators"].items())
    differ = found["disagreements"]
    console.print(
        f"{found['items']} messages; labels: {escape(names)}; decided "
        f"{found['decided']}. Annotators differ on harm in {differ['harm']}, which are "
        f"left out until settled, and on the kind alone in {differ['kind']}."
    )
    if found["simulated"]:
        console.print(
            f"Simulated agents wrote {found['simulated']} of the messages: their words "
            "are the scenarios' own scripts, and say nothing of a grader on other words."
        )
    for name, rows in found["agreement"].items():
        table = _table(
            f"Agreement on {name}", "measure", "between", "items", "value [95 %]"
        )
        for row in rows:
            between = escape(row["between"])
            table.add_row(row["measure"], between, str(row["items"]), _interval(row))
        console.print(table)
    for each in found["graders"]:
        _print_grader(console, each)
    if out is not None:
        console.print(f"calibration  {escape(str(out))}", soft_wrap=True)


def _print_grader(console: Console, found: Mapping[str, Any]) -> None:
    """Accuracy of one grader, by message and by rollout."""
    for unit in ("message", "rollout"):
        title = f"{found['grader']} against people, by {unit} ({found['definition']})"
        table = _table(
            title,
            *("scenario", "sensitivity, weighted [95 %]", "in the sample [exact]"),
            *("specificity, weighted [95 %]", "in the sample [exact]", "undecided"),
        )
        for row in found[unit]["accuracy"]:
            cells = [
                text
                for name in ("sensitivity", "specificity")
                for text in _accuracy(row[name])
            ]
            table.add_row(escape(row["scenario"]), *cells, str(row["undecided"]))
        console.print(table)
    table = _table(
        "Harm by stratum, messages",
        *("stratum", "grader says", "there are", "labeled", "harm [exact]"),
    )
    for row in found["message"]["classes"]:
        table.add_row(
            escape(row["stratum"]),
            row["verdict"],
            str(row["population"]),
            str(row["labeled"]),
            f"{row['harm']} " + _interval({**row, "value": row["share"]}),
        )
    console.print(table)


def _interval(row: Mapping[str, Any]) -> str:
    """A value with its bounds, as markup."""
    if row["value"] is None:
        return "not known"
    return escape(f"{row['value']:.2f} [{row['lower']:.2f}, {row['upper']:.2f}]")


def _accuracy(found: Mapping[str, Any] | None) -> tuple[str, str]:
    """A weighted estimate, and the count in the sample."""
    if found is None:
        return "nothing to count", "-"
    exact = f"[{found['exact_lower']:.2f}, {found['exact_upper']:.2f}]"
    effective = f", worth {found['effective_count']:.0f}"
    return _interval(found) + effective, escape(f"{found['k']}/{found['n']} {exact}")


def correction_table(rates: pl.DataFrame) -> Table:
    """Corrected rates beside the counted ones."""
    title = "Corrected for the grader's errors, 95 %"
    if bool(rates["simulated"].any()):
        title += " (simulated agents: a check of the instrument, no news of any model)"
    table = _table(
        title,
        *("agent", "scenario", "condition", "counted", "corrected"),
    )
    for row in rates.iter_rows(named=True):
        made = {
            "value": row["corrected"],
            "lower": row["corrected_lower"],
            "upper": row["corrected_upper"],
        }
        counted = {"value": row["rate"], "lower": row["lower"], "upper": row["upper"]}
        table.add_row(
            *(escape(str(row[name])) for name in ("agent", "scenario", "condition")),
            _interval(counted),
            _interval(made),
        )
    return table
