"""The moment at which clocks are read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from federation.errors import InvalidInput, Reason
from node.desk.due import moment

NOW = datetime(2026, 3, 4, 17, 30, tzinfo=UTC)  # past midnight in Beijing: 5 March


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("", NOW),
        ("2026-03-05", datetime(2026, 3, 5, 4, tzinfo=UTC)),
        ("2027-01-01", datetime(2027, 1, 1, 4, tzinfo=UTC)),
    ],
)
def test_clocks_are_read_now_or_at_noon_of_a_later_day(on: str, expected: datetime) -> None:
    """Noon in Beijing, whatever the hour of asking; today never lies before now."""
    assert moment(NOW, on) == expected


def test_today_is_not_before_now() -> None:
    """Asked in the evening for the same day, clocks are read at that evening."""
    evening = datetime(2026, 3, 5, 12, tzinfo=UTC)
    assert moment(evening, "2026-03-05") == evening


@pytest.mark.parametrize("on", ["2026-03-04", "5.3.2026", "2026-02-30"])
def test_a_day_that_has_passed_or_is_none_is_refused(on: str) -> None:
    """What happened since cannot be thought away; a wrong day is named."""
    with pytest.raises(InvalidInput) as refused:
        moment(NOW, on)
    assert (refused.value.reason, refused.value.detail["field"]) == (Reason.VALUE_INVALID, "on")
