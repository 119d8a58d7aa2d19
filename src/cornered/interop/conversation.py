"""Conversation: messages as other people store them, and the dialogue they make.

OpenAI's, Anthropic's and Inspect's ways of storing content and calls are read alike.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from cornered.core.trajectory import LONGEST_TEXT, MOST_TURNS, Call, Turn

MOST_CHARACTERS = 1_000_000
"""Most characters of a dialogue; beyond that, each of its texts is kept shorter."""

LENGTHS = (LONGEST_TEXT, 10_000, 3_000, 1_000, 300)
"""How long texts are kept: the first of these under which the dialogue fits."""

Role = Literal["system", "user", "assistant", "tool", "other"]

ROLES: Mapping[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "model": "assistant",
    "ai": "assistant",
    "tool": "tool",
    "function": "tool",
    "environment": "tool",
    "observation": "tool",
}
"""What sources call whoever speaks; anything else is `other`."""


class ToolCall(BaseModel):
    """A call of a tool, in the form of any of the three."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    function: str | None = None
    arguments: dict[str, Any] | str | None = None

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, given: object) -> object:
        """One level: the function's name, and its arguments."""
        if not isinstance(given, Mapping):
            return {"arguments": _text(given)}
        inner = given.get("function")
        fields = inner if isinstance(inner, Mapping) else given
        name = fields.get("name") if isinstance(inner, Mapping | None) else inner
        arguments = fields.get("arguments", fields.get("input"))
        if not isinstance(arguments, Mapping | None):
            arguments = _text(arguments)
        return {"function": name, "arguments": arguments}

    @property
    def call(self) -> Call:
        """The call as a trajectory has it."""
        given = self.arguments
        if isinstance(given, str):
            given = _object(given) or given
        if isinstance(given, str):
            return Call(tool=self.function or "", written=given[:LONGEST_TEXT])
        return Call(tool=self.function or "", arguments=given or {})


class Message(BaseModel):
    """One message of a conversation."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    role: str
    content: str | None = None
    reasoning: str | None = None
    name: str | None = None
    """Of a tool, whose result it is."""
    tool_calls: tuple[ToolCall, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: object) -> object:
        """Content in parts as text, reasoning and calls."""
        if not isinstance(given, Mapping):
            return given
        fields = {**given, "tool_calls": given.get("tool_calls") or ()}
        if fields.get("name") is None and isinstance(given.get("function"), str):
            fields["name"] = given["function"]
        if isinstance(given.get("content"), list):
            told = list(_parts(given["content"]))
            fields["content"] = "\n".join(t for kind, t in told if kind == "text")
            thought = [str(t) for kind, t in told if kind == "reasoning"]
            fields["reasoning"] = given.get("reasoning") or "\n\n".join(thought)
            called = [t for kind, t in told if kind == "call"]
            fields["tool_calls"] = (*fields["tool_calls"], *called)
        return fields


def _parts(content: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    """(`text`, `reasoning` or `call`, what it is) of each part of a message."""
    for part in content:
        if not isinstance(part, Mapping):
            yield "text", _text(part)
            continue
        match part.get("type"):
            case "reasoning" | "thinking" | "redacted_thinking":
                hidden = part.get("redacted") or part["type"] == "redacted_thinking"
                whole = part.get("reasoning", part.get("thinking"))
                thought = part.get("summary") if hidden else whole
                if thought:
                    yield "reasoning", _text(thought)
            case "tool_use":
                yield "call", part
            case "tool_result":
                inner = part.get("content")
                nested = _parts(inner) if isinstance(inner, list) else ()
                told = "\n".join(text for kind, text in nested if kind == "text")
                yield "text", told or _text(inner or "")
            case _ if isinstance(part.get("text"), str):
                yield "text", part["text"]


def _text(value: object) -> str:
    """A value as text: itself, or JSON."""
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _object(text: str) -> dict[str, Any] | None:
    """The JSON object that a text is, or None."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def dialogue(messages: Sequence[Message]) -> tuple[Turn, ...]:
    """The turns of a conversation, in order and bounded in size.

    Of a conversation with too many turns the middle is left out; of a text that is too
    long, too. Each turn says how many characters it lacks; one in the place of those
    that were left out says how many there were.
    """
    kept: list[Message | int] = list(messages)
    if len(messages) > MOST_TURNS:
        half = MOST_TURNS // 2
        gone = len(messages) - 2 * half + 1
        kept = [*messages[:half], gone, *messages[len(messages) - half + 1 :]]
    calls = [[c.call for c in m.tool_calls] for m in messages]
    sizes = [
        size for m, c in zip(messages, calls, strict=True) for size in _sizes(m, c)
    ]
    fits = (n for n in LENGTHS if sum(min(s, n) for s in sizes) <= MOST_CHARACTERS)
    longest = next(fits, LENGTHS[-1])
    return tuple(
        Turn(role="other", text=f"[{each} messages left out]")
        if isinstance(each, int)
        else _turn(each, longest)
        for each in kept
    )


def _sizes(message: Message, calls: Sequence[Call]) -> Iterator[int]:
    """The lengths of the texts of a message, characters."""
    yield len(message.content or "")
    yield len(message.reasoning or "")
    for call in calls:
        yield len(call.written) or len(_text(call.arguments))


def _turn(message: Message, longest: int) -> Turn:
    """A message as a turn whose texts have at most `longest` characters."""
    said, gone = _shortened(message.content or "", longest)
    thought, more = _shortened(message.reasoning or "", longest)
    calls, omitted = [], gone + more
    for each in message.tool_calls:
        call, less = _bounded(each.call, longest)
        calls.append(call)
        omitted += less
    return Turn(
        role=ROLES.get(message.role.lower(), "other"),
        text=said,
        reasoning=thought,
        calls=tuple(calls),
        tool=(message.name or "")[:longest],
        omitted=omitted,
    )


def _bounded(call: Call, longest: int) -> tuple[Call, int]:
    """A call of at most `longest` characters, and how many it lacks."""
    tool = call.tool[:longest]
    given = _text(call.arguments) if call.arguments else call.written
    if len(given) <= longest:
        return call.model_copy(update={"tool": tool}), 0
    short, gone = _shortened(given, longest)
    return Call(tool=tool, written=short), gone


def _shortened(text: str, longest: int) -> tuple[str, int]:
    r"""A text of at most `longest` characters without its middle, and how many it lacks.

    Examples:
        >>> _shortened("abc" * 40, 60)
        ('abcabcabcabcabcabc\n[... 84 left out ...]\nabcabcabcabcabcabc', 84)
    """
    if len(text) <= longest:
        return text, 0
    mark = "\n[... {} left out ...]\n"
    room = longest - len(mark.format(len(text)))
    head = room // 2
    tail = room - head
    gone = len(text) - room
    return f"{text[:head]}{mark.format(gone)}{text[len(text) - tail :]}", gone
