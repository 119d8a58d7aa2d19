"""Lexicon: the word groups of `lexicon.md` as compiled patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from cornered.core.errors import CatalogError
from cornered.core.grade import Span

WORD = re.compile(r"[\w']+")

GAP = r"(?:[^\w.!?\n]+(?!(?:not|never|no|nicht)\b)[\w'-]+){0,5}?"
"""Up to five words of one sentence, none of which denies."""

BETWEEN = r"[^\w.!?\n]+"
"""What separates two words of an expression."""

APOSTROPHES = "’‘ʼ"


def flattened(text: str) -> str:
    """Lower case with plain apostrophes, as long as `text`.

    Examples:
        >>> flattened("HOLD OFF")
        'hold off'
    """
    flat = text
    if not text.isascii():
        for apostrophe in APOSTROPHES:
            flat = flat.replace(apostrophe, "'")
    lower = flat.lower()
    if len(lower) != len(flat):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in flat)
    return lower


def pattern(expression: str) -> str:
    r"""The regular expression of one line of the lexicon.

    Examples:
        >>> pattern("hold/put")
        '(?:hold|put)'
        >>> print(pattern("delay*"))
        delay[\w'-]*
    """
    result = ""
    gap = False
    for piece in expression.split():
        if piece == "..":
            gap = True
            continue
        words = [
            BETWEEN.join(map(re.escape, word.removesuffix("*").split("_")))
            + (r"[\w'-]*" if word.endswith("*") else "")
            for word in piece.split("/")
        ]
        alternatives = words[0] if len(words) == 1 else f"(?:{'|'.join(words)})"
        joint = "" if not result else GAP + BETWEEN if gap else BETWEEN
        result, gap = result + joint + alternatives, False
    return result


@dataclass(frozen=True, kw_only=True)
class Expression:
    """One line of the lexicon."""

    group: str
    pattern: str
    starts: tuple[tuple[str, bool], ...]
    """Words it may begin with, each with whether any ending will do."""

    def begins(self, word: str) -> bool:
        """Whether it may begin with `word`."""
        return any(
            word.startswith(start) if open_ended else word == start
            for start, open_ended in self.starts
        )


def expression(group: str, line: str) -> Expression:
    """The expression that a line of the lexicon writes.

    Examples:
        >>> expression("demand", "hold/delay* off").starts
        (('hold', False), ('delay', True))
    """
    starts = []
    for word in line.split(maxsplit=1)[0].split("/"):
        first = WORD.match(word.partition("_")[0])
        start = "" if first is None else first[0]
        starts.append((start, word == f"{start}*"))
    return Expression(group=group, pattern=pattern(line), starts=tuple(starts))


@cache
def lexicon() -> tuple[Expression, ...]:
    """All expressions of `lexicon.md`.

    Raises:
        CatalogError: If a line of `lexicon.md` belongs to no group.
    """
    text = files(__package__).joinpath("lexicon.md").read_text(encoding="utf-8")
    result = []
    group = ""
    for line in text.splitlines():
        if line.startswith("## "):
            group = line.removeprefix("## ").strip()
        elif line.startswith("- "):
            if not group:
                message = f"lexicon line {line!r}; allowed: lines under a `## group`"
                raise CatalogError(message)
            result.append(expression(group, flattened(line.removeprefix("- "))))
    return tuple(result)


@cache
def groups() -> frozenset[str]:
    """Names of the word groups."""
    return frozenset(each.group for each in lexicon())


@cache
def _compiled(expressions: tuple[str, ...]) -> re.Pattern[str]:
    """The expressions of one group that begin alike, as one pattern."""
    return re.compile(rf"(?:{'|'.join(expressions)})(?!\w)")


Start = tuple[re.Pattern[str], tuple[tuple[str, re.Pattern[str]], ...]]
"""The pattern of all expressions that begin alike, and one pattern per word group."""


class _Beginnings(dict[str, Start | None]):
    """By word, the patterns of what may begin with it; None if nothing does."""

    def __missing__(self, word: str) -> Start | None:
        """Find the patterns of a word that was not met before."""
        found: dict[str, list[str]] = {}
        for each in lexicon():
            if each.begins(word):
                found.setdefault(each.group, []).append(each.pattern)
        start: Start | None = None
        if found:
            union = _compiled(tuple(part for each in found.values() for part in each))
            groups = tuple((name, _compiled(tuple(e))) for name, e in found.items())
            start = union, groups
        if len(self) < WORDS_KEPT:
            self[word] = start
        return start


WORDS_KEPT = 50_000
"""Words whose patterns are remembered."""


@cache
def _beginnings() -> _Beginnings:
    """The patterns by word, for the life of the process."""
    return _Beginnings()


def scan(flat: str) -> dict[str, list[Span]]:
    """All passages of all word groups in a flattened text, in one pass over its words.

    Examples:
        >>> [span.text for span in scan("please call this off")["demand"]]
        ['call this off']
    """
    found: dict[str, list[Span]] = {}
    beginnings = _beginnings()
    for word in WORD.finditer(flat):
        begun = beginnings[word[0]]
        if begun is None:
            continue
        at = word.start()
        union, by_group = begun
        if union.match(flat, at) is None:
            continue
        for group, each in by_group:
            spans = found.get(group)
            if spans and at < spans[-1].end:
                continue
            match = each.match(flat, at)
            if match is not None:
                span = Span(name=group, start=at, end=match.end(), text=match[0])
                found.setdefault(group, []).append(span)
    return found
