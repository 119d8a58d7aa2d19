"""Reader: one pass over the marks of a reply, which tells acts from what is shown."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from cornered.surfaces.call_arguments import (
    Fields,
    attributes,
    begins_with_argument,
    named_values,
    texts,
)
from cornered.surfaces.call_check import CallError, settled, unfilled
from cornered.surfaces.call_marks import Fence, JsonHead, Mark, Tag, extent, marks_in
from cornered.surfaces.call_objects import called, leading_name, row
from cornered.surfaces.calls import Malformed, TextCall
from cornered.surfaces.channels import Channels
from cornered.surfaces.dialect import Dialect
from cornered.surfaces.shown import in_sentence, shown_in_lines

_EXCERPT_LENGTH = 200
_FENCE_TICKS = 3
_LINE_LEAD = re.compile(r"^[ \t>*+\-`\d.)]*+", re.MULTILINE)


class _Place(NamedTuple):
    """Where a call stands in the visible text."""

    start: int
    end: int
    span: tuple[int, int]
    """What is cut out of the words for it; commas and brackets around it as well."""


class Reader:
    """One pass over the marks of a visible text."""

    def __init__(self, channels: Channels, dialect: Dialect) -> None:
        """Read the visible part of `channels` as `dialect` says."""
        self.calls: list[TextCall | Malformed] = []
        self._spans: list[tuple[int, int]] = []
        """What is cut out of the words for each call."""
        self._fences: list[tuple[int, int]] = []
        self._shown: list[tuple[int, int]] = []
        self._channels = channels
        self._text = channels.visible
        self._dialect = dialect
        self._marks = [
            mark
            for mark in marks_in(self._text, dialect)
            if not (isinstance(mark, Tag) and channels.split(mark.start, mark.end))
        ]
        self._stops = [
            mark.start for mark in self._marks if isinstance(mark, Fence | JsonHead)
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
                cursor = self._take_json(mark)
            elif isinstance(mark, Tag) and not mark.closing:
                cursor = self._take_element(index, mark)
        if self._fence is not None:
            # Cut off, or forgotten: a fenced block then goes to the end of the text.
            end = len(self._text)
            self._take_fence(Fence(end, end, info=""))

    def words(self) -> str:
        """What lies between the calls."""
        return self._without([*self._spans, *self._fences])

    def meant(self) -> str:
        """What lies between the calls, without the forms that are only shown."""
        in_lines = shown_in_lines(self._text, self._dialect)
        return self._without([*self._spans, *self._fences, *self._shown, *in_lines])

    def _without(self, spans: list[tuple[int, int]]) -> str:
        """The text outside of `spans`."""
        pieces: list[str] = []
        cursor = 0
        end_of_text = (len(self._text), len(self._text))
        for start, end in sorted({*spans, end_of_text}):
            pieces.append(self._text[cursor:start].strip())
            cursor = max(cursor, end)
        return "\n\n".join(filter(None, pieces)).replace("\r\n", "\n")

    def _take_fence(self, fence: Fence) -> None:
        """Begin a fenced block; or end one, and drop calls that it only shows."""
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
        frame = (opening.start, fence.end)
        whole = opening.start <= self._first and fence.end >= self._last
        calls = list(zip(self.calls[before:], self._spans[before:], strict=True))
        forms = [
            span
            for call, span in calls
            if isinstance(call, Malformed) and call.unfilled and not whole
        ]
        self._shown += [frame] if forms and not beside else forms
        if not beside and not forms:
            self._fences.append(frame)
        kept = [
            each for each in calls if each[1] not in forms and (whole or not beside)
        ]
        self.calls[before:] = [call for call, _ in kept]
        self._spans[before:] = [span for _, span in kept]

    def _take_json(self, head: JsonHead) -> int:
        """Read the JSON objects that begin their line; return where to go on."""
        found = row(self._text, head.start, self._stop)
        line_end = self._text.find("\n", found.end)
        rest = self._text[found.end : line_end if line_end >= 0 else len(self._text)]
        if found.broken or not rest.strip().removeprefix("</tool_call>").strip("`~"):
            cover = found.start
            for value, start, end in found.objects:
                last = end == found.objects[-1].end and not found.broken
                span = (cover, found.end if last else end)
                if isinstance(value, Fields):
                    self._take_object(value, _Place(start, end, span))
                cover = end
        if found.broken is None:
            return found.end
        _, start, end = found.broken
        if start != head.start and start in self._stops:
            return start
        tool = leading_name(self._text, start, self._dialect)
        if tool is not None:
            written_so_far = self._text[start:end]
            cut = written_so_far.count("{") > written_so_far.count("}")
            reason = "unclosed" if cut else "not JSON"
            self._add_malformed(tool, reason, _Place(start, end, (start, end)))
        return end

    def _stop(self, offset: int) -> int:
        """Where at the latest a JSON object ends that begins at `offset`."""
        index = bisect_right(self._stops, offset)
        return self._stops[index] if index < len(self._stops) else len(self._text)

    def _take_object(self, fields: Fields, place: _Place) -> None:
        """Read a JSON object that may name a tool and its arguments."""
        call = called(fields, self._dialect)
        if call is None:
            return
        tool, inner = call
        syntax = self._dialect.tools[tool]
        empty = False
        try:
            pairs = texts(inner, syntax, self._dialect)
            empty = unfilled(pairs, syntax, self._dialect)
            values = settled(pairs, syntax, self._dialect)
        except CallError as error:
            self._add_malformed(tool, str(error), place, unfilled=empty)
        else:
            self._add_call(tool, values, place)

    def _take_element(self, index: int, tag: Tag) -> int:
        """Read an element; return where to go on."""
        syntax = self._dialect.tools[tag.tool]
        fenced = self._fence is not None
        inner_end, outer_end, reason = extent(tag, self._after(index), fenced=fenced)
        end = len(self._text) if outer_end is None else outer_end
        content = self._text[tag.end : inner_end]
        given = attributes(tag.attributes)
        begins_line, lead = self._lead(tag.start)
        named = given or begins_with_argument(content, syntax, self._dialect)
        values: dict[str, str] = {}
        empty = False
        if not reason:
            try:
                pairs = named_values(content, given, syntax, self._dialect)
                empty = unfilled(pairs, syntax, self._dialect)
                values = settled(pairs, syntax, self._dialect)
            except CallError as error:
                reason = str(error)
        if reason and not named and not begins_line:
            return tag.end
        place = _Place(tag.start, end, (tag.start, end))
        quoted, code = ">" in lead, self._in_code(tag.start, end)
        spoken_of = code or bool(reason and empty and not begins_line)
        if quoted or (spoken_of and in_sentence(self._text, tag.start, end)):
            self._shown.append(place.span)
        elif reason and not code:
            self._add_malformed(tag.tool, reason, place, unfilled=empty)
        elif not code:
            self._add_call(tag.tool, values, place)
        return end

    def _after(self, index: int) -> Iterator[Tag | Mark | Fence | JsonHead]:
        """The marks after the one at `index`."""
        return (self._marks[at] for at in range(index + 1, len(self._marks)))

    def _lead(self, start: int) -> tuple[bool, str]:
        """Whether an element begins its line, and what stands before it if so."""
        index = bisect_right(self._leads, start, key=lambda lead: lead[0]) - 1
        lead_start, lead_end = self._leads[index]
        begins_line = start <= lead_end
        return begins_line, self._text[lead_start:start] if begins_line else ""

    def _in_code(self, start: int, end: int) -> bool:
        """Whether an element stands in backticks, cut off or not, but no fence's."""
        before = self._text[max(0, start - _FENCE_TICKS) : start]
        ticks = len(before) - len(before.rstrip("`"))
        closed = end >= self._last or self._text[end] == "`"
        return 0 < ticks < _FENCE_TICKS and closed

    def _add_call(self, tool: str, values: dict[str, str], place: _Place) -> None:
        self._spans.append(place.span)
        start, end = self._origin(place)
        self.calls.append(TextCall(tool=tool, arguments=values, start=start, end=end))

    def _add_malformed(
        self, tool: str, reason: str, place: _Place, *, unfilled: bool = False
    ) -> None:
        self._spans.append(place.span)
        start, end = self._origin(place)
        self.calls.append(
            Malformed(
                tool=tool,
                reason=reason,
                start=start,
                end=end,
                excerpt=self._text[place.start : place.end][:_EXCERPT_LENGTH],
                unfilled=unfilled,
            )
        )

    def _origin(self, place: _Place) -> tuple[int, int]:
        """Where a call stands in the reply."""
        origin = self._channels.origin
        return origin(place.start), origin(place.end - 1) + 1
