"""Sources: whatever a person points at, as the two tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cornered._inspect import log_file
from cornered.core.errors import InputError
from cornered.interop import inspect_logs, result_folders, transcripts
from cornered.interop.row import Row
from cornered.replayed import Labeled, in_all, replayed
from cornered.scoring.graders import Graders
from cornered.scoring.tables import acts_table, read_acts, read_rollouts
from cornered.tabled import ACTS, ROLLOUTS, Tables, tables_of

JSON_LINES = (".jsonl", ".jsonl.gz")

READ = f".eval logs, {result_folders.FILE}, {', '.join(JSON_LINES)}"
"""What can be read."""


@dataclass(frozen=True, kw_only=True)
class Located:
    """The files that a person points at, each once."""

    logs: list[Path] = field(default_factory=list)
    """Logs of our studies, or of what nobody here knows."""
    ports: list[Path] = field(default_factory=list)
    """Logs of the study's port in inspect_evals."""
    results: list[Path] = field(default_factory=list)
    """Samples of the study's own program."""
    lines: list[Path] = field(default_factory=list)
    """Files of JSON lines."""

    def rows(self) -> Iterator[Row]:
        """Other people's rollouts.

        Raises:
            InputError: If a file cannot be read.
        """
        for path in self.ports:
            yield from inspect_logs.rows(log_file(path))
        yield from map(result_folders.row, self.results)
        for path in self.lines:
            yield from transcripts.rows(path)


def located(paths: Sequence[Path]) -> Located:
    """What there is among `paths` and below them.

    Raises:
        InputError: If a path does not exist or has nothing, or a log cannot be opened.
    """
    found = Located()
    seen: set[Path] = set()
    for path in paths:
        files = _files(path)
        if not files:
            message = f"no rollouts in {str(path)!r}; allowed: {READ}"
            raise InputError(message)
        for each in files:
            if each.resolve() in seen:
                continue
            seen.add(each.resolve())
            if each.name.endswith(JSON_LINES):
                found.lines.append(each.resolve())
            elif each.name == result_folders.FILE:
                found.results.append(each)
            elif inspect_logs.recognized(log_file(each)):
                found.ports.append(each)
            else:
                found.logs.append(each)
    return found


def _files(path: Path) -> list[Path]:
    """The files at a path that somebody may mean."""
    if not path.exists():
        message = f"no such file or folder: {str(path)!r}"
        raise InputError(message)
    if not path.is_dir():
        return [path]
    lines = [each for each in sorted(path.rglob("*.jsonl*")) if _is_lines(each)]
    return [
        *sorted(path.rglob("*.eval")),
        *result_folders.result_files(path),
        *lines,
    ]


def _is_lines(path: Path) -> bool:
    """Whether a file is called as JSON lines are."""
    return path.name.endswith(JSON_LINES)


def tables_from(
    paths: Sequence[Path], graders: Graders | None = None
) -> tuple[Tables, tuple[Labeled, ...]]:
    """Both tables of whatever lies at `paths`, and the labels of other people's.

    Args:
        paths: Logs of ours or of inspect_evals' port of the study, result folders of
            the study's own program, files of JSON lines, and folders of them.
        graders: Who reads the messages; None for what graders said in a log's own run,
            and the rule elsewhere.

    Raises:
        InputError: If a path does not exist or cannot be read.
    """
    found = located(paths)
    ours = tables_of(found.logs, graders=graders)
    others, labels = replayed(found.rows(), graders or Graders())
    whole = in_all([ours, others])
    if not whole.rollouts.height:
        named = ", ".join(repr(str(path)) for path in paths)
        message = f"no rollouts in {named}; allowed: {READ}"
        raise InputError(message)
    return whole, labels


def tables_at(path: Path) -> Tables:
    """Both tables of a folder of logs or tables, a table, or a log.

    Logs outrank a table in the same folder: it may be of an earlier run.

    Raises:
        InputError: If there is nothing there that can be read.
    """
    if not path.exists():
        message = f"no such file or folder: {str(path)!r}"
        raise InputError(message)
    logs = path.is_dir() and any(path.rglob("*.eval"))
    table = path / ROLLOUTS if path.is_dir() and not logs else path
    if table.suffix == ".parquet" and table.exists():
        rollouts = read_rollouts(table)
        beside = table.with_name(ACTS)
        acts = read_acts(beside) if beside.exists() else acts_table([])
        return Tables(rollouts=rollouts, acts=acts)
    tables = tables_of([path], strict=path.is_file())
    if not tables.rollouts.height:
        why = f" ({tables.left_out[0]})" if tables.left_out else ""
        message = (
            f"no rollouts in {str(path)!r}{why}; allowed: .eval logs or {ROLLOUTS}"
        )
        raise InputError(message)
    return tables
