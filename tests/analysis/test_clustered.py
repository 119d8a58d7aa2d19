"""The mean over draws: known truth, what likeness costs, and never of zero width."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from cornered.analysis.clustered import clustered
from cornered.analysis.rates import cell_rates
from cornered.core.errors import EstimateError
from tests.analysis.plays import drawn, plays


def only(outcomes: list[list[int]]) -> dict[str, float]:
    """The only row for outcomes of (draw, replicate)."""
    table = plays(np.array(outcomes)[None, None], levels=("none",))
    return clustered(table).row(0, named=True)


def test_each_draw_counts_the_same() -> None:
    found = only([[1, 1, 1, 1], [0, -1, -1, -1]])
    assert found["rate"] == pytest.approx(0.5)
    assert (found["scored"], found["draws"], found["rollouts"]) == (5, 2, 8)


def test_equal_draws_give_the_rate_of_the_cell() -> None:
    table = plays(drawn((0.3,), studies=5, draws=20, each=4, spread=1.0), levels=("a",))
    names = ["agent", "rate", "lower", "upper", "effective_count"]
    ours, theirs = clustered(table).select(names), cell_rates(table).select(names)
    for name in names[1:]:
        assert ours[name].to_list() == pytest.approx(theirs[name].to_list())


def test_one_rollout_per_draw_is_a_simple_sample() -> None:
    found = only([[1]] * 3 + [[0]] * 7)
    assert found["effective_count"] == 10
    assert found["standard_error"] == pytest.approx((0.3 * 0.7 / 9) ** 0.5)
    assert found["intraclass"] is None
    assert (found["lower"], found["upper"]) == pytest.approx((0.0667, 0.6525), abs=1e-4)


def test_replicates_that_are_copies_are_worth_nothing() -> None:
    found = only([[1] * 5] * 5 + [[0] * 5] * 5)
    assert found["intraclass"] == pytest.approx(1.0)
    assert found["effective_count"] <= 10
    assert found["design_effect"] == pytest.approx(5 * 10 / 9)


def test_the_correlation_within_draws_is_recovered() -> None:
    generator = np.random.default_rng(5)
    alike = 0.25
    spread = 1 / alike - 1
    chance = generator.beta(0.3 * spread, 0.7 * spread, (300, 1, 40, 1))
    table = plays(
        (generator.random((300, 1, 40, 10)) < chance).astype(int), levels=("a",)
    )
    found = clustered(table)["intraclass"].mean()
    assert found == pytest.approx(alike, abs=0.02)


@pytest.mark.parametrize("outcome", [0, 1])
@pytest.mark.parametrize(("draws", "each"), [(1, 1), (1, 50), (20, 1), (20, 50)])
def test_where_all_agree_nothing_is_certain(
    outcome: int, draws: int, each: int
) -> None:
    found = only([[outcome] * each] * draws)
    assert found["rate"] == outcome
    assert found["upper"] - found["lower"] > 0.03
    assert found["intraclass"] is None


def test_nothing_scored_has_no_rate() -> None:
    found = only([[-1, -1], [-1, -1]])
    assert found["rate"] is None
    assert found["lower"] is None
    assert found["draws"] == 0


def test_an_empty_table_has_no_row() -> None:
    table = plays(np.zeros((1, 1, 1, 1), dtype=int), levels=("a",)).clear()
    assert clustered(table).height == 0


def test_doubled_rollouts_raise() -> None:
    table = plays(np.zeros((1, 1, 2, 1), dtype=int), levels=("a",))
    with pytest.raises(EstimateError, match="more than once"):
        clustered(pl.concat([table, table]))
