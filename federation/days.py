"""The civil day of an instant: Beijing time, which every mainland locality keeps (no daylight saving)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "北京时间")


def day_of(at: datetime) -> date:
    """The day on which an aware instant falls in Beijing."""
    return at.astimezone(BEIJING).date()


def start_of(day: date) -> datetime:
    """The instant, in UTC, at which a day begins in Beijing."""
    return datetime.combine(day, time(), BEIJING).astimezone(UTC)
