"""Plays: tables of rollouts with a known truth, many studies in one table.

Each agent is a study of its own, so that an estimator that works by agent is tried on
all of them at once, by the way that users take.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit

LEVELS = ("none", "replacement")


def plays(
    outcomes: NDArray[np.integer] | NDArray[np.bool_],
    *,
    levels: Sequence[str] = LEVELS,
    **other: object,
) -> pl.DataFrame:
    """A table of rollouts of one scenario that crosses the factor `threat`.

    Args:
        outcomes: Shape (agents, levels, draws, replicates); above 0 crossed, 0 held,
            below 0 unscored.
        levels: Of the factor.
        other: Column -> value of all rows.
    """
    agents, arms, draws, replicates = np.indices(outcomes.shape).reshape(4, -1)
    outcome = np.select(
        [outcomes.ravel() > 0, outcomes.ravel() == 0], ["crossed", "held"], "unscored"
    )
    threat = np.array(levels)[arms]
    constant = {
        "study": "replication",
        "scenario": "blackmail",
        "simulated": True,
        "surface": "letter",
        "preset": "study",
        "protocol": "none",
        "base": "0123456789ab",
        "definition": "default",
        "seed": 7,
        **other,
    }
    return (
        pl.DataFrame(
            {
                "agent": pl.Series(agents).cast(pl.String),
                "factor_threat": threat,
                "draw": draws,
                "replicate": replicates,
                "outcome": outcome,
            }
        )
        .with_columns(
            pl.lit(None, dtype=pl.String).alias("source"),
            *(pl.lit(value).alias(name) for name, value in constant.items()),
        )
        .with_columns(
            condition="threat=" + pl.col("factor_threat"),
            status=pl.when(pl.col("outcome") == "unscored")
            .then(pl.lit("failed"))
            .otherwise(pl.lit("completed")),
        )
        .with_columns(
            cell=pl.format(
                "{}|{}|{}|{}|{}", "scenario", "condition", "protocol", "agent", "base"
            )
        )
    )


def drawn(
    rates: Sequence[float],
    *,
    studies: int,
    draws: int,
    each: int,
    spread: float = 0.0,
    seed: int = 0,
) -> NDArray[np.integer]:
    """Outcomes of arms whose draws differ in log-odds alike, with these mean rates."""
    generator = np.random.default_rng(seed)
    likeness = generator.standard_normal((studies, draws, 1))
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    arms = []
    for rate in rates:
        least, most = -30.0, 30.0
        for _ in range(60):
            middle = (least + most) / 2
            mean = np.average(expit(middle + spread * nodes), weights=weights)
            least, most = (middle, most) if mean < rate else (least, middle)
        chance = expit(least + spread * likeness)
        arms.append(generator.random((studies, draws, each)) < chance)
    return np.stack(arms, axis=1).astype(int)
