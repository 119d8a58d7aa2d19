"""Beliefs, specifications, published rates and costs say their numbers in words."""

from __future__ import annotations

import polars as pl

from cornered.figures import belief, cost, published, specification
from tests.figures.tables import svg, table_of

RATE = {"rate": 0.3, "lower": 0.2, "upper": 0.4, "simulated": False}


def test_assigned_and_stated_beliefs_are_told_apart() -> None:
    place = {"agent": "vendor/m", "scenario": "blackmail", "scored": 107, **RATE}
    rows = [
        place | {"kind": "assigned", "belief": "asserted_real"},
        place | {"kind": "assigned", "belief": "none"},
        place | {"kind": "stated", "belief": "real"},
        place | {"kind": "stated", "belief": "test", "rate": 0.065, "scored": 324},
    ]
    drawn = svg(belief.FIGURE, pl.DataFrame(rows))
    for words in ("Assigned: what the agent was told", "caused", "asserted real"):
        assert words in drawn
    for words in ("Stated: what the agent itself said", "An association, no cause"):
        assert words in drawn
    assert "30% of 107" in drawn
    assert "6% of 324" in drawn
    stated = svg(belief.FIGURE, pl.DataFrame(rows[2:]))
    assert "caused" not in stated


def test_the_specification_that_is_used_says_so() -> None:
    rows = [
        {"definition": name, "grader": "model/1:v/m", "counted": name == "default/1"}
        for name in ("broad/1", "default/1")
    ]
    table = pl.DataFrame([row | {"scenario": "blackmail"} | RATE for row in rows])
    drawn = svg(specification.FIGURE, table)
    assert drawn.count("30% (20–40) used") == 1
    assert drawn.index("default/1, 1:v/m") < drawn.index("broad/1, 1:v/m")


def test_cells_that_differ_from_the_published_rate_are_named() -> None:
    cell = {
        "agent": "vendor/m",
        "scenario": "espionage",
        "condition": "goal=none",
        "published_rate": 0.66,
        "published_lower": 0.56,
        "published_upper": 0.75,
        **RATE,
    }
    far = cell | {"difference_lower": -0.5, "difference_upper": -0.1}
    near = cell | {"difference_lower": -0.5, "difference_upper": 0.1}
    drawn = svg(published.FIGURE, pl.DataFrame([far, near]))
    assert "2 cells, 1 with a difference shown" in drawn
    assert "vendor/m, espionage, goal=none: ours 30%, published 66%" in drawn
    alike = svg(published.FIGURE, pl.DataFrame([near]))
    assert "1 cell, none with a difference" in alike
    assert "vendor/m" not in alike


def test_what_is_not_known_is_not_nothing() -> None:
    rows = [
        {"agent": "a", "input_tokens": 1_500_000, "cost_usd": 12.5, "cost_known": 0.5},
        {"agent": "b", "input_tokens": 10, "cost_usd": None, "cost_known": 0.0},
    ]
    table = pl.DataFrame(rows).with_columns(
        output_tokens=pl.lit(20),
        grader_tokens=pl.lit(None, dtype=pl.Int64),
        simulated=pl.lit(value=False),
    )
    drawn = svg(cost.FIGURE, table)
    for words in (
        "1.5 M",
        "≥ $12.50",
        "not known",
        "Not known for any agent: tokens of",
    ):
        assert words in drawn
    assert "$0" not in drawn


def test_the_published_counts_have_intervals_of_their_own() -> None:
    table = table_of("published")
    assert (table["published_lower"] < table["published_upper"]).all()
