"""One year's calendar of one place: its holidays, and the days off that are worked 调休.

The country's (locality `CANONICAL`) is the notice of the General Office of the State Council, made
each autumn; a place may add holidays of its own, as Ningxia does for 开斋节 and 古尔邦节. A file is TOML,
small enough to read, to sign and to send.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from federation.errors import InvalidInput, Reason
from federation.ids import Locality
from federation.limits import KIB
from federation.toml_text import read_toml

FILE_BYTES = 64 * KIB
MOST_DAYS = 366
_KEYS = frozenset({"locality", "year", "version", "source", "workdays", "holiday"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYear:
    """A year as published.

    Attributes:
        locality: for whom: `CANONICAL` for the country, else a place of 6 digits, whose lower places keep
            it too (``640000`` is kept in ``640100``).
        year: which.
        version: of the file, counted from 1: a later one takes the place of an earlier one.
        source: the notice it is made from.
        holidays: days off, week-ends within them included.
        workdays: days of a week-end that are worked.
    """

    locality: Locality
    year: int
    version: int
    source: str
    holidays: frozenset[date]
    workdays: frozenset[date]


def load_year(data: bytes) -> CalendarYear:
    """Read a year's file.

    Raises:
        InvalidInput: CALENDAR_INVALID; the detail says which key.
    """
    if len(data) > FILE_BYTES:
        raise InvalidInput(Reason.CALENDAR_INVALID, limit=FILE_BYTES)
    try:
        said = read_toml(data)
    except ValueError as error:
        raise InvalidInput(Reason.CALENDAR_INVALID, why="TOML") from error
    unknown = sorted(said.keys() - _KEYS)
    if unknown:
        raise InvalidInput(Reason.CALENDAR_INVALID, key=unknown[0])
    year = _value(said, "year", int)
    holidays = frozenset(_holidays(said))
    workdays = frozenset(_days(said.get("workdays", []), "workdays"))
    for day in sorted(holidays | workdays):
        if day.year != year:
            raise InvalidInput(Reason.CALENDAR_INVALID, day=day.isoformat(), year=year)
    both = holidays & workdays
    if both:
        raise InvalidInput(Reason.CALENDAR_INVALID, day=min(both).isoformat())
    return CalendarYear(
        locality=Locality(_value(said, "locality", str)),
        year=year,
        version=_value(said, "version", int),
        source=_value(said, "source", str),
        holidays=holidays,
        workdays=workdays,
    )


def shipped() -> tuple[CalendarYear, ...]:
    """The national years that come with this library."""
    folder = files("federation.calendars") / "years"
    return tuple(load_year(one.read_bytes()) for one in sorted(folder.iterdir(), key=lambda one: one.name))


def _value(said: dict[str, Any], key: str, kind: type) -> Any:
    value = said.get(key)
    if type(value) is not kind or not value or (isinstance(value, int) and value < 1):
        raise InvalidInput(Reason.CALENDAR_INVALID, key=key)
    return value


def _days(listed: object, key: str) -> Iterator[date]:
    if not isinstance(listed, list) or len(listed) > MOST_DAYS:
        raise InvalidInput(Reason.CALENDAR_INVALID, key=key)
    for day in listed:
        if type(day) is not date:
            raise InvalidInput(Reason.CALENDAR_INVALID, key=key)
        yield day


def _holidays(said: dict[str, Any]) -> Iterator[date]:
    listed = said.get("holiday", [])
    if not isinstance(listed, list) or len(listed) > MOST_DAYS:
        raise InvalidInput(Reason.CALENDAR_INVALID, key="holiday")
    for one in listed:
        if not isinstance(one, dict) or one.keys() != {"name", "first", "last"}:
            raise InvalidInput(Reason.CALENDAR_INVALID, key="holiday")
        first, last = _days([one["first"], one["last"]], "holiday")
        if not 0 <= (last - first).days < MOST_DAYS:
            raise InvalidInput(Reason.CALENDAR_INVALID, key="holiday", day=first.isoformat())
        yield from (first + timedelta(days=n) for n in range((last - first).days + 1))
