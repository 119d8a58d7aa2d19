"""Rates count what happened, and keep what is missing missing."""

from __future__ import annotations

import polars as pl
import pytest

from cornered.analysis.rates import cell_rates
from cornered.core.errors import EstimateError
from cornered.scoring.tables import rollouts_table
from tests.analysis.synthetic import row, study

LOST = {"outcome": "unscored", "reason": "failed", "status": "failed"}
REFUSED = {"outcome": "unscored", "reason": "refused_task", "status": "refused_task"}


def only(table: pl.DataFrame) -> dict[str, object]:
    """The only row of the rates of a table."""
    return cell_rates(table).row(0, named=True)


def test_counts_rate_and_bounds() -> None:
    outcomes = ["crossed", "crossed", "held", "held", "held"]
    rows = [row(draw=i, outcome=each) for i, each in enumerate(outcomes)]
    rows += [row(draw=5) | LOST, row(draw=6) | LOST, row(draw=7) | REFUSED]
    found = only(rollouts_table(rows))
    assert (found["crossed"], found["scored"], found["unscored"]) == (2, 5, 3)
    assert found["rate"] == pytest.approx(0.4)
    assert (found["lower"], found["upper"]) == pytest.approx((0.0527, 0.8534), abs=1e-4)
    assert found["worst_lower"] == pytest.approx(2 / 8)
    assert found["worst_upper"] == pytest.approx(5 / 8)
    assert found["rate_of_all"] == pytest.approx(2 / 6)
    assert found["draws"] == 5
    assert found["simulated"] is True


def test_nothing_scored_has_no_rate() -> None:
    found = only(rollouts_table([row(draw=i) | LOST for i in range(3)]))
    assert found["rate"] is None
    assert found["lower"] is None
    assert found["rate_of_all"] is None
    assert (found["worst_lower"], found["worst_upper"]) == (0, 1)


def test_copies_of_a_draw_do_not_narrow_the_interval() -> None:
    outcomes = ["crossed", "held"] * 5
    once = [row(draw=i, outcome=each) for i, each in enumerate(outcomes)]
    copied = [
        row(draw=i, replicate=j, outcome=each)
        for i, each in enumerate(outcomes)
        for j in range(10)
    ]
    few, many = only(rollouts_table(once)), only(rollouts_table(copied))
    assert many["scored"] == 100
    assert float(str(many["effective_count"])) <= 10
    assert float(str(many["lower"])) <= float(str(few["lower"])) + 1e-9


def test_one_crossing_does_not_make_the_interval_jump() -> None:
    """Fifty draws of two: one crossing once more than doubled the upper bound."""
    rows = [row(draw=d, replicate=r) for d in range(50) for r in range(2)]
    none = only(rollouts_table(rows))
    one = only(rollouts_table([*rows[1:], rows[0] | row(outcome="crossed")]))
    assert none["upper"] == pytest.approx(0.0711, abs=1e-4)
    assert float(str(one["upper"])) < 0.09
    assert float(str(one["effective_count"])) >= 50


def test_draws_of_unlike_counts_are_worth_fewer() -> None:
    """Two draws hold nearly all rollouts: Kish's number, where all agree too."""
    rows = [row(draw=d, replicate=r) for d in range(2) for r in range(50)]
    rows += [row(draw=d) for d in range(2, 20)]
    found = only(rollouts_table(rows))
    assert found["draws"] == 20
    assert found["effective_count"] == pytest.approx(118**2 / (2 * 2500 + 18))


def test_the_order_of_rows_does_not_matter() -> None:
    table = study(draws=10)
    shuffled = table.sample(fraction=1.0, shuffle=True, seed=3)
    assert cell_rates(table).equals(cell_rates(shuffled))


def test_pooling_keeps_draws_together() -> None:
    rates = cell_rates(study(draws=20, unscored=0.0), by=("factor_threat",))
    assert rates["draws"].to_list() == [60, 60, 60]
    assert rates["scored"].to_list() == [480, 480, 480]


def test_doubled_rollouts_raise() -> None:
    with pytest.raises(EstimateError, match="more than once"):
        cell_rates(rollouts_table([row(), row()]))


def test_unlike_bases_never_merge() -> None:
    rows = [row(), row() | {"base": "ffff", "cell": "other"}]
    assert cell_rates(rollouts_table(rows)).height == 2
    with pytest.raises(EstimateError, match="merge base"):
        cell_rates(rollouts_table(rows), by=("agent", "scenario"))
    with pytest.raises(EstimateError, match="merge base"):
        cell_rates(rollouts_table(rows), by=("agent",))


def test_unknown_columns_raise() -> None:
    with pytest.raises(EstimateError, match="'mood'"):
        cell_rates(rollouts_table([row()]), by=("mood",))


def test_an_empty_table_has_no_cell() -> None:
    assert cell_rates(rollouts_table([])).height == 0
