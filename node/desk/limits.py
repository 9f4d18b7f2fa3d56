"""The limits of an item as its catalogue states them, in the units clocks count."""

from __future__ import annotations

from collections.abc import Mapping

from federation.case.clock import TimeUnit
from federation.items.item import Item
from federation.items.tables import LimitUnit

_UNITS: Mapping[LimitUnit, TimeUnit] = {
    LimitUnit.WORKING_DAY: TimeUnit.WORKING_DAY,
    LimitUnit.CALENDAR_DAY: TimeUnit.CALENDAR_DAY,
    LimitUnit.MONTH: TimeUnit.MONTH,
    LimitUnit.HOUR: TimeUnit.HOUR,
}


def legal_limit(item: Item | None) -> tuple[int, TimeUnit] | None:
    """法定办结时限; None where the item's law has none, or the item is not held."""
    if item is None or item.legal is None:
        return None
    return item.legal.amount, _UNITS[item.legal.unit]
