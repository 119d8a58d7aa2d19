"""Missing: whether arms differ in what could not be scored, and what that may undo.

A difference of rates is one of scored rollouts. Where crossings of one arm are filtered
and those of the other are not, it is no difference of what agents did. Nothing in the
scored rollouts shows that; two things can be seen from outside. The worst-case bounds say
whether any outcome of the unscored would undo a difference, and Fisher's exact test says
whether the arms lost unlike shares. The test takes rollouts as independent, so replicates
that fail together make it call too soon: it is a warning, and no claim rests on it.

References:
    Fisher 1935, The Design of Experiments: the exact test of a fourfold table.
    Manski 1990, American Economic Review 80, 319-323: bounds without assumptions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from scipy.stats import fisher_exact

from cornered.analysis.contrasts import BY
from cornered.analysis.matched import ARM, HIGH, LOW, having
from cornered.analysis.planned import in_arms
from cornered.core.study import Contrast

MANY = 0.05
"""Share of an arm that could not be scored above which it is flagged."""

ALPHA = 0.05
"""P of Fisher's test up to which arms are said to differ."""

MISSING = {
    "low_unscored": pl.Int64,
    "low_rollouts": pl.Int64,
    "high_unscored": pl.Int64,
    "high_rollouts": pl.Int64,
    "unscored_p": pl.Float64,
}
"""Columns of a table of what is missing after those of its groups."""


def could_undo(row: Mapping[str, Any], *, within: float = 0.0) -> bool:
    """Whether some outcome of the unscored would leave nothing of a difference.

    Args:
        row: A difference with `worst_lower` and `worst_upper`.
        within: For a claim that two rates are alike: its margin. Then the question is
            whether the bounds reach beyond it.

    Examples:
        >>> could_undo({"worst_lower": -0.1, "worst_upper": 0.4})
        True
        >>> could_undo({"worst_lower": 0.1, "worst_upper": 0.4})
        False
        >>> could_undo({"worst_lower": -0.02, "worst_upper": 0.1}, within=0.05)
        True
    """
    lower, upper = row["worst_lower"], row["worst_upper"]
    if lower is None or upper is None:
        return False
    if within:
        return bool(max(-lower, upper) > within)
    return bool(lower <= 0 <= upper)


def missing_by_arm(
    armed: pl.DataFrame, groups: Sequence[str], strata: Sequence[str] = ()
) -> pl.DataFrame:
    """What could not be scored in both arms of each group.

    Args:
        armed: Rollouts with the column `matched.ARM`.
        groups: Columns that make a group: one row comes out of each.
        strata: Columns that tell the strata of a group apart; those that only one arm
            played are left out.

    Returns:
        The columns of `groups` and those of `MISSING`: how many of how many rollouts of
        each arm could not be scored, and the two-sided p of Fisher's exact test that
        both arms lose the same share.
    """
    both = having(armed, [*groups, *strata], pl.col(ARM).n_unique() == len((LOW, HIGH)))
    gone = pl.col("outcome") == "unscored"
    counts = both.group_by(groups).agg(
        each
        for arm in (LOW, HIGH)
        for each in (
            (gone & (pl.col(ARM) == arm)).sum().cast(pl.Int64).alias(f"{arm}_unscored"),
            (pl.col(ARM) == arm).sum().cast(pl.Int64).alias(f"{arm}_rollouts"),
        )
    )
    p = [_p(row) for row in counts.iter_rows(named=True)]
    return counts.with_columns(unscored_p=pl.Series(p, dtype=pl.Float64)).sort(
        groups, nulls_last=True
    )


def missing_in_contrasts(
    rollouts: pl.DataFrame, planned: Sequence[Contrast], *, by: Sequence[str] = BY
) -> pl.DataFrame:
    """What could not be scored in the arms of planned contrasts.

    Args:
        rollouts: Table of rollouts.
        planned: Contrasts.
        by: Columns that make a group, as `contrasts.contrasts` takes them.

    Returns:
        `contrast`, the columns of `by`, and those of `MISSING`: a row for each contrast
        and group that played both arms.
    """
    groups = {name: rollouts.schema[name] for name in by}
    rows = [pl.DataFrame(schema={"contrast": pl.String, **groups, **MISSING})]
    for contrast in planned:
        found = in_arms(rollouts, contrast)
        if found is None:
            continue
        strata = [name for name in (*BY, *found.shared) if name not in by]
        counts = missing_by_arm(found.rollouts, by, strata)
        rows.append(counts.select(pl.lit(contrast.id).alias("contrast"), pl.all()))
    return pl.concat(rows)


def differ(row: Mapping[str, Any]) -> bool:
    """Whether the arms differ in how much of them could not be scored."""
    return row["unscored_p"] is not None and row["unscored_p"] <= ALPHA


def many(row: Mapping[str, Any]) -> bool:
    """Whether more than `MANY` of an arm could not be scored."""
    return any(_share(row, arm) > MANY for arm in (LOW, HIGH))


def missing_words(row: Mapping[str, Any], low: str, high: str) -> str:
    """What a reader must know of an arm's losses; empty if that is nothing.

    Args:
        row: A row of `MISSING`.
        low: What the reference arm is called.
        high: What the other arm is called.

    Examples:
        >>> lost = {"low_unscored": 1, "low_rollouts": 100, "unscored_p": 0.0002}
        >>> missing_words({**lost, "high_unscored": 20, "high_rollouts": 100}, "A", "B")
        'not scored: 1 of 100 (1 %) of A, 20 of 100 (20 %) of B; they differ in it (Fisher p < 0.001)'
        >>> missing_words({**lost, "high_unscored": 1, "high_rollouts": 100,
        ...     "unscored_p": 1.0}, "A", "B")
        ''
    """  # noqa: E501 - a doctest's line
    if not many(row) and not differ(row):
        return ""
    told = f"not scored: {_count(row, LOW)} of {low}, {_count(row, HIGH)} of {high}"
    p = row["unscored_p"]
    value = "p < 0.001" if p < 0.001 else f"p = {p:.2g}"  # noqa: PLR2004
    if differ(row):
        return f"{told}; they differ in it (Fisher {value})"
    return f"{told}; no difference between them is shown (Fisher {value})"


def _p(row: Mapping[str, int]) -> float:
    """Fisher's two-sided p of one row."""
    table = [
        [row[f"{arm}_unscored"], row[f"{arm}_rollouts"] - row[f"{arm}_unscored"]]
        for arm in (LOW, HIGH)
    ]
    return float(fisher_exact(table).pvalue)


def _share(row: Mapping[str, Any], arm: str) -> float:
    """The share of an arm that could not be scored."""
    return float(row[f"{arm}_unscored"] / row[f"{arm}_rollouts"])


def _count(row: Mapping[str, Any], arm: str) -> str:
    """How much of an arm could not be scored, in words."""
    share = 100 * _share(row, arm)
    told = f"{share:.1f}" if 0 < share < 1 else f"{share:.0f}"
    return f"{row[f'{arm}_unscored']} of {row[f'{arm}_rollouts']} ({told} %)"
