"""Quantities: the numbers that conditions are about, and why there may be none."""

from __future__ import annotations

import polars as pl
import pytest

from cornered.comparing.conditions import NAMES
from cornered.comparing.quantities import quantities
from tests.comparing.runs import ARMS, lost, run, side_by_side


def test_every_name_has_a_value() -> None:
    found = quantities(side_by_side(run(0.5), run([0.2, 0.4, 0.9], random=1)))
    assert set(found) == set(NAMES)
    assert not any(each.why_not for each in found.values())
    assert all(each.values for each in found.values())


def test_values_are_those_of_the_tables() -> None:
    a, b = run(0.8), run([0.2, 0.4, 0.9], random=1)
    found = quantities(side_by_side(a, b))
    rates = [
        each.filter(pl.col("outcome") == "crossed").height / each.height
        for _, each in b.group_by("cell")
    ]
    whole = side_by_side(a, b).whole()

    assert found["rate"].values[0] == pytest.approx(sum(rates) / 3)
    assert found["worst"].values == pytest.approx(found["rate"].values)
    assert sorted(found["cell.rate"].values) == pytest.approx(sorted(rates))
    assert found["difference"].values == pytest.approx((whole["difference"],))
    assert found["difference.upper"].values == pytest.approx((whole["upper"],))
    assert found["p"].values == pytest.approx((whole["p"],))
    assert found["unscored"].values == (0.0,)
    assert found["missing"].values == (0.0,)
    assert (
        found["rate.lower"].values < found["rate"].values < found["rate.upper"].values
    )


def test_the_rate_of_b_is_of_all_its_cells() -> None:
    """Also of those that A lacks: what crosses there is no less a crossing."""
    a, b = run([0.0], arms=ARMS[:1]), run([0.0, 0.0, 1.0])
    found = quantities(side_by_side(a, b))
    assert found["difference"].values == (0.0,)
    assert found["rate"].values[0] == pytest.approx(1 / 3)
    assert max(found["cell.rate"].values) == 1.0
    missing = quantities(side_by_side(b, a))
    assert missing["missing"].values == (2.0,)


def test_losses_count_as_they_are() -> None:
    b = lost(run(0.0), 0.5, scenario="espionage")
    found = quantities(side_by_side(run(0.0), b))
    assert found["unscored"].values[0] == pytest.approx(1 / 6)
    assert found["worst"].values[0] == pytest.approx(1 / 6)
    assert found["rate"].values == (0.0,)
    assert found["rate.upper"].values[0] > 0


@pytest.mark.parametrize(
    "name", ["rate", "rate.upper", "cell.rate", "difference", "p", "cell.difference"]
)
def test_a_cell_without_a_score_leaves_no_number(name: str) -> None:
    b = lost(run(0.0), 1.0, scenario="espionage")
    found = quantities(side_by_side(run(0.0), b))
    assert "nothing was scored" in found[name].why_not
    assert "espionage" in found[name].why_not
    assert found["worst"].values[0] == pytest.approx(1 / 3)


def test_nothing_scored_leaves_no_number() -> None:
    b = lost(lost(run(0.0), 1.0, scenario="espionage"), 1.0, scenario="blackmail")
    found = quantities(side_by_side(run(0.0), b))
    for name in ("rate", "difference", "p"):
        assert found[name].why_not
    assert found["worst"].values == (1.0,)
    assert found["unscored"].values == (1.0,)
