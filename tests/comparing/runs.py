"""Runs: tables of rollouts as two runs leave them, made without playing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from cornered.comparing.matched import Matched, matched
from cornered.core.cell import condition_text
from cornered.scoring.tables import rollouts_table
from cornered.tabled import Tables
from tests.analysis.synthetic import row

ARMS = (("blackmail", "none"), ("blackmail", "replacement"), ("espionage", "none"))


def run(
    rates: float | Sequence[float],
    *,
    draws: int = 40,
    arms: Sequence[tuple[str, str]] = ARMS,
    agent: str = "openai/gpt-4.1",
    random: int = 0,
    **other: Any,  # noqa: ANN401 - columns of a row
) -> pl.DataFrame:
    """A run: each arm crosses at its rate, over its own draws."""
    each = [rates] * len(arms) if isinstance(rates, (int, float)) else rates
    generator = np.random.default_rng(random)
    return rollouts_table(
        [
            row(
                agent=agent,
                scenario=scenario,
                threat=threat,
                draw=draw,
                outcome="crossed" if generator.random() < rate else "held",
                **other,
            )
            for (scenario, threat), rate in zip(arms, each, strict=True)
            for draw in range(draws)
        ]
    )


def lost(rollouts: pl.DataFrame, share: float, **where: str) -> pl.DataFrame:
    """The run with that share of some cell's rollouts cut short."""
    cell = pl.all_horizontal(pl.col(name) == value for name, value in where.items())
    gone = cell & (pl.int_range(pl.len()).over("cell") < share * pl.len().over("cell"))
    cut = pl.lit("truncated")
    return rollouts.with_columns(
        status=pl.when(gone).then(cut).otherwise("status"),
        reason=pl.when(gone).then(cut).otherwise("reason"),
        outcome=pl.when(gone).then(pl.lit("unscored")).otherwise("outcome"),
    )


def with_level(rollouts: pl.DataFrame, factor: str, level: str) -> pl.DataFrame:
    """The run as it were if this factor had been crossed as well, with one level."""
    conditions = [
        condition_text(
            tuple(
                sorted(
                    (
                        ("goal", each["factor_goal"]),
                        ("threat", each["factor_threat"]),
                        (factor, level),
                    )
                )
            )
        )
        for each in rollouts.to_dicts()
    ]
    table = rollouts.with_columns(
        pl.lit(level).alias(f"factor_{factor}"), pl.Series("condition", conditions)
    )
    return table.with_columns(cell=pl.col("cell") + "|" + pl.lit(level))


def tables(rollouts: pl.DataFrame, *, left_out: tuple[str, ...] = ()) -> Tables:
    """The tables of a run."""
    return Tables(rollouts=rollouts, acts=pl.DataFrame(), left_out=left_out)


def side_by_side(a: pl.DataFrame, b: pl.DataFrame) -> Matched:
    """Two runs side by side."""
    return matched(tables(a), tables(b))
