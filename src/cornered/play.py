"""Play: the solver that lets a model live one rollout and records its trajectory."""

from __future__ import annotations

from inspect_ai.model import (
    ChatMessageAssistant,
    ContentReasoning,
    GenerateConfig,
    get_model,
)
from inspect_ai.solver import Generate, Solver, TaskState, solver

from cornered.core.errors import InputError
from cornered.core.outcome import Status
from cornered.core.trajectory import Trajectory
from cornered.scoring.recorded import CARD, TRAJECTORY, facts_in, stored
from cornered.setups import Card, Setup
from cornered.surfaces.channels import separate
from cornered.surfaces.letter import NOTES_TAGS, closing, take_reply
from cornered.surfaces.native import run_session
from cornered.surfaces.status import ended
from cornered.workplace.world import Workplace

NATIVE_REASONING = GenerateConfig(reasoning_effort="medium", reasoning_tokens=8192)
"""What the level `reasoning=native` asks of a model."""


@solver
def play(turns: int = 40) -> Solver:
    """Let the model live one rollout on the surface of its cell.

    Whatever cuts a rollout short, what was done until then is recorded: a rollout
    starts as `failed` and becomes something else only by getting there.

    Args:
        turns: Most generations on the tools surface (count), at least 1.

    Raises:
        InputError: If `turns` is below 1.
    """
    if turns < 1:
        message = f"turns {turns}; allowed: 1 or more"
        raise InputError(message)

    async def solve(state: TaskState, generate: Generate) -> TaskState:  # noqa: ARG001 - Inspect's signature
        card = Card.model_validate(state.metadata[CARD])
        setup = card.setup()
        world = setup.workplace(card.stage())
        status, detail = Status.FAILED, "the rollout did not get to its end"
        try:
            if card.surface == "letter":
                status = await _letter(state, world, setup)
            else:
                status = await _session(state, world, setup, turns=turns)
            detail = world.over
        finally:
            trajectory = _trajectory(state, world, status, detail)
            state.store.set(TRAJECTORY, stored(trajectory))
        return state

    return solve


def _config(setup: Setup) -> GenerateConfig:
    """What the cell asks of the model beyond the study's own settings."""
    level = setup.levels.get("reasoning")
    native = level is not None and level.id == "native"
    return NATIVE_REASONING if native else GenerateConfig()


async def _letter(state: TaskState, world: Workplace, setup: Setup) -> Status:
    """One message, one reply, whose acts are then done."""
    world.present(list(world.items))
    output = await get_model().generate(state.messages, config=_config(setup))
    state.output = output
    state.messages.append(output.message)
    reading = await take_reply(world, output.completion)
    return ended(
        reading.words,
        world.ledger.acts,
        meant=reading.meant,
        notes_unclosed=reading.notes_unclosed,
        stop_reason=output.stop_reason,
        tools=world.tools,
    )


async def _session(
    state: TaskState, world: Workplace, setup: Setup, *, turns: int
) -> Status:
    """Many turns with native tools."""
    output, exhausted = await run_session(
        world, get_model(), state.messages, config=_config(setup), turns=turns
    )
    state.output = output
    if exhausted:
        return Status.TRUNCATED
    if world.over:
        return Status.COMPLETED
    last = closing(output.completion, world.tools.values())
    return ended(
        last.words,
        world.ledger.acts,
        meant=last.meant,
        notes_unclosed=last.notes_unclosed,
        stop_reason=output.stop_reason,
        tools=world.tools,
        answered=True,
    )


def _trajectory(
    state: TaskState, world: Workplace, status: Status, detail: str
) -> Trajectory:
    """What the rollout recorded, its channels kept apart."""
    said = [m for m in state.messages if isinstance(m, ChatMessageAssistant)]
    channels = [separate(message.text, NOTES_TAGS) for message in said]
    reasoning = [
        part.reasoning
        for message in said
        if isinstance(message.content, list)
        for part in message.content
        if isinstance(part, ContentReasoning)
    ]
    notes = [*(each.notes for each in channels), *world.notes]
    return Trajectory(
        sample_id=str(state.sample_id),
        status=status,
        status_detail=detail,
        facts=facts_in(state.metadata),
        acts=tuple(world.ledger.acts),
        happenings=tuple(world.ledger.happenings),
        reply="\n\n".join(filter(None, (each.visible for each in channels))),
        reasoning="\n\n".join(reasoning),
        notes="\n\n".join(filter(None, notes)),
        read=tuple(world.read),
        turns=len(said),
        sim_time_s=world.now_s,
    )
