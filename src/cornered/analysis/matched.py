"""Matched: which draws of two arms are compared, and whether they are pairs."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cornered.analysis.rates import CLUSTER

ARM, LOW, HIGH = "_arm", "low", "high"
"""Column that tells the arms apart, and its two values."""

LEAST_SHARED = 2
"""Draws that arms must share to be paired."""


def having(table: pl.DataFrame, keys: Sequence[str], that: pl.Expr) -> pl.DataFrame:
    """The rows of `table` whose group by `keys` is such, as `that` says of a group."""
    kept = table.group_by(keys).agg(_kept=that).filter("_kept").drop("_kept")
    return table.join(kept, on=list(keys), how="semi", nulls_equal=True)


def _shared(usable: pl.DataFrame, within: Sequence[str]) -> pl.DataFrame:
    """The rows whose draw was scored in both arms of its stratum."""
    draw = [*within, *(name for name in CLUSTER if name not in within)]
    return having(usable, draw, pl.col(ARM).n_unique() == len((LOW, HIGH)))


def matched(
    usable: pl.DataFrame, groups: Sequence[str], within: Sequence[str]
) -> pl.DataFrame:
    """What is compared: shared draws where arms are paired, else all.

    Arms are paired where they share `LEAST_SHARED` draws or more, half or more of those
    of either, and some in every stratum. To pair on fewer would leave out too much.

    Args:
        usable: Counts of draws, all scored, of strata that both arms have.
        groups: Columns that make a group.
        within: Those and the ones that tell strata apart.

    Returns:
        Rows of `usable` with `paired`, the same for all rows of a group.
    """
    draw = pl.struct(CLUSTER)
    shared = _shared(usable, within)
    of_arms = usable.group_by([*groups, ARM]).agg(n=draw.n_unique())
    least = of_arms.group_by(groups).agg(least=pl.col("n").min())
    reach = usable.group_by(groups).agg(all=pl.struct(within).n_unique())
    paired = (
        shared.group_by(groups)
        .agg(shared=draw.n_unique(), strata=pl.struct(within).n_unique())
        .join(least, on=list(groups), nulls_equal=True)
        .join(reach, on=list(groups), nulls_equal=True)
        .filter(
            (pl.col("shared") >= LEAST_SHARED)
            & (2 * pl.col("shared") >= pl.col("least"))
            & (pl.col("strata") == pl.col("all"))
        )
    )
    pairs = shared.join(paired, on=list(groups), how="semi", nulls_equal=True)
    rest = usable.join(paired, on=list(groups), how="anti", nulls_equal=True)
    return pl.concat(
        [
            pairs.with_columns(paired=pl.lit(value=True)),
            rest.with_columns(paired=pl.lit(value=False)),
        ]
    )
