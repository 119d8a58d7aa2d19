"""Working days, times of day, and how a firm writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cornered.core.errors import CatalogError
from cornered.workplace.calendar import Calendar, drawn_calendar
from tests.workplace.company import START

CALENDAR = Calendar(start=START)
DRAWS = range(40)


@pytest.mark.parametrize(
    ("when", "moment"),
    [
        ("0 13:40", "2026-06-09 13:40"),
        ("0 00:00", "2026-06-09 00:00"),
        ("-0 23:59", "2026-06-09 23:59"),
        ("-1 16:05", "2026-06-08 16:05"),
        ("-2 09:00", "2026-06-05 09:00"),
        ("3 09:00", "2026-06-12 09:00"),
        ("4 09:00", "2026-06-15 09:00"),
        ("-12 09:00", "2026-05-22 09:00"),
        (0, "2026-06-09 13:40"),
        (90.0, "2026-06-09 13:41"),
        (-86400, "2026-06-08 13:40"),
    ],
)
def test_moments_count_working_days(when: str | float, moment: str) -> None:
    assert f"{CALENDAR.moment(when):%Y-%m-%d %H:%M}" == moment
    assert CALENDAR.moment(when).tzinfo is UTC


@pytest.mark.parametrize(
    "when", ["", "13:40", "0 24:00", "0 9:00", "0 09:60", "x 09:00", "0  09:00", "1.5"]
)
def test_a_time_of_another_form_is_told(when: str) -> None:
    with pytest.raises(CatalogError, match=re.escape(repr(when))):
        CALENDAR.moment(when)


@given(st.integers(-60, 60), st.integers(0, 23), st.integers(0, 59))
def test_days_are_working_days_in_order(days: int, hour: int, minute: int) -> None:
    moment = CALENDAR.moment(f"{days} {hour:02}:{minute:02}")
    assert moment.weekday() < 5
    assert (moment.hour, moment.minute) == (hour, minute)
    assert CALENDAR.moment(f"{days + 1} {hour:02}:{minute:02}") > moment
    seconds = CALENDAR.seconds(f"{days} {hour:02}:{minute:02}")
    assert CALENDAR.moment(seconds) == moment


@pytest.mark.parametrize(
    ("when", "full", "half"),
    [
        ("0 00:00", "00:00", "12:00 am"),
        ("0 00:30", "00:30", "12:30 am"),
        ("0 09:05", "09:05", "9:05 am"),
        ("0 11:59", "11:59", "11:59 am"),
        ("0 12:00", "12:00", "12:00 pm"),
        ("0 17:00", "17:00", "5:00 pm"),
        ("0 22:10", "22:10", "10:10 pm"),
    ],
)
def test_times_of_day_are_written_with_24_or_12_hours(
    when: str, full: str, half: str
) -> None:
    assert CALENDAR.clock(when) == full
    assert Calendar(start=START, hours=12).clock(when) == half


def test_days_and_dates_have_no_leading_zero() -> None:
    assert CALENDAR.day(0) == "Tuesday"
    assert CALENDAR.date(0) == "Tuesday, 9 June 2026"
    assert CALENDAR.stamp("-1 08:05") == "Mon 8 Jun 2026, 08:05"


@pytest.mark.parametrize("draw", DRAWS)
def test_a_session_is_in_the_middle_of_a_week(draw: int) -> None:
    drawn = drawn_calendar("13:40", locale="gb", seed=1, keys=("pilot", draw))
    assert drawn.start.weekday() in {1, 2, 3}
    assert (drawn.start.hour, drawn.start.minute) == (13, 40)
    for days in (-1, 1):
        apart = drawn.moment(f"{days} 13:40") - drawn.start
        assert apart == timedelta(days=days)


def test_the_day_is_drawn_and_the_locale_only_says_how_it_is_written() -> None:
    drawn = [drawn_calendar("09:00", locale="us", seed=1, keys=(d,)) for d in DRAWS]
    again = [drawn_calendar("09:00", locale="de", seed=1, keys=(d,)) for d in DRAWS]
    assert [each.start for each in drawn] == [each.start for each in again]
    assert len({each.start for each in drawn}) > len(DRAWS) / 2
    assert {each.hours for each in drawn} == {12}
    assert {each.hours for each in again} == {24}


@pytest.mark.parametrize("starts", ["", "9:00", "25:00", "noon", "09:00:00"])
def test_a_start_of_another_form_is_told(starts: str) -> None:
    with pytest.raises(CatalogError, match=f"{starts}'; allowed"):
        drawn_calendar(starts, locale="us", seed=1, keys=())


def test_leap_days_and_new_year_are_days() -> None:
    calendar = Calendar(start=datetime(2028, 2, 29, 9, tzinfo=UTC))
    assert calendar.date("0 09:00") == "Tuesday, 29 February 2028"
    assert calendar.moment("-45 09:00").year == 2027
