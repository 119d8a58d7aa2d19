"""Plans: a study with its options bound: which cells, which draws, how often."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cornered import catalogs
from cornered.core.cell import condition, condition_text, parse_condition
from cornered.core.errors import Inadmissible, InputError, UnknownName
from cornered.core.study import Study
from cornered.setups import Card, Setup, setup

LIMITS = ("token_limit", "time_limit")
"""Limits of a rollout that a run can be given; they change what is measured."""

TURNS = 40
"""Most generations of a rollout on the tools surface, if nobody says (count)."""


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
    left_out: tuple[str, ...] = ()
    """Cells that a level asked for by name cannot have, and why."""

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

    `condition` and `scenario` are one text or several, parts joined by commas.

    Raises:
        CorneredError: If a name is unknown or no cell is left.
    """
    scenarios = _text(options.get("scenario")).split(",")
    return plan(
        study,
        rollouts=options.get("rollouts"),
        draws=options.get("draws"),
        surface=options.get("surface"),
        preset=options.get("preset"),
        only=parse_condition(_text(options.get("condition"))),
        scenarios=tuple(dict.fromkeys(filter(None, map(str.strip, scenarios)))),
        seed=1 if options.get("seed") is None else int(options["seed"]),
        turns=TURNS if options.get("turns") is None else int(options["turns"]),
        limits={
            name: options[name] for name in LIMITS if options.get(name) is not None
        },
    )


def _text(given: str | Sequence[str] | None) -> str:
    """An option as one text: Inspect splits texts at commas, click repeats options."""
    if given is None or isinstance(given, str):
        return given or ""
    return ",".join(given)


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
    turns: int = TURNS,
    limits: Mapping[str, int] | None = None,
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
        turns: Most generations of a rollout on the tools surface (count).
        limits: Limits of a rollout by Inspect's names.

    Raises:
        UnknownName: If a name is in no catalog.
        Inadmissible: If a level asked for can exist in no cell.
        InputError: If the draws do not divide the rollouts.
    """
    chosen = catalogs.studies()[study]
    for name in scenarios:
        if name not in chosen.scenarios:
            raise UnknownName.among(f"scenario of {study!r}:", name, chosen.scenarios)
    count, over = _sizes(chosen, rollouts, draws)
    crosses = {**chosen.crosses, **{name: (of,) for name, of in (only or {}).items()}}
    at = surface or chosen.surface
    rounds = {"turns": turns} if at == "tools" else {}
    made, refusals = _setups(
        chosen,
        scenarios or chosen.scenarios,
        crosses,
        preset=preset or chosen.preset,
        surface=at,
        generation={**chosen.generation, **rounds, **(limits or {})},
    )
    if not made:
        message = f"study {study!r} has no cell left: {refusals[0]}"
        raise Inadmissible(message)
    return Plan(
        study=chosen,
        setups=tuple(made),
        rollouts=count,
        draws=over,
        seed=seed,
        left_out=tuple(refusals) if only else (),
    )


def _setups(
    study: Study,
    scenarios: Sequence[str],
    crosses: Mapping[str, Sequence[str]],
    **base: Any,  # noqa: ANN401 - handed on to `setup`
) -> tuple[list[Setup], list[str]]:
    """The setups of all cells that can exist, and why the others cannot."""
    made: list[Setup] = []
    refusals: list[str] = []
    for scenario, levels, mitigations in itertools.product(
        scenarios, itertools.product(*crosses.values()), study.mitigations
    ):
        named = dict(zip(crosses, levels, strict=True))
        fixed = {k: v for k, v in study.fixed.items() if k not in named}
        try:
            each = setup(scenario, named, fixed=fixed, mitigations=mitigations, **base)
        except Inadmissible as refusal:
            told = condition_text(condition(named))
            refusals.append(f"{scenario}, {told}: {refusal}")
        else:
            made.append(each)
    return made, refusals


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
