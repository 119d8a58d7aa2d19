"""What do a threat, a goal, and both together change, across the models?"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from typing import Any

import polars as pl

from cornered.analysis.effects import effects
from cornered.analysis.interaction import interactions
from cornered.analysis.multiplicity import holm
from cornered.interop.published import SCENARIOS
from cornered.reference.counts import ALL, PANELS, in_panel
from cornered.reference.reading import reading
from cornered.reference.section import MAIN_TABLES, Numbers, Section
from cornered.reference.words import named, p_told, per_scenario, points, ratio

GOAL, THREAT = "goal", "threat"
REPLACEMENT, RESTRICTION = "threat=replacement", "threat=restriction"
TERMS = {
    REPLACEMENT: "replacement",
    RESTRICTION: "restriction",
    "goal=explicit": "an explicit goal",
}

LOG_ODDS_BOUNDS = ("log_odds_lower", "log_odds_upper")


def effects_section(cells: pl.DataFrame) -> Section:
    """The effects of threat and goal, per scenario."""
    table = main_effects(cells)
    return Section(
        id="effects",
        question="What do a threat and a goal change, on average over the models?",
        answer=f"Changed most: {per_scenario(_largest(table), between='; ')}.",
        detail=tuple(_effects_detail(table, scenario) for scenario in SCENARIOS),
        source=MAIN_TABLES,
        reading=reading("effects", "clusters"),
        numbers=(
            Numbers(
                id="effects",
                caption="Effects on the risk and on the odds, averaged over the other "
                "factor; models as clusters",
                table=table,
            ),
        ),
    )


def interaction_section(cells: pl.DataFrame) -> Section:
    """The interaction of threat and goal, per scenario."""
    table = interaction_table(cells)
    return Section(
        id="interaction",
        question="Does a threat do more where the agent has a goal that is at stake?",
        answer="What replacement adds with a goal beyond what it adds without one: "
        f"{per_scenario(_more(table), between='; ')} (p after Holm's correction).",
        detail=tuple(_interaction_detail(table, scenario) for scenario in SCENARIOS),
        source=MAIN_TABLES,
        reading=reading("interaction", "clusters"),
        numbers=(
            Numbers(
                id="interaction",
                caption="Goal by threat: difference of differences, beside the odds; "
                "models as clusters",
                table=table,
            ),
        ),
    )


def main_effects(cells: pl.DataFrame) -> pl.DataFrame:
    """The effects of both factors in each scenario and panel of models.

    Returns:
        `panel`, `scenario`, then the columns of `analysis.effects.effects`, without the
        rows of pairs; and `p_holm`, `rd_p` corrected for the effects of its panel.
    """
    found = []
    for panel in PANELS:
        of = in_panel(cells, panel)
        for scenario in SCENARIOS:
            made = effects(
                of.filter(pl.col("scenario") == scenario),
                factors=(GOAL, THREAT),
                cluster="model",
            )
            found.append(
                made.filter(~pl.col("term").str.contains(":")).select(
                    pl.lit(panel).alias("panel"),
                    pl.lit(scenario).alias("scenario"),
                    pl.all(),
                )
            )
    return _corrected(pl.concat(found), "rd_p", "p_holm")


def interaction_table(cells: pl.DataFrame) -> pl.DataFrame:
    """The interaction of goal and threat in each scenario and panel of models.

    Returns:
        `panel`, then the columns of `analysis.interaction.interactions` without
        `simulated`; and `p_holm` and `log_odds_p_holm`, `p` and `log_odds_p` corrected
        for the interactions of its panel on that scale.
    """
    table = pl.concat(
        interactions(
            in_panel(cells, panel), GOAL, THREAT, by=("scenario",), cluster="model"
        )
        .drop("simulated")
        .select(pl.lit(panel).alias("panel"), pl.all())
        for panel in PANELS
    )
    corrected = _corrected(table, "p", "p_holm")
    return _corrected(corrected, "log_odds_p", "log_odds_p_holm")


def _corrected(table: pl.DataFrame, plain: str, name: str) -> pl.DataFrame:
    """`table` with p-values corrected by Holm, each panel a family: both ask the same."""
    return pl.concat(
        of.with_columns(pl.Series(name, holm(of[plain].to_numpy())))
        for of in table.partition_by("panel", maintain_order=True)
    )


def _largest(table: pl.DataFrame) -> dict[str, str]:
    """The term that changes the rate most in each scenario."""
    found = {}
    for scenario in SCENARIOS:
        row = (
            table.filter(pl.col("panel") == ALL, pl.col("scenario") == scenario)
            .sort(pl.col("risk_difference").abs())
            .row(-1, named=True)
        )
        found[scenario] = f"by {TERMS[row['term']]}, {_risk(row)}"
    return found


def _more(table: pl.DataFrame) -> dict[str, str]:
    """The interaction with replacement in each scenario."""
    return {
        name: f"{points(row['difference'], row['lower'], row['upper'])}, "
        f"{p_told(row['p_holm'])}"
        for name in SCENARIOS
        for row in (_pair(table, name, REPLACEMENT),)
    }


def _risk(row: Mapping[str, Any]) -> str:
    """The effect of a row on the risk."""
    return points(row["risk_difference"], row["rd_lower"], row["rd_upper"])


def _pair(table: pl.DataFrame, scenario: str, second: str) -> dict[str, Any]:
    """The interaction of a goal with one threat, over all models."""
    return table.row(
        by_predicate=(pl.col("panel") == ALL)
        & (pl.col("scenario") == scenario)
        & (pl.col("second") == second),
        named=True,
    )


def _effects_detail(table: pl.DataFrame, scenario: str) -> str:
    """What was found in one scenario, in a sentence."""
    told = []
    for term, name in TERMS.items():
        row = table.row(
            by_predicate=(pl.col("panel") == ALL)
            & (pl.col("scenario") == scenario)
            & (pl.col("term") == term),
            named=True,
        )
        odds = ratio(row["odds_ratio"], row["or_lower"], row["or_upper"])
        told.append(f"{name} {_risk(row)}, {p_told(row['p_holm'])}, odds ratio {odds}")
    return f"{named(scenario).capitalize()} (p after Holm): {'; '.join(told)}."


def _interaction_detail(table: pl.DataFrame, scenario: str) -> str:
    """What was found in one scenario, in a sentence."""
    told = []
    for second in (REPLACEMENT, RESTRICTION):
        row = _pair(table, scenario, second)
        risk = points(row["difference"], row["lower"], row["upper"])
        odds = ratio(
            *(exp(row[name]) for name in ("log_odds", *LOG_ODDS_BOUNDS)),
        )
        told.append(
            f"{second.split('=')[1]} adds {risk} more with a goal than without, "
            f"{p_told(row['p_holm'])}, and multiplies its odds ratio by {odds}, "
            f"{p_told(row['log_odds_p_holm'])} (without correction {row['scales']})"
        )
    return f"{named(scenario).capitalize()} (p after Holm): {'; '.join(told)}."
