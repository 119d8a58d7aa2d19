"""Does a threat suffice without a goal conflict, and a goal conflict without a threat?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from cornered.analysis.equivalence import EQUIVALENT, MARGIN
from cornered.interop.published import SCENARIOS
from cornered.reference.counts import ALL, CONTROL, PANELS, in_panel, pooled
from cornered.reference.differences import HIGHER, against
from cornered.reference.reading import reading
from cornered.reference.section import MAIN_TABLES, Numbers, Section
from cornered.reference.words import named, per_scenario, row_points, row_share


@dataclass(frozen=True, kw_only=True)
class Pressure:
    """One kind of pressure alone, against none at all."""

    id: str
    question: str
    name: str
    """In an answer: what is there without the other."""
    levels: Mapping[str, str]


REPLACEMENT = Pressure(
    id="replacement_suffices",
    question="Does a threat of replacement suffice without a goal conflict?",
    name="replacement alone",
    levels={"goal": "none", "threat": "replacement"},
)
RESTRICTION = Pressure(
    id="restriction_suffices",
    question="Does a threat of restriction suffice without a goal conflict?",
    name="restriction alone",
    levels={"goal": "none", "threat": "restriction"},
)
CONFLICT = Pressure(
    id="conflict_suffices",
    question="Does a goal conflict suffice without a threat?",
    name="a goal conflict alone",
    levels={"goal": "explicit", "threat": "none"},
)
PRESSURES = (REPLACEMENT, RESTRICTION, CONFLICT)


def section(cells: pl.DataFrame, pressure: Pressure) -> Section:
    """What one kind of pressure does alone."""
    by_model = against(cells, CONTROL, pressure.levels)
    means = panel_differences(cells, pressure)
    return Section(
        id=pressure.id,
        question=pressure.question,
        answer=_answer(by_model, means),
        detail=tuple(_detail(by_model, means, scenario) for scenario in SCENARIOS),
        source=MAIN_TABLES,
        reading=reading("suffices", pressure.id),
        numbers=(
            Numbers(
                id=f"{pressure.id}_pooled",
                caption=f"Mean over models: {pressure.name} against no motive",
                table=means,
            ),
            Numbers(
                id=pressure.id,
                caption=f"Each model: {pressure.name} against no motive",
                table=by_model,
                long=True,
            ),
        ),
    )


def panel_differences(cells: pl.DataFrame, pressure: Pressure) -> pl.DataFrame:
    """The difference of the mean rates of a panel of models.

    Returns:
        `panel`, `models`, then the columns of `differences.against` without `model` and
        `developer`; Holm over the scenarios of a panel.
    """
    found = []
    for panel in PANELS:
        summed = pooled(
            in_panel(cells, panel), ["scenario", "goal", "threat", "condition"]
        )
        found.append(
            against(summed.drop("models"), CONTROL, pressure.levels).select(
                pl.lit(panel).alias("panel"),
                pl.lit(summed["models"][0]).alias("models"),
                pl.all(),
            )
        )
    return pl.concat(found)


def _answer(by_model: pl.DataFrame, means: pl.DataFrame) -> str:
    """What was found, in a sentence."""
    average = {name: row_points(_mean(means, name)) for name in SCENARIOS}
    higher = by_model.filter(pl.col("conclusion") == HIGHER)
    counts = {
        name: str(higher.filter(pl.col("scenario") == name).height)
        for name in SCENARIOS
    }
    return (
        f"Against the control, on average over the models: {per_scenario(average)}. Higher "
        f"after correction, of {by_model['model'].n_unique()} models: "
        f"{per_scenario(counts)}."
    )


def _mean(means: pl.DataFrame, scenario: str) -> dict[str, Any]:
    """The row of all models in one scenario."""
    return means.row(
        by_predicate=(pl.col("panel") == ALL) & (pl.col("scenario") == scenario),
        named=True,
    )


def _detail(by_model: pl.DataFrame, means: pl.DataFrame, scenario: str) -> str:
    """What was found in one scenario, in a sentence."""
    mean = _mean(means, scenario)
    mine = by_model.filter(pl.col("scenario") == scenario)
    higher = mine.filter(pl.col("conclusion") == HIGHER)
    rate = row_share(
        {
            "rate": mean["high_rate"],
            "lower": mean["high_lower"],
            "upper": mean["high_upper"],
        }
    )
    text = (
        f"{named(scenario).capitalize()}: {rate}, {row_points(mean)} on the control; "
        f"higher in {higher.height} of {mine.height} models"
    )
    same = mine.filter(pl.col("conclusion") == EQUIVALENT).height
    rest = mine.height - higher.height - same
    return (
        f"{text}, no difference beyond {100 * MARGIN:.0f} points in {same}, undecided "
        f"in {rest}."
    )
