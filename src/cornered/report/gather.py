"""Gather: the tables and the example trajectories that a report shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from cornered._inspect import log_file
from cornered.analysis.examples import example_rows
from cornered.core.errors import InputError
from cornered.report.example import Example
from cornered.report.page import page
from cornered.tabled import Tables

LABELS = (
    *("outcome", "kind", "act", "route", "severity", "reversed"),
    *("thought", "response", "status"),
)
"""Columns of the table of rollouts that an example shows."""


def write_report(
    tables: Tables, target: Path, *, corrected: pl.DataFrame | None = None
) -> None:
    """Write the page of `tables` to `target`, with corrected rates if there are any.

    Raises:
        InputError: If the table cannot be reported, or the file cannot be written.
    """
    examples, missing = examples_of(tables)
    notes = list(tables.notes)
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
        corrected=corrected,
    )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"cannot write report {str(target)!r}: {error.strerror}"
        raise InputError(message) from error


def examples_of(tables: Tables) -> tuple[tuple[Example, ...], int]:
    """The examples of each cell that the logs still hold, and how many they do not."""
    chosen = example_rows(tables.rollouts).to_dicts()
    by_log: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in chosen:
        by_log[row["log"]][row["sample_id"]] = row
    found: dict[tuple[str, str], Example] = {}
    for log, rows in by_log.items():
        for sample in _samples(Path(log), frozenset(rows)):
            row = rows[str(sample["id"])]
            acts = tables.acts.filter(
                (pl.col("sample_id") == row["sample_id"])
                & (pl.col("agent") == row["agent"])
            )
            key = (row["agent"], row["sample_id"])
            found[key] = _example(row, sample, acts.to_dicts())
    ordered = [found.get((row["agent"], row["sample_id"])) for row in chosen]
    kept = tuple(each for each in ordered if each is not None)
    return kept, len(ordered) - len(kept)


def _samples(log: Path, wanted: frozenset[str]) -> Iterator[dict[str, Any]]:
    """The wanted samples of a log; none if it is gone or no log of Inspect's."""
    if log.suffix != ".eval" or not log.exists():
        return
    names = tuple(f"samples/{each}_epoch_" for each in wanted)
    yield from log_file(log).samples(lambda name: name.startswith(names))


def _example(
    row: Mapping[str, Any], sample: Mapping[str, Any], acts: list[dict[str, Any]]
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
