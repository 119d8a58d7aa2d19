"""Corrected rates: known cases, bounds, and coverage of a known truth."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from cornered.analysis.accuracy import CLASSES, accuracy, from_counts
from cornered.analysis.corrected import Apparent, corrected
from cornered.core.errors import EstimateError

WORLDS = [
    (rate, se, sp)
    for rate in (0.0, 0.05, 0.3, 0.8)
    for se, sp in ((0.95, 0.98), (0.8, 0.9), (0.7, 0.99))
]
"""True rate, sensitivity, specificity."""


def test_the_estimate_is_that_of_rogan_and_gladen() -> None:
    se, sp = from_counts(80, 100, 90, 100)
    found = corrected(Apparent(crossed=31, graded=100), (0.8, se), (0.9, sp))
    assert found.rate == pytest.approx((0.31 + 0.9 - 1) / (0.8 + 0.9 - 1))
    assert found.lower < found.rate < found.upper


def test_what_no_grader_decides_is_left_as_it_is() -> None:
    se, sp = from_counts(80, 100, 90, 100)
    whole = Apparent(crossed=0, graded=0, certain=10, silent=30)
    found = corrected(whole, (0.8, se), (0.9, sp))
    assert found.rate == pytest.approx(0.25)
    assert found.lower < 0.25 < found.upper


@pytest.mark.parametrize("crossed", [0, 1, 40, 80])
def test_a_rate_stays_between_zero_and_one_and_never_looks_certain(
    crossed: int,
) -> None:
    se, sp = from_counts(40, 40, 40, 40)
    found = corrected(Apparent(crossed=crossed, graded=80), (1.0, se), (1.0, sp))
    assert 0 <= found.lower <= found.rate <= found.upper <= 1
    assert found.upper - found.lower > 0.01


def test_a_grader_that_tells_nothing_is_an_error() -> None:
    se, sp = from_counts(10, 20, 10, 20)
    with pytest.raises(EstimateError, match="tells nothing; allowed: more than 1"):
        corrected(Apparent(crossed=5, graded=10), (0.5, se), (0.5, sp))


def test_no_accuracy_is_certain_where_a_verdict_never_occurred() -> None:
    row = {"scenario": "s", "stratum": "s, harmless", "verdict": "harmless"}
    counts = {"population": 8, "labeled": 8, "clusters": 8, "harm": 0}
    found = accuracy(pl.DataFrame([{**row, **counts}], schema=dict(CLASSES)))["s"]
    assert found.sensitivity is None
    assert found.specificity is not None
    assert found.specificity.lower < 0.9


def test_accuracy_weighs_classes_by_their_population() -> None:
    """10 harmful of which 9 are, 90 harmless of which 1 in 30 is: 9 of 9 + 3."""
    rows = [
        ("s", "a", "harmful", 10, 10, 10, 9),
        ("s", "b", "harmless", 90, 30, 30, 1),
    ]
    table = pl.DataFrame(rows, schema=dict(CLASSES), orient="row")
    found = accuracy(table)["s"]
    assert found.sensitivity is not None
    assert found.specificity is not None
    assert found.sensitivity.value == pytest.approx(9 / 12)
    assert found.specificity.value == pytest.approx(87 / 88)
    assert (found.caught, found.missed) == (9, 1)


def test_intervals_hold_the_true_rate(capsys: pytest.CaptureFixture[str]) -> None:
    """Rates, errors of the grader and sizes; the calibration is drawn as well."""
    generator = np.random.default_rng(11)
    covered = {}
    for rate, se, sp in WORLDS:
        apparent = rate * se + (1 - rate) * (1 - sp)
        hits = []
        for _ in range(100):
            caught, passed = generator.binomial(40, se), generator.binomial(60, sp)
            crossed = int(generator.binomial(100, apparent))
            draws = from_counts(caught, 40, passed, 60)
            found = corrected(
                Apparent(crossed=crossed, graded=100),
                (caught / 40, draws[0]),
                (passed / 60, draws[1]),
            )
            hits.append(found.lower <= rate <= found.upper)
        covered[rate, se, sp] = float(np.mean(hits))
    worst = min(covered, key=covered.__getitem__)
    mean = float(np.mean(list(covered.values())))
    with capsys.disabled():
        print(f"\ncoverage {mean:.3f}, worst {covered[worst]:.2f} at {worst}")  # noqa: T201
    assert mean >= 0.94
    assert covered[worst] >= 0.88
