"""Our national years against two packages that others keep, in the years we all know."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from federation.calendars import Calendars, shipped
from federation.ids import CANONICAL

CALENDARS = Calendars.of(shipped())
OTHERS = {day.year for day in chinese_calendar.holidays}
YEARS = sorted(year for _, year in CALENDARS.years if year in OTHERS)


def days_of(year):
    """Every day of a year."""
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def test_there_is_something_to_compare():
    """A year just published may be ours alone; the three before it are not."""
    assert YEARS[:3] == [2024, 2025, 2026]


@pytest.mark.parametrize("year", YEARS)
def test_they_agree_day_by_day(year):
    """Working days are the same in chinesecalendar and in holidays."""
    china = holidays.country_holidays("CN", years=year)
    ours = {day: CALENDARS.works(CANONICAL, day) for day in days_of(year)}
    assert {day for day in ours if ours[day] is not chinese_calendar.is_workday(day)} == set()
    assert {day for day in ours if ours[day] is not china.is_working_day(day)} == set()
