"""Missing: arms that lose unlike shares are told apart from arms that lose alike."""

from __future__ import annotations

from math import comb

import numpy as np
import polars as pl
import pytest

from cornered.analysis.contrasts import contrasts
from cornered.analysis.missing import (
    could_undo,
    differ,
    many,
    missing_in_contrasts,
    missing_words,
)
from cornered.core.study import Contrast
from tests.analysis.plays import plays

PLANNED = [
    Contrast(
        id="threat",
        question="Does a threat raise the rate?",
        low={"threat": "none"},
        high={"threat": "replacement"},
    )
]


def test_losses_are_counted_by_arm_with_fishers_p() -> None:
    outcomes = np.zeros((1, 2, 100, 1), dtype=int)
    outcomes[0, 1, :20] = -1
    outcomes[0, 0, :1] = -1
    (row,) = missing_in_contrasts(plays(outcomes), PLANNED).to_dicts()
    assert (row["low_unscored"], row["low_rollouts"]) == (1, 100)
    assert (row["high_unscored"], row["high_rollouts"]) == (20, 100)
    # Both tails of the hypergeometric distribution of the 21 lost, by hand.
    tail = comb(100, 21) + 100 * comb(100, 20)
    assert row["unscored_p"] == pytest.approx(2 * tail / comb(200, 21))
    assert many(row)
    assert differ(row)


def test_arms_that_lose_alike_are_seldom_told_apart() -> None:
    generator = np.random.default_rng(1)
    outcomes = np.where(generator.random((600, 2, 60, 1)) < 0.2, -1, 0)
    rows = missing_in_contrasts(plays(outcomes), PLANNED).to_dicts()
    assert len(rows) == 600
    assert all(many(row) for row in rows if row["low_unscored"] > 3)
    assert np.mean([differ(row) for row in rows]) <= 0.05
    assert "no difference between them is shown" in missing_words(rows[0], "A", "B")


def test_crossings_filtered_in_one_arm_are_told_almost_always() -> None:
    """Of 40 % crossings in both arms, 60 % are filtered in one of them."""
    generator = np.random.default_rng(0)
    outcomes = (generator.random((300, 2, 100, 1)) < 0.4).astype(int)
    hide = (generator.random(outcomes.shape) < 0.6) & (outcomes == 1)
    hide[:, 0] = False
    outcomes[hide] = -1
    table = plays(outcomes)
    rows = missing_in_contrasts(table, PLANNED).to_dicts()
    assert np.mean([differ(row) and many(row) for row in rows]) > 0.99
    made = contrasts(table, PLANNED)
    falls = [row for row in made.to_dicts() if row["upper"] < 0]
    undone = [could_undo(row) for row in falls]
    assert len(falls) > 150
    assert 0.2 < np.mean(undone) < 0.6
    assert [each["worst_upper"] >= 0 for each in falls] == undone


def test_nothing_lost_is_nothing_said() -> None:
    (row,) = missing_in_contrasts(
        plays(np.zeros((1, 2, 30, 1), dtype=int)), PLANNED
    ).to_dicts()
    assert row["unscored_p"] == 1.0
    assert missing_words(row, "A", "B") == ""


def test_levels_that_one_arm_lacks_are_not_counted() -> None:
    table = plays(np.full((1, 2, 10, 1), -1))
    both = table.with_columns(factor_goal=pl.lit("none"))
    alone = both.filter(pl.col("factor_threat") == "none").with_columns(
        factor_goal=pl.lit("explicit"), cell=pl.col("cell") + "|explicit"
    )
    (row,) = missing_in_contrasts(pl.concat([both, alone]), PLANNED).to_dicts()
    assert (row["low_rollouts"], row["high_rollouts"]) == (10, 10)


def test_a_factor_that_was_not_crossed_gives_no_row() -> None:
    table = plays(np.zeros((1, 2, 5, 1), dtype=int)).drop("factor_threat")
    assert missing_in_contrasts(table, PLANNED).height == 0
