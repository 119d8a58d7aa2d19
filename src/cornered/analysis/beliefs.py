"""Beliefs: what agents were told about being tested, and apart from it what they stated.

Only what was assigned is compared. An agent's statement comes after the cue and after
whatever makes it cross: who says "this is real" may be who acts more anyway. So rates by
stated belief stand beside as an association, without a difference or a p-value, and
nothing here is ever adjusted for a statement.

References:
    Montgomery, Nyhan & Torres 2018, American Journal of Political Science 62, 760-775:
        what conditioning on what came after treatment does.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cornered.analysis.arms import level_rank
from cornered.analysis.contrasts import BY, contrasts
from cornered.analysis.intervals import LEVEL
from cornered.analysis.rates import cell_rates, check_groups
from cornered.core.study import Contrast
from cornered.scoring.tables import FACTOR, Schema

ASSIGNED, STATED = "assigned", "stated"

READS = {
    ASSIGNED: "assigned before the play: a difference is an effect",
    STATED: "stated by the agent itself: an association, no effect",
}
"""Kind -> what its rows may be taken for."""

BELIEF = "belief"
SAID = ("real", "test", "none")
RATES = ("rollouts", "scored", "unscored", "crossed", "draws", "rate", "lower", "upper")
DIFFERENCES = ("difference", "difference_lower", "difference_upper", "p")
TOLD: Schema = {
    "kind": pl.String,
    "belief": pl.String,
    "reference": pl.String,
    **dict.fromkeys(DIFFERENCES, pl.Float64),
    "reads": pl.String,
}


def beliefs(
    rollouts: pl.DataFrame, *, by: Sequence[str] = BY, level: float = LEVEL
) -> pl.DataFrame:
    """Rates by assigned and, apart from them, by stated belief.

    Args:
        rollouts: Table of rollouts.
        by: Columns that make a group.
        level: Confidence level of the intervals, in (0, 1).

    Returns:
        The columns of `by`, `kind` (`assigned`: level of the factor `belief`; `stated`:
        `belief_stated`), `belief`, `simulated`, counts, `rate`, `lower` and `upper` as
        `rates.cell_rates` has them, then, of assigned ones alone, `reference` (the level
        compared with), `difference` with `difference_lower` and `difference_upper` and
        `p`, as `contrasts.contrasts` makes them; `reads` says what a row may be taken
        for. No row of a kind that the table does not have.

    Raises:
        EstimateError: If a group mixes what never merges.
    """
    check_groups(rollouts, by)
    rows = [_assigned(rollouts, by, level), _stated(rollouts, by, level)]
    return pl.concat(rows).sort([*by, "kind"], nulls_last=True, maintain_order=True)


def _assigned(rollouts: pl.DataFrame, by: Sequence[str], level: float) -> pl.DataFrame:
    """Rates of the arms of the factor, and their differences from one of them."""
    column = f"{FACTOR}{BELIEF}"
    if column not in rollouts.columns:
        return _shaped(cell_rates(rollouts.clear(), by=by), by)
    of = rollouts.filter(pl.col(column).is_not_null())
    levels = sorted(
        of[column].unique().to_list(), key=lambda each: (level_rank(BELIEF, each), each)
    )
    rates = cell_rates(of, by=(*by, column), level=level).rename({column: BELIEF})
    reference = "none" if "none" in levels else next(iter(levels), "none")
    planned = [
        Contrast(id=each, question="", low={BELIEF: reference}, high={BELIEF: each})
        for each in levels
        if each != reference
    ]
    found = contrasts(of, planned, by=by, level=level).select(
        *by,
        pl.col("contrast").alias(BELIEF),
        pl.lit(reference).alias("reference"),
        "difference",
        pl.col("lower").alias("difference_lower"),
        pl.col("upper").alias("difference_upper"),
        "p",
    )
    joined = rates.join(found, on=[*by, BELIEF], how="left", nulls_equal=True)
    return _shaped(
        joined.with_columns(
            _order=pl.col(BELIEF).replace_strict(
                {each: place for place, each in enumerate(levels)},
                return_dtype=pl.Int64,
            ),
            kind=pl.lit(ASSIGNED),
        ).sort("_order"),
        by,
    )


def _stated(rollouts: pl.DataFrame, by: Sequence[str], level: float) -> pl.DataFrame:
    """Rates by what agents said they believed."""
    said = rollouts.filter(pl.col("belief_stated").is_not_null())
    rates = cell_rates(said, by=(*by, "belief_stated"), level=level)
    return _shaped(
        rates.rename({"belief_stated": BELIEF})
        .with_columns(kind=pl.lit(STATED))
        .sort(pl.col(BELIEF).cast(pl.Enum(SAID))),
        by,
    )


def _shaped(table: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The columns of a table of beliefs, null where it has none."""
    reads = pl.col("kind").replace_strict(READS, return_dtype=pl.String)
    table = table.with_columns(
        pl.lit(None, dtype=TOLD[name]).alias(name)
        for name in TOLD
        if name not in table.columns
    ).with_columns(reads=reads)
    return table.select(
        *by, "kind", BELIEF, "simulated", *RATES, "reference", *DIFFERENCES, "reads"
    )
