"""A section's table in few columns, for the page and the terminal alike.

The files and `--json` hold every column; here a number and its bounds are one text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import exp
from typing import Any

import polars as pl

from cornered.reference.section import Numbers
from cornered.reference.words import named, points, ratio, reach, share

Row = Mapping[str, Any]

WORDS = {
    "second": "threat",
    "stated": "said it was",
    "scales": "on both scales",
    "unprovoked": "above 1 %",
    "p_holm": "p (Holm)",
    "i2": "I2",
    "tau_units": "tau of models",
    "basis": "above",
    "above": "a rate of",
    "crossed": "crossed",
}
"""What a column is called where its own name would not do."""

HIDDEN = frozenset(
    {
        *("set_apart", "goal", "threat", "first", "separated", "conditions", "se"),
        *("log_odds", "log_odds_lower", "log_odds_upper", "log_odds_p", "rd_p"),
        "log_odds_p_holm",
        *("upper_one_sided", "upper_all_models", "equivalence_p", "p"),
        *("low_lower", "low_upper", "high_lower", "high_upper", "low", "high"),
        *("rate_neither", "rate_first", "rate_second", "rate_both", "q"),
    }
)
"""Columns that only files and `--json` hold."""


def _rate(row: Row) -> str:
    if row["rate"] is None:
        return "not published"
    return share(row["rate"], row["lower"], row["upper"])


def _difference(row: Row) -> str:
    return points(row["difference"], row["lower"], row["upper"])


def _risk(row: Row) -> str:
    return points(row["risk_difference"], row["rd_lower"], row["rd_upper"])


def _odds(row: Row) -> str:
    return ratio(row["odds_ratio"], row["or_lower"], row["or_upper"])


def _odds_of_odds(row: Row) -> str:
    names = ("log_odds", "log_odds_lower", "log_odds_upper")
    return ratio(*(exp(row[name]) for name in names))


def _further(row: Row) -> str:
    return f"{reach(row['predicted_lower'], row['predicted_upper'])} %"


def _without(row: Row) -> str:
    return f"{reach(row['least_without_one'], row['most_without_one'])} %"


def _arm(arm: str) -> Callable[[Row], str]:
    """How the counts of one arm are shown."""
    return lambda row: f"{row[f'{arm}_crossed']} of {row[f'{arm}_count']}"


MERGED: tuple[tuple[str, frozenset[str], str, Callable[[Row], str]], ...] = (
    ("low_crossed", frozenset({"low_count", "low_rate"}), "reference", _arm("low")),
    ("high_crossed", frozenset({"high_count", "high_rate"}), "with it", _arm("high")),
    ("difference", frozenset({"lower", "upper"}), "difference", _difference),
    ("rate", frozenset({"lower", "upper"}), "rate", _rate),
    ("risk_difference", frozenset({"rd_lower", "rd_upper"}), "difference", _risk),
    (
        "odds_ratio",
        frozenset({"or_lower", "or_upper", "lower", "upper"}),
        "odds ratio",
        _odds,
    ),
    (
        "log_odds",
        frozenset({"log_odds_lower", "log_odds_upper"}),
        "ratio of odds ratios",
        _odds_of_odds,
    ),
    ("predicted_lower", frozenset({"predicted_upper"}), "a further one", _further),
    (
        "least_without_one",
        frozenset({"most_without_one"}),
        "without any one",
        _without,
    ),
)
"""(column, columns that go into it, heading, how the row is told)."""


def shown(numbers: Numbers) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """What the page and the terminal show of a table: headings, rows."""
    return compact(numbers.table if numbers.shown is None else numbers.shown)


def compact(table: pl.DataFrame) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Headings and rows as text.

    Examples:
        >>> rates = {"model": ["a"], "rate": [0.5], "lower": [0.4], "upper": [0.6]}
        >>> compact(pl.DataFrame(rates))
        (('model', 'rate'), [('a', '50 % [40 to 60]')])
    """
    there = set(table.columns)
    used = [each for each in MERGED if {each[0], *each[1]} <= there]
    merged = {name: (title, tell) for name, _, title, tell in used}
    within = {part for _, parts, _, _ in used for part in parts}
    kept = [
        name for name in table.columns if name in merged or name not in HIDDEN | within
    ]
    headings = tuple(
        merged[name][0] if name in merged else WORDS.get(name, name.replace("_", " "))
        for name in kept
    )
    rows = [
        tuple(
            merged[name][1](row) if name in merged else plain(name, row[name])
            for name in kept
        )
        for row in table.iter_rows(named=True)
    ]
    return headings, rows


def plain(name: str, value: object) -> str:
    """One value as text."""
    if isinstance(value, float) and name in SPECIAL:
        return SPECIAL[name](value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{value:,}" if isinstance(value, int) else f"{value:.3g}"
    text = "–" if value is None else str(value)
    return named(text) if name == "scenario" else text.replace(",", ", ")


def _p(value: float) -> str:
    """A p-value, small ones as a bound."""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"  # noqa: PLR2004


def _percent(value: float) -> str:
    """A share in whole percent."""
    return f"{100 * value:.0f} %"


SPECIAL: Mapping[str, Callable[[float], str]] = {
    "p_holm": _p,
    "above": _percent,
    "i2": _percent,
}
"""How numbers of single columns are told."""
