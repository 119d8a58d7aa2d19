"""Promised: what was written down before the run, beside what the run became."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cornered.core.errors import InputError
from cornered.planning.preregistered import Check, checks
from cornered.planning.promise import FILE, Promise, read


@dataclass(frozen=True, kw_only=True)
class Held:
    """A plan that a run is held against; no checks if it cannot be."""

    name: str
    """Of its file."""
    hash: str = ""
    date: str = ""
    """When it was written."""
    checks: tuple[Check, ...] = ()
    """Broken promises first."""
    problem: str = ""
    """What is wrong with the plan itself; empty if nothing is."""

    @property
    def broken(self) -> int:
        """How many promises were not kept (count)."""
        return sum(not each.kept for each in self.checks)


def promised(rollouts: pl.DataFrame, plan: Path | None = None) -> tuple[Held, ...]:
    """The plans that a table of rollouts is held against.

    Args:
        rollouts: Table of rollouts.
        plan: A plan to be held against; None for those that lie beside the logs.

    Raises:
        InputError: If `plan` cannot be read, or was changed after it was written.
    """
    given = None if plan is None else read(plan)
    found = [] if given is None else [_held(rollouts, given)]
    for path in _beside(rollouts):
        try:
            promise = read(path)
        except InputError as problem:
            found.append(Held(name=path.name, problem=str(problem)))
            continue
        if given is None:
            found.append(_held(rollouts, promise))
        elif promise.hash != given.hash:
            told = (
                f"Beside the logs lies another plan than the one given, with hash "
                f"{promise.hash[:12]}, written {promise.of.date}."
            )
            found.append(Held(name=path.name, hash=promise.hash, problem=told))
    return tuple(found)


def _beside(rollouts: pl.DataFrame) -> Iterator[Path]:
    """The plans in the folders of the logs."""
    for folder in sorted({Path(log).parent for log in rollouts["log"].unique()}):
        if (folder / FILE).is_file():
            yield folder / FILE


def _held(rollouts: pl.DataFrame, promise: Promise) -> Held:
    """A table of rollouts against one plan."""
    return Held(
        name=promise.path.name,
        hash=promise.hash,
        date=promise.of.date,
        checks=tuple(sorted(checks(rollouts, promise), key=lambda each: each.kept)),
    )
