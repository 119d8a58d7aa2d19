"""Channels of a text reply: private notes apart from what is visible.

Notes come out before anything else is read, so nothing in them can become an act.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_CODE = re.compile(r"(?<![`\w])(`{1,2})(?!`)[^`\n]++\1(?!`)")


@dataclass(frozen=True, kw_only=True)
class Channels:
    """A reply, taken apart."""

    visible: str
    """What lies outside the notes; where notes were cut out, a line break."""
    notes: str
    """What the notes say, blank lines between one note and the next."""
    notes_unclosed: bool
    """Whether the last notes tag never closes, so that it takes the whole rest."""
    pieces: tuple[tuple[int, int], ...]
    """Where each visible piece begins: offset in `visible`, offset in the reply."""

    def split(self, start: int, end: int) -> bool:
        """Whether notes were cut out between two offsets in `visible`."""
        index = bisect_right(self.pieces, start, key=lambda piece: piece[0])
        return index < len(self.pieces) and self.pieces[index][0] < end

    def origin(self, offset: int) -> int:
        """The offset in the reply of the character at `offset` in `visible`."""
        index = bisect_right(self.pieces, offset, key=lambda piece: piece[0]) - 1
        if index < 0:
            return offset
        visible_at, reply_at = self.pieces[index]
        return reply_at + offset - visible_at


@dataclass(frozen=True, kw_only=True)
class _NotesTag:
    """An opening or closing tag of private notes."""

    name: str
    closing: bool
    start: int
    end: int


def separate(text: str, notes_tags: Sequence[str]) -> Channels:
    """Separate private notes from what is visible.

    A notes element ends at the closing tag that balances it, or at the first one if
    none does (its text names the tag). One that never closes takes the rest. A closing
    tag before any opening one ends notes that began with the reply.

    Args:
        text: The whole reply.
        notes_tags: Names of the tags around private notes; case is ignored.

    Returns:
        The channels, with a map from visible offsets back to the reply's.

    Examples:
        >>> separate("<n>hm</n>Yes.", ["n"]).visible
        'Yes.'
    """
    spans, unclosed = _notes_spans(text, _notes_tags_in(text, notes_tags))
    visible: list[str] = []
    notes: list[str] = []
    pieces: list[tuple[int, int]] = []
    length = cursor = 0
    end_of_text = (len(text), len(text), len(text), len(text))
    for start, inner_start, inner_end, end in (*spans, end_of_text):
        notes.append(text[inner_start:inner_end].strip())
        if start > cursor:
            if visible:
                visible.append("\n")
                length += 1
            pieces.append((length, cursor))
            visible.append(text[cursor:start])
            length += start - cursor
        cursor = end
    return Channels(
        visible="".join(visible),
        notes="\n\n".join(filter(None, notes)),
        notes_unclosed=unclosed,
        pieces=tuple(pieces),
    )


def code_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of every inline code span; none goes beyond its line.

    Examples:
        >>> code_spans("a `b` c")
        [(2, 5)]
    """
    return [match.span() for match in _CODE.finditer(text)]


def covered(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    """Whether `offset` lies in one of `spans`, which are disjoint and in order."""
    index = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    return index >= 0 and offset < spans[index][1]


def one_of(names: Iterable[str]) -> str:
    """A regular expression for any of `names`, ASCII case ignored, longest first."""
    longest_first = sorted(set(names), key=lambda name: (-len(name), name))
    return f"(?ai:{'|'.join(map(re.escape, longest_first))})"


def _notes_tags_in(text: str, names: Sequence[str]) -> list[_NotesTag]:
    """The notes tags of `text` in order, without those in inline code."""
    if not names:
        return []
    pattern = re.compile(rf"<(/?)({one_of(names)})(?:\s[^<>]*+)?>")
    code = code_spans(text)
    return [
        _NotesTag(
            name=match[2].lower(),
            closing=bool(match[1]),
            start=match.start(),
            end=match.end(),
        )
        for match in pattern.finditer(text)
        if not covered(code, match.start())
    ]


def _notes_spans(
    text: str, tags: Sequence[_NotesTag]
) -> tuple[list[tuple[int, int, int, int]], bool]:
    """Start, inner start, inner end and end of each notes element; whether one is open.

    Elements inside another one are part of it.
    """
    spans: list[tuple[int, int, int, int]] = []
    cursor = 0
    if tags and tags[0].closing:
        spans.append((0, 0, tags[0].start, tags[0].end))
        cursor = tags[0].end
    balanced = _balanced(tags)
    closing = {
        name: [tag for tag in tags if tag.closing and tag.name == name]
        for name in {tag.name for tag in tags}
    }
    for index, tag in enumerate(tags):
        if tag.closing or tag.start < cursor:
            continue
        close = balanced.get(index)
        if close is None:
            candidates = closing[tag.name]
            later = bisect_left(candidates, tag.end, key=lambda item: item.start)
            if later == len(candidates):
                spans.append((tag.start, tag.end, len(text), len(text)))
                return spans, True
            close = candidates[later]
        spans.append((tag.start, tag.end, close.start, close.end))
        cursor = close.end
    return spans, False


def _balanced(tags: Sequence[_NotesTag]) -> dict[int, _NotesTag]:
    """The closing tag that balances each opening one, by the latter's index."""
    pairs: dict[int, _NotesTag] = {}
    waiting: dict[str, list[int]] = {}
    for index, tag in enumerate(tags):
        opened = waiting.setdefault(tag.name, [])
        if not tag.closing:
            opened.append(index)
        elif opened:
            pairs[opened.pop()] = tag
    return pairs
