"""Calls: what a reply of text holds, once it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


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
    unfilled: bool = False
    """Whether it is the bare form, with nothing filled in."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All that a reply holds."""

    calls: tuple[TextCall | Malformed, ...]
    """In the order of the text; a call made twice is there twice."""
    words: str
    """The visible text outside of notes and calls."""
    meant: str
    """The words without forms of calls that they only show, see `shown`."""
    notes: str
    """The private notes."""
    notes_unclosed: bool
    """Whether a notes tag never closes: the whole rest of the reply is notes."""
