"""Compared: the planned contrasts, group by group, as a run tests and a report shows them.

What a plan divides alpha by and what looks divide it by is counted here, once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cornered.core.study import Contrast
from cornered.plans import Plan
from cornered.setups import Setup

Group = tuple[str, ...]
"""Scenario, surface, preset, protocol, base: what no contrast merges. With contrast and
agent before it, a key of `analysis.sequential.KEYS`."""


@dataclass(frozen=True, kw_only=True)
class Arms:
    """A planned contrast within one group of cells, agents alike."""

    contrast: Contrast
    group: Group
    low: tuple[Setup, ...]
    """Cells that its reference arm pools."""
    high: tuple[Setup, ...]

    @property
    def scenario(self) -> str:
        """Where it is played."""
        return self.group[0]


def arms(plan: Plan) -> tuple[Arms, ...]:
    """The planned contrasts of each group that plays both arms.

    As `analysis.contrasts` has it: an arm is pooled over those levels of the factors that
    neither arm names at which both are played; a group without such a level compares
    nothing.
    """
    groups: dict[Group, list[Setup]] = {}
    for each in plan.setups:
        cell = each.cell("")
        where = (
            cell.scenario,
            cell.surface,
            each.base.preset,
            cell.protocol,
            cell.base,
        )
        groups.setdefault(where, []).append(each)
    found = []
    for contrast in plan.study.contrasts:
        for group, setups in groups.items():
            low, high = _matched(contrast, setups)
            if low and high:
                found.append(Arms(contrast=contrast, group=group, low=low, high=high))
    return tuple(found)


def compared(plan: Plan, agents: int) -> int:
    """How many tests share the level of a run's family; at least 1."""
    return max(1, len(arms(plan)) * agents)


def _matched(
    contrast: Contrast, setups: Sequence[Setup]
) -> tuple[tuple[Setup, ...], tuple[Setup, ...]]:
    """The cells of both arms, at the other factors' levels that both have."""
    named = contrast.low.keys() | contrast.high.keys()

    def stratum(of: Setup) -> frozenset[tuple[str, str]]:
        return frozenset(each for each in of.condition if each[0] not in named)

    both = [
        [each for each in setups if _in(each, levels)]
        for levels in (contrast.low, contrast.high)
    ]
    shared = set(map(stratum, both[0])) & set(map(stratum, both[1]))
    low, high = (tuple(each for each in arm if stratum(each) in shared) for arm in both)
    return low, high


def _in(cell: Setup, levels: Mapping[str, str]) -> bool:
    """Whether a cell belongs to an arm."""
    return set(levels.items()) <= set(cell.condition)
