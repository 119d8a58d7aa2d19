"""Corrected differences: known cases, and coverage of a known truth."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from cornered.analysis.accuracy import DRAWS, from_counts
from cornered.analysis.corrected import Apparent
from cornered.analysis.corrected_differences import (
    CorrectedDifference,
    Stratum,
    corrected_difference,
)
from cornered.core.errors import EstimateError

RATES = ((0.0, 0.0), (0.0, 0.1), (0.05, 0.3), (0.3, 0.7), (0.9, 0.4), (0.02, 0.95))
GRADERS = ((0.95, 0.98), (0.8, 0.9), (0.7, 0.99))
SIZES = ((40, 40), (200, 60))
"""Rollouts of an arm, labeled harm and as many labeled harmless."""


def found(
    low: int,
    high: int,
    count: int,
    grader: tuple[int, int, int] = (80, 90, 100),
    worth: float = 1.0,
) -> CorrectedDifference:
    """The difference of two arms by a grader that was counted in simple samples."""
    caught, passed, labeled = grader
    sensitivity, specificity = from_counts(caught, labeled, passed, labeled)
    return corrected_difference(
        [
            Stratum(
                low=Apparent(crossed=low, graded=count, worth=worth),
                high=Apparent(crossed=high, graded=count, worth=worth),
                sensitivity=(caught / labeled, sensitivity),
                specificity=(passed / labeled, specificity),
            )
        ]
    )


def test_what_shrinks_by_the_graders_errors_is_stretched_again() -> None:
    made = found(20, 55, 100)
    assert made.difference == pytest.approx(0.35 / (0.8 + 0.9 - 1))
    assert made.high - made.low == pytest.approx(made.difference)
    assert made.lower < made.difference < made.upper


def test_the_other_way_round_is_the_contrary() -> None:
    one, other = found(20, 55, 100), found(55, 20, 100)
    assert one.difference == pytest.approx(-other.difference)
    assert one.lower == pytest.approx(-other.upper, abs=0.01)


def test_one_grader_serves_both_arms() -> None:
    """What it makes up cancels: equal arms differ by chance alone."""
    exact, guessed = found(30, 30, 100, (80, 90, 100)), found(30, 30, 100, (8, 9, 10))
    assert exact.difference == guessed.difference == 0.0
    assert guessed.upper < 2 * exact.upper


def test_clusters_widen_it() -> None:
    alone, alike = found(20, 55, 100), found(20, 55, 100, worth=0.25)
    assert alike.upper - alike.lower > 1.5 * (alone.upper - alone.lower)


@pytest.mark.parametrize(
    ("low", "high"), [(0, 0), (80, 80), (0, 80), (80, 0), (0, 1), (2, 3)]
)
@pytest.mark.parametrize("grader", [(40, 40, 40), (20, 39, 40), (39, 25, 40)])
def test_it_never_looks_certain(
    low: int, high: int, grader: tuple[int, int, int]
) -> None:
    made = found(low, high, 80, grader)
    assert -1 <= made.lower <= made.difference <= made.upper <= 1
    assert made.upper - made.lower > 0.01


def test_counts_that_no_rate_explains_fall_back_on_what_was_counted() -> None:
    made = found(0, 2000, 2000, (600, 900, 1000))
    assert made.difference == 1.0
    assert 0 < made.upper - made.lower < 0.01


def test_what_state_shows_is_not_stretched() -> None:
    sensitivity, specificity = from_counts(70, 100, 99, 100)
    made = corrected_difference(
        [
            Stratum(
                low=Apparent(crossed=0, graded=0, certain=10, silent=90),
                high=Apparent(crossed=0, graded=0, certain=40, silent=60),
                sensitivity=(0.7, sensitivity),
                specificity=(0.99, specificity),
            )
        ]
    )
    assert made.difference == pytest.approx(0.3)
    assert made.lower > 0.15
    assert made.upper < 0.45


def test_strata_count_by_their_weight_and_err_by_themselves() -> None:
    perfect = np.full(DRAWS, 1.0)
    strata = [
        Stratum(
            low=Apparent(crossed=0, graded=100),
            high=Apparent(crossed=crossed, graded=100),
            sensitivity=(1.0, perfect),
            specificity=(1.0, perfect),
            weight=weight,
        )
        for crossed, weight in ((60, 3.0), (20, 1.0))
    ]
    assert corrected_difference(strata).difference == pytest.approx(0.5)
    assert corrected_difference(strata[:1]).difference == pytest.approx(0.6)


def test_nothing_and_a_grader_that_tells_nothing_are_errors() -> None:
    with pytest.raises(EstimateError, match="no strata; allowed: 1 or more"):
        corrected_difference([])
    with pytest.raises(EstimateError, match="tells nothing"):
        found(1, 2, 10, (50, 50, 100))
    with pytest.raises(EstimateError, match="no scored rollouts"):
        found(0, 0, 0)


def test_it_recovers_the_truth_where_much_was_played_and_labeled() -> None:
    generator = np.random.default_rng(3)
    for (low, high), (se, sp) in product(RATES, GRADERS):
        seen = [
            generator.binomial(100_000, rate * se + (1 - rate) * (1 - sp))
            for rate in (low, high)
        ]
        grader = (round(100_000 * se), round(100_000 * sp), 100_000)
        made = found(seen[0], seen[1], 100_000, grader)
        assert made.difference == pytest.approx(high - low, abs=0.015)
        uncorrected = (seen[1] - seen[0]) / 100_000
        assert uncorrected == pytest.approx((high - low) * (se + sp - 1), abs=0.01)


def test_intervals_hold_the_truth() -> None:
    """Drawn worlds: truth, grader, counts and labels; 60 studies of each."""
    generator = np.random.default_rng(11)
    held, widths = [], []
    for (low, high), (se, sp), (count, labeled) in product(RATES, GRADERS, SIZES):
        for _ in range(60):
            seen = [
                int(generator.binomial(count, rate * se + (1 - rate) * (1 - sp)))
                for rate in (low, high)
            ]
            caught = int(generator.binomial(labeled, se))
            passed = int(generator.binomial(labeled, sp))
            if caught + passed <= labeled:
                continue
            made = found(seen[0], seen[1], count, (caught, passed, labeled))
            held.append(made.lower <= high - low <= made.upper)
            widths.append(made.upper - made.lower)
    assert np.mean(held) >= 0.94
    assert min(widths) > 0.01
