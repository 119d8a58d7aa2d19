"""Sequential looks: a contrast tested while it is played, its error kept to alpha.

Who tests at 5 % at each of five looks claims something from nothing in 14 % of studies.
Here each look may spend a share of alpha that depends on how much of what was planned has
been played, nearly nothing early, nearly all at the end (`spending`).

A test of any kind can be looked at so, since its p-value is compared with the two-sided
tail of the bound (`levels`): exact tests stay exact. An interval at one less that level
(a repeated interval) covers at every look, whether or not the contrast was stopped, and
`repeated_p` is the smallest alpha at which the look would have decided.

References:
    Armitage, McPherson & Rowe 1969, JRSS A 132, 235-244: what naive looks cost.
    Jennison & Turnbull 2000, "Group Sequential Methods", chapters 7 (unequal looks) and
        9 (repeated intervals and p-values).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from scipy.optimize import brentq
from scipy.stats import norm

from cornered.analysis.contrasts import contrasts
from cornered.analysis.multiplicity import holm
from cornered.analysis.spending import ALPHA, spending_bounds
from cornered.core.errors import EstimateError
from cornered.core.study import Contrast
from cornered.scoring.tables import Schema

LEAST_P = 1e-12
"""Smallest repeated p-value that is told apart from 0."""


def fractions(looks: int) -> tuple[float, ...]:
    """Equally spaced looks.

    Examples:
        >>> fractions(4)
        (0.25, 0.5, 0.75, 1.0)
    """
    return tuple((look + 1) / looks for look in range(looks))


def bounds(looks: int | Sequence[float], alpha: float = ALPHA) -> tuple[float, ...]:
    """What |z| must reach at each look to be called different from 0.

    Args:
        looks: How many equally spaced ones, or the fraction of the information at each:
            rising, in (0, 1].
        alpha: Two-sided chance of a false claim over all looks, in (0, 1).

    Raises:
        EstimateError: If the fractions do not rise within (0, 1].

    Examples:
        >>> [round(each, 3) for each in bounds(3)]
        [3.71, 2.511, 1.993]
    """
    at = fractions(looks) if isinstance(looks, int) else tuple(map(float, looks))
    rising = all(a < b for a, b in zip((0.0, *at), at, strict=False))
    if not at or not rising or at[-1] > 1 or not 0 < alpha < 1:
        message = (
            f"looks at fractions {list(at)!r} with alpha {alpha!r}; allowed: fractions "
            "that rise within (0, 1], alpha within (0, 1)"
        )
        raise EstimateError(message)
    return spending_bounds(at, float(alpha))


def levels(looks: int | Sequence[float], alpha: float = ALPHA) -> tuple[float, ...]:
    """The two-sided level at which each look tests: what its p-value must not exceed.

    Examples:
        >>> [round(each, 4) for each in levels(3)]
        [0.0002, 0.012, 0.0463]
    """
    return tuple(float(2 * norm.sf(each)) for each in bounds(looks, alpha))


def decided(
    p: float, look: int, looks: int | Sequence[float], alpha: float = ALPHA
) -> bool:
    """Whether a p-value at a look, counted from 0, decides the contrast.

    Examples:
        >>> decided(0.001, 0, 4), decided(0.001, 1, 4)
        (False, True)
    """
    return p <= levels(looks, alpha)[look]


def repeated_p(p: float, look: int, looks: int | Sequence[float]) -> float:
    """The smallest alpha at which a p-value at a look, counted from 0, decides.

    Valid at any look, stopped or not; never below `LEAST_P`.

    Examples:
        >>> round(repeated_p(0.0463, 2, 3), 3)
        0.05
    """
    least, most = np.log(LEAST_P), np.log1p(-1e-9)

    def beyond(log_alpha: float) -> float:
        level = levels(looks, float(np.exp(log_alpha)))[look]
        return float(np.log(max(level, 1e-300)) - np.log(max(p, 1e-300)))

    if beyond(least) >= 0:
        return LEAST_P
    if beyond(most) <= 0:
        return 1.0
    return float(np.exp(brentq(beyond, least, most, xtol=1e-7)))


KEYS = ("contrast", "agent", "scenario", "surface", "preset", "protocol", "base")
"""What tells the tests of a run apart."""

RECORD: Schema = {
    **dict.fromkeys(KEYS, pl.String),
    "looks": pl.Int64,
    "fractions": pl.List(pl.Float64),
    "tests": pl.Int64,
    "taken": pl.Int64,
    "look": pl.Int64,
}
"""Columns of a record of looks: how many were planned, at which fractions of the draws;
over how many tests alpha was split; how many looks were taken; and the look, from 1, that
decided the contrast (null if none did)."""

REPEATED = (
    *("looks", "look", "bound", "level_p", "repeated_lower", "repeated_upper"),
    *("repeated_p", "repeated_p_holm", "looked"),
)


def repeated(
    rollouts: pl.DataFrame,
    planned: Sequence[Contrast],
    record: pl.DataFrame,
    *,
    alpha: float = ALPHA,
) -> pl.DataFrame:
    """The planned contrasts of a run that was looked at while it was played.

    Args:
        rollouts: Table of rollouts.
        planned: The study's contrasts.
        record: What was looked at, with the columns of `RECORD`.
        alpha: Two-sided chance of a false claim per contrast, over all its looks.

    Returns:
        The rows and columns of `contrasts.contrasts`, then `looks` and `look` (null for a
        contrast that was not looked at, or not decided), `bound` (what |z| had to reach
        at the look that counts: the one that decided it, else the last one taken),
        `level_p` (the same as a p-value), `repeated_lower` and `repeated_upper` (valid at
        any look), `repeated_p` (smallest alpha at which the look decides),
        `repeated_p_holm`, and `looked`: all of that in a sentence. For a contrast that
        was not looked at, the repeated numbers are the plain ones.
    """
    plain = contrasts(rollouts, planned, level=1 - alpha)
    keyed = plain.join(record, on=list(KEYS), how="left", nulls_equal=True)
    rows = []
    for row in keyed.iter_rows(named=True):
        told = {name: row[name] for name in KEYS}
        if row["looks"] is None:
            told |= {"repeated_p": row["p"], "_level": alpha}
        else:
            # Between two looks the bound of the earlier one is the stricter.
            counts = max(row["look"] or row["taken"], 1) - 1
            bound = bounds(row["fractions"], alpha)[counts]
            told |= {
                "bound": bound,
                "level_p": float(2 * norm.sf(bound)),
                "_level": float(2 * norm.sf(bound)),
                "looked": _told(row, bound),
            }
            if row["p"] is not None:
                told["repeated_p"] = repeated_p(row["p"], counts, row["fractions"])
        rows.append(told)
    numbers = dict.fromkeys(("bound", "level_p", "repeated_p", "_level"), pl.Float64)
    schema = {**dict.fromkeys(KEYS, pl.String), **numbers, "looked": pl.String}
    found = keyed.drop("fractions", "tests", "taken").join(
        pl.DataFrame(rows, schema=schema), on=list(KEYS), nulls_equal=True
    )
    return _with_bounds(found, rollouts, planned).select(*plain.columns, *REPEATED)


def planned_contrasts(
    rollouts: pl.DataFrame,
    planned: Sequence[Contrast],
    record: pl.DataFrame | None,
) -> pl.DataFrame:
    """The planned contrasts, by repeated intervals where a run was looked at.

    Args:
        rollouts: Table of rollouts.
        planned: The study's contrasts.
        record: What was looked at, with the columns of `RECORD`; None for nothing.

    Returns:
        The columns of `contrasts.contrasts`. `lower`, `upper`, `p` and `p_holm` of a
        contrast that was looked at are the repeated ones, and `method` says so.
    """
    if record is None or not record.height:
        return contrasts(rollouts, planned)
    table = repeated(rollouts, planned, record)
    said = pl.concat_str("method", pl.lit("; "), "looked", ignore_nulls=False)
    return table.with_columns(
        lower="repeated_lower",
        upper="repeated_upper",
        p="repeated_p",
        p_holm="repeated_p_holm",
        method=pl.coalesce(said, "method"),
    ).drop(REPEATED)


def _with_bounds(
    found: pl.DataFrame, rollouts: pl.DataFrame, planned: Sequence[Contrast]
) -> pl.DataFrame:
    """The table with repeated intervals, each at its own level, and Holm's p-values."""
    ends = [
        found.select(KEYS).clear().with_columns(repeated_lower=0.0, repeated_upper=0.0)
    ]
    for level in found["_level"].unique().sort():
        at = contrasts(rollouts, planned, level=1 - level)
        mine = found.filter(pl.col("_level") == level).select(KEYS)
        at = at.rename({"lower": "repeated_lower", "upper": "repeated_upper"})
        ends.append(
            mine.join(at, on=list(KEYS), nulls_equal=True).select(
                *KEYS, "repeated_lower", "repeated_upper"
            )
        )
    adjusted = holm(found["repeated_p"].to_numpy().astype(np.float64))
    return found.with_columns(
        repeated_p_holm=pl.Series(adjusted, dtype=pl.Float64).fill_nan(None)
    ).join(
        pl.concat(ends),
        on=list(KEYS),
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )


def _told(row: Mapping[str, Any], bound: float) -> str:
    """What was looked at, in a sentence."""
    if row["look"] is None:
        return (
            f"looked at {row['taken']} of {row['looks']} times and not decided; "
            f"bound {bound:.3f}"
        )
    return f"decided at look {row['look']} of {row['looks']}; bound {bound:.3f}"
