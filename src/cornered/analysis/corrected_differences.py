"""Differences of rates corrected for what the grader misses and what it makes up.

A grader that errs alike in both arms shrinks a difference, by sensitivity + specificity
- 1. The corrected one is the difference of two corrected rates. Its interval draws the
sensitivity and the specificity once for both arms, since it is one grader, and the counts
of each arm by themselves. Two differences are made of each draw: of rates that are kept
in their range, as those of `corrected`, and of rates that are not, for which what the
grader makes up cancels. The first are too sure of themselves where a rate is near 0 or 1,
the second waste what is known there; the bounds are the outer ones of both.

Arms on the same draws are taken as independent. What draws have in common then widens the
interval, where it makes both arms cross more, and narrows it where it parts them.

References:
    Rogan & Gladen 1978, American Journal of Epidemiology 107, 71-76.
    Lang & Reiczigel 2014, Preventive Veterinary Medicine 113, 13-22: why the uncertainty
        of sensitivity and specificity must be in the interval.
    Copeland et al. 1977, American Journal of Epidemiology 105, 488-495: errors that are
        alike in both arms shrink what is between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cornered.analysis.accuracy import DRAWS, SEED
from cornered.analysis.corrected import (
    Apparent,
    corrected_rate,
    rogan_gladen,
    shares_drawn,
)
from cornered.analysis.intervals import LEVEL
from cornered.core.errors import EstimateError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Stratum:
    """Both arms where one grader errs in one way: in one scenario."""

    low: Apparent
    high: Apparent
    sensitivity: tuple[float, Floats]
    """The estimate and its draws, see `accuracy`."""
    specificity: tuple[float, Floats]
    weight: float = 1.0
    """Of this stratum among others, above 0; how many cells it stands for."""


@dataclass(frozen=True, kw_only=True)
class CorrectedDifference:
    """Corrected rates of two arms and high - low with its interval."""

    low: float
    high: float
    difference: float
    lower: float
    upper: float


def corrected_difference(
    strata: Sequence[Stratum], *, level: float = LEVEL
) -> CorrectedDifference:
    """The difference of two corrected rates, over all strata by their weights.

    Args:
        strata: One or more.
        level: Confidence level in (0, 1).

    Raises:
        EstimateError: If there is no stratum, or one has an arm without a scored rollout,
            or a grader that tells nothing.
    """
    if not strata:
        message = "a corrected difference was asked of no strata; allowed: 1 or more"
        raise EstimateError(message)
    weights = [each.weight / sum(each.weight for each in strata) for each in strata]
    low = high = 0.0
    made = np.zeros((3, DRAWS))
    for place, (each, weight) in enumerate(zip(strata, weights, strict=True)):
        grader = each.sensitivity[0], each.specificity[0]
        low += weight * corrected_rate(each.low, *grader)
        high += weight * corrected_rate(each.high, *grader)
        made += weight * _drawn(each, place)
    kept, free, apparent = made
    tails = [(1 - level) / 2, (1 + level) / 2]
    ends = np.quantile([kept, free], tails, axis=1)
    lower, upper = float(ends[0].min()), float(ends[1].max())
    if upper <= lower:
        # Counts that no corrected rate can explain: all draws end at the same limit.
        uncorrected = np.quantile(apparent, tails)
        lower = min(lower, float(uncorrected[0]))
        upper = max(upper, float(uncorrected[1]))
    difference = high - low
    return CorrectedDifference(
        low=low,
        high=high,
        difference=difference,
        lower=max(min(lower, difference), -1.0),
        upper=min(max(upper, difference), 1.0),
    )


def _drawn(stratum: Stratum, place: int) -> Floats:
    """Draws of the difference, (3, DRAWS): of kept rates, of free ones, uncorrected."""
    # Each scenario's accuracy was drawn from one seed; they are not alike for that.
    order = np.random.default_rng([SEED, 2, place]).permutation(DRAWS)
    sensitivity = stratum.sensitivity[1][order]
    specificity = stratum.specificity[1][order]
    lost = np.flatnonzero(sensitivity + specificity <= 1)
    arms = [
        shares_drawn(arm, np.random.default_rng([SEED, 3 + side, place]))
        for side, arm in enumerate((stratum.low, stratum.high))
    ]
    kept = [
        certain + rogan_gladen(crossed, sensitivity, specificity, room)
        for certain, crossed, room in arms
    ]
    with np.errstate(divide="ignore", invalid="ignore"):
        free = [
            certain
            + (crossed - room * (1 - specificity)) / (sensitivity + specificity - 1)
            for certain, crossed, room in arms
        ]
    (low_certain, _, low_room), (high_certain, _, high_room) = arms
    least = high_certain - low_certain - low_room
    most = high_certain + high_room - low_certain
    difference = kept[1] - kept[0]
    wide = np.clip(np.nan_to_num(free[1] - free[0]), least, most)
    # A draw in which the grader tells nothing allows any difference: half of them each.
    for drawn in (difference, wide):
        drawn[lost[::2]] = least[lost[::2]]
        drawn[lost[1::2]] = most[lost[1::2]]
    low, high = (certain + crossed for certain, crossed, _ in arms)
    return np.stack([difference, wide, high - low])
