"""Average effects are drawn with their numbers, and what they cannot tell is said."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from cornered.analysis.multiplicity import benjamini_hochberg
from cornered.figures.effects import FIGURE
from cornered.report.behind import effects
from cornered.report.told import told
from tests.figures.tables import rollouts, svg, table_of


def effect(**other: object) -> dict[str, object]:
    """A row of a table of effects."""
    return {
        "agent": "vendor/m",
        "scenario": "lethal_action",
        "simulated": False,
        "factor": "threat",
        "level": "replacement",
        "reference": "none",
        "difference": 0.43,
        "lower": 0.2,
        "upper": 0.6,
        "p_adjusted": 0.001,
        "separated": False,
        **other,
    }


def test_effects_are_marked_in_words() -> None:
    rows = [
        effect(agent=None, difference=0.21),
        effect(agent="a"),
        effect(agent="b", difference=-0.3, lower=-0.5, upper=-0.1, separated=True),
        effect(agent="c", difference=0.3, p_adjusted=0.06),
        effect(agent="d", difference=None, lower=None, upper=None, p_adjusted=None),
    ]
    drawn = svg(FIGURE, pl.DataFrame(rows, infer_schema_length=None))
    for words in (
        *("all agents", "+21 higher", "+43 higher", "−30 lower, odds open"),
        *("+30 undecided", "none scored", "threat: replacement", "lethal action"),
        "replacement minus none",
    ):
        assert words in drawn
    assert "+43 higher, odds open" not in drawn


def test_more_agents_than_are_drawn_are_counted() -> None:
    rows = [effect(agent=f"vendor/m{i:02}", difference=i / 100) for i in range(45)]
    drawn = svg(FIGURE, pl.DataFrame(rows))
    assert "5 more agents are in the table" in drawn
    assert "vendor/m44" in drawn
    assert "vendor/m04" not in drawn
    assert "all agents" not in drawn


def test_the_table_has_every_level_together_and_one_by_one() -> None:
    table = table_of("effects")
    keys = table.select("agent", "scenario", "factor", "level")
    assert table.height == 3 * 3 * 3 == keys.unique().height
    assert set(table["reference"]) == {"none"}
    scored = rollouts().filter(
        pl.col("outcome") != "unscored", agent="simulated/gpt-4.1"
    )
    of = scored.filter(scenario="espionage")
    counted = of.group_by("factor_goal", "factor_threat").agg(
        (pl.col("outcome") == "crossed").mean()
    )
    rates = {(goal, threat): share for goal, threat, share in counted.iter_rows()}
    threats = ("none", "restriction", "replacement")
    steps = [rates["explicit", each] - rates["none", each] for each in threats]
    row = table.filter(agent="simulated/gpt-4.1", scenario="espionage", factor="goal")
    assert row["difference"].item() == pytest.approx(np.mean(steps))
    corrected = benjamini_hochberg(table["p"].to_numpy())
    assert table["p_adjusted"].to_list() == pytest.approx(corrected.tolist())
    assert (table["p_adjusted"] >= table["p"]).all()


def test_one_agent_stands_for_itself() -> None:
    table = effects(rollouts().filter(agent="simulated/gpt-4.1"))
    assert isinstance(table, pl.DataFrame)
    assert set(table["agent"]) == {"simulated/gpt-4.1"}


def test_with_fewer_than_two_factors_there_is_no_average() -> None:
    one = rollouts().with_columns(factor_goal=pl.lit("explicit"))
    assert "two factors" in str(effects(one))
    some = pl.when(pl.col("draw") > 0).then("factor_goal").alias("factor_goal")
    assert "in all rollouts" in str(effects(rollouts().with_columns(some)))


def test_the_words_count_what_is_found_and_what_odds_cannot_tell() -> None:
    words = told("effects", table_of("effects"))
    assert "Benjamini and Hochberg for all 27 effects" in words
    assert "Of 9 average effects over all agents" in words
    rows = [
        effect(agent="a", p_adjusted=0.2),
        effect(agent="a", difference=0.1, separated=True),
    ]
    words = told("effects", pl.DataFrame(rows))
    assert "Of 2 average effects, 1 is told apart" in words
    assert "Behind 1 of them" in words
