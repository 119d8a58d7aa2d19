"""Arms and agents have one order and unambiguous names."""

from __future__ import annotations

from cornered.analysis.arms import agents, arms, level_rank, shared_factors, with_arms
from cornered.analysis.rates import cell_rates
from cornered.scoring.tables import rollouts_table
from tests.analysis.synthetic import row, study


def test_levels_come_in_the_order_of_their_factor() -> None:
    of = arms(with_arms(cell_rates(study(draws=2))))["blackmail"]
    assert of[0].text == "goal=none,threat=none"
    assert shared_factors(of) == ("goal", "threat")
    assert level_rank("threat", "none") < level_rank("threat", "replacement")
    assert level_rank("no_such_factor", "x") == 0


def test_arms_that_differ_otherwise_are_told_apart() -> None:
    rows = [row(), row() | {"protocol": "reminder", "cell": "other"}]
    of = arms(with_arms(rollouts_table(rows)))["blackmail"]
    assert [arm.text for arm in of] == [
        "goal=explicit,threat=none,protocol=none",
        "goal=explicit,threat=none,protocol=reminder",
    ]


def test_the_highest_agent_comes_first() -> None:
    rows = [row(agent="a"), row(agent="b", outcome="crossed")]
    assert agents(cell_rates(rollouts_table(rows))) == ("b", "a")
