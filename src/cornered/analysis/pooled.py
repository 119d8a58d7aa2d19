"""Pooled: one rate of a whole run, in which each cell counts the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from cornered.analysis.clustered import Sampled
from cornered.analysis.intervals import LEVEL
from cornered.analysis.rates import CELL, CLUSTER, check_groups


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
    """Exact interval at the effective count; draws are the clusters."""
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
        k=crossed.sum(), n=scored.sum(), all=pl.len()
    )
    cells = counts.group_by(CELL).agg(pl.col("k", "n", "all").sum())
    rate, lower, upper = _estimate(counts, cells, level=level)
    return Pooled(
        rollouts=rollouts.height,
        scored=int(cells["n"].sum()),
        crossed=int(cells["k"].sum()),
        rate=rate,
        lower=lower,
        upper=upper,
        worst=_mean((cells["k"] + cells["all"] - cells["n"]) / cells["all"]),
        cells=cells.height,
        unscored_cells=tuple(sorted(cells.filter(pl.col("n") == 0)["cell"])),
    )


def _estimate(
    counts: pl.DataFrame, cells: pl.DataFrame, *, level: float
) -> tuple[float | None, float | None, float | None]:
    """The rate and its bounds, from counts by draw and by cell."""
    some = cells.filter(pl.col("n") > 0)
    if not some.height:
        return None, None, None
    whole = some.select(*CELL, K="k", N="n")
    influence = (pl.col("k") - pl.col("K") / pl.col("N") * pl.col("n")) / pl.col("N")
    of_draw = (
        counts.filter(pl.col("n") > 0)
        .join(whole, on=list(CELL), nulls_equal=True)
        .group_by(CLUSTER)
        .agg(influence=influence.sum() / some.height)
    )
    # Each scenario's draws vary about a mean of their own.
    freedom = of_draw.height - of_draw["scenario"].n_unique() + 1
    crossed, scored = some["k"].sum(), some["n"].sum()
    rate = 1.0 if crossed == scored else _mean(some["k"] / some["n"])
    own = of_draw["influence"].to_numpy()
    lower, upper = Sampled(
        rate=np.array([rate], dtype=float),
        count=np.array([float(scored)]),
        draws=np.array([float(freedom)]),
        spread=np.array([(own**2).sum()]),
        fourth=np.array([(own**4).sum()]),
    ).interval(level)
    return rate, float(lower[0]), float(upper[0])


def _mean(values: pl.Series) -> float | None:
    """The mean of a column of numbers; None if it is empty."""
    return float(np.mean(values.to_numpy())) if values.len() else None
