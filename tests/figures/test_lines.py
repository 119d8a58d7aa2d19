"""Interactions and doses: lines with intervals, and what they say in words."""

from __future__ import annotations

import polars as pl

from cornered.figures import dose, interaction
from tests.figures.tables import svg, table_of


def test_the_interaction_is_told_in_words() -> None:
    table = table_of("interaction")
    told = table.with_columns(
        interaction=pl.when(pl.col("interaction").is_not_null()).then(0.43),
        interaction_lower=pl.lit(-0.02),
        interaction_upper=pl.lit(0.71),
    )
    drawn = svg(interaction.FIGURE, told)
    assert "replacement: +43 (−2 to +71)" in drawn
    assert "restriction: +43 (−2 to +71)" in drawn
    assert "none: +43" not in drawn
    assert "mean over agents" in drawn


def test_many_agents_have_only_their_mean() -> None:
    table = table_of("interaction")
    one = table.filter(pl.col("agent").is_not_null())
    many = [one.with_columns(agent=pl.lit(f"vendor/m{i}")) for i in range(9)]
    mean = table.filter(pl.col("agent").is_null())
    drawn = svg(interaction.FIGURE, pl.concat([mean, *many]))
    assert "vendor/m" not in drawn
    assert "9 agents; the rates of each are in the table" in drawn


def test_one_agent_has_no_mean() -> None:
    one = table_of("interaction").filter(pl.col("agent") == "simulated/gpt-4.1")
    assert "mean over agents" not in svg(interaction.FIGURE, one)


def test_doses_have_numbers_and_a_trend_in_words() -> None:
    table = table_of("dose").with_columns(
        rate=pl.lit(0.37), trend=pl.lit(-0.5), trend_p=pl.lit(0.0004)
    )
    drawn = svg(dose.FIGURE, table)
    assert "37%" in drawn
    assert "falls with the dose, p &lt; 0.001" in drawn
    for level in ("once", "twice", "goal emphasis"):
        assert level in drawn
    unclear = svg(dose.FIGURE, table.with_columns(trend_p=pl.lit(0.2)))
    assert "no clear trend, p = 0.200" in unclear
