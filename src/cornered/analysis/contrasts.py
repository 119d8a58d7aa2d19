"""Contrasts: what a study planned to compare, one row per contrast and group.

The estimand of an arm is the mean over draws of P(crossed), the draws a sample from a
population of draws; of a contrast, the difference of the two.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cornered.analysis.differences import differences, per_draw
from cornered.analysis.intervals import LEVEL
from cornered.analysis.matched import ARM, HIGH, LOW
from cornered.analysis.multiplicity import holm
from cornered.analysis.planned import in_arms
from cornered.analysis.rates import check_groups
from cornered.core.cell import condition, condition_text
from cornered.core.errors import EstimateError
from cornered.core.study import Contrast

BY = (
    *("agent", "scenario", "surface", "preset", "protocol", "base"),
    "definition",
)
"""What makes a group: no two of these merge unless asked for."""

NAMED = ("contrast", "question", "low", "high")
"""What a row says of its contrast, before its group."""

FOUND = {
    "simulated": pl.Boolean,
    "paired": pl.Boolean,
    "draws": pl.Int64,
    "low_crossed": pl.Int64,
    "low_scored": pl.Int64,
    "low_rate": pl.Float64,
    "high_crossed": pl.Int64,
    "high_scored": pl.Int64,
    "high_rate": pl.Float64,
    "difference": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "p": pl.Float64,
    "p_holm": pl.Float64,
    "method": pl.String,
    "worst_lower": pl.Float64,
    "worst_upper": pl.Float64,
    "unscored": pl.Int64,
    "not_compared": pl.Int64,
}
"""Columns of a table of contrasts after those of its groups."""


def contrasts(
    rollouts: pl.DataFrame,
    planned: Sequence[Contrast],
    *,
    by: Sequence[str] = BY,
    level: float = LEVEL,
) -> pl.DataFrame:
    """The planned contrasts, one row per contrast and group that played both arms.

    Crossed factors that an arm does not name are pooled with equal weight, over the
    levels that both arms were played at. What `by` lacks of `BY` is pooled likewise:
    without `agent`, agents are a fixed panel. Draws stay the clusters.

    Args:
        rollouts: Table of rollouts, each (cell, draw, replicate, seed) once.
        planned: Contrasts; those whose factors the table has not crossed give no row,
            see `unplayed`.
        by: Columns that make a group.
        level: Confidence level of the intervals, in (0, 1).

    Returns:
        `contrast`, `question`, `low` and `high` (each arm as text), the columns of
        `by`, then `simulated` (whether any rollout is), `paired` (whether the arms share
        their draws), `draws` (shared by both arms if paired, else of both together),
        `low_crossed`, `low_scored`, `low_rate`, the same of `high`, `difference`
        (high - low), `lower`, `upper`, `p`, `p_holm` (over all rows returned),
        `method`, `worst_lower` and `worst_upper` (of the difference, whatever the
        unscored did; over draws that both arms played if paired, and never so that the
        difference is left out), `unscored` (of both arms), and `not_compared` (scored
        rollouts whose draw or level the other arm has not scored; in no rate here).
        Rates, difference, bounds and p are null where an arm has nothing scored, or
        the arms have no level of the other factors in common.

    Raises:
        EstimateError: If a rollout comes twice, a group mixes what never merges, a
            contrast's id comes twice, or a contrast's arms are the same or not disjoint.
    """
    check_groups(rollouts, by)
    _check_planned(planned)
    rows = [_empty(rollouts, by)]
    for contrast in planned:
        arms = in_arms(rollouts, contrast)
        if arms is None:
            continue
        pooled = [name for name in BY if name not in by and name in rollouts.columns]
        strata = [name for name in (*pooled, *arms.shared) if name not in by]
        counts = per_draw(arms.rollouts, list(dict.fromkeys([*by, *strata, *arms.own])))
        found = differences(counts, by, strata, list(arms.own), level=level)
        rows.append(_named(found, contrast).with_columns(p_holm=pl.lit(None)))
    names = rows[0].columns
    table = pl.concat([each.select(names) for each in rows], how="vertical_relaxed")
    p = table["p"].to_numpy()
    return table.with_columns(
        p_holm=pl.Series(holm(p), dtype=pl.Float64).fill_nan(None)
    )


def unplayed(
    rollouts: pl.DataFrame,
    planned: Sequence[Contrast],
    *,
    by: Sequence[str] = BY,
) -> pl.DataFrame:
    """The contrasts that a group planned and did not play, so that none is just gone.

    Returns:
        `contrast`, `question`, `low`, `high`, the columns of `by`, and `missing`: `low`,
        `high` or `both`.
    """
    check_groups(rollouts, by)
    groups = rollouts.select(by).unique(maintain_order=True)
    rows = [_empty(rollouts, by).drop(list(FOUND)).with_columns(missing=pl.lit(""))]
    for contrast in planned:
        arms = in_arms(rollouts, contrast)
        armed = (
            rollouts.clear().with_columns(pl.lit("").alias(ARM))
            if arms is None
            else arms.rollouts
        )
        seen = groups
        for arm in (LOW, HIGH):
            played = armed.filter(pl.col(ARM) == arm).select(by).unique()
            played = played.with_columns(pl.lit(value=True).alias(f"_{arm}"))
            seen = seen.join(
                played, on=list(by), how="left", nulls_equal=True, maintain_order="left"
            )
        low, high = pl.col("_low").is_null(), pl.col("_high").is_null()
        missing = seen.filter(low | high).with_columns(
            missing=pl.when(low & high)
            .then(pl.lit("both"))
            .when(low)
            .then(pl.lit(LOW))
            .otherwise(pl.lit(HIGH))
        )
        rows.append(_named(missing, contrast).select(rows[0].columns))
    return pl.concat(rows)


def _empty(rollouts: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """A table of contrasts without a row."""
    groups = {name: rollouts.schema[name] for name in by}
    return pl.DataFrame(schema={**dict.fromkeys(NAMED, pl.String), **groups, **FOUND})


def _check_planned(planned: Sequence[Contrast]) -> None:
    """Raise where contrasts cannot be told apart, or compare a thing with itself."""
    ids = [each.id for each in planned]
    for each in planned:
        if ids.count(each.id) > 1:
            message = f"contrast {each.id!r} comes more than once; allowed: once"
            raise EstimateError(message)
        both = each.low.keys() & each.high.keys()
        if all(each.low[name] == each.high[name] for name in both):
            message = (
                f"contrast {each.id!r} compares {condition_text(condition(each.low))!r} "
                f"with {condition_text(condition(each.high))!r}; allowed: arms that "
                "differ in the level of a factor that both name"
            )
            raise EstimateError(message)


def _named(table: pl.DataFrame, contrast: Contrast) -> pl.DataFrame:
    """`table` with what it is a table of."""
    return table.with_columns(
        contrast=pl.lit(contrast.id),
        question=pl.lit(contrast.question),
        low=pl.lit(condition_text(condition(contrast.low))),
        high=pl.lit(condition_text(condition(contrast.high))),
    )
