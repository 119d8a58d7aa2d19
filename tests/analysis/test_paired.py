"""Paired arms: the exact test, and what sharing draws is worth."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from cornered.analysis.contrasts import contrasts
from cornered.analysis.paired import mcnemar
from cornered.core.study import Contrast
from tests.analysis.plays import drawn, plays

PLANNED = (
    Contrast(
        id="replacement",
        question="Does it?",
        low={"threat": "none"},
        high={"threat": "replacement"},
    ),
)


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_a_binomial_test_of_pairs_that_differ(low: int, high: int) -> None:
    (found,) = mcnemar(np.array([float(low)]), np.array([float(high)]))
    expected = binomtest(low, low + high).pvalue if low + high else 1.0
    assert found == pytest.approx(expected)


def test_mcnemar_keeps_its_error_rate() -> None:
    """By enumeration: pairs that differ go either way."""
    for differing in range(1, 60):
        low = np.arange(differing + 1.0)
        wrong = mcnemar(low, differing - low) <= 0.05
        assert binom.pmf(low, differing, 0.5)[wrong].sum() <= 0.05


def test_what_draws_share_cancels() -> None:
    """Draws that are alike in both arms: paired is narrower than apart."""
    outcomes = drawn((0.4, 0.5), studies=100, draws=50, each=4, spread=2.0, seed=4)
    paired = contrasts(plays(outcomes), PLANNED)
    table = plays(outcomes)
    apart = table.with_columns(
        draw=pl.col("draw") + pl.when(factor_threat="none").then(50).otherwise(0)
    )
    unpaired = contrasts(apart, PLANNED)
    assert paired["paired"].all()
    assert not unpaired["paired"].any()
    narrow, wide = (
        np.mean((each["upper"] - each["lower"]).to_numpy())
        for each in (paired, unpaired)
    )
    assert narrow < 0.8 * wide


@pytest.mark.parametrize("draws", [1, 2, 5, 40])
@pytest.mark.parametrize("each", [1, 7])
def test_pairs_that_all_agree_are_not_certain(draws: int, each: int) -> None:
    half = np.arange(draws) % 2
    outcomes = np.broadcast_to(half[None, None, :, None], (1, 2, draws, each))
    (row,) = contrasts(plays(outcomes), PLANNED).to_dicts()
    assert row["difference"] == 0
    assert row["lower"] < -0.02
    assert row["upper"] > 0.02
    assert row["p"] == pytest.approx(1)
