"""Promised: what was written down before the run, beside what the run became."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cornered.core.errors import InputError
from cornered.looks.record import recorded
from cornered.planning.preregistered import checks
from cornered.planning.promise import FILE, Promise, read
from cornered.planning.sized import Check


@dataclass(frozen=True, kw_only=True)
class PromiseView:
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


def promised(
    rollouts: pl.DataFrame, plan: Path | None = None
) -> tuple[PromiseView, ...]:
    """The plans that a table of rollouts is held against.

    Args:
        rollouts: Table of rollouts.
        plan: A plan to be held against; None for those that lie beside the logs.

    Raises:
        InputError: If `plan` cannot be read or was changed after it was written, or a
            record of looks cannot be read.
    """
    given = None if plan is None else read(plan)
    folders = sorted({Path(log).parent for log in rollouts["log"].unique()})
    looked = pl.concat([recorded(each) for each in folders]) if folders else None
    found = [] if given is None else [_view(rollouts, given, looked)]
    for path in (folder / FILE for folder in folders if (folder / FILE).is_file()):
        try:
            promise = read(path)
        except InputError as problem:
            found.append(PromiseView(name=path.name, problem=str(problem)))
            continue
        if given is None:
            found.append(_view(rollouts, promise, looked))
        elif promise.hash != given.hash:
            told = (
                f"Beside the logs lies another plan than the one given, with hash "
                f"{promise.hash[:12]}, written {promise.of.date}."
            )
            found.append(PromiseView(name=path.name, hash=promise.hash, problem=told))
    return tuple(found)


def _view(
    rollouts: pl.DataFrame, promise: Promise, looked: pl.DataFrame | None
) -> PromiseView:
    """A table of rollouts against one plan."""
    return PromiseView(
        name=promise.path.name,
        hash=promise.hash,
        date=promise.of.date,
        checks=tuple(
            sorted(checks(rollouts, promise, looked), key=lambda each: each.kept)
        ),
    )
