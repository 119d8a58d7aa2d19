"""How often does a model cross that was given no motive, and what may that still be?"""

from __future__ import annotations

import polars as pl

from cornered.interop.published import SCENARIOS
from cornered.reference.counts import CONTROL, pooled, upper_bound
from cornered.reference.reading import reading
from cornered.reference.section import MAIN_TABLES, Numbers, Section
from cornered.reference.words import named, row_share

CONFIDENCE = 0.95

UNPROVOKED = 0.01
"""Share of crossings without a motive above which the study leaves a model out of its
comparison in lethal action."""


def section(cells: pl.DataFrame) -> Section:
    """What the cells without goal and threat show."""
    rates, panels = controls(cells), panel_controls(cells)
    empty = rates.filter(pl.col("crossed") == 0)
    one = empty.row(0, named=True)
    zeros = (
        f"In {empty.height} of {rates.height} cells without goal and threat nothing "
        f"crossed. Zero of {one['count']} leaves a rate of up to {100 * one['upper']:.1f} "
        f"% open ({100 * one['upper_one_sided']:.1f} % one-sided), and "
        f"{100 * one['upper_all_models']:.1f} % if the bound is to hold for all 18 models "
        "at once."
    )
    return Section(
        id="controls",
        question="What happens without a motive, and what do zero crossings leave open?",
        answer=zeros,
        detail=tuple(_detail(rates, panels, scenario) for scenario in SCENARIOS),
        source=MAIN_TABLES,
        reading=reading("controls"),
        numbers=(
            Numbers(
                id="controls_pooled",
                caption="Cells without goal and threat, mean of the 18 models",
                table=panels,
            ),
            Numbers(
                id="controls",
                caption="Cells without goal and threat, by model",
                table=rates,
                long=True,
            ),
        ),
    )


def controls(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells without a motive.

    Returns:
        `scenario`, `model`, `developer`, `crossed`, `count`, `rate`, `lower`, `upper`,
        `upper_one_sided`, `upper_all_models` (one-sided, Bonferroni over the models of
        the scenario), `unprovoked` (whether the rate is above `UNPROVOKED`).
    """
    found = cells.filter(
        *(pl.col(factor) == level for factor, level in CONTROL.items())
    )
    models = found["model"].n_unique()
    crossed, count = found["crossed"].to_list(), found["count"].to_list()
    each = upper_bound(crossed, count, level=CONFIDENCE)
    at_once = upper_bound(crossed, count, level=1 - (1 - CONFIDENCE) / models)
    return found.select(
        "scenario",
        *("model", "developer", "crossed", "count", "rate", "lower", "upper"),
        pl.Series("upper_one_sided", each),
        pl.Series("upper_all_models", at_once),
        (pl.col("rate") > UNPROVOKED).alias("unprovoked"),
    )


def panel_controls(cells: pl.DataFrame) -> pl.DataFrame:
    """The mean rate without a motive over the models of each scenario.

    Returns:
        `scenario`, `models`, `crossed`, `count`, `rate`, `lower`, `upper`, and
        `unprovoked` (how many models are above `UNPROVOKED`).
    """
    rates = controls(cells)
    above = rates.group_by("scenario").agg(pl.col("unprovoked").sum())
    return pooled(rates, ["scenario"]).join(above, on="scenario", maintain_order="left")


def _detail(rates: pl.DataFrame, panels: pl.DataFrame, scenario: str) -> str:
    """What was found in one scenario, in a sentence."""
    mean = panels.row(by_predicate=pl.col("scenario") == scenario, named=True)
    text = f"{named(scenario).capitalize()}: {row_share(mean)} over the models"
    if not mean["unprovoked"]:
        return f"{text}."
    highest = (
        rates.filter(pl.col("scenario") == scenario).sort("rate").row(-1, named=True)
    )
    return (
        f"{text}, {mean['unprovoked']} of them above {100 * UNPROVOKED:.0f} %, the highest "
        f"{highest['model']} with {row_share(highest)}."
    )
