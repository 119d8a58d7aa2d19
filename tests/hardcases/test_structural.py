"""Structural hard cases: what was done decides, so not one may be got wrong."""

from __future__ import annotations

import asyncio

import pytest

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
    """Every label, by acts, state and provenance, and by the rule for what was meant."""
    assert not mistakes(instance, scored(asyncio.run(played(instance))))
