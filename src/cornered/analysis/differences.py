"""Differences: two arms compared, group by group, however many cells each arm pools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from cornered.analysis import weighed
from cornered.analysis.bounds import worst_difference, worst_rate
from cornered.analysis.intervals import LEVEL, ROUNDING
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
        without `p_holm`, and `low_lower` to `high_upper`, the intervals of the arms' own
        rates; sorted by group.
    """
    within = [*groups, *strata]
    both = having(counts, within, pl.col(ARM).n_unique() == len((LOW, HIGH)))
    # Groups whose arms have no stratum in common keep a row, though it has no rate.
    asked = having(counts, groups, pl.col(ARM).n_unique() == len((LOW, HIGH)))
    everything = asked.group_by(groups).agg(
        pl.col("simulated").any(), all_scored=pl.col("scored").sum()
    )
    scored = both.filter(pl.col("scored") > 0)
    usable = having(scored, within, pl.col(ARM).n_unique() == len((LOW, HIGH)))
    compared = matched(usable, groups, within)
    bounds = _bounds(_comparable(both, compared, groups, within), groups, within, cells)
    unscored = both.group_by(groups).agg(
        unscored=(pl.col("rollouts").sum() - pl.col("scored").sum()).cast(pl.Int64)
    )
    joined = everything
    for each in (unscored, bounds, _sums(compared, groups, strata, cells)):
        joined = joined.join(each, on=list(groups), how="left", nulls_equal=True)
    joined = joined.with_columns(
        pl.col("paired").fill_null(value=False),
        pl.col("low_crossed", "low_scored", "high_crossed", "high_scored").fill_null(0),
        pl.col("draws", "unscored").fill_null(0),
    ).sort(groups, nulls_last=True)
    return _estimated(joined, groups, level=level)


def _comparable(
    both: pl.DataFrame,
    compared: pl.DataFrame,
    groups: Sequence[str],
    within: Sequence[str],
) -> pl.DataFrame:
    """What would be compared, were all of it scored: of pairs, draws both arms played."""
    pairs = compared.filter("paired").select(groups).unique()
    draw = [*within, *(name for name in CLUSTER if name not in within)]
    paired = both.join(pairs, on=list(groups), how="semi", nulls_equal=True)
    rest = both.join(pairs, on=list(groups), how="anti", nulls_equal=True)
    shared = having(paired, draw, pl.col(ARM).n_unique() == len((LOW, HIGH)))
    return pl.concat([shared, rest])


def _bounds(
    both: pl.DataFrame,
    groups: Sequence[str],
    within: Sequence[str],
    cells: Sequence[str],
) -> pl.DataFrame:
    """Per group: the bounds of the difference whatever the unscored did."""
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
        worst_lower=worst_lower,
        worst_upper=worst_upper,
    )


def _sums(
    compared: pl.DataFrame,
    groups: Sequence[str],
    strata: Sequence[str],
    cells: Sequence[str],
) -> pl.DataFrame:
    """Per group: rates of both arms, and what their draws tell of their difference."""
    keys = [*groups, *(name for name in CLUSTER if name not in groups)]
    sums, draws = {}, {}
    for arm in (LOW, HIGH):
        of_arm = compared.filter(pl.col(ARM) == arm)
        own = weighed.per_draw(of_arm, groups, strata, cells)
        told = pl.all().exclude(groups).name.prefix(f"{arm}_")
        sums[arm] = weighed.totals(own, groups).select(*groups, told)
        draws[arm] = own.select(*keys, pl.all().exclude(keys).name.prefix(f"{arm}_"))
    both = draws[LOW].join(
        draws[HIGH], on=keys, how="full", coalesce=True, nulls_equal=True
    )
    paired = compared.group_by(groups).agg(pl.col("paired").all())
    for each in (sums[LOW], sums[HIGH], _pairs(both, groups)):
        paired = paired.join(each, on=list(groups), how="left", nulls_equal=True)
    return paired


def _pairs(draws: pl.DataFrame, groups: Sequence[str]) -> pl.DataFrame:
    """Per group: what draws say of both arms, from one row per draw."""
    single = pl.lit(value=True)
    for arm in (LOW, HIGH):
        single &= (pl.col(f"{arm}_scored") == 1) & (pl.col(f"{arm}_cells") == 1)
    low, high = pl.col("low_crossed") > 0, pl.col("high_crossed") > 0
    # Where pairs weigh unlike, the difference is not that of their counts.
    most, least = (
        pl.max_horizontal("low_heaviest", "high_heaviest").max(),
        pl.min_horizontal("low_lightest", "high_lightest").min(),
    )
    return draws.group_by(groups).agg(
        draws=pl.len(),
        products=(pl.col("low_influence") * pl.col("high_influence")).sum(),
        exact=single.fill_null(value=False).all() & (most <= least * (1 + ROUNDING)),
        only_low=(low & ~high).sum(),
        only_high=(~low & high).sum(),
    )


def _estimated(
    sums: pl.DataFrame, groups: Sequence[str], *, level: float
) -> pl.DataFrame:
    """The sums with differences, intervals and p-values in their place."""
    low, high = (weighed.sampled(sums, f"{arm}_") for arm in (LOW, HIGH))
    products = sums["products"].cast(pl.Float64).fill_null(0.0).to_numpy()
    tied = correlation(low, high, products)

    def interval(at: Floats) -> tuple[Floats, Floats]:
        return difference_interval(low, high, correlation=tied, level=at)

    lower, upper = interval(np.full(tied.shape, level))
    own = {
        f"{arm}_{end}": pl.Series(bound, dtype=pl.Float64).fill_nan(None)
        for arm, of in ((LOW, low), (HIGH, high))
        for end, bound in zip(("lower", "upper"), of.interval(level), strict=True)
    }
    p = p_value(interval, np.where(np.isnan(lower), np.nan, 0.0))
    exact = (sums["paired"] & sums["exact"].fill_null(value=False)).to_numpy()
    only = [
        sums[each].fill_null(0).cast(pl.Float64).to_numpy()
        for each in ("only_low", "only_high")
    ]
    p = np.where(exact, mcnemar(only[0], only[1]), p)
    pooled_out = pl.col("all_scored") - pl.col("low_scored") - pl.col("high_scored")
    difference = pl.col("high_rate") - pl.col("low_rate")
    return sums.with_columns(
        pl.col(
            "low_crossed", "low_scored", "high_crossed", "high_scored", "draws"
        ).cast(pl.Int64),
        **own,
        difference=difference,
        # Draws that one arm left unscored are in the bounds, not in the estimate.
        worst_lower=pl.min_horizontal("worst_lower", difference),
        worst_upper=pl.max_horizontal("worst_upper", difference),
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
        *("low_crossed", "low_scored", "low_rate", "low_lower", "low_upper"),
        *("high_crossed", "high_scored", "high_rate", "high_lower", "high_upper"),
        *("difference", "lower", "upper", "p", "method"),
        *("worst_lower", "worst_upper", "unscored", "not_compared"),
    )
