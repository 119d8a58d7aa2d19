"""Amounts: tokens and money, where what is not known stays unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from cornered.planning.prices import Price


@dataclass(frozen=True, kw_only=True)
class Amounts:
    """Tokens and money of many rollouts; None for what cannot be known."""

    input_tokens: float | None
    output_tokens: float | None
    cost_usd: float | None


def times(count: int, each: float | None) -> float | None:
    """So many times an amount that may be unknown."""
    return None if each is None else count * each


def amounts_of(
    read: Iterable[float | None], written: Iterable[float | None], price: Price | None
) -> Amounts:
    """The sums, and what they cost; a sum with something unknown is unknown."""
    total_read, total_written = summed(read), summed(written)
    cost = None
    if price is not None and (price.input_usd, price.output_usd) == (0, 0):
        cost = 0.0
    elif price is not None and total_read is not None and total_written is not None:
        cost = price.cost_usd(input_tokens=total_read, output_tokens=total_written)
    return Amounts(input_tokens=total_read, output_tokens=total_written, cost_usd=cost)


def summed(amounts: Iterable[float | None]) -> float | None:
    """The sum; None if an amount is unknown.

    Examples:
        >>> summed([1.5, 2.0]), summed([1.0, None])
        (3.5, None)
    """
    known = list(amounts)
    return None if None in known else fsum(each for each in known if each is not None)
