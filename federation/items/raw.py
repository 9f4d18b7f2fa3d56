"""What a file holds before anybody knows what it means: sheets, rows, cells, and their limits.

The readers of each format (`workbook`, `delimited`, `json_rows`) make these; `rows` reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from federation.errors import Reason
from federation.items.report import CellError, Report, SheetRefused
from federation.limits import KIB, MIB, Limit

FILE_BYTES = 50 * MIB
UNPACKED_BYTES = 512 * MIB
STRINGS_BYTES = 128 * MIB
TEXT_BYTES = 16 * MIB
CELL_CHARS = 32_767
SHEET_ROWS = 1_048_576
SHEET_COLUMNS = 512
ROW_NODES = 200_000
MERGES = 100_000
ARCHIVE_FILES = 100
CHUNK_BYTES = 256 * KIB

SHEET_LIMITS: tuple[Limit, ...] = (
    Limit("FILE_BYTES", FILE_BYTES, "bytes", "a catalogue of 100,000 rows is half of this"),
    Limit("UNPACKED_BYTES", UNPACKED_BYTES, "bytes", "an .xlsx is a zip: what it unpacks to is bounded too"),
    Limit("STRINGS_BYTES", STRINGS_BYTES, "bytes", "the shared strings of an .xlsx are held in memory"),
    Limit("TEXT_BYTES", TEXT_BYTES, "bytes", "the longest text of a sheet's XML that is taken into memory"),
    Limit("CELL_CHARS", CELL_CHARS, "characters", "what one cell of Excel can hold"),
    Limit("SHEET_ROWS", SHEET_ROWS, "rows", "what one sheet of Excel can hold"),
    Limit("SHEET_COLUMNS", SHEET_COLUMNS, "columns", "the national tables have fewer than 100"),
    Limit("ROW_NODES", ROW_NODES, "XML elements", "one row of an .xlsx: all columns of Excel, several times"),
    Limit("MERGES", MERGES, "ranges", "merged cells of one sheet are held in memory"),
    Limit("ARCHIVE_FILES", ARCHIVE_FILES, "files", "a .zip of exchange tables has fewer than ten"),
)


@dataclass(frozen=True, slots=True)
class NotPlain:
    """A cell that holds no plain value: a formula, or an Excel error such as #N/A."""

    text: str
    why: str

    def __str__(self) -> str:
        return self.text


class Serial1904(int):
    """A number in a workbook that counts days from 1904-01-01: read as a day it is 1,462 days later."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Covered:
    """A cell merged with those above it: what is written in the first of them, in row ``top``."""

    value: str | int | float | bool | datetime | date | time | timedelta | NotPlain
    top: int

    def __str__(self) -> str:
        return str(self.value)


Plain = str | int | float | bool | datetime | date | time | timedelta | NotPlain | None
Cell = Plain | Covered
Row = tuple[int, tuple[Cell, ...]]


@dataclass(slots=True)
class RawSheet:
    """One sheet; its rows are to be read once, in order.

    Attributes:
        name: None for CSV and for a JSON array without a name.
        rows: numbered from 1 as in Excel.
        hidden: whether the whole sheet is.
        delimited: text whose cells only delimiters part: one too many shifts the others.
        hidden_columns: their places, from 0, known before the first row.
        hidden_rows: numbers of hidden rows, each known when its row is read.
    """

    name: str | None
    rows: Iterator[Row]
    hidden: bool = False
    delimited: bool = False
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)


def unreadable(why: str, sheet: str | None = None, *, row: int = 0) -> SheetRefused:
    """The refusal of a file that cannot be read on; ``why`` says what to do about it."""
    error = CellError(sheet=sheet, row=row, column="", header="", value="", why=why)
    return SheetRefused(Reason.SHEET_UNREADABLE, Report(errors=(error,)))


def bounded(cells: tuple[Cell, ...], number: int, sheet: str | None) -> tuple[Cell, ...]:
    """Empty cells far to the right are formatting; values there are refused, not dropped.

    Raises:
        SheetRefused: SHEET_UNREADABLE.
    """
    if len(cells) <= SHEET_COLUMNS:
        return cells
    if any(cell is not None for cell in cells[SHEET_COLUMNS:]):
        raise unreadable(f"第 {number} 行超过 {SHEET_COLUMNS} 列", sheet, row=number)
    return cells[:SHEET_COLUMNS]
