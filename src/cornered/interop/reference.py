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
    model: str, scenario: str, levels: Mapping[str, str], *, as_studied: bool
) -> tuple[float, str] | None:
    """The published rate for a cell, and the rule that found it.

    Args:
        model: One of the study's models.
        scenario: Scenario id.
        levels: Active factor -> level.
        as_studied: Whether the cell makes the study's own choices, on its surface.

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
                return row.rate, _rule(row.source, [], as_studied=as_studied)
    nearest = "explicit" if goal in NOT_IN_TABLES else goal
    count = published_count(model, scenario, nearest, threat)
    disregarded = {
        f"goal={goal}": goal in NOT_IN_TABLES,
        "goal_value": value != "america" and goal == "explicit",
        "prohibition": prohibition != "none",
        "overriding_goal": levels.get("overriding_goal", "none") != "none",
        "belief": levels.get("belief", "none") != "none",
    }
    names = [name for name, differs in disregarded.items() if differs]
    return count.rate, _rule("tables A1-A3", names, as_studied=as_studied)


def _rule(source: str, disregarded: list[str], *, as_studied: bool) -> str:
    """`published: ...` for a cell of the study's own, else what was disregarded."""
    names = disregarded if as_studied else [*disregarded, "preset or surface"]
    if not names:
        return f"published: {source}"
    return f"neutral: nearest in {source}, disregarding {', '.join(names)}"
