"""Equivalence: whether two rates are alike, which a high p-value never shows.

Two one-sided tests: the difference is above -margin, and below +margin. Both at alpha
are the question whether the interval at level 1 - 2 alpha lies within the margin.

References:
    Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from cornered.analysis.clustered import Sampled
from cornered.analysis.intervals import LEVEL
from cornered.analysis.unpaired import difference_interval, p_value
from cornered.core.errors import EstimateError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MARGIN = 0.10
"""Differences of rates that are taken as none, unless another margin is named."""

ALPHA = 0.05
"""Error rate of a claim of equivalence."""

EQUIVALENT, DIFFERENT, UNDECIDED = "equivalent", "different", "undecided"
"""Verdicts: within the margin; beyond it; neither is shown."""


@dataclass(frozen=True, kw_only=True)
class Equivalence:
    """Whether a difference lies within a margin."""

    margin: float
    p: float
    """Of the claim that it does not; NaN if there is no difference."""
    verdict: str
    """`equivalent`, `different` (the interval lies beyond the margin) or `undecided`."""


def equivalent(
    difference: float,
    lower: float,
    upper: float,
    *,
    margin: float = MARGIN,
    level: float = LEVEL,
) -> Equivalence:
    """Whether a difference lies within a margin, from its interval.

    Args:
        difference: Of two rates, in [-1, 1].
        lower: Bound of its interval.
        upper: Bound of its interval.
        margin: In (0, 1).
        level: Confidence level of the interval, in (0, 1).

    Raises:
        EstimateError: If the margin is not in (0, 1).

    Examples:
        >>> equivalent(0.01, -0.04, 0.06).verdict
        'equivalent'
        >>> equivalent(0.3, 0.2, 0.4).verdict, equivalent(0.1, 0.0, 0.2).verdict
        ('different', 'undecided')
    """
    bounds = [np.array([each]) for each in (difference, lower, upper)]
    p = tost(*bounds, margin=margin, level=level)
    (verdict,) = verdicts(p, bounds[1], bounds[2], margin=margin)
    return Equivalence(margin=margin, p=float(p[0]), verdict=verdict)


def equivalent_counts(
    low: tuple[int, int], high: tuple[int, int], *, margin: float = MARGIN
) -> Equivalence:
    """Whether two rates counted in independent simple samples are alike.

    Args:
        low: (crossed, scored) of the one.
        high: (crossed, scored) of the other.
        margin: In (0, 1).

    Raises:
        EstimateError: If the margin is not in (0, 1), or a count is impossible.
    """
    _check_margin(margin)
    for crossed, scored in (low, high):
        if not 0 <= crossed <= scored or not scored:
            message = f"{crossed} crossed of {scored}; allowed: 0 to all of 1 or more"
            raise EstimateError(message)
    one, other = (
        Sampled.simple(np.array([crossed / scored]), np.array([float(scored)]))
        for crossed, scored in (low, high)
    )

    def interval(level: Floats) -> tuple[Floats, Floats]:
        return difference_interval(one, other, level=level)

    difference = other.rate - one.rate
    lower, upper = interval(np.array([LEVEL]))
    tails = [p_value(interval, np.array([end])) / 2 for end in (-margin, margin)]
    above = np.where(difference > -margin, tails[0], 1 - tails[0])
    below = np.where(difference < margin, tails[1], 1 - tails[1])
    p = np.maximum(above, below)
    (verdict,) = verdicts(p, lower, upper, margin=margin)
    return Equivalence(margin=margin, p=float(p[0]), verdict=verdict)


def tost(
    difference: Floats,
    lower: Floats,
    upper: Floats,
    *,
    margin: float = MARGIN,
    level: float = LEVEL,
) -> Floats:
    """The larger p-value of the two one-sided tests, from intervals.

    Each bound stands for a standard error of its own side, as intervals of rates are
    asymmetric.

    Args:
        difference: Shape (n,); NaN where there is none.
        lower: Bounds of the intervals, shape (n,).
        upper: Bounds of the intervals, shape (n,).
        margin: In (0, 1).
        level: Confidence level of the intervals, in (0, 1).

    Returns:
        Shape (n,); NaN where there is no difference.

    Raises:
        EstimateError: If the margin is not in (0, 1).
    """
    _check_margin(margin)
    z = norm.ppf((1 + level) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        above = z * (difference + margin) / (difference - lower)
        below = z * (margin - difference) / (upper - difference)
    p: Floats = np.maximum(norm.sf(above), norm.sf(below))
    return p


def verdicts(
    p: Floats, lower: Floats, upper: Floats, *, margin: float, alpha: float = ALPHA
) -> list[str]:
    """The verdict on each; without a difference it is undecided."""
    words = np.where(
        p <= alpha,
        EQUIVALENT,
        np.where((lower > margin) | (upper < -margin), DIFFERENT, UNDECIDED),
    )
    return [str(each) for each in words]


def _check_margin(margin: float) -> None:
    """Raise if a difference of rates cannot lie beyond the margin."""
    if not 0 < margin < 1:
        message = f"equivalence margin {margin!r}; allowed: above 0, below 1"
        raise EstimateError(message)
