"""Sized: whether each cell was played as often as promised, and stopped when it was to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from cornered.planning.registration import PlannedCell, Registration

SHOWN = 3
"""Names that are listed before the rest is counted."""

Place = tuple[str, str]
"""Key of a cell without its agent, and the agent."""

Wanted = Mapping[Place, PlannedCell]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One promise."""

    what: str
    promised: str
    found: str
    kept: bool


def stopped_after(of: Registration, looked: pl.DataFrame | None) -> dict[Place, int]:
    """The cells that looks stopped, and after how many draws.

    A cell is stopped once all contrasts that it was played for are decided.

    Args:
        of: What was promised.
        looked: What was looked at; None for nothing.
    """
    if looked is None or of.stopping.rule == "fixed":
        return {}
    decided: dict[tuple[str, ...], int | None] = {
        (
            row["contrast"],
            row["agent"],
            row["scenario"],
            row["protocol"],
            row["base"],
        ): row["look"]
        for row in looked.iter_rows(named=True)
    }
    found = {}
    for cell in of.cells:
        levels = set(cell.condition.split(","))
        serves = [
            each.id
            for each in of.contrasts
            if any(_written(arm) <= levels for arm in (each.low, each.high))
        ]
        for agent in of.models:
            place = (agent, cell.scenario, cell.protocol, cell.base)
            looks = [
                decided[name, *place] for name in serves if (name, *place) in decided
            ]
            taken = [each for each in looks if each is not None]
            if looks and len(taken) == len(looks):
                found[cell.key, agent] = of.stopping.draws[max(taken) - 1]
    return found


def _written(levels: Mapping[str, str]) -> set[str]:
    """Levels as a condition has them."""
    return {f"{factor}={level}" for factor, level in levels.items()}


def sizes(
    cells: pl.DataFrame, wanted: Wanted, of: Registration, stops: Mapping[Place, int]
) -> tuple[Check, Check]:
    """Whether each promised cell has its rollouts, over its draws.

    Args:
        cells: One row per cell: `key`, `agent`, `rollouts`, `draws`, `last_draw`.
        wanted: The promised cells.
        of: What was promised.
        stops: What `stopped_after` gives: a stopped cell needs that many draws alone.
    """
    mine = [row for row in cells.to_dicts() if (row["key"], row["agent"]) in wanted]
    replicates = of.rollouts // of.draws
    rollouts, draws = [], []
    for row in mine:
        place = (row["key"], row["agent"])
        least = stops.get(place, of.draws)
        if not least * replicates <= row["rollouts"] <= of.rollouts:
            rollouts.append(place)
        if not least <= row["draws"] <= row["last_draw"] + 1 <= of.draws:
            draws.append(place)
    return (
        _size("rollouts per cell", of.rollouts, mine, rollouts, "rollouts", stops),
        _size("draws per cell", of.draws, mine, draws, "draws", stops),
    )


def _size(
    what: str,
    promised: int,
    cells: list[dict[str, int]],
    wrong: list[Place],
    column: str,
    stops: Mapping[Place, int],
) -> Check:
    """Whether all cells have a size."""
    there = sorted({row[column] for row in cells})
    found = "no such cell" if not there else str(there[0])
    if len(there) > 1:
        found = f"{there[0]} to {there[-1]}"
    if wrong:
        found += f"; {len(wrong)} cells differ: {listed(map(named, wrong))}"
    elif stops:
        found += f"; {len(stops)} cells stopped at looks"
    return Check(
        what=what, promised=str(promised), found=found, kept=bool(cells) and not wrong
    )


def stopped(
    cells: pl.DataFrame, wanted: Wanted, of: Registration, looked: pl.DataFrame | None
) -> Check:
    """Whether the run stopped when it was to, and was looked at as it was to be.

    Args:
        cells: One row per cell: `key`, `agent`, `rollouts`.
        wanted: The promised cells.
        of: What was promised.
        looked: What was looked at; None for nothing.
    """
    counts = {(row["key"], row["agent"]): row["rollouts"] for row in cells.to_dicts()}
    stops, replicates = stopped_after(of, looked), of.rollouts // of.draws
    early = [
        each
        for each in wanted
        if counts.get(each, 0) < stops.get(each, of.draws) * replicates
    ]
    late = [each for each in wanted if counts.get(each, 0) > of.stopping.rollouts]
    parts = [
        f"{len(some)} cells {how}: {listed(map(named, some))}"
        for some, how in ((early, "ended early"), (late, "went on after it"))
        if some
    ]
    planned = len(of.stopping.draws) if of.stopping.rule == "looks" else 0
    told = set() if looked is None else set(looked["looks"].to_list())
    if told != ({planned} if planned else set()):
        taken = ", ".join(map(str, sorted(told))) or "no"
        parts.append(f"a record of {taken} looks")
    return Check(
        what="stopping rule",
        promised=of.stopping.words,
        found="; ".join(parts) or "so it was",
        kept=not parts,
    )


def named(cell: Place) -> str:
    """A cell in words."""
    key, agent = cell
    scenario, condition, *_ = key.split("|")
    return f"{scenario} {condition} of {agent}"


def listed(names: Iterable[str]) -> str:
    """The first names, and how many more there are.

    Examples:
        >>> listed("abcde")
        'a, b, c and 2 more'
    """
    every = list(names)
    rest = len(every) - SHOWN
    shown = ", ".join(every[:SHOWN])
    return f"{shown} and {rest} more" if rest > 0 else shown
