"""Shown: forms of calls that a reply shows and does not use.

Whoever shows a form marks it as text, and does so in a sentence: the form stands in
inline code, in a quoted line, or unfilled in a fenced block or between words. A form
that stands by itself is no example of anything: unfilled, it is a call that nobody can
read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cornered.surfaces.call_arguments import Fields, decoded, texts
from cornered.surfaces.call_check import CallError, unfilled
from cornered.surfaces.call_objects import TOOL_KEYS, called
from cornered.surfaces.channels import code_spans, covered, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cornered.surfaces.dialect import Dialect

SENTENCE = 3
"""Fewest words on a line that make a sentence; `Action:` makes none."""

REACH = 300
"""How far a sentence is looked for, and a form in it may go on (characters)."""

_CODE = re.compile(r"`[^`\n]*+`")
_WORD = re.compile(r"[^\W\d_]++")


def in_sentence(text: str, start: int, end: int) -> bool:
    """Whether what lies between two offsets has words of a sentence on its line.

    Examples:
        >>> in_sentence("I would write X here.", 14, 15)
        True
        >>> in_sentence("Action: X", 8, 9)
        False
    """
    *_, before = text[max(0, start - REACH) : start].rpartition("\n")
    after, *_ = text[end : end + REACH].partition("\n")
    return len(_WORD.findall(_CODE.sub(" ", f"{before} {after}"))) >= SENTENCE


def shown_in_lines(text: str, dialect: Dialect) -> Iterator[tuple[int, int]]:
    """Where forms are shown within a sentence, in inline code or as unfilled JSON."""
    if not dialect.tags:
        return
    names = one_of(dialect.tags)
    keys = one_of(TOOL_KEYS)
    head = rf"""\{{\s*+"(?:{keys})"\s*+:\s*+"(?:{names})\""""
    form = re.compile(
        rf"<{names}(?:\s[^<>]*)?>\s*+[^\s`]|<{names}\s++[\w:-]++\s*+=|{head}"
    )
    code = code_spans(text)
    for start, end in code:
        if form.search(text, start, end) and in_sentence(text, start, end):
            yield start, end
    if not dialect.json_calls:
        return
    for match in re.finditer(head, text):
        start = match.start()
        if covered(code, start):
            continue
        end = _unfilled_object(text, start, start + REACH, dialect)
        if end and in_sentence(text, start, end):
            yield start, end


def _unfilled_object(text: str, start: int, stop: int, dialect: Dialect) -> int:
    """Where a JSON call ends that nobody filled in; 0 if it is none."""
    try:
        value, end = decoded(text, start, stop)
        call = called(value, dialect) if isinstance(value, Fields) else None
        if call is None:
            return 0
        tool, inner = call
        syntax = dialect.tools[tool]
        pairs = texts(inner, syntax, dialect)
    except CallError:
        return 0
    return end if unfilled(pairs, syntax, dialect) else 0
