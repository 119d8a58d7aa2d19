"""Past: what earlier rollouts took, by model, surface and scenario."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import and_
from pathlib import Path

import polars as pl

from cornered._inspect import log_file
from cornered.core.agent import PREFIX
from cornered.core.errors import InputError
from cornered.scoring.logs import log_paths
from cornered.scoring.recorded import CARD, TRAJECTORY
from cornered.scoring.tables import read_rollouts
from cornered.sources import tables_at
from cornered.tabled import ROLLOUTS

TIMED = 200
"""Rollouts of each log whose time is read (count)."""

NUMBERS = ("input_tokens", "output_tokens", "turns")
"""Columns of the table of rollouts that a plan needs."""

REQUEST_S = "request_s"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Means per rollout; None for what nobody recorded."""

    rollouts: int
    input_tokens: float | None
    output_tokens: float | None
    turns: float | None
    request_s: float | None
    """Seconds that one request took."""
    of: str
    """Whose rollouts, in words."""


@dataclass(frozen=True, kw_only=True)
class Past:
    """Earlier rollouts."""

    rollouts: pl.DataFrame
    """`agent, simulated, surface, scenario, outcome`, `NUMBERS`."""
    times: pl.DataFrame
    """`agent, surface, request_s`: one row per rollout whose time is known."""

    def figures(self, agent: str, surface: str, scenario: str) -> Figures | None:
        """What a rollout took: of this agent in this scenario, or of the nearest there is.

        A simulated agent counts words and waits for nobody, so the figures of simulated
        agents serve simulated agents alone.
        """
        here = pl.col("surface") == surface
        alike = pl.col("simulated") == agent.startswith(PREFIX)
        mine, there = pl.col("agent") == agent, pl.col("scenario") == scenario
        tries = (
            ((here, mine, there), f"{agent} in {scenario}"),
            ((here, mine), f"{agent} in other scenarios"),
            ((here, alike, there), f"other models in {scenario}"),
            ((here, alike), "other models in other scenarios"),
        )
        for conditions, of in tries:
            found = self.rollouts.filter(reduce(and_, conditions))
            if found.height:
                return self._means(found, of)
        return None

    def _means(self, found: pl.DataFrame, of: str) -> Figures:
        """The means of some rollouts."""
        means = found.select(pl.col(NUMBERS).mean()).row(0)
        times = self.times.join(
            found.select("agent", "surface").unique(),
            on=["agent", "surface"],
            how="semi",
        )
        seconds = times[REQUEST_S].mean()
        return Figures(
            rollouts=found.height,
            **dict(zip(NUMBERS, means, strict=True)),
            request_s=seconds if isinstance(seconds, float) else None,
            of=of,
        )

    def counts(self, agents: Collection[str]) -> tuple[int, int, bool]:
        """(crossed, scored, any simulated): of these agents, or of all if none is here."""
        scored = self._of(agents).filter(pl.col("outcome") != "unscored")
        crossed = int((scored["outcome"] == "crossed").sum())
        return crossed, scored.height, bool(scored["simulated"].any())

    def unscored(self, agents: Collection[str]) -> tuple[int, int]:
        """(unscored, all): of these agents' rollouts, or of all if none is here."""
        mine = self._of(agents)
        return int((mine["outcome"] == "unscored").sum()), mine.height

    def _of(self, agents: Collection[str]) -> pl.DataFrame:
        """The rollouts of these agents, or all if none is here."""
        mine = self.rollouts.filter(pl.col("agent").is_in(list(agents)))
        return mine if mine.height else self.rollouts


def past(paths: Sequence[Path]) -> Past | None:
    """What lies at `paths`: tables of rollouts, logs and folders; None without any.

    Where a folder has a table beside its logs, the table is read: it may be older than
    the logs, and is many times faster.

    Raises:
        InputError: If a path does not exist, or holds no rollouts.
    """
    if not paths:
        return None
    tables = [_rollouts(path) for path in paths]
    whole = pl.concat(tables).unique(maintain_order=True)
    logs = [
        path
        for path in log_paths([each for each in paths if each.suffix != ".parquet"])
        if path.suffix == ".eval"
    ]
    return Past(rollouts=whole, times=_times(logs))


def _rollouts(path: Path) -> pl.DataFrame:
    """The columns of one table of rollouts that a plan needs."""
    table = path / ROLLOUTS if path.is_dir() else path
    if table.suffix == ".parquet" and table.exists():
        rollouts = read_rollouts(table)
    else:
        rollouts = tables_at(path).rollouts
    # Others' rollouts played another prompt.
    ours = rollouts.filter(pl.col("source").is_null())
    if not ours.height:
        message = f"no rollouts of our studies in {str(path)!r}; allowed: logs of `run`"
        raise InputError(message)
    return ours.select(
        *("agent", "simulated", "surface", "scenario", "outcome", *NUMBERS),
        *("cell", "draw", "replicate", "seed"),
    )


def _times(logs: Sequence[Path]) -> pl.DataFrame:
    """How long a request took in the first rollouts of each log."""
    rows = []
    for path in logs:
        log = log_file(path)
        for sample in islice(log.samples(), TIMED):
            turns = ((sample.get("store") or {}).get(TRAJECTORY) or {}).get("turns")
            card = (sample.get("metadata") or {}).get(CARD) or {}
            took = sample.get("working_time")
            if turns and took:
                rows.append((str(log.eval["model"]), card.get("surface"), took / turns))
    schema = {"agent": pl.String, "surface": pl.String, REQUEST_S: pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
