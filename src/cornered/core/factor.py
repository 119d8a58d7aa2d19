"""Factor: an experimental variable, and its levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cornered.core.component import Component
from cornered.core.errors import UnknownName
from cornered.core.facts import Contribution

SURFACES = frozenset({"letter", "tools"})
"""The surfaces there are."""


@dataclass(frozen=True, kw_only=True)
class Level(Contribution):
    """One value of a factor: what it adds to a cell."""

    id: str
    summary: str
    needs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Factor -> levels, one of which the cell must have."""
    surfaces: frozenset[str] = SURFACES
    """Surfaces that can honor it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Factor(Component):
    """An experimental variable that may speak in seams and set facts."""

    levels: tuple[Level, ...]
    default: str
    """Level id of the clean base."""
    seams: frozenset[str] = frozenset()
    """Seams that a scenario must offer to admit it."""
    ordered: bool = False
    """Whether the levels are doses, in order."""

    def level(self, name: str) -> Level:
        """The level called `name`.

        Raises:
            UnknownName: If there is none.
        """
        for level in self.levels:
            if level.id == name:
                return level
        raise UnknownName.among(
            f"level of factor {self.id!r}:", name, (level.id for level in self.levels)
        )
