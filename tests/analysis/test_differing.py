"""Which graders differ, on what, and how often."""

from __future__ import annotations

import json

import polars as pl

from cornered.analysis.curve import specification_curve
from cornered.analysis.differing import counted_by, differing, pairs, voices
from cornered.catalogs import definitions
from cornered.scoring.tables import rollouts_table
from tests.analysis.synthetic import row, study
from tests.analysis.test_redefined import CROSS, HOLD, MODEL, OPEN, RULE, graded

DEFAULT = definitions()["default"]
TABLE = rollouts_table(
    [
        graded(0, "crossed", rule=CROSS, model=CROSS, recorded={"outcome": "held"}),
        graded(1, "unscored", rule=CROSS, model=HOLD),
        graded(2, "held", rule=HOLD, model=HOLD),
        graded(3, "unscored", rule=OPEN, model=HOLD),
    ]
)


def recorded(draw: int, ours: str, theirs: str) -> dict[str, object]:
    """A rollout that the rule graded, and whose source had its own verdict."""
    raw = json.dumps({"recorded:x": {"outcome": theirs}})
    return row(draw=draw, outcome=ours, grader=RULE, grader_raw=raw)


def test_a_panel_is_no_voice_and_a_source_is_one() -> None:
    said = voices(TABLE, DEFAULT)
    assert set(said["grader"]) == {RULE, MODEL, "recorded:x"}
    assert said.filter(row=0)["outcome"].to_list() == ["crossed", "crossed", "held"]
    assert said.filter(row=3).rows() == [(3, RULE, "unscored"), (3, MODEL, "held")]


def test_opposites_come_before_what_one_leaves_open() -> None:
    found = differing(TABLE, DEFAULT)
    assert found["draw"].to_list() == [0, 1, 3]
    assert found["opposite"].to_list() == [True, True, False]
    assert found["said"].to_list()[1] == [
        {"grader": RULE, "outcome": "crossed"},
        {"grader": MODEL, "outcome": "held"},
    ]


def test_a_recorded_verdict_is_held_against_whoever_graded_here() -> None:
    table = rollouts_table(
        [recorded(0, "held", "crossed"), recorded(1, "held", "held")]
    )
    assert differing(table, DEFAULT)["draw"].to_list() == [0]
    (pair,) = pairs(voices(table, DEFAULT)).iter_rows(named=True)
    assert (pair["first"], pair["second"]) == (RULE, "recorded:x")
    assert (pair["both_held"], pair["only_second"], pair["rollouts"]) == (1, 1, 2)


def test_pairs_count_every_rollout_that_both_have_read() -> None:
    counted = pairs(voices(TABLE, DEFAULT)).filter(first=RULE, second=MODEL)
    row_ = counted.row(0, named=True)
    assert row_["rollouts"] == 4
    parts = ("both_crossed", "both_held", "only_first", "only_second", "left_open")
    assert [row_[name] for name in parts] == [1, 1, 1, 0, 1]


def test_cells_take_turns() -> None:
    rows = [
        graded(draw, "unscored", rule=CROSS, model=HOLD)
        | {"cell": cell, "sample_id": f"{cell}{draw}"}
        for cell in ("a", "b")
        for draw in range(3)
    ]
    found = differing(rollouts_table(rows[::-1]), DEFAULT)
    assert found["cell"].to_list() == ["a", "b"] * 3
    assert found["draw"].to_list() == [0, 0, 1, 1, 2, 2]


def test_one_grader_differs_from_nobody() -> None:
    table = study(draws=2).with_columns(grader=pl.lit(RULE))
    assert differing(table, DEFAULT).height == 0
    assert pairs(voices(table, DEFAULT)).height == 0


def test_the_definition_of_a_table_is_found_by_its_key() -> None:
    table = study(draws=1)
    assert (
        counted_by(table.with_columns(definition=pl.lit("strict/1")))
        is (definitions()["strict"])
    )
    assert counted_by(table.with_columns(definition=pl.lit("strict/99"))) is None


def test_a_curve_of_rollouts_whose_grader_is_not_named_has_every_definition() -> None:
    curve = specification_curve(study(draws=2), by=("scenario",))
    assert curve["grader"].null_count() == curve.height == 3 * len(definitions())
