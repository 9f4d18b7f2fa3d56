"""Read an .xlsx: its sheets, and of each the rows with what is hidden and what is merged.

openpyxl reads the book: its parts, styles and dates. The XML of strings and sheets is streamed
here, because openpyxl's own reader of sheets tells neither hidden rows nor merged cells. Hidden rows
are what a city struck out, and are marked for `rows` to leave out; hidden columns are mostly codes
tucked away for the printer, and are read. A value merged over several rows is handed to each of
them as `Covered`.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from itertools import repeat
from typing import IO, Any, BinaryIO
from xml.etree import ElementTree as ET

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import MAC_EPOCH, from_excel, from_ISO8601
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from federation.items.merges import Merges, refuse_strange, scan
from federation.items.raw import (
    ROW_NODES,
    SHEET_COLUMNS,
    SHEET_ROWS,
    STRINGS_BYTES,
    UNPACKED_BYTES,
    Cell,
    NotPlain,
    RawSheet,
    Row,
    Serial1904,
    bounded,
    unreadable,
)
from federation.items.report import SheetRefused

_BROKEN = "文件已损坏或不是 .xlsx，请用 Excel 或 WPS 打开后另存为 .xlsx"
_BROKEN_SHEET = "工作表已损坏，请用 Excel 或 WPS 打开后另存为 .xlsx"
_OTHER_PACKAGES = (
    ("xl/workbook.bin", "这是 .xlsb（二进制工作簿），请用 Excel 打开后另存为 .xlsx"),
    ("content.xml", "这是 .ods，请另存为 .xlsx"),
    ("word/document.xml", "这是 Word 文档，请把表格另存为 .xlsx 或 .csv"),
    ("ppt/presentation.xml", "这是演示文稿，不是表格，请提供 .xlsx 或 .csv"),
)
_ESCAPED = re.compile(r"_x00([01][0-9A-F])_")  # ST_Xstring, ECMA-376 part 1 §22.9.2.19
_FORMULA = "单元格是公式，请改为公式算出的值（选择性粘贴—数值）"
_ERROR = "单元格是 Excel 错误值，请改正"
_TRUE = frozenset({"1", "true"})
_ZERO = frozenset({"0", "0.0"})
_EXCEL_COLUMNS = 16_384
_C, _V, _F, _IS, _SI, _T, _R, _ROW, _COL, _DATA = (
    f"{{{SHEET_MAIN_NS}}}{name}" for name in ("c", "v", "f", "is", "si", "t", "r", "row", "col", "sheetData")
)


@contextmanager
def open_workbook(stream: BinaryIO) -> Iterator[Iterator[RawSheet]]:
    """The sheets of a workbook, to be read one after the other while it is open.

    Raises:
        SheetRefused: SHEET_UNREADABLE, also while the sheets are read.
    """
    _look_inside(stream)
    try:
        book = _Book(stream)
        found = list(book.parser.find_sheets())
    except SheetRefused:
        raise
    except Exception as error:  # openpyxl raises anything on a damaged part
        raise unreadable(_BROKEN) from error
    with closing(book.archive):
        yield map(book.sheet, found)


def _look_inside(stream: BinaryIO) -> None:
    """Refuse other packages, and what would not fit in memory, before any part is unpacked."""
    try:
        with zipfile.ZipFile(stream) as packed:
            sizes = {entry.filename: entry.file_size for entry in packed.infolist()}
    except Exception as error:  # damaged zips raise many kinds
        raise unreadable(_BROKEN) from error
    for name, why in _OTHER_PACKAGES:
        if name in sizes:
            raise unreadable(why)
    strings = sum(size for name, size in sizes.items() if "sharedStrings" in name)
    if sum(sizes.values()) > UNPACKED_BYTES or strings > STRINGS_BYTES:
        raise unreadable("文件解压后过大，请删去无关的工作表和内容后重试")
    stream.seek(0)


class _Book(ExcelReader):
    """openpyxl's reader of a book, up to its sheets; themes and properties are nobody's business here."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(stream, read_only=True, keep_links=False)
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        book: Any = self.wb
        self._dates: set[int] = book._date_formats  # noqa: SLF001 - as openpyxl's reader of sheets does
        self._spans: set[int] = book._timedelta_formats  # noqa: SLF001
        self._mac = self.wb.epoch == MAC_EPOCH

    def read_strings(self) -> None:
        package: Any = self.package
        part = package.find(SHARED_STRINGS)
        if part is None:
            return
        name = part.PartName.removeprefix("/")
        with self._part(name) as source:
            refuse_strange(source, None)
        with self._part(name) as source:
            for _, node in ET.iterparse(source):  # noqa: S314 - `refuse_strange` saw no document type
                if node.tag == _SI:
                    self.shared_strings.append(_text(node))
                    node.clear()

    def _part(self, name: str) -> IO[bytes]:
        return self.archive.open(name)

    def sheet(self, found: tuple[Any, Any]) -> RawSheet:
        """A sheet as `find_sheets` names it; a sheet of charts has no rows."""
        entry, relation = found
        raw = RawSheet(entry.name, iter(()), hidden=entry.state != "visible")
        if "chartsheet" not in relation.Type:
            raw.rows = self._rows(relation.target, raw)
        return raw

    def _rows(self, part: str, raw: RawSheet) -> Iterator[Row]:
        title = raw.name or ""
        try:
            with self._part(part) as source:
                merges = Merges(scan(source, title))
            with self._part(part) as source:
                yield from _numbered(self._stream(source, raw), merges, title)
        except SheetRefused:
            raise
        except Exception as error:  # zip, expat and bad values raise many kinds on a damaged part
            raise unreadable(_BROKEN_SHEET, title) from error

    def _stream(self, source: IO[bytes], raw: RawSheet) -> Iterator[Row]:
        """Each row that the XML holds, with its number; stops at the end of the data."""
        number = nodes = 0
        for _, element in ET.iterparse(source):  # noqa: S314 - `scan` saw no document type
            nodes += 1
            if element.tag == _ROW:
                number = int(element.get("r", number + 1))
                if element.get("hidden") in _TRUE or element.get("ht") in _ZERO:
                    raw.hidden_rows.add(number)
                yield number, self._cells(element)
                element.clear()
                nodes = 0
            elif element.tag == _COL:
                _note_column(element, raw)
            elif element.tag == _DATA:
                return
            elif nodes > ROW_NODES:
                raise unreadable("有一行的单元格过多，请删去无关的列后重试", raw.name)

    def _cells(self, row: ET.Element) -> tuple[Cell, ...]:
        """The cells of a row by their place; places that the XML leaves out are empty."""
        cells: list[Cell] = []
        at = 0
        for element in row:
            if element.tag != _C:
                continue
            reference = element.get("r")
            at = _place(reference.rstrip("0123456789")) if reference else at + 1
            value = self._value(element)
            if value is not None:
                if at > len(cells):
                    cells.extend(repeat(None, min(at, _EXCEL_COLUMNS) - len(cells)))
                cells[at - 1] = value
        return tuple(cells)

    def _value(self, cell: ET.Element) -> Cell:
        """What a cell holds: a formula, a text of its own, or a value by its type."""
        written = None
        for part in cell:
            if part.tag == _F:
                return NotPlain(f"={part.text or ''}", _FORMULA)
            if part.tag == _IS:
                return _text(part)
            if part.tag == _V:
                written = part.text
        return None if written is None else self._typed(cell, written)

    def _typed(self, cell: ET.Element, written: str) -> Cell:
        """A value by its type (ECMA-376 part 1 §18.18.11)."""
        match cell.get("t", "n"):
            case "s":
                return str(self.shared_strings[int(written)])
            case "n":
                return self._number(written, int(cell.get("s", 0)))
            case "b":
                return written in _TRUE
            case "e":
                return NotPlain(written, _ERROR)
            case "d":
                return _iso_date(written)
            case _:
                return _unescape(written)

    def _number(self, written: str, style: int) -> Cell:
        number = float(written) if {*written} & {".", "e", "E"} else int(written)
        if style not in self._dates:
            return Serial1904(number) if self._mac and isinstance(number, int) else number
        try:
            moment: Cell = from_excel(number, self.wb.epoch, timedelta=style in self._spans)
        except (OverflowError, ValueError):
            return NotPlain(written, "单元格设成了日期，而数值不是日期，请核对后重录")
        return moment


def _numbered(rows: Iterator[Row], merges: Merges, title: str) -> Iterator[Row]:
    """Rows in order, those that the XML leaves out as empty ones, and what is merged over rows."""
    last = 0
    for number, cells in rows:
        if not last < number <= SHEET_ROWS:
            raise unreadable(f"工作表的行号不对，或超过 {SHEET_ROWS} 行", title, row=number)
        yield from ((between, ()) for between in range(last + 1, number))
        yield number, bounded(merges.cover(number, cells), number, title)
        last = number


def _note_column(element: ET.Element, raw: RawSheet) -> None:
    if element.get("hidden") in _TRUE or element.get("width") in _ZERO:
        first, last = int(element.get("min", 1)), int(element.get("max", 1))
        raw.hidden_columns.update(range(first - 1, min(last, SHEET_COLUMNS)))


@cache
def _place(letters: str) -> int:
    """A column's number from its letters, A to XFD; there are no others to keep."""
    return column_index_from_string(letters)


def _iso_date(written: str) -> Cell:
    value: Cell = from_ISO8601(written)  # type: ignore[no-untyped-call]
    return value


def _text(element: ET.Element) -> str:
    """The text of a string, plain or in runs, without its phonetic guide."""
    parts = [part.text or "" for part in element if part.tag == _T]
    runs = (run.findtext(_T) or "" for run in element if run.tag == _R)
    return _unescape("".join((*parts, *runs)))


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x00" in text else text
