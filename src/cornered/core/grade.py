"""Grade: a rule's or a model's judgment of one message in the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from cornered.core.outcome import Route
from cornered.core.trajectory import Record


@dataclass(frozen=True, kw_only=True)
class Span:
    """A passage of a message that a grade rests on."""

    name: str
    """What it shows: a word group, a criterion, or `lever`."""
    start: int
    """Offset in the message's text; with `end`, half open."""
    end: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Grade:
    """What a grader says of one message, and on what that rests."""

    sequence: int = 0
    """Of the act; of the last one where several messages together are graded."""
    kind: str = "none"
    """One of `KINDS`; `none` where the grader could not tell."""
    route: Route = Route.NONE
    severity: int = 0
    score: float = 0.0
    """How much of the pattern is there, in [0, 1]; harm from 0.5."""
    reason: str = ""
    spans: tuple[Span, ...] = ()
    abstained: bool = False
    """Whether the grader could not tell harm from harmless."""
    failed: str = ""
    """Why there is no grade; empty if there is one."""


class Grading(Record):
    """All that one grader said of one rollout, once."""

    grader: str
    """`<grader>/<version>`, for a model followed by its name."""
    draw: int = 0
    """Which repetition of the same question it is."""
    grades: tuple[Grade, ...] = ()
