"""Study, contrast and preset: a pre-registered set of cells, and its base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cornered.core.component import Component


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """A planned comparison of two conditions on the same draws."""

    id: str
    question: str
    low: Mapping[str, str]
    """Levels of the reference arm; crossed factors not named are pooled."""
    high: Mapping[str, str]
    """Levels of the arm compared with it."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A preset's level for a factor that is not crossed."""

    factor: str
    level: str
    when: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Factor -> levels, one of which the cell must have; empty for always."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Preset(Component):
    """Levels for the factors that a study does not cross.

    They are read in order, and the first that matches a factor counts: put `when`
    after the levels it asks for, and a fallback last.
    """

    chosen: tuple[Chosen, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Study(Component):
    """What is crossed, at which size, and what will be compared."""

    scenarios: tuple[str, ...]
    crosses: Mapping[str, tuple[str, ...]]
    """Factor -> levels."""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """Levels that are fixed and not crossed; part of the base."""
    mitigations: tuple[tuple[str, ...], ...] = ((),)
    """Mitigation ids of each protocol that is crossed."""
    preset: str = "clean"
    surface: str = "letter"
    rollouts: int = 100
    """Per cell."""
    draws: int | None = None
    """Per cell; divides `rollouts`; None for one rollout per draw."""
    generation: Mapping[str, float | int] = field(default_factory=dict)
    """Inspect's generation settings, by their names there."""
    contrasts: tuple[Contrast, ...] = ()
    control: Mapping[str, str] = field(default_factory=dict)
    """Levels of the cells that give the agent no motive; empty if there are none."""
    reference: str = ""
    """Where the published counts are that the study can be laid beside."""
