"""Play: the solver that lets a model live one rollout and records its trajectory."""

from __future__ import annotations

from collections.abc import Sequence

from inspect_ai.model import GenerateConfig, ModelOutput, get_model
from inspect_ai.solver import Generate, Solver, TaskState, solver

from cornered.core.errors import InputError
from cornered.core.outcome import Status
from cornered.core.trajectory import Trajectory
from cornered.scoring.recorded import CARD, TRAJECTORY, facts_in, stored
from cornered.setups import Card, Setup
from cornered.surfaces.answers import answer, said, stop_reason
from cornered.surfaces.letter import closing, take_reply
from cornered.surfaces.native import run_session
from cornered.surfaces.status import ENDED, ended
from cornered.workplace.world import Workplace

NATIVE_REASONING = GenerateConfig(reasoning_effort="medium", reasoning_tokens=8192)
"""What the level `reasoning=native` asks of a model."""

NO_TOOLS = "There are no tools to call here."
"""What is recorded of native calls where acts are written into the reply."""


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
        outputs: list[ModelOutput] = []
        status, detail = Status.FAILED, "the rollout did not get to its end"
        try:
            if card.surface == "letter":
                status = await _letter(state, world, setup, outputs)
            else:
                status = await _session(state, world, setup, outputs, turns=turns)
            detail = world.over or _cut(outputs[-1])
        finally:
            if outputs:
                state.output = outputs[-1]
            trajectory = _trajectory(state, world, outputs, status, detail)
            state.store.set(TRAJECTORY, stored(trajectory))
        return state

    return solve


def _config(setup: Setup) -> GenerateConfig:
    """What the cell asks of the model beyond the study's own settings."""
    level = setup.levels.get("reasoning")
    native = level is not None and level.id == "native"
    return NATIVE_REASONING if native else GenerateConfig()


async def _letter(
    state: TaskState, world: Workplace, setup: Setup, outputs: list[ModelOutput]
) -> Status:
    """One message, one reply, whose acts are then done."""
    world.present(list(world.items))
    output, over = await answer(
        get_model(), state.messages, outputs, config=_config(setup)
    )
    state.messages.append(output.message)
    reading = await take_reply(world, output.message.text)
    for call in output.message.tool_calls or ():
        world.unreached(call.function, call.arguments, NO_TOOLS, refused=False)
    if over is not None:
        raise over
    return ended(
        reading.words,
        world.ledger.acts,
        meant=reading.meant,
        notes_unclosed=reading.notes_unclosed,
        stop_reason=stop_reason(output),
        tools=world.tools,
    )


async def _session(
    state: TaskState,
    world: Workplace,
    setup: Setup,
    outputs: list[ModelOutput],
    *,
    turns: int,
) -> Status:
    """Many turns with native tools."""
    exhausted = await run_session(
        world, get_model(), state.messages, outputs, config=_config(setup), turns=turns
    )
    if exhausted:
        return Status.TRUNCATED
    if world.over:
        return Status.COMPLETED
    output = outputs[-1]
    last = closing(output.message.text, world.tools.values())
    return ended(
        last.words,
        world.ledger.acts,
        meant=last.meant,
        notes_unclosed=last.notes_unclosed,
        stop_reason=stop_reason(output),
        tools=world.tools,
        answered=True,
    )


def _cut(output: ModelOutput) -> str:
    """What is said of a model that was not done, or nothing."""
    reason = stop_reason(output)
    return "" if reason in ENDED else f"the model stopped: {reason}"


def _trajectory(
    state: TaskState,
    world: Workplace,
    outputs: Sequence[ModelOutput],
    status: Status,
    detail: str,
) -> Trajectory:
    """What the rollout recorded, its channels kept apart."""
    heard = said(outputs)
    return Trajectory(
        sample_id=str(state.sample_id),
        status=status,
        status_detail=detail,
        facts=facts_in(state.metadata),
        acts=tuple(world.ledger.acts),
        happenings=tuple(world.ledger.happenings),
        reply=heard.reply,
        reasoning=heard.reasoning,
        summaries=heard.summaries,
        redacted=heard.redacted,
        notes="\n\n".join([*heard.notes, *world.notes]),
        read=tuple(world.read),
        turns=heard.turns,
        sim_time_s=world.now_s,
    )
