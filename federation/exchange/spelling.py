"""How a row is written: as a line of CSV, as an INSERT statement, as JSON.

CSV is opened in spreadsheets: a value that one would take for a formula gets an apostrophe before it. SQL is
of no dialect: standard literals, empty is NULL, and a value that some database would read otherwise than
another is refused.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from enum import StrEnum

from federation.errors import InvalidInput, Reason
from federation.exchange.codes import Encoding
from federation.exchange.rows import ExchangeRow
from federation.exchange.tables import TABLES

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""Beginnings that a spreadsheet takes for a formula (OWASP, CSV injection), full-width ones among them."""
BOM = "\ufeff"
"""Before a CSV file: Chinese spreadsheets take it for GBK otherwise."""


class Form(StrEnum):
    """How rows are written."""

    CSV = "csv"
    JSON = "json"
    SQL = "sql"


def csv_line(values: Iterable[str]) -> str:
    """A line of CSV (RFC 4180), formulas disarmed."""
    line = io.StringIO()
    csv.writer(line).writerow([f"'{one}" if one.startswith(FORMULA) else one for one in values])
    return line.getvalue()


def csv_header(table: str) -> str:
    """The first line of a table's file."""
    return csv_line(TABLES[table].columns)


def csv_row(row: ExchangeRow) -> str:
    """A row as a line of its table's file."""
    return csv_line(row.values.values())


def json_rows(rows: Sequence[ExchangeRow]) -> str:
    """The rows of one case as one JSON object on one line: rows by table."""
    tables: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        tables.setdefault(row.table, []).append(dict(row.values))
    return json.dumps(tables, ensure_ascii=False)


def sql_insert(row: ExchangeRow) -> str:
    """A row as one INSERT statement.

    Raises:
        InvalidInput: VALUE_INVALID with table and column for a backslash or a NUL: databases differ on them.
    """
    values = ", ".join(_literal(row, column, value) for column, value in row.values.items())
    return " ".join(("INSERT INTO", row.table, f"({', '.join(row.values)})", "VALUES", f"({values});\n"))


def check(rows: Iterable[ExchangeRow], form: Form, encoding: Encoding = Encoding.UTF_8) -> None:
    """Whether rows can be written so; JSON is UTF-8 always (RFC 8259 §8.1).

    Raises:
        InvalidInput: as `sql_insert`; VALUE_INVALID with table and column for a character that the encoding
            has not.
    """
    for row in rows:
        if form is Form.SQL:
            sql_insert(row)
        if form is not Form.JSON:
            _check_encoding(row, encoding)


def _check_encoding(row: ExchangeRow, encoding: Encoding) -> None:
    for column, value in row.values.items():
        try:
            value.encode(encoding)
        except UnicodeEncodeError as error:
            raise InvalidInput(
                Reason.VALUE_INVALID, table=row.table, column=column, why=f"a character that {encoding} lacks"
            ) from error


def _literal(row: ExchangeRow, column: str, value: str) -> str:
    if not value:
        return "NULL"
    if "\\" in value or "\0" in value:
        raise InvalidInput(
            Reason.VALUE_INVALID,
            table=row.table,
            column=column,
            why="a backslash, which databases read differently",
        )
    return "'" + value.replace("'", "''") + "'"
