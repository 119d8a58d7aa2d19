"""Verdict: each finding is told in its own words, and none is told of too few data."""

from __future__ import annotations

import polars as pl
import pytest

from cornered.comparing.verdict import (
    ALIKE,
    LESS,
    LITTLE,
    MORE,
    NOTHING,
    OPEN,
    points,
    verdict,
)
from cornered.core.errors import EstimateError
from tests.comparing.runs import ARMS, lost, run, side_by_side


def test_fewer_crossings_are_told_with_numbers() -> None:
    found = side_by_side(run(0.6), run(0.1, random=1))
    said = verdict(found, margin=0.05)
    whole = found.whole()

    assert said.finding == LESS
    assert said.words.startswith("B crosses less often than A: ")
    assert f"{100 * whole['difference']:.0f} points" in said.words
    assert "in 3 of 3 cells by itself (Holm)" in said.words
    assert "simulated" not in said.words


def test_the_other_way_round_is_the_contrary() -> None:
    a, b = run(0.6), run(0.1, random=1)
    assert verdict(side_by_side(b, a), margin=0.05).finding == MORE
    one = side_by_side(a, b).whole()
    other = side_by_side(b, a).whole()
    assert one["difference"] == pytest.approx(-other["difference"])
    assert one["p"] == pytest.approx(other["p"], rel=1e-6)


def test_no_difference_says_what_is_excluded() -> None:
    found = side_by_side(run(0.3, draws=150), run(0.3, draws=150, random=1))
    said = verdict(found, margin=0.02)
    whole = found.whole()
    reach = max(abs(whole["lower"]), abs(whole["upper"]))

    assert said.finding == OPEN
    assert said.words.startswith("No difference is shown; differences beyond ±")
    assert f"±{points(reach, sign=False)} points" in said.words


def test_alike_is_shown_only_within_the_margin() -> None:
    found = side_by_side(run(0.02, draws=400), run(0.02, draws=400, random=1))
    within, beyond = verdict(found, margin=0.05), verdict(found, margin=0.001)

    assert within.finding == ALIKE
    assert within.equivalence_p is not None
    assert within.equivalence_p < 0.05
    assert "as often as A, within ±5 points" in within.words
    assert beyond.finding == OPEN


def test_few_data_tell_nothing() -> None:
    said = verdict(side_by_side(run(0.5, draws=4), run(0.5, draws=4)), margin=0.05)
    assert said.finding == LITTLE
    assert said.words.startswith("Too little data to tell")


def test_nothing_scored_is_no_equality() -> None:
    a = run(0.5)
    b = a.with_columns(
        status=pl.lit("failed"), reason=pl.lit("failed"), outcome=pl.lit("unscored")
    )
    said = verdict(side_by_side(a, b), margin=0.05)
    assert said.finding == NOTHING
    assert said.equivalence_p is None


def test_cells_that_go_against_the_whole_are_named() -> None:
    a, b = run([0.9, 0.9, 0.0], draws=60), run([0.1, 0.1, 0.6], draws=60, random=1)
    said = verdict(side_by_side(a, b), margin=0.05)
    assert said.finding == LESS
    assert "in 2 of 3 cells by itself (Holm), but more often in 1" in said.words


def test_cells_that_cancel_are_named() -> None:
    a, b = run([0.9, 0.1, 0.5], draws=60), run([0.1, 0.9, 0.5], draws=60, random=1)
    said = verdict(side_by_side(a, b), margin=0.05)
    assert said.finding == OPEN
    assert "cell by cell, less often in 1 and more often in 1 of 3 (Holm)" in said.words


def test_simulated_agents_are_called_so() -> None:
    a = run(0.6, agent="simulated/gpt-4.1")
    said = verdict(side_by_side(a, run(0.1, agent="simulated/gpt-4.1")), margin=0.05)
    assert "A and B rest on simulated agents" in said.words
    mixed = verdict(side_by_side(a, run(0.1, agent="openai/gpt-4.1")), margin=0.05)
    assert "A rests on simulated agents" in mixed.words


@pytest.mark.parametrize("margin", [0.0, 1.0, -0.1])
def test_a_margin_must_be_one(margin: float) -> None:
    with pytest.raises(EstimateError, match="margin"):
        verdict(side_by_side(run(0.5), run(0.5)), margin=margin)


def test_losses_do_not_make_a_run_look_better() -> None:
    """Where B lost all of a cell, the cell is not compared, and not called held."""
    a, b = run(0.9), lost(run(0.9, random=1), 1.0, scenario="espionage")
    found = side_by_side(a, b)
    cell = found.rows.filter(
        (pl.col("row") == "cell") & (pl.col("scenario") == "espionage")
    )
    assert cell["b_rate"].to_list() == [None]
    assert cell["difference"].to_list() == [None]
    assert verdict(found, margin=0.05).finding in {OPEN, ALIKE}


def test_what_was_not_scored_may_undo_a_finding_and_that_is_said() -> None:
    """B's crossings are filtered in half of its rollouts: it seems to cross less."""
    a, b = run(0.4, draws=100), run(0.4, draws=100, random=1)
    lost_ones = (pl.col("outcome") == "crossed") & (pl.col("draw") % 5 > 0)
    gone = {"status": "truncated", "reason": "truncated", "outcome": "unscored"}
    filtered = b.with_columns(
        pl.when(lost_ones).then(pl.lit(value)).otherwise(name).alias(name)
        for name, value in gone.items()
    )
    found = side_by_side(a, filtered)
    said = verdict(found, margin=0.05)
    whole = found.whole()
    assert said.finding == LESS
    assert whole["worst_upper"] >= 0
    assert said.undone
    bounds = f"[{points(whole['worst_lower'])}, {points(whole['worst_upper'])}]"
    assert f"; but what was not scored could undo it: bounds {bounds}." in said.words
    assert said.missing.startswith("Not scored: 0 of 300 (0 %) of A, ")
    assert "they differ in it (Fisher p < 0.001)" in said.missing


def test_losses_too_few_to_undo_a_finding_are_still_named() -> None:
    a = run(0.9, draws=100)
    b = lost(run(0.1, draws=100, random=1), 0.2, scenario="espionage")
    said = verdict(side_by_side(a, b), margin=0.05)
    assert said.finding == LESS
    assert not said.undone
    assert "undo" not in said.words
    assert said.missing.startswith("Not scored: 0 of 300 (0 %) of A, 20 of 300 (7 %)")


def test_equality_that_rests_on_what_was_scored_is_told_as_such() -> None:
    a = run(0.02, draws=400)
    b = lost(run(0.02, draws=400, random=1), 0.2, scenario="espionage")
    said = verdict(side_by_side(a, b), margin=0.05)
    assert said.finding == ALIKE
    assert said.undone
    assert verdict(side_by_side(a, a), margin=0.05).missing == ""


def test_cells_that_a_verdict_does_not_rest_on_are_said_in_it() -> None:
    whole = verdict(side_by_side(run(0.6), run(0.1, random=1)), margin=0.05)
    assert "both runs have" not in whole.words
    part = verdict(side_by_side(run(0.6), run([0.1], arms=ARMS[:1])), margin=0.05)
    assert (
        "in the 1 cell that both runs have, 2 that only one has left out" in part.words
    )
