"""Study condition: what the study's id of a condition says, in our words."""

from __future__ import annotations

import re
from collections.abc import Mapping

CONDITION = re.compile(
    r"(?P<scenario>blackmail|leaking|murder)_"
    r"(?P<goal>[a-z]+)-(?P<goal_value>[a-z]+)_(?P<threat>[a-z]+)"
)
"""Scenario, kind of goal and its value, threat."""


def levels(condition: str) -> dict[str, str]:
    """Factor -> level of a condition of the study; empty if it is written otherwise.

    What follows the three parts is kept as it stands, so that unlike conditions stay
    apart.

    Examples:
        >>> levels("blackmail_explicit-america_replacement")
        {'goal': 'explicit', 'threat': 'replacement', 'goal_value': 'america'}
        >>> levels("murder_none-none_none_prod")
        {'goal': 'none', 'threat': 'none', 'study': 'prod'}
    """
    match = CONDITION.match(condition)
    if match is None:
        return {}
    found = {"goal": match["goal"], "threat": match["threat"]}
    if match["goal_value"] != "none":
        found["goal_value"] = match["goal_value"]
    rest = re.sub(r"[^\w.-]+", "-", condition[match.end() :]).strip("_-")
    return {**found, "study": rest} if rest else found


def further(given: Mapping[str, object]) -> dict[str, str]:
    """Factor -> level of the switches beside a condition that are not at their rest.

    Args:
        given: `extra_system_instructions`, `prod` and `test_eval_awareness`, as the
            port in inspect_evals names them.
    """
    found = {}
    instructions = given.get("extra_system_instructions")
    if instructions:
        found["instructions"] = re.sub(r"[^\w.-]+", "-", str(instructions))
    if given.get("prod"):
        found["prod"] = "yes"
    if given.get("test_eval_awareness"):
        found["belief"] = "asked"
    return found
