"""Differences between published cells: independent counts, so never paired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from cornered.analysis.clustered import Sampled
from cornered.analysis.equivalence import ALPHA, EQUIVALENT, UNDECIDED, tost
from cornered.analysis.intervals import LEVEL
from cornered.analysis.multiplicity import holm
from cornered.analysis.unpaired import difference_interval, p_value
from cornered.core.cell import condition, condition_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

HIGHER, LOWER = "higher", "lower"
"""Conclusions beside `equivalent` and `undecided`."""


def against(
    rates: pl.DataFrame, low: Mapping[str, str], high: Mapping[str, str]
) -> pl.DataFrame:
    """The difference between two conditions, wherever both were published.

    Args:
        rates: Cells or pooled cells, as `counts` makes them.
        low: Goal and threat of the reference.
        high: Those of what is compared with it.

    Returns:
        The columns that tell rows apart (`scenario`, `model`, `developer`, as far as
        there), `low` and `high` (conditions), the columns of `compared`, and `p_holm`
        (over all rows) and `conclusion`: higher, lower, equivalent or undecided.
    """
    keys = [
        name for name in ("scenario", "model", "developer") if name in rates.columns
    ]
    numbers = ("crossed", "count", "rate", "lower", "upper")
    arms = [
        rates.filter(
            *(pl.col(factor) == level for factor, level in levels.items())
        ).select(*keys, *(pl.col(name).alias(f"{arm}_{name}") for name in numbers))
        for arm, levels in (("low", low), ("high", high))
    ]
    both = arms[0].join(arms[1], on=keys, maintain_order="left")
    found = compared(both).with_columns(
        low=pl.lit(condition_text(condition(low))),
        high=pl.lit(condition_text(condition(high))),
    )
    corrected = found.with_columns(p_holm=pl.Series(holm(found["p"].to_numpy())))
    return concluded(corrected).select(
        *keys, "low", "high", pl.exclude(*keys, "low", "high")
    )


def compared(both: pl.DataFrame, *, level: float = LEVEL) -> pl.DataFrame:
    """Two independent counts beside each other, with their difference.

    Args:
        both: Has `low_crossed`, `low_count`, `high_crossed` and `high_count`; counts of
            one prompt each, so rollouts are the unit.
        level: Confidence level of the interval, in (0, 1).

    Returns:
        The columns of `both`, `difference` (high - low), `lower`, `upper`, `p` (of no
        difference) and `equivalence_p` (of one beyond `MARGIN`).
    """
    low, high = _arm(both, "low"), _arm(both, "high")

    def interval(at: Floats) -> tuple[Floats, Floats]:
        return difference_interval(low, high, level=at)

    ones = np.ones(both.height)
    lower, upper = interval(level * ones)
    difference = high.rate - low.rate
    return both.with_columns(
        difference=pl.Series(difference),
        lower=pl.Series(lower),
        upper=pl.Series(upper),
        p=pl.Series(p_value(interval, 0 * ones)),
        equivalence_p=pl.Series(tost(difference, lower, upper, level=level)),
    )


def concluded(table: pl.DataFrame) -> pl.DataFrame:
    """`table` with `conclusion`, from `difference`, `p_holm` and `equivalence_p`."""
    found = pl.col("p_holm") < ALPHA
    within = pl.col("equivalence_p") <= ALPHA
    return table.with_columns(
        conclusion=pl.when(found & (pl.col("difference") > 0))
        .then(pl.lit(HIGHER))
        .when(found)
        .then(pl.lit(LOWER))
        .when(within)
        .then(pl.lit(EQUIVALENT))
        .otherwise(pl.lit(UNDECIDED))
    )


def _arm(both: pl.DataFrame, arm: str) -> Sampled:
    """The counts of one arm; each rollout is a draw of its own."""
    crossed = both[f"{arm}_crossed"].cast(pl.Float64).to_numpy()
    count = both[f"{arm}_count"].cast(pl.Float64).to_numpy()
    return Sampled.simple(crossed / count, count)
