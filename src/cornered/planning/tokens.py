"""Tokens: how much an agent of a planned cell reads, measured on what it will be sent.

Characters are counted on the rendered prompts; how many of them make a token is an
approximation, since each vendor has a tokenizer of its own and most are not published.

References:
    https://help.openai.com/en/articles/4936856: about four characters of English a token.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from cornered import catalogs
from cornered.core.tool import Tool
from cornered.plans import Plan
from cornered.preflight import set_anchor
from cornered.scoring.messages import messages
from cornered.scoring.question import INSTRUCTIONS, questions
from cornered.setups import Setup
from cornered.surfaces.letter import system_text, user_text
from cornered.workplace.staging import Stage

CHARACTERS = 4.0
"""Characters of English that make a token, about."""

DRAWS = 3
"""Draws of each cell whose prompts are measured (count), or all if there are fewer."""


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """What the agent of a cell is sent, on average over the measured draws."""

    scenario: str
    sent: float
    """Characters of one request before anything happened: prompt and tools."""
    within_reach: float
    """Characters that tools can bring up beside it; 0 where all is in the letter."""
    draws: int
    """Over how many draws."""

    @property
    def sent_tokens(self) -> float:
        """Tokens of the first request."""
        return self.sent / CHARACTERS

    @property
    def reach_tokens(self) -> float:
        """Tokens that tools can bring up beside it."""
        return self.within_reach / CHARACTERS


def prompts(plan: Plan) -> tuple[Prompt, ...]:
    """The prompts of all planned cells, in their order."""
    return tuple(_prompt(each, plan) for each in plan.setups)


def _prompt(of: Setup, plan: Plan) -> Prompt:
    """The prompt of one cell over its first draws."""
    count = min(DRAWS, plan.draws)
    stages = [of.stage(seed=plan.seed, draw=draw) for draw in range(count)]
    found = [characters(of, stage) for stage in stages]
    return Prompt(
        scenario=of.scenario.id,
        sent=fmean(sent for sent, _ in found),
        within_reach=fmean(reach for _, reach in found),
        draws=count,
    )


def characters(of: Setup, stage: Stage) -> tuple[int, int]:
    """Characters of the first request, and of what tools can bring up beside it."""
    tools = list(of.workplace(stage).tools.values())
    if of.surface == "letter":
        return len(system_text(stage, tools)) + len(user_text(stage)), 0
    defined = sum(len(json.dumps(_defined(tool))) for tool in tools)
    reach = sum(len(item.title) + len(item.text) for item in stage.items)
    return len(stage.system) + len(stage.task) + defined, reach


def _defined(tool: Tool) -> list[object]:
    """A tool as a model reads it: titles are left out, see `surfaces.native`."""
    fields = {
        name: {key: value for key, value in field.items() if key != "title"}
        for name, field in tool.schema.get("properties", {}).items()
    }
    parameters = {"properties": fields, "required": tool.schema.get("required", [])}
    return [tool.id, tool.description, parameters]


def question_characters(scenarios: Iterable[str]) -> float | None:
    """Characters of what a model that grades reads of one message.

    Measured on the messages of a known kind that each scenario has for graders; None if
    none of the scenarios has any.
    """
    found = [
        len(INSTRUCTIONS) + len(question.text)
        for scenario in map(catalogs.scenarios().__getitem__, scenarios)
        for anchor in scenario.anchors
        for question in questions(messages(set_anchor(scenario, anchor)))
    ]
    return fmean(found) if found else None
