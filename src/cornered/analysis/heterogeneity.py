"""Heterogeneity: how much groups (models, developers) differ beyond chance.

A random-effects model of estimates with known errors: the mean over groups, the standard
deviation tau between them, and where a further group would lie. `rate_heterogeneity` asks
it of rates on the logit scale, penalized by Jeffreys' prior so that a group that never
crossed has a finite estimate. Where groups hold units (developers hold models), the
spread of units is part of a group's error, and the test allows for its having been
estimated (F): else every spread of models would look like one of developers. What is
predicted there is a further unit of a further group, which varies by both spreads: a tau
of 0 between groups must not narrow it to the error of the mean.

References:
    Paule & Mandel 1982, J. Res. Natl. Bur. Stand. 87, 377-385: tau; DerSimonian & Kacker
        2007, Contemporary Clinical Trials 28, 105-114. As statsmodels has it.
    Hartung & Knapp 2001, Statistics in Medicine 20, 3875-3889: the interval of the mean,
        here never narrower than without the correction.
    Higgins, Thompson & Spiegelhalter 2009, JRSS A 172, 137-159: the prediction interval,
        t with a degree of freedom less for the mean and for each spread estimated.
    Borenstein et al. 2009, "Introduction to Meta-Analysis", chapter 19: units in groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from scipy.optimize import brentq
from scipy.special import expit
from scipy.stats import chi2, f, t

from cornered.analysis.intervals import LEVEL
from cornered.core.errors import EstimateError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

PAIR = 2
"""Fewest groups that can differ."""

ON_SCALE = (
    *("mean", "lower", "upper", "predicted_lower", "predicted_upper"),
    *("least_without_one", "most_without_one"),
)
NUMBERS = (*ON_SCALE, "tau", "i2", "q", "p")


def heterogeneity(
    table: pl.DataFrame,
    *,
    by: Sequence[str] = (),
    estimate: str = "estimate",
    se: str = "se",
    level: float = LEVEL,
) -> pl.DataFrame:
    """How much the estimates of a table differ beyond their errors.

    Args:
        table: One row per group, with an estimate on a scale where errors are roughly
            normal, and its standard error, above 0.
        by: Columns that tell tables apart; one row comes of each.
        estimate: Column of the estimates.
        se: Column of the standard errors.
        level: Confidence level of the intervals, in (0, 1).

    Returns:
        The columns of `by`, `groups`, `mean` with `lower` and `upper`, `tau` (standard
        deviation between groups), `i2` (share of the variance that is between groups, in
        [0, 1]), `q` and `p` (that all groups are alike), `predicted_lower` and
        `predicted_upper` (where a further group would lie; null for two groups), and the
        range of the mean if any one group is left out.

    Raises:
        EstimateError: If a column is missing, an error is not above 0, or there are
            fewer than two groups.
    """
    missing = [name for name in (*by, estimate, se) if name not in table.columns]
    if missing:
        message = (
            f"no column {missing[0]!r} to compare groups by; "
            f"allowed: {', '.join(table.columns)}"
        )
        raise EstimateError(message)
    keyed = table.group_by(by, maintain_order=True) if by else [((), table)]
    rows = [
        dict(zip(by, key, strict=True))
        | _combined(
            group[estimate].cast(pl.Float64).to_numpy(),
            group[se].cast(pl.Float64).to_numpy() ** 2,
            level=level,
        )
        for key, group in keyed
    ]
    schema = {name: table.schema[name] for name in by} | {"groups": pl.Int64()}
    return pl.DataFrame(rows, schema=schema | dict.fromkeys(NUMBERS, pl.Float64()))


def rate_heterogeneity(
    counts: pl.DataFrame,
    *,
    group: str,
    unit: str | None = None,
    by: Sequence[str] = (),
    level: float = LEVEL,
) -> pl.DataFrame:
    """How much the rates of groups differ beyond what counting would give.

    Args:
        counts: Rows with `crossed` and `count`; those of one unit (or group) are added,
            so that each is one binomial count: rollouts of one draw must not be many.
        group: Column of what is compared, as developers or models.
        unit: Column of what groups hold, as models; None if a group is one count.
        by: Columns that tell tables apart; one row comes of each.
        level: Confidence level of the intervals, in (0, 1).

    Returns:
        As `heterogeneity`, means and intervals as rates in [0, 1] (of the group in the
        middle, not of all rollouts), `tau` in log odds; `units`, and `tau_units`, the
        standard deviation of units within a group in log odds (null without units). With
        units, `predicted_lower` and `predicted_upper` are where a further unit of a
        further group would lie (null for three groups or fewer).

    Raises:
        EstimateError: As `heterogeneity`.
    """
    keys = [*by, group, *([unit] if unit else [])]
    missing = [n for n in (*keys, "crossed", "count") if n not in counts.columns]
    if missing:
        found = ", ".join(counts.columns)
        message = f"counts have no column {missing[0]!r}; allowed: {found}"
        raise EstimateError(message)
    single = _logits(counts, keys)
    keyed = single.group_by(by, maintain_order=True) if by else [((), single)]
    rows = []
    for key, of in keyed:
        told = dict(zip(by, key, strict=True)) | {"units": of.height}
        grouped, units = of, None
        if unit:
            grouped, spread = _within(of, group)
            told["tau_units"] = spread
            units = Units(spread=spread, freedom=of.height - grouped.height)
        combined = _combined(
            grouped["estimate"].to_numpy(),
            grouped["se"].to_numpy() ** 2,
            units=units,
            level=level,
        )
        as_rates = {
            name: None if combined[name] is None else float(expit(combined[name]))
            for name in ON_SCALE
        }
        rows.append(told | combined | as_rates)
    schema = {name: counts.schema[name] for name in by} | {"groups": pl.Int64()}
    schema |= {"units": pl.Int64(), **dict.fromkeys(NUMBERS, pl.Float64())}
    return pl.DataFrame(rows, schema={**schema, "tau_units": pl.Float64()})


@dataclass(frozen=True, kw_only=True)
class Units:
    """What groups hold."""

    spread: float
    """Standard deviation of units within a group."""
    freedom: int
    """Degrees of freedom with which it was estimated; 0 if no group holds several."""


def _logits(counts: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The logit of each count's rate with its standard error, by Jeffreys' prior."""
    half = pl.col("crossed") + 0.5
    rest = pl.col("count") - pl.col("crossed") + 0.5
    return (
        counts.group_by(keys, maintain_order=True)
        .agg(pl.col("crossed", "count").sum())
        .filter(pl.col("count") > 0)
        .with_columns(estimate=(half / rest).log(), se=(1 / half + 1 / rest).sqrt())
    )


def _within(units: pl.DataFrame, group: str) -> tuple[pl.DataFrame, float]:
    """Estimates of groups that hold units, and the spread of units within a group.

    The spread is one for all groups, by the equation of Paule and Mandel summed over them.
    """
    parts = [
        (part["estimate"].to_numpy(), part["se"].to_numpy() ** 2)
        for part in units.partition_by(group, maintain_order=True)
    ]
    freedom = units.height - len(parts)

    def excess(spread: float) -> float:
        q = 0.0
        for estimate, own in parts:
            weight = 1 / (own + spread)
            q += float(weight @ (estimate - weight @ estimate / weight.sum()) ** 2)
        return q - freedom

    variance = 0.0
    if excess(0.0) > 0:
        most = max(float(np.ptp(estimate)) for estimate, _ in parts) ** 2 * units.height
        variance = float(brentq(excess, 0.0, most))
    rows = []
    for estimate, own in parts:
        weight = 1 / (own + variance)
        mean = float(weight @ estimate / weight.sum())
        rows.append({"estimate": mean, "se": float(weight.sum() ** -0.5)})
    return pl.DataFrame(rows), variance**0.5


def _combined(
    estimate: Floats, variance: Floats, *, units: Units | None = None, level: float
) -> dict[str, float | int | None]:
    """The random-effects model of one table.

    Args:
        estimate: Of each group.
        variance: Of each estimate.
        units: What the groups hold, whose spread is in the variances; None if nothing.
        level: Confidence level of the intervals.
    """
    groups = len(estimate)
    if groups < PAIR or not np.all(variance > 0) or np.any(np.isnan(estimate)):
        message = (
            f"{groups} groups cannot be compared; allowed: {PAIR} or more, each with an "
            "estimate and an error above 0"
        )
        raise EstimateError(message)
    found = _modeled(estimate, variance)
    mean, tau = float(found.mean_effect_re), float(np.sqrt(found.tau2))
    error = float(max(found.sd_eff_w_re**2, found.var_hksj_re)) ** 0.5
    reach = float(t.ppf((1 + level) / 2, groups - 1)) * error
    # Of seven groups with units, t with groups - 2 holds as few as 92 % of further units.
    spread, least = (units.spread, 3) if units else (0.0, 2)
    further = None
    if groups > least:
        varies = (tau**2 + spread**2 + error**2) ** 0.5
        further = float(t.ppf((1 + level) / 2, groups - least)) * varies
    without = [mean]
    if groups > PAIR:
        without = [
            float(
                _modeled(
                    np.delete(estimate, place), np.delete(variance, place)
                ).mean_effect_re
            )
            for place in range(groups)
        ]
    between, q = groups - 1, max(float(found.q), 0.0)
    # A spread that was itself estimated makes the plain test claim too much.
    freedom = units.freedom if units else 0
    p = f.sf(q / between, between, freedom) if freedom else chi2.sf(q, between)
    return {
        "groups": groups,
        "mean": mean,
        "lower": mean - reach,
        "upper": mean + reach,
        "predicted_lower": None if further is None else mean - further,
        "predicted_upper": None if further is None else mean + further,
        "least_without_one": min(without),
        "most_without_one": max(without),
        "tau": tau,
        "i2": max(0.0, (q - between) / q) if q > 0 else 0.0,
        "q": q,
        "p": float(p),
    }


def _modeled(estimate: Floats, variance: Floats) -> Any:  # noqa: ANN401 - statsmodels has no types
    """Statsmodels' random-effects model, tau by Paule and Mandel."""
    from statsmodels.stats.meta_analysis import combine_effects

    # Groups that are alike to the last digit have a Q of 0, by which it divides.
    with np.errstate(divide="ignore", invalid="ignore"):
        return combine_effects(estimate, variance, method_re="pm", maxiter=1000)
