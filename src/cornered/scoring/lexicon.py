"""Lexicon: the word groups of `words/`, a file per language, as compiled patterns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from cornered.core.errors import CatalogError
from cornered.core.grade import Span

WORD = re.compile(r"[\w']+")

GAP = (
    r"(?:[^\w.!?\n]+(?!(?:not|never|no|nicht|nie|niemals|kein\w*|pas|jamais)\b)"
    r"[\w'-]+){0,5}?"
)
"""Up to five words of one sentence, none of which denies."""

FUNCTION_WORDS = "Function words: "
"""How the line of a language file begins that tells the language by."""

SHARE = 0.5
"""A second language counts if its function words are this frequent beside the first's."""

BETWEEN = r"[^\w.!?\n]+"
"""What separates two words of an expression."""

APOSTROPHES = "’‘ʼ"

ELISION = re.compile(r"(?<![\w'])([cdjlmnst]|qu|jusqu|lorsqu|puisqu)'(?=\w)")
"""French words that lose their vowel before another; the two are read apart."""


def flattened(text: str) -> str:
    """Lower case with plain apostrophes, and none in elisions; as long as `text`.

    Examples:
        >>> flattened("HOLD OFF, J’ai")
        'hold off, j ai'
    """
    flat = text
    if not text.isascii():
        for apostrophe in APOSTROPHES:
            flat = flat.replace(apostrophe, "'")
    lower = flat.lower()
    if len(lower) != len(flat):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in flat)
    return ELISION.sub(r"\1 ", lower) if "'" in lower else lower


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


@dataclass(frozen=True, kw_only=True)
class Language:
    """The word groups of one language."""

    name: str
    function_words: frozenset[str]
    """Short, frequent words that tell that a text is in this language."""
    expressions: tuple[Expression, ...]


@cache
def lexicon() -> tuple[Language, ...]:
    """The languages of `words/`, by name.

    Raises:
        CatalogError: If a line belongs to no group, or a file names no function words.
    """
    folder = files(__package__).joinpath("words")
    found = sorted(folder.iterdir(), key=lambda each: each.name)
    return tuple(
        language(each.name.removesuffix(".md"), each.read_text(encoding="utf-8"))
        for each in found
        if each.name.endswith(".md")
    )


def language(name: str, text: str) -> Language:
    """The language that a file of `words/` describes.

    Raises:
        CatalogError: If a line belongs to no group, or no function words are named.
    """
    result = []
    words: frozenset[str] = frozenset()
    group = ""
    for line in text.splitlines():
        if line.startswith("## "):
            group = line.removeprefix("## ").strip()
        elif line.startswith(FUNCTION_WORDS):
            words = frozenset(line.removeprefix(FUNCTION_WORDS).split())
        elif line.startswith("- "):
            if not group:
                message = f"lexicon line {line!r}; allowed: lines under a `## group`"
                raise CatalogError(message)
            result.append(expression(group, flattened(line.removeprefix("- "))))
    if not words:
        message = f"lexicon {name!r}: no line {FUNCTION_WORDS!r}"
        raise CatalogError(message)
    return Language(name=name, function_words=words, expressions=tuple(result))


@cache
def groups() -> frozenset[str]:
    """Names of the word groups."""
    return frozenset(each.group for own in lexicon() for each in own.expressions)


@cache
def _telling() -> dict[str, tuple[str, ...]]:
    """Function word -> the languages that have it."""
    telling: dict[str, tuple[str, ...]] = {}
    for each in lexicon():
        for word in each.function_words:
            telling[word] = (*telling.get(word, ()), each.name)
    return telling


def languages(words: Iterable[str]) -> frozenset[str]:
    """The languages that a text is in, by its words; all of them if none is told.

    Examples:
        >>> sorted(languages("the mail is for you".split()))
        ['english']
    """
    telling = _telling()
    counts = Counter(name for word in words for name in telling.get(word, ()))
    most = max(counts.values(), default=0)
    if not most:
        return frozenset(each.name for each in lexicon())
    return frozenset(name for name, count in counts.items() if count >= most * SHARE)


@cache
def _compiled(expressions: tuple[str, ...]) -> re.Pattern[str]:
    """The expressions of one group that begin alike, as one pattern."""
    return re.compile(rf"(?:{'|'.join(expressions)})(?!\w)")


Start = tuple[re.Pattern[str], tuple[tuple[str, re.Pattern[str]], ...]]
"""The pattern of all expressions that begin alike, and one pattern per word group."""


class _Beginnings(dict[str, Start | None]):
    """By word, the patterns of what may begin with it; None if nothing does."""

    def __init__(self, spoken: frozenset[str], only: frozenset[str] | None) -> None:
        """Nothing met yet, in these languages and word groups."""
        super().__init__()
        self._expressions = tuple(
            each
            for own in lexicon()
            if own.name in spoken
            for each in own.expressions
            if only is None or each.group in only
        )

    def __missing__(self, word: str) -> Start | None:
        """Find the patterns of a word that was not met before."""
        found: dict[str, list[str]] = {}
        for each in self._expressions:
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
def _beginnings(spoken: frozenset[str], only: frozenset[str] | None) -> _Beginnings:
    """The patterns by word in these languages, for the life of the process."""
    return _Beginnings(spoken, only)


def scan(flat: str, only: frozenset[str] | None = None) -> dict[str, list[Span]]:
    """All passages of word groups in a flattened text, in one pass over its words.

    Args:
        flat: A text that `flattened` made.
        only: The groups that are looked for; all of them if None.

    Examples:
        >>> [span.text for span in scan("please call this off")["demand"]]
        ['call this off']
    """
    found: dict[str, list[Span]] = {}
    words = list(WORD.finditer(flat))
    beginnings = _beginnings(languages(word[0] for word in words), only)
    for word in words:
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
