"""Admission: which levels a cell has, and which cells may be generated at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cornered.core.errors import Inadmissible, UnknownName
from cornered.core.factor import Factor, Level
from cornered.core.mitigation import Mitigation
from cornered.core.scenario import Scenario
from cornered.core.study import Preset


def admits(scenario: Scenario, component: Factor | Mitigation) -> bool:
    """Whether the scenario offers every seam that the component must speak in."""
    return component.seams <= scenario.seams


def settled(
    scenario: Scenario,
    named: Mapping[str, str],
    *,
    factors: Mapping[str, Factor],
    preset: Preset,
    surface: str,
) -> dict[str, Level]:
    """The level of every factor that is active in a cell, by factor id, sorted.

    Named levels are taken as they are. The others come from the preset, else from the
    factor's default; such a level is inactive where its needs are not met.

    Args:
        scenario: The situation.
        named: Crossed and fixed levels, by factor id.
        factors: All factors there are.
        preset: Levels for the factors that are not named.
        surface: How the agent meets the workplace.

    Raises:
        UnknownName: If a named factor or level does not exist.
        Inadmissible: If a named level cannot exist in this cell.
    """
    for name in named:
        if name not in factors:
            raise UnknownName.among("factor", name, factors)
        if not admits(scenario, factors[name]):
            missing = ", ".join(sorted(factors[name].seams - scenario.seams))
            message = (
                f"scenario {scenario.id!r} does not admit factor {name!r}: "
                f"it has no seam {missing}"
            )
            raise Inadmissible(message)
    chosen = {
        name: factor.default
        for name, factor in factors.items()
        if admits(scenario, factor)
    }
    chosen |= named
    decided = set(named)
    for each in preset.chosen:
        applies = all(chosen.get(other) in of for other, of in each.when.items())
        if applies and each.factor in chosen.keys() - decided:
            chosen[each.factor] = each.level
            decided.add(each.factor)
    levels = {name: factors[name].level(chosen[name]) for name in sorted(chosen)}
    return _active(levels, named, surface=surface)


def _active(
    levels: dict[str, Level], named: Iterable[str], *, surface: str
) -> dict[str, Level]:
    """The levels whose needs are met; one that was named must be among them."""
    while True:
        for name, level in levels.items():
            problem = unmet(name, level, levels, surface=surface)
            if problem and name in named:
                raise Inadmissible(problem)
            if problem:
                levels = {each: levels[each] for each in levels if each != name}
                break
        else:
            return levels


def unmet(
    factor: str, level: Level, levels: Mapping[str, Level], *, surface: str
) -> str:
    """Why the cell cannot have this level; empty if it can."""
    if surface not in level.surfaces:
        allowed = ", ".join(sorted(level.surfaces))
        told = f"{factor}={level.id} cannot be had on surface {surface!r}"
        return f"{told}; allowed: {allowed}"
    for other, allowed_levels in level.needs.items():
        there = levels[other].id if other in levels else None
        if there not in allowed_levels:
            allowed = ", ".join(sorted(allowed_levels))
            return f"{factor}={level.id} needs {other} in ({allowed}), not {there!r}"
    return ""
