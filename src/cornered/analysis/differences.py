"""Differences: two arms compared, group by group, however many cells each arm pools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from cornered.analysis.bounds import worst_difference, worst_rate
from cornered.analysis.clustered import Sampled
from cornered.analysis.intervals import LEVEL
from cornered.analysis.matched import ARM, HIGH, LOW, having, matched
from cornered.analysis.paired import correlation, mcnemar
from cornered.analysis.rates import CLUSTER
from cornered.analysis.unpaired import difference_interval, p_value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

COUNTS = ("crossed", "scored", "rollouts")

PAIRED_EXACT = "paired: exact McNemar; interval by MOVER of exact bounds"
PAIRED = "paired over draws: MOVER of exact bounds at the effective counts"
UNPAIRED = "unpaired: MOVER of exact bounds at the effective counts"


def per_draw(rollouts: pl.DataFrame, cells: Sequence[str]) -> pl.DataFrame:
    """Counts of each draw in each cell, from rollouts with a column `ARM`.

    Args:
        rollouts: Table of rollouts with `ARM`.
        cells: Columns that make a cell within an arm, those of the groups included.
    """
    crossed, scored = pl.col("outcome") == "crossed", pl.col("outcome") != "unscored"
    keys = [*cells, ARM, *(name for name in CLUSTER if name not in cells)]
    return rollouts.group_by(keys, maintain_order=True).agg(
        pl.col("simulated").any(),
        crossed=crossed.sum().cast(pl.Float64),
        scored=scored.sum().cast(pl.Float64),
        rollouts=pl.len().cast(pl.Float64),
    )


def differences(
    counts: pl.DataFrame,
    groups: Sequence[str],
    strata: Sequence[str],
    cells: Sequence[str] = (),
    *,
    level: float = LEVEL,
) -> pl.DataFrame:
    """The difference between the arms of each group.

    Strata are what both arms have alike: each counts the same, and within a stratum
    each cell of an arm does. A stratum that only one arm has scored is left out.

    Args:
        counts: What `per_draw` gives.
        groups: Columns that make a group: one row comes out of each.
        strata: Columns that tell the strata of a group apart.
        cells: Columns that tell the cells of an arm within a stratum apart.
        level: Confidence level in (0, 1).

    Returns:
        The columns of `groups`, then those that `contrasts` lists from `simulated` on,
        without `p_holm`; sorted by group.
    """
    within = [*groups, *strata]
    both = having(counts, within, pl.col(ARM).n_unique() == len((LOW, HIGH)))
    # Groups whose arms have no stratum in common keep a row, though it has no rate.
    asked = having(counts, groups, pl.col(ARM).n_unique() == len((LOW, HIGH)))
    everything = asked.group_by(groups).agg(
        pl.col("simulated").any(), all_scored=pl.col("scored").sum()
    )
    played = everything.join(
        _played(both, groups, within, cells),
        on=list(groups),
        how="left",
        nulls_equal=True,
    )
    scored = both.filter(pl.col("scored") > 0)
    usable = having(scored, within, pl.col(ARM).n_unique() == len((LOW, HIGH)))
    compared = matched(usable, groups, within)
    sums = _sums(compared, groups, within, cells)
    joined = played.join(sums, on=list(groups), how="left", nulls_equal=True)
    joined = joined.with_columns(
        pl.col("paired").fill_null(value=False),
        pl.col("low_crossed", "low_scored", "high_crossed", "high_scored").fill_null(0),
        pl.col("draws", "low_draws", "high_draws", "unscored").fill_null(0),
        pl.col("low_count", "high_count").fill_null(0.0),
    ).sort(groups, nulls_last=True)
    return _estimated(joined, groups, level=level)


def _played(
    both: pl.DataFrame,
    groups: Sequence[str],
    within: Sequence[str],
    cells: Sequence[str],
) -> pl.DataFrame:
    """Per group: what was played, and the bounds whatever the unscored did."""
    per_cell = both.group_by([*within, *cells, ARM]).agg(pl.col(COUNTS).sum())
    k, n, everything = (pl.col(name) for name in COUNTS)
    lower, upper = worst_rate(k, n, everything)
    arms = (
        per_cell.with_columns(_lower=lower, _upper=upper)
        .group_by([*within, ARM])
        .agg(pl.col(COUNTS).sum(), pl.col("_lower", "_upper").mean())
    )
    sides = [
        [
            pl.col(f"_{end}").filter(pl.col(ARM) == arm).mean()
            for end in ("lower", "upper")
        ]
        for arm in (LOW, HIGH)
    ]
    worst_lower, worst_upper = worst_difference(
        (sides[0][0], sides[0][1]), (sides[1][0], sides[1][1])
    )
    return arms.group_by(groups).agg(
        unscored=(everything.sum() - n.sum()).cast(pl.Int64),
        worst_lower=worst_lower,
        worst_upper=worst_upper,
    )


def _sums(
    compared: pl.DataFrame,
    groups: Sequence[str],
    within: Sequence[str],
    cells: Sequence[str],
) -> pl.DataFrame:
    """Per group: rates of both arms, and sums over draws of squares and products."""
    in_arm = pl.struct([*within, *cells])
    weighed = compared.with_columns(
        _share=1
        / pl.struct(within).n_unique().over(groups)
        / in_arm.n_unique().over([*within, ARM]),
        _k=pl.col("crossed").sum().over([*within, *cells, ARM]),
        _n=pl.col("scored").sum().over([*within, *cells, ARM]),
    )
    rate = pl.col("_k") / pl.col("_n")
    own = (
        pl.col("_share") * (pl.col("crossed") - rate * pl.col("scored")) / pl.col("_n")
    )
    smoothed = (pl.col("_k") + 1) / (pl.col("_n") + 2)
    of_cell = pl.col("scored") / pl.col("_n")
    of_draw = weighed.with_columns(
        _influence=own,
        _part=pl.col("_share") * rate * of_cell,
        _binomial=pl.col("_share") ** 2
        * smoothed
        * (1 - smoothed)
        / pl.col("_n")
        * of_cell,
    )
    keys = [*groups, *(name for name in CLUSTER if name not in groups)]
    arms = {
        arm: of_draw.filter(pl.col(ARM) == arm)
        .group_by(keys)
        .agg(
            pl.col("paired").first(),
            pl.col("crossed", "scored").sum().name.prefix(f"{arm}_"),
            pl.col("_influence", "_part", "_binomial").sum().name.prefix(arm),
            pl.len().alias(f"{arm}_cells"),
        )
        for arm in (LOW, HIGH)
    }
    draws = arms[LOW].join(
        arms[HIGH], on=keys, how="full", coalesce=True, nulls_equal=True
    )
    return _totals(draws, groups)


def _totals(draws: pl.DataFrame, groups: Sequence[str]) -> pl.DataFrame:
    """The sums over draws of one row per draw."""
    single = pl.lit(value=True)
    for arm in (LOW, HIGH):
        single &= (pl.col(f"{arm}_scored") == 1) & (pl.col(f"{arm}_cells") == 1)
    low, high = pl.col("low_crossed") > 0, pl.col("high_crossed") > 0
    totals = []
    for arm in (LOW, HIGH):
        crossed, scored = pl.col(f"{arm}_crossed").sum(), pl.col(f"{arm}_scored").sum()
        # Sums of weights may miss 0 and 1 by a rounding; what is certain is set.
        rate = (
            pl.when(crossed == 0)
            .then(0.0)
            .when(crossed == scored)
            .then(1.0)
            .otherwise(pl.col(f"{arm}_part").sum().clip(0.0, 1.0))
        )
        own = pl.col(f"{arm}_scored").is_not_null()
        apart = (
            pl.col("scenario").filter(own).n_unique() if "scenario" not in groups else 1
        )
        totals += [
            rate.alias(f"{arm}_rate"),
            crossed,
            scored,
            (pl.col(f"{arm}_influence") ** 2).sum().alias(f"{arm}_spread"),
            (pl.col(f"{arm}_influence") ** 4).sum().alias(f"{arm}_fourth"),
            # Each scenario's draws vary about a mean of their own.
            (own.sum().cast(pl.Float64) - apart + 1).alias(f"{arm}_draws"),
            # Cells that differ in their rates tell more than as many alike would.
            pl.max_horizontal(
                scored, rate * (1 - rate) / pl.col(f"{arm}_binomial").sum()
            ).alias(f"{arm}_count"),
        ]
    return draws.group_by(groups).agg(
        *totals,
        paired=pl.col("paired").fill_null(pl.col("paired_right")).all(),
        draws=pl.len(),
        products=(pl.col("low_influence") * pl.col("high_influence")).sum(),
        single=single.fill_null(value=False).all(),
        only_low=(low & ~high).sum(),
        only_high=(~low & high).sum(),
    )


def _sampled(sums: pl.DataFrame, arm: str) -> Sampled:
    """One arm of each group, as arrays."""

    def column(name: str) -> Floats:
        return sums[f"{arm}_{name}"].cast(pl.Float64).fill_null(float("nan")).to_numpy()

    return Sampled(
        rate=column("rate"),
        count=column("count"),
        draws=column("draws"),
        spread=column("spread"),
        fourth=column("fourth"),
    )


def _estimated(
    sums: pl.DataFrame, groups: Sequence[str], *, level: float
) -> pl.DataFrame:
    """The sums with differences, intervals and p-values in their place."""
    low, high = _sampled(sums, LOW), _sampled(sums, HIGH)
    products = sums["products"].cast(pl.Float64).fill_null(0.0).to_numpy()
    tied = correlation(low, high, products)

    def interval(at: Floats) -> tuple[Floats, Floats]:
        return difference_interval(low, high, correlation=tied, level=at)

    lower, upper = interval(np.full(tied.shape, level))
    p = p_value(interval, np.where(np.isnan(lower), np.nan, 0.0))
    exact = (sums["paired"] & sums["single"].fill_null(value=False)).to_numpy()
    only = [
        sums[each].fill_null(0).cast(pl.Float64).to_numpy()
        for each in ("only_low", "only_high")
    ]
    p = np.where(exact, mcnemar(only[0], only[1]), p)
    pooled_out = pl.col("all_scored") - pl.col("low_scored") - pl.col("high_scored")
    return sums.with_columns(
        pl.col(
            "low_crossed", "low_scored", "high_crossed", "high_scored", "draws"
        ).cast(pl.Int64),
        difference=pl.col("high_rate") - pl.col("low_rate"),
        lower=pl.Series(lower, dtype=pl.Float64).fill_nan(None),
        upper=pl.Series(upper, dtype=pl.Float64).fill_nan(None),
        p=pl.Series(p, dtype=pl.Float64).fill_nan(None),
        method=pl.when(pl.Series(exact, dtype=pl.Boolean))
        .then(pl.lit(PAIRED_EXACT))
        .when("paired")
        .then(pl.lit(PAIRED))
        .otherwise(pl.lit(UNPAIRED)),
        not_compared=pooled_out.cast(pl.Int64),
    ).select(
        *groups,
        *("simulated", "paired", "draws"),
        *("low_crossed", "low_scored", "low_rate"),
        *("high_crossed", "high_scored", "high_rate"),
        *("difference", "lower", "upper", "p", "method"),
        *("worst_lower", "worst_upper", "unscored", "not_compared"),
    )
