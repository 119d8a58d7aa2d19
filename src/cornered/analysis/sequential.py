"""Sequential looks: a contrast tested while it is played, its error kept to alpha.

Who tests at 5 % at each of five looks claims something from nothing in 14 % of studies.
Here each look may spend a share of alpha that depends on how much of what was planned has
been played, by the spending function of Lan and DeMets that is shaped like the bounds of
O'Brien and Fleming: nearly nothing early, nearly all at the end. Bounds are found by
numeric integration over the paths that no earlier look has stopped.

A test of any kind can be looked at so, since its p-value is compared with the two-sided
tail of the bound (`levels`): exact tests stay exact. An interval at one less that level
(a repeated interval) covers at every look, whether or not the contrast was stopped, and
`repeated_p` is the smallest alpha at which the look would have decided.

References:
    Lan & DeMets 1983, Biometrika 70, 659-663: spending; O'Brien & Fleming 1979,
        Biometrics 35, 549-556.
    Armitage, McPherson & Rowe 1969, JRSS A 132, 235-244: the integration, and what
        naive looks cost.
    Jennison & Turnbull 2000, "Group Sequential Methods", chapters 7 (unequal looks) and
        9 (repeated intervals and p-values).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm

from cornered.core.errors import EstimateError

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALPHA = 0.05
"""Chance of a false claim over all looks, two-sided."""

FAR = 9.0
"""Standard deviations beyond which no path is looked for."""

LEAST_P = 1e-12
"""Smallest repeated p-value that is told apart from 0."""

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


def fractions(looks: int) -> tuple[float, ...]:
    """Equally spaced looks.

    Examples:
        >>> fractions(4)
        (0.25, 0.5, 0.75, 1.0)
    """
    return tuple((look + 1) / looks for look in range(looks))


def bounds(looks: int | Sequence[float], alpha: float = ALPHA) -> tuple[float, ...]:
    """What |z| must reach at each look to be called different from 0.

    Args:
        looks: How many equally spaced ones, or the fraction of the information at each:
            rising, in (0, 1].
        alpha: Two-sided chance of a false claim over all looks, in (0, 1).

    Raises:
        EstimateError: If the fractions do not rise within (0, 1].

    Examples:
        >>> [round(each, 3) for each in bounds(3)]
        [3.71, 2.511, 1.993]
    """
    at = fractions(looks) if isinstance(looks, int) else tuple(map(float, looks))
    rising = all(a < b for a, b in zip((0.0, *at), at, strict=False))
    if not at or not rising or at[-1] > 1 or not 0 < alpha < 1:
        message = (
            f"looks at fractions {list(at)!r} with alpha {alpha!r}; allowed: fractions "
            "that rise within (0, 1], alpha within (0, 1)"
        )
        raise EstimateError(message)
    return _bounds(at, float(alpha))


def levels(looks: int | Sequence[float], alpha: float = ALPHA) -> tuple[float, ...]:
    """The two-sided level at which each look tests: what its p-value must not exceed.

    Examples:
        >>> [round(each, 4) for each in levels(3)]
        [0.0002, 0.012, 0.0463]
    """
    return tuple(float(2 * norm.sf(each)) for each in bounds(looks, alpha))


def decided(
    p: float, look: int, looks: int | Sequence[float], alpha: float = ALPHA
) -> bool:
    """Whether a p-value at a look, counted from 0, decides the contrast.

    Examples:
        >>> decided(0.001, 0, 4), decided(0.001, 1, 4)
        (False, True)
    """
    return p <= levels(looks, alpha)[look]


def repeated_p(p: float, look: int, looks: int | Sequence[float]) -> float:
    """The smallest alpha at which a p-value at a look, counted from 0, decides.

    Valid at any look, stopped or not; never below `LEAST_P`.

    Examples:
        >>> round(repeated_p(0.0463, 2, 3), 3)
        0.05
    """
    least, most = np.log(LEAST_P), np.log1p(-1e-9)

    def beyond(log_alpha: float) -> float:
        level = levels(looks, float(np.exp(log_alpha)))[look]
        return float(np.log(max(level, 1e-300)) - np.log(max(p, 1e-300)))

    if beyond(least) >= 0:
        return LEAST_P
    if beyond(most) <= 0:
        return 1.0
    return float(np.exp(brentq(beyond, least, most, xtol=1e-7)))


@lru_cache(maxsize=4096)
def _bounds(at: tuple[float, ...], alpha: float) -> tuple[float, ...]:
    """The bounds; remembered, since reports and looks ask for the same ones."""
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
