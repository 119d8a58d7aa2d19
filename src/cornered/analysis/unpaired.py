"""Unpaired: the difference of two independent rates, by an interval never of zero width.

Each rate has an asymmetric interval of its own; the distances from the rates to their
bounds are combined as standard errors are (MOVER: method of variance estimates
recovery). So the difference inherits what the single intervals hold: clusters are
allowed for, bounds stay within [-1, 1], and 0 of n against 0 of n is not certain.

References:
    Newcombe 1998, Statistics in Medicine 17, 873-890, method 10: with Wilson's bounds.
    Donner & Zou 2012, Statistical Methods in Medical Research 21, 347-359: MOVER for
        any two intervals, and for correlated rates.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from cornered.analysis.clustered import Sampled
from cornered.analysis.intervals import LEVEL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SMALLEST = 1e-12
"""P-values are not told below it: intervals at such levels are no longer exact."""

HALVINGS = 45
"""Of the range of log p; the sixth digit of p is then settled."""


def difference_interval(
    low: Sampled,
    high: Sampled,
    *,
    correlation: float | Floats = 0.0,
    level: float | Floats = LEVEL,
) -> tuple[Floats, Floats]:
    """Bounds of high - low, each of shape (n,), in [-1, 1].

    Args:
        low: Rates of the reference arm, shape (n,).
        high: Rates of the arm compared with it, shape (n,).
        correlation: Of the two rates' errors, in (-1, 1); 0 where the arms share no
            draw.
        level: Confidence level in (0, 1), one or each.
    """
    low_lower, low_upper = low.interval(level)
    high_lower, high_upper = high.interval(level)
    difference = high.rate - low.rate
    down = _combined(high.rate - high_lower, low_upper - low.rate, correlation)
    up = _combined(high_upper - high.rate, low.rate - low_lower, correlation)
    return np.maximum(difference - down, -1.0), np.minimum(difference + up, 1.0)


def p_value(
    interval: Callable[[Floats], tuple[Floats, Floats]], null: Floats
) -> Floats:
    """The two-sided p-value of `null`: 1 - the level at which the interval reaches it.

    So a p-value never contradicts the interval it stands beside.

    Args:
        interval: Level for each -> bounds of each.
        null: The value that is tested, shape (n,); NaN gives NaN.

    Returns:
        Shape (n,), in [SMALLEST, 1].
    """
    least, most = np.full(null.shape, np.log(SMALLEST)), np.zeros(null.shape)
    for _ in range(HALVINGS):
        middle = (least + most) / 2
        lower, upper = interval(-np.expm1(middle))
        inside = (lower <= null) & (null <= upper)
        least, most = np.where(inside, middle, least), np.where(inside, most, middle)
    lower, _ = interval(np.full(null.shape, LEVEL))
    return np.where(np.isnan(lower) | np.isnan(null), np.nan, np.exp(most))


def _combined(one: Floats, other: Floats, correlation: float | Floats) -> Floats:
    """The distance from a difference to its bound, from those of both rates."""
    squared = one**2 + other**2 - 2 * correlation * one * other
    result: Floats = np.sqrt(np.maximum(squared, 0.0))
    return result
