"""Marks in a visible text: tags of calls, fences, starts of free text and JSON."""

from __future__ import annotations

import re
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from cornered.surfaces.call_objects import LEADING_KEYS
from cornered.surfaces.channels import code_spans, covered, one_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cornered.surfaces.dialect import Dialect

_FENCE = re.compile(
    r"(?:^[ \t]*+|(?<=[>}]))(?:`{3,}+|~{3,}+)([^\n`<{]*+)(?=$|[<{])", re.MULTILINE
)
_ATTRIBUTES = (
    r"""((?:\s++[\w:-]++\s*+=\s*+(?:"[^"]*+"|'[^']*+'|"""
    r"""[^\s"'\u201c\u201d\u2018\u2019<>/]++))*+)"""
)


class Tag(NamedTuple):
    """An opening or closing tag of a call."""

    start: int
    end: int
    tool: str
    closing: bool
    attributes: str
    whole: bool
    """Whether it ends in `>`."""
    empty: bool
    """Whether it ends in `/>`, an element by itself."""


class Mark(NamedTuple):
    """A tag or key of the free text of some tools."""

    start: int
    tools: frozenset[str]
    step: int
    """1 for an opening tag, -1 for a closing one, 0 for a key with a colon."""


class Fence(NamedTuple):
    """A line that begins or ends a fenced block."""

    start: int
    end: int
    info: str
    """What follows the backticks; only an opening line has it."""


class JsonHead(NamedTuple):
    """The beginning of a JSON object that may be a call."""

    start: int


def marks_in(text: str, dialect: Dialect) -> list[Tag | Mark | Fence | JsonHead]:
    """All marks of `text` in order, without the tags in inline code."""
    code = code_spans(text)
    marks: list[Tag | Mark | Fence | JsonHead] = []
    marks += _tags(text, dialect)
    marks += _free_text(text, dialect)
    if dialect.json_calls:
        marks += _json_heads(text, dialect)
    marks = [mark for mark in marks if not covered(code, mark.start)]
    marks += (
        Fence(*match.span(), info=match[1].strip()) for match in _FENCE.finditer(text)
    )
    return sorted(marks, key=attrgetter("start"))


def extent(
    opening: Tag, following: Iterable[Tag | Mark | Fence | JsonHead], *, fenced: bool
) -> tuple[int | None, int | None, str]:
    """How far the element goes that `opening` begins.

    Inside free text other tags are text, and a closing tag there belongs to an opening
    one there if any is left. So an element that is left open within its free text takes
    the rest: what follows cannot be told from a quotation.

    Args:
        opening: Its opening tag.
        following: All marks that follow, in order.
        fenced: Whether the element stands in a fenced block.

    Returns:
        End of the content, end of the element, None for the end of the text; and why
        it is no call, or nothing.
    """
    if opening.empty:
        return opening.end, opening.end, ""
    inner = _Inner(opening)
    for mark in following:
        if isinstance(mark, Mark):
            inner.pass_mark(mark)
        elif isinstance(mark, Tag):
            end = inner.ending(mark)
            if end is not None:
                return mark.start, mark.end if mark.closing else mark.start, end
        elif isinstance(mark, Fence) and fenced and not (inner.free or mark.info):
            return mark.start, mark.start, "unclosed"
    return None, None, "unclosed"


class _Inner:
    """Where we are inside an element: in its free text or not."""

    def __init__(self, opening: Tag) -> None:
        self._opening = opening
        self._keyed = bool(opening.attributes.strip())
        self._depth = 0
        self._quoted = 0

    @property
    def free(self) -> bool:
        """Whether we are in free text."""
        return self._keyed or self._depth > 0

    def pass_mark(self, mark: Mark) -> None:
        """Go past a tag or key of free text."""
        if self._opening.tool not in mark.tools:
            return
        if mark.step == 0:
            self._keyed = self._keyed or self._depth == 0
        elif not self._keyed:
            self._depth = max(0, self._depth + mark.step)

    def ending(self, tag: Tag) -> str | None:
        """Why the element ends at `tag`: empty if rightly; None if it goes on."""
        same = tag.tool == self._opening.tool
        if tag.closing and same:
            if self.free and self._quoted:
                self._quoted -= 1
                return None
            return "" if self._opening.whole else "opening tag"
        if not self.free:
            return "mismatched close" if tag.closing else "unclosed"
        self._quoted += same and not tag.empty
        return None


def _tags(text: str, dialect: Dialect) -> list[Tag]:
    """Opening and closing tags of calls."""
    if not dialect.tags:
        return []
    pattern = re.compile(
        rf"<(/?)({one_of(dialect.tags)})(?=[\s/>]|\Z){_ATTRIBUTES}(?:\s*+(/?>))?"
    )
    return [
        Tag(
            *match.span(),
            tool=dialect.tags[match[2].lower()],
            closing=bool(match[1]),
            attributes=match[3],
            whole=match[4] is not None,
            empty=match[4] == "/>",
        )
        for match in pattern.finditer(text)
        if match[4] is not None or not match[1]
    ]


def _json_heads(text: str, dialect: Dialect) -> list[JsonHead]:
    """Beginnings of JSON objects at the beginning of a line, a list or a fence."""
    keys = one_of((*LEADING_KEYS, *dialect.tags))
    pattern = re.compile(
        rf'(?:^[ \t]*+|(?<=```)|(?<=<tool_call>))(?:\[\s*+)?(\{{)\s*+"(?:{keys})"\s*+:',
        re.MULTILINE,
    )
    return [JsonHead(match.start(1)) for match in pattern.finditer(text)]


def _free_text(text: str, dialect: Dialect) -> list[Mark]:
    """Tags and keys of free-text arguments."""
    tools = dialect.free_text
    if not tools:
        return []
    names_pattern = one_of(tools)
    pattern = re.compile(
        rf"""<(/?)({names_pattern})\s*+>|"""
        rf"""^[ \t]*+["'*]{{0,3}}({names_pattern})["'*]{{0,3}}[ \t]*+:""",
        re.MULTILINE,
    )
    marks = []
    for match in pattern.finditer(text):
        step = 0 if match[3] else -1 if match[1] else 1
        name = (match[2] or match[3]).lower()
        marks.append(Mark(match.start(), tools[name], step))
    return marks
