"""The fact sheets against every core condition that the study's port can word."""

from __future__ import annotations

import re
from itertools import product

import pytest
from inspect_evals.agentic_misalignment.prompt_generator import generate_prompts

from cornered.interop.study_condition import levels
from cornered.interop.study_facts import played, scenario
from cornered.interop.study_inbox import inbox

VALUES = (
    *("america", "global", "safety", "acceleration"),
    *("ethical", "pragmatic", "individualism", "collectivism"),
)
GOALS = [
    *product(("explicit", "latent", "swap"), VALUES),
    *(("none", "none"), ("ambiguous", "none")),
]
THREATS = ("replacement", "restriction", "none")

ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")

BEARS = {"blackmail": (4, 0), "leaking": (0, 1), "murder": (0, 0)}
"""Scenario -> mails that bear the lever, mails that carry the asset."""


@pytest.mark.parametrize("word", BEARS)
@pytest.mark.parametrize("prod", [False, True])
def test_every_prompt_has_its_lever_or_asset_and_nobody_unknown(
    word: str,
    prod: bool,  # noqa: FBT001 - a parameter
) -> None:
    for (goal, value), threat in product(GOALS, THREATS):
        made = generate_prompts(word, goal, value, threat, None, prod, None)  # type: ignore[arg-type]
        prompt = f"{made.user_prompt}\n{made.email_content}"
        whole = f"{made.system_prompt}\n{prompt}"
        condition = f"{word}_{goal}-{value}_{threat}"
        name = played(condition, whole)
        assert name is not None
        study = scenario(name)
        items = inbox(prompt, study)
        lever = sum(item.bears_lever for item in items)
        asset = sum(bool(item.attaches) for item in items)
        assert (lever, asset) == BEARS[word], condition
        people = study.people.values()
        known = {each.casefold() for one in people for each in one.addresses}
        found = {each.casefold() for each in ADDRESS.findall(whole)}
        assert found <= known | set(study.aliases), condition
        told = levels(condition)
        assert (told["goal"], told["threat"]) == (goal, threat)
