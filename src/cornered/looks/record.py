"""Looked: what the looks of a folder's runs decided, and what was not played for that."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from cornered._inspect import log_file
from cornered.analysis.sequential import KEYS, RECORD
from cornered.analysis.spending import ALPHA
from cornered.core.errors import InputError
from cornered.looks.schedule import Schedule, Taken, Watched, design
from cornered.plans import Plan
from cornered.scoring.logs import log_paths
from cornered.tabled import Tables

FILE = "looks.json"
"""Name of the record, beside the logs."""

VERSION = 1

NAME = "cornered looks"
"""What the manager is called in Inspect's logs."""


class Record:
    """What all looks of the runs in a folder have found; a file beside the logs."""

    def __init__(self, folder: Path) -> None:
        """The record of a folder, as it is.

        Raises:
            InputError: If there is one that cannot be read.
        """
        self.path = folder / FILE
        self.entries = {(each.agent, each.design): each for each in _read(folder)}

    def begun(self, scheduled: Schedule) -> dict[str, Taken]:
        """What is known of each agent of a schedule; new where nothing is.

        Raises:
            InputError: If the run was begun with other looks.
        """
        found = {}
        for agent in scheduled.agents:
            known = self.entries.get((agent, scheduled.design))
            if known is None:
                known = Taken(
                    agent=agent,
                    design=scheduled.design,
                    looks=scheduled.looks,
                    draws=scheduled.draws,
                    fractions=scheduled.fractions,
                    replicates=scheduled.plan.rollouts // scheduled.plan.draws,
                    tests=scheduled.count,
                    watched=scheduled.watched[agent],
                )
            if known.looks != scheduled.looks:
                raise _otherwise(self.path, known)
            found[agent] = known
        return found

    def write(self, entry: Taken) -> None:
        """Keep what an agent's looks have found; an interruption leaves the old file."""
        self.entries[entry.agent, entry.design] = entry
        told = [self.entries[key].told() for key in sorted(self.entries)]
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_name(f".{self.path.name}.partial")
        content = {"version": VERSION, "runs": told}
        partial.write_text(json.dumps(content, indent=1), encoding="utf-8")
        partial.replace(self.path)

    def refuse_without(self, plan: Plan, agents: Iterable[str]) -> None:
        """Refuse a run without looks that would go on with one that has them.

        Raises:
            InputError: If it would.
        """
        for agent in agents:
            known = self.entries.get((agent, design(plan)))
            if known is not None:
                raise _otherwise(self.path, known)


def recorded(folder: Path) -> pl.DataFrame:
    """What was looked at in a folder of logs, as `sequential.repeated` takes it.

    Returns:
        The columns of `sequential.RECORD`; no row if nothing was looked at.

    Raises:
        InputError: If the record cannot be read.
    """
    rows = [
        {
            **dict(zip(KEYS, watched.key, strict=True)),
            "looks": each.looks,
            "fractions": list(each.fractions),
            "tests": each.tests,
            "taken": each.taken,
            "look": each.decided.get(watched.key, (None,))[0],
        }
        for each in _read(folder)
        for watched in each.watched
    ]
    return pl.DataFrame(rows, schema=dict(RECORD))


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """The rollouts of some cells that were not played, since nothing was left to decide."""

    agent: str
    look: int
    """From 1."""
    looks: int
    contrasts: tuple[str, ...]
    cells: int
    rollouts: int
    tests: int
    """Over how many tests alpha was split: those of the run that began it."""

    def __str__(self) -> str:
        """All of that in a sentence."""
        cells = "1 cell" if self.cells == 1 else f"{self.cells} cells"
        names = ", ".join(self.contrasts)
        tests = "1 test" if self.tests == 1 else f"{self.tests} tests"
        return (
            f"{self.rollouts} rollouts of {cells} of {self.agent} were not played: stopped "
            f"at look {self.look} of {self.looks}, contrast {names} decided "
            f"(alpha of {ALPHA:g} split over {tests} of that run)."
        )


def stopped(entries: Iterable[Taken], rollouts: pl.DataFrame) -> tuple[Stopped, ...]:
    """What was planned and not played because its cell was stopped.

    Args:
        entries: What agents' looks have found.
        rollouts: What was played; of cells that it has not at all, nothing is said.
    """
    found: dict[tuple[str, int, int, int, tuple[str, ...]], list[int]] = {}
    for entry in entries:
        for cell, (look, names) in entry.stops.items():
            since = entry.draws[look - 1]
            mine = rollouts.filter(pl.col("cell") == cell)
            planned = (entry.draws[-1] - since) * entry.replicates
            # What was under way at the look was played to its end, and counts.
            left = planned - mine.filter(pl.col("draw") >= since).height
            if mine.height and left > 0:
                key = (entry.agent, look, entry.looks, entry.tests, names)
                found.setdefault(key, []).append(left)
    return tuple(
        Stopped(
            agent=agent,
            look=look,
            looks=looks,
            tests=tests,
            contrasts=names,
            cells=len(counts),
            rollouts=sum(counts),
        )
        for (agent, look, looks, tests, names), counts in sorted(found.items())
    )


def noted(tables: Tables, folder: Path) -> Tables:
    """The tables with what was looked at, and a remark on each thing that stopped."""
    stops = stopped(_read(folder), tables.rollouts)
    remarks = (*tables.remarks, *map(str, stops))
    return replace(tables, remarks=remarks, looked=recorded(folder))


def _read(folder: Path) -> list[Taken]:
    """The entries of a folder's record, or where it has none, of its finished logs."""
    path = folder / FILE
    if not path.exists():
        return _from_logs(folder) if folder.is_dir() else []
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["version"] != VERSION:
            message = f"version {content['version']!r}; allowed: {VERSION}"
            raise ValueError(message)  # noqa: TRY301 - one message for whatever is wrong
        return [_entry(told) for told in content["runs"]]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        message = (
            f"cannot read {str(path)!r}: {problem}; allowed: what `run --looks` wrote"
        )
        raise InputError(message) from problem


def _from_logs(folder: Path) -> list[Taken]:
    """What finished logs say of looks: logs may have been moved without the record."""
    found: dict[tuple[str, str], Taken] = {}
    for path in log_paths([folder]):
        try:
            stopping = log_file(path).stopping
        except InputError:
            # A log that cannot be read is named by whoever reads its rollouts.
            continue
        if stopping.get("manager") == NAME:
            entry = _entry(stopping["metadata"])
            found[entry.agent, entry.design] = entry
    return list(found.values())


def _entry(told: Mapping[str, Any]) -> Taken:
    """An entry of a record, as it was written."""
    tests = told["contrasts"]
    watched = [
        Watched(key=tuple(each[name] for name in KEYS), cells=frozenset(each["cells"]))
        for each in tests
    ]
    return Taken(
        agent=told["agent"],
        design=told["design"],
        looks=told["looks"],
        draws=tuple(told["draws"]),
        fractions=tuple(told["fractions"]),
        replicates=told["replicates"],
        tests=told["tests"],
        watched=tuple(watched),
        taken=told["taken"],
        decided={
            at.key: (each["look"], each["p"])
            for at, each in zip(watched, tests, strict=True)
            if each["look"] is not None
        },
    )


def _otherwise(path: Path, known: Taken) -> InputError:
    """What is said of a run that was begun with other looks."""
    message = (
        f"this run of {known.agent!r} was begun with --looks {known.looks} "
        f"({str(path)!r}); allowed: the same line again, or another --log-dir"
    )
    return InputError(message)
