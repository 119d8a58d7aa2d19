"""Spending: how much of alpha each look may use, and the bounds that follow.

The spending function of Lan and DeMets that is shaped like the bounds of O'Brien and
Fleming: nearly nothing early, nearly all at the end. Bounds are found by numeric
integration over the paths that no earlier look has stopped.

References:
    Lan & DeMets 1983, Biometrika 70, 659-663; O'Brien & Fleming 1979, Biometrics 35,
        549-556.
    Armitage, McPherson & Rowe 1969, JRSS A 132, 235-244: the integration.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALPHA = 0.05
"""Chance of a false claim over all looks, two-sided."""

FAR = 9.0
"""Standard deviations beyond which no path is looked for."""

STEP = 0.12
"""Spacing of the grid in standard deviations of what comes until the next look."""


def spent(fraction: float, alpha: float = ALPHA) -> float:
    """The share of alpha that may be spent once a fraction of the study is played.

    Each side has half of alpha, and spends it by 2 - 2 Phi(z / sqrt(fraction)), z the
    quantile that leaves half of that half above it.

    Args:
        fraction: Of the information, in (0, 1].
        alpha: Two-sided, in (0, 1).

    Examples:
        >>> [round(spent(each), 4) for each in (0.25, 0.5, 1.0)]
        [0.0, 0.0031, 0.05]
    """
    return float(4 * norm.sf(norm.isf(alpha / 4) / np.sqrt(fraction)))


@lru_cache(maxsize=4096)
def spending_bounds(at: tuple[float, ...], alpha: float) -> tuple[float, ...]:
    """What |z| must reach at each look, given the fraction of the study at each.

    Remembered, since reports and looks ask for the same ones.

    Args:
        at: Fractions that rise within (0, 1].
        alpha: Two-sided, in (0, 1).
    """
    found: list[float] = []
    used, path = 0.0, (np.zeros(1), np.ones(1))
    for place, fraction in enumerate(at):
        width = np.sqrt(fraction - (at[place - 1] if place else 0.0))
        share = spent(fraction, alpha) - used
        used += share
        found.append(_bound(path, width, share, fraction))
        if place + 1 < len(at):
            ahead = float(np.sqrt(at[place + 1] - fraction))
            path = _onward(path, width, found[-1] * np.sqrt(fraction), ahead, fraction)
    return tuple(found)


Path = tuple["NDArray[np.float64]", "NDArray[np.float64]"]
"""Where unstopped paths are, and the probability of each place."""


def _bound(path: Path, width: float, share: float, fraction: float) -> float:
    """The bound beyond which just `share` of the unstopped paths get at a look."""
    places, mass = path
    root = np.sqrt(fraction)

    def over(bound: float) -> float:
        edge = bound * root
        tails = norm.sf((edge - places) / width) + norm.cdf((-edge - places) / width)
        return float(mass @ tails) - share

    if share <= 0 or over(40.0) >= 0:
        return 40.0
    return float(brentq(over, 0.0, 40.0, xtol=1e-10, rtol=1e-12))


def _onward(
    path: Path, width: float, edge: float, ahead: float, fraction: float
) -> Path:
    """The paths that a look does not stop, on a grid fine enough for the next."""
    places, mass = path
    reach = min(edge, FAR * float(np.sqrt(fraction)))
    points = int(np.clip(2 * reach / (STEP * ahead), 64, 4000))
    nodes, weights = np.polynomial.legendre.leggauss(points)
    to = reach * nodes
    density = norm.pdf((to[:, None] - places[None, :]) / width) @ mass / width
    return to, reach * weights * density
