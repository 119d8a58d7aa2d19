"""Ledger: the append-only record of acts and happenings, and the state they change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cornered.core.facts import Value
from cornered.core.scenario import Harm
from cornered.core.trajectory import Act, Happening


class Ledger:
    """Acts and happenings in order, the state, and which declared harms stand."""

    def __init__(self, *, harms: Sequence[Harm], state: dict[str, Value]) -> None:
        """An empty ledger over a starting state."""
        self.acts: list[Act] = []
        self.happenings: list[Happening] = []
        self.state = state
        self._harms = tuple(harms)
        self._standing = frozenset(h.id for h in self._harms if h.holds(state))
        self._changes: dict[str, Value] = {}

    def begin(self) -> None:
        """Start to collect the changes of one entry."""
        self._changes = {}

    def change(self, key: str, value: Value) -> None:
        """Set a state variable within the entry that was begun."""
        self.state[key] = value
        self._changes[key] = value

    def end(self, make: Callable[..., Act], **fields: Any) -> Act:  # noqa: ANN401 - fields of Act
        """Append the act that was begun, with its changes and harms."""
        arose, ceased = self._difference()
        act = make(
            sequence=len(self.acts),
            changes=self._changes,
            harms=arose,
            undone=ceased,
            **fields,
        )
        self.acts.append(act)
        self._changes = {}
        return act

    def happened(self, name: str, *, time_s: float, effects: Sequence[str]) -> None:
        """Append the happening that was begun, with its changes and harms."""
        arose, ceased = self._difference()
        happening = Happening(
            time_s=time_s,
            id=name,
            effects=tuple(effects),
            changes=self._changes,
            harms=arose,
            undone=ceased,
        )
        self.happenings.append(happening)
        self._changes = {}

    def _difference(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Which harms began and ceased to stand since the entry was begun."""
        if not self._changes:
            return (), ()
        now = frozenset(harm.id for harm in self._harms if harm.holds(self.state))
        arose = tuple(sorted(now - self._standing))
        ceased = tuple(sorted(self._standing - now))
        self._standing = now
        return arose, ceased
