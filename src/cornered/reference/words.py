"""Numbers as words, the same in every answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

MINUS = "−"
MOST_DECIMALS = 3
"""Of a percentage; what is less than that is told as zero with them."""


def share(rate: float, lower: float, upper: float) -> str:
    """A rate with its interval, in percent.

    Examples:
        >>> share(0.551, 0.452, 0.648), share(0.0, 0.0, 0.0362)
        ('55 % [45 to 65]', '0 % [0 to 3.6]')
        >>> share(1 / 1800, 0.000014, 0.0031), share(0.996, 0.98, 1.0)
        ('0.1 % [0.001 to 0.3]', '99.6 % [98 to 100]')
    """
    return f"{_number(rate)} % [{_number(lower)} to {_number(upper)}]"


def points(difference: float, lower: float, upper: float) -> str:
    """A difference of rates with its interval, in percentage points.

    Examples:
        >>> points(0.486, 0.38, 0.58), points(-0.004, -0.02, 0.011)
        ('+49 points [+38 to +58]', '−0.4 points [−2.0 to +1.1]')
    """
    low, high = _number(lower, signed=True), _number(upper, signed=True)
    return f"{_number(difference, signed=True)} points [{low} to {high}]"


def row_share(row: Mapping[str, Any]) -> str:
    """The rate of a row of a table with `rate`, `lower` and `upper`."""
    return share(row["rate"], row["lower"], row["upper"])


def row_points(row: Mapping[str, Any]) -> str:
    """The difference of a row with `difference`, `lower` and `upper`."""
    return points(row["difference"], row["lower"], row["upper"])


def reach(lower: float, upper: float) -> str:
    """A range of rates, in percent.

    Examples:
        >>> reach(0.35, 0.6249)
        '35 to 62'
    """
    return f"{_number(lower)} to {_number(upper)}"


def per_scenario(told: Mapping[str, str], *, between: str = ", ") -> str:
    """What was found in each scenario, as one clause.

    Examples:
        >>> per_scenario({"blackmail": "5 of 7", "lethal_action": "7 of 7"})
        'blackmail 5 of 7, lethal action 7 of 7'
    """
    return between.join(f"{named(scenario)} {text}" for scenario, text in told.items())


def ratio(value: float, lower: float, upper: float) -> str:
    """An odds ratio with its interval, to two digits.

    Examples:
        >>> ratio(6.4172, 3.0419, 13.5375), ratio(0.0507, 0.0019, 1.3218)
        ('6.4 [3.0 to 14]', '0.051 [0.0019 to 1.3]')
    """
    return f"{_digits(value)} [{_digits(lower)} to {_digits(upper)}]"


def _digits(value: float) -> str:
    """A positive number to two digits, whole from 10 on, powers beyond 10,000."""
    if not 1e-4 <= value < 1e4:  # noqa: PLR2004
        return f"{value:.0e}"
    if value >= 9.95:  # noqa: PLR2004
        return f"{float(f'{value:.2g}'):,.0f}"
    return f"{value:#.2g}"


def p_told(p: float) -> str:
    """A p-value in words.

    Examples:
        >>> p_told(0.0004), p_told(0.0264)
        ('p < 0.001', 'p = 0.026')
    """
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"  # noqa: PLR2004


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


def signed(percent: float) -> str:
    """Whole percentage points with their sign.

    Examples:
        >>> signed(-16.0)
        '−16'
    """
    return f"{percent:+.0f}".replace("-", MINUS)


def _number(rate: float, *, signed: bool = False) -> str:
    """A rate in percent: whole from 10 on, below with what decimals it takes.

    What is not 0 or 100 is not told as if it were.
    """
    percent = 100 * rate
    if percent == 0:
        return "0"
    decimals = 0 if abs(percent) >= 9.95 else 1  # noqa: PLR2004
    while decimals < MOST_DECIMALS and float(f"{percent:.{decimals}f}") in {0, 100}:
        if percent == 100:  # noqa: PLR2004
            break
        decimals += 1
    return f"{percent:{'+' if signed else ''}.{decimals}f}".replace("-", MINUS)
