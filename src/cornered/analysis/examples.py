"""Which rollouts to show as examples: of each cell one that crossed and one that held."""

from __future__ import annotations

import polars as pl


def example_rows(rollouts: pl.DataFrame, *, per_outcome: int = 1) -> pl.DataFrame:
    """The rollouts to show, at most `per_outcome` crossed and as many held per cell.

    Low draws come first: agents then share draws, so what they were shown need be
    printed only once. No reader chooses, so the examples are not picked to please.

    Returns:
        Rows of `rollouts`, all columns, sorted by cell and outcome.
    """
    return (
        rollouts.filter(pl.col("outcome") != "unscored")
        .sort("cell", "outcome", "seed", "draw", "replicate")
        .group_by("cell", "outcome", maintain_order=True)
        .head(per_outcome)
        .select(rollouts.columns)
    )
