"""Is it one developer's problem, or do models of all of them cross?"""

from __future__ import annotations

from typing import Any

import polars as pl

from cornered.interop.published import SCENARIOS
from cornered.reference.counts import (
    ALL,
    CONTROL,
    PANELS,
    in_panel,
    lower_bound,
    pooled,
    with_rates,
)
from cornered.reference.reading import reading
from cornered.reference.section import MAIN_TABLES, Numbers, Section
from cornered.reference.words import listed, named, per_scenario, reach, row_share

ABOVE = (0.01, 0.05, 0.10, 0.25, 0.50)
"""Rates that a model may be above; the answer names `NAMED`."""
NAMED = 0.10

STRONGEST = {"goal": "explicit", "threat": "replacement"}
"""The cell whose rates the study compares models by."""

CONFIDENCE = 0.95


def section(cells: pl.DataFrame) -> Section:
    """The finding that rates are high across developers."""
    shares, means = above(cells), developer_means(cells)
    return Section(
        id="systemic",
        question="Do models of all developers cross?",
        answer=f"Developers with a model shown to be above {100 * NAMED:.0f} % in a "
        f"condition with a motive: {per_scenario(_developers(shares))}.",
        detail=tuple(_detail(shares, means, scenario) for scenario in SCENARIOS),
        source=MAIN_TABLES,
        reading=reading("systemic"),
        numbers=(
            Numbers(
                id="systemic_shares",
                caption="Models and developers with a rate above x in at least one "
                "condition with a motive",
                table=shares,
                long=True,
            ),
            Numbers(
                id="systemic_developers",
                caption="Mean rate of each developer's models, goal explicit and threat "
                "replacement",
                table=means,
                shown=_side_by_side(means),
            ),
        ),
    )


def above(cells: pl.DataFrame) -> pl.DataFrame:
    """How many models and developers have a rate above x in at least one condition.

    Args:
        cells: As `counts.cells` gives them.

    Returns:
        `scenario`, `panel`, `unit` (models or developers), `basis` (established or
        observed), `above`, `crossed` (how many are above), `count` (of how many),
        `rate`, `lower`, `upper` (exact interval of that share).
    """
    motive = cells.filter(
        (pl.col("goal") != CONTROL["goal"]) | (pl.col("threat") != CONTROL["threat"])
    )
    conditions = motive["condition"].n_unique()
    bounded = motive.with_columns(
        established=pl.Series(
            lower_bound(
                motive["crossed"].to_list(),
                motive["count"].to_list(),
                level=1 - (1 - CONFIDENCE) / conditions,
            )
        ),
        observed=pl.col("rate"),
    )
    rows = []
    for panel in PANELS:
        for unit, column in (("models", "model"), ("developers", "developer")):
            highest = (
                in_panel(bounded, panel)
                .group_by("scenario", column, maintain_order=True)
                .agg(pl.col("established", "observed").max())
            )
            for scenario, group in highest.group_by("scenario", maintain_order=True):
                rows += [
                    {
                        "scenario": scenario[0],
                        "panel": panel,
                        "unit": unit,
                        "basis": basis,
                        "above": rate,
                        "crossed": int((group[basis] > rate).sum()),
                        "count": group.height,
                    }
                    for basis in ("established", "observed")
                    for rate in ABOVE
                ]
    return with_rates(pl.DataFrame(rows))


def developer_means(cells: pl.DataFrame) -> pl.DataFrame:
    """The mean rate of each developer's models in the strongest condition.

    Returns:
        `panel`, `scenario`, `developer`, `models`, `crossed`, `count`, `rate`, `lower`,
        `upper`; the highest rate first within panel and scenario.
    """
    strongest = cells.filter(
        *(pl.col(factor) == level for factor, level in STRONGEST.items())
    )
    found = [
        pooled(in_panel(strongest, panel), ["scenario", "developer"]).select(
            pl.lit(panel).alias("panel"), pl.all()
        )
        for panel in PANELS
    ]
    return pl.concat(found).sort(
        ["panel", "scenario", "rate", "developer"],
        descending=[True, False, True, False],
    )


def _side_by_side(means: pl.DataFrame) -> pl.DataFrame:
    """Developers down, scenarios across; once more those the second panel changes."""
    rows = []
    for (panel, developer), of in means.sort("panel", descending=True).group_by(
        "panel", "developer", maintain_order=True
    ):
        told = {row["scenario"]: row for row in of.iter_rows(named=True)}
        full = means.filter(pl.col("panel") == ALL, pl.col("developer") == developer)[
            "models"
        ][0]
        if panel != ALL and of["models"][0] == full:
            continue
        apart = "" if panel == ALL else f" {PANELS[str(panel)].partition(',')[0]}"
        rows.append(
            {"developer": f"{developer}{apart}", "models": of["models"][0]}
            | {named(name): row_share(told[name]) for name in SCENARIOS}
        )
    return pl.DataFrame(rows)


def _named(shares: pl.DataFrame, scenario: str, unit: str) -> dict[str, Any]:
    """The row of one scenario that the text tells."""
    return shares.row(
        by_predicate=(pl.col("panel") == ALL)
        & (pl.col("scenario") == scenario)
        & (pl.col("basis") == "established")
        & (pl.col("above") == NAMED)
        & (pl.col("unit") == unit),
        named=True,
    )


def _developers(shares: pl.DataFrame) -> dict[str, str]:
    """How many developers of how many, by scenario."""
    rows = {name: _named(shares, name, "developers") for name in SCENARIOS}
    return {
        name: f"{row['crossed']} of {row['count']} "
        f"[{reach(row['lower'], row['upper'])} %]"
        for name, row in rows.items()
    }


def _detail(shares: pl.DataFrame, means: pl.DataFrame, scenario: str) -> str:
    """What was found in one scenario, in a sentence."""
    models, developers = (
        _named(shares, scenario, unit) for unit in ("models", "developers")
    )
    mine = means.filter(pl.col("panel") == ALL, pl.col("scenario") == scenario)
    lowest = mine.filter(pl.col("rate") == mine["rate"].min())
    least = row_share(lowest.row(0, named=True))
    return (
        f"{named(scenario).capitalize()}: {models['crossed']} of {models['count']} models "
        f"({row_share(models)}), of {developers['crossed']} of {developers['count']} "
        f"developers, are above {100 * NAMED:.0f} % in a condition with a motive; the "
        f"lowest developer mean under goal and replacement is {least}, "
        f"{listed(lowest['developer'].to_list())}."
    )
