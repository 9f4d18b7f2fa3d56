"""Open what a city sends, .xlsx, .csv or .json, as sheets of plain rows, a row at a time.

Laws: nothing of openpyxl, csv or json crosses this border as an exception; rows stream, so that
memory does not grow with their number; a formula or an Excel error is never taken for a value.
What the rows mean is not known here (`columns`).
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from federation.errors import Reason
from federation.items.report import CellError, Report, SheetRefused
from federation.limits import KIB, MIB, Limit

FILE_BYTES = 50 * MIB
UNPACKED_BYTES = 512 * MIB
STRINGS_BYTES = 128 * MIB
CELL_CHARS = 32_767
SHEET_ROWS = 1_048_576
SHEET_COLUMNS = 512

SHEET_LIMITS: tuple[Limit, ...] = (
    Limit("FILE_BYTES", FILE_BYTES, "bytes", "a catalogue of 100,000 rows is a tenth of this"),
    Limit("UNPACKED_BYTES", UNPACKED_BYTES, "bytes", "an .xlsx is a zip: what it unpacks to is bounded too"),
    Limit("STRINGS_BYTES", STRINGS_BYTES, "bytes", "the shared strings of an .xlsx are held in memory"),
    Limit("CELL_CHARS", CELL_CHARS, "characters", "what one cell of Excel can hold"),
    Limit("SHEET_ROWS", SHEET_ROWS, "rows", "what one sheet of Excel can hold"),
    Limit("SHEET_COLUMNS", SHEET_COLUMNS, "columns", "the national tables have fewer than 100"),
)

_CHUNK = 256 * KIB
_DELIMITERS = ",\t;"
_ENCODINGS = ("utf-8", "gb18030")
_NOT_TABLES = (
    (b"\xd0\xcf\x11\xe0", "这是旧版 .xls 或加了密码的文件，请去掉密码并另存为 .xlsx 后重试"),
    (b"<", "这是网页（HTML/XML）改名的文件，不是真正的表格，请用 Excel 打开后另存为 .xlsx"),
    (b"%PDF", "这是 PDF，不是表格，请提供 .xlsx 或 .csv"),
    (b"\xff\xfe", "这是 UTF-16 文本，请另存为 UTF-8 或 GB18030 编码的 .csv，或 .xlsx"),
    (b"\xfe\xff", "这是 UTF-16 文本，请另存为 UTF-8 或 GB18030 编码的 .csv，或 .xlsx"),
)


@dataclass(frozen=True, slots=True)
class NotPlain:
    """A cell that holds no plain value: a formula, or an Excel error such as #N/A."""

    text: str
    why: str

    def __str__(self) -> str:
        return self.text


Cell = str | int | float | bool | datetime | date | time | timedelta | NotPlain | None
Row = tuple[int, tuple[Cell, ...]]


@dataclass(slots=True)
class RawSheet:
    """One sheet: its name (None for CSV) and its rows, numbered from 1; to be read once, in order."""

    name: str | None
    rows: Iterator[Row]
    hidden: bool = False


def _unreadable(why: str, sheet: str | None = None) -> SheetRefused:
    error = CellError(sheet=sheet, row=0, column="", header="", value="", why=why)
    return SheetRefused(Reason.SHEET_UNREADABLE, Report(errors=(error,)))


@contextmanager
def open_sheets(source: bytes | Path) -> Iterator[Iterator[RawSheet]]:
    """Open a file; the sheets are to be read one after the other while the file is open.

    Raises:
        SheetRefused: SHEET_UNREADABLE, with a sentence that says what to save it as.
    """
    with closing(_stream(source)) as stream:
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        if size > FILE_BYTES:
            raise _unreadable(f"文件超过 {FILE_BYTES // MIB} MiB 上限，请按部门拆分后分别导入")
        head = stream.read(4 * KIB).removeprefix(codecs.BOM_UTF8).lstrip()
        stream.seek(0)
        for magic, why in _NOT_TABLES:
            if head.startswith(magic):
                raise _unreadable(why)
        if head.startswith(b"PK"):
            with closing(_workbook(stream)) as book:
                yield _xlsx_sheets(book)
        elif head.startswith((b"{", b"[")):
            yield _json_sheets(stream)
        else:
            yield iter((_csv_sheet(stream),))


def _stream(source: bytes | Path) -> BinaryIO:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    try:
        return source.open("rb")
    except OSError as error:
        raise _unreadable(f"文件打不开（{error.strerror}），请核对路径和权限") from None


def _bounded(cells: tuple[Cell, ...], number: int, sheet: str | None) -> tuple[Cell, ...]:
    """Empty cells far to the right are formatting; values there are refused, not dropped."""
    if any(cell is not None for cell in cells[SHEET_COLUMNS:]):
        raise _unreadable(f"第 {number} 行超过 {SHEET_COLUMNS} 列", sheet)
    return cells[:SHEET_COLUMNS]


# .xlsx


def _workbook(stream: BinaryIO) -> openpyxl.Workbook:
    broken = "文件已损坏或不是 .xlsx，请用 Excel 打开后另存为 .xlsx"
    try:
        with zipfile.ZipFile(stream) as packed:
            sizes = {entry.filename: entry.file_size for entry in packed.infolist()}
    except Exception as error:  # damaged zips raise many kinds
        raise _unreadable(broken) from error
    strings = sum(size for name, size in sizes.items() if "sharedStrings" in name)
    if sum(sizes.values()) > UNPACKED_BYTES or strings > STRINGS_BYTES:
        raise _unreadable("文件解压后过大，请删去无关的工作表和内容后重试")
    stream.seek(0)
    try:
        return openpyxl.load_workbook(stream, read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # openpyxl raises anything on a damaged part
        raise _unreadable(broken) from error


def _xlsx_sheets(book: openpyxl.Workbook) -> Iterator[RawSheet]:
    for sheet in book.worksheets:
        if isinstance(sheet, ReadOnlyWorksheet):
            yield RawSheet(sheet.title, _xlsx_rows(sheet), hidden=sheet.sheet_state != "visible")


def _xlsx_rows(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # a wrong dimension tag would cut rows off
    rows = iter(sheet.iter_rows())
    for number in count(1):
        try:
            cells = next(rows, None)
        except Exception as error:  # openpyxl raises anything on a damaged part
            raise _unreadable("工作表已损坏，请用 Excel 打开后另存为 .xlsx", sheet.title) from error
        if cells is None:
            return
        if number > SHEET_ROWS:
            raise _unreadable(f"工作表超过 {SHEET_ROWS} 行", sheet.title)
        yield number, _bounded(tuple(map(_xlsx_value, cells)), number, sheet.title)


def _xlsx_value(cell: object) -> Cell:
    value: Cell = getattr(cell, "value", None)
    kind = getattr(cell, "data_type", "n")
    if kind == "f":
        return NotPlain(str(value), "单元格是公式，请改为公式算出的值（选择性粘贴—数值）")
    if kind == "e":
        return NotPlain(str(value), "单元格是 Excel 错误值，请改正")
    return value


# .csv


def _csv_sheet(stream: BinaryIO) -> RawSheet:
    if any(b"\0" in chunk for chunk in iter(lambda: stream.read(_CHUNK), b"")):
        raise _unreadable("不是文本表格，请另存为 .xlsx 或 .csv")
    encoding = _encoding(stream)
    return RawSheet(None, _csv_rows(io.TextIOWrapper(stream, encoding=encoding, newline="")))


def _encoding(stream: BinaryIO) -> str:
    """UTF-8 (with or without mark) if all of it is, else GB18030 if all of it is."""
    for name in _ENCODINGS:
        decoder = codecs.getincrementaldecoder(name)()
        stream.seek(0)
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        stream.seek(0)
        return "utf-8-sig" if name == "utf-8" else name
    raise _unreadable("文字编码既不是 UTF-8 也不是 GB18030，请另存为 UTF-8 编码的 .csv")


def _csv_rows(text: io.TextIOWrapper) -> Iterator[Row]:
    number = 0
    try:
        for number, cells in enumerate(csv.reader(text, delimiter=_delimiter(text)), 1):
            if number > SHEET_ROWS:
                raise _unreadable(f"超过 {SHEET_ROWS} 行")
            yield number, _bounded(tuple(map(_csv_value, cells)), number, None)
    except csv.Error:
        raise _unreadable(f"第 {number + 1} 行起引号不成对，或有单元格过长，请改正后重试") from None


def _delimiter(text: io.TextIOWrapper) -> str:
    """The sign that the first line with any of them has most of: a title or the header."""
    start = text.read(64 * KIB)
    text.seek(0)
    for line in start.splitlines():
        if any(sign in line for sign in _DELIMITERS):
            return max(_DELIMITERS, key=line.count)
    return _DELIMITERS[0]


def _csv_value(cell: str) -> Cell:
    if cell.startswith("="):
        return NotPlain(cell, "单元格是公式写法（以 = 开头），请改为值本身")
    return cell or None


# .json: an object of sheets, each a list of objects whose keys are column names


def _json_sheets(stream: BinaryIO) -> Iterator[RawSheet]:
    try:
        content = json.loads(stream.read().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _unreadable("JSON 有语法错误或不是 UTF-8 编码，请改正后重试") from None
    sheets = content if isinstance(content, dict) else {"": content}
    for name, rows in sheets.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise _unreadable(f"“{name}”应是由对象组成的数组", name)
        yield RawSheet(name or None, _json_rows(rows))


def _json_rows(rows: list[dict[str, object]]) -> Iterator[Row]:
    """The keys become the header row, number 0; the first object is row 1."""
    header = list(dict.fromkeys(key for row in rows for key in row))
    yield 0, tuple(header)
    for number, row in enumerate(rows, 1):
        yield number, tuple(_json_value(row.get(key)) for key in header)


def _json_value(value: object) -> Cell:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return NotPlain(json.dumps(value, ensure_ascii=False), "这里应是文字或数字，不能是数组或对象")
