"""Tokens: what is counted is what is sent."""

from __future__ import annotations

import json

import pytest
from inspect_ai.tool import ToolDef

from cornered.planning.tokens import CHARACTERS, characters, prompts
from cornered.plans import planned
from cornered.surfaces.native import tool_definitions
from cornered.task import sample


def text_of(content: object) -> str:
    """The text of a message whose content is text alone."""
    assert isinstance(content, str)
    return content


@pytest.mark.parametrize("surface", ["letter", "tools"])
def test_characters_are_those_of_the_real_sample(surface: str) -> None:
    plan = planned("smoke", {"surface": surface, "rollouts": 2})
    for card in plan.cards():
        setup, stage = card.setup(), card.stage()
        sent, reach = characters(setup, stage)
        messages = sample(card).input
        assert not isinstance(messages, str)
        told = sum(len(text_of(each.content)) for each in messages)
        if surface == "letter":
            assert (sent, reach) == (told, 0)
            continue
        # As Inspect hands them on; each provider has braces of its own around them.
        defined = sum(
            len(json.dumps([each.name, each.description, _parameters(each)]))
            for each in tool_definitions(setup.workplace(stage))
        )
        assert sent - told == pytest.approx(defined, rel=0.25)
        assert reach > sum(len(item.text) for item in stage.items)


def _parameters(tool: ToolDef) -> object:
    """What a tool takes, as JSON."""
    return tool.parameters.model_dump(exclude_none=True)


def test_a_cell_is_the_mean_of_its_draws() -> None:
    plan = planned("smoke", {"rollouts": 3})
    for setup, prompt in zip(plan.setups, prompts(plan), strict=True):
        lengths = [
            characters(setup, setup.stage(seed=plan.seed, draw=draw))[0]
            for draw in range(3)
        ]
        assert prompt.draws == 3
        assert prompt.sent == pytest.approx(sum(lengths) / 3)
        assert prompt.sent_tokens == pytest.approx(prompt.sent / CHARACTERS)
        assert len(set(lengths)) > 1


def test_fewer_draws_than_are_looked_at_are_all_looked_at() -> None:
    plan = planned("smoke", {"rollouts": 4, "draws": 2})
    assert {each.draws for each in prompts(plan)} == {2}
