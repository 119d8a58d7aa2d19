"""How much does a direct prohibition change, and what do single bars of figures add?"""

from __future__ import annotations

import polars as pl

from cornered.analysis.multiplicity import holm
from cornered.reference.differences import compared, concluded
from cornered.reference.reading import reading
from cornered.reference.section import SOURCE, Numbers, Section
from cornered.reference.words import named, per_scenario, row_points

ARMS = {"low": "none", "high": "direct"}
"""Levels of the factor `prohibition`."""


def section(bars: pl.DataFrame) -> Section:
    """What single bars of the study's figures show of one model."""
    table = prohibited(bars)
    return Section(
        id="prohibition",
        question="How much does a direct prohibition change?",
        answer=f"Of Claude Opus 4: {per_scenario(_changed(table))}.",
        detail=tuple(
            f"{named(row['scenario']).capitalize()}, Claude Opus 4 under goal and "
            f"replacement: {row_points(row)}, which "
            f"leaves {100 * row['high_rate']:.0f} % [{100 * row['high_lower']:.0f} to "
            f"{100 * row['high_upper']:.0f}]."
            for row in table.iter_rows(named=True)
        ),
        source=f"{SOURCE}, single bars of Figs. 10 and 12; see the column `source`",
        reading=reading("prohibition"),
        numbers=(
            Numbers(
                id="prohibition",
                caption="A direct prohibition against none; Claude Opus 4",
                table=table,
            ),
            Numbers(
                id="bars",
                caption="Every single bar that is published beside the main tables",
                table=bars.rename({"goal": "goal_type", "threat": "threat_type"}),
                long=True,
            ),
        ),
    )


def _changed(table: pl.DataFrame) -> dict[str, str]:
    """The difference by scenario."""
    return {row["scenario"]: row_points(row) for row in table.iter_rows(named=True)}


def prohibited(bars: pl.DataFrame) -> pl.DataFrame:
    """The difference that the prohibition makes, wherever both arms are published.

    Args:
        bars: As `counts.bars` gives them.

    Returns:
        `model`, `scenario`, `condition`, then the columns of `differences.compared`,
        `p_holm` and `conclusion`.
    """
    keys = ["model", "scenario", "goal", "threat", "goal_value"]
    numbers = ("crossed", "count", "rate", "lower", "upper")
    low, high = (
        bars.filter(pl.col("prohibition") == level).select(
            *keys, *(pl.col(name).alias(f"{arm}_{name}") for name in numbers)
        )
        for arm, level in ARMS.items()
    )
    found = compared(low.join(high, on=keys, maintain_order="left"))
    corrected = found.with_columns(p_holm=pl.Series(holm(found["p"].to_numpy())))
    return concluded(corrected).select(
        "model",
        "scenario",
        pl.format("goal={},threat={}", "goal", "threat").alias("condition"),
        pl.exclude(*keys),
    )
