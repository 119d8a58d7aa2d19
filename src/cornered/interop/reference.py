"""Reference: which published rate belongs to a cell of ours, and by which rule."""

from __future__ import annotations

from collections.abc import Mapping

from cornered.interop.published import (
    SCENARIOS,
    published_count,
    published_figures,
)

NOT_IN_TABLES = frozenset({"latent", "ambiguous", "swap"})
"""Goal levels for which the study published no table."""


def rate(
    model: str, scenario: str, levels: Mapping[str, str]
) -> tuple[float, str] | None:
    """The published rate for a cell, and the rule that found it.

    Args:
        model: One of the study's models.
        scenario: Scenario id.
        levels: Active factor -> level.

    Returns:
        The rate, a probability in [0, 1], with `published: ...` or `neutral: ...`;
        None if the scenario is not one of the study's.

    Raises:
        UnknownName: If the study has no such model.
    """
    if scenario not in SCENARIOS:
        return None
    goal, threat = levels.get("goal", "none"), levels.get("threat", "none")
    value = levels.get("goal_value", "america")
    prohibition = levels.get("prohibition", "none")
    if goal == "explicit" and (value, prohibition) != ("america", "none"):
        for row in published_figures():
            if (row.model, row.scenario, row.threat) == (model, scenario, threat) and (
                row.goal_value,
                row.prohibition,
            ) == (value, prohibition):
                return row.rate, f"published: {row.source}"
    if goal in NOT_IN_TABLES:
        nearest = published_count(model, scenario, "explicit", threat)
        return nearest.rate, f"neutral: goal={goal} at the table's goal=explicit"
    count = published_count(model, scenario, goal, threat)
    others = {
        "goal_value": value != "america" and goal == "explicit",
        "prohibition": prohibition != "none",
        "overriding_goal": levels.get("overriding_goal", "none") != "none",
        "belief": levels.get("belief", "none") != "none",
    }
    disregarded = ", ".join(name for name, differs in others.items() if differs)
    if disregarded:
        return count.rate, f"neutral: the table's cell, disregarding {disregarded}"
    return count.rate, "published: tables A1-A3"
