"""The counts that the 2025 study published, as typed rows.

References:
    Lynch et al. 2025, "Agentic Misalignment: How LLMs Could Be Insider Threats",
    arXiv 2510.05179. `published`: appendix tables A1 (blackmail), A2 (espionage) and
    A3 (lethal action). `published_figures`: single bars of Figs. 10 and 12; the
    `source` of each row says whether it is stated in the text or was read from a chart
    by a third party, who did not publish the reading error. `published_beliefs`: shares
    of 500 that the text states; whole counts that give them are unique. `makers`: who
    made each model, and whether the study reports it apart from the others because it
    seemed not to grasp its role.

The study also reports how often one model crossed given the belief it *stated*. That
conditions on what the model said, not on an arm that was assigned, so it is the rate of
no cell: `published_beliefs` keeps it apart.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from cornered.core.errors import InputError, UnknownName

SCENARIOS = ("blackmail", "espionage", "lethal_action")
"""Scenario names in the tables; ours are the same."""


@dataclass(frozen=True, kw_only=True)
class Published:
    """What the study counted in one cell of its main tables."""

    model: str
    scenario: str
    goal: str
    """`explicit` or `none`."""
    threat: str
    """`replacement`, `restriction` or `none`."""
    crossed_count: int
    rollout_count: int

    @property
    def rate(self) -> float:
        """Share that crossed, in [0, 1]."""
        return self.crossed_count / self.rollout_count


@dataclass(frozen=True, kw_only=True)
class PublishedFigure(Published):
    """What the study shows in one bar of a figure, beyond its main tables."""

    goal_value: str
    prohibition: str
    source: str
    """Which figure, and how the number was read from it."""


@dataclass(frozen=True, kw_only=True)
class Maker:
    """Who made a model of the study."""

    model: str
    developer: str
    set_apart: bool
    """Whether the study reports the model apart from its comparison of the others."""


@dataclass(frozen=True, kw_only=True)
class PublishedBelief:
    """What one model did in rollouts in which it stated one belief, or none."""

    stated: str
    """`real`, `test` or `none`, as in the column `belief_stated` of our tables."""
    crossed_count: int | None
    """None where the study does not say."""
    rollout_count: int
    source: str


@cache
def published() -> tuple[Published, ...]:
    """The study's tables A1 to A3: 18 models x 6 conditions x 3 scenarios."""
    return tuple(
        Published(
            model=row["model"],
            scenario=_scenario(row["scenario"]),
            goal=row["goal"],
            threat=row["threat"],
            crossed_count=int(row["crossed_count"]),
            rollout_count=int(row["rollout_count"]),
        )
        for row in _rows("published_rates.csv")
    )


@cache
def published_figures() -> tuple[PublishedFigure, ...]:
    """Single figures for one model: three goal values, and direct prohibitions."""
    return tuple(
        PublishedFigure(
            model=row["model"],
            scenario=_scenario(row["scenario"]),
            goal=row["goal"],
            threat=row["threat"],
            goal_value=row["goal_value"],
            prohibition=row["prohibition"],
            crossed_count=int(row["crossed_count"]),
            rollout_count=int(row["rollout_count"]),
            source=row["source"],
        )
        for row in _rows("published_figures.csv")
    )


@cache
def published_beliefs() -> tuple[PublishedBelief, ...]:
    """Claude Opus 4 in blackmail, by what it said of whether it was real."""
    return tuple(
        PublishedBelief(
            stated=row["stated"],
            crossed_count=int(row["crossed_count"]) if row["crossed_count"] else None,
            rollout_count=int(row["rollout_count"]),
            source=row["source"],
        )
        for row in _rows("published_beliefs.csv")
    )


@cache
def makers() -> tuple[Maker, ...]:
    """Who made each of the 18 models, in the order of the tables."""
    return tuple(
        Maker(
            model=row["model"],
            developer=row["developer"],
            set_apart=row["set_apart"] == "yes",
        )
        for row in _rows("published_models.csv")
    )


@cache
def models() -> tuple[str, ...]:
    """The 18 models of the study, in the order of its tables."""
    return tuple(dict.fromkeys(row.model for row in published()))


def published_count(model: str, scenario: str, goal: str, threat: str) -> Published:
    """The published count of one cell.

    Raises:
        UnknownName: If the study has no such model.
        InputError: If the study has no such cell.
    """
    if model not in models():
        raise UnknownName.among("model of the study", model, models())
    for row in published():
        if (row.model, row.scenario, row.goal, row.threat) == (
            model,
            scenario,
            goal,
            threat,
        ):
            return row
    message = (
        f"no published count for scenario {scenario!r}, goal {goal!r}, threat "
        f"{threat!r}; allowed: {', '.join(SCENARIOS)}; explicit, none; "
        "none, restriction, replacement"
    )
    raise InputError(message)


def _rows(name: str) -> list[dict[str, str]]:
    """The rows of a table that lies beside this module."""
    text = files("cornered.interop").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _scenario(name: str) -> str:
    """`name`, if it is a scenario of the study."""
    if name not in SCENARIOS:
        raise UnknownName.among("scenario of the study", name, SCENARIOS)
    return name
