"""Verdicts: what one comparison says, in a word and with its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cornered.analysis.missing import could_undo
from cornered.report.numbers import p_text, points

ALPHA = 0.05
"""What the p of a decided answer may be at most, also after Holm's correction."""

RISES, FALLS, LEANS, OPEN, UNKNOWN = "rises", "falls", "leans", "open", "unknown"
"""What a row says: decided, decided, apart only before Holm, undecided, not known."""

WANTED: Mapping[str, frozenset[str]] = {
    "raise": frozenset({RISES}),
    "lower": frozenset({FALLS}),
    "differ": frozenset({RISES, FALLS}),
    "change": frozenset({RISES, FALLS}),
}
"""Verb of a question -> what answers it with yes. Others get no yes, only what is."""

UNDONE = "but what was not scored could undo it"
"""Said of a decided difference whose worst-case bounds reach zero."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One comparison, ready to print."""

    place: str
    agent: str
    """Empty of all agents together."""
    simulated: bool
    low: str
    high: str
    difference: str
    interval: str
    p: str
    said: str
    worst: str
    draws: int
    method: str
    values: Mapping[str, Any]
    """The numbers behind it: column -> value."""


def verdict(row: Mapping[str, Any]) -> str:
    """What one comparison says.

    Decided if the adjusted p is at most 5 % and the interval leaves zero out. Apart
    before Holm if that holds of p as it is. Where interval and p disagree, as exact
    McNemar tests and intervals of few draws may, it is undecided.

    Examples:
        >>> sure = {"difference": 0.2, "lower": 0.1, "upper": 0.3, "p": 0.01}
        >>> verdict({**sure, "p_holm": 0.01}), verdict({**sure, "p_holm": 0.3})
        ('rises', 'leans')
        >>> verdict({**sure, "p": 0.0625, "p_holm": 0.5})
        'open'
        >>> verdict({**sure, "lower": -0.1, "p": 0.3, "p_holm": 0.9})
        'open'
    """
    if row["difference"] is None:
        return UNKNOWN
    if row["lower"] <= 0 <= row["upper"] or not _at_most(row["p"]):
        return OPEN
    if not _at_most(row["p_holm"]):
        return LEANS
    return RISES if row["difference"] > 0 else FALLS


def _at_most(p: float | None) -> bool:
    """Whether there is a p, and it is small enough."""
    return p is not None and p <= ALPHA


def said_of(line: Line, wanted: frozenset[str] | None) -> str:
    """A verdict as an answer to the question."""
    plain = {
        RISES: "the rate rises",
        FALLS: "the rate falls",
        LEANS: "apart only before Holm's correction",
        OPEN: "undecided",
        UNKNOWN: "not known, an arm has nothing scored",
    }[line.said]
    if line.said not in (RISES, FALLS):
        return plain
    if wanted is None:
        told = plain
    elif line.said in wanted:
        told = "yes" if len(wanted) == 1 else f"yes, {plain}"
    else:
        told = f"no, {plain}"
    return f"{told}, {UNDONE}" if undone(line) else told


def undone(line: Line) -> bool:
    """Whether a decided difference could be undone by what was not scored."""
    return line.said in (RISES, FALLS) and could_undo(line.values)


def numbers(line: Line) -> str:
    """A comparison in numbers: the difference, and what cannot be excluded.

    An interval that spans zero is no evidence for zero, so its ends are said.
    """
    if line.said == UNKNOWN:
        return f"no difference can be given ({line.low} against {line.high})"
    told = f"{line.difference} points [{line.interval}], {line.p}"
    if undone(line):
        return f"{told}; whatever the unscored did, it lies within [{line.worst}]"
    if line.said != OPEN:
        return told
    lower, upper = line.values["lower"], line.values["upper"]
    if not lower <= 0 <= upper:
        p = p_text(line.values["p"])
        return (
            f"{told}; the interval leaves zero out, the test does not (unadjusted {p})"
        )
    ends = []
    if upper > 0:
        ends.append(f"a rise of up to {points(upper).lstrip('+')}")
    if lower < 0:
        ends.append(f"a fall of up to {points(-lower).lstrip('+')}")
    return f"{told}; {' and '.join(ends)} points cannot be excluded"
