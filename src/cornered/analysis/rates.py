"""How often each cell crossed: counts, rates, intervals, and bounds for what is missing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from cornered.analysis.bounds import worst_rate
from cornered.analysis.intervals import LEVEL, effective_count, exact_interval
from cornered.core.errors import EstimateError
from cornered.core.outcome import Status
from cornered.scoring.tables import KEY

CELL = (
    *("agent", "scenario", "condition", "surface", "preset", "protocol", "base"),
    *("definition", "cell"),
)
"""What tells one cell from another, as columns of the table of rollouts."""

CLUSTER = ("scenario", "seed", "draw")
"""What makes a draw: rollouts that share it are not independent."""

UNLIKE = ("definition", "preset", "source")
"""Columns whose values never merge in one rate; nor do bases, within a scenario."""


def cell_rates(
    rollouts: pl.DataFrame, by: Sequence[str] = CELL, *, level: float = LEVEL
) -> pl.DataFrame:
    """The rate of each group of rollouts, one row each, sorted by `by`.

    Args:
        rollouts: Table of rollouts, each (cell, draw, replicate, seed) once.
        by: Columns that make a group; the default gives cells.
        level: Confidence level of the intervals, in (0, 1).

    Returns:
        The columns of `by`, then `simulated` (whether any rollout is), `rollouts`,
        `scored`, `unscored`, `refused` (unscored because the task was refused),
        `crossed`, `draws` (of the scored), `rate` (crossed of scored, null if none was
        scored), `lower` and `upper` (exact interval of the rate, clusters allowed for),
        `effective_count` (see `intervals.effective_count`), `worst_lower` and
        `worst_upper` (the rate if every unscored rollout had held, or had crossed) and
        `rate_of_all` (refusals of the task counted as held; other unscored left out).

    Raises:
        EstimateError: If a rollout comes twice, or a group mixes unlike rollouts.
    """
    check_groups(rollouts, by)
    crossed, scored = pl.col("outcome") == "crossed", pl.col("outcome") != "unscored"
    refused = ~scored & (pl.col("status") == Status.REFUSED_TASK.value)
    clusters = [name for name in CLUSTER if name not in by]
    per_draw = rollouts.group_by([*by, *clusters]).agg(
        pl.col("simulated").any(),
        rollouts=pl.len(),
        scored=scored.sum(),
        refused=refused.sum(),
        crossed=crossed.sum(),
    )
    k, n = pl.col("crossed"), pl.col("scored")
    own = k - n * (k.sum() / n.sum())
    counts = (
        per_draw.group_by(by)
        .agg(
            pl.col("simulated").any(),
            pl.col("rollouts", "scored", "refused", "crossed").sum(),
            draws=(n > 0).sum(),
            kish=n.sum() ** 2 / (n**2).sum(),
            residual=(own**2).sum(),
            fourth=(own**4).sum(),
        )
        .sort(by, nulls_last=True)
    )
    return _with_rates(counts, by, level=level)


def _with_rates(
    counts: pl.DataFrame, by: Sequence[str], *, level: float
) -> pl.DataFrame:
    """`counts` with rates, intervals and bounds."""
    counted = {
        name: counts[name].cast(pl.Float64).fill_nan(0.0).to_numpy()
        for name in ("crossed", "scored", "kish", "residual", "fourth")
    }
    crossed, scored = counted["crossed"], counted["scored"]
    effective = effective_count(
        crossed,
        scored,
        counted["kish"],
        counted["residual"],
        fourth=counted["fourth"],
        level=level,
    )
    share = np.divide(crossed, scored, out=np.zeros_like(crossed), where=scored > 0)
    lower, upper = exact_interval(share * effective, effective, level=level)
    k, n, all_of = pl.col("crossed"), pl.col("scored"), pl.col("rollouts")
    worst_lower, worst_upper = worst_rate(k, n, all_of)
    return counts.with_columns(
        unscored=all_of - n,
        rate=pl.when(n > 0).then(k / n),
        lower=pl.Series(lower, dtype=pl.Float64).fill_nan(None),
        upper=pl.Series(upper, dtype=pl.Float64).fill_nan(None),
        effective_count=pl.Series(effective, dtype=pl.Float64),
        worst_lower=worst_lower,
        worst_upper=worst_upper,
        rate_of_all=pl.when(n + pl.col("refused") > 0).then(
            k / (n + pl.col("refused"))
        ),
    ).select(
        *by,
        *("simulated", "rollouts", "scored", "unscored", "refused", "crossed", "draws"),
        *("rate", "lower", "upper", "effective_count", "worst_lower", "worst_upper"),
        "rate_of_all",
    )


def check_groups(rollouts: pl.DataFrame, by: Sequence[str]) -> None:
    """Raise where counting by these columns would mislead.

    Raises:
        EstimateError: If a column is missing, a rollout comes twice, or a group mixes
            what never merges.
    """
    unknown = [name for name in by if name not in rollouts.columns]
    if unknown or not by:
        message = (
            f"cannot group rollouts by {unknown[0] if unknown else 'nothing'!r}; "
            f"allowed: {', '.join(rollouts.columns)}"
        )
        raise EstimateError(message)
    _check_alike(rollouts, by)
    doubled = rollouts.height - rollouts.select(pl.struct(KEY).n_unique()).item()
    if rollouts.height and doubled:
        message = (
            f"{doubled} rollouts come more than once; allowed: each "
            f"({', '.join(KEY)}) once, see tables.deduplicated"
        )
        raise EstimateError(message)


def _check_alike(rollouts: pl.DataFrame, by: Sequence[str]) -> None:
    """Raise if a group has several of what never merges."""
    for name, within in (*((name, ()) for name in UNLIKE), ("base", ("scenario",))):
        if name in by or "cell" in by:
            continue
        mixed = rollouts.group_by(
            [*by, *(each for each in within if each not in by)]
        ).agg(pl.col(name).unique())
        mixed = mixed.filter(pl.col(name).list.len() > 1)
        if mixed.height:
            values = ", ".join(sorted(map(str, mixed[name][0])))
            message = (
                f"a rate would merge {name} {values}; allowed: one {name} per group, "
                f"so group by {name!r} too or filter"
            )
            raise EstimateError(message)
