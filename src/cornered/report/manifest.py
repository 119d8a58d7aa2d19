"""Manifest: what the logs beside a table say of the run that made them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cornered._inspect import Archive, LogFile, log_file
from cornered.core.errors import InputError


@dataclass(frozen=True, kw_only=True)
class LogFacts:
    """What one log says of its run. What it does not say is empty."""

    path: str
    agent: str
    """The model as it was asked for."""
    returned: tuple[str, ...] = ()
    """The model as its first and last answers in the log call it."""
    task_version: str = ""
    inspect: str = ""
    """Version of Inspect."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """Component -> version, cornered itself among them."""
    commit: str = ""
    """Of the working tree it was run in."""
    started: str = ""
    """ISO 8601, UTC."""
    completed: str = ""
    finished: bool = True
    """Whether the log was closed; one that was cut off has no header."""
    status: str = ""
    seed: int | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Generation settings and limits in force."""
    turns: int | None = None
    expected: tuple[str, ...] = ()
    """Ids of the samples that were to be played."""
    held: int = 0
    """Samples that are in it."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What all logs of a table say."""

    logs: tuple[LogFacts, ...] = ()
    gone: tuple[str, ...] = ()
    """Logs that are not where the table says."""
    damaged: tuple[str, ...] = ()
    """What is wrong with logs that are there and cannot be read."""

    def values(self, name: str) -> tuple[str, ...]:
        """The distinct values of a field, as text, without empty ones."""
        found = {str(getattr(each, name)) for each in self.logs}
        return tuple(sorted(found - {"", "None"}))

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know of the logs, a sentence each."""
        cut = [
            f"Log {each.path!r} was cut short: it holds {each.held:,} of "
            f"{len(each.expected):,} rollouts."
            for each in self.logs
            if not each.finished
        ]
        ended = [
            f"Log {each.path!r} ended with status {each.status!r}: it holds "
            f"{each.held:,} of {len(each.expected):,} rollouts."
            for each in self.logs
            if each.finished and each.status != "success"
        ]
        versions = sorted({each.versions.get("cornered", "") for each in self.logs})
        mixed = (
            [
                (
                    "The logs were made by different versions of cornered: "
                    f"{', '.join(each or 'one that does not say' for each in versions)}."
                )
            ]
            if len(versions) > 1
            else []
        )
        return (*cut, *ended, *mixed, *self.damaged)


def manifest_of(logs: Iterable[str]) -> Manifest:
    """What the logs of a table say, as far as they are still there."""
    found, gone, damaged = [], [], []
    for log in sorted(set(logs)):
        path = Path(log)
        if path.suffix != ".eval":
            continue
        if not path.exists():
            gone.append(log)
            continue
        try:
            found.append(_facts(log_file(path)))
        except InputError as problem:
            damaged.append(f"Not read: {problem}.")
    return Manifest(logs=tuple(found), gone=tuple(gone), damaged=tuple(damaged))


def _facts(log: LogFile) -> LogFacts:
    """What a log says of its run."""
    archive = Archive(log.path)
    try:
        ids = list(archive.ids)
        ends = [archive.sample(name) for name in dict.fromkeys([*ids[:1], *ids[-1:]])]
    finally:
        archive.close()
    metadata = log.eval.get("metadata") or {}
    arguments = log.eval.get("task_args") or {}
    seed = arguments.get("seed")
    turns = arguments.get("turns")
    return LogFacts(
        path=str(log.path),
        agent=str(log.eval.get("model") or ""),
        returned=tuple(dict.fromkeys(filter(None, map(_named, ends)))),
        task_version=str(log.eval.get("task_version") or ""),
        inspect=str((log.eval.get("packages") or {}).get("inspect_ai") or ""),
        versions={
            str(name): str(version)
            for name, version in (metadata.get("versions") or {}).items()
        },
        commit=str((log.eval.get("revision") or {}).get("commit") or ""),
        started=str(log.stats.get("started_at") or log.eval.get("created") or ""),
        completed=str(log.stats.get("completed_at") or ""),
        finished=log.finished,
        status=log.status,
        seed=None if seed is None else int(seed),
        settings=log.settings,
        turns=None if turns is None else int(turns),
        expected=tuple(
            str(name)
            for name in (log.eval.get("dataset") or {}).get("sample_ids") or ()
        ),
        held=len(ids),
    )


def _named(sample: Mapping[str, Any]) -> str:
    """The model as the answer of a sample calls it."""
    return str((sample.get("output") or {}).get("model") or "")
