"""Power: how wide intervals will be and what will be found, by simulated studies.

Each simulated study has the design of the planned one. A draw shifts the log-odds of all
arms by its own amount, normal with the standard deviation `draw_sd`; replicates within a
draw are independent given it; arms share draws. It is then analyzed as a real one is:
single cells by the exact interval at the effective count, contrasts on the same draws by
McNemar's exact test, or by t over the draws' differences where a draw has several plays.

References:
    Clopper & Pearson 1934, Biometrika 26; Korn & Graubard 1998, Survey Methodology 24.
    McNemar 1947, Psychometrika 12, 153-157.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit
from scipy.stats import binom, t

from cornered.analysis.intervals import LEVEL, effective_count, exact_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

DRAW_SD = 1.0
"""Standard deviation between draws, in log-odds, if nobody says."""

STUDIES = 2_000
"""Simulated studies behind each figure (count), fewer where draws are many."""

NUMBERS = 4_000_000
"""Random numbers that one figure may take (count)."""

FEWEST = 200
"""Fewest simulated studies behind a figure (count)."""

PRECISION = 0.002
"""How closely a detectable difference is looked for."""

NODES = 40
"""Points of the integral over draws (count)."""


@dataclass(frozen=True, kw_only=True)
class Design:
    """How often one arm is played."""

    draws: int
    replicates: int = 1
    """Plays of each draw in one arm."""
    draw_sd: float = DRAW_SD
    """Standard deviation between draws, in log-odds."""

    @property
    def studies(self) -> int:
        """How many studies are simulated."""
        return max(FEWEST, min(STUDIES, NUMBERS // self.draws))


def intercept(rate: float, draw_sd: float) -> float:
    """Log-odds at an average draw such that all draws together have `rate`.

    Examples:
        >>> round(intercept(0.5, 1.0), 6)
        0.0
        >>> intercept(0.1, 0.0) == float(logit(0.1))
        True
    """
    if not 0 < rate < 1 or draw_sd == 0:
        return float(logit(rate))
    points, weights = np.polynomial.hermite_e.hermegauss(NODES)
    weights = weights / weights.sum()

    def missed(at: float) -> float:
        return float(weights @ expit(at + draw_sd * points)) - rate

    span = abs(float(logit(rate))) + 10 * draw_sd
    return float(brentq(missed, -span, span))


def expected_halfwidth(
    design: Design, rate: float, *, level: float = LEVEL, seed: int = 1
) -> float:
    """Mean half-width of the interval of one cell.

    Args:
        design: How often it is played.
        rate: Its true rate over all draws, in [0, 1].
        level: Confidence level, in (0, 1).
        seed: Keys the simulation.
    """
    counts = _counts(design, (rate,), np.random.default_rng(seed))[0]
    scored = np.full(design.studies, float(design.draws * design.replicates))
    crossed = counts.sum(axis=1).astype(float)
    share = crossed / scored
    residual = ((counts - share[:, None] * design.replicates) ** 2).sum(axis=1)
    draws = np.full(design.studies, float(design.draws))
    effective = effective_count(crossed, scored, draws, residual, level=level)
    lower, upper = exact_interval(share * effective, effective, level=level)
    return float((upper - lower).mean() / 2)


def power(
    low: Design, high: Design, *, rates: tuple[float, float], alpha: float, seed: int = 1
) -> float:
    """Share of studies in which two arms on the same draws are told apart.

    Args:
        low: How often the first arm is played.
        high: How often the second is; over the same draws.
        rates: True rates of both over all draws, in [0, 1].
        alpha: Two-sided level of the test, in (0, 1).
        seed: Keys the simulation; the same seed gives the same draws at other rates.
    """
    generator = np.random.default_rng(seed)
    shift = _shifts(low, generator)
    first = _played(low, rates[0], shift, generator)
    second = _played(high, rates[1], shift, generator)
    if low.replicates == high.replicates == 1:
        return float(_mcnemar(first, second, alpha).mean())
    difference = second / high.replicates - first / low.replicates
    return float(_over_draws(difference, alpha).mean())


@lru_cache(maxsize=256)
def detectable(
    low: Design,
    high: Design,
    *,
    rate: float,
    alpha: float,
    wanted: float = 0.8,
    seed: int = 1,
) -> float | None:
    """Smallest difference from `rate` that is found with the wanted power.

    Args:
        low: How often the reference arm is played.
        high: How often the other is.
        rate: True rate of the reference arm; the other's lies above it, or below it where
            the reference is above one half.
        alpha: Two-sided level of the test, in (0, 1).
        wanted: Power, in (0, 1).
        seed: Keys the simulation.

    Returns:
        A difference in (0, 1); None if not even the largest would be found.
    """
    sign, most = (1.0, 1.0 - rate) if rate <= 0.5 else (-1.0, rate)  # noqa: PLR2004

    def found(difference: float) -> bool:
        pair = (rate, min(max(rate + sign * difference, 0.0), 1.0))
        return power(low, high, rates=pair, alpha=alpha, seed=seed) >= wanted

    if not found(most):
        return None
    below, above = 0.0, most
    while above - below > PRECISION:
        middle = (below + above) / 2
        below, above = (below, middle) if found(middle) else (middle, above)
    return above


def _shifts(design: Design, generator: np.random.Generator) -> NDArray[np.float64]:
    """What each draw of each study adds to the log-odds, shape (studies, draws)."""
    return design.draw_sd * generator.standard_normal((design.studies, design.draws))


def _played(
    design: Design,
    rate: float,
    shift: NDArray[np.float64],
    generator: np.random.Generator,
) -> NDArray[np.int64]:
    """How many plays of each draw crossed in one arm, shape (studies, draws)."""
    if 0 < rate < 1:
        chance = expit(intercept(rate, design.draw_sd) + shift)
    else:
        chance = np.full(shift.shape, rate)
    if design.replicates == 1:
        # One uniform number a play: at another rate, the same studies.
        return (generator.random(shift.shape) < chance).astype(np.int64)
    return generator.binomial(design.replicates, chance)


def _counts(
    design: Design, rates: tuple[float, ...], generator: np.random.Generator
) -> list[NDArray[np.int64]]:
    """Crossed plays of each arm, all on the same draws."""
    shift = _shifts(design, generator)
    return [_played(design, rate, shift, generator) for rate in rates]


def _mcnemar(
    first: NDArray[np.int64], second: NDArray[np.int64], alpha: float
) -> NDArray[np.bool_]:
    """Whether McNemar's exact test rejects, for each study."""
    up = ((second == 1) & (first == 0)).sum(axis=1)
    down = ((second == 0) & (first == 1)).sum(axis=1)
    discordant = up + down
    p = np.minimum(2 * binom.cdf(np.minimum(up, down), discordant, 0.5), 1.0)
    return np.asarray(p <= alpha)


def _over_draws(difference: NDArray[np.float64], alpha: float) -> NDArray[np.bool_]:
    """Whether t over the draws' differences rejects, for each study."""
    draws = difference.shape[1]
    if draws < 2:  # noqa: PLR2004 - one draw has no spread
        return np.zeros(len(difference), dtype=np.bool_)
    mean = np.abs(difference.mean(axis=1))
    error = difference.std(axis=1, ddof=1) / np.sqrt(draws)
    return np.asarray((mean > 0) & (mean >= t.ppf(1 - alpha / 2, draws - 1) * error))
