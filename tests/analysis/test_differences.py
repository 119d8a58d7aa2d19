"""Arms that pool cells: a panel of unlike agents that share their draws."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from cornered.analysis.differences import differences, per_draw
from cornered.analysis.matched import ARM, HIGH, LOW, matched
from tests.analysis.plays import LEVELS, drawn, plays

STUDIES = 250
PANEL = (0.02, 0.3, 0.5, 0.95)
"""Rates of the agents in the reference arm."""


def pooled(
    low: tuple[float, ...], high: tuple[float, ...], *, spread: float, each: int
) -> pl.DataFrame:
    """The difference between the arms of each study, agents as a panel."""
    outcomes = drawn(
        (*low, *high), studies=STUDIES, draws=20, each=each, spread=spread, seed=5
    )
    tables = [
        plays(outcomes[:, [agent, agent + len(low)]], levels=LEVELS)
        .rename({"agent": "number"})
        .with_columns(agent=pl.lit(str(agent)))
        for agent in range(len(low))
    ]
    table = pl.concat(tables).with_columns(
        pl.when(factor_threat=LEVELS[0])
        .then(pl.lit(LOW))
        .otherwise(pl.lit(HIGH))
        .alias(ARM)
    )
    counts = per_draw(table, ["number", "scenario", "agent"])
    return differences(counts, ["number", "scenario"], ["agent"])


@pytest.mark.parametrize("spread", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("each", [1, 3])
def test_a_panel_that_shares_draws_is_covered(spread: float, each: int) -> None:
    high = (0.1, 0.3, 0.7, 0.98)
    found = pooled(PANEL, high, spread=spread, each=each)
    truth = float(np.mean(high) - np.mean(PANEL))
    covered = (found["lower"] <= truth) & (found["upper"] >= truth)
    assert np.mean(covered.to_numpy()) >= 0.94
    assert found["difference"].to_numpy().mean() == pytest.approx(truth, abs=0.01)
    assert found["draws"].unique().to_list() == [20]


def test_a_panel_of_unlike_agents_tells_more_than_as_many_alike() -> None:
    unlike = pooled((0.0, 1.0), (0.0, 1.0), spread=0.0, each=1)
    alike = pooled((0.5, 0.5), (0.5, 0.5), spread=0.0, each=1)
    narrow, wide = (
        np.mean((each["upper"] - each["lower"]).to_numpy()) for each in (unlike, alike)
    )
    assert 0.05 < narrow < 0.7 * wide


@pytest.mark.parametrize(
    ("low", "high", "paired", "kept"),
    [
        (range(10), range(10), True, 20),
        (range(10), range(5, 15), True, 10),
        (range(10), range(8, 18), False, 20),
        (range(10), range(10, 20), False, 20),
        (range(1), range(1), False, 2),
        (range(30), range(2), True, 4),
    ],
)
def test_draws_make_pairs_where_enough_are_shared(
    low: range, high: range, *, paired: bool, kept: int
) -> None:
    rows = [
        {ARM: arm, "scenario": "a", "seed": 1, "draw": draw}
        for arm, draws in ((LOW, low), (HIGH, high))
        for draw in draws
    ]
    found = matched(pl.DataFrame(rows), ["scenario"], ["scenario"])
    assert found["paired"].unique().to_list() == [paired]
    assert found.height == kept


def test_draws_of_another_scenario_or_seed_are_no_pairs() -> None:
    rows = [
        {ARM: arm, "scenario": "a", "seed": seed, "draw": draw, "group": "g"}
        for arm, seed in ((LOW, 1), (HIGH, 2))
        for draw in range(9)
    ]
    found = matched(pl.DataFrame(rows), ["group"], ["group"])
    assert not found["paired"].any()
