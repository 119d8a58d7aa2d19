"""Power: how wide intervals will be and what will be found, by simulated studies.

Each simulated study has the design of the planned one. A draw shifts the log-odds of all
arms by its own amount, normal with the standard deviation `draw_sd`; replicates within a
draw are independent given it; arms share draws. It is then analyzed by what analyzes a
real one: single cells by `analysis.clustered`, contrasts by `analysis.paired`, exact
McNemar where each draw was played once in each arm, else the interval of the difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit

from cornered.analysis.clustered import Sampled
from cornered.analysis.intervals import LEVEL
from cornered.analysis.paired import correlation, mcnemar
from cornered.analysis.unpaired import difference_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

DRAW_SD = 1.0
"""Standard deviation between draws, in log-odds, if nobody says."""

STUDIES = 2_000
"""Simulated studies behind each figure (count), fewer where draws are many."""

NUMBERS = 1_000_000
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
    generator = np.random.default_rng(seed)
    crossed = _played(design, rate, _shifts(design, generator), generator)
    arm, _ = _sampled(crossed, design.replicates)
    lower, upper = arm.interval(level)
    return float((upper - lower).mean() / 2)


def power(
    low: Design,
    high: Design,
    *,
    rates: tuple[float, float],
    alpha: float,
    seed: int = 1,
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
        return float(_single(first, second, alpha).mean())
    arms = (first, low.replicates), (second, high.replicates)
    return float(_several(*arms, alpha).mean())


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
        return np.asarray(generator.random(shift.shape) < chance, dtype=np.int64)
    return np.asarray(generator.binomial(design.replicates, chance), dtype=np.int64)


def _single(
    first: NDArray[np.int64], second: NDArray[np.int64], alpha: float
) -> NDArray[np.bool_]:
    """Whether pairs of single plays are told apart, for each study."""
    only_high = ((second == 1) & (first == 0)).sum(axis=1)
    only_low = ((second == 0) & (first == 1)).sum(axis=1)
    p = mcnemar(only_low.astype(float), only_high.astype(float))
    return np.asarray(p <= alpha)


def _several(
    low: tuple[NDArray[np.int64], int],
    high: tuple[NDArray[np.int64], int],
    alpha: float,
) -> NDArray[np.bool_]:
    """Whether the interval of the difference leaves out 0, for each study.

    Args:
        low: Crossed plays by study and draw, and plays of a draw, of the first arm.
        high: The same of the second.
        alpha: Two-sided level.
    """
    first, own = _sampled(*low)
    second, other = _sampled(*high)
    tied = correlation(first, second, (own * other).sum(axis=1))
    lower, upper = difference_interval(first, second, correlation=tied, level=1 - alpha)
    return np.asarray((lower > 0) | (upper < 0))


def _sampled(
    crossed: NDArray[np.int64], replicates: int
) -> tuple[Sampled, NDArray[np.float64]]:
    """One arm of each study, and the influence of each draw on its rate."""
    studies, draws = crossed.shape
    count = draws * replicates
    rate = crossed.sum(axis=1) / count
    influence = (crossed - rate[:, None] * replicates) / count
    arm = Sampled(
        rate=rate,
        count=np.full(studies, float(count)),
        draws=np.full(studies, float(draws)),
        spread=(influence**2).sum(axis=1),
        fourth=(influence**4).sum(axis=1),
    )
    return arm, influence
