"""Differences of independent rates: known intervals, bounds, symmetry, p-values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cornered.analysis.clustered import Sampled
from cornered.analysis.intervals import exact_interval
from cornered.analysis.unpaired import SMALLEST, difference_interval, p_value

COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def simple(crossed: int, count: int) -> Sampled:
    """One rate of a simple sample."""
    return Sampled.simple(np.array([crossed / count]), np.array([float(count)]))


def p_of(low: Sampled, high: Sampled, null: float = 0.0) -> float:
    """The p-value of a difference."""

    def interval(
        level: NDArray[np.float64],
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return difference_interval(low, high, level=level)

    return float(p_value(interval, np.array([null]))[0])


@given(COUNTS, COUNTS)
def test_holds_the_estimate_and_is_never_of_zero_width(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    low, high = simple(*one), simple(*other)
    lower, upper = difference_interval(low, high)
    difference = high.rate[0] - low.rate[0]
    assert -1 <= lower[0] <= difference <= upper[0] <= 1
    assert upper[0] - lower[0] > 1 / 400


@given(COUNTS, COUNTS)
def test_the_arms_can_be_swapped(one: tuple[int, int], other: tuple[int, int]) -> None:
    low, high = simple(*one), simple(*other)
    lower, upper = difference_interval(low, high)
    swapped_lower, swapped_upper = difference_interval(high, low)
    assert (lower[0], upper[0]) == pytest.approx((-swapped_upper[0], -swapped_lower[0]))


def test_by_hand() -> None:
    """The distances of both exact bounds, added as squares."""
    lower, upper = exact_interval(np.array([2.0, 12.0]), np.array([20.0, 20.0]))
    found = difference_interval(simple(2, 20), simple(12, 20))
    down = ((0.6 - lower[1]) ** 2 + (upper[0] - 0.1) ** 2) ** 0.5
    up = ((upper[1] - 0.6) ** 2 + (0.1 - lower[0]) ** 2) ** 0.5
    assert (found[0][0], found[1][0]) == pytest.approx((0.5 - down, 0.5 + up))


def test_a_p_value_never_contradicts_its_interval() -> None:
    for crossed in range(0, 51, 5):
        low, high = simple(10, 50), simple(crossed, 50)
        lower, upper = difference_interval(low, high)
        assert (p_of(low, high) > 0.05) == (lower[0] <= 0 <= upper[0])


def test_p_values_of_nothing_and_of_a_lot() -> None:
    assert p_of(simple(5, 10), simple(5, 10)) == 1
    assert p_of(simple(0, 400), simple(400, 400)) == pytest.approx(SMALLEST)
    assert np.isnan(
        p_of(simple(5, 10), Sampled.simple(np.array([np.nan]), np.zeros(1)))
    )
