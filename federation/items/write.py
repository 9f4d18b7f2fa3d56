"""Write tables for people to open in Excel: .xlsx and .csv, in which no text can become a formula.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end is run by spreadsheets as a
formula (OWASP, CSV Injection). In .xlsx such a cell is typed as text and marked as quoted; in .csv,
which has no types, an apostrophe goes before it, and `cells.read_text` takes it off again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import Cell as ExcelCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from federation.items.cells import guarded

Value = str | int | float | date | None
_WIDEST = 48  # characters of a column: longer text wraps
_TEXT = "@"


def workbook(sheets: Mapping[str, Iterable[Sequence[Value]]]) -> bytes:
    """An .xlsx: each sheet's first row is its header; it stays in view, and codes stay text.

    Args:
        sheets: rows by the name of their sheet, at most 31 characters.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        widths: dict[int, int] = {}
        for at, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                if value is None:
                    continue
                cell = sheet.cell(at, column)
                _fill(cell, value, header=at == 1)
                widths[column] = min(_WIDEST, max(widths.get(column, 8), _width(value)))
        for column, width in widths.items():
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.freeze_panes = "A2"
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _fill(cell: ExcelCell, value: Value, *, header: bool) -> None:
    cell.value = value
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = _TEXT
        cell.quotePrefix = guarded(value) != value
    if header:
        cell.font = Font(bold=True)


def _width(value: Value) -> int:
    """Columns a value takes: a Chinese character takes two."""
    lines = str(value).splitlines() or [""]
    return 2 + max(sum(1 if char.isascii() else 2 for char in line) for line in lines)


def csv_file(rows: Iterable[Sequence[Value]]) -> bytes:
    """A .csv in UTF-8 with the mark by which Excel knows it, lines ended as RFC 4180 §2 says."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\r\n")
    out.writerows([_plain(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(value: Value) -> str:
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else str(value)
