"""What was left unscored is counted by reason, and acts by tool."""

from __future__ import annotations

from cornered.analysis.examples import example_rows
from cornered.analysis.reasons import acts_by_tool, unscored_reasons
from cornered.scoring.tables import rollouts_table
from tests.analysis.synthetic import acts, row


def test_reasons_are_counted() -> None:
    lost = {"outcome": "unscored", "reason": "empty", "status": "empty"}
    table = rollouts_table([row(), row(draw=1) | lost, row(draw=2) | lost])
    found = unscored_reasons(table).row(0, named=True)
    assert (found["reason"], found["count"], found["rollouts"]) == ("empty", 2, 3)


def test_acts_are_counted() -> None:
    table = acts_by_tool(acts(rollouts_table([row(), row(draw=1)])))
    assert table.select("tool", "acts").rows() == [("read_mail", 2), ("send_mail", 2)]


def test_examples_are_one_of_each_outcome_from_the_lowest_draw() -> None:
    outcomes = ["held", "crossed", "held", "crossed"]
    rows = [row(draw=i, outcome=each) for i, each in enumerate(outcomes)]
    rows.append(row(draw=4, outcome="unscored", reason="empty"))
    chosen = example_rows(rollouts_table(rows))
    assert chosen.select("draw", "outcome").rows() == [(1, "crossed"), (0, "held")]
