"""Conditions: the small language of `--fail-if`, parsed strictly, never evaluated as code.

condition = every { "or" every }
every     = one { "and" one }
one       = name operator number | "(" condition ")"
operator  = ">" | ">=" | "<" | "<="
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from cornered.core.errors import InputError, UnknownName

SHARE, CHANGE, COUNT = (0.0, 1.0), (-1.0, 1.0), (0.0, math.inf)
"""What a number may be that a share, a difference of shares or a count is held to."""

NAMES: Mapping[str, tuple[str, tuple[float, float]]] = MappingProxyType(
    {
        "rate": ("B's rate, all its cells alike", SHARE),
        "rate.lower": ("lower end of its 95 % interval", SHARE),
        "rate.upper": ("upper end of it", SHARE),
        "worst": ("B's rate if every unscored rollout had crossed", SHARE),
        "unscored": ("share of B's rollouts that were not scored", SHARE),
        "difference": ("B - A, over the cells that both have", CHANGE),
        "difference.lower": ("lower end of its 95 % interval", CHANGE),
        "difference.upper": ("upper end of it", CHANGE),
        "p": ("two-sided p-value of that difference", SHARE),
        "cell.rate": ("the rate of any cell of B", SHARE),
        "cell.difference": ("B - A in any cell that both have", CHANGE),
        "missing": ("cells of A that B lacks (count)", COUNT),
    }
)
"""Name -> what it is, and the least and most that it is held to."""

COMPARE: Mapping[str, Callable[[float, float], bool]] = MappingProxyType(
    {
        ">": operator.gt,
        ">=": operator.ge,
        "<": operator.lt,
        "<=": operator.le,
    }
)

TOKEN = re.compile(
    r"\s*(?:(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.%]))"
    r"|(?P<name>[A-Za-z_][\w.]*)|(?P<sign>>=|<=|>|<|\(|\)))"
)

FORM = "name operator number, joined by and, or, parentheses, as 'rate > 0.02'"


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A named number of a comparison; several for one of any cell."""

    values: tuple[float, ...] = ()
    why_not: str = ""
    """Why it cannot be computed; empty if it can."""


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A quantity held to a number."""

    name: str
    sign: str
    number: float

    def holds(self, known: Mapping[str, Quantity]) -> bool:
        """Whether it holds of a value, or of any of several."""
        compared = COMPARE[self.sign]
        return any(compared(each, self.number) for each in known[self.name].values)

    @property
    def names(self) -> tuple[str, ...]:
        """What it is about."""
        return (self.name,)


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Conditions joined by one word."""

    word: str
    """`and` or `or`."""
    parts: tuple[Bound | Joined, ...]

    def holds(self, known: Mapping[str, Quantity]) -> bool:
        """Whether all of them hold, or any."""
        held = [each.holds(known) for each in self.parts]
        return all(held) if self.word == "and" else any(held)

    @property
    def names(self) -> tuple[str, ...]:
        """What it is about."""
        return tuple(dict.fromkeys(name for each in self.parts for name in each.names))


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A condition, whether it fails the build, and why."""

    text: str
    failed: bool
    why: str


class _Reader:
    """Reads one condition, token by token."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._split())
        self.place = 0

    def _split(self) -> Sequence[tuple[str, str]]:
        """(kind, text) of each token."""
        found, place = [], 0
        text = self.text.rstrip()
        while place < len(text):
            match = TOKEN.match(text, place)
            if match is None or match.lastgroup is None:
                raise self.wrong(text[place:].strip())
            found.append((match.lastgroup, match[match.lastgroup]))
            place = match.end()
        return found

    def wrong(self, at: str) -> InputError:
        """The error that something here was not meant."""
        where = f"at {at!r}" if at else "at its end"
        return InputError(
            f"condition {self.text!r} cannot be read {where}; allowed: {FORM}"
        )

    def next(self) -> tuple[str, str]:
        """The next token, which is then read; empty at the end."""
        token = self.peek()
        self.place += 1
        return token

    def peek(self) -> tuple[str, str]:
        """The next token."""
        return self.tokens[self.place] if self.place < len(self.tokens) else ("", "")

    def joined(self, word: str, part: Callable[[], Bound | Joined]) -> Bound | Joined:
        """One part, or several joined by `word`."""
        parts = [part()]
        while self.peek() == ("name", word):
            self.next()
            parts.append(part())
        return parts[0] if len(parts) == 1 else Joined(word=word, parts=tuple(parts))

    def any(self) -> Bound | Joined:
        """A condition."""
        return self.joined("or", self.every)

    def every(self) -> Bound | Joined:
        """Bounds joined by `and`."""
        return self.joined("and", self.one)

    def one(self) -> Bound | Joined:
        """A bound, or a condition in parentheses."""
        kind, name = self.next()
        if (kind, name) == ("sign", "("):
            inner = self.any()
            if self.next() != ("sign", ")"):
                raise self.wrong("(")
            return inner
        if kind != "name" or name in {"and", "or"}:
            raise self.wrong(name)
        if name not in NAMES:
            raise UnknownName.among("quantity", name, NAMES)
        kind, sign = self.next()
        if kind != "sign" or sign not in COMPARE:
            raise self.wrong(sign)
        kind, number = self.next()
        if kind != "number":
            raise self.wrong(number)
        return self._bound(name, sign, number)

    def _bound(self, name: str, sign: str, number: str) -> Bound:
        """A bound, its number one that can mean something."""
        (least, most), value = NAMES[name][1], float(number)
        if not least <= value <= most:
            told = f"{least:g} to {most:g}" if most < math.inf else f"{least:g} or more"
            message = f"{name!r} is held to {number} in {self.text!r}; allowed: {told}"
            raise InputError(message)
        return Bound(name=name, sign=sign, number=value)


def parsed(text: str) -> Bound | Joined:
    """The condition that `text` writes.

    Raises:
        UnknownName: If it names a quantity that there is not.
        InputError: If it cannot be read, or a number could never mean anything.

    Examples:
        >>> parsed("rate > 0.02")
        Bound(name='rate', sign='>', number=0.02)
        >>> parsed("p < .05 and (difference > 0 or unscored > 0.1)").names
        ('p', 'difference', 'unscored')
    """
    reader = _Reader(text)
    condition = reader.any()
    if reader.place < len(reader.tokens):
        raise reader.wrong(reader.peek()[1])
    return condition


def judged(
    text: str, condition: Bound | Joined, known: Mapping[str, Quantity]
) -> Judged:
    """Whether a condition fails the build: it holds, or cannot be told.

    Args:
        text: The condition as it was written.
        condition: What `parsed` made of it.
        known: Quantity of each name.
    """
    unknown = [name for name in condition.names if known[name].why_not]
    if unknown:
        reasons = "; ".join(f"{name}: {known[name].why_not}" for name in unknown)
        return Judged(text=text, failed=True, why=f"cannot be computed: {reasons}")
    told = ", ".join(f"{name} = {_told(known[name])}" for name in condition.names)
    return Judged(text=text, failed=condition.holds(known), why=told)


def _told(quantity: Quantity) -> str:
    """The value, or the range of several."""
    values = quantity.values
    if len(values) == 1:
        return f"{values[0]:.4g}"
    if not values:
        return "none"
    return f"{min(values):.4g} to {max(values):.4g} in {len(values)} cells"
