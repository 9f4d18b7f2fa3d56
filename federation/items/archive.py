"""Read a .zip of .csv files, as exchange systems export one for each table: every file is a sheet.

A spreadsheet that opened such a file would turn its codes into numbers; here nobody has to. What is
no .csv is left out and said. Archives inside archives are not opened.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import BinaryIO, cast

from federation.items.delimited import csv_sheet
from federation.items.raw import ARCHIVE_FILES, UNPACKED_BYTES, RawSheet, Row, unreadable
from federation.items.report import SheetRefused

_ENDINGS = (".csv", ".txt", ".tsv")
_UTF8_NAME = 0x800  # general purpose bit 11 (APPNOTE.TXT §4.4.4); else Windows wrote the name in GBK
_LOCKED = 0x1  # bit 0: the file is encrypted
_JUNK = "__MACOSX/"
_BROKEN = "压缩包已损坏，请重新压缩或解压后分别导入"


def holds_tables(stream: BinaryIO) -> bool:
    """Whether it is an archive of .csv files and no document of Office; the stream is put back to its start."""
    try:
        with zipfile.ZipFile(stream) as packed:
            names = packed.namelist()
    except Exception:  # noqa: BLE001 - damaged zips raise many kinds; `open_workbook` says what is wrong
        names = []
    stream.seek(0)
    return "[Content_Types].xml" not in names and any(name.lower().endswith(_ENDINGS) for name in names)


def archive_sheets(stream: BinaryIO) -> Iterator[RawSheet]:
    """The files of an archive in its order, each as the sheet of its name.

    Raises:
        SheetRefused: SHEET_UNREADABLE, also while the sheets are read.
    """
    with closing(zipfile.ZipFile(stream)) as packed:
        entries = [one for one in packed.infolist() if not (one.is_dir() or one.filename.startswith(_JUNK))]
        if len(entries) > ARCHIVE_FILES or sum(one.file_size for one in entries) > UNPACKED_BYTES:
            raise unreadable(f"压缩包里的文件过多（上限 {ARCHIVE_FILES} 个）或解压后过大，请拆分后分别导入")
        for entry in entries:
            yield _sheet(packed, entry)


def _sheet(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> RawSheet:
    name = _name(entry)
    if not name.lower().endswith(_ENDINGS):
        return RawSheet(name, iter(()))
    if entry.flag_bits & _LOCKED:
        raise unreadable("压缩包加了密码，请去掉密码后重新压缩", name)
    try:
        sheet = csv_sheet(cast("BinaryIO", packed.open(entry)))
    except SheetRefused as refused:
        raise _named(refused, name) from None
    except Exception as error:  # zlib and zipfile raise many kinds on a damaged part
        raise unreadable(_BROKEN, name) from error
    return replace(sheet, name=name, rows=_rows(sheet.rows, name))


def _rows(rows: Iterator[Row], name: str) -> Iterator[Row]:
    try:
        yield from rows
    except SheetRefused as refused:
        raise _named(refused, name) from None
    except Exception as error:  # as above, further on in the file
        raise unreadable(_BROKEN, name) from error


def _named(refused: SheetRefused, name: str) -> SheetRefused:
    report = refused.report
    errors = tuple(replace(error, sheet=name) for error in report.errors)
    return SheetRefused(refused.reason, replace(report, errors=errors))


def _name(entry: zipfile.ZipInfo) -> str:
    """A file's name without its folders; `zipfile` read what is not marked UTF-8 as cp437."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        name = name.encode("cp437", "replace").decode("gb18030", "replace")
    return name.rsplit("/", 1)[-1]
