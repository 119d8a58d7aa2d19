"""The figures of the page: ours, filled with published counts and saying so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from cornered.analysis.clustered import Sampled
from cornered.figures import forest, heatmap, interaction, published, ranks
from cornered.interop.published import SCENARIOS
from cornered.reference.beside import Beside
from cornered.reference.counts import ALL, CONTROL
from cornered.reference.differences import against
from cornered.reference.pressure import GOAL, THREAT, interaction_table
from cornered.reference.ranks import probabilities
from cornered.reference.section import SOURCE
from cornered.reference.sufficient import PRESSURES, Pressure
from cornered.reference.words import named
from cornered.report.svg import chart_svg

if TYPE_CHECKING:
    from altair.typing import ChartType

PUBLISHED = f"Published counts of {SOURCE}; not measured by us"
"""Stands in each figure, whatever else it says."""

ALIKE = {
    "surface": "letter",
    "preset": "study",
    "protocol": "none",
    "base": "published",
}
"""What all published cells have in common, as our tables name it."""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One figure."""

    id: str
    """Name of its file."""
    section: str
    """Id of the section that it belongs to."""
    svg: str
    caption: str


def figures(cells: pl.DataFrame, beside: Beside | None) -> Iterator[Drawn]:
    """Every figure of the page, in its order.

    Args:
        cells: As `counts.cells` gives them.
        beside: A run that is laid beside them, if there is one.
    """
    yield from _heatmaps(cells)
    for pressure in PRESSURES:
        yield _forest(cells, pressure)
    yield _drawn(
        interaction.FIGURE.draw(together(cells)),
        "interaction",
        "interaction",
        "Whether a goal and a threat do more together, as published",
        "Mean rates of the 18 models by threat, a line per goal, with 95 % intervals that "
        "take models as a sample. Lines that are not parallel are an interaction on the "
        "scale of rates.",
    )
    yield from _ranks(cells)
    if beside is not None:
        yield Drawn(
            id="beside",
            section="beside",
            svg=chart_svg(published.FIGURE.draw(beside.table)),
            caption=published.FIGURE.caption,
        )


def _heatmaps(cells: pl.DataFrame) -> Iterator[Drawn]:
    """The rates of each scenario, models by conditions."""
    ours = as_ours(cells)
    for scenario in SCENARIOS:
        yield _drawn(
            heatmap.FIGURE.draw(ours.filter(pl.col("scenario") == scenario)),
            f"heatmap_{scenario}",
            "cells",
            f"How often models crossed in {named(scenario)}, as published",
            heatmap.FIGURE.caption,
        )


def _forest(cells: pl.DataFrame, pressure: Pressure) -> Drawn:
    """What one kind of pressure changed in each model and scenario."""
    table = against(cells, CONTROL, pressure.levels).with_columns(
        contrast=pl.lit(pressure.id),
        question=pl.lit(pressure.question),
        simulated=pl.lit(value=False),
    )
    return _drawn(
        forest.FIGURE.draw(table.rename({"model": "agent"})),
        f"forest_{pressure.id}",
        pressure.id,
        f"What {pressure.name} changed, as published",
        "Each point is a model in a scenario: its rate under the pressure less that of its "
        "control, in percentage points, with the 95 % interval. Two counts of 100, not "
        "paired. The word beside it rests on p after Holm over all points shown; the table "
        "tells which undecided ones are equivalent.",
        beneath="Difference of rates with its 95 % interval. Filled and “higher” or "
        "“lower”: p below 0.05 after Holm over all points. Hollow and “undecided”: not.",
    )


def _ranks(cells: pl.DataFrame) -> Iterator[Drawn]:
    """How sure the place of each model is in each scenario."""
    chances = probabilities(cells).rename({"model": "agent"})
    for scenario in SCENARIOS:
        mine = chances.filter(pl.col("scenario") == scenario)
        yield _drawn(
            ranks.FIGURE.draw(mine.with_columns(simulated=pl.lit(value=False))),
            f"ranks_{scenario}",
            "ranks",
            f"How sure the order of the models is in {named(scenario)}",
            ranks.FIGURE.caption,
        )


def as_ours(cells: pl.DataFrame) -> pl.DataFrame:
    """The published cells with the columns that figures of cells ask for."""
    return cells.rename({"model": "agent"}).with_columns(
        *(pl.lit(value).alias(name) for name, value in ALIKE.items()),
        simulated=pl.lit(value=False),
    )


def together(cells: pl.DataFrame) -> pl.DataFrame:
    """The table of the figure `interaction`: means over models, by threat and goal.

    Each model is a cluster, as in the section on interaction.
    """
    keys = ["scenario", THREAT, GOAL]
    means = cells.group_by(keys, maintain_order=True).agg(
        pl.col("rate").mean(),
        count=pl.col("count").sum(),
        draws=pl.len(),
        spread=((pl.col("rate") - pl.col("rate").mean()) ** 2).sum() / pl.len() ** 2,
        fourth=((pl.col("rate") - pl.col("rate").mean()) ** 4).sum() / pl.len() ** 4,
    )
    names = ("rate", "count", "draws", "spread", "fourth")
    lower, upper = Sampled(
        **{name: means[name].cast(pl.Float64).to_numpy() for name in names}
    ).interval()
    pairs = interaction_table(cells).filter(pl.col("panel") == ALL)
    known = pairs.select(
        "scenario",
        pl.col("first").str.strip_prefix(f"{GOAL}=").alias(GOAL),
        pl.col("second").str.strip_prefix(f"{THREAT}=").alias(THREAT),
        pl.col("difference").alias("interaction"),
        pl.col("lower").alias("interaction_lower"),
        pl.col("upper").alias("interaction_upper"),
    )
    return (
        means.with_columns(lower=pl.Series(lower), upper=pl.Series(upper))
        .join(known, on=keys, how="left", maintain_order="left")
        .with_columns(
            agent=pl.lit(None, dtype=pl.String),
            simulated=pl.lit(value=False),
            first_factor=pl.lit(THREAT),
            second_factor=pl.lit(GOAL),
        )
        .rename({THREAT: "first", GOAL: "second"})
    )


def _drawn(
    chart: ChartType,
    name: str,
    section: str,
    title: str,
    caption: str,
    *,
    beneath: str = "",
) -> Drawn:
    """A figure under a title that says whose counts it shows."""
    heading: Any = chart.title
    heading.text = title
    heading.subtitle = [PUBLISHED, *([beneath] if beneath else heading.subtitle)]
    return Drawn(id=name, section=section, svg=chart_svg(chart), caption=caption)
