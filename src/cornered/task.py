"""Task: the one Inspect task; study -> cells -> samples."""

from __future__ import annotations

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageSystem, ChatMessageUser, GenerateConfig

from cornered.plans import TURNS, Plan, planned
from cornered.play import play
from cornered.provider import KEY
from cornered.scoring.recorded import CARD, FACTS, PROMPT_HASH, noted
from cornered.scoring.scorer import outcome_scorer
from cornered.setups import Card
from cornered.surfaces.letter import system_text, user_text
from cornered.workplace.factsheet import fact_sheet

VERSION = "1-A"
"""Raised in its number when results stop being comparable, in its letter else."""


OPTIONS = (
    *("rollouts", "draws", "surface", "preset", "condition", "scenario"),
    *("seed", "turns", "token_limit", "time_limit"),
)
"""Options of the task that bind a study, in the order of its arguments."""


@task
def study(  # noqa: PLR0913, PLR0917 - the options of a study, one by one
    study: str = "smoke",
    rollouts: int | None = None,
    draws: int | None = None,
    surface: str | None = None,
    preset: str | None = None,
    condition: str | list[str] = "",
    scenario: str | list[str] = "",
    seed: int = 1,
    turns: int = TURNS,
    token_limit: int | None = None,
    time_limit: int | None = None,
    grader_draws: int = 1,
    grade_by_rule: bool = False,  # noqa: FBT001, FBT002 - Inspect passes it by name
) -> Task:
    """A study as one Inspect task: one sample per rollout.

    Args:
        study: Id of the study.
        rollouts: Per cell; the study's own number if None.
        draws: Per cell, a divisor of `rollouts`; one per rollout if None.
        surface: `letter` or `tools`; the study's own if None.
        preset: Levels for the factors that are not crossed; the study's own if None.
        condition: Levels to restrict the study to, like `goal=explicit,threat=none`.
        scenario: Scenarios to restrict it to, joined by commas; all if empty.
        seed: Keys every random stream.
        turns: Most generations of a rollout on the tools surface (count).
        token_limit: Most tokens of a rollout; no limit if None.
        time_limit: Most seconds of a rollout; no limit if None.
        grader_draws: How many times each model in the role `grader` is asked (count).
        grade_by_rule: Whether the rule has a voice beside those models.

    Raises:
        CorneredError: If a name is unknown or no cell is left.
    """
    asked = (rollouts, draws, surface, preset, condition, scenario)
    bounds = (seed, turns, token_limit, time_limit)
    bound = planned(study, dict(zip(OPTIONS, (*asked, *bounds), strict=True)))
    return Task(
        dataset=MemoryDataset([sample(card) for card in bound.cards()], name=study),
        solver=play(turns=turns),
        scorer=outcome_scorer(grader_draws, with_rule=grade_by_rule),
        config=GenerateConfig(**bound.study.generation),  # type: ignore[arg-type]
        token_limit=token_limit,
        time_limit=time_limit,
        version=VERSION,
        name=f"study_{study}",
        metadata=manifest(bound),
    )


def sample(card: Card) -> Sample:
    """The sample of one rollout; every agent gets the same."""
    setup, stage = card.setup(), card.stage()
    tools = setup.workplace(stage).tools.values()
    if card.surface == "letter":
        system, user = system_text(stage, list(tools)), user_text(stage)
    else:
        system, user = stage.system, stage.task
    return Sample(
        id=card.rollout("").sample_id,
        input=[
            ChatMessageSystem(content=system),
            ChatMessageUser(content=user, metadata={KEY: card.model_dump_json()}),
        ],
        metadata={
            CARD: card.model_dump(mode="json"),
            PROMPT_HASH: stage.hash,
            FACTS: noted(fact_sheet(stage)),
        },
    )


def manifest(bound: Plan) -> dict[str, object]:
    """What a log must say of the study it belongs to."""
    return {
        "study": bound.study.id,
        "rollouts": bound.rollouts,
        "draws": bound.draws,
        "seed": bound.seed,
        "cells": len(bound.setups),
        "preset": bound.setups[0].base.preset,
        "surface": bound.setups[0].surface,
        "versions": dict(
            version for each in bound.setups for version in each.base.versions
        ),
        "generation": dict(bound.setups[0].base.generation),
        "fixed": dict(bound.setups[0].base.levels),
    }
