"""Power: simulated studies against what is known in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import beta, binom

from cornered.planning.power import (
    Design,
    detectable,
    expected_halfwidth,
    intercept,
    power,
)


def clopper_pearson_halfwidth(count: int, rate: float) -> float:
    """The expected half-width over all that may be counted."""
    crossed = np.arange(count + 1)
    lower = np.where(crossed > 0, beta.ppf(0.025, crossed, count - crossed + 1), 0.0)
    upper = np.where(
        crossed < count, beta.ppf(0.975, crossed + 1, count - crossed), 1.0
    )
    return float(binom.pmf(crossed, count, rate) @ (upper - lower) / 2)


@pytest.mark.parametrize("count", [10, 100, 1000])
@pytest.mark.parametrize("rate", [0.0, 0.02, 0.3, 0.5, 1.0])
def test_without_differing_draws_the_width_is_the_exact_one(
    count: int, rate: float
) -> None:
    found = expected_halfwidth(Design(draws=count, draw_sd=0.0), rate)
    assert found == pytest.approx(clopper_pearson_halfwidth(count, rate), rel=0.02)


def test_one_play_of_each_draw_is_as_wide_however_much_draws_differ() -> None:
    """All that differs between single plays is a chance of the pooled rate."""
    found = expected_halfwidth(Design(draws=200, draw_sd=2.0), 0.3)
    assert found == pytest.approx(clopper_pearson_halfwidth(200, 0.3), rel=0.02)


def test_few_draws_played_often_are_worth_less_than_they_look() -> None:
    """10 prompts x 30 at a standard deviation of 1 and of 2 in log-odds."""
    pooled = clopper_pearson_halfwidth(300, 0.3)
    one = expected_halfwidth(Design(draws=10, replicates=30, draw_sd=1.0), 0.3)
    two = expected_halfwidth(Design(draws=10, replicates=30, draw_sd=2.0), 0.3)
    assert two > one > 1.8 * pooled


@pytest.mark.parametrize("rate", [0.02, 0.3, 0.5, 0.9])
@pytest.mark.parametrize("draw_sd", [0.0, 1.0, 2.0])
def test_all_draws_together_have_the_rate(rate: float, draw_sd: float) -> None:
    shifts = draw_sd * np.random.default_rng(0).standard_normal(400_000)
    mean = float(expit(intercept(rate, draw_sd) + shifts).mean())
    assert mean == pytest.approx(rate, abs=0.002)


def exact_mcnemar_power(pairs: int, up: float, down: float, alpha: float) -> float:
    """Enumerated over all numbers of differing pairs and all their splits."""
    total = 0.0
    for differing in range(pairs + 1):
        splits = np.arange(differing + 1)
        p = np.minimum(
            2 * binom.cdf(np.minimum(splits, differing - splits), differing, 0.5), 1
        )
        rejected = binom.pmf(splits, differing, up / (up + down)) @ (p <= alpha)
        total += float(binom.pmf(differing, pairs, up + down) * rejected)
    return total


def test_power_of_pairs_is_that_of_the_enumerated_test() -> None:
    """12 % against 4 % of pairs differ, as 194 pairs show four times in five."""
    low = 0.0457
    high = low + 0.08
    up, down = high * (1 - low), low * (1 - high)
    assert up == pytest.approx(0.12, abs=1e-3)
    assert down == pytest.approx(0.04, abs=1e-3)
    design = Design(draws=194, draw_sd=0.0)
    found = power(design, design, rates=(low, high), alpha=0.05)
    assert found == pytest.approx(exact_mcnemar_power(194, up, down, 0.05), abs=0.03)
    assert 0.7 < found < 0.85


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(424, 0.05, 0.10), (195, 0.10, 0.20), (267, 0.38, 0.50), (31, 0.65, 0.30)],
)
def test_power_is_near_that_of_two_proportions(
    count: int, low: float, high: float
) -> None:
    """The sizes at which the approximate test has 80 %; exact tests need a few more."""
    design = Design(draws=count, draw_sd=0.0)
    found = power(design, design, rates=(low, high), alpha=0.05)
    more = Design(draws=int(1.3 * count), draw_sd=0.0)
    assert 0.68 < found < 0.82
    assert power(more, more, rates=(low, high), alpha=0.05) > 0.8


def test_shared_draws_find_more_where_draws_differ_more() -> None:
    alike, unlike = Design(draws=200, draw_sd=0.0), Design(draws=200, draw_sd=2.5)
    rates = (0.4, 0.5)
    assert power(unlike, unlike, rates=rates, alpha=0.05) > 0.05 + power(
        alike, alike, rates=rates, alpha=0.05
    )


@pytest.mark.parametrize("replicates", [1, 5])
def test_nothing_is_found_where_there_is_nothing(replicates: int) -> None:
    design = Design(draws=60, replicates=replicates, draw_sd=1.0)
    assert power(design, design, rates=(0.3, 0.3), alpha=0.05) <= 0.06


@pytest.mark.parametrize("rate", [0.02, 0.3, 0.5, 0.7])
def test_the_detectable_difference_is_where_power_is_reached(rate: float) -> None:
    design = Design(draws=150, draw_sd=1.0)
    found = detectable(design, design, rate=rate, alpha=0.01)
    assert found is not None
    sign = 1 if rate <= 0.5 else -1
    at, below = (
        power(design, design, rates=(rate, rate + sign * difference), alpha=0.01)
        for difference in (found, found - 0.02)
    )
    assert at >= 0.8 > below


def test_a_design_that_finds_nothing_says_so() -> None:
    design = Design(draws=3, draw_sd=1.0)
    assert detectable(design, design, rate=0.3, alpha=0.05) is None


def test_the_same_seed_gives_the_same_number() -> None:
    design = Design(draws=40, replicates=3)
    first = expected_halfwidth(design, 0.2, seed=5)
    assert expected_halfwidth(design, 0.2, seed=5) == first
    assert expected_halfwidth(design, 0.2, seed=6) != first
