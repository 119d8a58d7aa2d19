"""Power: how wide intervals will be and what will be found, by simulated studies.

Each simulated study has the design of the planned one. A draw shifts the log-odds of an
arm by its own amount, normal with the standard deviation `draw_sd`; the shifts of the two
arms that share a draw have the correlation `draw_correlation`, since a draw that makes
harm likely in one arm need not do so in the other. Replicates within a draw are
independent given its shift. A play is unscored with the chance `unscored`, whatever
happened in it. A study is then analyzed by what analyzes a real one: single cells by
`analysis.clustered`, contrasts by `analysis.paired`, exact McNemar where each draw was
played once in each arm, else the interval of the difference.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
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

DRAW_CORRELATION = 0.5
"""Correlation of a draw's shifts in two arms, in log-odds, if nobody says."""

STUDIES = 2_000
"""Simulated studies behind each figure (count), fewer where draws are many."""

NUMBERS = 1_000_000
"""Random numbers that one figure may take (count)."""

FEWEST = 200
"""Fewest simulated studies behind a figure (count)."""

PRECISION = 0.002
"""How closely a detectable difference is looked for."""

STEPS = 16
"""Differences at which power is first tried, from the largest down (count)."""

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
    draw_correlation: float = DRAW_CORRELATION
    """Of a draw's shifts in the two arms of a contrast, in [0, 1]."""
    unscored: float = 0.0
    """Share of plays that nobody can score, in [0, 1)."""

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
    own, _ = _shifts(design, generator)
    arm, _ = _sampled(_played(design, rate, own, generator))
    # `rates.cell_rates` has one cell, so no draw that weighs more hides more.
    lower, upper = replace(arm, unit=None).interval(level)
    # Where nothing was scored, the rate may be anything.
    return float(np.nan_to_num(upper - lower, nan=1.0).mean() / 2)


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
    shifts = _shifts(low, generator)
    first = _played(low, rates[0], shifts[0], generator)
    second = _played(high, rates[1], shifts[1], generator)
    single = low.replicates == high.replicates == 1
    return float((_single if single else _several)(first, second, alpha).mean())


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

    Power need not rise with the difference where draws are few. So the largest is tried
    first, then smaller ones: what is told is where an unbroken stretch begins, and no
    difference that is found by chance below one that is not.

    Args:
        low: How often the reference arm is played.
        high: How often the other is.
        rate: True rate of the reference arm; the other's lies above it, or below it where
            the reference is above one half.
        alpha: Two-sided level of the test, in (0, 1).
        wanted: Power, in (0, 1).
        seed: Keys the simulation.

    Returns:
        A difference in (0, 1); None if no difference would be found.
    """
    sign, most = (1.0, 1.0 - rate) if rate <= 0.5 else (-1.0, rate)  # noqa: PLR2004

    def found(difference: float) -> bool:
        pair = (rate, min(max(rate + sign * difference, 0.0), 1.0))
        return power(low, high, rates=pair, alpha=alpha, seed=seed) >= wanted

    return least_found(found, most)


def least_found(found: Callable[[float], bool], most: float) -> float | None:
    """Where the uppermost stretch of differences that are found begins.

    Args:
        found: Whether a difference is found.
        most: The largest difference there can be.

    Returns:
        A difference in (0, most], within `PRECISION` above where the stretch begins;
        None if none is found that was tried.

    Examples:
        >>> least_found(lambda difference: 0.1 < difference < 0.2 or difference > 0.4, 1)
        0.400390625
        >>> least_found(lambda difference: False, 1) is None
        True
    """
    tried = [most * step / STEPS for step in range(STEPS, 0, -1)]
    above = next((each for each in tried if found(each)), None)
    if above is None:
        return None
    smaller = [each for each in tried if each < above]
    below = next((each for each in smaller if not found(each)), 0.0)
    above = min((each for each in tried if each > below), default=above)
    while above - below > PRECISION:
        middle = (below + above) / 2
        below, above = (below, middle) if found(middle) else (middle, above)
    return above


Played = tuple["NDArray[np.int64]", "NDArray[np.int64]"]
"""How many plays of each draw crossed, and how many were scored; (studies, draws)."""


def _shifts(
    design: Design, generator: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What each draw of each study adds to the log-odds of either arm."""
    shape = (design.studies, design.draws)
    both, first, second = (generator.standard_normal(shape) for _ in range(3))
    tied, free = np.sqrt(design.draw_correlation), np.sqrt(1 - design.draw_correlation)
    return (
        design.draw_sd * (tied * both + free * first),
        design.draw_sd * (tied * both + free * second),
    )


def _played(
    design: Design,
    rate: float,
    shift: NDArray[np.float64],
    generator: np.random.Generator,
) -> Played:
    """What happened in one arm of each study."""
    if 0 < rate < 1:
        chance = expit(intercept(rate, design.draw_sd) + shift)
    else:
        chance = np.full(shift.shape, rate)
    scored = np.full(shift.shape, design.replicates)
    if design.unscored:
        scored = generator.binomial(design.replicates, 1 - design.unscored, shift.shape)
    if design.replicates == 1:
        # One uniform number a play: at another rate, the same studies.
        crossed = scored * (generator.random(shift.shape) < chance)
    else:
        crossed = generator.binomial(scored, chance)
    return np.asarray(crossed, dtype=np.int64), np.asarray(scored, dtype=np.int64)


def _single(first: Played, second: Played, alpha: float) -> NDArray[np.bool_]:
    """Whether pairs of single plays are told apart, for each study."""
    (low, low_scored), (high, high_scored) = first, second
    pair = (low_scored == 1) & (high_scored == 1)
    only_high = (pair & (high == 1) & (low == 0)).sum(axis=1)
    only_low = (pair & (high == 0) & (low == 1)).sum(axis=1)
    p = mcnemar(only_low.astype(float), only_high.astype(float))
    return np.asarray(p <= alpha)


def _several(first: Played, second: Played, alpha: float) -> NDArray[np.bool_]:
    """Whether the interval of the difference leaves out 0, for each study."""
    # A draw that one arm has not scored is compared with nothing.
    pair = (first[1] > 0) & (second[1] > 0)
    low, own = _sampled((first[0] * pair, first[1] * pair))
    high, other = _sampled((second[0] * pair, second[1] * pair))
    tied = correlation(low, high, (own * other).sum(axis=1))
    lower, upper = difference_interval(low, high, correlation=tied, level=1 - alpha)
    return np.asarray((lower > 0) | (upper < 0))


def _sampled(played: Played) -> tuple[Sampled, NDArray[np.float64]]:
    """One arm of each study, and the influence of each draw on its rate.

    Each rollout counts the same, and draws are counted by what they weigh, as
    `analysis.weighed` has it of an arm that is one cell.
    """
    crossed, scored = played
    count = scored.sum(axis=1).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = crossed.sum(axis=1) / count
        influence = (crossed - rate[:, None] * scored) / count[:, None]
        weights = ((scored / count[:, None]) ** 2).sum(axis=1)
        arm = Sampled(
            rate=rate,
            count=count,
            draws=1 / weights,
            spread=(influence**2).sum(axis=1),
            fourth=(influence**4).sum(axis=1),
            unit=weights,
            finest=1 / count,
        )
    return arm, influence
