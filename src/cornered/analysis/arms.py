"""The order and the wording of agents and arms, the same in each figure and table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from cornered.catalogs import factors
from cornered.core.cell import condition_text, parse_condition

BESIDE = ("surface", "preset", "protocol", "base")
"""What tells arms apart beside the condition; named where a scenario has several."""


@dataclass(frozen=True, kw_only=True)
class Arm:
    """A column of the study: a scenario under one condition, however guarded."""

    scenario: str
    levels: tuple[tuple[str, str], ...]
    """(factor, level) of the condition, then what else tells it from other arms."""

    @property
    def text(self) -> str:
        """`factor=level` joined by commas; unique within the scenario."""
        return condition_text(self.levels)


def with_arms(table: pl.DataFrame) -> pl.DataFrame:
    """`table` with `arm` (text) and `arm_order` (rank within the scenario).

    Args:
        table: Has `scenario`, `condition` and the columns of `BESIDE`; rows of rollouts
            or of rates.
    """
    keys = ["scenario", "condition", *BESIDE]
    distinct = table.select(keys).unique().sort(keys, nulls_last=True)
    several = distinct.group_by("scenario").agg(pl.col(BESIDE).n_unique())
    told = {
        row["scenario"]: [name for name in BESIDE if row[name] > 1]
        for row in several.iter_rows(named=True)
    }
    made = [
        Arm(
            scenario=row["scenario"],
            levels=(
                *_levels(row["condition"]),
                *((name, str(row[name])) for name in told[row["scenario"]]),
            ),
        )
        for row in distinct.iter_rows(named=True)
    ]
    ranks = {arm: rank for rank, arm in enumerate(sorted(set(made), key=_rank))}
    named = distinct.with_columns(
        arm=pl.Series([arm.text for arm in made], dtype=pl.String),
        arm_order=pl.Series([ranks[arm] for arm in made], dtype=pl.Int64),
    )
    return table.join(
        named, on=keys, how="left", nulls_equal=True, maintain_order="left"
    )


def arms(table: pl.DataFrame) -> dict[str, tuple[Arm, ...]]:
    """The arms of each scenario, in order, of a table that `with_arms` made."""
    rows = table.select("scenario", "arm", "arm_order").unique().sort("arm_order")
    found: dict[str, list[Arm]] = {name: [] for name in sorted(set(rows["scenario"]))}
    for row in rows.iter_rows(named=True):
        arm = Arm(scenario=row["scenario"], levels=tuple(_levels(row["arm"])))
        found[arm.scenario].append(arm)
    return {name: tuple(of) for name, of in found.items()}


def agents(rates: pl.DataFrame) -> tuple[str, ...]:
    """The agents of a table of rates, the one with the highest mean rate first."""
    means = rates.group_by("agent").agg(pl.col("rate").mean())
    ordered = means.sort("rate", "agent", descending=[True, False], nulls_last=True)
    return tuple(ordered["agent"])


def shared_factors(of: Iterable[Arm]) -> tuple[str, ...]:
    """The factors that every arm names, if all name the same ones; else none."""
    sets: set[tuple[str, ...]] = {tuple(name for name, _ in arm.levels) for arm in of}
    return next(iter(sets)) if len(sets) == 1 else ()


def _levels(condition: str) -> Sequence[tuple[str, str]]:
    """(factor, level) pairs of a condition's text, in its order."""
    return () if condition == "base" else tuple(parse_condition(condition).items())


def _rank(arm: Arm) -> tuple[str, tuple[tuple[str, int, str], ...]]:
    """Sort key: scenario, then the levels in the order that their factor gives them."""
    ranked = [(name, level_rank(name, level), level) for name, level in arm.levels]
    return arm.scenario, tuple(ranked)


def level_rank(factor: str, level: str) -> int:
    """Place of a level among those of its factor; last if the catalog has it not.

    Tables may come from elsewhere, so a factor that is not installed is no error.
    """
    known = factors().components
    order = [each.id for each in known[factor].levels] if factor in known else []
    return order.index(level) if level in order else len(order)
