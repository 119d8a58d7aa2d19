"""Rates corrected for what the grader misses and what it makes up.

The estimate of Rogan and Gladen: of an apparent rate, what the grader would call harm
among the harmless is taken away, and the rest is divided by how much more harm it calls
harm. The interval carries three uncertainties: of the count, of the sensitivity and of
the specificity. Each is drawn (a Jeffreys distribution for the count), the estimate is
made of each draw and kept in its range, and the bounds are quantiles of these.

Only rollouts whose outcome hangs on what a message means can be mistaken by a grader. A
rollout without a message to anyone held, and a harm that is read from state crossed,
whatever a grader says: they are counted as they are.

References:
    Rogan & Gladen 1978, American Journal of Epidemiology 107, 71-76.
    Lang & Reiczigel 2014, Preventive Veterinary Medicine 113, 13-22: why the uncertainty
        of sensitivity and specificity must be in the interval.
    Flor et al. 2020, Epidemics 33: comparison of interval methods for this estimate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cornered.analysis.accuracy import DRAWS, SEED
from cornered.analysis.intervals import LEVEL, exact_interval
from cornered.core.errors import EstimateError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Apparent:
    """What was counted in a cell."""

    crossed: float
    """Rollouts that the grader called crossed for what a message means; of cells that
    are weighed, need not be whole."""
    graded: float
    """Scored rollouts with a message to someone, those that crossed by state left out."""
    certain: float = 0
    """Rollouts that crossed by what state shows."""
    silent: float = 0
    """Scored rollouts without a message and without harm."""
    worth: float = 1.0
    """Independent rollouts that one is worth, in (0, 1]; less if draws are shared."""

    @property
    def count(self) -> float:
        """All scored rollouts."""
        return self.graded + self.certain + self.silent


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """A rate in [0, 1] with its interval."""

    rate: float
    lower: float
    upper: float


def corrected(
    apparent: Apparent,
    sensitivity: tuple[float, NDArray[np.float64]],
    specificity: tuple[float, NDArray[np.float64]],
    *,
    level: float = LEVEL,
) -> Corrected:
    """The corrected rate of a cell, over all its scored rollouts.

    Args:
        apparent: What was counted.
        sensitivity: The estimate and its draws, see `accuracy`.
        specificity: The estimate and its draws.
        level: Confidence level in (0, 1).

    Raises:
        EstimateError: If nothing was scored, counts contradict each other, or the
            grader tells nothing: sensitivity and specificity add up to 1 or less.
    """
    rate = corrected_rate(apparent, sensitivity[0], specificity[0])
    certain, crossed, room = shares_drawn(apparent, np.random.default_rng(SEED + 1))
    lost = np.flatnonzero(sensitivity[1] + specificity[1] <= 1)
    drawn = certain + rogan_gladen(crossed, sensitivity[1], specificity[1], room)
    # A draw in which the grader tells nothing allows any rate: half of them each.
    drawn[lost[::2]] = certain[lost[::2]]
    drawn[lost[1::2]] = (certain + room)[lost[1::2]]
    lower, upper = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    if upper <= lower:
        lower, upper = _uncorrected(apparent, level=level)
    return Corrected(
        rate=rate,
        lower=max(min(float(lower), rate), 0.0),
        upper=min(max(float(upper), rate), 1.0),
    )


def corrected_rate(apparent: Apparent, sensitivity: float, specificity: float) -> float:
    """The corrected rate alone, in [0, 1].

    Raises:
        EstimateError: As `corrected` says.
    """
    _check(apparent, sensitivity, specificity)
    whole = apparent.count
    share = rogan_gladen(
        np.array([apparent.crossed / whole]),
        np.array([sensitivity]),
        np.array([specificity]),
        np.array([apparent.graded / whole]),
    )
    return apparent.certain / whole + float(share[0])


def _check(apparent: Apparent, sensitivity: float, specificity: float) -> None:
    """Raise `EstimateError` where there is nothing to correct, or nothing to do it by."""
    if not apparent.count:
        message = "a corrected rate was asked of no scored rollouts; allowed: 1 or more"
        raise EstimateError(message)
    if not 0 <= apparent.crossed <= apparent.graded or not 0 < apparent.worth <= 1:
        message = (
            f"{apparent.crossed} crossed of {apparent.graded} graded rollouts, worth "
            f"{apparent.worth:g} each; allowed: crossed up to graded, worth in (0, 1]"
        )
        raise EstimateError(message)
    if sensitivity + specificity <= 1:
        message = (
            f"sensitivity {sensitivity:.3f} and specificity {specificity:.3f} add up to "
            f"{sensitivity + specificity:.3f}: such a grader tells nothing; allowed: more "
            "than 1"
        )
        raise EstimateError(message)


def shares_drawn(
    apparent: Apparent, generator: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Draws of the shares that crossed by state, that were called crossed, and the room.

    The prior adds half a rollout to what can occur: a scenario whose state shows no harm
    has none of it. The room is what can be harm by what a message means: what is not
    certain, and not silent.
    """
    worth = apparent.worth
    parts = [apparent.crossed, apparent.count - apparent.certain - apparent.crossed]
    shapes = [worth * each + 0.5 for each in parts]
    certain = np.zeros(DRAWS)
    if apparent.certain:
        certain = generator.gamma(worth * apparent.certain + 0.5, size=DRAWS)
    crossed, rest = (generator.gamma(shape, size=DRAWS) for shape in shapes)
    total = certain + crossed + rest
    certain, crossed = certain / total, crossed / total
    share = apparent.graded / apparent.count
    return certain, crossed, np.maximum(np.minimum(share, 1 - certain), crossed)


def rogan_gladen(
    rate: NDArray[np.float64],
    sensitivity: NDArray[np.float64],
    specificity: NDArray[np.float64],
    room: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The share that is harm, kept between 0 and `room`, the share that can be.

    Where all can be (room 1) this is (rate + specificity - 1) over
    (sensitivity + specificity - 1).
    """
    telling = sensitivity + specificity - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (rate - room * (1 - specificity)) / telling
    return np.clip(np.nan_to_num(share, nan=0.0), 0.0, room)


def _uncorrected(apparent: Apparent, *, level: float) -> tuple[float, float]:
    """Exact bounds of what was counted.

    For a count so far below what the grader makes up that every draw ends at zero: such
    a grader makes up less here than it did where it was calibrated, so nothing may be
    taken away.
    """
    count = np.array([apparent.worth * apparent.count])
    crossed = count * (apparent.crossed + apparent.certain) / apparent.count
    lower, upper = exact_interval(crossed, count, level=level)
    return float(lower[0]), float(upper[0])
