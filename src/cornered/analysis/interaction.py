"""Interactions of two factors: differences of differences, on the risk and on the odds.

Does a level of one factor do more where the other is at a given level than where it is at
its reference? The answer depends on the scale. `scales` says in words whether both give
the same one; where they do not, neither is wrong, and a claim must name its scale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from cornered.analysis.conditions import Cells, cells_of
from cornered.analysis.contrasts import BY
from cornered.analysis.effects import counts_of, effects
from cornered.analysis.intervals import LEVEL
from cornered.analysis.rates import check_groups
from cornered.scoring.tables import Schema

SAME, OPPOSITE = "both scales agree", "the scales disagree in sign"
ONE = "only one scale tells it from none"
NEITHER = "neither scale tells it from none"

RATES = ("rate_neither", "rate_first", "rate_second", "rate_both")
NUMBERS = (
    *("difference", "lower", "upper", "p"),
    *("log_odds", "log_odds_lower", "log_odds_upper", "log_odds_p"),
    *RATES,
)


def interactions(
    table: pl.DataFrame,
    first: str,
    second: str,
    *,
    by: Sequence[str] = BY,
    cluster: str | None = None,
    reference: Mapping[str, str] | None = None,
    level: float = LEVEL,
) -> pl.DataFrame:
    """The interaction of each pair of levels of two factors, in each group.

    Args:
        table: Rollouts; or, if `cluster` is given, counts as `effects.effects` takes.
        first: Name of a factor.
        second: Name of another.
        by: Columns that make a group.
        cluster: Column of counts that holds what is independent; None for rollouts,
            whose draws are the clusters.
        reference: Level of a factor that its others are compared with.
        level: Confidence level of the intervals, in (0, 1).

    Returns:
        The columns of `by`, `simulated` (null for counts), `first` and `second`
        (`factor=level`), `difference` (of risk differences, in [-2, 2]) with `lower`,
        `upper` and `p`; `log_odds` with `log_odds_lower`, `log_odds_upper` and
        `log_odds_p`; the four rates (`rate_neither` is at both references); `clusters`;
        `separated` (see `effects`); and `scales`, in words. Groups in which the four
        conditions were not all played have no row.

    Raises:
        EstimateError: If the table lacks a column, or clusters are fewer than two.
    """
    if cluster is None:
        check_groups(table, by)
        counts = counts_of(table, (first, second), by=by)
    else:
        counts = table
    groups = counts.group_by(by, maintain_order=True) if by else [((), counts)]
    rows = []
    for key, group in groups:
        if min(group[name].n_unique() for name in (first, second)) > 1:
            simulated = "simulated" in group.columns and bool(group["simulated"].any())
            told = dict(zip(by, key, strict=True))
            told["simulated"] = simulated if "simulated" in group.columns else None
            rows += [
                told | row
                for row in _rows(
                    group,
                    (first, second),
                    cluster=cluster or "cluster",
                    reference=reference,
                    level=level,
                )
            ]
    schema: Schema = {
        **{name: counts.schema[name] for name in by},
        "simulated": pl.Boolean,
        "first": pl.String,
        "second": pl.String,
        **dict.fromkeys(NUMBERS, pl.Float64),
        "clusters": pl.Int64,
        "separated": pl.Boolean,
        "scales": pl.String,
    }
    return pl.DataFrame(rows, schema=schema)


def _rows(
    counts: pl.DataFrame,
    pair: tuple[str, str],
    *,
    cluster: str,
    reference: Mapping[str, str] | None,
    level: float,
) -> list[dict[str, object]]:
    """The interactions of one group."""
    given = {"factors": pair, "cluster": cluster, "reference": reference}
    cells = cells_of(counts, **given)  # type: ignore[arg-type]
    found = effects(counts, **given, level=level)  # type: ignore[arg-type]
    known = found.filter(
        pl.col("term").str.contains(":") & pl.col("risk_difference").is_not_null()
    )
    rows = []
    for row in known.iter_rows(named=True):
        first, second = row["term"].split(":")
        rows.append(
            {
                "first": first,
                "second": second,
                "difference": row["risk_difference"],
                "lower": row["rd_lower"],
                "upper": row["rd_upper"],
                "p": row["rd_p"],
                "log_odds": row["log_odds"],
                "log_odds_lower": row["lower"],
                "log_odds_upper": row["upper"],
                "log_odds_p": row["p"],
                **_corners(cells, first.split("=", 1)[1], second.split("=", 1)[1]),
                "clusters": row["clusters"],
                "separated": row["separated"],
                "scales": _scales(
                    (row["rd_lower"], row["rd_upper"]), (row["lower"], row["upper"])
                ),
            }
        )
    return rows


def _corners(cells: Cells, first: str, second: str) -> dict[str, float]:
    """The rates of the four conditions."""
    none = tuple(cells.levels[name][0] for name in cells.factors)
    corners = (none, (first, none[1]), (none[0], second), (first, second))
    at = {
        each: float(rate)
        for each, rate in zip(cells.conditions, cells.rates, strict=True)
    }
    return {name: at[each] for name, each in zip(RATES, corners, strict=True)}


def _scales(risk: tuple[float, float], odds: tuple[float, float]) -> str:
    """Whether two intervals say the same of the sign, in words."""
    signs = [int(lower > 0) - int(upper < 0) for lower, upper in (risk, odds)]
    if not any(signs):
        return NEITHER
    if signs[0] == signs[1]:
        return SAME
    return ONE if 0 in signs else OPPOSITE
