"""Tally: what was seen of a run so far, and how it is said in a few words."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import polars as pl

from cornered.core.outcome import Status
from cornered.feed import Row
from cornered.scoring.tables import ROLLOUTS

COLUMNS = {
    name: ROLLOUTS[name]
    for name in (
        *("study", "scenario", "agent", "simulated", "surface", "preset", "protocol"),
        *("cell", "condition", "base", "draw", "replicate", "seed", "status"),
        *("outcome", "definition", "source"),
        *("input_tokens", "output_tokens", "grader_tokens", "cost_usd"),
    )
}
"""Columns of the table of rollouts that a display needs."""

Clock = Callable[[], float]


class Tally:
    """What was seen of a run so far."""

    def __init__(
        self, planned: int, earlier: Sequence[Row], clock: Clock = time.monotonic
    ) -> None:
        """Nothing seen but what earlier runs have left.

        Args:
            planned: How many rollouts there will be.
            earlier: Rollouts of earlier runs.
            clock: Tells the time (s).
        """
        self.planned, self.earlier = planned, len(earlier)
        self.count = len(earlier)
        self._clock, self._start = clock, clock()
        self._new: list[Row] = list(earlier)
        self._table = pl.DataFrame(schema=COLUMNS)

    def add(self, row: Row) -> None:
        """Count a rollout that has just ended."""
        self._new.append(row)
        self.count += 1

    @property
    def rollouts(self) -> pl.DataFrame:
        """The rollouts so far, with the columns of `COLUMNS`."""
        if self._new:
            new, self._new = self._new, []
            made = pl.DataFrame(
                {name: [row.get(name) for row in new] for name in COLUMNS},
                schema=COLUMNS,
            )
            self._table = self._table.vstack(made)
        return self._table

    @property
    def elapsed_s(self) -> float:
        """How long this run has gone on."""
        return self._clock() - self._start

    @property
    def rest_s(self) -> float | None:
        """How long it will go on at this pace; None before anything has ended."""
        played = self.count - self.earlier
        if not played:
            return None
        return self.elapsed_s / played * max(self.planned - self.count, 0)

    def progress(self) -> str:
        """How far the run is, and how long it has taken and will take."""
        parts = [f"{self.count} of {self.planned} rollouts"]
        if self.earlier:
            parts.append(f"{self.earlier} of them from before")
        parts.append(f"{_duration(self.elapsed_s)} so far")
        rest = self.rest_s
        if rest is not None and self.count < self.planned:
            parts.append(f"about {_rough(rest)} left")
        return ", ".join(parts)

    def losses(self) -> str:
        """What was not scored, and why."""
        lost = self.rollouts.filter(pl.col("outcome") == "unscored")
        counts = lost["status"].value_counts().sort("count", "status", descending=True)
        refused = lost.filter(pl.col("status") == Status.REFUSED_TASK.value).height
        why = ", ".join(
            f"{count} {status}"
            for status, count in counts.rows()
            if status != Status.REFUSED_TASK.value
        )
        told = f"unscored {lost.height}, refused {refused}"
        return f"{told} ({why})" if why else told

    def use(self) -> str:
        """Tokens so far, and what they cost as far as that is known."""
        table = self.rollouts
        told = [
            f"{_count(int(table[f'{kind}_tokens'].sum()))} tokens {word}"
            for kind, word in (("input", "in"), ("output", "out"), ("grader", "graded"))
            if kind != "grader" or table["grader_tokens"].sum()
        ]
        costs = table["cost_usd"]
        known = costs.len() - costs.null_count()
        if not known:
            told.append("cost unknown")
        elif costs.null_count():
            share = f"of {known} rollouts, that of {costs.null_count()} is unknown"
            told.append(f"cost {costs.sum():.2f} USD {share}")
        else:
            told.append(f"cost {costs.sum():.2f} USD")
        return ", ".join(told)


def _count(number: int) -> str:
    """A count of tokens, short.

    Examples:
        >>> _count(999), _count(12_345), _count(2_500_000)
        ('999', '12k', '2.5M')
    """
    if number < 1000:  # noqa: PLR2004
        return str(number)
    return f"{number / 1000:.0f}k" if number < 1e6 else f"{number / 1e6:.1f}M"  # noqa: PLR2004


def _duration(seconds: float) -> str:
    """A time as h:mm:ss, or m:ss.

    Examples:
        >>> _duration(62), _duration(3661)
        ('1:02', '1:01:01')
    """
    minutes, second = divmod(int(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"


def _rough(seconds: float) -> str:
    """A time as people say it.

    Examples:
        >>> _rough(20), _rough(100), _rough(5000)
        ('20 s', '2 min', '1.4 h')
    """
    if seconds < 60:  # noqa: PLR2004
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 3600 else f"{seconds / 3600:.1f} h"  # noqa: PLR2004
