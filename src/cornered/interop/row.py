"""Row: one rollout of another source, whatever the form that it was stored in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from cornered.interop.conversation import Message


class Recorded(BaseModel):
    """What a source's own grader said of a rollout."""

    model_config = ConfigDict(frozen=True)

    what: str
    """What the source calls it."""
    harmful: bool | None
    """None if the grader failed, abstained, or said nothing that can be read."""
    composite: bool = False
    """Whether the study's gates on the text are in it, beside a grader's verdict."""


class Row(BaseModel):
    """One rollout of another source; fields that we do not need are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    source: str
    id: str
    interaction: Literal["single_turn", "multi_turn", "multi_turn_tools"]
    model: str | None = None
    family: str = ""
    scenario: str | None = None
    condition: str | None = None
    system_prompt: str | None = None
    user_prompt: str | None = None
    response: str | None = None
    messages: tuple[Message, ...] | None = None
    stop_reason: str = "stop"
    """Why the model stopped, in Inspect's words."""
    label: bool | None = None
    label_kind: str | None = None
    label_confidence: str | None = None
    recorded: tuple[Recorded, ...] = ()
    tier: int | None = None
    extra: dict[str, Any] | None = Field(default_factory=dict)

    plays: str = ""
    """The study's word for the scenario, where the form itself says it."""
    error: str = ""
    """What broke the rollout, or its grading; empty if nothing did."""
    limit: str = ""
    """Which limit cut it short; empty if none did."""
    levels: Mapping[str, str] = Field(default_factory=dict)
    """Factor -> level, where the source says so."""
    base: str = ""
    """What tells it from rollouts under other settings."""
    log: str = ""
    """The file it comes from."""
    key: str = ""
    """What names it among all rollouts of its source; two with one key are one."""
    input_tokens: int | None = None
    output_tokens: int | None = None

    @property
    def reply(self) -> str:
        """Everything the agent said, in order."""
        return "\n\n".join(text for text in self._said if text)

    @property
    def replied(self) -> bool:
        """Whether anything came back, if only an empty text."""
        return bool(self._said)

    @property
    def _said(self) -> list[str]:
        """The agent's texts."""
        if self.response is not None:
            return [self.response]
        messages = self.messages or ()
        return [m.content or "" for m in messages if m.role == "assistant"]

    @property
    def reasoning(self) -> str:
        """Native reasoning, in order."""
        thought = [m.reasoning for m in self.messages or ()]
        return "\n\n".join(text for text in thought if text)

    @property
    def conversation(self) -> tuple[Message, ...]:
        """All messages, with the prompts and the reply where those stand apart."""
        messages = self.messages or ()
        roles = {each.role for each in messages}
        texts = {each.content for each in messages}
        before = [
            Message(role=role, content=text)
            for role, text in (
                ("system", self.system_prompt),
                ("user", self.user_prompt),
            )
            if text and text not in texts
        ]
        after = []
        if self.response is not None and "assistant" not in roles:
            after = [Message(role="assistant", content=self.response)]
        return (*before, *messages, *after)
