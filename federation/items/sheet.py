"""Open what a city sends, .xlsx, .csv, .json or a .zip of .csv, as sheets of plain rows, a row at a time.

Laws: nothing of openpyxl, csv or json crosses this border as an exception; rows stream, so that
memory does not grow with their number; a formula or an Excel error is never taken for a value; a
file is what its first bytes say, whatever it is called. What the rows mean is not known here
(`columns`).
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from federation.items.archive import archive_sheets, holds_tables
from federation.items.delimited import csv_sheet
from federation.items.json_rows import json_sheets
from federation.items.raw import (
    CELL_CHARS,
    CHUNK_BYTES,
    FILE_BYTES,
    SHEET_LIMITS,
    Cell,
    NotPlain,
    RawSheet,
    Row,
    unreadable,
)
from federation.items.workbook import open_workbook
from federation.limits import KIB, MIB

__all__ = [
    "CELL_CHARS",
    "FILE_BYTES",
    "SHEET_LIMITS",
    "Cell",
    "NotPlain",
    "RawSheet",
    "Row",
    "open_sheets",
]

_SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx"
_HTML = f"这是网页（HTML/XML）改名的文件，不是真正的表格，{_SAVE_AS}"
_NO_TABLES: tuple[tuple[bytes, str], ...] = (
    (b"<", _HTML),
    (b"MIME-Version", _HTML),
    (b"%PDF", "这是 PDF，不是表格，请提供 .xlsx 或 .csv"),
    (rb"{\rtf", f"这是 RTF 文档，不是表格，{_SAVE_AS}"),
    (b"Rar!", "这是压缩包，请解压后导入其中的 .xlsx 或 .csv"),
    (b"7z\xbc\xaf", "这是压缩包，请解压后导入其中的 .xlsx 或 .csv"),
    (b"\x1f\x8b", "这是压缩包，请解压后导入其中的 .xlsx 或 .csv"),
    (b"\x89PNG", "这是图片，不是表格，请提供 .xlsx 或 .csv"),
    (b"\xff\xd8\xff", "这是图片，不是表格，请提供 .xlsx 或 .csv"),
)
_OLE = b"\xd0\xcf\x11\xe0"  # compound file: .xls of Excel 97–2003, or an .xlsx with a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # MS-OFFCRYPTO §2.3.4.4: the stream's name


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
            raise unreadable(f"文件超过 {FILE_BYTES // MIB} MiB 上限，请按部门拆分后分别导入")
        head = stream.read(4 * KIB).removeprefix(codecs.BOM_UTF8).lstrip()
        stream.seek(0)
        if head.startswith(_OLE):
            raise unreadable(_old_or_locked(stream))
        for magic, why in _NO_TABLES:
            if head.startswith(magic):
                raise unreadable(why)
        if head.startswith(b"PK") and holds_tables(stream):
            yield archive_sheets(stream)
        elif head.startswith(b"PK"):
            with open_workbook(stream) as sheets:
                yield sheets
        elif head.startswith((b"{", b"[")):
            yield json_sheets(stream)
        else:
            yield iter((csv_sheet(stream),))


def _stream(source: bytes | Path) -> BinaryIO:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    try:
        return Path(source).open("rb")  # a str, too, is taken for a path
    except OSError as error:
        raise unreadable(f"文件打不开（{error.strerror}），请核对路径和权限") from None


def _old_or_locked(stream: BinaryIO) -> str:
    kept = b""
    while chunk := stream.read(CHUNK_BYTES):
        if _ENCRYPTED in kept + chunk:
            return "文件加了密码，请在 Excel 或 WPS 里去掉打开密码、另存为 .xlsx 后重试"
        kept = chunk[-len(_ENCRYPTED) :]
    return f"这是旧版 .xls 文件，{_SAVE_AS}"
