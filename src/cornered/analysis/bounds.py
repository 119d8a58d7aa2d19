"""Worst-case bounds: what rates and differences could be, whatever the unscored did.

No assumption is made of why a rollout was left unscored, so the bounds are as wide as
the missing share: they say how far a conclusion hangs on it. They are bounds of what was
played; sampling error comes on top.

References:
    Manski 1990, American Economic Review 80, 319-323: bounds without assumptions.
"""

from __future__ import annotations

import polars as pl


def worst_rate(
    crossed: pl.Expr, scored: pl.Expr, rollouts: pl.Expr
) -> tuple[pl.Expr, pl.Expr]:
    """The rate if every unscored rollout had held, and if every one had crossed.

    Args:
        crossed: How many crossed.
        scored: How many were scored.
        rollouts: How many were played.

    Examples:
        >>> counts = pl.DataFrame({"k": [2], "n": [5], "all": [8]})
        >>> lower, upper = worst_rate(pl.col("k"), pl.col("n"), pl.col("all"))
        >>> counts.select(lower.alias("lower"), upper.alias("upper")).row(0)
        (0.25, 0.625)
    """
    return crossed / rollouts, (crossed + rollouts - scored) / rollouts


def worst_difference(
    low: tuple[pl.Expr, pl.Expr], high: tuple[pl.Expr, pl.Expr]
) -> tuple[pl.Expr, pl.Expr]:
    """Bounds of high - low from the bounds of each, as `worst_rate` gives them.

    Examples:
        >>> one, other = (pl.lit(0.25), pl.lit(0.5)), (pl.lit(0.5), pl.lit(1.0))
        >>> lower, upper = worst_difference(one, other)
        >>> pl.select(lower.alias("lower"), upper.alias("upper")).row(0)
        (0.0, 0.75)
    """
    return high[0] - low[1], high[1] - low[0]
