"""JSON objects that are calls: one by itself, several with commas, or a list of them.

Models write the tool and its arguments under many keys; what they mean is the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cornered.surfaces.call_arguments import TOO_DEEP, Fields, decoded
from cornered.surfaces.call_check import CallError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cornered.surfaces.dialect import Dialect

TOOL_KEYS = ("tool", "tool_name", "name", "function", "action")
"""Keys of the tool's name."""

ARGUMENT_KEYS = ("arguments", "parameters", "args", "input", "action_input")
"""Keys of the arguments; without any of them, they stand beside the name."""

LEADING_KEYS = (*TOOL_KEYS, *ARGUMENT_KEYS, "type")
"""First keys that an object must have to be looked at."""

_LEADING = re.compile(r'\{\s*+"([^"\n]*+)"\s*+:(?:\s*+"([^"\n]*+)")?')
_NEXT = re.compile(r"\s*+,\s*+(?=\{)")
_LIST_START = re.compile(r"\[\s*+\Z")
_LIST_END = re.compile(r"\s*+,?\s*+\]")


class Object(NamedTuple):
    """One JSON value of a row of them."""

    value: object
    start: int
    end: int


class Row(NamedTuple):
    """JSON objects with nothing but commas between them, perhaps in brackets."""

    objects: tuple[Object, ...]
    start: int
    end: int
    broken: Object | None
    """What begins as a further object and is none: the reason, and the text it takes."""


def row(text: str, start: int, limit: Callable[[int], int]) -> Row:
    """The objects that begin at `start`.

    Args:
        text: The whole text.
        start: Where the first one begins.
        limit: How far an object that begins at an offset may be repaired.
    """
    lead = _LIST_START.search(text, max(0, start - 20), start)
    objects: list[Object] = []
    at = start
    while True:
        try:
            value, end = decoded(text, at, limit(at))
        except CallError as error:
            stop = len(text) if str(error) == TOO_DEEP else limit(at)
            broken = Object(str(error), at, stop)
            return Row(tuple(objects), lead.start() if lead else start, at, broken)
        objects.append(Object(value, at, end))
        following = _NEXT.match(text, end)
        if following is None:
            break
        at = following.end()
    if lead:
        closing = _LIST_END.match(text, end)
        end = closing.end() if closing else end
    return Row(tuple(objects), lead.start() if lead else start, end, None)


def leading_name(text: str, start: int, dialect: Dialect) -> str | None:
    """The tool that an object names first, however it goes on, or None."""
    match = _LEADING.match(text, start)
    if match is None:
        return None
    tags = dialect.tags
    return tags.get(match[1].lower()) or tags.get((match[2] or "").lower())


def called(fields: Fields, dialect: Dialect) -> tuple[str, object] | None:
    """The tool that an object calls and what it gives as arguments, or None.

    Arguments that are there twice, or are no JSON, are given as None.
    """
    if len(fields) == 1 and isinstance(fields[0][1], Fields):
        key, inner = fields[0]
        tool = dialect.tags.get(key.lower())
        if tool is not None:
            return tool, inner
    inside = [value for key, value in fields if key in TOOL_KEYS]
    if len(inside) == 1 and isinstance(inside[0], Fields):
        (fields,) = inside
    names = [value for key, value in fields if key in TOOL_KEYS]
    given = [value for key, value in fields if key in ARGUMENT_KEYS]
    tools = [
        dialect.tags[name.lower()]
        for name in names
        if isinstance(name, str) and name.lower() in dialect.tags
    ]
    if not tools:
        return None
    if len(names) > 1 or len(given) > 1:
        return tools[0], None
    if not given:
        rest = (each for each in fields if each[0] not in (*TOOL_KEYS, "type"))
        return tools[0], Fields(rest)
    (inner,) = given
    return tools[0], _unpacked(inner) if isinstance(inner, str) else inner


def _unpacked(text: str) -> object:
    """The JSON that a text in JSON holds, or None."""
    text = text.strip()
    try:
        value, end = decoded(text, 0, len(text))
    except CallError:
        return None
    return value if end == len(text) else None
