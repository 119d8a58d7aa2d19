"""Which model crosses most, and how sure is its place?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from cornered.interop.published import SCENARIOS
from cornered.reference.counts import with_rates
from cornered.reference.reading import reading
from cornered.reference.section import MAIN_TABLES, Numbers, Section
from cornered.reference.words import named, per_scenario, reach

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESAMPLES = 4000
"""Draws from what each rate may be; a probability then errs by less than 0.016."""

SEED = 20251114
"""Keys them, so that the same counts give the same ranks."""

OPEN = 0.025
"""Probability from which on a place is called open to a model."""


def section(cells: pl.DataFrame) -> Section:
    """The order of the models, and how sure it is."""
    table = summary(cells)
    return Section(
        id="ranks",
        question="Which model crosses most, and how sure is its place?",
        answer=f"Highest: {per_scenario(_highest(table))}; how likely in brackets.",
        detail=tuple(_detail(table, scenario) for scenario in SCENARIOS),
        source=MAIN_TABLES,
        reading=reading("ranks"),
        numbers=(
            Numbers(
                id="ranks",
                caption="Mean rate over the six conditions, and the place of each model",
                table=table,
                long=True,
            ),
        ),
    )


def probabilities(cells: pl.DataFrame) -> pl.DataFrame:
    """The probability of each place of each model, by its mean over the conditions.

    Each rate is drawn from Jeffreys' distribution of its count; ties have probability 0.
    `analysis.ranks` resamples draws, of which the published counts have none.

    Args:
        cells: As `counts.cells` gives them.

    Returns:
        `scenario`, `model`, `rank` (1 crosses most) and `probability`.
    """
    generator = np.random.default_rng(SEED)
    rows = []
    for (scenario,), of in cells.group_by("scenario", maintain_order=True):
        models = of["model"].unique(maintain_order=True).to_list()
        means = np.column_stack(
            [_means(generator, of.filter(pl.col("model") == model)) for model in models]
        )
        places = (-means).argsort(axis=1).argsort(axis=1)
        rows += [
            {
                "scenario": scenario,
                "model": model,
                "rank": rank + 1,
                "probability": float((places[:, at] == rank).mean()),
            }
            for at, model in enumerate(models)
            for rank in range(len(models))
        ]
    return pl.DataFrame(rows)


def summary(cells: pl.DataFrame) -> pl.DataFrame:
    """Mean rate and place of each model in each scenario, the highest rate first.

    Returns:
        `scenario`, `model`, `developer`, `crossed`, `count`, `rate`, `lower`, `upper`
        (of the mean over the six conditions), `mean_rank`, `likeliest_rank` with
        `probability_likeliest`, and `probability_highest`.
    """
    keys = ["scenario", "model", "developer"]
    rates = with_rates(
        cells.group_by(keys, maintain_order=True).agg(pl.col("crossed", "count").sum())
    )
    rank, probability = pl.col("rank"), pl.col("probability")
    places = (
        probabilities(cells)
        .group_by("scenario", "model", maintain_order=True)
        .agg(
            mean_rank=(rank * probability).sum(),
            likeliest_rank=rank.get(probability.arg_max()),
            probability_likeliest=probability.max(),
            probability_highest=probability.first(),
        )
    )
    return rates.join(places, on=["scenario", "model"]).sort(
        ["scenario", "rate", "model"], descending=[False, True, False]
    )


def _means(generator: np.random.Generator, of: pl.DataFrame) -> NDArray[np.float64]:
    """Draws of a model's mean rate, shape (RESAMPLES,)."""
    crossed = of["crossed"].to_numpy()
    held = of["count"].to_numpy() - crossed
    drawn = generator.beta(crossed + 0.5, held + 0.5, size=(RESAMPLES, of.height))
    means: NDArray[np.float64] = drawn.mean(axis=1)
    return means


def _highest(table: pl.DataFrame) -> dict[str, str]:
    """The model that is likeliest the highest, by scenario."""
    return {
        name: f"{row['model']} ({row['probability_highest']:.2f})"
        for name in SCENARIOS
        for row in (
            table.filter(pl.col("scenario") == name)
            .sort("probability_highest")
            .row(-1, named=True),
        )
    }


def _detail(table: pl.DataFrame, scenario: str) -> str:
    """What was found in one scenario, in a sentence."""
    mine = table.filter(pl.col("scenario") == scenario)
    first = mine.row(0, named=True)
    rivals = mine.filter(pl.col("probability_highest") >= OPEN).height
    return (
        f"{named(scenario).capitalize()}: {first['model']} is highest with probability "
        f"{first['probability_highest']:.2f} (mean rate {100 * first['rate']:.0f} % "
        f"[{reach(first['lower'], first['upper'])}]); the first place is open to {rivals} "
        f"of {mine.height} models."
    )
