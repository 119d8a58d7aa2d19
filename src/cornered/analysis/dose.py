"""Dose: rates by level of an ordered factor, and whether they rise or fall with it.

The trend is a logistic regression on the dose, penalized and with errors that allow for
clusters as in `logistic`; draws are the clusters. It asks for a straight line on the odds
and finds no curve that rises and falls again: look at the rates beside it.

References:
    Cochran 1954, Biometrics 10, 417-451; Armitage 1955, Biometrics 11, 375-386: a trend
        of proportions as a score test of this regression.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from scipy.stats import t

from cornered.analysis.arms import level_rank
from cornered.analysis.conditions import cells_of
from cornered.analysis.contrasts import BY
from cornered.analysis.effects import counts_of
from cornered.analysis.intervals import LEVEL
from cornered.analysis.logistic import fit
from cornered.analysis.rates import cell_rates, check_groups
from cornered.catalogs import factors
from cornered.scoring.tables import FACTOR, Schema, factor_columns

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
PAIR = 2
TREND = ("slope", "lower", "upper", "odds_ratio", "p")


def ordered_factors(rollouts: pl.DataFrame) -> tuple[str, ...]:
    """The crossed factors of a table whose levels the catalog says are doses."""
    names = [column.removeprefix(FACTOR) for column in factor_columns(rollouts)]
    known = factors().components
    return tuple(name for name in names if name in known and known[name].ordered)


def doses(
    rollouts: pl.DataFrame,
    factor: str,
    *,
    by: Sequence[str] = BY,
    level: float = LEVEL,
) -> pl.DataFrame:
    """The rate at each level of an ordered factor, other factors pooled.

    Args:
        rollouts: Table of rollouts.
        factor: Name of a crossed factor whose levels have an order.
        by: Columns that make a group.
        level: Confidence level of the intervals, in (0, 1).

    Returns:
        The columns of `by`, `factor`, `level`, `dose` (the number a level is named by, if
        all are named by one; else its place in the catalog's order, from 0), then what
        `rates.cell_rates` gives of it; sorted by dose within the group.

    Raises:
        EstimateError: If the table does not cross the factor.
    """
    counts_of(rollouts, (factor,), by=by)
    column = FACTOR + factor
    given = rollouts.filter(pl.col(column).is_not_null())
    rates = cell_rates(given, by=(*by, column), level=level)
    of = _doses(factor, rates[column].unique().to_list())
    return (
        rates.with_columns(
            factor=pl.lit(factor),
            level=pl.col(column),
            dose=pl.col(column).replace_strict(of, return_dtype=pl.Float64),
        )
        .select(
            *by, "factor", "level", "dose", pl.exclude(*by, "factor", "level", "dose")
        )
        .drop(column)
        .sort(*by, "dose", nulls_last=True)
    )


def trends(
    rollouts: pl.DataFrame,
    factor: str,
    *,
    by: Sequence[str] = BY,
    level: float = LEVEL,
) -> pl.DataFrame:
    """The trend over the doses of a factor, in each group with two levels or more.

    Returns:
        The columns of `by`, `simulated`, `factor`, `slope` (log odds per unit of dose)
        with `lower`, `upper` and `p` (that it is 0), `odds_ratio` (per unit of dose),
        `levels` and `clusters`.

    Raises:
        EstimateError: If the table does not cross the factor, or a level was scored in
            fewer than two draws.
    """
    check_groups(rollouts, by)
    counts = counts_of(rollouts, (factor,), by=by)
    of = _doses(factor, counts[factor].unique().to_list())
    rows = []
    for key, group in counts.group_by(by, maintain_order=True):
        if group[factor].n_unique() >= PAIR:
            told = dict(zip(by, key, strict=True))
            told["simulated"] = bool(group["simulated"].any())
            rows.append(told | _trend(group, factor, of, level=level))
    schema: Schema = {
        **{name: counts.schema[name] for name in by},
        "simulated": pl.Boolean,
        "factor": pl.String,
        **dict.fromkeys(TREND, pl.Float64),
        "levels": pl.Int64,
        "clusters": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema)


def _trend(
    counts: pl.DataFrame, factor: str, of: Mapping[str, float], *, level: float
) -> dict[str, object]:
    """The trend of one group."""
    cells = cells_of(counts, factors=(factor,), cluster="cluster")
    dose = np.array([of[each] for (each,) in cells.conditions])
    fitted = fit(np.column_stack([np.ones_like(dose), dose]), cells.counts)
    slope, error = float(fitted.coefficients[1]), float(fitted.covariance[1, 1] ** 0.5)
    reach = float(t.ppf((1 + level) / 2, fitted.freedom)) * error
    return {
        "factor": factor,
        "slope": slope,
        "lower": slope - reach,
        "upper": slope + reach,
        "odds_ratio": float(np.exp(min(slope, 700.0))),
        "p": float(2 * t.sf(abs(slope) / error, fitted.freedom)),
        "levels": len(dose),
        "clusters": fitted.freedom + 1,
    }


def _doses(factor: str, levels: Sequence[str]) -> dict[str, float]:
    """The dose of each level."""
    numbers = {level: NUMBER.findall(level) for level in levels}
    if all(len(found) == 1 for found in numbers.values()):
        named = {level: float(found[0]) for level, found in numbers.items()}
        if len(set(named.values())) == len(named):
            return named
    return {level: float(level_rank(factor, level)) for level in levels}
