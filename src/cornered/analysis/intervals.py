"""Exact intervals for a proportion, for arrays, with clusters allowed for.

Why exact: the coverage of a Clopper-Pearson interval is never below its nominal level,
and the interval is never of zero width, whatever was counted. It is wide for that; a
rate of zero that only looks certain is the worse error here.

References:
    Clopper & Pearson 1934, Biometrika 26, 404-413: the exact interval.
    Korn & Graubard 1998, Survey Methodology 24, 193-201: the exact interval at the
    effective sample size, with a correction for the degrees of freedom.
    Fay & Feuer 1997, Statistics in Medicine 16, 791-801: intervals of weighted sums of
        counts, which allow for one more at the largest weight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import beta, t

from cornered.core.errors import EstimateError

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVEL = 0.95
"""Confidence level of every interval of a single rate."""

ROUNDING = 1e-9
"""By what sums of weights may miss what they are of."""


def exact_interval(
    crossed: NDArray[np.float64],
    count: NDArray[np.float64],
    *,
    level: float | NDArray[np.float64] = LEVEL,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lower and upper bounds of proportions, Clopper-Pearson, NaN where count is 0.

    Args:
        crossed: How many crossed, shape (n,); need not be whole.
        count: Of how many, shape (n,); need not be whole.
        level: Confidence level in (0, 1), one for all or one for each.

    Returns:
        Two arrays of probabilities, each of shape (n,).

    Raises:
        EstimateError: If a count is negative or smaller than what crossed of it.

    Examples:
        >>> lower, upper = exact_interval(np.array([0.0, 5.0]), np.array([10.0, 10.0]))
        >>> [round(float(x), 4) for x in (*lower, *upper)]
        [0.0, 0.1871, 0.3085, 0.8129]
    """
    if np.any(crossed < 0) or np.any(crossed > count):
        message = "a rate was asked of counts that are negative or exceed their total"
        raise EstimateError(message)
    tail = (1 - level) / 2
    held = count - crossed
    # beta.ppf gives NaN at parameter 0; those bounds are 0 and 1 by definition.
    with np.errstate(invalid="ignore"):
        lower = np.where(crossed > 0, beta.ppf(tail, crossed, held + 1), 0.0)
        upper = np.where(held > 0, beta.ppf(1 - tail, crossed + 1, held), 1.0)
    nothing = count == 0
    return np.where(nothing, np.nan, lower), np.where(nothing, np.nan, upper)


def weighted_interval(
    rate: NDArray[np.float64],
    worth: NDArray[np.float64],
    step: NDArray[np.float64],
    *,
    level: float | NDArray[np.float64] = LEVEL,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bounds of rates whose rollouts weigh unlike; NaN where `worth` is 0.

    The exact interval allows for one more that crossed, or held. Here that one has the
    largest weight: a cell of few rollouts, of which none crossed, may hide the most.

    Args:
        rate: In [0, 1], shape (n,).
        worth: Effective count, shape (n,).
        step: What one more would add to the rate, shape (n,); at 1 / `worth` the
            interval is the exact one.
        level: Confidence level in (0, 1), one for all or one for each.

    Returns:
        Two arrays of probabilities, each of shape (n,).

    References:
        Fay & Feuer 1997, Statistics in Medicine 16, 791-801; here with the beta
            distribution in place of the gamma.

    Examples:
        >>> one, few = np.array([0.05]), np.array([20.0])
        >>> same = weighted_interval(one, few, 1 / few)
        >>> [round(float(x), 6) for (x,) in same]
        [0.001265, 0.248733]
        >>> [round(float(x), 6) for (x,) in exact_interval(one * few, few)]
        [0.001265, 0.248733]
    """
    tail = (1 - level) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        more, fewer = _inflated(rate, worth, step), _inflated(1 - rate, worth, step)
        upper = beta.ppf(1 - tail, (rate + step) * more, (1 - rate) * more)
        lower = beta.ppf(tail, rate * fewer, (1 - rate + step) * fewer)
    lower, upper = np.where(rate > 0, lower, 0.0), np.where(rate < 1, upper, 1.0)
    nothing = ~(worth > 0)
    return np.where(nothing, np.nan, lower), np.where(nothing, np.nan, upper)


def _inflated(
    rate: NDArray[np.float64], worth: NDArray[np.float64], step: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The count that has the variance of a rate with one more of weight `step`."""
    count: NDArray[np.float64] = (rate + step) / (rate / worth + step**2)
    return count


def _freedom(
    draws: NDArray[np.float64],
    residual: NDArray[np.float64],
    fourth: NDArray[np.float64] | None,
) -> NDArray[np.float64]:
    """Degrees of freedom of a variance between draws; called where 0 / 0 is allowed."""
    if fourth is None:
        return draws - 1
    kurtosis = np.where(residual > 0, draws * fourth / residual**2, 1.0)
    # By Kish's draws a kurtosis may fall short of 1, the least there is.
    excess = np.maximum(kurtosis - 1, 0.0)
    known: NDArray[np.float64] = np.clip(
        2 * draws / excess, 1.0, np.maximum(draws - 1, 1.0)
    )
    return known


def effective_count(
    crossed: NDArray[np.float64],
    count: NDArray[np.float64],
    draws: NDArray[np.float64],
    residual: NDArray[np.float64],
    *,
    fourth: NDArray[np.float64] | None = None,
    least: NDArray[np.float64] | None = None,
    level: float | NDArray[np.float64] = LEVEL,
) -> NDArray[np.float64]:
    """How many independent rollouts the scored ones of a cell are worth.

    With one rollout per draw it is their count. With more, the variance of the rate
    comes from between draws (linearization of the ratio, draws as clusters), the
    design effect is that variance over the binomial one, at least 1, and the count is
    divided by it and corrected for the degrees of freedom. These are draws - 1, or fewer
    where few draws hold most of the variance: then it is less well known than the number
    of draws would say (Satterthwaite). It is never fewer than the draws: a mean of
    draws, each in [0, 1], varies no more than as many that are 0 or 1 (Hoeffding).
    Where all rollouts of a cell agree, or it has one draw only, the data cannot show how
    alike a draw's replicates are: then each draw counts once.

    Args:
        crossed: How many crossed, shape (n,).
        count: How many were scored, shape (n,).
        draws: Over how many draws, shape (n,); where they weigh unlike, as many as
            tell the same (Kish): 1 / sum of squared weights.
        residual: Sum over draws of (crossed - rate * scored) squared, shape (n,).
        fourth: The same sum of fourth powers, shape (n,), from which the degrees of
            freedom are; None for draws - 1.
        least: What they are worth at the least, shape (n,); None for `draws`.
        level: Confidence level of the interval it is for, in (0, 1); one or each.

    Returns:
        Effective counts, shape (n,); at least `least` and at most `count`.

    References:
        Korn & Graubard 1998, Survey Methodology 24, 193-201.
        Satterthwaite 1946, Biometrics Bulletin 2, 110-114: a variance estimate whose
            terms have kurtosis K has 2 draws / (K - 1) degrees of freedom.
        Hoeffding 1956, Annals of Mathematical Statistics 27, 713-721.
        Kish 1965, Survey Sampling, 11.7: the loss from unlike weights.
    """
    floor = draws if least is None else least
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = crossed / count
        binomial = rate * (1 - rate) / count
        between = draws / (draws - 1) * residual / count**2
        design_effect = np.maximum(between / binomial, 1.0)
        tail = (1 - level) / 2
        freedom = _freedom(draws, residual, fourth)
        ratio = (t.ppf(tail, count - 1) / t.ppf(tail, freedom)) ** 2
        clustered = np.maximum(count / design_effect * ratio, floor)
    unknown = (draws < 2) | (crossed == 0) | (crossed == count)  # noqa: PLR2004
    clustered = np.minimum(count, np.where(unknown, floor, clustered))
    # Sums of weights may miss the count by a rounding.
    return np.where(draws >= count * (1 - ROUNDING), count, clustered)
