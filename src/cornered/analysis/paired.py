"""Paired: two arms on the same draws, so that what draws differ in cancels.

References:
    McNemar 1947, Psychometrika 12, 153-157: pairs that agree say nothing; of those that
        do not, either way is as likely under the null. Exact by the binomial.
    Newcombe 1998, Statistics in Medicine 17, 2635-2650: intervals of the difference of
        paired rates from the bounds of each and their correlation.
    Donner & Zou 2012, Statistical Methods in Medical Research 21, 347-359: the same for
        any bounds of each, clusters allowed for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import binom

from cornered.analysis.clustered import Sampled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def mcnemar(only_low: Floats, only_high: Floats) -> Floats:
    """The exact two-sided p-value that crossing is as likely in both arms.

    Args:
        only_low: Draws that crossed in the reference arm alone, shape (n,).
        only_high: Draws that crossed in the other arm alone, shape (n,).

    Examples:
        >>> mcnemar(np.array([1.0]), np.array([9.0])).round(4).tolist()
        [0.0215]
    """
    differing = only_low + only_high
    less = np.minimum(only_low, only_high)
    p: Floats = np.minimum(2 * binom.cdf(less, differing, 0.5), 1.0)
    return p


def correlation(low: Sampled, high: Sampled, products: Floats) -> Floats:
    """Of the errors of two rates that share draws; shrunk, so that it is never 1.

    It is that of the draws' influences on both rates, where each variance is at least
    the binomial one, with half a draw added that crossed in the one arm alone and half
    a one in the other: where all pairs agree, that they always will is not known.

    Args:
        low: Rates of the reference arm, shape (n,).
        high: Rates of the other arm, shape (n,).
        products: Sum over draws of the product of both influences, shape (n,).

    Returns:
        Shape (n,), in (-1, 1); 0 where a rate is 0 or 1.
    """
    scale = np.sqrt(_variance(low) * _variance(high))
    with np.errstate(divide="ignore", invalid="ignore"):
        shared = products / scale
    return np.where(np.isfinite(shared), shared, 0.0)


def _variance(arm: Sampled) -> Floats:
    """Sum of squared influences, at least the binomial one, with the half draws."""
    own = arm.rate * (1 - arm.rate)
    half = 0.5 * (arm.rate**2 + (1 - arm.rate) ** 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        least = np.maximum(arm.spread, own / arm.count)
        widened: Floats = least * (1 + half / (own * arm.draws))
    return widened
