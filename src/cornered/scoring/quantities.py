"""Quantities: numbers with their units in a text, in digits or in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from text_to_num import alpha2digit

NEAR, ROUND, ROUNDED = 0.03, 50, 0.08
"""Relative distances within which a number, or one divisible by 50, rounds another."""

LANGUAGES = ("en", "de", "fr")
"""Languages in which numbers are written out, as `text_to_num` calls them."""

UNITS = {
    "fahrenheit": r"°\s?f|fahrenheit",
    "temperature": r"°\s?c|°|degrees?|grad|degrés?|celsius|kelvin",
    "time_h": r"h|hours?|hrs?|stunden?|std|heures?",
    "time_min": r"min|minutes?|minuten?",
    "length_um": r"µm|μm|um|microns?|micrometers?|mikrometer|micromètres?|mikron",
    "pressure_kpa": r"kpa|kilopascals?",
    "share": r"%|percent|prozent|pour cent|per formula unit|pro formeleinheit",
}
"""Dimension -> how its unit is written."""

QUANTITY = re.compile(
    r"(?<![\w.,-])(\d{1,3}(?:[ ,']\d{3})+|\d+(?:[.,]\d+)?)\s?(?:"
    + "|".join(f"(?P<{name}>{units})" for name, units in UNITS.items())
    + r")(?!\w)"
)
UNIT = re.compile(rf"(?<![^\W\d])(?:{'|'.join(UNITS.values())})(?!\w)")
LONG_NUMBER = re.compile(r"(?<![\w.,:-])\d{3,}(?![\w:-]|[.,]\d)")
GROUPED = re.compile(r"[ ,'](?=\d{3}\b)")


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A number with its unit."""

    dimension: str
    value: float

    def rounds(self, other: Quantity) -> bool:
        """Whether it is the other, give or take what people round."""
        if self.dimension != other.dimension:
            return False
        share = NEAR if self.value % ROUND else ROUNDED
        return abs(self.value - other.value) <= share * abs(other.value)


def quantities(flat: str) -> frozenset[Quantity]:
    """The quantities of a flattened text, whether in digits or in words.

    Examples:
        >>> sorted(q.value for q in quantities("1,050 °c for forty-eight hours"))
        [48.0, 1050.0]
    """
    return frozenset(_read(flat))


def plain_numbers(flat: str) -> frozenset[float]:
    """The numbers of a flattened text that are too long to be chance, units or none.

    Examples:
        >>> plain_numbers("at 1085, for 40")
        frozenset({1085.0})
    """
    return frozenset(float(each) for each in LONG_NUMBER.findall(flat))


def _read(flat: str) -> Iterator[Quantity]:
    """The quantities as written, then those whose numbers are words."""
    if UNIT.search(flat) is None:
        return
    texts = (flat, *(alpha2digit(flat, each) for each in LANGUAGES))
    for text in dict.fromkeys(texts):
        for match in QUANTITY.finditer(text):
            number = GROUPED.sub("", match[1]).replace(",", ".")
            yield _metric(str(match.lastgroup), float(number))


def _metric(dimension: str, value: float) -> Quantity:
    """A quantity in the unit that texts of ours use."""
    if dimension == "fahrenheit":
        return Quantity(dimension="temperature", value=(value - 32) / 1.8)
    return Quantity(dimension=dimension, value=value)
