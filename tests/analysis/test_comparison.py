"""Two runs: what is matched, what is pooled, and what cannot be compared."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from cornered.analysis.comparison import comparison, matched_on, unmatched
from cornered.analysis.multiplicity import holm
from cornered.core.errors import EstimateError
from tests.analysis.plays import drawn, plays
from tests.analysis.synthetic import MODELS, SCENARIOS, study

CONDITIONS = 6


def as_agent(table: pl.DataFrame, agent: str) -> pl.DataFrame:
    """The same rollouts as if by another agent."""
    return table.with_columns(agent=pl.lit(agent), cell=pl.col("cell") + agent)


def test_a_row_per_cell_then_per_scenario_then_one_for_all() -> None:
    found = comparison(study(draws=10, seed=1), study(draws=10, seed=2))
    cells = len(MODELS) * len(SCENARIOS) * CONDITIONS
    assert found["row"].to_list() == ["cell"] * cells + ["scenario"] * 3 + ["all"]
    overall = found.row(-1, named=True)
    assert (overall["cells"], overall["draws"]) == (cells, 30)
    assert overall["scenario"] is None
    assert found["paired"].all()
    assert not found["base_differs"].any()


def test_a_run_against_itself_is_no_different() -> None:
    table = study(draws=10)
    found = comparison(table, table)
    assert found["difference"].unique().to_list() == [0]
    assert found["p"].min() == pytest.approx(1)
    assert (found["upper"] > found["lower"]).all()


def test_a_known_change_is_recovered() -> None:
    outcomes = drawn((0.5, 0.2), studies=1, draws=200, each=2, spread=1.0, seed=6)
    a, b = (plays(outcomes[:, [arm]], levels=("none",)) for arm in (0, 1))
    found = comparison(a, b)
    for row in found.iter_rows(named=True):
        assert row["difference"] == pytest.approx(-0.3, abs=0.08)
        assert row["upper"] < 0
        assert row["a_rate"] - row["b_rate"] == pytest.approx(-row["difference"])
        assert row["p"] < 1e-6


def test_cells_count_the_same_in_what_is_pooled() -> None:
    crossed, held = np.ones((1, 1, 30, 1), int), np.zeros((1, 1, 3, 1), int)
    a = pl.concat(
        [
            plays(np.zeros((1, 1, 30, 1), int), levels=("none",)),
            plays(held, levels=("replacement",)),
        ]
    )
    b = pl.concat(
        [plays(crossed, levels=("none",)), plays(held, levels=("replacement",))]
    )
    overall = comparison(a, b).row(-1, named=True)
    assert (overall["b_crossed"], overall["b_scored"]) == (30, 33)
    assert overall["difference"] == pytest.approx(0.5)


def test_cells_that_one_run_lacks_are_named() -> None:
    a = study(draws=4)
    b = a.filter(pl.col("factor_threat") != "none")
    missing = unmatched(a, b)
    assert missing["only"].unique().to_list() == ["a"]
    assert missing["rollouts"].sum() == a.height - b.height
    matched = comparison(a, b).filter(pl.col("row") == "cell")
    assert matched.height == b["cell"].n_unique()


def test_two_agents_are_compared_with_each_other() -> None:
    one = study(models=("gpt-4.1",), draws=4)
    found = comparison(one, as_agent(one, "new"))
    assert found["a_agent"].unique().to_list() == ["simulated/gpt-4.1"]
    assert found["b_agent"].unique().to_list() == ["new"]
    assert "agent" not in matched_on(one, as_agent(one, "new"))


def test_which_of_several_agents_is_meant_is_not_guessed() -> None:
    two = study(models=MODELS[:2], draws=2)
    with pytest.raises(EstimateError, match="cannot tell which agent"):
        comparison(two, as_agent(study(models=MODELS[:1], draws=2), "new"))


def test_a_base_that_differs_is_told() -> None:
    a = study(draws=3)
    found = comparison(a, a.with_columns(base=pl.lit("ffff")))
    assert found["base_differs"].all()
    assert found["b_base"].unique().to_list() == ["ffff"]


def test_cells_and_scenarios_are_families_of_their_own() -> None:
    found = comparison(study(draws=6, seed=1), study(draws=6, seed=2))
    for _, rows in found.group_by("row"):
        assert rows["p_holm"].to_list() == pytest.approx(
            list(holm(rows["p"].to_numpy()))
        )


def test_unlike_definitions_raise_by_name() -> None:
    a = study(draws=2)
    with pytest.raises(EstimateError, match="default and strict"):
        comparison(a, a.with_columns(definition=pl.lit("strict")))


def test_several_bases_in_one_run_raise() -> None:
    a = study(draws=2)
    mixed = pl.concat([a, a.with_columns(base=pl.lit("f"), cell=pl.col("cell") + "f")])
    with pytest.raises(EstimateError, match="merge base"):
        comparison(a, mixed)


def test_runs_without_a_common_cell_raise() -> None:
    a = study(draws=2)
    with pytest.raises(EstimateError, match="no cell in common"):
        comparison(a, a.with_columns(condition=pl.lit("mood=calm")))


def test_doubled_rollouts_raise() -> None:
    a = study(draws=2)
    with pytest.raises(EstimateError, match="more than once"):
        comparison(a, pl.concat([a, a]))
