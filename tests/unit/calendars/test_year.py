"""Files of a year: read whole or refused, with the key at fault."""

from __future__ import annotations

from datetime import date

import pytest

from federation.calendars import load_year, shipped
from federation.calendars.year import FILE_BYTES
from federation.errors import InvalidInput, Reason
from federation.ids import CANONICAL, Locality

GOOD = """
locality = "640000"
year = 2026
version = 2
source = "宁夏回族自治区人民政府"
workdays = [2026-05-30]

[[holiday]]
name = "古尔邦节"
first = 2026-05-27
last = 2026-05-28
"""


def test_a_year_is_read():
    """Locality, year, version, source, days off from first to last, days worked."""
    year = load_year(GOOD.encode())
    assert (year.locality, year.year, year.version) == (Locality("640000"), 2026, 2)
    assert year.holidays == {date(2026, 5, 27), date(2026, 5, 28)}
    assert year.workdays == {date(2026, 5, 30)}


@pytest.mark.parametrize(
    ("old", "new", "detail"),
    [
        ('locality = "640000"', 'locality = "64"', {"kind": "Locality"}),
        ('locality = "640000"', "locality = 640000", {"key": "locality"}),
        ("year = 2026", 'year = "2026"', {"key": "year"}),
        ("year = 2026", "year = 2025", {"day": "2026-05-27", "year": 2025}),
        ("version = 2", "version = 0", {"key": "version"}),
        ("version = 2", "version = true", {"key": "version"}),
        ("version = 2", "", {"key": "version"}),
        ('source = "宁夏回族自治区人民政府"', 'source = ""', {"key": "source"}),
        ("workdays = [2026-05-30]", "workdays = [2026-05-28]", {"day": "2026-05-28"}),
        ("workdays = [2026-05-30]", 'workdays = ["2026-05-30"]', {"key": "workdays"}),
        ("workdays = [2026-05-30]", "workdays = 1", {"key": "workdays"}),
        ("workdays = [2026-05-30]", "work_days = []", {"key": "work_days"}),
        ("last = 2026-05-28", "last = 2026-05-26", {"key": "holiday", "day": "2026-05-27"}),
        ("last = 2026-05-28", "last = 2027-05-28", {"key": "holiday", "day": "2026-05-27"}),
        ("last = 2026-05-28", "", {"key": "holiday"}),
        ("last = 2026-05-28", "last = 2026-05-28T00:00:00Z", {"key": "holiday"}),
        ("year = 2026", "year = ", {"why": "TOML"}),
    ],
)
def test_a_fault_is_named(old, new, detail):
    """What is wrong refuses the whole file, and the key or day is named."""
    assert old in GOOD
    with pytest.raises(InvalidInput) as refused:
        load_year(GOOD.replace(old, new).encode())
    assert refused.value.reason in {Reason.CALENDAR_INVALID, Reason.ID_MALFORMED}
    assert refused.value.detail == detail


def test_no_text_and_too_much_text_are_refused():
    """Bytes that are no UTF-8; more than a year can need."""
    for data in (b"\xff", GOOD.encode() + b"#" * FILE_BYTES):
        with pytest.raises(InvalidInput, match=r"^CALENDAR_INVALID"):
            load_year(data)


def test_the_shipped_years_are_the_countrys():
    """Three years in a row, each naming the notice it was made from."""
    years = shipped()
    assert [(one.locality, one.year) for one in years] == [
        (CANONICAL, 2024),
        (CANONICAL, 2025),
        (CANONICAL, 2026),
    ]
    assert all("国务院办公厅" in one.source and str(one.year) in one.source for one in years)
