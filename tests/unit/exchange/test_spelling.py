"""How rows are written: no formula reaches a spreadsheet, no quote ends a literal, no dialect differs."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import InvalidInput, Reason
from federation.exchange import ExchangeRow, Form, rows_of
from federation.exchange.codes import Encoding
from federation.exchange.spelling import FORMULA, check, csv_line, csv_row, json_rows, sql_insert
from tests.worlds.exchange import filed, granted_case

LINES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


def row(value: str) -> ExchangeRow:
    """A row that says this in one column."""
    first = rows_of(granted_case(), filed())[0]
    return replace(first, values={**first.values, "address": value})


@pytest.mark.parametrize(
    "value", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "＝HYPERLINK()", "=cmd|' /C calc'!A0"]
)
def test_formulas_are_disarmed(value: str):
    """What a spreadsheet would run is told as text, with an apostrophe before it."""
    ((cell,),) = csv.reader(io.StringIO(csv_line([value])))
    assert cell == f"'{value}"


@given(LINES)
def test_no_cell_begins_a_formula(value: str):
    """Whatever is written, no cell begins as a formula does, and taking the apostrophe away gives the value."""
    ((cell,),) = csv.reader(io.StringIO(csv_line([value]), newline="")) if value else (("",),)
    assert not cell.startswith(FORMULA)
    assert cell.removeprefix("'") == value.removeprefix("'")


@given(LINES.filter(lambda value: "\\" not in value))
def test_literals_hold_what_they_are_given(value: str):
    """A database reads back every value that is let through, quotes, line breaks and comments included."""
    literal = sql_insert(row(value)).partition(" VALUES ")[2].rstrip().removesuffix(";")
    with closing(sqlite3.connect(":memory:")) as database:
        found = database.execute(f"SELECT * FROM (VALUES {literal})").fetchone()  # noqa: S608  # what is tested
    assert [one or "" for one in found] == list(row(value).values.values())


@pytest.mark.parametrize("value", ["a\\", "\\'; DROP TABLE x; --", "\0"])
def test_what_databases_read_differently_is_refused(value: str):
    """A backslash escapes a quote in one database and not in the next: the column is named."""
    with pytest.raises(InvalidInput) as refused:
        check([row(value)], Form.SQL)
    assert refused.value.reason is Reason.VALUE_INVALID
    assert refused.value.detail["column"] == "address"
    check([row(value)], Form.CSV)
    check([row(value)], Form.JSON)


def test_json_holds_all_rows_by_table():
    """One line a case; every value is there as it is."""
    rows = rows_of(granted_case(), filed())
    line = json_rows(rows)
    assert "\n" not in line
    assert [(name, values) for name, found in json.loads(line).items() for values in found] == [
        (one.table, dict(one.values)) for one in rows
    ]


def test_a_row_has_the_columns_of_its_table_in_order():
    """CSV rows stand under their header."""
    for one in rows_of(granted_case(), filed()):
        assert len(next(csv.reader(io.StringIO(csv_row(one))))) == len(one.values)


@pytest.mark.parametrize(
    ("form", "encoding", "held_back"),
    [
        (Form.CSV, Encoding.GBK, True),
        (Form.SQL, Encoding.GBK, True),
        (Form.JSON, Encoding.GBK, False),
        (Form.CSV, Encoding.GB18030, False),
        (Form.CSV, Encoding.UTF_8, False),
    ],
)
def test_a_name_that_the_hubs_encoding_lacks(form, encoding, held_back):
    """A rare character is never replaced by another: table and column are named, and not the name."""
    rare = row("𬱖小㛃")
    if not held_back:
        check([rare], form, encoding)
        return
    with pytest.raises(InvalidInput) as refused:
        check([rare], form, encoding)
    assert (refused.value.reason, refused.value.detail["column"]) == (Reason.VALUE_INVALID, "address")
    assert "𬱖" not in str(refused.value.detail)
