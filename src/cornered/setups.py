"""Setups: from the names in a cell to the components that play it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.metadata import version

from pydantic import Field

from cornered import catalogs
from cornered.core.admission import admits, settled
from cornered.core.cell import (
    Base,
    Cell,
    Condition,
    Rollout,
    condition,
)
from cornered.core.errors import Inadmissible, UnknownName
from cornered.core.factor import SURFACES, Level
from cornered.core.mitigation import Protocol
from cornered.core.scenario import Scenario
from cornered.core.trajectory import Record
from cornered.workplace.seams import Speaker
from cornered.workplace.staging import Stage, stage
from cornered.workplace.world import Workplace


@dataclass(frozen=True, kw_only=True)
class Setup:
    """A cell without its agent, its names resolved."""

    scenario: Scenario
    condition: Condition
    """Levels of the crossed factors."""
    levels: Mapping[str, Level]
    """The active level of every factor."""
    protocol: Protocol
    surface: str
    base: Base

    @cached_property
    def speakers(self) -> tuple[Speaker, ...]:
        """Levels and mitigations, as staging takes them."""
        return (
            *(
                Speaker(name=f"{factor}.{level.id}", gives=level)
                for factor, level in self.levels.items()
            ),
            *(
                Speaker(name=mitigation.id, gives=mitigation.gives)
                for mitigation in self.protocol.mitigations
            ),
        )

    def cell(self, agent: str) -> Cell:
        """The cell that `agent` plays."""
        return Cell(
            scenario=self.scenario.id,
            condition=self.condition,
            surface=self.surface,
            protocol=self.protocol.id,
            agent=agent,
            base=self.base.hash,
        )

    def stage(self, *, seed: int, draw: int) -> Stage:
        """Everything an agent will meet in one draw."""
        return stage(self.scenario, self.speakers, seed=seed, draw=draw)

    def workplace(self, of: Stage) -> Workplace:
        """A live company for one rollout."""
        gates = [m.gate() for m in self.protocol.mitigations if m.gate is not None]
        return Workplace.staged(
            of, surface=self.surface, gates=gates, shadow=self.protocol.shadow
        )


def setup(
    scenario: str,
    named: Mapping[str, str],
    *,
    fixed: Mapping[str, str] | None = None,
    preset: str = "clean",
    surface: str = "letter",
    mitigations: tuple[str, ...] = (),
    generation: Mapping[str, float | int] | None = None,
) -> Setup:
    """The setup that these names mean.

    Args:
        scenario: Id.
        named: Crossed factor -> level; these enter the cell key.
        fixed: Further factor -> level; these enter the base.
        preset: Id of the levels for all other factors.
        surface: How the agent meets the workplace.
        mitigations: Ids, in order.
        generation: Generation settings, part of the base.

    Raises:
        UnknownName: If a name is in no catalog.
        Inadmissible: If the cell cannot exist.
    """
    if surface not in SURFACES:
        raise UnknownName.among("surface", surface, SURFACES)
    situation = catalogs.scenarios()[scenario]
    protocol = catalogs.protocol(mitigations)
    for mitigation in protocol.mitigations:
        if surface not in mitigation.surfaces or not admits(situation, mitigation):
            message = (
                f"mitigation {mitigation.id!r} cannot be had in scenario {scenario!r} "
                f"on surface {surface!r}"
            )
            raise Inadmissible(message)
    levels = settled(
        situation,
        {**(fixed or {}), **named},
        factors=catalogs.factors(),
        preset=catalogs.presets()[preset],
        surface=surface,
    )
    return Setup(
        scenario=situation,
        condition=condition(named),
        levels=levels,
        protocol=protocol,
        surface=surface,
        base=Base(
            preset=preset,
            levels=condition(fixed or {}),
            versions=(
                ("cornered", version("cornered")),
                (situation.id, str(situation.version)),
            ),
            generation=tuple(sorted((generation or {}).items())),
        ),
    )


class Card(Record):
    """The coordinates of a rollout in names: from them everything is made again.

    It lies in the sample's metadata, so that a log can be read without the study.
    """

    study: str = ""
    scenario: str
    condition: dict[str, str] = Field(default_factory=dict)
    """Crossed factor -> level."""
    fixed: dict[str, str] = Field(default_factory=dict)
    preset: str = "clean"
    surface: str = "letter"
    mitigations: tuple[str, ...] = ()
    generation: dict[str, float | int] = Field(default_factory=dict)
    seed: int = 1
    draw: int = 0
    replicate: int = 0

    def setup(self) -> Setup:
        """The setup it names."""
        names = self.model_dump_json(exclude={"study", "seed", "draw", "replicate"})
        return _named_setup(names)

    def stage(self) -> Stage:
        """The stage it names."""
        return _named_stage(self.model_dump_json(exclude={"study", "replicate"}))

    def rollout(self, agent: str) -> Rollout:
        """The rollout it is when `agent` plays it."""
        return Rollout(
            cell=self.setup().cell(agent),
            draw=self.draw,
            replicate=self.replicate,
            seed=self.seed,
        )


@lru_cache(maxsize=1024)
def _named_setup(names: str) -> Setup:
    """The setup of a card; remembered, since all draws of a cell share it."""
    card = Card.model_validate_json(names)
    return setup(
        card.scenario,
        card.condition,
        fixed=card.fixed,
        preset=card.preset,
        surface=card.surface,
        mitigations=card.mitigations,
        generation=card.generation,
    )


@lru_cache(maxsize=1024)
def _named_stage(names: str) -> Stage:
    """The stage of a card; remembered, since samples, solver and agents all need it."""
    card = Card.model_validate_json(names)
    return card.setup().stage(seed=card.seed, draw=card.draw)
