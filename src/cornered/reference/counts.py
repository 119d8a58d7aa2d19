"""The published counts as tables: every cell, and the single bars, with intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from cornered.analysis.intervals import exact_interval
from cornered.core.cell import condition, condition_text
from cornered.interop.published import makers, published, published_figures

CONTROL = {"goal": "none", "threat": "none"}
"""The levels that give the agent no motive."""

PANELS = {
    "all 18 models": "every model of the tables",
    "16 models": "without o3 and o4-mini, which the study set apart",
}
"""Which models are taken together; the study compares the second panel."""

ALL, COMPARED = PANELS


def cells() -> pl.DataFrame:
    """Every published cell, in the order of the tables.

    Returns:
        `model`, `developer`, `set_apart`, `scenario`, `goal`, `threat`, `condition`,
        `crossed`, `count`, `rate`, `lower`, `upper` (exact interval). Rates are
        probabilities in [0, 1].
    """
    made = {each.model: each for each in makers()}
    rows = [
        {
            "model": row.model,
            "developer": made[row.model].developer,
            "set_apart": made[row.model].set_apart,
            "scenario": row.scenario,
            "goal": row.goal,
            "threat": row.threat,
            "condition": condition_text(
                condition({"goal": row.goal, "threat": row.threat})
            ),
            "crossed": row.crossed_count,
            "count": row.rollout_count,
        }
        for row in published()
    ]
    return with_rates(pl.DataFrame(rows))


def bars() -> pl.DataFrame:
    """The single bars of figures, beyond the main tables.

    Returns:
        `model`, `scenario`, `goal`, `threat`, `goal_value`, `prohibition`, `crossed`,
        `count`, `rate`, `lower`, `upper` and `source` (figure, and how it was read).
    """
    rows = [
        {
            "model": row.model,
            "scenario": row.scenario,
            "goal": row.goal,
            "threat": row.threat,
            "goal_value": row.goal_value,
            "prohibition": row.prohibition,
            "crossed": row.crossed_count,
            "count": row.rollout_count,
            "source": row.source,
        }
        for row in published_figures()
    ]
    table = with_rates(pl.DataFrame(rows))
    return table.select(pl.exclude("source"), "source")


def with_rates(counts: pl.DataFrame, *, level: float = 0.95) -> pl.DataFrame:
    """`counts` with `rate`, `lower` and `upper`: exact, so never of zero width.

    A row that sums counts over models has the interval of their mean as a fixed panel:
    a sum of binomials of unlike rates varies less than one binomial, so the exact
    interval of the sum covers at least as often as it says.

    Args:
        counts: Has `crossed` and `count`.
        level: Confidence level, in (0, 1).

    References:
        Hoeffding 1956, Annals of Mathematical Statistics 27, 713-721.
    """
    lower, upper = exact_interval(
        counts["crossed"].cast(pl.Float64).to_numpy(),
        counts["count"].cast(pl.Float64).to_numpy(),
        level=level,
    )
    return counts.with_columns(
        rate=pl.col("crossed") / pl.col("count"),
        lower=pl.Series(lower),
        upper=pl.Series(upper),
    )


def pooled(table: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The counts summed over models, with the interval of the panel's mean.

    Returns:
        `by`, then `models`, `crossed`, `count`, `rate`, `lower`, `upper`, sorted by `by`.
    """
    summed = table.group_by(by, maintain_order=True).agg(
        pl.col("model").n_unique().alias("models"), pl.col("crossed", "count").sum()
    )
    return with_rates(summed).sort(by)


def in_panel(table: pl.DataFrame, panel: str) -> pl.DataFrame:
    """The rows of one panel of models."""
    return table if panel == ALL else table.filter(~pl.col("set_apart"))


def upper_bound(
    crossed: Sequence[float], count: Sequence[float], *, level: float
) -> list[float]:
    """One-sided exact upper bounds of rates, at confidence `level`."""
    _, upper = exact_interval(
        np.array(crossed, dtype=float),
        np.array(count, dtype=float),
        level=2 * level - 1,
    )
    return [float(each) for each in upper]


def lower_bound(
    crossed: Sequence[float], count: Sequence[float], *, level: float
) -> list[float]:
    """One-sided exact lower bounds of rates, at confidence `level`."""
    lower, _ = exact_interval(
        np.array(crossed, dtype=float),
        np.array(count, dtype=float),
        level=2 * level - 1,
    )
    return [float(each) for each in lower]
