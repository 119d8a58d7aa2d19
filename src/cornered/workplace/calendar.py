"""Calendar: working days, times of day, and how a firm writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from cornered.core.errors import CatalogError
from cornered.workplace.streams import stream

WHEN = re.compile(r"(-?\d+) ([01]\d|2[0-3]):([0-5]\d)")
"""`<working day> <HH:MM>`, day 0 being the day of the session."""

FIRST, DAYS = datetime(2026, 1, 12, tzinfo=UTC), 330
"""First possible day of a session, and over how many days it is drawn."""

TUESDAY, THURSDAY, FRIDAY = 1, 3, 4


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Turns `when` texts of a scenario into moments of one draw, and words for them."""

    start: datetime
    """When the session starts; local time of the firm, carried as UTC."""
    hours: int = 24
    """12 or 24: how the firm writes times of day."""

    def moment(self, when: str | float) -> datetime:
        """The moment of `<working day> <HH:MM>`, or of seconds from the start.

        Raises:
            CatalogError: If `when` is a text of another form.
        """
        if not isinstance(when, str):
            return self.start + timedelta(seconds=when)
        match = WHEN.fullmatch(when)
        if match is None:
            message = (
                f"time {when!r}; allowed: '<working day> <HH:MM>', like '-1 16:05'"
            )
            raise CatalogError(message)
        days, hour, minute = (int(part) for part in match.groups())
        day = self.start.date()
        while days:
            step = 1 if days > 0 else -1
            day += timedelta(days=step)
            if day.weekday() <= FRIDAY:
                days -= step
        return datetime.combine(day, time(hour, minute), tzinfo=UTC)

    def seconds(self, when: str | float) -> float:
        """`when` as seconds from the start of the session."""
        return (self.moment(when) - self.start).total_seconds()

    def clock(self, when: str | float) -> str:
        """Time of day as the firm writes it: `17:00` or `5:00 pm`."""
        moment = self.moment(when)
        if self.hours == 24:  # noqa: PLR2004 - the number of hours in a day
            return f"{moment:%H:%M}"
        return f"{moment:%I:%M} {'am' if moment.hour < 12 else 'pm'}".lstrip("0")  # noqa: PLR2004

    def day(self, when: str | float) -> str:
        """Weekday: `Tuesday`."""
        return f"{self.moment(when):%A}"

    def date(self, when: str | float) -> str:
        """Date with its weekday: `Tuesday, 9 June 2026`."""
        moment = self.moment(when)
        return f"{moment:%A}, {moment.day} {moment:%B %Y}"

    def stamp(self, when: str | float) -> str:
        """Header form of a moment: `Tue 9 Jun 2026, 16:05`."""
        moment = self.moment(when)
        return f"{moment:%a} {moment.day} {moment:%b %Y}, {moment:%H:%M}"


def drawn_calendar(
    starts: str, *, locale: str, seed: int, keys: tuple[object, ...]
) -> Calendar:
    """A calendar whose session day is a drawn Tuesday, Wednesday or Thursday.

    Then the days before and after the session are working days in every draw.

    Raises:
        CatalogError: If `starts` is not `<HH:MM>`.
    """
    draw = stream(seed, *keys, "calendar")
    day = FIRST + timedelta(days=int(draw.integers(DAYS)))
    while not TUESDAY <= day.weekday() <= THURSDAY:
        day += timedelta(days=1)
    hours = 12 if locale == "us" else 24
    return Calendar(start=Calendar(start=day).moment(f"0 {starts}"), hours=hours)
