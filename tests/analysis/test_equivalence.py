"""Equivalence: verdicts, and the error rate at the margin itself."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binom

from cornered.analysis.clustered import Sampled
from cornered.analysis.equivalence import (
    equivalent,
    equivalent_counts,
    tost,
    verdicts,
)
from cornered.analysis.unpaired import difference_interval
from cornered.core.errors import EstimateError


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        ((150, 500), (155, 500), "equivalent"),
        ((0, 500), (0, 500), "equivalent"),
        ((10, 100), (60, 100), "different"),
        ((60, 100), (10, 100), "different"),
        ((3, 10), (3, 10), "undecided"),
        ((0, 1), (0, 1), "undecided"),
        ((0, 10), (10, 10), "different"),
    ],
)
def test_verdicts_of_counts(
    low: tuple[int, int], high: tuple[int, int], verdict: str
) -> None:
    found = equivalent_counts(low, high)
    assert found.verdict == verdict
    assert (found.p <= 0.05) == (verdict == "equivalent")


def test_counts_and_their_interval_say_much_the_same() -> None:
    for crossed in range(30, 70, 5):
        one = Sampled.simple(np.array([0.5]), np.array([300.0]))
        other = Sampled.simple(np.array([crossed / 100]), np.array([100.0]))
        lower, upper = difference_interval(one, other)
        from_interval = equivalent(
            crossed / 100 - 0.5, float(lower[0]), float(upper[0]), margin=0.2
        )
        from_counts = equivalent_counts((150, 300), (crossed, 100), margin=0.2)
        assert from_interval.p == pytest.approx(from_counts.p, abs=0.03)


def test_the_verdict_is_that_of_the_ninety_percent_interval() -> None:
    half_width = 0.05
    at_margin = 0.1 - half_width * 1.6448536 / 1.9599640
    inside = equivalent(at_margin - 1e-6, at_margin - 0.05, at_margin + 0.05 - 1e-6)
    outside = equivalent(at_margin + 1e-3, at_margin - 0.049, at_margin + 0.051)
    assert (inside.verdict, outside.verdict) == ("equivalent", "undecided")


@pytest.mark.parametrize("count", [50, 150])
@pytest.mark.parametrize("low", [0.0, 0.1, 0.45, 0.9])
def test_rates_that_differ_by_the_margin_are_rarely_called_equivalent(
    count: int, low: float
) -> None:
    """By enumeration of both counts."""
    crossed = np.arange(count + 1.0)
    one, other = (each.ravel() for each in np.meshgrid(crossed, crossed))
    full = np.full(one.shape, float(count))
    arms = [Sampled.simple(each / count, full) for each in (one, other)]
    lower, upper = difference_interval(arms[0], arms[1])
    p = tost((other - one) / count, lower, upper, margin=0.1)
    chance = binom.pmf(one, count, low) * binom.pmf(other, count, low + 0.1)
    assert chance[p <= 0.05].sum() <= 0.05


def test_without_a_difference_nothing_is_decided() -> None:
    nothing = np.array([np.nan])
    p = tost(nothing, nothing, nothing)
    assert math.isnan(p[0])
    assert verdicts(p, nothing, nothing, margin=0.1) == ["undecided"]


@pytest.mark.parametrize("margin", [0.0, 1.0, -0.1])
def test_a_margin_that_decides_nothing_raises(margin: float) -> None:
    with pytest.raises(EstimateError, match="margin"):
        equivalent(0.0, -0.1, 0.1, margin=margin)
    with pytest.raises(EstimateError, match="margin"):
        equivalent_counts((1, 2), (1, 2), margin=margin)


@pytest.mark.parametrize("counts", [(3, 2), (-1, 2), (0, 0)])
def test_impossible_counts_raise(counts: tuple[int, int]) -> None:
    with pytest.raises(EstimateError, match="allowed: 0 to all"):
        equivalent_counts(counts, (1, 2))
