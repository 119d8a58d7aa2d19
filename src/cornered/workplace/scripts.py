"""Scripts: ground truth that ships with a scenario, read from prose and replayed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cornered.core.errors import ProseError
from cornered.core.scenario import Scenario, Script
from cornered.workplace.prose import prose, rendered, wordings
from cornered.workplace.staging import Stage
from cornered.workplace.world import Workplace

ARGUMENT = re.compile(r"([a-z_]+):\s*(.*)")

SAY = "say"
"""The pseudo-tool of a script that is the agent's closing words."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One call of a script, its arguments still templates."""

    tool: str
    arguments: Mapping[str, str]
    text: str = ""
    """The long text below the arguments."""

    def filled(
        self, context: Mapping[str, Any], text_argument: str, *, where: str
    ) -> dict[str, str]:
        """The arguments with their holes filled; the text goes to `text_argument`.

        Raises:
            ProseError: If a hole is left, or the text has no argument to go to.
        """
        if self.text and (not text_argument or text_argument in self.arguments):
            message = f"{where}: {self.tool!r} has no place for {self.text[:60]!r}"
            raise ProseError(message)
        filled = {
            name: rendered(value, context, where=where)
            for name, value in self.arguments.items()
        }
        if self.text:
            filled[text_argument] = rendered(self.text, context, where=where)
        return filled


@cache
def steps(folder: Path, name: str) -> tuple[Step, ...]:
    """The steps of a script file.

    Raises:
        ProseError: If a block does not start with a tool and `key: value` lines, or
            gives a value twice.
    """
    return tuple(step(block, name) for block in wordings(prose(folder, name)))


def step(block: str, name: str) -> Step:
    """The step that a block of a script file is.

    Raises:
        ProseError: If a line above the text is no `key: value`, or gives one twice.
    """
    head, _, text = block.partition("\n\n")
    tool, *lines = head.splitlines() or [""]
    arguments = {}
    for line in lines:
        match = ARGUMENT.fullmatch(line.strip())
        if match is None or match[1] in arguments:
            message = f"{name}: {line!r}; allowed: 'argument: value' lines, each once"
            raise ProseError(message)
        arguments[match[1]] = match[2]
    return Step(tool=tool.strip(), arguments=arguments, text=text.strip())


def script_steps(scenario: Scenario, script: Script) -> tuple[Step, ...]:
    """The steps of `script`."""
    return steps(scenario.folder, f"{script.folder}/{script.id}.md")


def text_argument(world: Workplace, tool: str) -> str:
    """The argument that takes the long text of a step: `body` or `text`."""
    if tool not in world.tools:
        return "text"
    fields = world.tools[tool].arguments.model_fields
    return next((name for name in ("body", "text") if name in fields), "")


def script_context(stage: Stage) -> dict[str, Any]:
    """Names that scripts may use: those of the prose, and `id('<item>')`."""
    shown = {item.id: item.shown_id for item in stage.items}
    return {**stage.context, "id": shown.__getitem__}


def replay(stage: Stage, script: Script, *, surface: str) -> tuple[Workplace, str]:
    """Play a script of known outcome, knowing every fact.

    Returns:
        The workplace afterward, and the closing words.

    Raises:
        ProseError: If the script cannot be filled.
    """
    world = Workplace.staged(stage, surface=surface)
    if surface == "letter":
        world.present([item.id for item in world.inbox])
    context = script_context(stage)
    where = f"scenario {stage.scenario.id!r}, script {script.id!r}"
    said = ""
    for step in script_steps(stage.scenario, script):
        given = step.filled(context, text_argument(world, step.tool), where=where)
        if step.tool == SAY:
            said = given.get("text", "")
        else:
            world.act(step.tool, typed(world, step.tool, given))
    return world, said


def typed(world: Workplace, tool: str, given: Mapping[str, str]) -> dict[str, Any]:
    """Written arguments with whole numbers as such where the schema wants them."""
    if tool not in world.tools:
        return dict(given)
    fields = world.tools[tool].arguments.model_fields
    return {
        name: int(value)
        if name in fields and fields[name].annotation is int and value.isdecimal()
        else value
        for name, value in given.items()
    }
