"""Numbers: differences, p-values, counts and sizes as the page words them."""

from __future__ import annotations

DIGITS = 3
"""Figures of a number that has no unit of its own."""

SMALLEST = 0.001
"""The smallest p that is told apart from smaller ones."""

KILO = 1000


def points(difference: float | None) -> str:
    """A difference of rates in percentage points, signed; small ones with a decimal.

    Examples:
        >>> points(0.41), points(-0.052), points(0.004), points(0.0), points(None)
        ('+41', '−5', '+0.4', '0', '–')
    """
    if difference is None:
        return "–"
    return _signed(100 * difference, _decimals(difference))


def interval(lower: float | None, upper: float | None) -> str:
    """An interval of a difference in points; empty if there is none.

    Examples:
        >>> interval(0.331, 0.49), interval(-0.03, 0.07), interval(0.001, 0.004)
        ('+33, +49', '−3, +7', '+0.1, +0.4')
    """
    if lower is None or upper is None:
        return ""
    decimals = max(_decimals(lower), _decimals(upper))
    while _signed(100 * lower, decimals) == _signed(100 * upper, decimals) and (
        upper > lower
    ):
        decimals += 1
    return f"{_signed(100 * lower, decimals)}, {_signed(100 * upper, decimals)}"


def p_text(p: float | None) -> str:
    """A p-value adjusted by Holm, in words.

    Examples:
        >>> p_text(0.0123), p_text(1e-9), p_text(1.0), p_text(None)
        ('p = 0.012', 'p < 0.001', 'p = 1', 'p not known')
    """
    if p is None:
        return "p not known"
    if p < SMALLEST:
        return f"p < {SMALLEST}"
    return "p = 1" if p >= 1 else f"p = {p:.3f}"


def plain_number(value: float) -> str:
    """A number with thousands apart, or with three figures.

    Examples:
        >>> plain_number(12345), plain_number(0.012345), plain_number(2.0)
        ('12,345', '0.0123', '2')
    """
    if isinstance(value, int) or float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.{DIGITS}g}" if abs(value) < KILO else f"{value:,.0f}"


def size_text(size: int) -> str:
    """A number of bytes, in words.

    Examples:
        >>> size_text(812), size_text(35_000), size_text(2_400_000)
        ('812 bytes', '35 kB', '2.4 MB')
    """
    if size < KILO:
        return f"{size} bytes"
    if size < KILO**2:
        return f"{size / KILO:.0f} kB"
    return f"{size / KILO**2:.1f} MB"


def _decimals(difference: float) -> int:
    """Decimals that keep a difference apart from none."""
    return 1 if 0 < abs(difference) < 0.005 else 0  # noqa: PLR2004


def _signed(value: float, decimals: int) -> str:
    """A number with its sign; zero has none."""
    text = f"{value:+.{decimals}f}"
    return text.lstrip("+-") if not float(text) else text.replace("-", "−")
