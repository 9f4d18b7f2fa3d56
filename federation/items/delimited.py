"""Read a .csv: which encoding, which delimiter, then row by row.

Laws: a text is read in the one encoding that fits all of it, or refused; nothing is decoded with
replacement characters. A file pasted together from two encodings is refused by its lines, since
the lines of one would come out as other characters in the other.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from federation.errors import Reason
from federation.items.raw import CHUNK_BYTES, SHEET_ROWS, Cell, NotPlain, RawSheet, Row, bounded, unreadable
from federation.items.report import KEPT_ERRORS, CellError, Report, SheetRefused, shown
from federation.limits import KIB

_DELIMITERS = ",\t;|"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FIRST_LINES = 30  # where the header must be
_CLEAR = 3  # Chinese characters of three bytes: fewer may be GB18030 that happens to be UTF-8
_HAN_IN_UTF8 = 3  # bytes


def csv_sheet(stream: BinaryIO) -> RawSheet:
    """The one sheet of a .csv.

    Raises:
        SheetRefused: SHEET_UNREADABLE.
    """
    encoding = _encoding(stream)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    start = text.read(64 * KIB)
    if "\0" in start:
        raise unreadable("不是文本表格（文件里有空字节），请另存为 .xlsx 或 .csv")
    if start.lstrip("\ufeff \t\r\n").startswith("<"):
        raise unreadable("这是网页（HTML/XML）改名的文件，请用 Excel 或 WPS 打开后另存为 .xlsx")
    text.seek(0)
    return RawSheet(None, _rows(text, _delimiter(start)), delimited=True)


def _encoding(stream: BinaryIO) -> str:
    """UTF-8 or UTF-16 by its mark, else UTF-8 if all of it is, else GB18030 if all of it is."""
    head = stream.read(len(codecs.BOM_UTF8))
    if head.startswith(_UTF16):
        if not _decodes(stream, "utf-16"):
            raise unreadable("UTF-16 文本不完整，请重新导出，或另存为 .xlsx")
        return "utf-16"
    if _decodes(stream, "utf-8"):
        return "utf-8-sig"
    _refuse_mixed(stream)
    if head.startswith(codecs.BOM_UTF8) or not _decodes(stream, "gb18030"):
        raise unreadable("文字编码既不全是 UTF-8 也不全是 GB18030，请另存为 UTF-8 编码的 .csv")
    return "gb18030"


def _decodes(stream: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    try:
        while chunk := stream.read(CHUNK_BYTES):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    stream.seek(0)
    return True


def _refuse_mixed(stream: BinaryIO) -> None:
    """Refuse a file in which some lines can only be UTF-8 and others only GB18030, naming the fewer.

    Raises:
        SheetRefused: SHEET_UNREADABLE, an error for each of these lines.
    """
    stream.seek(0)
    kinds: dict[str, list[int]] = {"UTF-8": [], "GB18030": []}
    for number, line in enumerate(stream, 1):
        kind = _kind(line)
        if kind:
            kinds[kind].append(number)
    stream.seek(0)
    if all(kinds.values()):
        few, most = sorted(kinds, key=lambda name: len(kinds[name]))
        why = f"这一行的编码与其他行不同（像是 {few}，多数行是 {most}）：请统一成 UTF-8 后重新导出"
        lines = kinds[few]
        errors = tuple(
            CellError(sheet=None, row=number, column="", header="", value="", why=why)
            for number in lines[:KEPT_ERRORS]
        )
        report = Report(errors=errors, more=len(lines) - len(errors))
        raise SheetRefused(Reason.SHEET_UNREADABLE, report)


def _kind(line: bytes) -> str:
    """What a line's bytes must be; empty if they may be either."""
    if line.isascii():
        return ""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return "GB18030"
    return "UTF-8" if sum(len(char.encode()) == _HAN_IN_UTF8 for char in text) >= _CLEAR else ""


def _delimiter(start: str) -> str:
    """The sign that the first line with several of one has most of: the header, or a wide title."""
    best = [(line.count(sign), sign) for line in start.splitlines()[:_FIRST_LINES] for sign in _DELIMITERS]
    several = next((sign for count, sign in _best_of_lines(best) if count > 1), None)
    return several or next((sign for count, sign in best if count), _DELIMITERS[0])


def _best_of_lines(counts: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    width = len(_DELIMITERS)
    for at in range(0, len(counts), width):
        yield max(counts[at : at + width], key=lambda found: found[0])


def _rows(text: io.TextIOWrapper, delimiter: str) -> Iterator[Row]:
    number = 0
    try:
        for number, cells in enumerate(csv.reader(text, delimiter=delimiter, strict=True), 1):
            if number > SHEET_ROWS:
                raise unreadable(f"超过 {SHEET_ROWS} 行", row=number)
            yield number, bounded(tuple(map(_value, cells)), number, None)
    except csv.Error as error:
        why = "单元格过长" if "field limit" in str(error) else "引号不成对，或有空字节"
        raise unreadable(f"第 {number + 1} 行起{why}，请改正后重试", row=number + 1) from None


def _value(cell: str) -> Cell:
    if cell.startswith("="):
        return NotPlain(shown(cell), "单元格是公式写法（以 = 开头），请改为值本身")
    return cell or None
