"""Numbers as words, the same in every answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def share(rate: float, lower: float, upper: float) -> str:
    """A rate with its interval, in percent.

    Examples:
        >>> share(0.551, 0.452, 0.648), share(0.0, 0.0, 0.0362)
        ('55 % [45 to 65]', '0 % [0 to 3.6]')
    """
    return f"{_number(rate)} % [{_number(lower)} to {_number(upper)}]"


def points(difference: float, lower: float, upper: float) -> str:
    """A difference of rates with its interval, in percentage points.

    Examples:
        >>> points(0.486, 0.38, 0.58), points(-0.004, -0.02, 0.011)
        ('+49 points [+38 to +58]', '-0.4 points [-2.0 to +1.1]')
    """
    low, high = _number(lower, signed=True), _number(upper, signed=True)
    return f"{_number(difference, signed=True)} points [{low} to {high}]"


def row_share(row: Mapping[str, Any]) -> str:
    """The rate of a row of a table with `rate`, `lower` and `upper`."""
    return share(row["rate"], row["lower"], row["upper"])


def row_points(row: Mapping[str, Any]) -> str:
    """The difference of a row with `difference`, `lower` and `upper`."""
    return points(row["difference"], row["lower"], row["upper"])


def named(scenario: str) -> str:
    """A scenario in prose.

    Examples:
        >>> named("lethal_action")
        'lethal action'
    """
    return scenario.replace("_", " ")


def listed(names: Sequence[str]) -> str:
    """Names as a list in prose.

    Examples:
        >>> listed(["a"]), listed(["a", "b", "c"])
        ('a', 'a, b and c')
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _number(rate: float, *, signed: bool = False) -> str:
    """A rate in percent: whole from 10 on, one decimal below, none for 0 and 100."""
    percent = 100 * rate
    whole = abs(percent) >= 9.95 or percent == 0  # noqa: PLR2004
    decimals = 0 if whole and not 99.5 <= percent < 100 else 1  # noqa: PLR2004
    text = f"{percent:{'+' if signed else ''}.{decimals}f}"
    return "0" if percent == 0 else text
