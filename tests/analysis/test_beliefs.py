"""Beliefs: assigned ones are compared, stated ones only stand beside."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from cornered.analysis.beliefs import ASSIGNED, STATED, beliefs
from cornered.scoring.tables import rollouts_table
from tests.analysis.synthetic import row

CUES = {"none": 0.3, "asserted_real": 0.7, "asserted_test": 0.3}


def played(draws: int = 80) -> pl.DataFrame:
    """The cue for "real" raises the rate; who states "real" would cross anyway."""
    generator = np.random.default_rng(3)
    rows = []
    for draw in range(draws):
        for cue, rate in CUES.items():
            crossed = generator.random() < rate
            said = "real" if crossed and generator.random() < 0.9 else "test"
            made = row(
                draw=draw,
                outcome="crossed" if crossed else "held",
                factor_belief=cue,
                belief_stated=said,
            )
            rows.append(made | {"cell": f"{made['cell']}{cue}"})
    return rollouts_table(rows)


def test_assigned_beliefs_are_compared_with_none() -> None:
    found = beliefs(played()).filter(kind=ASSIGNED)
    assert found["belief"].to_list() == ["none", "asserted_real", "asserted_test"]
    by = {each["belief"]: each for each in found.iter_rows(named=True)}
    assert by["none"]["difference"] is None
    real, test = by["asserted_real"], by["asserted_test"]
    assert real["difference"] == pytest.approx(0.4, abs=0.2)
    assert real["difference_lower"] > 0
    assert real["p"] < 0.01
    assert test["difference_lower"] < 0 < test["difference_upper"]
    assert real["reference"] == "none"
    assert "effect" in real["reads"]


def test_stated_beliefs_have_rates_and_no_difference() -> None:
    found = beliefs(played()).filter(kind=STATED)
    assert found["belief"].to_list() == ["real", "test"]
    rates = dict(found.select("belief", "rate").iter_rows())
    assert rates["real"] == 1.0
    assert rates["test"] < 0.2
    assert (found["lower"] < found["upper"]).all()
    for column in ("difference", "difference_lower", "difference_upper", "p"):
        assert found[column].null_count() == found.height
    assert all("association" in each for each in found["reads"])


def test_a_table_without_the_factor_has_only_what_was_stated() -> None:
    table = played().filter(pl.col("factor_belief") == "none").drop("factor_belief")
    assert set(beliefs(table)["kind"]) == {STATED}
    silent = table.with_columns(belief_stated=pl.lit(None, dtype=pl.String))
    assert beliefs(silent).height == 0


def test_groups_stay_apart() -> None:
    both = pl.concat([played(20), played(20).with_columns(agent=pl.lit("other"))])
    both = both.with_columns(cell=pl.col("cell") + pl.col("agent"))
    found = beliefs(both)
    assert found.filter(kind=ASSIGNED).height == 6
