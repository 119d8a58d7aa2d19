"""Text calls: the acts that a one-turn reply really emits, and its words beside them.

Strict in meaning, forgiving in form. Every string can be read; what looks like a call
but is incomplete, ambiguous or an echo of the syntax is `Malformed`, never repaired by
guessing. Not calls at all: what stands in private notes, in inline code, in a quoted
line, or in a fenced block beside anything but calls.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cornered.surfaces.call_arguments import (
    TOO_DEEP,
    Fields,
    attributes,
    decoded,
    form_of,
    named_values,
    texts,
)
from cornered.surfaces.call_check import CallError, settled
from cornered.surfaces.call_marks import Fence, JsonHead, Mark, Tag, extent, marks_in
from cornered.surfaces.channels import Channels, separate
from cornered.surfaces.dialect import Dialect, Syntax, shown, written

__all__ = [
    "Dialect",
    "Malformed",
    "Reading",
    "Syntax",
    "TextCall",
    "read",
    "shown",
    "written",
]

_EXCERPT_LENGTH = 200
_FENCE_TICKS = 3
_LINE_LEAD = re.compile(r"^[ \t>*+\-`\d.)]*+", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class TextCall:
    """A complete call."""

    tool: str
    """The tool's id."""
    arguments: Mapping[str, str]
    """Values as written, without the space, or quotes, around them."""
    start: int
    """Offset in the reply of its first character."""
    end: int
    """Offset in the reply after its last character."""


@dataclass(frozen=True, kw_only=True)
class Malformed:
    """What looks like a call and is none."""

    tool: str
    """The tool that it names."""
    reason: str
    """`unclosed`, `mismatched close`, `opening tag`, `template`, `not JSON`, or one of
    `missing`, `unknown`, `repeated` or `unclosed argument '...'` and
    `argument '...' is not text`."""
    start: int
    """Offset in the reply of its first character."""
    end: int
    """Offset in the reply after its last character."""
    excerpt: str
    """How it begins, at most 200 characters."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All that a reply holds."""

    calls: tuple[TextCall | Malformed, ...]
    """In the order of the text; a call made twice is there twice."""
    words: str
    """The visible text outside of notes and calls."""
    notes: str
    """The private notes."""
    notes_unclosed: bool
    """Whether a notes tag never closes: the whole rest of the reply is notes."""


def read(text: str, dialect: Dialect) -> Reading:
    """Read the calls, the words and the notes of a reply.

    Args:
        text: The reply; any string will do.
        dialect: What may be called, and how.

    Returns:
        The reading.

    Examples:
        >>> note = Syntax(tool="note", required=("text",), text_argument="text")
        >>> reply = "Done. <note><text>Call Ann.</text></note>"
        >>> read(reply, Dialect(tools={"note": note})).calls[0].arguments
        {'text': 'Call Ann.'}
    """
    channels = separate(text, dialect.notes_tags)
    reader = _Reader(channels, dialect)
    reader.walk()
    return Reading(
        calls=tuple(reader.calls),
        words=reader.words(),
        notes=channels.notes,
        notes_unclosed=channels.notes_unclosed,
    )


class _Reader:
    """One pass over the marks of a visible text."""

    def __init__(self, channels: Channels, dialect: Dialect) -> None:
        self.calls: list[TextCall | Malformed] = []
        self._spans: list[tuple[int, int]] = []
        self._fences: list[tuple[int, int]] = []
        self._channels = channels
        self._text = channels.visible
        self._dialect = dialect
        self._marks = [
            mark
            for mark in marks_in(self._text, dialect)
            if not (isinstance(mark, Tag) and channels.split(mark.start, mark.end))
        ]
        self._leads = [match.span() for match in _LINE_LEAD.finditer(self._text)]
        self._fence: tuple[Fence, int] | None = None
        self._first = len(self._text) - len(self._text.lstrip())
        self._last = len(self._text.rstrip())

    def walk(self) -> None:
        """Read every mark that no earlier call contains."""
        cursor = 0
        for index, mark in enumerate(self._marks):
            if mark.start < cursor:
                continue
            if isinstance(mark, Fence):
                self._take_fence(mark)
            elif isinstance(mark, JsonHead):
                cursor = self._take_json(index, mark)
            elif isinstance(mark, Tag) and not mark.closing:
                cursor = self._take_element(index, mark)

    def words(self) -> str:
        """What lies between the calls."""
        pieces: list[str] = []
        cursor = 0
        end_of_text = (len(self._text), len(self._text))
        for start, end in sorted({*self._spans, *self._fences, end_of_text}):
            pieces.append(self._text[cursor:start].strip())
            cursor = max(cursor, end)
        return "\n\n".join(filter(None, pieces)).replace("\r\n", "\n")

    def _take_fence(self, fence: Fence) -> None:
        """Begin a fenced block; or end one, and drop calls that it only quotes."""
        if self._fence is None:
            self._fence = (fence, len(self.calls))
            return
        if fence.info:
            return
        opening, before = self._fence
        self._fence = None
        cursor = opening.end
        beside = False
        for start, end in self._spans[before:]:
            beside = beside or bool(self._text[cursor:start].strip())
            cursor = end
        beside = beside or bool(self._text[cursor : fence.start].strip())
        whole = opening.start <= self._first and fence.end >= self._last
        if not beside:
            self._fences.append((opening.start, fence.end))
        elif not whole:
            del self.calls[before:], self._spans[before:]

    def _take_json(self, index: int, head: JsonHead) -> int:
        """Read a JSON object that begins its line; return where to go on."""
        later = self._after(index)
        ends = (mark.start for mark in later if isinstance(mark, Fence | JsonHead))
        stop = next(ends, len(self._text))
        try:
            value, end = decoded(self._text, head.start, stop)
        except CallError as error:
            if str(error) == TOO_DEEP:
                stop = len(self._text)
            tool = self._dialect.tags.get((head.tool or "").lower())
            if tool is not None:
                written_so_far = self._text[head.start : stop]
                cut = written_so_far.count("{") > written_so_far.count("}")
                reason = "unclosed" if cut else str(error)
                self._add_malformed(tool, reason, head.start, stop)
            return stop
        line_end = self._text.find("\n", end)
        rest = self._text[end : line_end if line_end >= 0 else len(self._text)].strip()
        if isinstance(value, Fields) and not rest.strip("`~"):
            self._take_object(value, head.start, end)
        return end

    def _take_object(self, fields: Fields, start: int, end: int) -> None:
        """Read a JSON object that names a tool and its arguments."""
        top = dict(fields)
        name = top.get("tool", top.get("name"))
        tool = self._dialect.tags.get(name.lower()) if isinstance(name, str) else None
        if tool is None:
            return
        inner = top.get("arguments", top.get("parameters", Fields()))
        syntax = self._dialect.tools[tool]
        try:
            values = settled(texts(inner), syntax, self._dialect)
        except CallError as error:
            self._add_malformed(tool, str(error), start, end)
        else:
            self._add_call(tool, values, start, end)

    def _take_element(self, index: int, tag: Tag) -> int:
        """Read an element; return where to go on."""
        syntax = self._dialect.tools[tag.tool]
        fenced = self._fence is not None
        inner_end, outer_end, reason = extent(tag, self._after(index), fenced=fenced)
        end = len(self._text) if outer_end is None else outer_end
        content = self._text[tag.end : inner_end]
        given = attributes(tag.attributes)
        begins_line, quoted = self._position(tag.start, end)
        named = given or form_of(content, syntax, self._dialect)
        values: dict[str, str] = {}
        if not reason:
            try:
                pairs = named_values(content, given, syntax, self._dialect)
                values = settled(pairs, syntax, self._dialect)
            except CallError as error:
                reason = str(error)
        if reason and not named and not begins_line:
            return tag.end
        if reason and not quoted:
            self._add_malformed(tag.tool, reason, tag.start, end)
        elif not quoted:
            self._add_call(tag.tool, values, tag.start, end)
        return end

    def _after(self, index: int) -> Iterator[Tag | Mark | Fence | JsonHead]:
        """The marks after the one at `index`."""
        return (self._marks[at] for at in range(index + 1, len(self._marks)))

    def _position(self, start: int, end: int) -> tuple[bool, bool]:
        """Whether an element begins its line, and whether it is quoted there."""
        index = bisect_right(self._leads, start, key=lambda lead: lead[0]) - 1
        lead_start, lead_end = self._leads[index]
        begins_line = start <= lead_end
        lead = self._text[lead_start:start] if begins_line else ""
        before = self._text[max(0, start - 3) : start]
        ticks = len(before) - len(before.rstrip("`"))
        code = 0 < ticks < _FENCE_TICKS and self._text[end : end + 1] == "`"
        return begins_line, ">" in lead or code

    def _add_call(
        self, tool: str, values: dict[str, str], start: int, end: int
    ) -> None:
        self._spans.append((start, end))
        start, end = self._channels.origin(start), self._channels.origin(end - 1) + 1
        self.calls.append(TextCall(tool=tool, arguments=values, start=start, end=end))

    def _add_malformed(self, tool: str, reason: str, start: int, end: int) -> None:
        self._spans.append((start, end))
        excerpt = self._text[start : min(end, start + _EXCERPT_LENGTH)]
        start, end = self._channels.origin(start), self._channels.origin(end - 1) + 1
        self.calls.append(
            Malformed(tool=tool, reason=reason, start=start, end=end, excerpt=excerpt)
        )
