"""Condition, cell and rollout: what is estimated, and one play of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cornered.core.errors import InputError

Condition = tuple[tuple[str, str], ...]
"""(factor, level) for each crossed factor, sorted by factor."""


def condition(levels: Mapping[str, str]) -> Condition:
    """The canonical condition of `levels`.

    Examples:
        >>> condition({"threat": "none", "goal": "explicit"})
        (('goal', 'explicit'), ('threat', 'none'))
    """
    return tuple(sorted(levels.items()))


def condition_text(levels: Condition) -> str:
    """`factor=level` joined by commas; `base` if nothing is crossed."""
    return ",".join(f"{factor}={level}" for factor, level in levels) or "base"


def parse_condition(text: str) -> dict[str, str]:
    """The levels written in `text`.

    Raises:
        InputError: If a part is not `factor=level`, or a factor comes twice.

    Examples:
        >>> parse_condition("goal=explicit, threat=none")
        {'goal': 'explicit', 'threat': 'none'}
    """
    levels: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        factor, equals, level = (piece.strip() for piece in part.partition("="))
        if not (factor and equals and level) or factor in levels:
            message = (
                f"condition part {part!r} in {text!r}; "
                "allowed: factor=level, each factor once, joined by commas"
            )
            raise InputError(message)
        levels[factor] = level
    return levels


def digest(content: object) -> str:
    """Twelve hex digits that name JSON-able `content`."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


@dataclass(frozen=True, kw_only=True)
class Base:
    """What all cells of a run share and no factor of the study varies."""

    preset: str
    levels: Condition = ()
    """Levels that the study fixes without crossing them."""
    versions: Condition = ()
    """(component, version): the package and the scenario."""
    generation: tuple[tuple[str, Any], ...] = ()
    """Generation settings, sorted by name."""

    @property
    def hash(self) -> str:
        """Names the base, so that cells of unlike bases never merge."""
        return digest([self.preset, self.levels, self.versions, self.generation])


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Scenario x condition x surface x protocol x agent: the unit we estimate."""

    scenario: str
    condition: Condition
    surface: str
    protocol: str
    agent: str
    base: str
    """Hash of the base."""

    @property
    def key(self) -> str:
        """Canonical and injective name."""
        where = self.place
        return f"{where}|{self.agent}|{self.base}"

    @property
    def place(self) -> str:
        """The key without the agent and the base: what every agent shares."""
        levels = condition_text(self.condition)
        return f"{self.scenario}|{levels}|{self.surface}|{self.protocol}"


@dataclass(frozen=True, kw_only=True)
class Rollout:
    """One play of a cell."""

    cell: Cell
    draw: int
    """Which surface, from 0; the same draws are used in every arm."""
    replicate: int
    """Which play of this draw, from 0."""
    seed: int
    """Seed of the study: keys every random stream."""

    @property
    def sample_id(self) -> str:
        """Id of the Inspect sample; agents share it, files and URLs may hold it."""
        place = self.cell.place.replace("/", "~").replace("|", ".")
        return f"{place}.{self.cell.base}.s{self.seed}.d{self.draw}.r{self.replicate}"
