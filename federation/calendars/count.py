"""Count days on the calendar of the place that owes them.

The day on which something happened is not counted; the next one is day 1 (行政许可法 82条: working days,
without legal holidays; 民法典 201条: the first day does not count). A limit in calendar days that would end
on a day off ends on the next working day (民法典 203条). Hours run from their moment (201条第二款).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Self

from federation.calendars.year import CalendarYear
from federation.days import day_of
from federation.errors import InvalidInput, Reason
from federation.ids import CANONICAL, Locality

_WEEKEND = 5  # weekday() of Saturday
_FARTHEST = timedelta(days=20 * 366)  # a longer limit is a slip of the pen: counting ends there

_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)  # midnight is the end of a day, not the beginning of the next

Stands = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Counted:
    """A day that was counted out.

    Attributes:
        day: the last day of the limit.
        provisional: a year whose calendar is not published was counted through.
        at: the moment of that day at which it ends; None: with the day.
    """

    day: date
    provisional: bool
    at: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        """Whether a moment is within the limit."""
        return moment <= self.at if self.at is not None else day_of(moment) <= self.day


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendars:
    """Published years of several places. Build it with `of`."""

    years: Mapping[tuple[str, int], CalendarYear]

    @classmethod
    def of(cls, years: Iterable[CalendarYear]) -> Self:
        """Index the years; a later version of a year takes the place of an earlier one.

        Raises:
            InvalidInput: CALENDAR_INVALID where two files say different things under one version.
        """
        held: dict[tuple[str, int], CalendarYear] = {}
        for year in years:
            key = year.locality, year.year
            there = held.get(key)
            if there is not None and there.version == year.version and there != year:
                raise InvalidInput(Reason.CALENDAR_INVALID, locality=year.locality, year=year.year)
            if there is None or there.version < year.version:
                held[key] = year
        return cls(years=held)

    def published(self, year: int) -> bool:
        """Whether the country's calendar of that year is here."""
        return (CANONICAL, year) in self.years

    def works(self, place: Locality, day: date) -> bool:
        """Whether offices work on that day there; of an unpublished year, by week-ends alone."""
        country = self.years.get((CANONICAL, day.year))
        own = [
            year
            for owner in dict.fromkeys((f"{place[:2]}0000", f"{place[:4]}00", place))
            if (year := self.years.get((owner, day.year))) is not None
        ]
        if any(day in year.holidays for year in own):
            return False
        kept = own if country is None else [country, *own]
        if any(day in year.workdays for year in kept):
            return True
        return day.weekday() < _WEEKEND and (country is None or day not in country.holidays)

    def working_days(
        self, place: Locality, start: date, days: int, *, stands: Stands = lambda _day: False
    ) -> Counted:
        """The last of so many working days after a day.

        Args:
            place: whose calendar.
            start: the day that is not counted.
            days: how many; 0 is the day itself.
            stands: days on which the clock stands.

        Returns:
            The day; provisional also where counting ended without one after twenty years.
        """
        day, left, provisional = start, days, False
        while left > 0:
            if day - start > _FARTHEST:
                return Counted(day, provisional=True)
            day += _DAY
            provisional = provisional or not self.published(day.year)
            if self.works(place, day) and not stands(day):
                left -= 1
        return Counted(day, provisional)

    def calendar_days(self, place: Locality, start: date, days: int) -> Counted:
        """The last of so many calendar days; moved to the next working day if it is a day off."""
        day = start + timedelta(days=days)
        while not self.works(place, day) and day - start <= _FARTHEST:
            day += _DAY
        return Counted(day, provisional=not self.published(day.year))

    def until(self, place: Locality, end: datetime) -> Counted:
        """A limit that ends at a moment: then, or with the next working day if that moment is on a day off."""
        day = day_of(end - _INSTANT)
        counted = self.calendar_days(place, day, 0)
        return replace(counted, at=end) if counted.day == day == day_of(end) else counted

    def between(self, place: Locality, start: date, end: date) -> int:
        """How many working days lie after ``start`` up to and including ``end``; negative if it is before."""
        first, last, sign = (start, end, 1) if start <= end else (end, start, -1)
        span = range(1, (last - first).days + 1)
        return sign * sum(self.works(place, first + timedelta(days=n)) for n in span)
