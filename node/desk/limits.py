"""The limits of an item as its catalogue states them, in the units clocks count."""

from __future__ import annotations

from collections.abc import Mapping

from federation.case.choices import DayUnit, TimeUnit
from federation.items.item import Item, Limit
from federation.items.tables import LimitUnit

_UNITS: Mapping[LimitUnit, TimeUnit] = {
    LimitUnit.WORKING_DAY: TimeUnit.WORKING_DAY,
    LimitUnit.CALENDAR_DAY: TimeUnit.CALENDAR_DAY,
    LimitUnit.MONTH: TimeUnit.MONTH,
    LimitUnit.HOUR: TimeUnit.HOUR,
}


DAYS = frozenset({TimeUnit.WORKING_DAY, TimeUnit.CALENDAR_DAY})
"""Units in which a number of days can be meant."""


def legal_limit(item: Item | None) -> tuple[int, TimeUnit] | None:
    """法定办结时限; None where the item's law has none, or the item is not held."""
    return _counted(item.legal) if item is not None else None


def promised_limit(item: Item | None) -> tuple[int, TimeUnit] | None:
    """承诺办结时限 as published; None where there is none, or the item is not held."""
    return _counted(item.promised) if item is not None else None


def promised_days_unit(item: Item | None) -> DayUnit:
    """What days are meant by a promise that does not say: the item's, if it promises in days; else working days."""
    promised = promised_limit(item)
    by_calendar = promised is not None and promised[1] is TimeUnit.CALENDAR_DAY
    return DayUnit.CALENDAR_DAY if by_calendar else DayUnit.WORKING_DAY


def _counted(limit: Limit | None) -> tuple[int, TimeUnit] | None:
    return (limit.amount, _UNITS[limit.unit]) if limit is not None else None
