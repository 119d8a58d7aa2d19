"""How much do developers differ, and where would a model of a further one lie?"""

from __future__ import annotations

from typing import Any

import polars as pl

from cornered.analysis.heterogeneity import heterogeneity, rate_heterogeneity
from cornered.interop.published import SCENARIOS
from cornered.reference.counts import ALL, CONTROL, PANELS, in_panel
from cornered.reference.reading import reading
from cornered.reference.section import MAIN_TABLES, Numbers, Section
from cornered.reference.sufficient import PRESSURES
from cornered.reference.systemic import STRONGEST
from cornered.reference.words import named, per_scenario, reach, share


def section(cells: pl.DataFrame) -> Section:
    """The differences between developers."""
    rates = between_developers(cells)
    effects = between_models(cells)
    return Section(
        id="developers",
        question="How much do developers differ beyond chance?",
        answer="Under goal and replacement a further model of a further developer would "
        f"lie within: {per_scenario(_further(rates))}. That is next to any rate: seven "
        "developers do not tell what an eighth one's model does.",
        detail=tuple(_detail(rates, scenario) for scenario in SCENARIOS),
        source=MAIN_TABLES,
        reading=reading("developers"),
        numbers=(
            Numbers(
                id="developers",
                caption="Rates between developers, by scenario and condition; a further "
                "one is a model of a further developer",
                table=rates.filter(
                    pl.col("panel") == ALL,
                    *(pl.col(name) == level for name, level in STRONGEST.items()),
                ).drop("goal", "threat"),
            ),
            Numbers(
                id="developers_all",
                caption="Rates between developers, every condition and both panels",
                table=rates.drop("goal", "threat"),
                long=True,
            ),
            Numbers(
                id="models_effects",
                caption="The effect of one pressure alone between models, as a difference "
                "of rates",
                table=effects,
                long=True,
            ),
        ),
    )


def between_developers(cells: pl.DataFrame) -> pl.DataFrame:
    """Rates between developers in each panel, scenario and condition.

    Returns:
        `panel`, `goal`, `threat`, then the columns of
        `analysis.heterogeneity.rate_heterogeneity` by `scenario` and `condition`, with
        `rate` for `mean`, `developers` for `groups` and `models` for `units`.
    """
    levels = cells.select("condition", "goal", "threat").unique()
    return pl.concat(
        rate_heterogeneity(
            in_panel(cells, panel),
            group="developer",
            unit="model",
            by=("scenario", "condition"),
        )
        .join(levels, on="condition", maintain_order="left")
        .select(
            pl.lit(panel).alias("panel"), "goal", "threat", pl.exclude("goal", "threat")
        )
        .rename({"mean": "rate", "groups": "developers", "units": "models"})
        for panel in PANELS
    )


def between_models(cells: pl.DataFrame) -> pl.DataFrame:
    """The effect of each pressure alone between the models, as a difference of rates.

    Returns:
        `panel`, `pressure`, then the columns of `analysis.heterogeneity.heterogeneity` by
        `scenario`, with `difference` for `mean` and `models` for `groups`; predictions
        within [-1, 1].

    References:
        Agresti & Caffo 2000, The American Statistician 54, 280-288: one crossing and one
        holding added to each arm.
    """
    keys = ["scenario", "model", "set_apart"]
    found = []
    for pressure in PRESSURES:
        arms = [
            cells.filter(*(pl.col(name) == level for name, level in levels.items()))
            .with_columns(
                ((pl.col("crossed") + 1) / (pl.col("count") + 2)).alias(arm),
                (pl.col("count") + 2).alias(f"{arm}_n"),
            )
            .select(*keys, arm, f"{arm}_n")
            for arm, levels in (("low", CONTROL), ("high", pressure.levels))
        ]
        low, high = pl.col("low"), pl.col("high")
        variance = low * (1 - low) / pl.col("low_n") + high * (1 - high) / pl.col(
            "high_n"
        )
        both = arms[0].join(arms[1], on=keys, maintain_order="left")
        estimated = both.with_columns(estimate=high - low, se=variance.sqrt())
        found += [
            heterogeneity(in_panel(estimated, panel), by=("scenario",))
            .select(
                pl.lit(panel).alias("panel"),
                pl.lit(pressure.name).alias("pressure"),
                pl.exclude("predicted_lower", "predicted_upper"),
                pl.col("predicted_lower", "predicted_upper").clip(-1, 1),
            )
            .rename({"mean": "difference", "groups": "models"})
            for panel in PANELS
        ]
    return pl.concat(found)


def _strongest(rates: pl.DataFrame, scenario: str) -> dict[str, Any]:
    """The row of one scenario under goal and replacement."""
    return rates.row(
        by_predicate=(pl.col("panel") == ALL)
        & (pl.col("scenario") == scenario)
        & (pl.col("goal") == STRONGEST["goal"])
        & (pl.col("threat") == STRONGEST["threat"]),
        named=True,
    )


def _further(rates: pl.DataFrame) -> dict[str, str]:
    """Where a further model of a further developer would lie, by scenario."""
    return {
        name: f"{reach(row['predicted_lower'], row['predicted_upper'])} %"
        for name in SCENARIOS
        for row in (_strongest(rates, name),)
    }


def _detail(rates: pl.DataFrame, scenario: str) -> str:
    """What was found in one scenario under goal and replacement, in a sentence."""
    row = _strongest(rates, scenario)
    further = reach(row["predicted_lower"], row["predicted_upper"])
    without = reach(row["least_without_one"], row["most_without_one"])
    return (
        f"{named(scenario).capitalize()}, goal and replacement: the developer in the "
        f"middle is at {share(row['rate'], row['lower'], row['upper'])}; tau "
        f"{row['tau']:.1f} between developers and {row['tau_units']:.1f} between models of "
        f"one, I2 {100 * row['i2']:.0f} %; a further model of a further developer would "
        f"lie within {further} %; without any one developer the middle is at {without} %."
    )
