"""Behind: the table that each figure is drawn from, or why it has none.

Every number comes from an estimator in `analysis`; here they are only put side by side.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from cornered import catalogs
from cornered.analysis.agreement import against_published
from cornered.analysis.beliefs import beliefs
from cornered.analysis.costs import costs
from cornered.analysis.curve import specification_curve
from cornered.analysis.dose import doses, ordered_factors, trends
from cornered.analysis.effects import effects_of
from cornered.analysis.interaction import interactions
from cornered.analysis.intervals import exact_interval
from cornered.analysis.ladder import ladder as ladder_of
from cornered.analysis.multiplicity import benjamini_hochberg
from cornered.analysis.ranks import rank_probabilities, rank_summary
from cornered.analysis.rates import cell_rates
from cornered.analysis.reasons import unscored_reasons
from cornered.analysis.sequential import planned_contrasts
from cornered.core.study import Contrast
from cornered.scoring.tables import FACTOR
from cornered.tabled import Tables

PLACE = ("scenario", "surface", "preset", "protocol", "base", "definition")
"""What never merges, agents aside."""

PAIR = ("threat", "goal")
"""The two factors whose interaction is drawn: levels from the left, lines."""

TWO = 2


def planned(rollouts: pl.DataFrame) -> tuple[Contrast, ...]:
    """The contrasts that the table's studies planned; none of a study nobody knows."""
    known = catalogs.studies().components
    names = sorted(rollouts["study"].drop_nulls().unique())
    found: dict[str, Contrast] = {}
    for name in names:
        for contrast in known[name].contrasts if name in known else ():
            of = contrast.id if contrast.id not in found else f"{name}:{contrast.id}"
            found[of] = contrast
    return tuple(found.values())


def forest(tables: Tables) -> pl.DataFrame | str:
    """The planned contrasts."""
    of = planned(tables.rollouts)
    if not of:
        return "its studies planned no contrast"
    table = planned_contrasts(tables.rollouts, of, tables.looked)
    return table if table.height else "no planned contrast was played in both its arms"


def effects(rollouts: pl.DataFrame) -> pl.DataFrame | str:
    """The average effect of each level of a factor, per agent and for all together.

    Only factors that every rollout was given a level of: else whole rollouts would be
    left out. Nobody planned these comparisons, so p is adjusted as in exploration.
    """
    factors = [
        name.removeprefix(FACTOR)
        for name in rollouts.columns
        if name.startswith(FACTOR)
        and not rollouts[name].has_nulls()
        and rollouts[name].n_unique() >= TWO
    ]
    if len(factors) < TWO:
        return "it does not cross two factors with two levels or more in all rollouts"
    found = [effects_of(rollouts, factors, by=("agent", *PLACE))]
    if rollouts["agent"].n_unique() > 1:
        together = effects_of(rollouts, factors, by=PLACE)
        agents = pl.lit(None, dtype=pl.String).alias("agent")
        found.insert(0, together.with_columns(agents))
    table = pl.concat(found, how="diagonal").filter(
        ~pl.col("term").str.contains(":", literal=True)
    )
    if not table.height:
        return "no group of rollouts has two levels of a factor"
    sides = {
        name: pl.col(column).str.split("=").list.last()
        for name, column in (("level", "term"), ("reference", "reference"))
    }
    adjusted = benjamini_hochberg(table["rd_p"].cast(pl.Float64).fill_null(np.nan))
    return table.select(
        "agent",
        *PLACE,
        "simulated",
        pl.col("term").str.split("=").list.first().alias("factor"),
        *(side.alias(name) for name, side in sides.items()),
        pl.col("risk_difference").alias("difference"),
        pl.col("rd_lower").alias("lower"),
        pl.col("rd_upper").alias("upper"),
        pl.col("rd_p").alias("p"),
        pl.Series("p_adjusted", adjusted).fill_nan(None),
        *("odds_ratio", "or_lower", "or_upper"),
        pl.col("p").alias("odds_p"),
        *("conditions", "clusters"),
        pl.col("separated").fill_null(value=False),
    )


def interaction(rollouts: pl.DataFrame) -> pl.DataFrame | str:
    """Rates by the two factors, per agent and for the mean, with the interactions."""
    first, second = PAIR
    columns = [FACTOR + name for name in PAIR]
    for name, column in zip(PAIR, columns, strict=True):
        if column not in rollouts.columns or rollouts[column].n_unique() < TWO:
            return f"it does not cross {name} with two levels or more"
    crossed = rollouts.filter(pl.all_horizontal(pl.col(columns).is_not_null()))
    found = [_interaction(crossed, ("agent", *PLACE))]
    if crossed["agent"].n_unique() > 1:
        mean = _interaction(crossed, PLACE)
        found.insert(0, mean.with_columns(agent=pl.lit(None, dtype=pl.String)))
    table = pl.concat(found, how="diagonal")
    return table.select(
        "agent",
        *PLACE,
        "simulated",
        pl.lit(first).alias("first_factor"),
        pl.col(columns[0]).alias("first"),
        pl.lit(second).alias("second_factor"),
        pl.col(columns[1]).alias("second"),
        *("rollouts", "scored", "crossed", "draws", "rate", "lower", "upper"),
        *("interaction", "interaction_lower", "interaction_upper", "interaction_p"),
        *("log_odds", "log_odds_lower", "log_odds_upper", "scales"),
    )


def _interaction(crossed: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Rates of the groups `by` with the interactions beside them."""
    columns = [FACTOR + name for name in PAIR]
    rates = cell_rates(crossed, by=(*by, *columns))
    found = interactions(crossed, *PAIR, by=by).with_columns(
        *(
            pl.col(side).str.replace(f"{name}=", "", literal=True).alias(FACTOR + name)
            for side, name in zip(("first", "second"), PAIR, strict=True)
        )
    )
    beside = found.select(
        *by,
        *columns,
        pl.col("difference").alias("interaction"),
        pl.col("lower").alias("interaction_lower"),
        pl.col("upper").alias("interaction_upper"),
        pl.col("p").alias("interaction_p"),
        *("log_odds", "log_odds_lower", "log_odds_upper", "scales"),
    )
    return rates.join(
        beside,
        on=[*by, *columns],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )


def belief(rollouts: pl.DataFrame) -> pl.DataFrame | str:
    """Rates by assigned belief cue and, told apart, by what agents stated."""
    table = beliefs(rollouts)
    several = table.group_by("kind").agg(several=pl.col("belief").n_unique() >= TWO)
    kinds = several.filter("several")["kind"].to_list()
    if not kinds:
        return "it crosses no belief cues, and no agent stated a belief"
    return table.filter(pl.col("kind").is_in(kinds))


def dose(rollouts: pl.DataFrame) -> pl.DataFrame | str:
    """Rates by level of each ordered factor, with the trends beside them."""
    found = [
        _dose(rollouts, factor, by)
        for factor in ordered_factors(rollouts)
        if rollouts[FACTOR + factor].n_unique() >= TWO
        for by in (
            *((PLACE,) if rollouts["agent"].n_unique() > 1 else ()),
            ("agent", *PLACE),
        )
    ]
    if not found:
        return "it does not cross a factor whose levels have an order"
    return pl.concat(found, how="diagonal")


def _dose(rollouts: pl.DataFrame, factor: str, by: Sequence[str]) -> pl.DataFrame:
    """Rates and trend of one factor in the groups `by`."""
    trend = trends(rollouts, factor, by=by).select(
        *by, pl.col("slope").alias("trend"), pl.col("p").alias("trend_p")
    )
    rates = doses(rollouts, factor, by=by).join(
        trend, on=list(by), how="left", nulls_equal=True, maintain_order="left"
    )
    if "agent" not in by:
        rates = rates.with_columns(agent=pl.lit(None, dtype=pl.String))
    return rates.select("agent", *PLACE, pl.exclude("agent", *PLACE))


def ladder(rollouts: pl.DataFrame) -> pl.DataFrame | str:
    """How far rollouts got."""
    table = ladder_of(rollouts)
    reached = bool((table["count"] > 0).any())
    return table if reached else "no rollout got anywhere on the ladder"


def unscored(rollouts: pl.DataFrame) -> pl.DataFrame | str:
    """What was left unscored."""
    table = unscored_reasons(rollouts)
    return table if table.height else "every rollout was scored"


def cost(rollouts: pl.DataFrame) -> pl.DataFrame | str:
    """Tokens and cost."""
    table = costs(rollouts)
    known = table.select("input_tokens", "output_tokens", "grader_tokens", "cost_usd")
    if all(column.is_null().all() for column in known):
        return "no rollout reported tokens or cost"
    return table


def specification(rollouts: pl.DataFrame) -> pl.DataFrame | str:
    """The rates under every definition and grader, and which of them are used."""
    by = (*PLACE[:-1], "source")
    table = specification_curve(rollouts, by=by).filter(pl.col("scored") > 0)
    if table.select("definition", "grader").n_unique() < TWO:
        return "it has one definition and one grader only"
    used, deciding = rollouts["definition"].unique(), rollouts["grader"].unique()
    return table.with_columns(
        counted=pl.col("definition").is_in(used.implode())
        & pl.col("grader").is_in(deciding.implode(), nulls_equal=True)
    )


def published(rollouts: pl.DataFrame) -> pl.DataFrame | str:
    """The cells that the 2025 study published, its rate beside ours."""
    table = against_published(cell_rates(rollouts)).drop_nulls("published_rate")
    if not table.height:
        return "the 2025 study published none of its cells"
    crossed, count = (
        table[name].cast(pl.Float64).to_numpy()
        for name in ("published_crossed", "published_count")
    )
    lower, upper = exact_interval(np.asarray(crossed), np.asarray(count))
    return table.with_columns(
        published_lower=pl.Series(lower), published_upper=pl.Series(upper)
    )


def ranks(rollouts: pl.DataFrame) -> pl.DataFrame | str:
    """The probability of each rank of each agent, and what the ranks rest on."""
    if rollouts["agent"].n_unique() < TWO:
        return "it has one agent only"
    summary = rank_summary(rollouts).select(
        "agent",
        pl.col("lower").alias("rank_lower"),
        pl.col("upper").alias("rank_upper"),
        *("cells", "cells_left_out"),
    )
    return rank_probabilities(rollouts).join(summary, on="agent", maintain_order="left")
