"""What the local API reads of a request."""

from __future__ import annotations

from datetime import date

import pytest

from federation.errors import InvalidInput, Reason
from node.api.read import get_day


def test_a_day() -> None:
    """YYYY-MM-DD, in years whose midnights every clock can hold."""
    assert get_day("1900-01-01", "first") == date(1900, 1, 1)
    assert get_day("2999-12-31", "last") == date(2999, 12, 31)


@pytest.mark.parametrize("text", ["0001-01-01", "1899-12-31", "3000-01-01", "9999-12-31", "20261101", ""])
def test_no_day(text: str) -> None:
    """Refused, naming the field: the midnight of the first and the last days is in no year."""
    with pytest.raises(InvalidInput) as refused:
        get_day(text, "first")
    assert (refused.value.reason, refused.value.detail["field"]) == (Reason.VALUE_INVALID, "first")
