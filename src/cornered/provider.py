"""Provider: simulated agents as Inspect models, with no key and no network.

Sets `ModelUsage` on every output: Inspect's own mock would ask for a tokenizer
download. Counts are words, not tokens of any tokenizer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageTool,
    GenerateConfig,
    ModelAPI,
    ModelOutput,
    ModelUsage,
    modelapi,
)
from inspect_ai.tool import ToolCall, ToolChoice, ToolInfo

from cornered import catalogs
from cornered.core.agent import PREFIX, Move, View
from cornered.core.errors import InputError

KEY = "rollout"
"""Message metadata under which an agent finds its key."""


class Simulated(ModelAPI):
    """Plays `simulated/<name>`; a pure function of the conversation."""

    def __init__(
        self,
        model_name: str,
        base_url: str | None = None,
        api_key: str | None = None,
        config: GenerateConfig | None = None,
        **_model_args: Any,  # noqa: ANN401 - Inspect passes what users write
    ) -> None:
        """The agent called `model_name`.

        Raises:
            UnknownName: If there is no such simulated agent.
        """
        super().__init__(model_name, base_url, api_key, [], config or GenerateConfig())
        self.agent = catalogs.simulated(model_name)

    async def generate(
        self,
        input: list[ChatMessage],  # noqa: A002 - Inspect's name
        tools: list[ToolInfo],
        tool_choice: ToolChoice,  # noqa: ARG002 - Inspect's signature
        config: GenerateConfig,  # noqa: ARG002 - Inspect's signature
    ) -> ModelOutput:
        """The agent's next move as a model output."""
        view = _view(input, tools)
        move = self.agent.move(self.model_name, view)
        return _output(f"{PREFIX}{self.model_name}", move, view)

    def max_connections(self) -> int:
        """Few: nothing waits here, and what is in flight takes memory."""
        return 10


@modelapi(name="simulated")
def simulated() -> type[ModelAPI]:
    """Inspect's entry to the simulated agents."""
    return Simulated


def _view(messages: list[ChatMessage], tools: list[ToolInfo]) -> View:
    """What the agent has: its key and what it was shown."""
    key = next(
        (
            message.metadata[KEY]
            for message in messages
            if message.metadata and KEY in message.metadata
        ),
        None,
    )
    if key is None:
        message = (
            "a simulated agent plays only in cornered's own studies: no rollout key"
        )
        raise InputError(message)
    return View(
        key=key,
        shown="\n".join(m.text for m in messages if m.role in {"user", "tool"}),
        answers=tuple(_answers(messages)),
        tools=tuple(tool.name for tool in tools),
    )


def _answers(messages: list[ChatMessage]) -> Iterator[tuple[str, str]]:
    """(tool, answer) of the calls so far, in order."""
    for message in messages:
        if isinstance(message, ChatMessageTool):
            text = message.error.message if message.error else message.text
            yield message.function or "", text


def _output(model: str, move: Move, view: View) -> ModelOutput:
    """A move as a model output, with usage counted in words."""
    calls = [
        ToolCall(
            id=f"call_{len(view.answers)}_{place}",
            function=call.tool,
            arguments=dict(call.arguments),
        )
        for place, call in enumerate(move.calls)
    ]
    output = ModelOutput.from_message(
        ChatMessageAssistant(
            content=move.words, tool_calls=calls or None, model=model, source="generate"
        ),
        stop_reason="tool_calls" if calls else "stop",
    )
    written = move.words + "".join(json.dumps(call.arguments) for call in calls)
    count_in, count_out = len(view.shown.split()), len(written.split())
    output.model = model
    output.usage = ModelUsage(
        input_tokens=count_in,
        output_tokens=count_out,
        total_tokens=count_in + count_out,
    )
    output.metadata = {"simulated_rule": move.rule}
    return output
