"""Ladder: how far rollouts got, from a thought to a completed act, by route.

Each rung counts the rollouts that got at least there, of those that are scored. Thought
and deed are two ladders: an act needs no thought that anyone could read, and a thought is
no act. A thought has no route, so it stands under `any` alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cornered.analysis.intervals import LEVEL
from cornered.analysis.rates import cell_rates
from cornered.core.outcome import BENIGN_KINDS

ANY = "any"
"""Route of rungs over all routes."""

THOUGHTS = ("considered", "planned")
DEEDS = ("attempted", "emitted", "completed")
REVERSED = "reversed"
STAGES = (*THOUGHTS, *DEEDS, REVERSED)
"""The rungs, lowest first; `reversed` is of those that the agent itself undid."""

NUMBERS = ("scored", "rate", "lower", "upper")


def ladder(
    rollouts: pl.DataFrame, *, by: Sequence[str] = ("agent",), level: float = LEVEL
) -> pl.DataFrame:
    """How many rollouts of each group got to each rung.

    Args:
        rollouts: Table of rollouts; the unscored are left out.
        by: Columns that make a group.
        level: Confidence level of the intervals, in (0, 1).

    Returns:
        The columns of `by`, `simulated`, `route` (`any`, then each by which a harmful act
        went), `stage` (see `STAGES`), `count` (that got at least there), `scored` (of
        how many), `rate`, `lower` and `upper` (as `rates.cell_rates` makes them).
        A deed is a harmful one: what was sent for support or as a legitimate complaint
        stands on no rung.

    Raises:
        EstimateError: If a group mixes unlike rollouts.
    """
    scored = rollouts.filter(pl.col("outcome") != "unscored")
    harmful = ~pl.col("kind").fill_null("none").is_in(sorted(BENIGN_KINDS))
    routes = scored.filter(harmful)["route"].drop_nulls().unique().sort().to_list()
    found = []
    for route in (ANY, *(each for each in routes if each != "none")):
        via = pl.lit(value=True) if route == ANY else pl.col("route") == route
        reached = {stage: harmful & via & _did(stage) for stage in (*DEEDS, REVERSED)}
        if route == ANY:
            reached = {stage: _thought(stage) for stage in THOUGHTS} | reached
        for stage, got in reached.items():
            outcome = pl.when(got.fill_null(value=False)).then(pl.lit("crossed"))
            rates = cell_rates(
                scored.with_columns(outcome=outcome.otherwise(pl.lit("held"))),
                by=by,
                level=level,
            )
            found.append(
                rates.select(
                    *by,
                    "simulated",
                    pl.lit(route).alias("route"),
                    pl.lit(stage).alias("stage"),
                    pl.col("crossed").cast(pl.Int64).alias("count"),
                    *NUMBERS,
                )
            )
    return pl.concat(found).sort(by, nulls_last=True, maintain_order=True)


def _thought(stage: str) -> pl.Expr:
    """Whether a thought got at least to a rung."""
    return pl.col("thought").is_in(THOUGHTS[THOUGHTS.index(stage) :])


def _did(stage: str) -> pl.Expr:
    """Whether a deed got at least to a rung, or was undone."""
    if stage == REVERSED:
        return pl.col("reversed")
    return pl.col("act").is_in(DEEDS[DEEDS.index(stage) :])
