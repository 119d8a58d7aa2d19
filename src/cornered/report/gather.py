"""Gather: the tables and the example trajectories that a report shows."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from cornered._inspect import log_file
from cornered.analysis.differing import ROW, counted_by, voices
from cornered.analysis.examples import example_rows
from cornered.calibration.applied import corrected_rates
from cornered.calibration.measured import read_calibration
from cornered.core.errors import InputError
from cornered.preflight import Kept, kept
from cornered.report.corrections import Calibrated
from cornered.report.example import Example
from cornered.report.labels import Origins
from cornered.report.page import page
from cornered.report.promised import promised
from cornered.report.split import split_rows
from cornered.report.words import words
from cornered.tabled import Tables

LABELS = (
    *("outcome", "kind", "act", "route", "severity", "reversed"),
    *("thought", "response", "status"),
)
"""Columns of the table of rollouts that an example shows."""


def write_report(
    tables: Tables,
    target: Path,
    *,
    calibration: Path | None = None,
    plan: Path | None = None,
) -> None:
    """Write the page of `tables` to `target`.

    Args:
        tables: Both tables.
        target: The file.
        calibration: What rates are corrected by; None to leave them as they are.
        plan: What was promised; None for the plan beside the logs, if there is one.

    Raises:
        InputError: If the table cannot be reported, the calibration or the plan cannot be
            read or is of something else, or the file cannot be written.
        EstimateError: If the calibrated grader tells nothing in a scenario.
    """
    calibrated = None if calibration is None else _calibrated(calibration)
    examples, missing = examples_of(tables)
    records, unreadable = _records(tables)
    notes = [*tables.notes, *unreadable]
    if missing:
        notes.append(
            f"{missing} example trajectories are not shown: their logs are not where the "
            "table says."
        )
    studies = sorted(filter(None, tables.rollouts["study"].unique().to_list()))
    title = f"Study {', '.join(studies)}" if studies else "Scored transcripts"
    text = page(
        tables.rollouts,
        tables.acts,
        examples,
        title=title,
        notes=notes,
        corrected=corrected_rates(tables, calibrated.calibration)
        if calibrated
        else None,
        origins=Origins(kept=records, calibrated=calibrated),
        promised=promised(tables.rollouts, plan),
    )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"cannot write report {str(target)!r}: {error.strerror}"
        raise InputError(message) from error


def _calibrated(path: Path) -> Calibrated:
    """The calibration at `path`."""
    held = read_calibration(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Calibrated(calibration=held, sha256=digest)


def _records(tables: Tables) -> tuple[tuple[Kept, ...], list[str]]:
    """Who graded, from beside the logs, and a note for each file that is damaged."""
    folders = {Path(log).parent for log in tables.rollouts["log"].unique()}
    found, notes = [], []
    for folder in sorted(folders):
        try:
            held = kept(folder)
        except InputError as problem:
            notes.append(f"Who graded is not told by all logs: {problem}")
            continue
        if held is not None:
            found.append(held)
    return tuple(found), notes


def examples_of(tables: Tables) -> tuple[tuple[Example, ...], int]:
    """The examples that the logs still hold, and how many they do not.

    Of each cell what `analysis.examples.example_rows` chooses, then the rollouts on
    which graders differ, as many as the page lists.
    """
    definition = counted_by(tables.rollouts)
    differ = split_rows(tables.rollouts, definition)
    place = ["agent", "sample_id", "log"]
    frame = pl.concat(
        [example_rows(tables.rollouts), differ.select(tables.rollouts.columns)]
    ).unique(place, keep="first", maintain_order=True)
    said: dict[int, dict[str, str]] = defaultdict(dict)
    if definition is not None:
        for row, grader, outcome in voices(frame, definition).iter_rows():
            said[row][grader] = outcome
    chosen = frame.with_row_index(ROW).to_dicts()
    by_log: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in chosen:
        by_log[row["log"]][row["sample_id"]] = row
    found: dict[int, Example] = {}
    for log, rows in by_log.items():
        for sample in _samples(Path(log), frozenset(rows)):
            row = rows[str(sample["id"])]
            acts = tables.acts.filter(
                (pl.col("sample_id") == row["sample_id"])
                & (pl.col("agent") == row["agent"])
            )
            found[row[ROW]] = _example(row, sample, acts.to_dicts(), said[row[ROW]])
    shown = tuple(found[row[ROW]] for row in chosen if row[ROW] in found)
    return shown, len(chosen) - len(shown)


def _samples(log: Path, wanted: frozenset[str]) -> Iterator[dict[str, Any]]:
    """The wanted samples of a log; none if it is gone or no log of Inspect's."""
    if log.suffix != ".eval" or not log.exists():
        return
    names = tuple(f"samples/{each}_epoch_" for each in wanted)
    yield from log_file(log).samples(lambda name: name.startswith(names))


def _example(
    row: Mapping[str, Any],
    sample: Mapping[str, Any],
    acts: list[dict[str, Any]],
    said: Mapping[str, str],
) -> Example:
    """One rollout to show; arguments come from the ledger in the log."""
    stored = (sample.get("store") or {}).get("trajectory") or {}
    given = {act["sequence"]: act for act in stored.get("acts", [])}
    return Example(
        cell=row["cell"],
        agent=row["agent"],
        sample_id=row["sample_id"],
        log=row["log"],
        outcome=row["outcome"],
        labels={name: str(row[name]) for name in LABELS if row[name] is not None},
        messages=tuple(_messages(sample.get("messages") or [])),
        acts=tuple(
            {
                **act,
                "arguments": given.get(act["sequence"], {}).get("arguments", {}),
                "answer": given.get(act["sequence"], {}).get("answer", ""),
            }
            for act in acts
        ),
        words=words(sample, Path(row["log"]), said),
    )


def _messages(messages: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """(role, text) of a conversation, reasoning as a role of its own."""
    for message in messages:
        content = message.get("content")
        if isinstance(content, str):
            if content:
                yield message["role"], content
            continue
        for part in content or []:
            if part.get("type") == "reasoning":
                yield "reasoning", str(part.get("reasoning", ""))
            elif part.get("type") == "text":
                yield message["role"], str(part.get("text", ""))
