"""Clustered: rates whose draws are a sample, with what their likeness costs.

The estimand is the mean over draws of P(crossed), the draws a sample from a population
of draws. Each draw counts the same here, however many of its rollouts were scored;
`rates.cell_rates` counts each rollout the same. Where every draw has as many scored
rollouts as any other, both are equal.

The interval is the exact one at the effective count, with t quantiles in it: the plain
one (mean, t, standard error) is of zero width where all draws agree, and covers far too
seldom near 0 and 1.

References:
    Miller 2024, arXiv 2411.00640, appendix A: standard errors clustered on questions.
    Korn & Graubard 1998, Survey Methodology 24, 193-201: the interval.
    Donner & Klar 2000, Design and Analysis of Cluster Randomization Trials: the
        intraclass correlation from mean squares, and the design effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from cornered.analysis.intervals import (
    LEVEL,
    effective_count,
    exact_interval,
    weighted_interval,
)
from cornered.analysis.rates import CELL, CLUSTER, check_groups

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Sampled:
    """Rates, each with what its interval rests on; all of shape (n,)."""

    rate: Floats
    """In [0, 1]; NaN where nothing was scored."""
    count: Floats
    """Scored rollouts."""
    draws: Floats
    """Over how many draws; Kish's number where they weigh unlike."""
    spread: Floats
    """Sum over draws of the squared influence of each on the rate: its variance but for
    the factor draws / (draws - 1)."""
    fourth: Floats
    """Sum of the fourth powers of the same."""
    unit: Floats | None = None
    """The most that a draw may weigh in the rate; None where all weigh alike. Where
    cells are pooled, those of few rollouts weigh more, and may cross more."""
    finest: Floats | float = 0.0
    """The most that a rollout weighs in the rate; unused without `unit`."""

    @classmethod
    def simple(cls, rate: Floats, count: Floats) -> Sampled:
        """Rates of simple samples, where each rollout is a draw of its own."""
        nothing = np.zeros(np.shape(rate))
        return cls(rate=rate, count=count, draws=count, spread=nothing, fourth=nothing)

    def worth(self, level: float | Floats = LEVEL) -> Floats:
        """Independent rollouts that would tell as much, as `effective_count` says."""
        known = np.nan_to_num(self.rate)
        return effective_count(
            known * self.count,
            self.count,
            self.draws,
            self.spread * self.count**2,
            fourth=self.fourth * self.count**4,
            least=None if self.unit is None else 1 / self.unit,
            level=level,
        )

    def interval(self, level: float | Floats = LEVEL) -> tuple[Floats, Floats]:
        """Exact interval at the effective count; NaN where nothing was scored."""
        worth = np.where(self.count > 0, self.worth(level), 0.0)
        rate = np.nan_to_num(self.rate)
        if self.unit is None:
            return exact_interval(rate * worth, worth, level=level)
        with np.errstate(divide="ignore", invalid="ignore"):
            unlike = np.maximum(self.unit * self.draws, 1.0)
            step = np.minimum(np.maximum(unlike / worth, self.finest), self.unit)
        return weighted_interval(rate, worth, step, level=level)


def clustered(
    rollouts: pl.DataFrame, by: Sequence[str] = CELL, *, level: float = LEVEL
) -> pl.DataFrame:
    """The mean over draws of each group of rollouts, one row each, sorted by `by`.

    Args:
        rollouts: Table of rollouts, each (cell, draw, replicate, seed) once.
        by: Columns that make a group; the default gives cells.
        level: Confidence level of the intervals, in (0, 1).

    Returns:
        The columns of `by`, then `simulated`, `rollouts`, `scored`, `draws` (of the
        scored), `rate` (mean over draws), `standard_error` (between draws), `lower`,
        `upper`, `effective_count`, `intraclass` (correlation of two rollouts of one
        draw; null where no draw has two, or all rollouts agree) and `design_effect`
        (variance over that of as many independent rollouts; null where unknown).

    Raises:
        EstimateError: As `rates.check_groups`.
    """
    check_groups(rollouts, by)
    crossed, scored = pl.col("outcome") == "crossed", pl.col("outcome") != "unscored"
    per_draw = rollouts.group_by(
        [*by, *(name for name in CLUSTER if name not in by)]
    ).agg(
        pl.col("simulated").any(),
        rollouts=pl.len(),
        k=crossed.sum().cast(pl.Float64),
        n=scored.sum().cast(pl.Float64),
    )
    k, n = pl.col("k"), pl.col("n")
    seen, share = n > 0, pl.when(n > 0).then(k / n)
    draws, total = seen.sum(), n.sum()
    own = (share - share.mean()) / draws
    within = pl.when(seen).then(k * (n - k) / n)
    between = pl.when(seen).then(n * (k / n - k.sum() / total) ** 2)
    sums = (
        per_draw.group_by(by)
        .agg(
            pl.col("simulated").any(),
            pl.col("rollouts").sum(),
            scored=total.cast(pl.Int64),
            draws=draws,
            rate=share.mean(),
            spread=(own**2).sum(),
            fourth=(own**4).sum(),
            # What equal weights of draws are worth where draws do not matter.
            count=draws**2 / (1 / n).filter(seen).sum(),
            mean_within=within.sum() / (total - draws),
            mean_between=between.sum() / (draws - 1.0),
            size=(total - (n**2).sum() / total) / (draws - 1.0),
        )
        .sort(by, nulls_last=True)
    )
    return _with_intervals(sums, by, level=level)


def _with_intervals(
    sums: pl.DataFrame, by: Sequence[str], *, level: float
) -> pl.DataFrame:
    """`sums` with what was asked for in their place."""
    columns = {
        name: sums[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        for name in ("rate", "count", "draws", "spread", "fourth")
    }
    means = Sampled(**{**columns, "count": np.nan_to_num(columns["count"])})
    lower, upper = means.interval(level)
    several = (pl.col("draws") > 1) & (pl.col("rate") > 0) & (pl.col("rate") < 1)
    more = pl.col("mean_between") - pl.col("mean_within")
    spread = pl.col("spread") * pl.col("draws") / (pl.col("draws") - 1)
    binomial = pl.col("rate") * (1 - pl.col("rate")) / pl.col("scored")
    return sums.with_columns(
        lower=pl.Series(lower, dtype=pl.Float64).fill_nan(None),
        upper=pl.Series(upper, dtype=pl.Float64).fill_nan(None),
        effective_count=pl.Series(
            np.where(means.count > 0, means.worth(level), 0.0), dtype=pl.Float64
        ),
        standard_error=pl.when(pl.col("draws") > 1).then(spread.sqrt()),
        intraclass=pl.when(several & (pl.col("scored") > pl.col("draws"))).then(
            more / (more + pl.col("size") * pl.col("mean_within"))
        ),
        design_effect=pl.when(several).then(spread / binomial),
    ).select(
        *by,
        *("simulated", "rollouts", "scored", "draws", "rate", "standard_error"),
        *("lower", "upper", "effective_count", "intraclass", "design_effect"),
    )
