"""Comparison: two runs, cell by cell and pooled: before and after, with and without."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cornered.analysis.differences import differences, per_draw
from cornered.analysis.intervals import LEVEL
from cornered.analysis.matched import ARM, HIGH, LOW
from cornered.analysis.multiplicity import holm
from cornered.analysis.rates import check_groups
from cornered.core.errors import EstimateError

ALIKE = ("scenario", "condition", "surface", "preset")
"""What a cell of both runs always has alike."""

MAYBE = ("agent", "protocol")
"""What the runs may be compared on: matched where both have a value of it."""

ROWS = ("cell", "scenario", "all")
"""Values of the column `row`."""

SIDES = ("agent", "protocol", "base")
"""What each run's side of a row is told by: its values, joined by commas."""

FOUND = (
    *("simulated", "paired", "draws"),
    *("a_crossed", "a_scored", "a_rate", "b_crossed", "b_scored", "b_rate"),
    *("difference", "lower", "upper", "p", "p_holm", "method"),
    *("worst_lower", "worst_upper", "unscored", "not_compared"),
)


def matched_on(a: pl.DataFrame, b: pl.DataFrame) -> tuple[str, ...]:
    """The columns that cells of both runs are matched on.

    Agents are matched by name if the runs share one; else each run must have one agent,
    and these two are compared. The same goes for protocols.

    Raises:
        EstimateError: If runs share no agent (or protocol) and one of them has several.
    """
    keys = list(ALIKE)
    for name in MAYBE:
        ours, theirs = (sorted(map(str, each[name].unique())) for each in (a, b))
        if set(ours) & set(theirs):
            keys.append(name)
        elif len(ours) > 1 or len(theirs) > 1:
            message = (
                f"cannot tell which {name} to compare with which: one run has "
                f"{', '.join(ours)}, the other {', '.join(theirs)}; allowed: one "
                f"{name} in each, or the same in both"
            )
            raise EstimateError(message)
    return tuple(keys)


def comparison(
    a: pl.DataFrame, b: pl.DataFrame, *, level: float = LEVEL
) -> pl.DataFrame:
    """Run B against run A: one row per cell that both have, then pooled rows.

    Pooled rows give each cell that both have the same weight; draws stay the clusters.

    Args:
        a: Table of rollouts of the run compared with, one definition.
        b: Table of rollouts of the other run, under the same definition.
        level: Confidence level of the intervals, in (0, 1).

    Returns:
        `row` (`cell`, `scenario` or `all`), `scenario`, `condition`, `surface`,
        `preset` (null where pooled), `definition`, `cells` (how many were pooled),
        `a_agent`, `b_agent`, `a_protocol`, `b_protocol`, `a_base`, `b_base` (of the
        row's cells; several are joined by commas), `base_differs`, `simulated`,
        `paired`, `draws`, `a_crossed`, `a_scored`, `a_rate`, the same of `b`,
        `difference` (b - a), `lower`, `upper`, `p`, `p_holm` (cells are one family,
        scenarios another), `method`, `worst_lower`, `worst_upper`, `unscored` and
        `not_compared`, as `contrasts.contrasts` says.

    Raises:
        EstimateError: If the runs have no cell in common, differ in the definition, or
            a run has a rollout twice or several bases in one cell.
    """
    keys = matched_on(a, b)
    both = _armed(a, b, keys)
    counts = per_draw(both, keys)
    rows = [
        _rows("cell", both, counts, keys, (), level=level),
        _rows("scenario", both, counts, ("scenario",), keys, level=level),
        _rows("all", both, counts, ("row",), keys, level=level),
    ]
    names = dict.fromkeys(name for each in rows for name in each.columns)
    return pl.concat(rows, how="diagonal").select(
        *("row", *ALIKE, "definition", "cells"),
        *(f"{arm}_{name}" for name in SIDES for arm in "ab"),
        "base_differs",
        *(name for name in FOUND if name in names),
    )


def unmatched(a: pl.DataFrame, b: pl.DataFrame) -> pl.DataFrame:
    """The cells that only one run has; they are in no row of `comparison`.

    Returns:
        The columns of `matched_on`, `only` (`a` or `b`) and `rollouts`.
    """
    keys = list(matched_on(a, b))
    only = [
        one.join(other.select(keys).unique(), on=keys, how="anti", nulls_equal=True)
        .group_by(keys)
        .agg(only=pl.lit(name), rollouts=pl.len())
        for name, one, other in (("a", a, b), ("b", b, a))
    ]
    return pl.concat(only).sort("only", *keys, nulls_last=True)


def _armed(a: pl.DataFrame, b: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The rollouts of the cells that both runs have, with the column `ARM`."""
    definitions = [set(each["definition"].unique()) for each in (a, b)]
    if len(definitions[0] | definitions[1]) > 1:
        told = " and ".join(", ".join(sorted(map(str, d))) for d in definitions)
        message = (
            f"runs under the definitions {told} cannot be compared; allowed: one "
            "definition for both"
        )
        raise EstimateError(message)
    for each in (a, b):
        check_groups(each, keys)
    of_draws = ("definition", "seed", "draw", "outcome", "simulated")
    needed = list(dict.fromkeys((*keys, *ALIKE, *SIDES, *of_draws)))
    both = pl.concat(
        each.select(needed).with_columns(pl.lit(arm).alias(ARM), row=pl.lit("all"))
        for each, arm in ((a, LOW), (b, HIGH))
    )
    shared = both.group_by(keys).agg(n=pl.col(ARM).n_unique()).filter(pl.col("n") > 1)
    both = both.join(shared, on=list(keys), how="semi", nulls_equal=True)
    if not both.height:
        message = (
            f"the runs have no cell in common, of {a.n_unique(list(keys))} and "
            f"{b.n_unique(list(keys))}; allowed: runs that share "
            f"{', '.join(keys)} in at least one cell"
        )
        raise EstimateError(message)
    return both


def _rows(
    row: str,
    both: pl.DataFrame,
    counts: pl.DataFrame,
    groups: Sequence[str],
    keys: Sequence[str],
    *,
    level: float,
) -> pl.DataFrame:
    """The rows of one kind."""
    strata = [name for name in keys if name not in groups]
    if "row" in groups:
        counts = counts.with_columns(row=pl.lit("all"))
    found = differences(counts, groups, strata, level=level)
    sides = [
        pl.col(name)
        .filter(pl.col(ARM) == arm)
        .cast(pl.String)
        .unique()
        .sort()
        .str.join(", ")
        .alias(f"{side}_{name}")
        for name in SIDES
        for side, arm in (("a", LOW), ("b", HIGH))
    ]
    cells = [name for name in (*groups, *strata) if name != "row"]
    told = both.group_by(groups).agg(
        *sides, pl.col("definition").first(), cells=pl.struct(cells).n_unique()
    )
    renamed = {
        f"{arm}_{name}": f"{side}_{name}"
        for arm, side in ((LOW, "a"), (HIGH, "b"))
        for name in ("crossed", "scored", "rate")
    }
    joined = found.join(
        told, on=list(groups), how="left", nulls_equal=True, maintain_order="left"
    ).rename(renamed)
    kept = [name for name in joined.columns if name not in MAYBE]
    return joined.select(kept).with_columns(
        row=pl.lit(row),
        base_differs=pl.col("a_base") != pl.col("b_base"),
        p_holm=pl.Series(holm(joined["p"].to_numpy()), dtype=pl.Float64).fill_nan(None),
    )
