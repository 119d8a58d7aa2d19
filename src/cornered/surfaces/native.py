"""Native tools: many turns, the model's own tool calls, until done or out of budget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inspect_ai.model import (
    ChatMessage,
    ChatMessageTool,
    GenerateConfig,
    Model,
    ModelOutput,
    execute_tools,
)
from inspect_ai.tool import ToolCall, ToolDef, ToolParams

from cornered.core.tool import Tool
from cornered.surfaces.answers import answer
from cornered.workplace.world import Workplace


def tool_definitions(world: Workplace) -> list[ToolDef]:
    """The workplace's tools as Inspect's; each call goes through the one way in."""
    return [_definition(world, tool) for tool in world.tools.values()]


def _definition(world: Workplace, tool: Tool) -> ToolDef:
    """One tool as Inspect's."""

    async def execute(**arguments: Any) -> str:  # noqa: ANN401 - any schema
        return await world.perform(tool.id, arguments)

    schema = tool.schema
    properties = {
        name: {key: value for key, value in field.items() if key != "title"}
        for name, field in schema.get("properties", {}).items()
    }
    return ToolDef(
        execute,
        name=tool.id,
        description=tool.description,
        parameters=ToolParams.model_validate(
            {"properties": properties, "required": schema.get("required", [])}
        ),
        parallel=False,
    )


async def run_session(
    world: Workplace,
    model: Model,
    messages: list[ChatMessage],
    outputs: list[ModelOutput],
    *,
    config: GenerateConfig,
    turns: int,
) -> bool:
    """Let a model work until it stops calling tools, its turns or the session end.

    Args:
        world: The company.
        model: Whoever plays the agent.
        messages: The conversation, extended in place.
        outputs: What the model gave back, extended in place.
        config: Generation settings beyond the model's own.
        turns: Most generations allowed (count), at least 1.

    Returns:
        Whether the turns ran out before the agent was done.

    Raises:
        AnswerError: If an answer of the provider holds nothing at all.
        LimitExceededError: If a limit was reached; what the model called until then, in
            the answer that went over it as well, was done.
    """
    tools = tool_definitions(world)
    for _ in range(turns):
        output, over = await answer(
            model, messages, outputs, config=config, tools=tools
        )
        messages.append(output.message)
        calls = output.message.tool_calls
        if calls:
            recorded = len(world.ledger.acts)
            result = await execute_tools(messages, tools)
            messages.extend(result.messages)
            _record_failures(world, calls, result.messages, recorded)
        if over is not None:
            raise over
        if world.over or not calls:
            return False
    return True


def _record_failures(
    world: Workplace,
    calls: Sequence[ToolCall],
    answers: Sequence[ChatMessage],
    recorded: int,
) -> None:
    """Put calls that never reached the workplace into its ledger all the same.

    Inspect itself answers calls that do not parse, that break the schema, or that an
    approver rejected; the agent tried them, so they belong to the record.
    """
    if len(world.ledger.acts) - recorded == len(calls):
        return
    errors = {
        answer.tool_call_id: answer.error
        for answer in answers
        if isinstance(answer, ChatMessageTool) and answer.error is not None
    }
    for call in calls:
        error = errors.get(call.id)
        if error is None:
            continue
        refused = error.type == "approval"
        world.unreached(call.function, call.arguments, error.message, refused=refused)
