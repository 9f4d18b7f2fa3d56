"""Reject rows as hubs send them back."""

from __future__ import annotations

import json

import pytest

from federation.errors import InvalidInput, Reason
from federation.exchange import ADVICE, TABLES, Reject, parse_rejects
from federation.exchange.rejects import FILE_BYTES

GUID = "a" * 32
CSV = (
    "ROW_GUID,ERR_TYPE,TABLE_NAME,TABLE_SQL_NAME,TABLE_ROW_GUID,REMARK\r\n"
    f"1,必填项为空,办件受理信息,up_pro_accept,{GUID},联系人手机号码为空\r\n"
)
EXPECTED = (Reject(table="up_pro_accept", row_guid=GUID, kind="必填项为空", why="联系人手机号码为空"),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv(encoding: str):
    """Columns that are not needed are passed over, whatever the encoding of the hub's export."""
    assert parse_rejects(CSV.encode(encoding), ending="csv") == EXPECTED


def test_json():
    """An array of objects; a table may be named in Chinese."""
    said = [
        {
            "err_type": "必填项为空",
            "table_name": "办件受理信息",
            "table_row_guid": GUID,
            "remark": "联系人手机号码为空",
        }
    ]
    assert parse_rejects(json.dumps(said).encode(), ending="json") == EXPECTED


@pytest.mark.parametrize(
    ("data", "ending", "reason", "detail"),
    [
        (
            b"err_type,table_name,table_row_guid\n1,up_pro_accept,\n",
            "csv",
            Reason.VALUE_MISSING,
            {"row": 1, "column": "table_row_guid"},
        ),
        (
            b"err_type,table_name,table_row_guid\n1,up_pro_colour,2\n",
            "csv",
            Reason.VALUE_INVALID,
            {"row": 1, "column": "table_name"},
        ),
        (b"err_type\n1\n", "csv", Reason.VALUE_MISSING, {"row": 1, "column": "table_name"}),
        (b"", "csv", Reason.VALUE_MISSING, {"row": 0, "column": "err_type"}),
        (b"err_type,remark\n", "csv", Reason.VALUE_MISSING, {"row": 0, "column": "table_row_guid"}),
        (b"{}", "json", Reason.SHEET_UNREADABLE, {"why": "not an array of objects"}),
        (b"[1]", "json", Reason.SHEET_UNREADABLE, {"why": "not an array of objects"}),
        (b"[" * 100_000, "json", Reason.SHEET_UNREADABLE, {"why": "JSON"}),
        (b"\xff\xff\xff", "csv", Reason.SHEET_UNREADABLE, {"why": "neither UTF-8 nor GB 18030"}),
        (b'a\n"' + b"x" * 200_000, "csv", Reason.SHEET_UNREADABLE, {"why": "CSV"}),
        (b" " * (FILE_BYTES + 1), "csv", Reason.TOO_LARGE, {"limit": FILE_BYTES}),
    ],
)
def test_all_or_nothing(data: bytes, ending: str, reason: Reason, detail: dict[str, str | int]):
    """A file that cannot be read whole is not read at all; row and column are named."""
    with pytest.raises(InvalidInput) as refused:
        parse_rejects(data, ending=ending)
    assert (refused.value.reason, refused.value.detail) == (reason, detail)


def test_every_table_has_its_advice():
    """A clerk is told what to do about a row of any table."""
    assert set(ADVICE) == set(TABLES)


def test_a_reject_says_nothing_in_a_log():
    """The hub's words may repeat what the row said."""
    assert EXPECTED[0].why not in repr(EXPECTED[0])
