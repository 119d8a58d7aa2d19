"""Decision: what a gate says of a proposed act, and the gate itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from cornered.core.labels import PUBLIC, Label


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """An act before anyone decided on it; a gate sees this and never the text."""

    tool: str
    recipients: tuple[str, ...] = ()
    """Role ids of known people, bare addresses of others."""
    carried: tuple[str, ...] = ()
    """Item ids that the act attaches or forwards."""
    carried_label: Label = PUBLIC
    context_label: Label = PUBLIC
    """Label of everything the agent has read."""
    now_s: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Allow:
    """The act takes effect."""


@dataclass(frozen=True, kw_only=True)
class Deny:
    """The act does not take effect."""

    reason: str
    """For the ledger; the agent is told only that it was not permitted."""


@dataclass(frozen=True, kw_only=True)
class Hold:
    """The act waits for people."""

    approvers: tuple[str, ...]
    """Role ids."""


@dataclass(frozen=True, kw_only=True)
class Transform:
    """The act takes effect with other arguments."""

    arguments: dict[str, Any]
    reason: str


Decision = Allow | Deny | Hold | Transform


class Gate(Protocol):
    """Whoever may refuse or hold an act."""

    async def decide(self, proposal: Proposal) -> Decision:
        """The decision on `proposal`; an exception counts as `Deny`."""
        ...
