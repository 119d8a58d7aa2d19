"""Weighed: rates that pool cells, each of which counts the same, and what they rest on.

Cells of unlike counts weigh unlike per rollout: of 0 of 100 and 0 of 10, nearly all that
is unknown is in the ten. So draws are counted by what they weigh (Kish), and the most
that one may weigh goes with the rate (`Sampled.unit`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from cornered.analysis.clustered import Sampled
from cornered.analysis.rates import CLUSTER

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SUMS = ("rate", "count", "draws", "spread", "fourth", "unit", "finest")


def per_draw(
    counts: pl.DataFrame,
    groups: Sequence[str],
    strata: Sequence[str],
    cells: Sequence[str] = (),
) -> pl.DataFrame:
    """What each draw of a group tells of the group's rate.

    Args:
        counts: `crossed` and `scored` of each draw in each cell; all scored.
        groups: Columns that make a group.
        strata: Columns that tell its strata apart; each counts the same.
        cells: Columns that tell the cells of a stratum apart; each counts the same.

    Returns:
        The columns of `groups` and of a draw, then `crossed`, `scored`, `cells`,
        `influence` (on the rate), `part` (of the rate), `binomial` (part of the rate's
        variance were all rollouts independent), and sums of weights: `weight`,
        `harmonic`, `unit`, `finest`, `heaviest` and `lightest` (of a rollout).
    """
    within = [*groups, *strata]
    of_cell = [*within, *cells]
    weighed = counts.with_columns(
        _share=1
        / pl.struct(within).n_unique().over(groups)
        / pl.struct(of_cell).n_unique().over(within),
        _k=pl.col("crossed").sum().over(of_cell),
        _n=pl.col("scored").sum().over(of_cell),
    )
    share, k, n = pl.col("_share"), pl.col("_k"), pl.col("_n")
    crossed, scored = pl.col("crossed"), pl.col("scored")
    rate, smoothed = k / n, (k + 1) / (n + 2)
    keys = [*groups, *(name for name in CLUSTER if name not in groups)]
    return weighed.group_by(keys, maintain_order=True).agg(
        crossed.sum(),
        scored.sum(),
        cells=pl.len(),
        influence=(share * (crossed - rate * scored) / n).sum(),
        part=(share * rate * scored / n).sum(),
        binomial=(share**2 * smoothed * (1 - smoothed) * scored / n**2).sum(),
        weight=(share * scored / n).sum(),
        harmonic=(share**2 * scored / n**2).sum(),
        # Cells on the same draws may err alike: what a draw weighs in each is added.
        unit=(share * (scored / n) ** 2).sum(),
        heaviest=(share / n).max(),
        lightest=(share / n).min(),
    )


def totals(draws: pl.DataFrame, groups: Sequence[str]) -> pl.DataFrame:
    """The sums over the draws of each group.

    Args:
        draws: What `per_draw` gives.
        groups: Columns that make a group.

    Returns:
        The columns of `groups`, `crossed`, `scored`, and what `sampled` reads.
    """
    crossed, scored = pl.col("crossed").sum(), pl.col("scored").sum()
    # Sums of weights may miss 0 and 1 by a rounding; what is certain is set.
    rate = (
        pl.when(crossed == 0)
        .then(0.0)
        .when(crossed == scored)
        .then(1.0)
        .otherwise(pl.col("part").sum().clip(0.0, 1.0))
    )
    apart = pl.col("scenario").n_unique() if "scenario" not in groups else 1
    of_scenario = list(dict.fromkeys([*groups, "scenario"]))
    return (
        draws.with_columns(unit=pl.col("unit").sum().over(of_scenario))
        .group_by(groups)
        .agg(
            crossed,
            scored,
            rate=rate,
            # Cells that differ in their rates tell more than as many alike would.
            count=pl.max_horizontal(
                1 / pl.col("harmonic").sum(),
                rate * (1 - rate) / pl.col("binomial").sum(),
            ),
            # Each scenario's draws vary about a mean of their own.
            draws=1 / (pl.col("weight") ** 2).sum() - apart + 1,
            spread=(pl.col("influence") ** 2).sum(),
            fourth=(pl.col("influence") ** 4).sum(),
            unit=pl.col("unit").max(),
            finest=pl.col("heaviest").max(),
        )
    )


def sampled(sums: pl.DataFrame, prefix: str = "") -> Sampled:
    """Rates as arrays, from columns named as `totals` names them, with a prefix."""

    def column(name: str) -> NDArray[np.float64]:
        values = sums[f"{prefix}{name}"].cast(pl.Float64)
        return values.fill_null(0.0 if name == "count" else float("nan")).to_numpy()

    return Sampled(**{name: column(name) for name in SUMS})
