"""Preregistered: a run held against what was promised of it, point by point."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version

import polars as pl

from cornered import catalogs
from cornered.analysis.contrasts import BY, contrasts, unplayed
from cornered.core.errors import EstimateError
from cornered.planning.promise import Promise
from cornered.planning.registration import (
    PACKAGE,
    PlannedContrast,
    Registration,
)
from cornered.planning.sized import (
    Check,
    Wanted,
    listed,
    named,
    sizes,
    stopped,
    stopped_after,
)

PLACE = ("scenario", "condition", "surface", "protocol")


def checks(
    rollouts: pl.DataFrame,
    plan: Registration | Promise,
    looked: pl.DataFrame | None = None,
) -> tuple[Check, ...]:
    """Each promise of a plan beside what the table of rollouts shows.

    Args:
        rollouts: Table of rollouts.
        plan: What was promised.
        looked: What was looked at while it was played, with the columns of
            `sequential.RECORD`; None for nothing.
    """
    of = plan.of if isinstance(plan, Promise) else plan
    cells = _cells(rollouts)
    wanted = {(each.key, model): each for each in of.cells for model in of.models}
    stops = stopped_after(of, looked)
    return (
        _values("study", [of.study], rollouts["study"]),
        _values("agents", of.models, rollouts["agent"]),
        *_played(cells, wanted),
        _versions(cells, of),
        _prompts(rollouts, of),
        *sizes(cells, wanted, of, stops),
        _values("seed", [str(of.seed)], rollouts["seed"]),
        _values("definition of harm", [of.definition], rollouts["definition"]),
        _graders(rollouts, of),
        _contrasts(of),
        _arms(rollouts, of),
        stopped(cells, wanted, of, looked),
    )


def _cells(rollouts: pl.DataFrame) -> pl.DataFrame:
    """One row per cell: its key without the agent, its place, and its sizes."""
    place = pl.concat_str(PLACE, separator="|")
    return (
        rollouts.with_columns(place=place)
        .with_columns(key=pl.concat_str("place", "base", separator="|"))
        .group_by("key", "place", "base", "agent", maintain_order=True)
        .agg(
            rollouts=pl.struct("seed", "draw", "replicate").n_unique(),
            draws=pl.struct("seed", "draw").n_unique(),
            last_draw=pl.col("draw").max(),
        )
    )


def _values(what: str, promised: Iterable[str], found: pl.Series) -> Check:
    """Whether a column has exactly the values that were promised."""
    wanted = sorted(promised)
    there = sorted(map(str, found.drop_nulls().unique().to_list()))
    return Check(
        what=what,
        promised=listed(wanted),
        found=listed(there) if there else "none told",
        kept=wanted == there,
    )


def _played(cells: pl.DataFrame, wanted: Wanted) -> tuple[Check, Check]:
    """Whether all cells were played, and no others."""
    there = set(cells.select("key", "agent").rows())
    missing = [each for each in wanted if each not in there]
    extra = sorted(there - wanted.keys())
    count = f"{len(wanted)} cells"
    return (
        Check(
            what="cells missing",
            promised=f"all of {count}",
            found=f"{len(missing)} missing: {listed(map(named, missing))}"
            if missing
            else f"all {count}",
            kept=not missing,
        ),
        Check(
            what="cells beside them",
            promised="none",
            found=f"{len(extra)}: {listed(map(named, extra))}" if extra else "none",
            kept=not extra,
        ),
    )


def _versions(cells: pl.DataFrame, of: Registration) -> Check:
    """Whether what was promised was played under the promised versions and settings."""
    bases = {each.key.rpartition("|")[0]: each.base for each in of.cells}
    other = [
        place
        for place, base in cells.select("place", "base").unique().rows()
        if place in bases and bases[place] != base
    ]
    here = version(PACKAGE)
    told = ", ".join(f"{name} {number}" for name, number in of.versions.items())
    parts = []
    if other:
        parts.append(
            f"{len(other)} cells under other versions or settings: {listed(other)}"
        )
    if here != of.versions.get(PACKAGE):
        parts.append(f"scored and reported by {PACKAGE} {here}")
    return Check(
        what="versions and settings",
        promised=told,
        found="; ".join(parts) or "the same",
        kept=not parts,
    )


def _prompts(rollouts: pl.DataFrame, of: Registration) -> Check:
    """Whether the first draw of each cell says what it was to say."""
    wanted = {each.key: each.prompt for each in of.cells}
    key = pl.concat_str(*PLACE, "base", separator="|")
    first = rollouts.filter((pl.col("draw") == 0) & (pl.col("seed") == of.seed))
    shown = first.select(key, "prompt_hash").unique().rows()
    told = [(key, prompt) for key, prompt in shown if key in wanted]
    other = [key for key, prompt in told if prompt != wanted[key]]
    return Check(
        what="prompts of the first draw",
        promised=f"those of {len(wanted)} cells",
        found=f"{len(other)} differ: {listed(other)}"
        if other
        else f"the same in {len(told)}",
        kept=not other and {key for key, _ in told} == wanted.keys(),
    )


def _graders(rollouts: pl.DataFrame, of: Registration) -> Check:
    """Whether those graded who were to; a rollout that broke off was graded by nobody."""
    graded = rollouts.filter(pl.col("status") != "failed")
    return _values("graded by", [of.grader], graded["grader"])


def _contrasts(of: Registration) -> Check:
    """Whether the study still plans what it planned."""
    studies = catalogs.studies()
    ids = [each.id for each in of.contrasts]
    if of.study not in studies:
        now: tuple[PlannedContrast, ...] | None = None
    else:
        now = tuple(map(PlannedContrast.made, studies[of.study].contrasts))
    same = now == of.contrasts
    found = "the same" if same else "the study is not known here"
    if now is not None and not same:
        found = f"other ones: {listed(each.id for each in now)}"
    return Check(
        what="contrasts", promised=listed(ids) or "none", found=found, kept=same
    )


def _arms(rollouts: pl.DataFrame, of: Registration) -> Check:
    """Whether each contrast that was to be played was scored in both arms everywhere."""
    planned = [each.contrast for each in of.contrasts]
    what, promised = "contrasts played", "both arms of each, wherever planned"
    if not planned:
        return Check(what=what, promised="none", found="none", kept=True)
    by = [name for name in BY if name in rollouts.columns]
    try:
        rows = contrasts(rollouts, planned, by=by)
        left = unplayed(rollouts, planned, by=by)
    except EstimateError as problem:
        return Check(what=what, promised=promised, found=str(problem), kept=False)
    empty = rows.filter(pl.col("difference").is_null())
    gone = [
        f"{contrast} of {agent} in {scenario}"
        for table in (empty, left.filter(_could(left, of)))
        for contrast, agent, scenario in table.select(
            "contrast", "agent", "scenario"
        ).rows()
    ]
    return Check(
        what=what,
        promised=promised,
        found=f"{len(gone)} not: {listed(gone)}" if gone else f"{rows.height} of them",
        kept=not gone,
    )


def _could(rows: pl.DataFrame, of: Registration) -> pl.Series:
    """Whether a contrast had cells planned for both arms in the group of its row."""

    def arm(levels: dict[str, str], scenario: str, protocol: str) -> bool:
        wanted = {f"{factor}={level}" for factor, level in levels.items()}
        return any(
            wanted <= set(each.condition.split(","))
            for each in of.cells
            if (each.scenario, each.protocol) == (scenario, protocol)
        )

    by_id = {each.id: each for each in of.contrasts}
    return pl.Series(
        [
            all(arm(levels, *where) for levels in (by_id[name].low, by_id[name].high))
            for name, *where in rows.select("contrast", "scenario", "protocol").rows()
        ],
        dtype=pl.Boolean,
    )
