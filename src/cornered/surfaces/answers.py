"""Answers: what a model gave back in each of its turns, each channel apart.

Everything is taken from the outputs of the model itself. A conversation is no record of
them: it may lack the last one, and one that went over a limit is not in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from inspect_ai.event import ModelEvent
from inspect_ai.log import transcript
from inspect_ai.model import (
    ChatMessage,
    ContentReasoning,
    ContentText,
    GenerateConfig,
    Model,
    ModelOutput,
)
from inspect_ai.tool import ToolDef
from inspect_ai.util import LimitExceededError

from cornered.core.errors import AnswerError
from cornered.surfaces.channels import separate
from cornered.surfaces.letter import NOTES_TAGS
from cornered.surfaces.status import DECLINED, UNKNOWN

SUMMARIZED, SPELLED_OUT = '"reasoning.summary"', '"reasoning.text"'
"""How OpenRouter marks pieces of reasoning; Inspect keeps the marks as a signature."""


class Answer(NamedTuple):
    """One answer of a model."""

    output: ModelOutput
    over: LimitExceededError | None
    """The limit that this answer went over; what it says is to be done all the same."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a model said in all its turns."""

    reply: str
    """Visible words."""
    reasoning: str
    """Native reasoning that can be read in full."""
    summaries: str
    """Summaries of native reasoning."""
    redacted: int
    """Pieces of native reasoning that only their provider can read (count)."""
    notes: tuple[str, ...]
    """Private notes in the text."""
    turns: int


async def answer(
    model: Model,
    messages: list[ChatMessage],
    outputs: list[ModelOutput],
    *,
    config: GenerateConfig,
    tools: Sequence[ToolDef] = (),
) -> Answer:
    """The model's next answer, put beside its earlier ones.

    Args:
        model: Whoever plays the agent.
        messages: The conversation so far.
        outputs: All answers so far, extended in place.
        config: Generation settings beyond the model's own.
        tools: What the model may call.

    Raises:
        AnswerError: If the provider's answer holds nothing at all.
        LimitExceededError: If a limit was reached before there was an answer.
    """
    over = None
    try:
        output = await model.generate(messages, tools=list(tools), config=config)
    except LimitExceededError as limit:
        # Inspect counts tokens and turns when the answer is there, and then drops it.
        event = _last_event()
        known = {each.message.id for each in outputs}
        if event is None or event.output.empty or event.output.message.id in known:
            raise
        output, over = event.output, limit
    if output.empty:
        message = f"model {model.name!r} gave an answer without any choice"
        raise AnswerError(message)
    outputs.append(output)
    return Answer(output, over)


def said(outputs: Sequence[ModelOutput]) -> Said:
    """What a model's outputs say, channel by channel, in order."""
    texts = [separate(output.message.text, NOTES_TAGS) for output in outputs]
    parts = [
        part
        for output in outputs
        if isinstance(output.message.content, list)
        for part in output.message.content
        if isinstance(part, ContentReasoning)
    ]
    read = [_read(part) for part in parts]
    return Said(
        reply="\n\n".join(filter(None, (each.visible for each in texts))),
        reasoning="\n\n".join(filter(None, (whole for whole, _ in read))),
        summaries="\n\n".join(filter(None, (summary for _, summary in read))),
        redacted=sum(not any(each) for each in read),
        notes=tuple(filter(None, (each.notes for each in texts))),
        turns=len(outputs),
    )


def stop_reason(output: ModelOutput) -> str:
    """Why a model stopped: Inspect's word, or `refusal` if it declined of itself.

    A provider that never says why is believed to have been done if the answer is
    shorter than the most it may be.
    """
    (choice, *_) = output.choices
    content = choice.message.content
    parts = content if isinstance(content, list) else []
    declined = any(isinstance(part, ContentText) and part.refusal for part in parts)
    if declined and choice.stop_reason == "stop":
        return DECLINED
    if choice.stop_reason != UNKNOWN or "stop_reason" in choice.model_fields_set:
        return choice.stop_reason
    event = _last_event()
    most = event.config.max_tokens if event is not None else None
    short = most and output.usage and 0 < output.usage.output_tokens < most
    return "stop" if short else UNKNOWN


def _read(part: ContentReasoning) -> tuple[str, str]:
    """What of a piece of reasoning can be read in full, and what as a summary.

    Where it is redacted, Inspect keeps what its provider alone can read in the place of
    the reasoning.
    """
    summary = (part.summary or "").strip()
    if part.redacted:
        return "", summary
    whole = part.reasoning.strip()
    marks = part.signature or ""
    if SUMMARIZED in marks and SPELLED_OUT not in marks:
        return "", "\n\n".join(filter(None, (whole, summary)))
    return whole, summary


def _last_event() -> ModelEvent | None:
    """The latest call of a model in this rollout."""
    for event in reversed(transcript().events):
        if isinstance(event, ModelEvent):
            return event
    return None
