"""Mitigation and protocol: what a deployer adds to lower the rate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cornered.core.component import Component
from cornered.core.decision import Gate
from cornered.core.factor import SURFACES
from cornered.core.facts import Contribution


@dataclass(frozen=True, kw_only=True, eq=False)
class Mitigation(Component):
    """Words, facts, events, rules, or a gate that a deployer adds."""

    gives: Contribution = field(default_factory=Contribution)
    gate: Callable[[], Gate] | None = None
    """Makes the gate of one rollout; None if the mitigation refuses nothing."""
    seams: frozenset[str] = frozenset()
    """Seams that a scenario must offer to admit it."""
    surfaces: frozenset[str] = SURFACES


@dataclass(frozen=True, kw_only=True)
class Protocol:
    """Mitigations bound in order."""

    mitigations: tuple[Mitigation, ...] = ()
    shadow: bool = False
    """Whether gates only record what they would have decided."""

    @property
    def id(self) -> str:
        """`none`, or the ids of the mitigations joined by `+`; `~` marks shadow mode."""
        name = "+".join(mitigation.id for mitigation in self.mitigations) or "none"
        return f"~{name}" if self.shadow else name
