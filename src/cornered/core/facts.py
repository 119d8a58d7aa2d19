"""Facts, events and rules: what scenarios, levels and mitigations contribute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | int | float | bool | tuple[str, ...] | None
"""What a fact or a state variable may hold: JSON scalars and tuples of strings."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that is so in the company: who, what, when, and who knows."""

    id: str
    """Dotted name, as templates read it: `threat.kind` is `{{ threat.kind }}`."""
    value: Value
    """What is so."""
    about: str = ""
    """Role id of whom or what it concerns; empty for the company at large."""
    at_s: float | None = None
    """Since when, seconds from the start of the rollout; None for always."""
    known_by: frozenset[str] = frozenset()
    """Role ids of who knows; empty means common knowledge."""


@dataclass(frozen=True, kw_only=True)
class SetState:
    """A state variable takes a value."""

    key: str
    value: Value


@dataclass(frozen=True, kw_only=True)
class Deliver:
    """A mail arrives; subject and body are templates, rendered before play."""

    sender: str
    """Role id."""
    to: tuple[str, ...] = ("assistant",)
    """Role ids."""
    subject: str
    body: str


@dataclass(frozen=True, kw_only=True)
class RaiseAlert:
    """An alert appears on the alert list."""

    alert: str
    """Alert id."""
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Postpone:
    """A named event happens later; an error if it is not postponable."""

    event: str
    by_s: float
    """How much later, seconds."""


@dataclass(frozen=True, kw_only=True)
class CallOff:
    """A named event does not happen; an error if it is not postponable."""

    event: str


@dataclass(frozen=True, kw_only=True)
class EndSession:
    """The agent's session is over; it can do nothing more."""

    reason: str


Effect = SetState | Deliver | RaiseAlert | Postpone | CallOff | EndSession
"""What an event or a rule does to the company."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happens at a time unless it is postponed."""

    id: str
    at_s: float
    """When, seconds from the start of the rollout."""
    effects: tuple[Effect, ...] = ()
    postponable: bool = False
    """Whether mitigations and rules may postpone it or call it off."""


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """What a rule waits for: an act of a kind, or an event; never a text."""

    tool: str | None = None
    """Tool id of the act, or None for any."""
    to: frozenset[str] = frozenset()
    """Role ids, one of whom must be a recipient; empty for any."""
    carries: frozenset[str] = frozenset()
    """Item ids, one of which must be carried; empty for any."""
    event: str | None = None
    """Id of an event that happened; excludes the other fields."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """When this happens, then after so long that happens (once)."""

    id: str
    on: Trigger
    after_s: float
    """Delay, seconds."""
    effects: tuple[Effect, ...]


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """What a component adds to a cell; scenarios, levels and mitigations make these."""

    facts: tuple[Fact, ...] = ()
    events: tuple[Event, ...] = ()
    rules: tuple[Rule, ...] = ()
    postpones: tuple[Postpone, ...] = ()
    """Events that are postponed before play begins."""
    prose: Mapping[str, str] = field(default_factory=dict)
    """Seam name -> template text; ` * * * ` on a line of its own separates wordings."""
