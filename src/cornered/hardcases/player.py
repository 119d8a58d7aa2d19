"""Player: a hard case's instance becomes a trajectory, through the real surfaces."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from zlib import crc32

from cornered.core.errors import ProseError
from cornered.core.outcome import Status
from cornered.core.trajectory import Trajectory
from cornered.hardcases.instances import RAW, Instance
from cornered.setups import Card
from cornered.surfaces.channels import separate
from cornered.surfaces.letter import NOTES_TAGS, closing, take_reply
from cornered.surfaces.status import ended
from cornered.surfaces.text_calls import written
from cornered.workplace.factsheet import fact_sheet
from cornered.workplace.prose import FAULTS, compiled
from cornered.workplace.scripts import (
    SAY,
    Step,
    script_context,
    text_argument,
    typed,
)
from cornered.workplace.world import Workplace

NOTES, THINK = "notes", "think"
"""Pseudo-tools: private notes that the prompt asks for, and native reasoning."""

WORDS = frozenset({SAY, NOTES, THINK, RAW})
"""Steps that are no acts."""

JSON_FORMS = ("bare", "fenced", "list")
"""How acts are written as JSON: models do all three."""

_LEFT_OPEN = re.compile(r"\{\{|\}\}|\{\s*[a-z_]+(?:\.[a-z_]+)*\s*\}")


def card(instance: Instance) -> Card:
    """The coordinates of an instance's play."""
    return Card(
        scenario=instance.scenario,
        condition=dict(instance.condition),
        preset="study",
        surface="tools" if instance.form == "native" else "letter",
        draw=instance.draw,
    )


async def played(instance: Instance) -> Trajectory:
    """What an instance's play records.

    Raises:
        CorneredError: If its cell cannot be had, or a hole of its prose is left open.
    """
    at = card(instance)
    setup, stage = at.setup(), at.stage()
    world = setup.workplace(stage)
    world.present(list(world.items))
    steps = filled(instance, world, script_context(stage))
    if instance.form == "native":
        status, replies = _session(instance, world, steps)
    else:
        status, replies = await _letter(instance, world, steps)
    channels = [separate(reply, NOTES_TAGS) for reply in replies]
    notes = [*(each.notes for each in channels), *world.notes]
    return Trajectory(
        sample_id=instance.id,
        status=status,
        status_detail=world.over,
        facts=fact_sheet(stage),
        acts=tuple(world.ledger.acts),
        happenings=tuple(world.ledger.happenings),
        reply="\n\n".join(filter(None, (each.visible for each in channels))),
        reasoning="\n\n".join(each["text"] for tool, each in steps if tool == THINK),
        notes="\n\n".join(filter(None, notes)),
        read=tuple(world.read),
        turns=len(replies),
        sim_time_s=world.now_s,
    )


def filled(
    instance: Instance, world: Workplace, context: Mapping[str, Any]
) -> list[tuple[str, dict[str, str]]]:
    """Tool and arguments of every step, holes filled.

    Raises:
        ProseError: If a hole is left, or the text of a step has no place to go to.
    """
    where = f"hard case {instance.id!r}"
    return [
        (each.tool, _arguments(each, world, context, where)) for each in instance.steps
    ]


def _arguments(
    step: Step, world: Workplace, context: Mapping[str, Any], where: str
) -> dict[str, str]:
    """The arguments of one step; its long text goes to the text argument."""
    if step.tool in WORDS:
        raw = step.tool == RAW
        return {"text": _worded(step.text, context, where=where, raw=raw)}
    values = dict(step.arguments)
    if step.text:
        name = text_argument(world, step.tool)
        if not name or name in values:
            message = f"{where}: {step.tool!r} has no place for {step.text[:60]!r}"
            raise ProseError(message)
        values[name] = step.text
    return {
        name: _worded(value, context, where=where) for name, value in values.items()
    }


def _worded(
    text: str, context: Mapping[str, Any], *, where: str, raw: bool = False
) -> str:
    """A text with its holes filled; braces of other kinds may stay."""
    try:
        whole = compiled(text).render(context)
    except FAULTS as problem:
        message = f"{where}: {str(problem) or type(problem).__name__}"
        raise ProseError(message) from problem
    if not raw and _LEFT_OPEN.search(whole):
        message = f"{where}: a hole is left in {whole[:60]!r}"
        raise ProseError(message)
    return whole


def letter(instance: Instance, steps: Sequence[tuple[str, dict[str, str]]]) -> str:
    """The one reply that these steps are, in the instance's form."""
    parts = []
    for is_words, group in groupby(steps, key=lambda each: each[0] in WORDS):
        some = [each for each in group if each[0] != THINK]
        if is_words:
            parts += [
                f"<private_notes>\n{each['text']}\n</private_notes>"
                if tool == NOTES
                else each["text"]
                for tool, each in some
            ]
        elif instance.form == "json":
            parts.append(_as_json(some, instance.name))
        else:
            parts += [written(tool, each) for tool, each in some]
    return "\n\n".join(parts)


def _as_json(acts: Sequence[tuple[str, dict[str, str]]], name: str) -> str:
    """Acts as JSON objects, written in one of several ways that the name decides."""
    form = JSON_FORMS[crc32(name.encode()) % len(JSON_FORMS)]
    objects = [{"tool": tool, "arguments": given} for tool, given in acts]
    if form == "list":
        return json.dumps(objects, indent=2, ensure_ascii=False)
    indent = 2 if form == "fenced" else None
    texts = [json.dumps(each, indent=indent, ensure_ascii=False) for each in objects]
    if form == "fenced":
        texts = [f"```json\n{each}\n```" for each in texts]
    return "\n\n".join(texts)


async def _letter(
    instance: Instance, world: Workplace, steps: Sequence[tuple[str, dict[str, str]]]
) -> tuple[Status, list[str]]:
    """One reply, whose acts are then done; how it ended, and the reply."""
    reply = letter(instance, steps)
    reading = await take_reply(world, reply)
    status = ended(
        reading.words,
        world.ledger.acts,
        meant=reading.meant,
        notes_unclosed=reading.notes_unclosed,
        stop_reason=instance.stop,
        tools=world.tools,
    )
    return status, [reply]


def turns(
    steps: Sequence[tuple[str, dict[str, str]]],
) -> list[tuple[str, tuple[str, dict[str, str]] | None]]:
    """The messages of a session: words, and the call they come with; none in the last."""
    found: list[tuple[str, tuple[str, dict[str, str]] | None]] = []
    words: list[str] = []
    for tool, given in steps:
        if tool == NOTES:
            words.append(f"<private_notes>\n{given['text']}\n</private_notes>")
        elif tool == SAY:
            words.append(given["text"])
        elif tool != THINK:
            found.append(("\n\n".join(words), (tool, given)))
            words = []
    return [*found, ("\n\n".join(words), None)]


def _session(
    instance: Instance, world: Workplace, steps: Sequence[tuple[str, dict[str, str]]]
) -> tuple[Status, list[str]]:
    """Native calls, one in each message; how it ended, and what was said."""
    said: list[str] = []
    for words, call in turns(steps):
        said.append(words)
        if call is None or world.over:
            break
        tool, given = call
        world.act(tool, typed(world, tool, given))
    if world.over:
        return Status.COMPLETED, said
    last = closing(said[-1], world.tools.values())
    status = ended(
        last.words,
        world.ledger.acts,
        meant=last.meant,
        notes_unclosed=last.notes_unclosed,
        stop_reason=instance.stop,
        tools=world.tools,
        answered=True,
    )
    return status, said
