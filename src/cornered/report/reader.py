"""Reader: rollouts of a table as their logs tell them."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import polars as pl

from cornered._inspect import Archive
from cornered.analysis.differing import ROW, counted_by, voices
from cornered.core.errors import InputError
from cornered.report.example import Example
from cornered.report.words import words
from cornered.tabled import Tables

LABELS = (
    *("outcome", "kind", "act", "route", "severity", "reversed"),
    *("thought", "response", "status"),
)
"""Columns of the table of rollouts that an example shows."""

OPEN = 32
"""Most logs that are open at once: each holds a file descriptor."""

PLACE = ("agent", "sample_id", "log")
"""What names a rollout among those of a table."""


class Reader:
    """Reads rollouts from the logs that a table names, wherever they still are."""

    def __init__(self, tables: Tables) -> None:
        """Read rollouts of `tables`; nothing is opened yet."""
        self._acts = tables.acts
        self._definition = counted_by(tables.rollouts)
        self._open: OrderedDict[str, Archive] = OrderedDict()
        self._ids: dict[str, frozenset[str]] = {}
        self.troubles: dict[str, str] = {}
        """Log -> why it cannot be read, of those that are there but damaged."""

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close all logs."""
        for archive in self._open.values():
            archive.close()
        self._open.clear()

    def held(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Those of `rows` that the logs still hold, in the same order."""
        keep = [
            sample in self._ids_of(log)
            for log, sample in rows.select("log", "sample_id").iter_rows()
        ]
        return rows.filter(pl.Series(keep, dtype=pl.Boolean))

    def examples(self, rows: pl.DataFrame) -> list[Example]:
        """The rollouts of `rows`, in the same order; all of them are held."""
        said: dict[int, dict[str, str]] = defaultdict(dict)
        if self._definition is not None:
            for row, grader, outcome in voices(rows, self._definition).iter_rows():
                said[row][grader] = outcome
        acts = self._acts_of(rows)
        return [
            self._example(row, acts.get(tuple(row[name] for name in PLACE), []), say)
            for row, say in (
                (row, said[row[ROW]])
                for row in rows.with_row_index(ROW).iter_rows(named=True)
            )
        ]

    def _acts_of(
        self, rows: pl.DataFrame
    ) -> Mapping[tuple[object, ...], list[dict[str, Any]]]:
        """The acts of these rollouts, by agent, sample and log."""
        found = self._acts.join(rows.select(PLACE).unique(), on=PLACE, how="semi")
        by: dict[tuple[object, ...], list[dict[str, Any]]] = defaultdict(list)
        for act in found.sort("sequence", nulls_last=True).iter_rows(named=True):
            by[tuple(act[name] for name in PLACE)].append(act)
        return by

    def _ids_of(self, log: str) -> frozenset[str]:
        """Ids of the samples that a log holds; none if it is gone or cannot be read."""
        if log not in self._ids:
            archive = self._archive(log)
            self._ids[log] = frozenset(archive.ids) if archive else frozenset()
        return self._ids[log]

    def _archive(self, log: str) -> Archive | None:
        """A log, open; None if it is no log of Inspect's, gone, or damaged."""
        if log in self._open:
            self._open.move_to_end(log)
            return self._open[log]
        path = Path(log)
        if path.suffix != ".eval" or not path.exists():
            return None
        try:
            archive = Archive(path)
        except InputError as problem:
            self.troubles[log] = str(problem)
            return None
        self._open[log] = archive
        if len(self._open) > OPEN:
            self._open.popitem(last=False)[1].close()
        return archive

    def _example(
        self,
        row: Mapping[str, Any],
        acts: Sequence[dict[str, Any]],
        said: Mapping[str, str],
    ) -> Example:
        """One rollout; a sample that is damaged says so where it would stand."""
        common: dict[str, Any] = {
            **{name: row[name] for name in ("cell", "agent", "sample_id", "log")},
            **{name: row[name] for name in ("scenario", "condition", "draw")},
            "outcome": row["outcome"],
            "simulated": row["simulated"],
            "labels": {n: str(row[n]) for n in LABELS if row[n] is not None},
        }
        archive = self._archive(row["log"])
        try:
            if archive is None:
                message = f"cannot read log {row['log']!r}: it is gone or damaged"
                raise InputError(message)  # noqa: TRY301 - one place tells the reader
            sample = archive.sample(row["sample_id"])
        except InputError as problem:
            self.troubles[row["log"]] = str(problem)
            return Example(**common, acts=tuple(acts), trouble=str(problem))
        stored = (sample.get("store") or {}).get("trajectory") or {}
        given = {act["sequence"]: act for act in stored.get("acts", [])}
        return Example(
            **common,
            epoch=int(sample.get("epoch") or 1),
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


def _messages(messages: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
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
