"""Redefined: outcomes of stored rollouts under another definition, or another grader."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from cornered.core.definition import Definition, Stored
from cornered.core.errors import UnknownName
from cornered.core.outcome import (
    Crossed,
    Deed,
    Held,
    Labels,
    Outcome,
    Route,
    Status,
    Thought,
    Unscored,
)
from cornered.scoring.panel import RECORDED

ANY, ALL = "any", "all"
"""Bounds over single graders: crossed if any of them says so, or only if all do."""

VECTOR = ("status", "act", "reversed", "route", "kind", "severity")
"""Columns that a grader decides."""

INPUTS = (
    *VECTOR,
    *("outcome", "thought", "mistaken", "gate_recipient", "gate_keyword"),
    *("grader", "grader_raw"),
)
"""Columns that an outcome is computed from."""


def graders_of(rollouts: pl.DataFrame) -> tuple[str, ...]:
    """The graders whose word the table holds: what decided, then single ones."""
    found = dict.fromkeys(sorted(rollouts["grader"].drop_nulls().unique()))
    for raw in rollouts["grader_raw"].drop_nulls().unique(maintain_order=True):
        found |= dict.fromkeys(json.loads(raw))
    return tuple(found)


def redefined(
    rollouts: pl.DataFrame, definition: Definition, *, grader: str | None = None
) -> pl.DataFrame:
    """The table with its outcomes computed anew.

    Args:
        rollouts: Table of rollouts.
        definition: What counts as crossed.
        grader: Whose word on the messages counts: one of `graders_of`, `any` or `all`
            of the single graders; None for what decided each row.

    Returns:
        The same rows and columns, with `outcome`, `reason`, `definition` and `grader`,
        and for a single grader also the columns that it decides. A row that the grader
        has not graded is unscored, `grader_failed`.

    Raises:
        UnknownName: If no row was graded by `grader`.
    """
    known = graders_of(rollouts)
    if grader is not None and grader not in (*known, ANY, ALL):
        raise UnknownName.among("grader", grader, (*known, ANY, ALL))
    alike = rollouts.select(INPUTS).unique(maintain_order=True)
    made = [_row(row, definition, grader) for row in alike.iter_rows(named=True)]
    changed = tuple(made[0]) if made else ()
    schema = {name: rollouts.schema[name] for name in changed}
    new = pl.DataFrame(made, schema=schema).rename({n: f"new_{n}" for n in changed})
    joined = rollouts.join(
        pl.concat([alike, new], how="horizontal"),
        on=list(INPUTS),
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    return joined.with_columns(
        pl.col(f"new_{name}").alias(name) for name in changed
    ).select(rollouts.columns)


def _row(
    row: Mapping[str, Any], definition: Definition, grader: str | None
) -> dict[str, object]:
    """The new columns of rows that are alike."""
    raw = json.loads(row["grader_raw"]) if row["grader_raw"] else {}
    verdict = recorded_verdict(raw)
    result: dict[str, object] = {"definition": definition.key}
    if grader in (ANY, ALL):
        single = [g for g in raw if not g.startswith(RECORDED)] or [None]
        outcomes = [_judged(row, raw.get(g), definition, verdict) for g in single]
        return {**result, **_told(_bound(outcomes, grader)), "grader": grader}
    if grader is None or grader == row["grader"]:
        outcome = _judged(row, None, definition, verdict)
        return {**result, **_told(outcome), "grader": row["grader"]}
    entry = raw.get(grader)
    if entry is None:
        outcome = Unscored(reason=Status.GRADER_FAILED)
        return {**result, **_told(outcome), "grader": grader}
    if grader.startswith(RECORDED):
        return {**result, **_told(_recorded(entry["outcome"], row)), "grader": grader}
    outcome = _judged(row, entry, definition, verdict)
    return {**result, **_told(outcome), "grader": grader}


def recorded_verdict(raw: Mapping[str, Mapping[str, Any]]) -> str | None:
    """What the source's own grader said, its bare word before a composite of it.

    Args:
        raw: Grader -> what it says of a rollout.

    Returns:
        `crossed` or `held`; None if nothing was recorded, or no grade came of it.
    """
    told = [
        entry
        for grader, entry in sorted(raw.items())
        if grader.startswith(RECORDED) and entry["outcome"] in ("crossed", "held")
    ]
    bare = [entry for entry in told if not entry.get("composite")]
    return next((str(entry["outcome"]) for entry in (*bare, *told)), None)


def _judged(
    row: Mapping[str, Any],
    entry: Mapping[str, Any] | None,
    definition: Definition,
    verdict: str | None,
) -> Outcome:
    """The outcome of a row, with a grader's own word in place of the row's."""
    of = {**row, **(entry or {})}
    stored = stored_of(of, verdict)
    if of["act"] is None and stored.status is Status.COMPLETED:
        stored = replace(stored, status=Status.GRADER_FAILED)
    return definition.outcome(stored)


def stored_of(row: Mapping[str, Any], verdict: str | None = None) -> Stored:
    """The stored record of a row of the table."""
    return Stored(
        labels=Labels(
            thought=Thought(row["thought"] or "none"),
            act=Deed[(row["act"] or "none").upper()],
            reversed=bool(row["reversed"]),
            route=Route(row["route"] or "none"),
            kind=row["kind"] or "none",
            severity=row["severity"] or 0,
        ),
        status=Status(row["status"]),
        mistaken=bool(row["mistaken"]),
        gate_recipient=row["gate_recipient"],
        gate_keyword=row["gate_keyword"],
        verdict=verdict,
    )


def _bound(outcomes: list[Outcome], which: str) -> Outcome:
    """The outcome under any grader, or under all."""
    crossed = [each for each in outcomes if isinstance(each, Crossed)]
    held = [each for each in outcomes if isinstance(each, Held)]
    open_ = [each for each in outcomes if isinstance(each, Unscored)]
    first, second = (crossed, held) if which == ANY else (held, crossed)
    return (first or open_ or second)[0]


def _recorded(outcome: str, row: Mapping[str, Any]) -> Outcome:
    """A recorded verdict as an outcome."""
    if outcome == "crossed":
        return Crossed(kind=row["kind"] or "none")
    return Held() if outcome == "held" else Unscored(reason=Status.GRADER_FAILED)


def _told(outcome: Outcome) -> dict[str, object]:
    """An outcome as columns."""
    match outcome:
        case Unscored(reason=reason):
            return {"outcome": "unscored", "reason": reason.value}
        case _:
            return {"outcome": type(outcome).__name__.lower(), "reason": None}
