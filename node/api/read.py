"""Values of a request that are text on the wire: a day, a word of a closed set."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TypeVar

from federation.errors import InvalidInput, Reason
from federation.items.form import DateFormat, read_date

T = TypeVar("T", bound=StrEnum)


_YEARS = range(1900, 3000)  # midnight of the first and last days that a date can hold is in no UTC day


def get_day(text: str, field: str) -> date:
    """A day. Raises InvalidInput: VALUE_INVALID, naming the field."""
    day = read_date(text, DateFormat.DASHED)
    if day is None or day.year not in _YEARS:
        raise InvalidInput(Reason.VALUE_INVALID, field=field, form=DateFormat.DASHED.value)
    return day


def get_optional_day(text: str, field: str) -> date | None:
    """A day; None if there is none. Raises as `get_day`."""
    return get_day(text, field) if text else None


def get_word(kind: type[T], text: str, field: str) -> T:
    """A member of a closed set. Raises InvalidInput: VALUE_INVALID, naming the field and what is known."""
    try:
        return kind(text)
    except ValueError as error:
        raise InvalidInput(Reason.VALUE_INVALID, field=field, known=" ".join(kind)) from error
