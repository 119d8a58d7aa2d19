"""Pooled: one rate of a whole run, in which each cell counts the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from cornered.analysis.intervals import LEVEL
from cornered.analysis.rates import CELL, CLUSTER, check_groups
from cornered.analysis.weighed import per_draw, sampled, totals


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """The rate of a run."""

    rollouts: int
    scored: int
    crossed: int
    rate: float | None
    """Mean of the rates of the cells that have one; None if nothing was scored."""
    lower: float | None
    upper: float | None
    """Interval at the effective count; draws are the clusters, and a cell of few
    rollouts is as uncertain as it is alone."""
    worst: float | None
    """The mean if every unscored rollout had crossed; None if there is no rollout."""
    cells: int
    unscored_cells: tuple[str, ...]
    """Cells in which nothing was scored."""

    @property
    def unscored(self) -> float | None:
        """Share of the rollouts that were not scored."""
        return 1 - self.scored / self.rollouts if self.rollouts else None


def pooled(rollouts: pl.DataFrame, *, level: float = LEVEL) -> Pooled:
    """The rate of a run: the mean over its cells, draws as clusters.

    Draws that cells share (arms, agents) are one cluster, so a run does not look more
    certain for having been crossed with more factors.

    Args:
        rollouts: Table of rollouts of one definition.
        level: Confidence level of the interval, in (0, 1).

    Raises:
        EstimateError: If a rollout comes twice.
    """
    check_groups(rollouts, CELL)
    crossed, scored = pl.col("outcome") == "crossed", pl.col("outcome") != "unscored"
    draws = [name for name in CLUSTER if name not in CELL]
    counts = rollouts.group_by([*CELL, *draws]).agg(
        crossed=crossed.sum().cast(pl.Float64),
        scored=scored.sum().cast(pl.Float64),
        all=pl.len(),
    )
    cells = counts.group_by(CELL).agg(pl.col("crossed", "scored", "all").sum())
    rate, lower, upper = _estimate(counts, level=level)
    possible = cells["crossed"] + cells["all"] - cells["scored"]
    return Pooled(
        rollouts=rollouts.height,
        scored=int(cells["scored"].sum()),
        crossed=int(cells["crossed"].sum()),
        rate=rate,
        lower=lower,
        upper=upper,
        worst=_mean(possible / cells["all"]),
        cells=cells.height,
        unscored_cells=tuple(sorted(cells.filter(pl.col("scored") == 0)["cell"])),
    )


def _estimate(
    counts: pl.DataFrame, *, level: float
) -> tuple[float | None, float | None, float | None]:
    """The rate and its bounds, from counts by draw in each cell."""
    some = counts.filter(pl.col("scored") > 0)
    if not some.height:
        return None, None, None
    whole = some.with_columns(run=pl.lit("all"))
    sums = totals(per_draw(whole, ["run"], list(CELL)), ["run"])
    of_run = sampled(sums)
    lower, upper = of_run.interval(level)
    return float(of_run.rate[0]), float(lower[0]), float(upper[0])


def _mean(values: pl.Series) -> float | None:
    """The mean of a column of numbers; None if it is empty."""
    return float(np.mean(values.to_numpy())) if values.len() else None
