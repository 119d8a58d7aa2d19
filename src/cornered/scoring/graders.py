"""Graders: who reads the messages of rollouts: the rule, models, or a panel of them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cornered.core.errors import InputError
from cornered.core.grade import Grading
from cornered.core.trajectory import Trajectory
from cornered.scoring.messages import messages
from cornered.scoring.panel import EVIDENCE, Judged, judged

if TYPE_CHECKING:
    from inspect_ai.model import Model

    from cornered.scoring.model_grader import ModelGrader

GRADINGS, WITH_RULE = "gradings", "with_rule"
"""Keys of a score's metadata: what models said, and whether the rule has a voice."""

ROLE = "grader"
"""Inspect's role of the models that grade; one, or a list of them."""

AT_ONCE = 20
"""Most rollouts that are graded at a time (count); a model's own limit is lower."""


@dataclass(frozen=True, kw_only=True)
class Graders:
    """Who reads the messages of rollouts; the rule alone if there are no models."""

    models: tuple[ModelGrader, ...] = ()
    with_rule: bool = False
    """Whether the rule has a voice beside the models."""

    async def gradings(self, trajectory: Trajectory) -> list[Grading]:
        """What the models say of a rollout, once per model and draw."""
        mails = messages(trajectory)
        return [
            grading
            for grader in self.models
            for grading in await grader.gradings(mails)
        ]

    def all_gradings(self, trajectories: Sequence[Trajectory]) -> list[list[Grading]]:
        """What the models say of each rollout, outside of any evaluation."""
        if not self.models:
            return [[] for _ in trajectories]
        return asyncio.run(self._together(trajectories))

    async def _together(
        self, trajectories: Sequence[Trajectory]
    ) -> list[list[Grading]]:
        """What the models say of each rollout, several rollouts at a time."""
        room = asyncio.Semaphore(AT_ONCE)

        async def one(trajectory: Trajectory) -> list[Grading]:
            async with room:
                return await self.gradings(trajectory)

        return list(await asyncio.gather(*map(one, trajectories)))

    def all_judged(self, trajectories: Sequence[Trajectory]) -> list[Judged]:
        """Rollouts as these graders have them, outside of any evaluation."""
        return [
            judged(trajectory, gradings, with_rule=self.with_rule)
            for trajectory, gradings in zip(
                trajectories, self.all_gradings(trajectories), strict=True
            )
        ]


def graders(
    models: Sequence[Model],
    *,
    draws: int = 1,
    with_rule: bool = False,
    cached: bool = False,
) -> Graders:
    """The graders that these models are.

    Args:
        models: Models of Inspect's.
        draws: How many times each is asked; at least 1.
        with_rule: Whether the rule has a voice beside them.
        cached: Whether answers of earlier runs are used again.

    Raises:
        InputError: If `draws` is below 1.
    """
    from cornered.scoring.model_grader import ModelGrader

    if draws < 1:
        message = f"grader draws {draws}; allowed: 1 or more"
        raise InputError(message)
    return Graders(
        models=tuple(
            ModelGrader(model=model, draws=draws, cached=cached) for model in models
        ),
        with_rule=with_rule,
    )


def split(names: Sequence[str]) -> tuple[list[str], bool]:
    """The models among the names of graders, and whether the rule is one of them.

    Examples:
        >>> split(["evidence", "openai/gpt-5"])
        (['openai/gpt-5'], True)
    """
    return [name for name in names if name != EVIDENCE], EVIDENCE in names


def noted(gradings: Sequence[Grading], *, with_rule: bool) -> dict[str, Any]:
    """What graders said, as the metadata of a score."""
    return {
        GRADINGS: [each.model_dump(mode="json") for each in gradings],
        WITH_RULE: with_rule,
    }


def gradings_in(sample: Mapping[str, Any]) -> tuple[list[Grading], bool]:
    """What models said of a sample in a log, and whether the rule had a voice."""
    for score in (sample.get("scores") or {}).values():
        metadata = score.get("metadata") or {}
        if metadata.get(GRADINGS):
            gradings = [Grading.model_validate(each) for each in metadata[GRADINGS]]
            return gradings, bool(metadata.get(WITH_RULE))
    return [], False


def rejudged(trajectory: Trajectory, sample: Mapping[str, Any]) -> Judged:
    """A rollout in a log as the graders of its run have it, no model asked again."""
    gradings, rule = gradings_in(sample)
    return judged(trajectory, gradings, with_rule=rule)
