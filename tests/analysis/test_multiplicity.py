"""Families of p-values: hand-worked cases, and what is no member."""

from __future__ import annotations

import math

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from cornered.analysis.multiplicity import benjamini_hochberg, holm
from cornered.core.errors import EstimateError


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_benjamini_hochberg_by_hand() -> None:
    found = benjamini_hochberg([0.01, 0.04, 0.03, 0.005])
    assert found == pytest.approx([0.02, 0.04, 0.04, 0.02])


def test_no_test_is_no_member_of_the_family() -> None:
    found = holm([0.02, float("nan"), 0.03])
    assert found[[0, 2]] == pytest.approx([0.04, 0.04])
    assert math.isnan(found[1])


@pytest.mark.parametrize("size", [1, 2, 9])
def test_both_agree_with_statsmodels(size: int) -> None:
    p = np.random.default_rng(size).choice([0.0, 1e-9, 0.01, 0.04, 0.3, 1.0], size)
    for ours, theirs in ((holm, "holm"), (benjamini_hochberg, "fdr_bh")):
        assert ours(p) == pytest.approx(multipletests(p, method=theirs)[1])


@pytest.mark.parametrize("family", [[], [float("nan")]])
def test_a_family_of_none(family: list[float]) -> None:
    assert len(holm(family)) == len(benjamini_hochberg(family)) == len(family)


@pytest.mark.parametrize("wrong", [-0.1, 1.2, float("inf")])
def test_what_is_no_probability_raises(wrong: float) -> None:
    with pytest.raises(EstimateError, match="allowed: 0 to 1"):
        holm([0.5, wrong])


def test_holm_keeps_the_chance_of_any_false_claim() -> None:
    p = np.random.default_rng(3).random((4000, 10))
    any_false = np.mean([holm(each).min() <= 0.05 for each in p])
    assert any_false <= 0.06
