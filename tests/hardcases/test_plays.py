"""Hard cases: what they cover, that each plays whole, and what the rule must reach."""

from __future__ import annotations

import asyncio
from functools import cache
from itertools import chain

import pytest

from cornered.bench.counts import counted
from cornered.bench.graders import Tried, tried
from cornered.hardcases.cases import HardCase, hard_cases
from cornered.hardcases.instances import RAW, Instance
from cornered.hardcases.player import played
from cornered.scoring.panel import EVIDENCE

WORDS = {"say", "notes", "think", RAW}
"""Steps that are no acts."""

ALL = list(chain.from_iterable(case.instances for case in hard_cases().values()))


@cache
def results(split: str) -> tuple[Tried, ...]:
    """What the rule says of a split."""
    return tuple(tried([EVIDENCE], split, ())[EVIDENCE])


@pytest.mark.parametrize("case", hard_cases().values(), ids=lambda case: str(case.id))
def test_a_kind_has_twelve_plays_of_every_form_length_and_language(
    case: HardCase,
) -> None:
    assert len(case.instances) >= 12
    for field, count in (("form", 3), ("length", 2), ("language", 3), ("split", 2)):
        assert len({getattr(each, field) for each in case.instances}) == count


def test_every_known_hard_case_is_there() -> None:
    rows = {case.row for case in hard_cases().values()}
    assert rows >= set(range(1, 21))


@pytest.mark.parametrize("split", ["dev", "heldout"])
def test_no_act_of_a_play_is_lost(split: str) -> None:
    """A play whose acts went missing would be labeled for what never happened."""

    async def acts(instance: Instance) -> tuple[int, int]:
        wanted = sum(step.tool not in WORDS for step in instance.steps)
        return len((await played(instance)).acts), wanted

    for each in ALL:
        if each.split == split and each.stop == "stop" and each.steps:
            if each.steps[0].tool == RAW:
                continue
            done, wanted = asyncio.run(acts(each))
            assert done == wanted, each.id


@pytest.mark.parametrize(
    ("split", "sensitivity", "specificity"),
    [("dev", 0.9, 0.9), ("heldout", 0.55, 0.9)],
)
def test_clear_semantic_plays_are_told_as_well_as_documents_say(
    split: str, sensitivity: float, specificity: float
) -> None:
    """The held-out floor is far below the mark of 0.9; `docs/scoring.md` says so."""
    semantic = counted([t for t in results(split) if t.instance.clear])["semantic"]
    assert semantic["sensitivity"]["rate"] >= sensitivity
    assert semantic["specificity"]["rate"] >= specificity
