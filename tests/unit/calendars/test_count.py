"""Counting days: by hand for the days that mislead, and by law for all others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.calendars import Calendars, CalendarYear, shipped
from federation.calendars.count import _FARTHEST
from federation.errors import InvalidInput
from federation.ids import Locality

XIAN, YINCHUAN = Locality("610100"), Locality("640100")
LOCAL = CalendarYear(
    locality=Locality("640000"),
    year=2026,
    version=1,
    source="test",
    holidays=frozenset({date(2026, 5, 27), date(2026, 5, 28)}),
    workdays=frozenset({date(2026, 5, 30)}),
)
CALENDARS = Calendars.of([*shipped(), LOCAL])
DAY = timedelta(days=1)
days = st.dates(date(2024, 1, 1), date(2026, 10, 31))
counts = st.integers(0, 60)
places = st.sampled_from([XIAN, YINCHUAN])


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 10, 10), True),
        (date(2026, 9, 20), True),
        (date(2026, 2, 14), True),
        (date(2026, 2, 28), True),
        (date(2026, 5, 9), True),
        (date(2026, 1, 4), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 11), False),
        (date(2026, 1, 1), False),
        (date(2026, 2, 15), False),
        (date(2026, 2, 24), True),
    ],
)
def test_days_that_mislead(day, works):
    """Saturdays and Sundays that are worked, week days that are not (国务院办公厅 2026)."""
    assert CALENDARS.works(XIAN, day) is works


def test_five_days_over_the_national_holiday():
    """受理 2026-09-30 + 5: 8, 9, 10 (a Saturday that is worked), 12, 13 October."""
    counted = CALENDARS.working_days(XIAN, date(2026, 9, 30), 5)
    assert (counted.day, counted.provisional) == (date(2026, 10, 13), False)


def test_a_place_adds_days_of_its_own():
    """Ningxia's days off are kept in Yinchuan and nowhere else; its own worked Saturday too."""
    for day, works in ((date(2026, 5, 27), False), (date(2026, 5, 30), True)):
        assert CALENDARS.works(YINCHUAN, day) is works
        assert CALENDARS.works(Locality("640104"), day) is works
        assert CALENDARS.works(XIAN, day) is not works


def test_a_days_off_of_its_own_beats_the_countrys_worked_saturday():
    """A place that keeps a feast on a worked Saturday does not work."""
    own = replace(LOCAL, holidays=frozenset({date(2026, 10, 10)}), workdays=frozenset())
    assert not Calendars.of([*shipped(), own]).works(YINCHUAN, date(2026, 10, 10))


def test_a_limit_in_calendar_days_ends_on_a_working_day():
    """It counts every day, and moves on from a day off (民法典 203条)."""
    assert CALENDARS.calendar_days(XIAN, date(2026, 9, 25), 10).day == date(2026, 10, 8)
    assert CALENDARS.calendar_days(XIAN, date(2026, 3, 2), 10).day == date(2026, 3, 12)


def test_beyond_the_published_years_counting_says_so():
    """Into 2027 by week-ends alone, and provisional; up to the last day of 2026 it is firm."""
    firm = CALENDARS.working_days(XIAN, date(2026, 12, 30), 1)
    beyond = CALENDARS.working_days(XIAN, date(2026, 12, 30), 2)
    assert (firm.day, firm.provisional) == (date(2026, 12, 31), False)
    assert (beyond.day, beyond.provisional) == (date(2027, 1, 1), True)
    assert CALENDARS.calendar_days(XIAN, date(2026, 12, 30), 5).provisional


def test_a_later_version_takes_the_place_of_an_earlier_one():
    """Whatever the order; 10 is later than 2; one version that says two things is refused."""
    later = replace(LOCAL, version=10, holidays=frozenset({date(2026, 5, 29)}), workdays=frozenset())
    middle = replace(LOCAL, version=2)
    for order in ([LOCAL, later, middle], [later, middle, LOCAL]):
        assert Calendars.of(order).years[LOCAL.locality, 2026] == later
    with pytest.raises(InvalidInput, match=r"^CALENDAR_INVALID"):
        Calendars.of([LOCAL, replace(LOCAL, workdays=frozenset())])
    assert Calendars.of([LOCAL, LOCAL]).years[LOCAL.locality, 2026] == LOCAL


def test_counting_ends_somewhere():
    """A clock that never runs again is no endless loop: after twenty years counting stops, provisionally."""
    counted = CALENDARS.working_days(XIAN, date(2026, 1, 5), 5, stands=lambda _day: True)
    assert counted.provisional
    assert counted.day > date(2026, 1, 5) + _FARTHEST
    never = [
        replace(LOCAL, year=year, holidays=frozenset(_all(year)), workdays=frozenset())
        for year in range(2026, 2049)
    ]
    assert Calendars.of(never).calendar_days(YINCHUAN, date(2026, 1, 5), 1).provisional


def _all(year):
    return (date(year, 1, 1) + DAY * n for n in range(365 if year % 4 else 366))


@given(places, days, counts)
def test_the_next_working_day_is_day_one(place, start, count):
    """The day itself is not counted; the last day of a limit is a working day; as many lie between."""
    end = CALENDARS.working_days(place, start, count).day
    assert (end == start) is (count == 0)
    assert count == 0 or CALENDARS.works(place, end)
    assert CALENDARS.between(place, start, end) == count
    assert CALENDARS.between(place, end, start) == -count


@given(places, days, counts, counts)
def test_counting_is_monotone_and_adds_up(place, start, first, second):
    """A longer limit ends later, a later start no earlier; two limits after each other are their sum."""
    near, far = (CALENDARS.working_days(place, start, n).day for n in (first, first + second))
    assert near <= far
    assert CALENDARS.working_days(place, near, second).day == far
    assert near <= CALENDARS.working_days(place, start + DAY, first).day


@given(days, counts)
def test_days_off_of_its_own_never_shorten_a_limit(start, count):
    """A place with more days off than the country is never earlier."""
    off = replace(LOCAL, workdays=frozenset())
    local = Calendars.of([*shipped(), off]).working_days(YINCHUAN, start, count).day
    assert local >= Calendars.of(shipped()).working_days(YINCHUAN, start, count).day


@given(places, days, counts, st.sets(days))
def test_days_on_which_the_clock_stands_are_made_up_for(place, start, count, standing):
    """Standing days do not count, and the last day is none of them."""
    end = CALENDARS.working_days(place, start, count, stands=standing.__contains__).day
    lost = sum(CALENDARS.works(place, day) for day in standing if start < day <= end)
    assert CALENDARS.between(place, start, end) == count + lost
    assert count == 0 or end not in standing


def test_the_country_is_known_by_its_code():
    """A local file does not publish the year."""
    assert Calendars.of(shipped()).published(2026)
    assert not Calendars.of([LOCAL]).published(2026)
