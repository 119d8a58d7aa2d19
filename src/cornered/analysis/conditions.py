"""Conditions: counts per cluster and condition, and sums of rates with their bounds.

A rate's bounds are those of its logit (`logistic`, one term per condition); bounds of a
weighted sum of rates are put together from them and from how the rates vary together over
clusters. Sums of observed rates ask no model how factors work together.

References:
    Zou 2007, Psychological Methods 12, 399-413; Newcombe 1998, Statistics in Medicine 17,
        873-890: bounds of a difference from those of its parts.
    Puhr et al. 2017, Statistics in Medicine 36, 2302-2317: why rates are not taken from
        a penalized fit, which pulls them toward one half.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy.special import expit
from scipy.stats import t

from cornered.analysis.arms import level_rank
from cornered.analysis.intervals import LEVEL
from cornered.analysis.logistic import Counts, Fit, fit
from cornered.core.errors import EstimateError

if TYPE_CHECKING:
    from numpy.typing import NDArray

PAIR = 2

Term = tuple[tuple[str, str], ...]
"""(factor, level): one for the effect of a level, two for that of a pair."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """Counts per cluster and condition, and what the conditions are."""

    factors: tuple[str, ...]
    levels: Mapping[str, tuple[str, ...]]
    """Factor -> levels, the reference first."""
    conditions: tuple[tuple[str, ...], ...]
    """Levels in the order of `factors`."""
    counts: Counts

    def terms(self, pairs: bool) -> Iterator[Term]:  # noqa: FBT001
        """Each level but the reference, then each pair of levels of two factors."""
        single = [
            [((name, each),) for each in self.levels[name][1:]] for name in self.factors
        ]
        for of in single:
            yield from of
        if pairs:
            for one, other in combinations(single, 2):
                yield from (first + second for first, second in product(one, other))

    def contrast(self, term: Term) -> NDArray[np.float64]:
        """Weights of the conditions whose sum over rates is the effect of `term`.

        All 0 if no observed conditions tell it.
        """
        place = {name: i for i, name in enumerate(self.factors)}
        index = {each: i for i, each in enumerate(self.conditions)}
        weights = np.zeros(len(self.conditions))
        fours = []
        for each in self.conditions:
            if any(each[place[name]] != to for name, to in term):
                continue
            corners = []
            for kept in product((True, False), repeat=len(term)):
                moved = list(each)
                for (name, _), keep in zip(term, kept, strict=True):
                    if not keep:
                        moved[place[name]] = self.levels[name][0]
                corners.append((tuple(moved), (-1) ** kept.count(False)))
            if all(at in index for at, _ in corners):
                fours.append(corners)
        for corners in fours:
            for at, sign in corners:
                weights[index[at]] += sign / len(fours)
        return weights

    @cached_property
    def rates(self) -> NDArray[np.float64]:
        """Rate of each condition."""
        return np.asarray(
            self.counts.crossed.sum(axis=0) / self.counts.count.sum(axis=0)
        )

    @cached_property
    def saturated(self) -> Fit:
        """The fit with one term per condition: the logit of each rate."""
        return fit(np.eye(len(self.conditions)), self.counts)

    def risk(
        self, weights: NDArray[np.float64], *, level: float = LEVEL
    ) -> tuple[float, float, float, float]:
        """The weighted sum of rates, its bounds, and p that it is 0.

        The bounds have the limits that the weights allow; p is the smallest at whose
        interval 0 is a bound.
        """
        value = float(weights @ self.rates)
        lower, upper = self._bounds(weights, value, level)
        low, high = 0.0, 1.0
        for _ in range(40):
            middle = (low + high) / 2
            below, above = self._bounds(weights, value, 1 - middle)
            low, high = (middle, high) if below <= 0 <= above else (low, middle)
        return value, lower, upper, high

    def _bounds(
        self, weights: NDArray[np.float64], value: float, level: float
    ) -> tuple[float, float]:
        """Bounds of a weighted sum of rates, from those of the rates."""
        fitted = self.saturated
        error = np.sqrt(np.diag(fitted.covariance))
        together = fitted.covariance / np.outer(error, error)
        reach = t.ppf((1 + level) / 2, fitted.freedom) * error
        down = self.rates - np.minimum(expit(fitted.coefficients - reach), self.rates)
        up = np.maximum(expit(fitted.coefficients + reach), self.rates) - self.rates
        bounds = []
        for sign in (-1, 1):
            far = weights * np.where(weights * sign > 0, up, down)
            bounds.append(value + sign * float(np.sqrt(max(far @ together @ far, 0.0))))
        most = float(np.abs(weights).sum()) / 2
        return max(bounds[0], -most), min(bounds[1], most)


def cells_of(
    counts: pl.DataFrame,
    *,
    factors: Sequence[str],
    cluster: str,
    reference: Mapping[str, str] | None = None,
) -> Cells:
    """The conditions of a table of counts, see `effects`.

    Raises:
        EstimateError: If a column is missing, a level unknown, or a factor has one level.
    """
    needed = [*factors, cluster, "crossed", "count"]
    missing = [name for name in needed if name not in counts.columns]
    if missing:
        message = (
            f"counts have no column {missing[0]!r}; allowed: a table with "
            f"{', '.join(needed)}"
        )
        raise EstimateError(message)
    seen = counts.filter(pl.col("count") > 0)
    levels = {
        name: _levels(name, seen[name].unique().to_list(), reference or {})
        for name in factors
    }
    seen = seen.group_by(cluster, *factors).agg(pl.col("crossed", "count").sum())
    conditions = sorted(
        seen.select(factors).unique().iter_rows(),
        key=lambda each: [
            levels[n].index(x) for n, x in zip(factors, each, strict=True)
        ],
    )
    at = {each: i for i, each in enumerate(conditions)}
    of = {each: i for i, each in enumerate(sorted(seen[cluster].unique().to_list()))}
    crossed, count = np.zeros((2, len(of), len(conditions)))
    rows = [of[each] for each in seen[cluster]]
    columns = [at[each] for each in seen.select(factors).iter_rows()]
    crossed[rows, columns] = seen["crossed"].to_numpy()
    count[rows, columns] = seen["count"].to_numpy()
    if np.any(crossed > count) or np.any(crossed < 0):
        message = (
            "counts have more that crossed than there are; allowed: up to the count"
        )
        raise EstimateError(message)
    return Cells(
        factors=tuple(factors),
        levels=levels,
        conditions=tuple(conditions),
        counts=Counts(crossed=crossed, count=count),
    )


def _levels(
    factor: str, found: Sequence[str], reference: Mapping[str, str]
) -> tuple[str, ...]:
    """The levels of a factor, the reference first."""
    ordered = sorted(found, key=lambda each: (level_rank(factor, each), each))
    if len(ordered) < PAIR:
        message = (
            f"factor {factor!r} has {len(ordered)} levels with scored rollouts; "
            f"allowed: {PAIR} or more"
        )
        raise EstimateError(message)
    first = reference.get(factor, "none" if "none" in ordered else ordered[0])
    if first not in ordered:
        message = (
            f"reference {first!r} of factor {factor!r} was not played; "
            f"allowed: {', '.join(ordered)}"
        )
        raise EstimateError(message)
    return (first, *(each for each in ordered if each != first))
