"""Heterogeneity: what groups differ by is found, and chance is not taken for it."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.special import expit

from cornered.analysis.heterogeneity import heterogeneity, rate_heterogeneity
from cornered.core.errors import EstimateError
from cornered.interop.published import published


def groups(
    generator: np.random.Generator, count: int, tau: float, se: float = 0.3
) -> pl.DataFrame:
    """Estimates about 1 with a known spread between groups."""
    errors = generator.uniform(0.7, 1.3, count) * se
    true = 1.0 + tau * generator.normal(size=count)
    return pl.DataFrame(
        {"estimate": true + errors * generator.normal(size=count), "se": errors}
    )


@pytest.mark.parametrize("tau", [0.0, 0.4, 1.5])
def test_known_spread_is_recovered(tau: float) -> None:
    generator = np.random.default_rng(7)
    rows = [
        heterogeneity(groups(generator, 18, tau)).row(0, named=True) for _ in range(300)
    ]
    found = pl.DataFrame(rows)
    assert found["mean"].mean() == pytest.approx(1.0, abs=0.08)
    assert found["tau"].median() == pytest.approx(tau, abs=0.12)
    covered = ((found["lower"] <= 1) & (found["upper"] >= 1)).mean()
    assert covered is not None
    assert float(str(covered)) >= 0.93
    rejected = float(str((found["p"] < 0.05).mean()))
    assert rejected <= 0.08 if tau == 0 else rejected > 0.7
    assert (found["upper"] > found["lower"]).all()
    assert (found["predicted_upper"] - found["predicted_lower"] > 0).all()


def test_the_prediction_interval_holds_a_further_group() -> None:
    generator = np.random.default_rng(9)
    held = 0
    for _ in range(400):
        row = heterogeneity(groups(generator, 12, 0.8)).row(0, named=True)
        further = 1.0 + 0.8 * generator.normal()
        held += row["predicted_lower"] <= further <= row["predicted_upper"]
    assert held / 400 >= 0.92


def test_groups_that_are_alike_to_the_last_digit_are_not_certain() -> None:
    table = pl.DataFrame({"estimate": [0.5] * 5, "se": [0.2] * 5})
    row = heterogeneity(table).row(0, named=True)
    assert (row["tau"], row["i2"], row["q"]) == pytest.approx((0, 0, 0), abs=1e-9)
    assert row["p"] == pytest.approx(1.0)
    assert row["upper"] - row["lower"] > 0.2


def test_leaving_one_out_shows_who_carries_the_mean() -> None:
    table = pl.DataFrame({"estimate": [0.0, 0.1, -0.1, 3.0], "se": [0.1] * 4})
    row = heterogeneity(table).row(0, named=True)
    assert row["least_without_one"] == pytest.approx(0, abs=0.02)
    assert row["most_without_one"] > row["mean"]


def test_rates_with_zeros_are_finite() -> None:
    counts = pl.DataFrame(
        {"model": list("abcd"), "crossed": [0, 0, 50, 100], "count": [100] * 4}
    )
    row = rate_heterogeneity(counts, group="model").row(0, named=True)
    assert 0 < row["lower"] < row["mean"] < row["upper"] < 1
    assert row["p"] < 1e-6
    assert row["i2"] > 0.9
    assert row["tau_units"] is None


def test_units_are_not_taken_for_groups() -> None:
    """Models that differ within developers are no difference between developers."""
    generator = np.random.default_rng(11)
    alone, nested = [], []
    for _ in range(200):
        chance = expit(generator.normal(0, 1.2, 18))
        counts = pl.DataFrame(
            {
                "developer": [str(i % 6) for i in range(18)],
                "model": [str(i) for i in range(18)],
                "crossed": generator.binomial(100, chance),
                "count": [100] * 18,
            }
        )
        alone.append(rate_heterogeneity(counts, group="developer")["p"].item())
        found = rate_heterogeneity(counts, group="developer", unit="model")
        nested.append(found["p"].item())
    assert np.mean(np.array(alone) < 0.05) > 0.9
    assert np.mean(np.array(nested) < 0.05) < 0.09


MODELS = (7, 5, 2, 1, 1, 1, 1)
"""Models of each developer in the published study."""


@pytest.mark.parametrize(
    ("mean", "tau", "tau_units"),
    [
        (2.3, 0, 2.8),
        (2.5, 1, 1),
        (-3, 1.5, 1.5),
        (-1, 2, 1.5),
        (0, 2, 0),
        (1, 2.5, 0.3),
    ],
)
def test_the_prediction_holds_a_further_unit_of_a_further_group(
    mean: float, tau: float, tau_units: float
) -> None:
    """With few developers, most of them of one model, and with none that differ."""
    generator = np.random.default_rng(33)
    studies = 600
    middle = mean + tau * generator.normal(size=(studies, len(MODELS) + 1))
    owner = np.repeat(np.arange(len(MODELS)), MODELS)
    true = middle[:, owner] + tau_units * generator.normal(size=(studies, len(owner)))
    further = expit(middle[:, -1] + tau_units * generator.normal(size=studies))
    counts = pl.DataFrame(
        {
            "study": np.repeat(np.arange(studies), len(owner)),
            "developer": np.tile(owner, studies),
            "model": np.tile(np.arange(len(owner)), studies),
            "crossed": generator.binomial(100, expit(true)).ravel(),
            "count": 100,
        }
    )
    found = rate_heterogeneity(counts, group="developer", unit="model", by=("study",))
    held = pl.Series(further).is_between(
        found["predicted_lower"], found["predicted_upper"]
    )
    assert float(str(held.mean())) >= 0.93


def test_few_groups_of_units_predict_nothing() -> None:
    counts = pl.DataFrame(
        {
            "developer": list("aabbc"),
            "model": list("vwxyz"),
            "crossed": [10, 60, 30, 90, 50],
            "count": [100] * 5,
        }
    )
    nested = rate_heterogeneity(counts, group="developer", unit="model")
    assert nested["predicted_lower"].item() is None
    plain = rate_heterogeneity(counts, group="developer")
    assert plain["predicted_lower"].item() is not None


def test_the_published_models_differ() -> None:
    counts = pl.DataFrame(
        [
            {
                "model": each.model,
                "scenario": each.scenario,
                "crossed": each.crossed_count,
                "count": each.rollout_count,
            }
            for each in published()
            if (each.goal, each.threat) == ("explicit", "replacement")
        ]
    )
    found = rate_heterogeneity(counts, group="model", by=("scenario",))
    assert found.height == 3
    assert found["groups"].to_list() == [18] * 3
    assert (found["p"] < 1e-9).all()
    assert (found["i2"] > 0.9).all()


def test_misuse_is_said() -> None:
    with pytest.raises(EstimateError, match="1 groups"):
        heterogeneity(pl.DataFrame({"estimate": [1.0], "se": [0.1]}))
    with pytest.raises(EstimateError, match="above 0"):
        heterogeneity(pl.DataFrame({"estimate": [1.0, 2.0], "se": [0.1, 0.0]}))
    with pytest.raises(EstimateError, match="'se'"):
        heterogeneity(pl.DataFrame({"estimate": [1.0, 2.0]}))
    with pytest.raises(EstimateError, match="'count'"):
        rate_heterogeneity(pl.DataFrame({"m": ["a"], "crossed": [1]}), group="m")
