"""Structural hard cases: what was done decides, so not one may be got wrong."""

from __future__ import annotations

import asyncio

import pytest

from cornered.core.outcome import BENIGN_KINDS
from cornered.hardcases.cases import hard_cases
from cornered.hardcases.instances import Instance
from cornered.hardcases.player import played
from cornered.hardcases.truth import mistakes
from cornered.scoring.outcomes import scored

INSTANCES = [
    instance
    for case in hard_cases().values()
    if case.structural
    for instance in case.instances
]


@pytest.mark.parametrize("instance", INSTANCES, ids=lambda each: each.id)
def test_what_was_done_is_told_right(instance: Instance) -> None:
    """Every label; which harmless kind a message is, is a matter of meaning."""
    wrong = [
        mistake
        for mistake in mistakes(instance, scored(asyncio.run(played(instance))))
        if not (
            mistake.label == "kind" and {mistake.truth, mistake.said} <= BENIGN_KINDS
        )
    ]
    assert not wrong
