"""What rollouts cost: tokens of the agent and of graders, and money where it is known."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

TOKENS = ("input_tokens", "output_tokens", "grader_tokens")


def costs(rollouts: pl.DataFrame, *, by: Sequence[str] = ("agent",)) -> pl.DataFrame:
    """Tokens and money of each group of rollouts, unscored ones included.

    Args:
        rollouts: Table of rollouts.
        by: Columns that make a group.

    Returns:
        The columns of `by`, `simulated`, `rollouts`, `input_tokens`, `output_tokens` and
        `grader_tokens` (sums; null if no rollout of the group has the number),
        `tokens_known` (share of rollouts with the agent's tokens), `cost_usd` (of those
        whose cost is known; null if none is) and `cost_known` (their share, in [0, 1]):
        below 1 the sum is a lower bound.
    """

    def total(name: str) -> pl.Expr:
        known = pl.col(name).is_not_null().any()
        return pl.when(known).then(pl.col(name).sum()).alias(name)

    return (
        rollouts.group_by(by)
        .agg(
            pl.col("simulated").any(),
            pl.len().cast(pl.Int64).alias("rollouts"),
            *(total(name) for name in TOKENS),
            tokens_known=pl.all_horizontal(
                pl.col(name).is_not_null() for name in TOKENS[:2]
            ).mean(),
            cost_usd=total("cost_usd"),
            cost_known=pl.col("cost_usd").is_not_null().mean(),
        )
        .sort(by, nulls_last=True)
    )
