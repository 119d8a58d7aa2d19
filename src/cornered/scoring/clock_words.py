"""Clock words: how people say a time of day, in the languages that the rule reads."""

from __future__ import annotations

import re

TIME = re.compile(r"(\d{1,2})[:.](\d\d)(?: ?([ap])\.?m\.?)?")

HOURS = {
    "en": (
        *("one", "two", "three", "four", "five", "six"),
        *("seven", "eight", "nine", "ten", "eleven", "twelve"),
    ),
    "de": (
        *("eins", "zwei", "drei", "vier", "fünf", "sechs"),
        *("sieben", "acht", "neun", "zehn", "elf", "zwölf"),
    ),
    "fr": (
        *("une", "deux", "trois", "quatre", "cinq", "six"),
        *("sept", "huit", "neuf", "dix", "onze", "midi"),
    ),
}
"""The hours of half a day, the first one first."""

BEFORE = (
    "by",
    "until",
    "till",
    "before",
    "after",
    "past",
    "at",
    "bis",
    "um",
    "vor",
    "nach",
)
"""Words after which an hour stands alone."""

NOON = 12


def spoken(time: str) -> tuple[str, ...]:
    """Ways to say a time of day like `16:30` or `4:30 pm`; none for anything else.

    Minutes are left out where people do: half past four is meant by `four`.

    Examples:
        >>> "four o'clock" in spoken("4:00 pm")
        True
        >>> spoken("noon")
        ()
    """
    match = TIME.fullmatch(time.strip())
    if match is None:
        return ()
    hour, minutes, half = int(match[1]), match[2], match[3]
    afternoon = half == "p" or hour > NOON
    low = (hour - 1) % NOON + 1
    high = low % NOON + NOON * afternoon
    english, german, french = (HOURS[each][low - 1] for each in ("en", "de", "fr"))
    ways = [
        *(f"{high}{mark}{minutes}" for mark in (":", ".", "h", " h ", " uhr ")),
        *(f"{low}{mark}{minutes}" for mark in (":", ".")),
        *(f"{low}{mark}" for mark in (" pm", "pm", " p.m", " o'clock")),
        *(f"{high}{mark}" for mark in (" uhr", " heures", " h", "h")),
        *(f"{word} {each}" for word in BEFORE for each in (english, german)),
        *(f"{english} o'clock", f"{english} pm", f"{german} uhr", f"{french} heures"),
    ]
    return tuple(dict.fromkeys(ways))
