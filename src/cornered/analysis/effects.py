"""Effects of factors and of pairs of them, on the odds and on the risk.

Two answers to one question, side by side. The odds ratio comes from a logistic regression
with a term per level and per pair of levels of two factors (`logistic`: penalized, so
that conditions of 0 or 100 % stay finite; errors that allow for clusters). The risk
difference is free of that model: differences between rates of observed conditions that
differ in the one level, averaged (`conditions`).

Effects of a level are averaged over the other factors' levels, each condition counting
the same; that of a pair is the effect of one level at the other less its effect at the
reference, so on the risk scale a difference of differences. The two scales can disagree
about a pair, even in its sign: 1 % to 10 % and 41 % to 50 % are the same step in risk,
and not in odds.

References:
    Ai & Norton 2003, Economics Letters 80, 123-129: pairs on the two scales.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from scipy.stats import t

from cornered.analysis.conditions import Cells, Term, cells_of
from cornered.analysis.contrasts import BY
from cornered.analysis.intervals import LEVEL
from cornered.analysis.logistic import Fit, fit
from cornered.analysis.rates import CLUSTER, check_groups
from cornered.core.errors import EstimateError
from cornered.scoring.tables import FACTOR, Schema

NUMBERS = (
    *("log_odds", "se", "lower", "upper", "odds_ratio", "or_lower", "or_upper", "p"),
    *("risk_difference", "rd_lower", "rd_upper", "rd_p"),
)
COLUMNS: Schema = {
    "term": pl.String,
    **dict.fromkeys(NUMBERS, pl.Float64),
    "clusters": pl.Int64,
    "conditions": pl.Int64,
    "separated": pl.Boolean,
}
"""Columns of a table of effects."""

PAIR = 2
ZERO = 1e-9
"""Below this, a weight of a condition or of a term is none."""


def effects(
    counts: pl.DataFrame,
    *,
    factors: Sequence[str],
    cluster: str,
    reference: Mapping[str, str] | None = None,
    pairs: bool = True,
    level: float = LEVEL,
) -> pl.DataFrame:
    """The effect of each level of `factors`, and of each pair of levels.

    Args:
        counts: A row per (cluster, condition), with the columns `factors`, `cluster`,
            `crossed` and `count`; rows of the same cluster and condition are added.
        factors: Columns that hold levels.
        cluster: Column of what is independent: draws, or models.
        reference: Level of a factor that its others are compared with; `none` if it has
            one, else the first in the catalog's order.
        pairs: Whether the regression has terms for pairs of levels.
        level: Confidence level of the intervals, in (0, 1).

    Returns:
        One row per term (`threat=replacement`, `goal=explicit:threat=replacement`):
        `log_odds` with `se`, `lower`, `upper` and `p` (that it is 0), `odds_ratio` with
        `or_lower` and `or_upper`; `risk_difference` in [-1, 1] with `rd_lower`,
        `rd_upper` and `rd_p`; `clusters`, `conditions` (that the effect rests on) and
        `separated`: whether one of those is 0 or 100 %, so that the odds are bounded by
        the penalty and not by what was seen. All null for a term that the observed
        conditions cannot tell.

    Raises:
        EstimateError: If a column is missing, a factor has one level, or a condition was
            counted in fewer than two clusters.
    """
    cells = cells_of(counts, factors=factors, cluster=cluster, reference=reference)
    rows = effects_in(cells, pairs=pairs, level=level)
    return pl.DataFrame(rows, schema=dict(COLUMNS))


def effects_in(
    cells: Cells, *, pairs: bool = True, level: float = LEVEL
) -> list[dict[str, object]]:
    """The rows of `effects`, of counts that lie in arrays already.

    Raises:
        EstimateError: If a condition was counted in fewer than two clusters.
    """
    design = _Design(cells, pairs=pairs)
    fitted = fit(design.matrix, cells.counts)
    return [
        _row(cells, design, fitted, term, level=level) for term in cells.terms(pairs)
    ]


def effects_of(
    rollouts: pl.DataFrame,
    factors: Sequence[str],
    *,
    by: Sequence[str] = BY,
    reference: Mapping[str, str] | None = None,
    pairs: bool = True,
    level: float = LEVEL,
) -> pl.DataFrame:
    """The effects in each group of a table of rollouts, draws as clusters.

    Args:
        rollouts: Table of rollouts; the unscored are left out.
        factors: Names of crossed factors, without `factor_`.
        by: Columns that make a group. Without `agent`, the agents are a fixed panel whose
            rollouts are added, and draws stay the clusters.
        reference: As in `effects`.
        pairs: As in `effects`.
        level: As in `effects`.

    Returns:
        The columns of `by`, `simulated`, those of `effects`, and `reference`: what the
        term is compared with, as `goal=none`. A group with one level of each factor has
        no row; a factor with one level in a group, no term there.
    """
    check_groups(rollouts, by)
    found = []
    counts = counts_of(rollouts, factors, by=by)
    for key, group in counts.group_by(by, maintain_order=True):
        varied = [name for name in factors if group[name].n_unique() > 1]
        if not varied:
            continue
        cells = cells_of(group, factors=varied, cluster="cluster", reference=reference)
        made = pl.DataFrame(
            effects_in(cells, pairs=pairs, level=level), schema=dict(COLUMNS)
        )
        against = [
            ":".join(f"{name}={cells.levels[name][0]}" for name, _ in term)
            for term in cells.terms(pairs)
        ]
        told = [
            pl.lit(value, dtype=counts.schema[name]).alias(name)
            for name, value in zip(by, key, strict=True)
        ]
        simulated = pl.lit(bool(group["simulated"].any())).alias("simulated")
        compared = pl.Series("reference", against, dtype=pl.String)
        found.append(made.select(*told, simulated, *COLUMNS, compared))
    schema: Schema = {name: counts.schema[name] for name in by}
    schema = {**schema, "simulated": pl.Boolean, **COLUMNS, "reference": pl.String}
    return pl.concat([pl.DataFrame(schema=schema), *found])


def counts_of(
    rollouts: pl.DataFrame, factors: Sequence[str], *, by: Sequence[str] = BY
) -> pl.DataFrame:
    """What `effects` takes, made of a table of rollouts.

    Returns:
        The columns of `by`, `simulated`, `factors`, `cluster` (the draw, within scenario
        and seed), `crossed` and `count` (scored); sorted.

    Raises:
        EstimateError: If the table has not crossed a factor.
    """
    missing = [name for name in factors if FACTOR + name not in rollouts.columns]
    if missing or not factors:
        crossed = [c.removeprefix(FACTOR) for c in rollouts.columns if FACTOR in c]
        message = (
            f"rollouts do not cross {missing[0] if missing else 'nothing'!r}; "
            f"allowed: {', '.join(crossed) or 'no factor is crossed'}"
        )
        raise EstimateError(message)
    keys = [*by, *factors, "cluster"]
    return (
        rollouts.filter(pl.col("outcome") != "unscored")
        .with_columns(
            *(pl.col(FACTOR + name).alias(name) for name in factors),
            cluster=pl.concat_str(*CLUSTER, separator="/"),
        )
        .filter(pl.all_horizontal(pl.col(name).is_not_null() for name in factors))
        .group_by(keys)
        .agg(
            pl.col("simulated").any(),
            crossed=(pl.col("outcome") == "crossed").sum(),
            count=pl.len(),
        )
        .sort(keys, nulls_last=True)
        .select(*by, "simulated", *factors, "cluster", "crossed", "count")
    )


class _Design:
    """The matrix of a regression: a column for 1, per level and per pair of levels."""

    def __init__(self, cells: Cells, *, pairs: bool) -> None:
        place = {name: i for i, name in enumerate(cells.factors)}
        columns = [np.ones(len(cells.conditions))]
        for term in cells.terms(pairs):
            column = np.array(
                [
                    float(all(each[place[name]] == to for name, to in term))
                    for each in cells.conditions
                ]
            )
            tried = np.column_stack([*columns, column])
            # What earlier columns already say is left out: its conditions were not played.
            if np.linalg.matrix_rank(tried) == tried.shape[1]:
                columns.append(column)
        self.matrix = np.column_stack(columns)


def _row(
    cells: Cells,
    design: _Design,
    fitted: Fit,
    term: Term,
    *,
    level: float,
) -> dict[str, object]:
    """One row of the table of effects."""
    told: dict[str, object] = {
        "term": ":".join(f"{name}={to}" for name, to in term),
        "clusters": fitted.clusters,
    }
    weights = cells.contrast(term)
    used = np.abs(weights) > ZERO
    if not used.any():
        return told
    along = weights @ design.matrix
    value, error = float(along @ fitted.coefficients), fitted.error(along)
    reach = fitted.reach(along, level)
    risk, lower, upper, p = cells.risk(weights, level=level)
    rates = cells.rates[used]
    return told | {
        "log_odds": value,
        "se": error,
        "lower": value - reach,
        "upper": value + reach,
        "odds_ratio": _exp(value),
        "or_lower": _exp(value - reach),
        "or_upper": _exp(value + reach),
        "p": float(2 * t.sf(abs(value) / error, fitted.freedom(along))),
        "risk_difference": risk,
        "rd_lower": lower,
        "rd_upper": upper,
        "rd_p": p,
        "conditions": int(used.sum()),
        "separated": bool(((rates == 0) | (rates == 1)).any()),
    }


def _exp(value: float) -> float:
    """The odds ratio of a log odds ratio, kept finite."""
    return float(np.exp(min(value, 700.0)))
