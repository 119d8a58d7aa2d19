"""Multiplicity: p-values of a family, adjusted for how many there are.

Holm's method is three lines here and not statsmodels' function, which takes a second to
import and then collects all garbage at each call; tests hold both against each other.

References:
    Holm 1979, Scandinavian Journal of Statistics 6, 65-70: for planned contrasts; the
    chance of any false claim stays below alpha, however the tests depend on each other.
    Benjamini & Hochberg 1995, JRSS B 57, 289-300: for exploration; the expected share of
    false claims stays below alpha where tests are independent or positively dependent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import false_discovery_control

from cornered.core.errors import EstimateError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def holm(p: ArrayLike) -> NDArray[np.float64]:
    """Holm's adjusted p-values.

    Args:
        p: P-values in [0, 1], shape (n,); NaN where there was no test. Those are no
            members of the family.

    Returns:
        Adjusted p-values, shape (n,); NaN stays NaN.

    Raises:
        EstimateError: If a p-value is outside [0, 1].

    Examples:
        >>> [round(float(each), 3) for each in holm([0.01, 0.04, 0.03])]
        [0.03, 0.06, 0.06]
    """
    return _adjusted(p, _stepped_down)


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """Benjamini's and Hochberg's adjusted p-values; arguments as those of `holm`.

    Examples:
        >>> [round(float(each), 3) for each in benjamini_hochberg([0.01, 0.04, 0.03])]
        [0.03, 0.04, 0.04]
    """
    return _adjusted(p, false_discovery_control)


def _stepped_down(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each p-value times how many are no smaller, at least as large as those before."""
    order = np.argsort(p, kind="stable")
    raised = np.maximum.accumulate(np.arange(p.size, 0, -1) * p[order])
    result = np.empty(p.size)
    result[order] = np.minimum(raised, 1.0)
    return result


def _adjusted(
    p: ArrayLike, method: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Adjusted p-values, of those that there are."""
    given = np.array(p, dtype=np.float64)
    known = ~np.isnan(given)
    wrong = given[known & ~((given >= 0) & (given <= 1))]
    if wrong.size:
        message = f"p-value {float(wrong[0])!r}; allowed: 0 to 1, NaN for no test"
        raise EstimateError(message)
    if known.any():
        given[known] = method(given[known])
    return given
