"""Plans: a study with its options bound: which cells, which draws, how often."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cornered import catalogs
from cornered.core.cell import parse_condition
from cornered.core.errors import Inadmissible, InputError, UnknownName
from cornered.core.study import Study
from cornered.setups import Card, Setup, setup


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A study with its options bound: which cells, which draws, how often."""

    study: Study
    setups: tuple[Setup, ...]
    rollouts: int
    """Per cell."""
    draws: int
    """Per cell; divides `rollouts`."""
    seed: int

    def cards(self) -> Iterator[Card]:
        """The card of every rollout, the arms interleaved."""
        replicates = self.rollouts // self.draws
        for draw, replicate in itertools.product(range(self.draws), range(replicates)):
            for each in self.setups:
                yield Card(
                    study=self.study.id,
                    scenario=each.scenario.id,
                    condition=dict(each.condition),
                    fixed=dict(each.base.levels),
                    preset=each.base.preset,
                    surface=each.surface,
                    mitigations=tuple(m.id for m in each.protocol.mitigations),
                    generation=dict(each.base.generation),
                    seed=self.seed,
                    draw=draw,
                    replicate=replicate,
                )


def planned(study: str, options: Mapping[str, Any]) -> Plan:
    """The plan that these options of a task or a command mean; None is not given.

    Raises:
        CorneredError: If a name is unknown or no cell is left.
    """
    return plan(
        study,
        rollouts=options.get("rollouts"),
        draws=options.get("draws"),
        surface=options.get("surface"),
        preset=options.get("preset"),
        only=parse_condition(str(options.get("condition") or "")),
        scenarios=tuple(filter(None, str(options.get("scenario") or "").split(","))),
        seed=int(options.get("seed") or 0),
    )


def plan(
    study: str,
    *,
    rollouts: int | None = None,
    draws: int | None = None,
    surface: str | None = None,
    preset: str | None = None,
    only: Mapping[str, str] | None = None,
    scenarios: tuple[str, ...] = (),
    seed: int = 1,
) -> Plan:
    """The study called `study` with its options bound.

    Args:
        study: Id.
        rollouts: Per cell; the study's own number if None.
        draws: Per cell; one per rollout if neither this nor the study says.
        surface: Another surface than the study's.
        preset: Another preset than the study's.
        only: Levels to restrict the study to; a factor that the study does not
            cross is then crossed with that one level.
        scenarios: Scenarios to restrict the study to; all of its own if empty.
        seed: Keys every random stream.

    Raises:
        UnknownName: If a name is in no catalog.
        Inadmissible: If a level asked for can exist in no cell.
        InputError: If the draws do not divide the rollouts, or no cell is left.
    """
    chosen = catalogs.studies()[study]
    for name in scenarios:
        if name not in chosen.scenarios:
            kind = f"scenario of study {study!r}:"
            raise UnknownName.among(kind, name, chosen.scenarios)
    count, over = _sizes(chosen, rollouts, draws)
    crosses = {**chosen.crosses, **{name: (of,) for name, of in (only or {}).items()}}
    made: list[Setup] = []
    refusals: list[str] = []
    for scenario, levels, mitigations in itertools.product(
        scenarios or chosen.scenarios,
        itertools.product(*crosses.values()),
        chosen.mitigations,
    ):
        named = dict(zip(crosses, levels, strict=True))
        try:
            each = setup(
                scenario,
                named,
                fixed={k: v for k, v in chosen.fixed.items() if k not in named},
                preset=preset or chosen.preset,
                surface=surface or chosen.surface,
                mitigations=mitigations,
                generation=chosen.generation,
            )
        except Inadmissible as refusal:
            refusals.append(str(refusal))
        else:
            made.append(each)
    if not made:
        message = f"study {study!r} has no cell left: {refusals[0]}"
        raise Inadmissible(message)
    return Plan(study=chosen, setups=tuple(made), rollouts=count, draws=over, seed=seed)


def _sizes(study: Study, rollouts: int | None, draws: int | None) -> tuple[int, int]:
    """Rollouts and draws per cell, as asked for or as the study has them."""
    count = study.rollouts if rollouts is None else rollouts
    over = draws or study.draws or count
    if draws is None and rollouts is not None and count % over:
        over = count
    if draws == 0 or count < 1 or over < 1 or count % over:
        told = over if draws is None else draws
        message = (
            f"{count} rollouts over {told} draws; allowed: draws that divide rollouts"
        )
        raise InputError(message)
    return count, over
