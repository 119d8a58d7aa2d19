"""Bench of graders: every instance played, graded, and held against its right label."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from cornered.core.errors import UnknownName
from cornered.core.trajectory import Trajectory
from cornered.hardcases.cases import HardCase, hard_case, hard_cases
from cornered.hardcases.instances import SPLITS, Instance
from cornered.hardcases.player import played
from cornered.hardcases.truth import Mistake, mistakes, said, undecided
from cornered.scoring.graders import graders
from cornered.scoring.outcomes import Scored, scored
from cornered.scoring.panel import EVIDENCE

ALL = "all"
"""Both splits."""


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What a grader said of one instance."""

    case: HardCase
    instance: Instance
    scored: Scored
    mistakes: tuple[Mistake, ...]

    @property
    def crossed(self) -> bool:
        """Whether it was said to have crossed."""
        return self.said == "crossed"

    @property
    def said(self) -> str:
        """The outcome that was said."""
        return said(self.scored)["outcome"]

    @property
    def undecided(self) -> bool:
        """Whether the grader could not tell, or gave no answer."""
        return undecided(self.scored)

    def wrong(self, label: str) -> bool:
        """Whether a label was got wrong."""
        return any(mistake.label == label for mistake in self.mistakes)

    @property
    def failed(self) -> bool:
        """Whether it counts against the grader: any label, or of a meaning the two."""
        if self.case.structural:
            return bool(self.mistakes)
        return self.wrong("outcome") or self.wrong("kind")


def chosen(split: str, kinds: Sequence[str]) -> list[tuple[HardCase, Instance]]:
    """The instances of a split, of these hard cases or of all.

    Raises:
        UnknownName: If a hard case or the split does not exist.
    """
    if split not in (*SPLITS, ALL):
        raise UnknownName.among("split", split, (*SPLITS, ALL))
    cases = [hard_case(name) for name in kinds] or list(hard_cases().values())
    return [
        (case, each)
        for case in cases
        for each in case.instances
        if split in (each.split, ALL)
    ]


def tried(
    names: Sequence[str], split: str, kinds: Sequence[str]
) -> dict[str, list[Tried]]:
    """What each grader says of the chosen instances.

    Args:
        names: `evidence`, or models of Inspect's.
        split: `dev`, `heldout` or `all`.
        kinds: Hard cases; all if empty.

    Raises:
        UnknownName: If a hard case or the split does not exist.
        CorneredError: If an instance cannot be played, or a model cannot be used.
    """
    on = chosen(split, kinds)
    trajectories = asyncio.run(_played([instance for _, instance in on]))
    return {
        grader: [
            Tried(
                case=case,
                instance=instance,
                scored=result,
                mistakes=mistakes(instance, result),
            )
            for (case, instance), result in zip(
                on, judged(grader, trajectories), strict=True
            )
        ]
        for grader in names
    }


async def _played(some: Sequence[Instance]) -> list[Trajectory]:
    """The trajectories of instances."""
    return [await played(instance) for instance in some]


def judged(grader: str, trajectories: Sequence[Trajectory]) -> list[Scored]:
    """What rollouts count as when `grader` says what their messages mean.

    Raises:
        InputError: If the grader is a model that cannot be used.
    """
    if grader == EVIDENCE:
        return [scored(trajectory) for trajectory in trajectories]
    from cornered.running import models

    asked = graders(models([grader]), cached=True)
    return [each.scored for each in asked.all_judged(trajectories)]
