"""Running: a study through Inspect's `eval_set`, resumable, its tables written after."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import polars as pl
from inspect_ai import eval_set
from inspect_ai.model import Model, get_model

from cornered._inspect import prerequisite_error
from cornered.core.errors import InputError
from cornered.setups import Plan, planned
from cornered.tabled import Tables, tables_of
from cornered.task import study as study_task

Display = Literal["full", "conversation", "rich", "plain", "log", "none"]

MARKUP = re.compile(r"\[/?(?:bold|italic|blue|red|green|yellow|link)[^\]]*\]")
"""How Inspect colors its messages."""


def models(names: Sequence[str], **arguments: Any) -> list[Model]:  # noqa: ANN401 - provider arguments
    """The models called `names`, checked before anything is run.

    Raises:
        InputError: If a provider is unknown, its package or its key is missing, or a
            name comes twice.
    """
    made = []
    for place, name in enumerate(names):
        if name in names[:place]:
            message = f"model {name!r} is given twice; allowed: each model once"
            raise InputError(message)
        try:
            made.append(get_model(name, memoize=False, **arguments))
        except Exception as problem:
            reason = _plain(problem)
            message = f"model {name!r} cannot be used: {reason}"
            raise InputError(message) from problem
    return made


def _plain(problem: Exception) -> str:
    """What Inspect says, on one line and without its colors."""
    said = " ".join(MARKUP.sub("", str(problem)).split())
    return said.removeprefix("ERROR: ") or type(problem).__name__


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What came of a run."""

    plan: Plan
    tables: Tables
    planned: int
    """How many rollouts there should be."""
    failed: int
    """How many of them failed; running the same line again tries them again."""

    @property
    def complete(self) -> bool:
        """Whether every rollout is there and none failed."""
        return self.failed == 0 and self.tables.rollouts.height == self.planned


def run(
    study: str,
    agents: Sequence[str],
    *,
    log_dir: Path,
    options: Mapping[str, Any],
    limits: Mapping[str, Any] | None = None,
    display: Display | None = None,
) -> Ran:
    """Play a study, or the rest of it; the same call again resumes.

    Args:
        study: Id of the study.
        agents: Inspect model names.
        log_dir: Where logs lie, or will.
        options: Arguments of the task, see `task.study`.
        limits: Arguments of `eval_set`: limits, retries, generation settings.
        display: How Inspect shows progress.

    Raises:
        CorneredError: If a name is unknown, a model cannot be used, or Inspect cannot
            start.
    """
    given = {"seed": 1, **{k: v for k, v in options.items() if v is not None}}
    task = study_task(study=study, **given)
    bound = planned(study, given)
    playing = models(agents)
    log_dir.mkdir(parents=True, exist_ok=True)
    try:
        eval_set(
            tasks=[task],
            model=playing,
            log_dir=str(log_dir),
            retry_attempts=0,
            retry_immediate=False,
            fail_on_error=True,
            continue_on_fail=True,
            log_dir_allow_dirty=True,
            log_realtime=False,
            ctl_server=False,
            score_display=False,
            display=display,
            **(limits or {}),
        )
    except prerequisite_error() as problem:
        message = f"cannot run in {str(log_dir)!r}: {_plain(problem)}"
        raise InputError(message) from problem
    tables = tables_of([log_dir], strict=False)
    wanted = {
        card.rollout(str(model)).cell.key for card in bound.cards() for model in playing
    }
    mine = tables.rollouts.filter(
        pl.col("cell").is_in(sorted(wanted)) & (pl.col("seed") == bound.seed)
    )
    mine = mine.filter(
        (pl.col("draw") < bound.draws)
        & (pl.col("replicate") < bound.rollouts // bound.draws)
    )
    acts = tables.acts.join(
        mine.select("sample_id", "agent"), on=["sample_id", "agent"], how="semi"
    )
    return Ran(
        plan=bound,
        tables=Tables(
            rollouts=mine,
            acts=acts,
            superseded_count=tables.superseded_count,
            left_out=tables.left_out,
        ),
        planned=bound.rollouts * len(bound.setups) * len(playing),
        failed=mine.filter(pl.col("status") == "failed").height,
    )
