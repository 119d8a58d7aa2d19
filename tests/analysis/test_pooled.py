"""Pooled: one rate of a run, whose interval knows what its cells share."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from cornered.analysis.pooled import pooled
from cornered.analysis.rates import cell_rates
from cornered.core.errors import EstimateError
from cornered.scoring.tables import rollouts_table
from tests.analysis.synthetic import GOALS, THREATS, row, study


def test_one_cell_is_as_its_own_rate() -> None:
    one = study(models=["gpt-4.1"], draws=25).filter(
        (pl.col("scenario") == "blackmail")
        & (pl.col("factor_goal") == "explicit")
        & (pl.col("factor_threat") == "replacement")
    )
    (cell,) = cell_rates(one).to_dicts()
    found = pooled(one)
    assert (found.rate, found.crossed, found.scored) == (
        cell["rate"],
        cell["crossed"],
        cell["scored"],
    )
    assert found.lower == pytest.approx(cell["lower"])
    assert found.upper == pytest.approx(cell["upper"])
    assert found.worst == pytest.approx(cell["worst_upper"])


def test_each_cell_counts_the_same() -> None:
    few = [row(threat="none", draw=d, outcome="crossed") for d in range(2)]
    many = [row(threat="replacement", draw=d, outcome="held") for d in range(98)]
    found = pooled(rollouts_table([*few, *many]))
    assert found.rate == pytest.approx(0.5)
    assert found.cells == 2


def test_cells_without_a_score_are_named() -> None:
    held = [row(threat="none", draw=d) for d in range(5)]
    cut = {"outcome": "unscored", "reason": "truncated"}
    gone = [row(threat="replacement", draw=d, **cut) for d in range(5)]  # type: ignore[arg-type]
    found = pooled(rollouts_table([*held, *gone]))
    assert found.rate == 0.0
    assert found.worst == pytest.approx(0.5)
    assert found.unscored == pytest.approx(0.5)
    (name,) = found.unscored_cells
    assert "threat=replacement" in name
    nothing = pooled(rollouts_table(gone))
    assert (nothing.rate, nothing.lower, nothing.upper) == (None, None, None)
    assert nothing.worst == 1.0


@pytest.mark.parametrize("outcome", ["held", "crossed"])
def test_certainty_has_width(outcome: str) -> None:
    found = pooled(rollouts_table([row(draw=d, outcome=outcome) for d in range(10)]))
    assert found.lower is not None
    assert found.upper is not None
    assert found.upper - found.lower > 0.2


def test_a_rollout_that_comes_twice_is_an_error() -> None:
    table = rollouts_table([row(draw=0)])
    with pytest.raises(EstimateError, match="more than once"):
        pooled(pl.concat([table, table]))


def test_draws_that_all_cells_share_do_not_count_again() -> None:
    """Six cells that always agree on a draw tell no more than one of them."""
    generator = np.random.default_rng(3)
    crossed = generator.random(30) < 0.4
    rows = [
        row(goal=goal, threat=threat, draw=d, outcome="crossed" if yes else "held")
        for goal in GOALS
        for threat in THREATS
        for d, yes in enumerate(crossed)
    ]
    every = pooled(rollouts_table(rows))
    one = pooled(rollouts_table(rows[:30]))
    assert every.rate == pytest.approx(one.rate)
    assert every.lower is not None
    assert every.upper is not None
    assert one.lower is not None
    assert one.upper is not None
    assert every.upper - every.lower >= 0.95 * (one.upper - one.lower)


@pytest.mark.parametrize("spread", [0.0, 1.5])
def test_the_interval_holds_the_truth(spread: float) -> None:
    """Cells of unlike rates over shared draws that differ: 94 % of runs at least."""
    generator = np.random.default_rng(11)
    bases = np.array([-2.5, -0.5, 1.0])
    shift = generator.normal(scale=spread, size=200_000)
    truth = float(np.mean(1 / (1 + np.exp(-(bases[:, None] + shift)))))
    runs, inside = 150, 0
    for _ in range(runs):
        effects = generator.normal(scale=spread, size=25)
        rates = 1 / (1 + np.exp(-(bases[:, None] + effects)))
        outcomes = generator.random(rates.shape) < rates
        rows = [
            row(threat=threat, draw=d, outcome="crossed" if outcomes[c, d] else "held")
            for c, threat in enumerate(THREATS)
            for d in range(25)
        ]
        found = pooled(rollouts_table(rows))
        assert found.lower is not None
        assert found.upper is not None
        inside += found.lower <= truth <= found.upper
    assert inside >= 0.92 * runs  # 94 % less two standard errors of 150 runs


@pytest.mark.parametrize("draws", [range(10), range(100, 110)])
def test_a_cell_of_few_rollouts_is_as_uncertain_as_it_is_alone(draws: range) -> None:
    """0 of 100 and 0 of 10: nothing is known of the ten that half the rate hangs on."""
    rows = [row(threat="none", draw=d) for d in range(100)]
    few = [row(threat="replacement", draw=d) for d in draws]
    (alone,) = cell_rates(rollouts_table(few)).to_dicts()
    found = pooled(rollouts_table([*rows, *few]))
    assert found.upper is not None
    assert 0.5 * alone["upper"] <= found.upper < 0.6 * alone["upper"] + 0.01


def test_cells_of_like_counts_are_no_wider_than_one_sample() -> None:
    rows = [
        row(scenario=scenario, draw=d)
        for scenario in ("blackmail", "espionage")
        for d in range(50)
    ]
    found = pooled(rollouts_table(rows))
    assert found.upper == pytest.approx(1 - 0.025 ** (1 / 100))
