"""Specification curve: the same rollouts under every definition and every grader.

References:
    Simonsohn, Simmons & Nelson 2020, Nature Human Behaviour 4, 1208-1214.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import polars as pl

from cornered.analysis.intervals import LEVEL
from cornered.analysis.rates import CELL, cell_rates
from cornered.analysis.redefined import ALL, ANY, graders_of, redefined
from cornered.catalogs import definitions as all_definitions
from cornered.core.definition import Definition
from cornered.scoring.panel import RECORDED

BY = tuple(name for name in CELL if name not in ("definition", "cell"))
"""What a curve is given for, unless its caller says otherwise."""


def specification_curve(
    rollouts: pl.DataFrame,
    definitions: Sequence[Definition] = (),
    graders: Sequence[str] = (),
    *,
    by: Sequence[str] = BY,
    level: float = LEVEL,
) -> pl.DataFrame:
    """The rates under each definition and grader, one row per specification and group.

    Args:
        rollouts: Table of rollouts, each (cell, draw, replicate, seed) once.
        definitions: What counts as crossed; all there are if empty.
        graders: Whose word counts; if empty, every one that the table holds and, where
            some rollouts have several, `any` and `all` of them: the bounds under either.
        by: Columns that make a group.
        level: Confidence level of the intervals, in (0, 1).

    Returns:
        `definition`, `grader`, the columns of `by`, then those of `rates.cell_rates`. A
        grader's rows count only the rollouts that it has graded. Where the table names
        no grader at all, `grader` is null.

    Raises:
        UnknownName: If no rollout was graded by one of the graders.
        EstimateError: If a rollout comes twice, or a group mixes unlike rollouts.
    """
    found = []
    for definition in definitions or tuple(all_definitions().values()):
        for grader in graders or specifications(rollouts) or (None,):
            graded = rollouts if grader is None else _graded(rollouts, grader)
            table = redefined(graded, definition, grader=grader)
            rates = cell_rates(table, by=by, level=level)
            found.append(
                rates.select(
                    pl.lit(definition.key).alias("definition"),
                    pl.lit(grader, dtype=pl.String).alias("grader"),
                    pl.all(),
                )
            )
    return pl.concat(found)


def specifications(rollouts: pl.DataFrame) -> tuple[str, ...]:
    """The graders that a curve of these rollouts goes over."""
    several = any(
        sum(not grader.startswith(RECORDED) for grader in json.loads(raw)) > 1
        for raw in _raw(rollouts)
    )
    return (*graders_of(rollouts), *((ANY, ALL) if several else ()))


def _raw(rollouts: pl.DataFrame) -> list[str]:
    """The distinct words of several graders."""
    return rollouts["grader_raw"].drop_nulls().unique().to_list()


def _graded(rollouts: pl.DataFrame, grader: str) -> pl.DataFrame:
    """The rollouts that a grader has graded; all of them for a bound."""
    if grader in (ANY, ALL):
        return rollouts
    by_it = [raw for raw in _raw(rollouts) if grader in json.loads(raw)]
    kept = rollouts.filter(
        (pl.col("grader") == grader) | pl.col("grader_raw").is_in(by_it)
    )
    return kept if kept.height else rollouts
