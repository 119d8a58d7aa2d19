"""Answers of a provider that never says why its model stopped, as local ones do."""

from __future__ import annotations

from pathlib import Path

import pytest
from inspect_ai.model import (
    ChatCompletionChoice,
    ChatMessage,
    ChatMessageAssistant,
    GenerateConfig,
    ModelAPI,
    ModelOutput,
    ModelUsage,
    modelapi,
)
from inspect_ai.tool import ToolChoice, ToolInfo

from cornered.running import run
from tests.model_cases import CARD
from tests.model_play import trajectory

MOST = 50
"""Most tokens of an answer."""

COUNTED = {"short": 12, "cut": MOST, "long": MOST + 1, "named": 12}
"""Model -> tokens of its answer; others are not counted."""


class Mute(ModelAPI):
    """A provider that gives no stop reason, but for one model that says it is unknown."""

    async def generate(
        self,
        input: list[ChatMessage],  # noqa: A002, ARG002 - Inspect's signature
        tools: list[ToolInfo],  # noqa: ARG002 - Inspect's signature
        tool_choice: ToolChoice,  # noqa: ARG002 - Inspect's signature
        config: GenerateConfig,  # noqa: ARG002 - Inspect's signature
    ) -> ModelOutput:
        """One answer."""
        message = ChatMessageAssistant(content="Nothing is open.", source="generate")
        choice = ChatCompletionChoice(message=message)
        if self.model_name == "named":
            choice = ChatCompletionChoice(message=message, stop_reason="unknown")
        counted = COUNTED.get(self.model_name)
        return ModelOutput(
            model=self.model_name,
            choices=[choice],
            usage=ModelUsage(output_tokens=counted) if counted else None,
        )

    def max_tokens(self) -> int | None:
        """The most an answer may be long."""
        return MOST


@modelapi(name="mute")
def mute() -> type[ModelAPI]:
    """Inspect's entry to the provider."""
    return Mute


@pytest.mark.parametrize("surface", ["letter", "tools"])
@pytest.mark.parametrize(
    ("model", "status"),
    [
        ("short", "completed"),
        ("cut", "truncated"),
        ("long", "truncated"),
        ("uncounted", "truncated"),
        ("named", "truncated"),
    ],
)
def test_an_answer_that_is_shorter_than_the_most_was_done(
    model: str, status: str, surface: str, tmp_path: Path
) -> None:
    options = {"rollouts": 1, "scenario": CARD.scenario, "condition": "threat=none"}
    ran = run(
        "smoke",
        [f"mute/{model}"],
        log_dir=tmp_path,
        options={**options, "surface": surface},
        display="none",
    )
    held = "held" if status == "completed" else "unscored"
    assert ran.tables.rollouts.select("status", "outcome").rows() == [(status, held)]
    detail = "" if status == "completed" else "the model stopped: unknown"
    assert trajectory(tmp_path).status_detail == detail
