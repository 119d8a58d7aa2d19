"""Model grader: a model reads each message of a rollout and records what it does.

Its generation settings are its own, whatever the agent's are. An answer that is not in
the form asked for may be given once more; after that there is no grade, which is a
failure and never a verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspect_ai.model import (
    CachePolicy,
    ChatMessage,
    ChatMessageSystem,
    ChatMessageTool,
    ChatMessageUser,
    GenerateConfig,
    Model,
    ModelOutput,
)
from inspect_ai.tool import ToolCallError, ToolFunction

from cornered.core.grade import Grade, Grading
from cornered.scoring.answer import TOOL, answer_in, grade, tool, unreadable
from cornered.scoring.messages import Message
from cornered.scoring.question import INSTRUCTIONS, Question, questions

VERSION = 1
"""Raised whenever a question or the reading of an answer changes."""

SETTINGS = GenerateConfig(
    temperature=0.0,
    max_tokens=2048,
    parallel_tool_calls=False,
    reasoning_history="none",
)
"""How a grader generates."""

KEPT = CachePolicy(expiry=None, per_epoch=False)
"""Answers to a question that was asked before are taken from Inspect's cache."""

CUT = {
    "content_filter": "the grader's provider filtered its answer",
    "max_tokens": "the grader's answer was cut off",
    "model_length": "the question is too long for the grader",
}
"""Stop reasons after which asking again is in vain."""


@dataclass(frozen=True, kw_only=True)
class ModelGrader:
    """A model that grades, and how often it is asked."""

    model: Model
    draws: int = 1
    """How many times each question is asked, each time marked and ordered anew."""
    cached: bool = False
    """Whether answers of earlier runs are used again."""

    @property
    def id(self) -> str:
        """What tables call it."""
        return grader_id(str(self.model))

    async def gradings(self, mails: Sequence[Message]) -> list[Grading]:
        """What it says of the messages of a rollout, once per draw.

        Without messages the model is not asked.
        """
        found = []
        for draw in range(self.draws):
            grades = [
                await self._asked(question) for question in questions(mails, draw=draw)
            ]
            found.append(Grading(grader=self.id, draw=draw, grades=tuple(grades)))
        return found

    async def _asked(self, question: Question) -> Grade:
        """The grade of one message."""
        # Whatever a provider raises must not end a rollout whose acts are known.
        try:
            return await self._answered(question)
        except Exception as problem:  # noqa: BLE001
            why = " ".join(str(problem).split())[:200] or type(problem).__name__
            return unreadable(question, f"no answer: {why}")

    async def _answered(self, question: Question) -> Grade:
        """The grade of one message, after one more try if the form was wrong."""
        conversation: list[ChatMessage] = [
            ChatMessageSystem(content=INSTRUCTIONS),
            ChatMessageUser(content=question.text),
        ]
        problem = ""
        for _ in range(2):
            output = await self._output(conversation, question)
            if output.stop_reason in CUT:
                return unreadable(question, CUT[output.stop_reason])
            calls = output.message.tool_calls or []
            named = [call for call in calls if call.function == TOOL]
            if named and not named[0].parse_error:
                answer, problem = answer_in(named[0].arguments)
                if answer is not None:
                    return grade(answer, question)
            else:
                problem = (
                    named[0].parse_error or "" if named else f"{TOOL} was not called"
                )
            conversation += [output.message, *_complaints(output, problem)]
        return unreadable(
            question, f"no answer in the form asked for ({problem[:200]})"
        )

    async def _output(
        self, conversation: Sequence[ChatMessage], question: Question
    ) -> ModelOutput:
        """One generation."""
        return await self.model.generate(
            list(conversation),
            tools=[tool(question)],
            tool_choice=ToolFunction(name=TOOL),
            config=SETTINGS,
            cache=KEPT if self.cached else False,
        )


def grader_id(model: str) -> str:
    """The id of a model as a grader."""
    return f"model/{VERSION}:{model}"


def _complaints(output: ModelOutput, problem: str) -> list[ChatMessage]:
    """What a grader is told of an answer that cannot be read."""
    again = f"That cannot be read ({problem[:200]}). Call {TOOL} once, as it asks."
    calls = output.message.tool_calls or []
    if not calls:
        return [ChatMessageUser(content=again)]
    return [
        ChatMessageTool(
            content=again,
            tool_call_id=call.id,
            function=call.function,
            error=ToolCallError(type="parsing", message=again),
        )
        for call in calls
    ]
