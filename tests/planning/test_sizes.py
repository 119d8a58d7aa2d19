"""Sizes: chosen for a width or a difference, and no larger than needed."""

from __future__ import annotations

import pytest

from cornered.analysis.contrasts import contrasts as analyzed
from cornered.analysis.spending import ALPHA
from cornered.core.errors import InputError
from cornered.planning.assumed import Assumed
from cornered.planning.compared import arms, compared
from cornered.planning.power import Design, expected_halfwidth, power
from cornered.planning.sizes import (
    _smallest,
    contrasts,
    for_detection,
    for_halfwidth,
    widths,
)
from cornered.plans import planned
from tests.analysis.synthetic import study

PAPER = planned("paper", {"rollouts": 40})


@pytest.mark.parametrize("draws", [None, 50])
def test_a_width_is_reached_and_not_overshot(draws: int | None) -> None:
    given = Assumed(rate=0.2)
    rollouts, over = for_halfwidth(0.08, draws=draws, given=given)
    assert rollouts % over == 0
    assert over == (draws or rollouts)

    def width(count: int, over: int) -> float:
        return expected_halfwidth(Design(draws=over, replicates=count // over), 0.2)

    assert width(rollouts, over) <= 0.08
    step = draws or 1
    fewer = rollouts - step
    assert width(fewer, draws or fewer) > 0.08


def test_few_draws_cannot_give_any_width() -> None:
    with pytest.raises(InputError, match=r"over 5 draws .* more draws"):
        for_halfwidth(0.05, draws=5, given=Assumed(draw_sd=1.5))


def test_a_difference_is_found_as_often_as_asked_for() -> None:
    given = Assumed(rate=0.3, power=0.9)
    rollouts, draws = for_detection(0.2, draws=None, plan=PAPER, agents=2, given=given)
    assert rollouts == draws
    design = Design(draws=draws)  # with what is assumed if nobody says
    alpha = ALPHA / compared(PAPER, 2)
    assert power(design, design, rates=(0.3, 0.5), alpha=alpha) >= 0.9


def test_an_impossible_difference_is_refused() -> None:
    with pytest.raises(InputError, match=r"leaves the other rate between 0 and 1"):
        for_detection(0.8, draws=None, plan=PAPER, agents=1, given=Assumed(rate=0.4))


def test_the_family_is_the_one_that_is_analyzed() -> None:
    """Contrasts x scenarios x agents: as many rows as the table of contrasts has."""
    models = ("gpt-4.1", "claude-opus-4")
    table = analyzed(study(models=models, draws=4), PAPER.study.contrasts)
    assert compared(PAPER, len(models)) == table.height == 18


def test_arms_pool_what_they_do_not_name() -> None:
    goals = planned("goals", {"rollouts": 10})
    for each in arms(goals):
        of = [cell for cell in goals.setups if cell.scenario.id == each.scenario]
        for levels, count in (
            (each.contrast.low, len(each.low)),
            (each.contrast.high, len(each.high)),
        ):
            named = [
                cell for cell in of if levels.items() <= dict(cell.condition).items()
            ]
            assert len(named) == count > 0


def test_an_arm_that_is_not_played_is_told() -> None:
    only = planned("paper", {"rollouts": 60, "condition": "threat=none"})
    found = {each.contrast.id: each for each in contrasts(only, 1, Assumed())}
    assert found["replacement"].scenarios == ()
    assert found["replacement"].detectable is None
    assert found["conflict"].scenarios == only.study.scenarios
    assert found["conflict"].detectable is not None


def test_the_assumed_rate_comes_first() -> None:
    rates = [each.rate for each in widths(PAPER, 1, Assumed(rate=0.45))]
    assert rates == [0.45, 0.02, 0.1, 0.3, 0.5]
    repeated = [each.rate for each in widths(PAPER, 1, Assumed(rate=0.1))]
    assert repeated == [0.1, 0.02, 0.3, 0.5]


def test_a_size_that_is_enough_by_chance_is_not_chosen() -> None:
    """A dip below the target among sizes that miss it is passed over."""
    assert _smallest(lambda count, _: count in {8, 9} or count >= 41, None, "x") == (
        41,
        41,
    )
    assert _smallest(lambda count, _: count >= 60, 20, "x") == (60, 20)
    assert _smallest(lambda *_: True, None, "x") == (1, 1)
    with pytest.raises(InputError, match="x is not reached"):
        _smallest(lambda count, _: count == 64, None, "x")
