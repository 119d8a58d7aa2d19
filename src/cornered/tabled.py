"""Tabled: both tables of a folder of logs, and what is to be said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cornered.scoring.graders import Graders
from cornered.scoring.logs import log_paths, rows
from cornered.scoring.tables import (
    acts_table,
    deduplicated,
    rollouts_table,
    write,
)

ROLLOUTS, ACTS = "rollouts.parquet", "acts.parquet"
"""File names of the two tables."""


@dataclass(frozen=True, kw_only=True)
class Tables:
    """Both tables of a folder of logs, and what is to be said of them."""

    rollouts: pl.DataFrame
    acts: pl.DataFrame
    superseded_count: int = 0
    left_out: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    """What was done to the tables on the reader's wish, a sentence each."""
    looked: pl.DataFrame | None = None
    """What was looked at while it was played, see `looks.record`; None if nothing."""

    @property
    def notes(self) -> tuple[str, ...]:
        """One line for each thing that a reader must know."""
        notes = [f"Left out: {line}" for line in self.left_out]
        if self.superseded_count:
            notes.append(
                f"{self.superseded_count} recordings of rollouts that were played more "
                "than once are left out; the table holds each rollout once."
            )
        return (*notes, *self.remarks)


def tables_of(
    paths: Sequence[Path], *, strict: bool = True, graders: Graders | None = None
) -> Tables:
    """Both tables of all logs among and below `paths`.

    Args:
        paths: Logs, and folders of them.
        strict: Whether a log that cannot be read is an error.
        graders: Who reads the messages again; None for what the logs' graders said.

    Raises:
        InputError: If a path does not exist; if `strict`, also for a log that cannot
            be read.
    """
    found = rows(log_paths(paths), strict=strict, graders=graders)
    rollouts, superseded = deduplicated(rollouts_table(found.rollouts))
    kept = rollouts.select("sample_id", "agent", "log")
    acts = acts_table(found.acts).join(
        kept, on=["sample_id", "agent", "log"], how="semi"
    )
    return Tables(
        rollouts=rollouts,
        acts=acts,
        superseded_count=superseded,
        left_out=tuple(found.left_out),
    )


def save(tables: Tables, folder: Path) -> None:
    """Write both tables into `folder`."""
    write(tables.rollouts, folder / ROLLOUTS)
    write(tables.acts, folder / ACTS)
