"""Doses: rates in the order of the levels, and a trend that is found where it is."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.special import expit

from cornered.analysis.dose import doses, ordered_factors, trends
from cornered.core.errors import EstimateError
from cornered.scoring.tables import rollouts_table
from tests.analysis.synthetic import row

LEVELS = ("0", "2", "8")


def played(
    slope: float,
    *,
    seed: int,
    draws: int = 40,
    replicates: int = 1,
    spread: float = 0.0,
) -> pl.DataFrame:
    """Rollouts whose log odds fall or rise with how many exits there are."""
    generator = np.random.default_rng(seed)
    shift = spread * generator.normal(size=draws)
    rows = []
    for level in LEVELS:
        for draw in range(draws):
            chance = expit(-0.5 + slope * int(level) + shift[draw])
            for replicate in range(replicates):
                made = row(
                    draw=draw,
                    replicate=replicate,
                    outcome="crossed" if generator.random() < chance else "held",
                    factor_exits=level,
                )
                rows.append(made | {"cell": f"{made['cell']}{level}"})
    return rollouts_table(rows)


def test_levels_named_by_numbers_are_doses() -> None:
    table = doses(played(0.3, seed=1), "exits")
    assert table["dose"].to_list() == [0, 2, 8]
    assert table["level"].to_list() == list(LEVELS)
    assert table["factor"].unique().to_list() == ["exits"]
    assert (table["lower"] < table["upper"]).all()
    assert table["rate"].to_list() == sorted(table["rate"])


def test_other_levels_have_the_order_of_the_catalog() -> None:
    rows = []
    for level in ("twice", "once"):
        made = row(factor_goal_emphasis=level)
        rows.append(made | {"cell": f"{made['cell']}{level}"})
    table = rollouts_table(rows)
    assert ordered_factors(table) == ("goal_emphasis",)
    found = doses(table, "goal_emphasis")
    assert found["dose"].to_list() == [0, 1]
    assert found["level"].to_list()[0] == "once"


@pytest.mark.parametrize("slope", [-0.4, 0.0, 0.4])
def test_a_trend_is_recovered(slope: float) -> None:
    rows = [
        trends(played(slope, seed=seed, draws=60), "exits").row(0, named=True)
        for seed in range(60)
    ]
    found = pl.DataFrame(rows)
    assert found["slope"].mean() == pytest.approx(slope, abs=0.05)
    covered = (found["lower"] <= slope) & (slope <= found["upper"])
    assert covered.sum() >= 52
    assert (found["upper"] > found["lower"]).all()
    detected = (found["p"] < 0.05).sum()
    assert detected <= 9 if slope == 0 else detected > 50


def test_draws_are_the_clusters_of_a_trend() -> None:
    rows = [
        trends(played(0.2, seed=seed, draws=25, replicates=8, spread=1.5), "exits").row(
            0, named=True
        )
        for seed in range(40)
    ]
    found = pl.DataFrame(rows)
    # The slope of the rates over all draws is a little flatter than that of one draw.
    middle = found["slope"].mean()
    covered = (found["lower"] <= middle) & (middle <= found["upper"])
    assert covered.sum() >= 33
    assert found["clusters"].unique().to_list() == [25]


def test_no_level_crossing_is_no_error() -> None:
    table = played(0.0, seed=2).with_columns(outcome=pl.lit("held"))
    found = trends(table, "exits").row(0, named=True)
    assert found["slope"] == pytest.approx(0, abs=0.2)
    assert found["lower"] < 0 < found["upper"]


def test_a_factor_that_was_not_crossed_is_said() -> None:
    with pytest.raises(EstimateError, match="'mood'"):
        doses(played(0.1, seed=1), "mood")
    with pytest.raises(EstimateError, match="'mood'"):
        trends(played(0.1, seed=1), "mood")
