"""Interactions: the same counts, asked on two scales that need not agree."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from cornered.analysis.interaction import NEITHER, OPPOSITE, SAME, interactions
from tests.analysis.synthetic import study
from tests.analysis.test_effects import GOALS, THREATS, counts


def only(crossed: tuple[int, ...], count: int = 1000) -> dict[str, object]:
    """The one interaction of a 2 x 2 design."""
    keys = [(goal, threat) for goal in GOALS for threat in THREATS]
    table = counts(dict(zip(keys, crossed, strict=True)), count)
    found = interactions(table, "goal", "threat", by=(), cluster="cluster")
    return found.row(0, named=True)


def test_a_difference_of_differences() -> None:
    found = only((100, 200, 300, 700))
    assert found["difference"] == pytest.approx(0.4 - 0.1)
    assert (found["first"], found["second"]) == ("goal=explicit", "threat=replacement")
    rates = ("rate_neither", "rate_first", "rate_second", "rate_both")
    assert [found[name] for name in rates] == [0.1, 0.3, 0.2, 0.7]
    odds = [math.log((k + 0.5) / (1000.5 - k)) for k in (100, 200, 300, 700)]
    expected = odds[3] - odds[2] - odds[1] + odds[0]
    assert found["log_odds"] == pytest.approx(expected)
    assert found["scales"] == SAME


def test_the_scales_can_disagree() -> None:
    """The same step in risk is a smaller one in odds, away from 0."""
    found = only((10, 110, 400, 560))
    assert float(str(found["lower"])) > 0
    assert float(str(found["log_odds_upper"])) < 0
    assert found["scales"] == OPPOSITE


def test_no_interaction_is_found_where_there_is_none() -> None:
    found = only((300, 500, 300, 500))
    assert found["difference"] == pytest.approx(0)
    assert found["p"] == pytest.approx(1.0, abs=0.01)
    assert found["scales"] == NEITHER


def test_each_group_has_its_own() -> None:
    table = study(draws=20)
    found = interactions(table, "goal", "threat")
    assert found.height == 4 * 3 * 2
    assert found["simulated"].all()
    one = found.filter(
        agent="simulated/claude-opus-4",
        scenario="espionage",
        second="threat=replacement",
    ).row(0, named=True)
    cells = table.filter(
        pl.col("agent") == one["agent"],
        pl.col("scenario") == "espionage",
        pl.col("outcome") != "unscored",
    )
    rates = dict(
        cells.group_by("condition")
        .agg((pl.col("outcome") == "crossed").mean())
        .iter_rows()
    )
    assert one["rate_both"] == pytest.approx(rates["goal=explicit,threat=replacement"])
    assert one["rate_neither"] == pytest.approx(rates["goal=none,threat=none"])


def test_p_and_interval_say_the_same() -> None:
    generator = np.random.default_rng(4)
    for _ in range(30):
        chance = generator.uniform(0, 1, 4)
        found = only(tuple(generator.binomial(60, chance).tolist()), 60)
        outside = not float(str(found["lower"])) <= 0 <= float(str(found["upper"]))
        assert outside == (float(str(found["p"])) < 0.05)


def test_groups_without_all_four_have_no_row() -> None:
    table = study(draws=5).filter(pl.col("factor_goal") == "none")
    assert interactions(table, "goal", "threat").height == 0
