"""Sources: whatever a person points at, as the two tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cornered.core.errors import InputError
from cornered.interop.transcripts import rows as transcript_rows
from cornered.interop.transcripts import trajectory
from cornered.scoring.graders import Graders
from cornered.scoring.logs import act_rows, measured
from cornered.scoring.tables import acts_table, read_acts, read_rollouts, rollouts_table
from cornered.tabled import ACTS, ROLLOUTS, Tables, tables_of

JSON_LINES = (".jsonl", ".jsonl.gz")


@dataclass(frozen=True, kw_only=True)
class Labeled:
    """A row of someone else's transcripts: our outcome beside their label."""

    source: str
    family: str
    outcome: str
    label: bool | None
    """Whether they call it harmful; None if they do not say."""
    label_kind: str


def tables_from(
    paths: Sequence[Path], graders: Graders | None = None
) -> tuple[Tables, tuple[Labeled, ...]]:
    """Both tables of logs and JSON lines, and the labels that came with the latter.

    Args:
        paths: Logs, files of JSON lines, and folders of them.
        graders: Who reads the messages; None for what graders said in a log's own run,
            and the rule elsewhere.

    Raises:
        InputError: If a path does not exist or cannot be read.
    """
    lines = list(dict.fromkeys(json_lines(paths)))
    logs = [path for path in paths if not path.name.endswith(JSON_LINES)]
    tables = tables_of(logs, graders=graders)
    rollouts, acts, labels = [tables.rollouts], [tables.acts], list[Labeled]()
    for path in lines:
        ours, did, theirs = _transcripts(path, graders or Graders())
        rollouts.append(ours)
        acts.append(did)
        labels += theirs
    whole = Tables(
        rollouts=pl.concat(rollouts, how="diagonal"),
        acts=pl.concat(acts),
        superseded_count=tables.superseded_count,
        left_out=tables.left_out,
    )
    if not whole.rollouts.height:
        named = ", ".join(repr(str(path)) for path in paths)
        message = f"no rollouts in {named}; allowed: .eval logs, .jsonl, .jsonl.gz"
        raise InputError(message)
    return whole, tuple(labels)


def json_lines(paths: Sequence[Path]) -> Iterator[Path]:
    """The files of JSON lines among `paths` and below them."""
    for path in paths:
        if path.name.endswith(JSON_LINES):
            yield path.resolve()
        elif path.is_dir():
            yield from (
                each.resolve()
                for each in sorted(path.rglob("*.jsonl*"))
                if each.name.endswith(JSON_LINES)
            )


def _transcripts(
    path: Path, graders: Graders
) -> tuple[pl.DataFrame, pl.DataFrame, list[Labeled]]:
    """Tables and labels of a file of JSON lines."""
    rollouts: list[dict[str, object]] = []
    acts: list[dict[str, object]] = []
    labels: list[Labeled] = []
    read = list(transcript_rows(path))
    records = [trajectory(row) for row in read]
    by = graders.all_judged(records)
    for place, (row, record, ours) in enumerate(zip(read, records, by, strict=True)):
        agent = row.model or "unknown"
        common: dict[str, object] = {
            "sample_id": record.sample_id,
            "log": str(path),
            "agent": agent,
        }
        found = measured(record, ours)
        rollouts.append(
            {
                **common,
                **found,
                "scenario": row.family or "unknown",
                "simulated": False,
                "source": row.source,
                # Others may have left it out: no reasoning there is not measured.
                "reasoning_visibility": found["reasoning_visibility"]
                if record.reasoning
                else None,
                "cell": f"{row.source}|{row.family}|{row.condition}|{agent}",
                "condition": "base",
                "draw": place,
                "replicate": 0,
                "seed": 0,
            }
        )
        acts.extend({**common, **act} for act in act_rows(record, ours.scored))
        labels.append(
            Labeled(
                source=row.source,
                family=row.family or "unknown",
                outcome=str(found["outcome"]),
                label=row.label,
                label_kind=row.label_kind or "unlabeled",
            )
        )
    return rollouts_table(rollouts), acts_table(acts), labels


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
