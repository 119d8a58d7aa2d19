"""Looks: contrasts tested while a run plays, and cells stopped that none needs any more.

A look happens when every rollout of the draws up to it is complete, in the cells that
undecided contrasts compare; it is a function of those rollouts alone, however many others
were under way. What it decides is written to `looks.json` before anything is stopped, so
a run that is resumed knows it. Cells that no contrast compares are always played whole.

Alpha is divided by the number of tests of the run (contrasts x groups x agents), so that
what is stopped as decided is so after Holm's correction too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from typing import Any

import polars as pl

from cornered.analysis.contrasts import contrasts
from cornered.analysis.sequential import KEYS, fractions, levels
from cornered.analysis.spending import ALPHA
from cornered.core.cell import digest
from cornered.core.errors import InputError
from cornered.core.study import Contrast
from cornered.planning.compared import arms
from cornered.plans import Plan

Test = tuple[str, ...]
"""Contrast, agent, scenario, surface, preset, protocol, base: see `sequential.KEYS`."""


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A planned contrast in one group of cells of one agent."""

    key: Test
    cells: frozenset[str]
    """Keys of the cells of both arms."""


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When a run looks, and at what."""

    plan: Plan
    agents: tuple[str, ...]
    looks: int

    @cached_property
    def draws(self) -> tuple[int, ...]:
        """How many draws have been played at each look."""
        return tuple(ceil(each * self.plan.draws) for each in fractions(self.looks))

    @property
    def fractions(self) -> tuple[float, ...]:
        """The share of the planned draws that each look has."""
        return tuple(draws / self.plan.draws for draws in self.draws)

    @cached_property
    def watched(self) -> Mapping[str, tuple[Watched, ...]]:
        """What is tested of each agent."""
        return {agent: tuple(self._watched(agent)) for agent in self.agents}

    @property
    def count(self) -> int:
        """How many tests alpha is divided by."""
        return sum(map(len, self.watched.values()))

    @cached_property
    def design(self) -> str:
        """Names what is played, whoever plays it."""
        return design(self.plan)

    def _watched(self, agent: str) -> Iterable[Watched]:
        """The contrasts whose arms both have a cell, group by group."""
        for each in arms(self.plan):
            cells = {setup.cell(agent).key for setup in (*each.low, *each.high)}
            key = (each.contrast.id, agent, *each.group)
            yield Watched(key=key, cells=frozenset(cells))


def design(plan: Plan) -> str:
    """Names what is played, whoever plays it."""
    cells = sorted(each.cell("").key for each in plan.setups)
    return digest([plan.study.id, cells, plan.rollouts, plan.draws, plan.seed])


def schedule(plan: Plan, agents: Sequence[str], looks: int) -> Schedule:
    """When a run of these agents looks.

    Raises:
        InputError: If the study compares nothing that is played, or has fewer draws.
    """
    made = Schedule(plan=plan, agents=tuple(agents), looks=looks)
    if not plan.study.contrasts or not made.count:
        having = "compares nothing of what is played"
        if not plan.study.contrasts:
            having = "has no planned contrast"
        message = (
            f"--looks {looks}: study {plan.study.id!r} {having}; allowed: a study with "
            "contrasts, both arms played"
        )
        raise InputError(message)
    if looks > plan.draws:
        message = (
            f"{looks} looks at {plan.draws} draws; allowed: up to one look per draw"
        )
        raise InputError(message)
    return made


@dataclass(kw_only=True)
class Taken:
    """What an agent's looks have found so far."""

    agent: str
    design: str
    looks: int
    draws: tuple[int, ...]
    fractions: tuple[float, ...]
    replicates: int
    """Rollouts of each draw of a cell."""
    tests: int
    """Over how many tests alpha is split."""
    watched: tuple[Watched, ...]
    """The agent's own tests."""
    taken: int = 0
    """How many looks were taken."""
    decided: dict[Test, tuple[int, float]] = field(default_factory=dict)
    """Test -> the look, from 1, that decided it, and its p-value there."""

    @property
    def levels(self) -> tuple[float, ...]:
        """What a p-value must not exceed at each look."""
        return levels(self.fractions, ALPHA / self.tests)

    @property
    def undecided(self) -> tuple[Watched, ...]:
        """The tests that no look has decided."""
        return tuple(each for each in self.watched if each.key not in self.decided)

    @property
    def stops(self) -> dict[str, tuple[int, tuple[str, ...]]]:
        """Stopped cell -> the look that stopped it, and what it was compared for."""
        serves: dict[str, list[Test]] = {}
        for each in self.watched:
            for cell in each.cells:
                serves.setdefault(cell, []).append(each.key)
        return {
            cell: (
                max(self.decided[key][0] for key in keys),
                tuple(sorted(key[0] for key in keys)),
            )
            for cell, keys in serves.items()
            if all(key in self.decided for key in keys)
        }

    def take(self, rollouts: pl.DataFrame, planned: Sequence[Contrast]) -> None:
        """Take the next look.

        Args:
            rollouts: Table of what was played in the cells of undecided tests; what is
                of draws beyond the look is not seen.
            planned: The study's contrasts.
        """
        look = self.taken
        seen = rollouts.filter(pl.col("draw") < self.draws[look])
        table = contrasts(seen, planned)
        found = {
            tuple(row[name] for name in KEYS): row["p"]
            for row in table.iter_rows(named=True)
        }
        for each in self.undecided:
            p = found.get(each.key)
            if p is not None and p <= self.levels[look]:
                self.decided[each.key] = (look + 1, p)
        self.taken = look + 1

    def told(self) -> dict[str, Any]:
        """What is written down of it."""
        tests = []
        for each in self.watched:
            look, p = self.decided.get(each.key, (None, None))
            named = dict(zip(KEYS, each.key, strict=True))
            tests.append({**named, "cells": sorted(each.cells), "look": look, "p": p})
        return {
            "agent": self.agent,
            "design": self.design,
            "alpha": ALPHA,
            "tests": self.tests,
            "looks": self.looks,
            "draws": list(self.draws),
            "replicates": self.replicates,
            "fractions": list(self.fractions),
            "taken": self.taken,
            "contrasts": tests,
        }
