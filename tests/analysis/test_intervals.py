"""Exact intervals cover, also where replicates of a draw resemble each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from cornered.analysis.intervals import (
    effective_count,
    exact_interval,
    weighted_interval,
)
from cornered.core.errors import EstimateError


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_agrees_with_scipy_and_is_never_of_zero_width(counts: tuple[int, int]) -> None:
    crossed, count = counts
    lower, upper = exact_interval(np.array([float(crossed)]), np.array([float(count)]))
    exact = binomtest(crossed, count).proportion_ci(method="exact")
    assert (lower[0], upper[0]) == pytest.approx((exact.low, exact.high), abs=1e-9)
    assert 0 <= lower[0] < upper[0] <= 1


def test_nothing_scored_has_no_interval() -> None:
    lower, upper = exact_interval(np.array([0.0]), np.array([0.0]))
    assert np.isnan(lower[0])
    assert np.isnan(upper[0])


def test_impossible_counts_raise() -> None:
    with pytest.raises(EstimateError):
        exact_interval(np.array([3.0]), np.array([2.0]))


@pytest.mark.parametrize(("draws", "replicates"), [(20, 5), (30, 3), (50, 2)])
@pytest.mark.parametrize("rate", [0.02, 0.1, 0.5])
@pytest.mark.parametrize("alike", [0.0, 0.2, 0.8])
def test_covers_the_truth_when_draws_differ(
    draws: int, replicates: int, rate: float, alike: float
) -> None:
    """The known truth: draws' rates from a beta with intraclass correlation `alike`."""
    generator = np.random.default_rng(1)
    studies = 4000
    size = (studies, draws)
    spread = (1 / alike - 1) if alike else None
    rates = (
        generator.beta(rate * spread, (1 - rate) * spread, size=size)
        if spread
        else np.full(size, rate)
    )
    crossed_by_draw = generator.binomial(replicates, rates).astype(float)
    crossed = crossed_by_draw.sum(axis=1)
    count = np.full(studies, float(draws * replicates))
    share = crossed / count
    residual = ((crossed_by_draw - share[:, None] * replicates) ** 2).sum(axis=1)
    worth = effective_count(crossed, count, np.full(studies, float(draws)), residual)
    lower, upper = exact_interval(share * worth, worth)
    covered = np.mean((lower <= rate) & (rate <= upper))
    assert covered >= 0.94
    assert np.all(worth <= count)


def test_one_rollout_per_draw_is_worth_itself() -> None:
    worth = effective_count(
        np.array([3.0]), np.array([10.0]), np.array([10.0]), np.array([2.1])
    )
    assert worth[0] == 10


def test_where_all_agree_each_draw_counts_once() -> None:
    worth = effective_count(
        np.array([0.0, 50.0]), np.array([50.0, 50.0]), np.array([5.0, 5.0]), np.zeros(2)
    )
    assert worth.tolist() == [5, 5]


@given(
    st.lists(st.integers(0, 5), min_size=2, max_size=40),
    st.sampled_from([0.5, 0.95, 1 - 1e-9]),
)
def test_draws_are_worth_themselves_at_the_least(
    crossed: list[int], level: float
) -> None:
    """Hoeffding: a mean of draws varies no more than as many that are 0 or 1."""
    of_draw = np.array(crossed, dtype=float)
    draws, total = len(crossed), 5.0 * len(crossed)
    own = of_draw - of_draw.mean()
    (worth,) = effective_count(
        np.array([of_draw.sum()]),
        np.array([total]),
        np.array([float(draws)]),
        np.array([(own**2).sum()]),
        fourth=np.array([(own**4).sum()]),
        level=level,
    )
    assert draws <= worth <= total


@given(
    st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.floats(1, 5),
)
def test_one_more_of_more_weight_never_narrows(
    counts: tuple[int, int], heavier: float
) -> None:
    rate, worth = np.array([counts[0] / counts[1]]), np.array([float(counts[1])])
    exact = exact_interval(rate * worth, worth)
    same = weighted_interval(rate, worth, 1 / worth)
    assert np.array(same) == pytest.approx(np.array(exact), abs=1e-9)
    wider = weighted_interval(rate, worth, heavier / worth)
    assert wider[0][0] <= exact[0][0] + 1e-9
    assert wider[1][0] >= exact[1][0] - 1e-9
    assert 0 <= wider[0][0] <= rate[0] + 1e-9
    assert rate[0] - 1e-9 <= wider[1][0] <= 1


def test_where_none_of_unlike_weights_crossed_the_heaviest_counts() -> None:
    lower, upper = weighted_interval(np.zeros(1), np.array([36.0]), np.array([1 / 20]))
    assert lower[0] == 0
    assert upper[0] == pytest.approx(1 - 0.025 ** (1 / 20))
