"""Contrasts are drawn with their numbers, and marked in words."""

from __future__ import annotations

import polars as pl

from cornered.figures.forest import FIGURE
from tests.figures.tables import svg


def contrast(**other: object) -> dict[str, object]:
    """A row of a table of contrasts."""
    return {
        "contrast": "conflict",
        "question": "Does a goal matter?",
        "low": "goal=none",
        "high": "goal=explicit",
        "agent": "vendor/m",
        "scenario": "lethal_action",
        "simulated": False,
        "difference": 0.43,
        "lower": 0.2,
        "upper": 0.6,
        "p_holm": 0.001,
        **other,
    }


def test_differences_are_marked_in_words() -> None:
    rows = [
        contrast(agent="a"),
        contrast(agent="b", difference=-0.3, lower=-0.5, upper=-0.1, p_holm=0.049),
        contrast(agent="c", difference=0.3, p_holm=0.06),
        contrast(agent="d", difference=None, lower=None, upper=None, p_holm=None),
    ]
    drawn = svg(FIGURE, pl.DataFrame(rows))
    for words in ("+43 higher", "−30 lower", "+30 undecided", "none scored"):
        assert words in drawn
    for words in ("Does a goal matter?", "goal=explicit minus goal=none"):
        assert words in drawn
    assert "lethal action" in drawn


def test_places_are_told_apart_by_what_differs() -> None:
    rows = [contrast(surface="letter"), contrast(surface="tools")]
    drawn = svg(FIGURE, pl.DataFrame(rows))
    assert "lethal action, letter" in drawn
    assert "lethal action, tools" in drawn


def test_more_agents_than_are_drawn_are_counted() -> None:
    rows = [contrast(agent=f"vendor/m{i:02}", difference=i / 100) for i in range(45)]
    drawn = svg(FIGURE, pl.DataFrame(rows))
    assert "5 more agents are in the table" in drawn
    assert "vendor/m44" in drawn
    assert "vendor/m04" not in drawn
