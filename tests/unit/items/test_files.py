"""What a file is, whatever it is called: encodings, archives, what looks like a table and is none."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping

import pytest

from federation.errors import Reason
from federation.items import Loaded, Report, SheetRefused, load_catalogue
from tests.worlds.messy import SHEET, as_excel_writes, repacked, without
from tests.worlds.sheets import SHANTOU, book, csv_file, grid, item, material, xlsx

SECOND = "000131911002"
ROWS = grid([without("咨询电话"), without("咨询电话", base=SECOND)])
TEXT = csv_file(ROWS).decode()


def load(source: bytes) -> Loaded:
    return load_catalogue(source, locality=SHANTOU, version="1")


def refused(source: bytes, reason: Reason = Reason.SHEET_UNREADABLE) -> Report:
    with pytest.raises(SheetRefused) as caught:
        load(source)
    assert caught.value.reason is reason
    return caught.value.report


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le-bom", "utf-16-be-bom"]
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_a_text_table_in_every_usual_encoding(encoding: str, delimiter: str) -> None:
    """UTF-16 is what Excel calls Unicode text; GBK what it writes in a Chinese Windows."""
    text = TEXT.replace(",", delimiter)
    if encoding.endswith("-bom"):
        content = ("\ufeff" + text).encode(encoding.removesuffix("-bom"))
    else:
        content = text.encode(encoding)
    assert load(content).catalogue.items == load(book({"实施清单": [*_rows()]})).catalogue.items


def _rows() -> list[dict[str, object]]:
    return [without("咨询电话"), without("咨询电话", base=SECOND)]


@pytest.mark.parametrize(("first", "second"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_two_encodings_in_one_file_name_the_lines_of_the_fewer(first: str, second: str) -> None:
    """Pasted together from two exports: read in either encoding, half would be other characters."""
    lines = TEXT.splitlines(keepends=True)
    more = csv_file([list(item(base=f"00013191100{at}").values())[:14] for at in range(3, 6)]).decode()
    content = "".join(lines).encode(first) + more.encode(second).splitlines(keepends=True)[0]
    (error,) = refused(content).errors
    assert error.row == 4
    assert "编码" in error.why


def test_a_line_with_a_broken_character_is_named() -> None:
    """A character cut in half by a careless tool."""
    content = TEXT.encode().replace("食品".encode(), "食品".encode()[:-1], 1)
    assert [error.row for error in refused(content).errors] == [2]


def test_short_words_of_two_readings_do_not_make_a_file_mixed() -> None:
    """Two characters of GB18030 may happen to be UTF-8: the rest of the file decides."""
    rows = [ROWS[0], *[[*row[:13], "联通"] for row in ROWS[1:]]]
    assert load(csv_file(rows, encoding="gb18030")).catalogue.items[0].accept_condition == "联通"


def test_a_first_line_that_names_the_delimiter() -> None:
    """``sep=;`` is Excel's own hint; it is no header, and is said to be left out."""
    loaded = load(("sep=;\r\n" + TEXT.replace(",", ";")).encode())
    assert len(loaded.catalogue.items) == 2
    assert [one.rows for one in loaded.ignored] == [range(1, 2)]


def test_an_unquoted_delimiter_shifts_no_cell_unseen() -> None:
    """A row with more cells than the header is an error, not a row cut short."""
    rows = [ROWS[0], [*ROWS[1], "（续）"]]
    with pytest.raises(SheetRefused) as caught:
        load(csv_file(rows))
    (error,) = caught.value.report.errors
    assert (error.row, error.column, error.value) == (2, "O", "（续）")
    assert load(csv_file([ROWS[0], [*ROWS[1], "", ""]])).catalogue.items


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (TEXT.replace("\r\n", '\r\n"', 1).encode(), "引号"),
        (TEXT.replace("符合", "长" * 200_000, 1).encode(), "过长"),
        (TEXT.replace("许可", "\0", 1).encode(), "空字节"),
        ("\ufeff<html><table><tr><td>事项名称</td></tr></table></html>".encode("utf-16-le"), "网页"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>", "网页"),
        (b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>", "网页"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600_000), ".xls"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(300_000) + "EncryptedPackage".encode("utf-16-le"),
            "密码",
        ),
        (rb"{\rtf1\ansi }", "RTF"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"\x89PNG\r\n", "图片"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_says_what_it_is(content: bytes, word: str) -> None:
    """And what to do about it."""
    (error,) = refused(content).errors
    assert word in error.why


@pytest.mark.parametrize(
    ("part", "word"),
    [("xl/workbook.bin", "xlsb"), ("content.xml", "ods"), ("word/document.xml", "Word"), ("a.bin", "损坏")],
)
def test_other_archives_are_named(part: str, word: str) -> None:
    """A zip is not an .xlsx."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(part, b"x")
    (error,) = refused(out.getvalue()).errors
    assert word in error.why


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<worksheet", b"<!DOCTYPE a [<!ENTITY a 'aaaaaaaa'>]><worksheet"),
        (b"<sheetData>", b"<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>" + b"A" * (17 << 20)),
        (b"</row>", b"<c/>" * 200_001 + b"</row>"),
        (b'<row r="2">', b'<row r="1">'),
        (b'<row r="2">', b'<row r="9999999">'),
        (b'<c r="A2"', b'<c r="ZZZZ2"'),
        (b"</sheetData>", b""),
        (b"</sheetData>", b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:A2"/>' * 100_001),
    ],
    ids=["doctype", "text", "cells", "rows twice", "rows beyond", "columns beyond", "cut", "merges"],
)
def test_a_sheet_made_to_do_harm(old: bytes, new: bytes) -> None:
    """Entities, a text, a row or merges without end, rows out of order: refused, with what to do."""
    packed = book({"实施清单": [item()]})
    (error,) = refused(repacked(packed, {SHEET: lambda part: part.replace(old, new, 1)})).errors
    assert error.sheet == "实施清单"
    assert error.why


def test_strings_with_a_document_type_are_refused_too() -> None:
    """Shared strings are another part of the archive."""
    packed = as_excel_writes(book({"实施清单": [item()]}))
    assert load(packed).catalogue.items
    forged = repacked(packed, {"xl/sharedStrings.xml": lambda part: b"<!DOCTYPE a>" + part})
    assert refused(forged).errors


def test_sheets_with_styled_columns_far_to_the_right() -> None:
    """Formatting out to the last column is no data; a value there is refused."""
    cells = b"".join(b'<c r="%s2" s="0"/>' % name for name in (b"XFC", b"XFD"))
    packed = book({"实施清单": [item()]})
    styled = repacked(packed, {SHEET: lambda part: part.replace(b"</row>", cells + b"</row>", 1)})
    assert load(styled).catalogue.items
    filled = repacked(
        packed, {SHEET: lambda part: part.replace(b"</row>", b'<c r="XFD1"><v>1</v></c></row>', 1)}
    )
    (error,) = refused(filled).errors
    assert error.row == 1


def test_a_row_far_below_costs_nothing() -> None:
    """A stray mark far down: the empty rows between are one entry."""
    far = b'<row r="99999"><c r="A99999" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    packed = repacked(
        book({"实施清单": [item()]}), {SHEET: lambda part: part.replace(b"</sheetData>", far, 1)}
    )
    ignored = load(packed).ignored
    assert [(one.first, one.last) for one in ignored] == [(3, 99_998), (99_999, 99_999)]


def test_formulas_and_errors_in_shared_and_own_strings() -> None:
    """A formula's cached value is not taken, an error value is none."""
    rows = [*grid([item(), item(base=SECOND)])]
    rows[1][0], rows[2][0] = "=A3", "#N/A"
    with pytest.raises(SheetRefused) as caught:
        load(xlsx({"实施清单": rows}))
    assert [(error.row, error.value) for error in caught.value.report.errors] == [(2, "=A3"), (3, "#N/A")]


def test_a_formula_in_a_column_nobody_reads() -> None:
    """Row numbers by formula are usual, and no error."""
    rows = [["序号", *ROWS[0]], ["=ROW()-1", *ROWS[1]]]
    assert len(load(xlsx({"实施清单": rows})).catalogue.items) == 1


def test_progress_is_told_in_rows() -> None:
    """Every thousand rows, and at the end."""
    heard: list[int] = []
    rows = [material(f"M{at}") for at in range(2_500)]
    load_catalogue(csv_file(grid(rows)), locality=SHANTOU, version="1", told=heard.append)
    assert heard == [1_000, 2_000, 2_500]


@pytest.mark.parametrize("content", [b"", b" ", b"\xef\xbb\xbf", b"\xff\xfe", json.dumps({}).encode()])
def test_nothing_in_it(content: bytes) -> None:
    """An empty file is refused, not an empty catalogue."""
    with pytest.raises(SheetRefused):
        load(content)


def _zip(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


ZIPPED = {
    "导出/事项.csv": csv_file(grid([item()]), encoding="gbk"),
    "导出/材料.csv": csv_file(grid([material("M01")]), encoding="utf-8-sig"),
    "导出/说明.docx": b"PK",
    "__MACOSX/._事项.csv": b"\x00\x05",
}


def test_a_zip_of_csv_is_one_catalogue() -> None:
    """Each table in a file and an encoding of its own; what is no table is said; codes stay text."""
    loaded = load(_zip(ZIPPED))
    (found,) = loaded.catalogue.items
    assert [spec.code for spec in found.materials] == ["M01"]
    assert [(one.sheet, one.why) for one in loaded.ignored] == [("说明.docx", "不是要导入的表")]


@pytest.mark.parametrize(
    ("content", "reason", "word"),
    [
        (csv_file(grid([material("M01", 份数="若干")])), Reason.SHEET_VALUE, "份数"),
        (csv_file([["材料编码"]]) + b'"', Reason.SHEET_UNREADABLE, "引号"),
        (b"\xff\xff\xff", Reason.SHEET_UNREADABLE, "编码"),
    ],
)
def test_what_is_wrong_in_a_zip_names_its_file(content: bytes, reason: Reason, word: str) -> None:
    """As it names a sheet of a workbook."""
    packed = _zip({"事项.csv": ZIPPED["导出/事项.csv"], "材料.csv": content})
    (error,) = refused(packed, reason).errors
    assert (error.sheet, word in f"{error.header}{error.why}") == ("材料.csv", True)


def test_a_zip_that_cannot_be_read() -> None:
    """Too many files, a password, a damaged file."""
    (many,) = refused(_zip({f"{at}.csv": b"" for at in range(101)})).errors
    assert "100" in many.why
    packed = _zip({"a.csv": b"1,2\n" * 5000})
    flagged = packed.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    assert "密码" in refused(flagged).errors[0].why
    start = packed.index(b"a.csv") + 10
    assert "损坏" in refused(packed[:start] + b"\xff" * 8 + packed[start + 8 :]).errors[0].why


def test_a_name_that_windows_wrote() -> None:
    """Without the mark of UTF-8 a name is GBK."""
    packed = _zip({"AAAAAAAA.csv": b""}).replace(b"A" * 8, "事项清单".encode("gbk"))
    assert refused(packed, Reason.SHEET_HEADER).errors[0].sheet == "事项清单.csv"
