"""Tables to draw: rollouts that every figure applies to, and what is made of them."""

from __future__ import annotations

from functools import cache

import polars as pl

from cornered import catalogs
from cornered.core.figure import Figure
from cornered.report.drawn import SOURCES
from cornered.report.svg import chart_svg
from cornered.scoring.tables import acts_table
from cornered.tabled import Tables
from tests.analysis.synthetic import study

TWO = ("claude-opus-4", "gpt-4.1")

CUES = {"replacement": "asserted_real", "restriction": "asserted_test"}
DOSES = {"explicit": "twice", "none": "once"}


@cache
def rollouts() -> pl.DataFrame:
    """Rollouts of two simulated models in the paper study, some of them unscored."""
    table = study(models=TWO, draws=8, unscored=0.1)
    stated = pl.Series(["real", "test", "none"] * table.height)[: table.height]
    return table.with_columns(
        study=pl.lit("paper"),
        definition=pl.lit("default/1"),
        route=pl.when(pl.col("outcome") == "crossed").then(pl.lit("target")),
        belief_stated=stated,
        input_tokens=pl.lit(1_500, dtype=pl.Int64),
        output_tokens=pl.lit(200, dtype=pl.Int64),
    )


def crossed(name: str) -> pl.DataFrame:
    """Those rollouts, with a factor that the figure needs and the study crosses not."""
    if name == "belief":
        cue = pl.col("factor_threat").replace(CUES)
        return rollouts().with_columns(factor_belief=cue)
    if name == "dose":
        dose = pl.col("factor_goal").replace(DOSES)
        return rollouts().with_columns(factor_goal_emphasis=dose)
    return rollouts()


@cache
def table_of(name: str) -> pl.DataFrame:
    """The table behind a figure."""
    _, make = SOURCES[name]
    made = make(Tables(rollouts=crossed(name), acts=acts_table([])))
    assert isinstance(made, pl.DataFrame), made
    return made


def svg(figure: Figure, table: pl.DataFrame | None = None) -> str:
    """The figure as SVG, of the rollouts above if no table is given."""
    return chart_svg(figure.draw(table_of(figure.id) if table is None else table))


@cache
def drawn_once(name: str) -> str:
    """The figure of the rollouts above as SVG."""
    return svg(catalogs.figures()[name])
