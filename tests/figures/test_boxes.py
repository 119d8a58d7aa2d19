"""Ranks, the unscored and the ladder: boxes with their numbers."""

from __future__ import annotations

import polars as pl

from cornered.figures import ladder, ranks, unscored
from tests.figures.tables import svg, table_of


def test_ranks_hold_probabilities() -> None:
    rows = [("a", 1, 0.83), ("a", 2, 0.17), ("b", 1, 0.17), ("b", 2, 0.83)]
    table = pl.DataFrame(rows, schema=["agent", "rank", "probability"], orient="row")
    drawn = svg(ranks.FIGURE, table.with_columns(simulated=pl.lit(value=False)))
    assert drawn.count(">83<") == drawn.count(">17<") == 2


def test_reasons_are_counted_with_their_share() -> None:
    rows = [
        {"reason": "refused_task", "count": 12, "rollouts": 360, "share": 12 / 360},
        {"reason": "grader_failed", "count": 6, "rollouts": 360, "share": 6 / 360},
    ]
    table = pl.DataFrame(rows).with_columns(agent=pl.lit("a"), simulated=False)
    drawn = svg(unscored.FIGURE, table)
    for words in (">18<", ">12<", "5% of 360", "3% of 360", "2% of 360"):
        assert words in drawn
    for word in ("refused", "task", "grader", "failed", "any", "reason"):
        assert word in drawn


def test_the_ladder_keeps_thoughts_from_acts() -> None:
    drawn = svg(ladder.FIGURE)
    for words in ("thoughts", "acts by any route", "through the target"):
        assert words in drawn
    stages = ("considered", "planned", "attempted", "emitted", "completed", "reversed")
    assert all(f">{stage}<" in drawn for stage in stages)
    assert set(table_of("ladder")["stage"]) == set(stages)
