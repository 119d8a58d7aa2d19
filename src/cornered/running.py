"""Running: a study through Inspect's `eval_set`, resumable, its tables written after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from inspect_ai import Task
from inspect_ai.model import GenerateConfig, Model, get_model

from cornered._inspect import log_file
from cornered.core.errors import InputError
from cornered.eval_set import plain, play, seldom_collecting
from cornered.feed import Display, Watch, feeding
from cornered.looks.stopping import Watching, watching
from cornered.planning.prices import Price, tell_inspect
from cornered.planning.promise import FILE as PLAN
from cornered.planning.promise import Promise, keep
from cornered.plans import LIMITS, Plan, planned
from cornered.preflight import checked, record, tried
from cornered.scoring.graders import ROLE, graders, split
from cornered.scoring.logs import log_paths
from cornered.tabled import Tables, tables_of
from cornered.task import study as study_task


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
        # Each provider has its own way to say that a key or a package is missing.
        except Exception as problem:
            reason = plain(problem)
            message = f"model {name!r} cannot be used: {reason}"
            raise InputError(message) from problem
    return made


@dataclass(frozen=True, kw_only=True)
class Grading:
    """Who grades a run."""

    names: tuple[str, ...] = ()
    """Models of Inspect's, and `evidence` if the rule has a voice beside them."""
    draws: int = 1
    """How many times each model is asked."""
    preflight: bool = True
    """Whether the models are tried on messages of a known kind first."""

    @property
    def options(self) -> dict[str, Any]:
        """Arguments of the task; none where the rule grades alone."""
        names, with_rule = split(self.names)
        if not names:
            return {}
        return {"grader_draws": self.draws, "grade_by_rule": with_rule}


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What came of a run."""

    plan: Plan
    tables: Tables
    planned: int
    """How many rollouts there should be."""
    failed: int
    """How many of them failed; running the same line again tries them again."""
    prices: Sequence[Price] | None = None
    """What models cost; the shipped table if None."""
    stopped: int = 0
    """How many were not played, since looks had decided what they were for."""

    @property
    def complete(self) -> bool:
        """Whether every rollout is there or was stopped, and none failed."""
        there = self.tables.rollouts.height + self.stopped
        return self.failed == 0 and there == self.planned


def run(
    study: str,
    agents: Sequence[str],
    *,
    log_dir: Path,
    options: Mapping[str, Any],
    limits: Mapping[str, Any] | None = None,
    grading: Grading | None = None,
    looks: int | None = None,
    display: Display | Watch | None = None,
    prices: Sequence[Price] | None = None,
    promise: Promise | None = None,
) -> Ran:
    """Play a study, or the rest of it; the same call again resumes.

    Args:
        study: Id of the study.
        agents: Inspect model names.
        log_dir: Where logs lie, or will.
        options: Arguments of the task, see `task.study`.
        limits: Arguments of `eval_set`: limits of a rollout, retries, connections.
        grading: Who grades; the rule alone if None.
        looks: How often the planned contrasts are tested while they are played, so that
            cells stop that none needs any more; None for not before the end.
        display: How Inspect shows progress; or who does it instead, told of each rollout
            as it ends.
        prices: What models cost; the shipped table if None.
        promise: What was promised, to be kept beside the logs.

    Raises:
        CorneredError: If a name is unknown, another plan lies beside the logs, a model
            cannot be used or is no fit grader, there is nothing to look at, or Inspect
            cannot start.
    """
    limits, grading = limits or {}, grading or Grading()
    bounds = {name: limits[name] for name in LIMITS if name in limits}
    given = {"seed": 1, **{k: v for k, v in options.items() if v is not None}, **bounds}
    passed = {"study": study, **given, **grading.options}
    task: Callable[[], Task] = partial(study_task, **passed)
    bound = planned(study, given)
    playing = models(agents)
    looking = watching(bound, playing, log_dir, looks)
    log_dir.mkdir(parents=True, exist_ok=True)
    if promise is not None:
        keep(promise, log_dir)
    judges = _graders(grading, bound, log_dir, limits)
    tell_inspect([*playing, *judges], prices)
    damaged = set_aside(log_dir)
    arguments = {**limits, **{name: given[name] for name in LIMITS if name in given}}
    if judges:
        arguments["model_roles"] = {ROLE: judges}
    with seldom_collecting():
        # Inspect tells a manager samples, which agents share: each has a task of its own.
        tasks = looking.tasks(task) if looking else [task()]
        with feeding(display, tasks[0], playing, log_dir, passed=passed) as shown:
            play(tasks, playing, log_dir, arguments=arguments, display=shown)
        tables = tables_of([log_dir], strict=False)
    return replace(_ran(tables, bound, playing, looking, damaged), prices=prices)


def _ran(
    tables: Tables,
    bound: Plan,
    playing: Sequence[Model],
    looking: Watching | None,
    damaged: Sequence[str],
) -> Ran:
    """What came of a run, out of the tables of its folder."""
    mine = _mine(tables, bound, playing)
    stops = looking.stopped(mine.rollouts) if looking else ()
    left_out = (*damaged, *tables.left_out, *_missing(bound))
    remarks = (*mine.remarks, *map(str, stops), *_others(tables, mine))
    found = replace(mine, left_out=left_out, remarks=remarks)
    return Ran(
        plan=bound,
        tables=replace(found, looked=looking.recorded) if looking else found,
        planned=bound.rollouts * len(bound.setups) * len(playing),
        failed=mine.rollouts.filter(pl.col("status") == "failed").height,
        stopped=sum(each.rollouts for each in stops),
    )


def check_folder(folder: Path, study: str, promise: Promise | None) -> None:
    """Refuse a folder whose tables and report a run would replace by its own.

    Raises:
        InputError: If it holds another study's logs, or a plan that is not this one's, or
            what was played before the plan.
    """
    if not folder.exists():
        return
    of = {_study_in(path) for path in log_paths([folder])} - {None}
    if others := sorted(map(str, of - {study})):
        message = (
            f"folder {str(folder)!r} holds logs of study {others[0]!r}; allowed: another "
            f"--log-dir for study {study!r}"
        )
        raise InputError(message)
    planned_there = (folder / PLAN).exists()
    if promise is None and planned_there:
        message = (
            f"folder {str(folder)!r} is of a plan; allowed: run --plan "
            f"{str(folder / PLAN)!r}, or another --log-dir"
        )
        raise InputError(message)
    if promise is not None and of and not planned_there:
        message = (
            f"folder {str(folder)!r} holds rollouts that were played without a plan; "
            "allowed: another --log-dir"
        )
        raise InputError(message)


def _study_in(path: Path) -> str | None:
    """The study that a log is of; None if it is of none of ours, or damaged."""
    try:
        study = (log_file(path).eval.get("metadata") or {}).get("study")
    except InputError:
        return None
    return None if study is None else str(study)


def _others(tables: Tables, mine: Tables) -> tuple[str, ...]:
    """What is said of rollouts in the folder that are of other runs."""
    count = tables.rollouts.height - mine.rollouts.height
    if not count:
        return ()
    told = (
        f"The folder holds {count} rollouts of other runs (agents, seeds, sizes), which "
        "are not in these tables; `cornered report` of the folder has all."
    )
    return (told,)


def _mine(tables: Tables, bound: Plan, playing: Sequence[Model]) -> Tables:
    """What of the tables of a folder belongs to a run; others may lie there too."""
    wanted = {
        card.rollout(str(model)).cell.key for card in bound.cards() for model in playing
    }
    rollouts = tables.rollouts.filter(
        pl.col("cell").is_in(sorted(wanted))
        & (pl.col("seed") == bound.seed)
        & (pl.col("draw") < bound.draws)
        & (pl.col("replicate") < bound.rollouts // bound.draws)
    )
    acts = tables.acts.join(
        rollouts.select("sample_id", "agent"), on=["sample_id", "agent"], how="semi"
    )
    return replace(tables, rollouts=rollouts, acts=acts)


def _graders(
    grading: Grading, bound: Plan, log_dir: Path, limits: Mapping[str, Any]
) -> list[Model]:
    """The models that grade, tried on the anchors of the scenarios that are played.

    Raises:
        CorneredError: If one cannot be used, or is no fit grader.
    """
    names, with_rule = split(grading.names)
    if not names:
        return []
    config = GenerateConfig(max_retries=limits.get("max_retries"))
    scenarios = sorted({each.scenario.id for each in bound.setups})
    # A client belongs to one event loop, so what is tried here is not what will grade.
    asked = graders(
        models(names, config=config), draws=grading.draws, with_rule=with_rule
    )
    results = tried(asked, scenarios) if grading.preflight else None
    record(log_dir, asked, results, scenarios)
    checked(results or ())
    return models(names)


def _missing(bound: Plan) -> tuple[str, ...]:
    """What is said of cells that cannot have a level asked for by name."""
    if not bound.left_out:
        return ()
    count, first = len(bound.left_out), bound.left_out[0]
    return (f"{count} cells that cannot have what was asked for, as {first}",)


def set_aside(log_dir: Path) -> tuple[str, ...]:
    """Rename logs that cannot be read, which Inspect would stop at.

    Returns:
        One line for each of them; its rollouts are played again.
    """
    lines = []
    for path in log_paths([log_dir]):
        try:
            log_file(path)
        except InputError as problem:
            aside = path.with_name(f"{path.name}.damaged")
            path.rename(aside)
            lines.append(f"{problem}; renamed to {aside.name!r}")
    return tuple(lines)
