"""Loading a catalogue: all or nothing, every error named by its cell, in one report."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from federation.errors import Reason
from federation.items import CellError, Loaded, Report, SheetRefused, load_catalogue
from federation.items.sheet import CELL_CHARS, FILE_BYTES
from federation.items.tables import Channel, Need
from tests.worlds.sheets import (
    BASE,
    SHANTOU,
    book,
    csv_file,
    form_field,
    grid,
    item,
    material,
    task_code,
    xlsx,
)


def load(source: bytes | Path, **more: Any) -> Loaded:
    return load_catalogue(source, locality=SHANTOU, version="7", **more)


def refused(source: bytes | Path, reason: Reason = Reason.SHEET_VALUE) -> Report:
    with pytest.raises(SheetRefused) as caught:
        load(source)
    assert caught.value.reason is reason
    return caught.value.report


def only(source: bytes, reason: Reason = Reason.SHEET_VALUE) -> CellError:
    (error,) = refused(source, reason).errors
    return error


def sheets(
    items: list[dict[str, Any]] | None = None,
    materials: list[dict[str, Any]] | None = None,
    fields: list[dict[str, Any]] | None = None,
) -> bytes:
    made: Mapping[str, list[dict[str, Any]]] = {
        "实施清单": items or [item()],
        "材料清单": materials or [material("M01")],
        "表单字段": fields or [form_field("F01")],
    }
    return book(made)


def test_items_materials_and_fields_come_together() -> None:
    """Three sheets make one item, in its published order, under the catalogue's version."""
    packed = sheets(
        materials=[material("M02"), material("M01", 材料必要性="容缺后补", 适用情形="F02=1|2")],
        fields=[form_field("F02", "选项", 可选值="1:甲;2:乙"), form_field("F01", 是否必填="否")],
    )
    (found,) = load(packed).catalogue.items
    assert (found.key.code, found.key.version) == (task_code(), "7")
    assert [spec.code for spec in found.materials] == ["M02", "M01"]
    assert found.materials[1].need is Need.DEFERRABLE
    assert str(found.materials[1].condition) == "F02=1|2"
    assert [(spec.code, spec.required) for spec in found.fields] == [("F02", True), ("F01", False)]
    assert [choice.label for choice in found.fields[0].choices] == ["甲", "乙"]


def test_field_names_serve_as_headers_too() -> None:
    """The national field names stand for the labels."""
    names = {
        "事项名称": "task_name",
        "基本编码": "catalog_code",
        "实施编码": "TASK_CODE",
        "行使层级": " 行 使 层 级 *",
        "受理条件": "受理条件（选填）",
    }
    row = {names.get(label, label): value for label, value in item().items()}
    (found,) = load(book({"Sheet1": [row]})).catalogue.items
    assert found.accept_condition == "符合法定条件"


def test_a_situation_has_its_own_list_on_top_of_the_tasks() -> None:
    """Rows of the 31-character code belong to every situation, rows of the 33 to one."""
    one, two = task_code() + "01", task_code() + "02"
    packed = sheets(
        items=[
            item(业务办理项编码=one, 业务办理项名称="新办"),
            item(业务办理项编码=two, 业务办理项名称="延续"),
        ],
        materials=[material("M01"), material("M02", 业务办理项编码=two)],
    )
    catalogue = load(packed).catalogue
    assert [spec.code for spec in catalogue.by_code[one].materials] == ["M01"]
    assert [spec.code for spec in catalogue.by_code[two].materials] == ["M01", "M02"]
    assert catalogue.find(BASE) == catalogue.find(task_code()) == catalogue.items
    assert catalogue.by_code[two].title == "食品经营许可（延续）"


def test_national_line_state_and_dates_are_read() -> None:
    """What decides whether a case may be opened."""
    packed = sheets(items=[item(办理渠道="国家垂管系统", 生效日期="2026-01-05", 取消日期="2026-12-31")])
    (found,) = load(packed).catalogue.items
    assert found.channel is Channel.NATIONAL_LINE
    assert found.effective_from
    assert found.effective_to
    assert (found.effective_from.isoformat(), found.effective_to.isoformat()) == ("2026-01-05", "2026-12-31")


# What one wrong cell gets.


@pytest.mark.parametrize(
    ("column", "value", "allowed"),
    [
        ("基本编码", "00013191100", ""),
        ("实施编码", "11440500TEXT00017J300013191100", ""),
        ("事项类型", "行政批准", "01 行政许可"),
        ("事项类型", "公共服务", "01"),
        ("实施主体编码", "11440500TEXT00017K", ""),
        ("实施主体编码", "11610100TEXT00025R", "11440500TEXT00017J"),
        ("行使层级", "州级", "3 市级"),
        ("行使层级", "县级", "3"),
        ("办件类型", "上报件", "1 即办件"),
        ("服务对象", "外星人", "1 自然人"),
        ("法定办结时限", "二十", ""),
        ("承诺办结时限单位", "日", "1 工作日"),
        ("事项名称", None, ""),
        ("法定办结时限单位", None, "1 工作日"),
    ],
)
def test_one_wrong_cell_is_named_with_what_is_allowed(column: str, value: object, allowed: str) -> None:
    """Sheet, row, column letter, header, value, and the values that would do."""
    row = item()
    letter = "ABCDEFGHIJKLMNO"[list(row).index(column)]
    error = only(book({"实施清单": [row | {column: value}]}))
    assert (error.sheet, error.row, error.column, error.header) == ("实施清单", 2, letter, column)
    assert error.value == ("" if value is None else str(value))
    assert error.why
    assert allowed in "，".join(error.allowed)


def test_all_errors_of_all_sheets_come_in_one_report() -> None:
    """Nothing is imported, and one pass shows everything to be corrected."""
    packed = sheets(
        items=[item(事项类型="甲"), item(base="000131911002", 行使层级="乙")],
        materials=[material("M01", 材料必要性="丙")],
        fields=[form_field("F01", "丁")],
    )
    found = [(error.sheet, error.row, error.header) for error in refused(packed).errors]
    assert found == [
        ("实施清单", 2, "事项类型"),
        ("实施清单", 3, "行使层级"),
        ("材料清单", 2, "材料必要性"),
        ("表单字段", 2, "字段类型"),
    ]


@pytest.mark.parametrize(
    ("materials", "fields", "header"),
    [
        ([material("M01"), material("M01")], None, "材料编码"),
        ([material("M01", task=task_code(base="000131911009"))], None, "实施编码"),
        ([material("M01", 业务办理项编码=task_code() + "07")], None, "业务办理项编码"),
        ([material("M01", 业务办理项编码=task_code(base="000131911009") + "01")], None, "业务办理项编码"),
        ([material("M01", 适用情形="F09=1")], None, "适用情形"),
        ([material("M01", 适用情形="代理人办理时")], None, "适用情形"),
        ([material("M01", 适用情形="F01=9")], [form_field("F01", "选项", 可选值="1:甲")], "适用情形"),
        (None, [form_field("F01"), form_field("F01")], "字段编码"),
        (None, [form_field("F 1")], "字段编码"),
        (None, [form_field("F01", "选项", 可选值=None)], "可选值"),
        (None, [form_field("F01", "选项", 可选值="1:甲;1:乙")], "可选值"),
        (None, [form_field("F01", "选项", 可选值="1:甲，2:乙")], "可选值"),
        (None, [form_field("F01", 可选值="1:甲")], "可选值"),
        (None, [form_field("F01", "日期", 日期格式="D/M/Y")], "日期格式"),
    ],
)
def test_rows_that_contradict_each_other(materials: Any, fields: Any, header: str) -> None:
    """Doubles, materials of unknown items, situations that no form can tell, lists without values."""
    errors = refused(sheets(materials=materials, fields=fields)).errors
    assert {error.header for error in errors} == {header}


def test_a_situation_belongs_to_its_own_task() -> None:
    """The first 31 characters of a handling-item code are the implementation code beside it."""
    error = only(book({"实施清单": [item(业务办理项编码=task_code(base="000131911009") + "01")]}))
    assert error.header == "业务办理项编码"


def test_the_same_item_twice_names_the_first_row() -> None:
    """A double is an error at its second row."""
    error = only(book({"实施清单": [item(), item(base="000131911002"), item()]}))
    assert (error.row, error.header) == (4, "实施编码")
    assert "第 2 行" in error.why


# Headers.


def test_a_missing_column_is_named_with_what_looks_like_it() -> None:
    """承诺时限 is not taken for 承诺办结时限: it is proposed."""
    row = {("承诺办结时间" if label == "承诺办结时限" else label): value for label, value in item().items()}
    errors = refused(book({"实施清单": [row]}), Reason.SHEET_HEADER).errors
    assert [(error.header, error.value) for error in errors] == [("承诺办结时限", "承诺办结时间")]


def test_a_doubled_column_is_refused() -> None:
    """Which of the two would count?"""
    rows = [[*item(), "基本编码"], [*item().values(), BASE]]
    error = only(xlsx({"实施清单": rows}), Reason.SHEET_HEADER)
    assert error.header == "基本编码"


def test_no_header_at_all() -> None:
    """A sheet called 实施清单 without its header is an error, and so is a file without any table."""
    for name in ("实施清单", "Sheet1"):
        error = only(xlsx({name: [["甲", "乙"], [1, 2]]}), Reason.SHEET_HEADER)
        assert (error.sheet, "实施编码" in error.allowed) == (name, True)
    error = only(csv_file([["姓名", "电话"], ["某", "1"]]), Reason.SHEET_HEADER)
    assert error.sheet is None


def test_other_sheets_and_unknown_columns_are_left_out_and_said() -> None:
    """Nothing is dropped in silence."""
    packed = xlsx({"实施清单": grid([item(排序=1, 备注="x")]), "字典": [["代码", "名称"], ["1", "甲"]]})
    ignored = load(packed).ignored
    assert [(entry.sheet, entry.column) for entry in ignored] == [
        ("实施清单", "P"),
        ("实施清单", "Q"),
        ("字典", ""),
    ]


def test_a_value_under_no_header_is_said() -> None:
    """A column without a header is not imported, and its letter is given."""
    header, *rows = grid([item()])
    loaded = load(xlsx({"实施清单": [header, [*rows[0], None, "旁注"]]}))
    assert [entry.column for entry in loaded.ignored] == ["Q"]


def test_rows_that_are_no_data() -> None:
    """A repeated header, a heading, a total and notes are left out; a half-filled row is not."""
    header, first = grid([item()])
    second = list(item(base="000131911002").values())
    rows = [
        ["一览表"],
        header,
        ["一、市场监管"],
        first,
        header,
        second,
        ["小计", "2项"],
        ["备注：本表一式两份", None, None, "抄送"],
    ]
    loaded = load(xlsx({"实施清单": rows}))
    assert len(loaded.catalogue.items) == 2
    assert [row for entry in loaded.ignored for row in entry.rows] == [1, 3, 5, 7, 8]
    half = ["某事项", None, None, "行政许可", "某局"]
    assert {error.row for error in refused(xlsx({"实施清单": [*rows, half]})).errors} == {9}


# Files.


def test_formulas_and_excel_errors_are_refused_by_their_cell() -> None:
    """A formula is not a value, not even one that would give the right text."""
    header, row = grid([item()])
    for value in ('="食品"&"许可"', "=HYPERLINK(A1)"):
        error = only(xlsx({"实施清单": [header, [value, *row[1:]]]}))
        assert (error.row, error.column) == (2, "A")
        assert "公式" in error.why
    error = only(csv_file([header, [f'="{BASE}"' if cell == BASE else cell for cell in row]]))
    assert (error.row, error.column) == (2, "B")


def test_a_cell_that_is_too_long() -> None:
    """Longer than Excel itself can hold, as a CSV can bring it."""
    header, row = grid([item()])
    error = only(csv_file([header, ["长" * (CELL_CHARS + 1), *row[1:]]]))
    assert (error.row, error.column, len(error.value) < 200) == (2, "A", True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_as_programs_write_it(encoding: str, end: str, delimiter: str) -> None:
    """With and without a mark, in either encoding, with any usual delimiter."""
    lines = [delimiter.join(str(cell) for cell in row) for row in grid([item(服务对象="自然人")])]
    (found,) = load(end.join(lines).encode(encoding)).catalogue.items
    assert found.name == "食品经营许可"


def _zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/sharedStrings.xml", b" " * (129 << 20))
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 cut short",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\n\n <html><table><tr><td>1</td></tr></table></html>",
        b"\xef\xbb\xbf<?xml version='1.0'?>",
        b"%PDF-1.7",
        "事项名称".encode("utf-16"),
        b"\x00\x01\x02",
        b"\x81\xff\xff,\xfe",
        b'a,"b\nc',
        b"{not json",
        b'{"rows": 1}',
        b"[" * 100_000,
    ],
    ids=lambda content: repr(content[:12]),
)
def test_what_is_no_table_says_what_to_save_it_as(content: bytes) -> None:
    """Old Excel, HTML, PDF, UTF-16, broken archives: no exception of a library comes through."""
    with pytest.raises(SheetRefused) as caught:
        load(content)
    assert caught.value.reason in {Reason.SHEET_UNREADABLE, Reason.SHEET_HEADER}
    assert caught.value.report.errors[0].why


def test_files_that_are_too_large() -> None:
    """By size, and by what they unpack to."""
    for content in (b" " * (FILE_BYTES + 1), _zip_bomb()):
        with pytest.raises(SheetRefused) as caught:
            load(content)
        assert caught.value.reason is Reason.SHEET_UNREADABLE


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    """The operating system's exception does not come through."""
    assert refused(tmp_path / "none.xlsx", Reason.SHEET_UNREADABLE).errors[0].why


def test_a_refusal_names_its_first_cell() -> None:
    """The one line a log or a terminal shows leads to the spot."""
    with pytest.raises(SheetRefused, match=r"errors=1; first=实施清单!G2"):
        load(book({"实施清单": [item(行使层级="州级")]}))


def test_a_wrong_dimension_does_not_cut_rows_off() -> None:
    """Some programs write the size of the sheet wrong; the rows count."""
    packed, changed = book({"实施清单": [item(), item(base="000131911002")]}), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(b'<dimension ref="A1:O3"', b'<dimension ref="A1:C2"'))
    assert changed.getvalue() != packed
    assert len(load(changed.getvalue()).catalogue.items) == 2


def test_hidden_sheets_are_left_out_unless_asked_for() -> None:
    """What nobody sees is not imported unseen."""
    packed = io.BytesIO(book({"实施清单": [item()], "旧": [item()]}))
    from openpyxl import load_workbook  # noqa: PLC0415 - only this test edits a workbook

    opened = load_workbook(packed)
    opened["旧"].sheet_state = "hidden"
    out = io.BytesIO()
    opened.save(out)
    assert [entry.sheet for entry in load(out.getvalue()).ignored] == ["旧"]
    assert len(load(out.getvalue(), sheets=["旧"]).catalogue.items) == 1


def test_a_sheet_asked_for_that_is_not_there() -> None:
    """Asking for a sheet by a wrong name is an error, not an empty import."""
    with pytest.raises(SheetRefused) as caught:
        load(sheets(), sheets=["实施清单", "清单二"])
    assert [error.sheet for error in caught.value.report.errors] == ["清单二"]
