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
