"""Costs: what is not known is not zero."""

from __future__ import annotations

import pytest

from cornered.analysis.costs import costs
from cornered.scoring.tables import rollouts_table
from tests.analysis.synthetic import row


def test_sums_and_what_is_known() -> None:
    rows = [
        row(agent="a", draw=0, input_tokens=100, output_tokens=10, cost_usd=0.5),
        row(agent="a", draw=1, input_tokens=50, output_tokens=5, grader_tokens=7),
        row(agent="a", draw=2),
        row(agent="simulated/o3", draw=0, input_tokens=1, output_tokens=2),
    ]
    first, second = costs(rollouts_table(rows)).iter_rows(named=True)
    assert (first["agent"], first["rollouts"], first["simulated"]) == ("a", 3, False)
    assert (first["input_tokens"], first["output_tokens"]) == (150, 15)
    assert first["grader_tokens"] == 7
    assert first["cost_usd"] == pytest.approx(0.5)
    assert first["cost_known"] == pytest.approx(1 / 3)
    assert first["tokens_known"] == pytest.approx(2 / 3)
    assert second["simulated"] is True
    assert second["cost_usd"] is None
    assert second["grader_tokens"] is None
    assert second["cost_known"] == 0


def test_unscored_rollouts_cost_too() -> None:
    lost = {"status": "failed", "outcome": "unscored", "reason": "failed"}
    rows = [row(input_tokens=9, output_tokens=1), row(draw=1, input_tokens=9) | lost]
    assert costs(rollouts_table(rows))["input_tokens"].item() == 18


def test_nothing_costs_nothing() -> None:
    assert costs(rollouts_table([])).height == 0
