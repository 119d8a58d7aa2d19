"""Power: simulated studies against what is known in closed form."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import beta, binom

from cornered.analysis.contrasts import contrasts
from cornered.core.study import Contrast
from cornered.planning.power import (
    Design,
    _played,
    _several,
    _shifts,
    _single,
    detectable,
    expected_halfwidth,
    intercept,
    least_found,
    power,
)
from tests.analysis.plays import plays


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
    alike = Design(draws=200, draw_sd=0.0)
    unlike = Design(draws=200, draw_sd=2.5, draw_correlation=1.0)
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


@pytest.mark.parametrize("correlation", [0.0, 0.5, 1.0])
@pytest.mark.parametrize(("draws", "draw_sd"), [(100, 1.0), (100, 2.0)])
def test_what_is_detectable_is_detected_if_arms_are_as_alike_as_assumed(
    draws: int, draw_sd: float, correlation: float
) -> None:
    """Studies made here, not by the module: draws shift arms alike, in part, or not."""
    alpha, rate = 0.05 / 18, 0.3
    design = Design(draws=draws, draw_sd=draw_sd, draw_correlation=correlation)
    difference = detectable(design, design, rate=rate, alpha=alpha)
    assert difference is not None
    generator = np.random.default_rng(4)
    shared = generator.standard_normal((6000, draws))
    arms = []
    for mean in (rate, rate + difference):
        own = generator.standard_normal(shared.shape)
        shift = np.sqrt(correlation) * shared + np.sqrt(1 - correlation) * own
        chance = expit(intercept(mean, draw_sd) + draw_sd * shift)
        arms.append(generator.random(shared.shape) < chance)
    more, fewer = ((one & ~other).sum(axis=1) for one, other in (arms, arms[::-1]))
    p = np.minimum(2 * binom.cdf(np.minimum(more, fewer), more + fewer, 0.5), 1)
    assert (p <= alpha).mean() == pytest.approx(0.8, abs=0.03)


def test_arms_that_are_less_alike_need_a_larger_difference() -> None:
    found = [
        detectable(design, design, rate=0.3, alpha=0.003)
        for alike in (1.0, 0.5, 0.0)
        for design in [Design(draws=100, draw_sd=2.0, draw_correlation=alike)]
    ]
    assert found == sorted(found, key=lambda each: each or 1.0)
    assert found[0] != found[1] != found[2]


@pytest.mark.parametrize("unscored", [0.0, 0.3])
@pytest.mark.parametrize("replicates", [1, 4])
def test_simulated_studies_are_told_apart_as_real_ones_are(
    replicates: int, unscored: float
) -> None:
    """The same plays as a table of rollouts, by the analysis of contrasts."""
    design = Design(draws=20, replicates=replicates, unscored=unscored)
    generator = np.random.default_rng(3)
    shifts = _shifts(design, generator)
    arms = [
        _played(design, rate, shift[:60], generator)
        for rate, shift in zip((0.2, 0.6), shifts, strict=True)
    ]
    plays_of = np.arange(replicates)
    outcomes = [
        (plays_of < crossed[..., None]).astype(int) - (plays_of >= scored[..., None])
        for crossed, scored in arms
    ]
    contrast = Contrast(
        id="x", question="", low={"threat": "none"}, high={"threat": "replacement"}
    )
    table = contrasts(plays(np.stack(outcomes, axis=1)), [contrast])
    p = table.sort(table["agent"].cast(int))["p"].to_numpy()
    told = (_single if replicates == 1 else _several)(arms[0], arms[1], 0.01)
    assert told.tolist() == (p <= 0.01).tolist()
    assert 0 < told.mean() < 1


def test_the_unscored_cost_as_much_as_plays_that_were_never_made() -> None:
    lost, fewer = Design(draws=200, unscored=0.25), Design(draws=150)
    assert expected_halfwidth(lost, 0.3) == pytest.approx(
        expected_halfwidth(fewer, 0.3), rel=0.02
    )
    every = Design(draws=200)
    rates = (0.3, 0.45)
    both_scored = Design(draws=round(200 * 0.75**2))
    found = power(lost, lost, rates=rates, alpha=0.01)
    assert found < power(every, every, rates=rates, alpha=0.01) - 0.1
    assert found == pytest.approx(
        power(both_scored, both_scored, rates=rates, alpha=0.01), abs=0.04
    )
    nearly_none = Design(draws=3, unscored=0.9)
    assert 0.3 < expected_halfwidth(nearly_none, 0.3) <= 0.5


def test_a_difference_that_is_found_by_chance_is_not_told() -> None:
    """Where a larger one is not found, the larger ones that are count."""
    found = least_found(lambda each: 0.2 < each < 0.3 or each > 0.6, 0.98)
    assert found == pytest.approx(0.6, abs=0.003)
    short = least_found(lambda each: 0.2 < each < 0.9, 0.98)
    assert short == pytest.approx(0.2, abs=0.003)
    assert least_found(lambda _: True, 0.5) == pytest.approx(0, abs=0.003)


@pytest.mark.parametrize("rate", [0.02, 0.1, 0.3])
@pytest.mark.parametrize("draws", [20, 50])
def test_more_replicates_never_show_less(draws: int, rate: float) -> None:
    """The same draws played more often; what is left is the noise of the simulation."""
    designs = [Design(draws=draws, replicates=each) for each in (1, 2, 3, 5, 10)]
    widths = [expected_halfwidth(each, rate) for each in designs]
    assert all(b <= 1.01 * a for a, b in pairwise(widths)), widths
    alpha = 0.05 / 18
    found = [detectable(each, each, rate=rate, alpha=alpha) or 1.0 for each in designs]
    assert all(b <= a + 0.01 for a, b in pairwise(found)), found
