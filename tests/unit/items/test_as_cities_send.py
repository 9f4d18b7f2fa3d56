"""Whole files as cities send them, each with what a careful engineer would expect: no cell is lost in silence."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence

import pytest
from openpyxl import load_workbook

from federation.errors import Reason
from federation.items import Limit, Loaded, Report, SheetRefused, load_catalogue, write_catalogue
from federation.items.profiles import load_profile
from federation.items.report import Ignored
from federation.items.tables import LimitUnit, ProjectType
from tests.worlds.messy import hidden, merged, without
from tests.worlds.sheets import (
    BASE,
    ORGANS,
    SHANTOU,
    XIAN,
    book,
    csv_file,
    grid,
    item,
    material,
    task_code,
    xlsx,
)

SECOND, THIRD = "000131911002", "000131911003"
HEADS = list(item())
PAPER = {"材料类型": "原件", "材料形式": "纸质", "材料必要性": "必要", "来源渠道": "申请人自备", "份数": 1}


def load(source: bytes, *, skip_bad: bool = False) -> Loaded:
    return load_catalogue(source, locality=SHANTOU, version="1", skip_bad=skip_bad)


def refused(source: bytes, *, skip_bad: bool = False) -> SheetRefused:
    with pytest.raises(SheetRefused) as caught:
        load(source, skip_bad=skip_bad)
    return caught.value


def places(report: Report) -> list[tuple[int, str]]:
    return [(error.row, error.column) for error in report.errors]


def by_materials(*, merge: bool) -> bytes:
    """Two items of two materials each in one sheet, the item's columns merged or written again."""
    rows: list[dict[str, object]] = []
    for base in (BASE, SECOND):
        for name in ("申请书", "居民身份证"):
            said = item(base=base) if not merge or name == "申请书" else dict.fromkeys(HEADS)
            rows.append(said | {"材料名称": name} | PAPER)
    packed = book({"实施清单": rows})
    letters = [chr(65 + at) for at in range(len(HEADS))]
    ranges = [f"{letter}{top}:{letter}{top + 1}" for letter in letters for top in (2, 4)]
    return merged(packed, "实施清单", *ranges) if merge else packed


@pytest.mark.parametrize("merge", [True, False])
def test_items_with_a_row_for_each_material(merge: bool) -> None:
    """Both tables in one sheet: the item once, its materials in order, nothing called unknown."""
    loaded = load(by_materials(merge=merge))
    assert [one.task for one in loaded.catalogue.items] == [task_code(), task_code(base=SECOND)]
    for one in loaded.catalogue.items:
        assert [(spec.code, spec.name) for spec in one.materials] == [
            ("M01", "申请书"),
            ("M02", "居民身份证"),
        ]
    assert not loaded.ignored
    assert {repair.row for repair in loaded.repairs} == ({3, 5} if merge else set())


def test_rows_of_one_item_that_contradict_each_other() -> None:
    """One item, two promises; one material without a known need: each at its cell, and the item goes whole."""
    rows = [item() | {"材料名称": f"材料{at}"} | PAPER for at in range(2)]
    rows += [item(base=base) | {"材料名称": "甲"} | PAPER for base in (SECOND, THIRD)]
    rows[1]["承诺办结时限"] = 7
    rows[2]["材料必要性"] = "大概"
    packed = book({"实施清单": rows})
    assert places(refused(packed).report) == [(3, "L"), (4, "S")]
    loaded = load(packed, skip_bad=True)
    assert [one.base for one in loaded.catalogue.items] == [THIRD]
    assert loaded.left_out == (task_code(), task_code(base=SECOND))
    assert sorted(row for one in loaded.ignored for row in one.rows) == [2, 3, 4]


def test_an_item_merged_over_the_rows_of_its_materials_text() -> None:
    """申请材料 a line to a row: joined under the item, and said."""
    rows = [item(申请材料="1.申请书"), dict.fromkeys(HEADS) | {"申请材料": "2.居民身份证"}, item(base=SECOND)]
    letters = [chr(65 + at) for at in range(len(HEADS))]
    loaded = load(merged(book({"实施清单": rows}), "实施清单", *(f"{one}2:{one}3" for one in letters)))
    assert [one.materials_note for one in loaded.catalogue.items] == ["1.申请书\n2.居民身份证", ""]
    assert "第 2 行" in next(one.why for one in loaded.repairs if one.header == "申请材料")


def test_only_the_first_columns_are_merged_over_an_items_rows() -> None:
    """What stands below blank is said once, above; without its first row the rest is no item."""
    rows = [item(申请材料="1.申请书"), {"申请材料": "2.居民身份证"}, item(base=SECOND)]
    packed = merged(book({"实施清单": rows}), "实施清单", "A2:A3", "B2:B3", "C2:C3")
    assert [one.materials_note for one in load(packed).catalogue.items] == ["1.申请书\n2.居民身份证", ""]
    (error,) = refused(hidden(packed, "实施清单", rows=[2])).report.errors
    assert (error.row, error.column) == (3, "C")
    assert "第 2 行" in error.why


def test_ditto_means_the_value_above() -> None:
    """同上 and 〃, also below another ditto and a heading; what is filled in is said."""
    head, first, *rest = grid(
        [item(), item(base=SECOND, 实施主体="同上", 行使层级="〃"), item(base=THIRD, 实施主体="同上")]
    )
    loaded = load(xlsx({"实施清单": [head, first, rest[0], ["二、其他"], rest[1]]}))
    assert [one.organ_name for one in loaded.catalogue.items] == ["某某局"] * 3
    assert [(one.row, one.column, one.before, one.after) for one in loaded.repairs] == [
        (3, "E", "同上", "某某局"),
        (3, "G", "〃", "市级"),
        (5, "E", "同上", "某某局"),
    ]


def test_ditto_with_nothing_above_or_only_what_is_hidden() -> None:
    """What is hidden is not copied from."""
    assert places(refused(book({"实施清单": [item(实施主体="同上")]})).report) == [(2, "E")]
    rows = [item(), item(base=SECOND, 实施主体="某分局"), item(base=THIRD, 实施主体="同上")]
    assert places(refused(hidden(book({"实施清单": rows}), "实施清单", rows=[3])).report) == [(4, "E")]


@pytest.mark.parametrize("mark", ["/", "—", "——", "－", "-"])
def test_a_stroke_is_an_empty_cell(mark: str) -> None:
    """Where nothing need be said it is empty, and said; where a value must stand it is an error."""
    optional = {
        "咨询电话": mark,
        "生效日期": mark,
        "结果类型": mark,
        "到现场次数": mark,
        "法定办结时限": mark,
    }
    loaded = load(book({"实施清单": [item() | optional]}))
    (one,) = loaded.catalogue.items
    assert (one.phone, one.effective_from, one.result_type, one.scene_count, one.legal) == (
        "",
        None,
        None,
        None,
        None,
    )
    assert {repair.header for repair in loaded.repairs} == set(optional)
    report = refused(book({"实施清单": [item(事项名称=mark, 办件类型=mark)]})).report
    assert places(report) == [(2, "A"), (2, "H")]
    assert report.errors[1].allowed == ProjectType.allowed()


def test_kinds_in_the_digits_of_an_old_system() -> None:
    """1 with days and 2 at once: refused, also with ``skip_bad``, until the source is declared."""
    rows = [item(办件类型=1), item(base=SECOND, 办件类型=2, 承诺办结时限=0), item(base=THIRD, 办件类型="1")]
    packed = book({"实施清单": rows})
    for skip in (False, True):
        (error,) = refused(packed, skip_bad=skip).report.errors
        assert (error.column, error.header, error.value, error.allowed) == (
            "H",
            "办件类型",
            "1, 2",
            ProjectType.allowed(),
        )
    profile = load_profile("old-system")
    kinds = [
        one.kind
        for one in load_catalogue(packed, locality=SHANTOU, version="1", profile=profile).catalogue.items
    ]
    assert kinds == [ProjectType.PROMISED, ProjectType.INSTANT, ProjectType.PROMISED]


def test_digits_that_fit_are_read_and_one_old_digit_spoils_the_column() -> None:
    """3 上报件 is of the old set: 1 and 2 beside it are not read by the national one."""
    good = [item(办件类型=2), item(base=SECOND, 办件类型=1, 承诺办结时限=0)]
    assert [one.kind for one in load(book({"实施清单": good})).catalogue.items] == [
        ProjectType.PROMISED,
        ProjectType.INSTANT,
    ]
    packed = book({"实施清单": [*good, item(base=THIRD, 办件类型=3)]})
    assert places(refused(packed, skip_bad=True).report) == [(4, "H")]
    words = book({"实施清单": [item(), item(base=THIRD, 办件类型=3)]})
    assert [one.base for one in load(words, skip_bad=True).catalogue.items] == [BASE]


def test_headers_in_every_dress() -> None:
    """Numbered, required, closed with a colon, broken over lines, the unit in brackets or behind a stroke."""
    dressed = {
        "事项名称": "1.事项名称\n（必填）",
        "实施编码": "*实施编码\u200b ",
        "行使层级": "行使层级【必填】",
        "法定办结时限": "法定办结时限（单位：工作日）",
        "承诺办结时限": "承诺\r\n办结时限/工作日",
        "受理条件": "（4）受理条件",
        "咨询电话": "咨询电话：",
    }
    row = without("法定办结时限单位", "承诺办结时限单位")
    loaded = load(book({"实施清单": [{dressed.get(key, key): value for key, value in row.items()}]}))
    (one,) = loaded.catalogue.items
    assert (one.legal, one.promised) == tuple(Limit(amount=n, unit=LimitUnit.WORKING_DAY) for n in (20, 10))
    assert (one.accept_condition, one.phone) == ("符合法定条件", "0754-88000000")
    assert not loaded.ignored


def test_groups_above_a_whole_header_are_of_the_header() -> None:
    """基本信息 over the labels is no title; 填报单位：… above them is."""
    head, row = grid([item()])
    groups = ["基本信息", *[None] * 8, "办结时限", *[None] * 3, "办理信息"]
    by = ["填报单位：某局", *[None] * 8, "填报时间：2026年10月28日"]
    loaded = load(xlsx({"实施清单": [["实施清单"], by, groups, head, row]}))
    assert loaded.ignored == (Ignored(sheet="实施清单", first=1, last=2, why="表头以上的标题"),)
    assert len(loaded.catalogue.items) == 1


def test_a_remark_beside_a_row_is_no_note_below_the_table() -> None:
    """注：新增 in the margin: the row is an item, the margin is said to be left out."""
    head, *rows = grid([item(), item(base=SECOND)])
    loaded = load(
        xlsx({"实施清单": [[None, *head], ["注：新增", *rows[0]], [None, *rows[1]], ["注：共两项", None]]})
    )
    assert len(loaded.catalogue.items) == 2
    assert [(one.column, *one.rows) for one in loaded.ignored] == [("A",), ("", 4)]


@pytest.mark.parametrize(
    "remark",
    [
        ["备注", "本表数据截至2026年10月"],
        ["※红色为新增", None, None, "—"],
        ["经办", "张三", "0754-88000000"],
        [None, "数据截止日期", "2026-10-31"],
        ["审批", None, "王五", None, "日期"],
    ],
    ids=str,
)
def test_remarks_in_several_cells_are_no_items(remark: list[object]) -> None:
    """Below the table and between its rows; they are said to be left out."""
    head, first, second = grid([item(), item(base=SECOND)])
    loaded = load(xlsx({"实施清单": [["序号", *head], [1, *first], remark, [2, *second], remark]}))
    assert len(loaded.catalogue.items) == 2
    assert [row for one in loaded.ignored for row in one.rows] == [3, 5]


@pytest.mark.parametrize(
    "begun",
    [
        {"事项名称": "新事项", "实施主体": "某局"},
        {"事项名称": "新事项", "办件类型": "即办件"},
        {"材料名称": "身份证", "材料类型": "原件"},
        {"材料名称": "身份证"},
    ],
    ids=str,
)
def test_a_row_that_was_only_begun_is_an_error(begun: dict[str, object]) -> None:
    """A name and an organ, or a material without its item, are no remark: what is missing is told."""
    report = refused(book({"实施清单": [item() | {"材料名称": "申请书"} | PAPER, begun]})).report
    assert {error.row for error in report.errors} == {3}
    assert "实施编码" in {error.header for error in report.errors}


@pytest.mark.parametrize(
    "second", [HEADS[::-1], list(material("M01"))], ids=["another order", "another table"]
)
def test_a_second_table_below_the_first(second: list[str]) -> None:
    """Read under the first header its cells would mean something else: one error at its header."""
    head, row = grid([item()])
    error = refused(xlsx({"实施清单": [head, row, [], second, ["甲"] * len(second)]}), skip_bad=True)
    assert error.reason is Reason.SHEET_HEADER
    assert [one.row for one in error.report.errors] == [4]


def test_spaces_in_labels_and_codes_are_said() -> None:
    """A label with spaces in it is that label, and no repair goes unsaid."""
    row = item(
        事项类型="行政许可\u00a0",
        办件类型="承 诺 件",
        服务对象="自然人、\u200b企业法人",
        法定办结时限="2\u200b0",
    )
    loaded = load(book({"实施清单": [row]}))
    assert [one.header for one in loaded.repairs] == ["事项类型", "办件类型", "服务对象", "法定办结时限"]
    assert not any("全角" in one.why for one in loaded.repairs)


def test_codes_against_columns_and_unknown_codes_each_at_its_cell() -> None:
    """One report: sheet, row, column, header, value, what would do."""
    rows = [
        item(事项类型="行政确认"),
        item(base=SECOND, 行使层级="县级"),
        item(base=THIRD, 实施主体编码=ORGANS[XIAN]),
        item(base="000131911004", 服务对象="自然人、外星人", 事项状态="废止"),
        item(base="000131911005", 法定办结时限单位="周"),
    ]
    report = refused(book({"实施清单": rows})).report
    assert sorted(places(report)) == [(2, "D"), (3, "G"), (4, "F"), (5, "I"), (5, "P"), (6, "K")]
    assert all(one.sheet and one.header and one.value and one.why and one.allowed for one in report.errors)


def untidy() -> bytes:
    """A sheet with a little of everything that is no error."""
    rows = [
        item(
            事项名称="甲 ", 法定办结时限="20个工作日（不含公示）", 备注="新增", 申请材料="1.申请书\n2.身份证"
        ),
        item(base=SECOND, 实施主体="同上", 咨询电话="/", 生效日期="2026.1.5"),
        item(base=THIRD, 办件类型="即办", 承诺办结时限=0, 服务对象="个人"),
    ]
    head, *lines = grid(rows)
    body: list[list[object]] = [
        ["清单"],
        head,
        lines[0],
        ["一、其他"],
        lines[1],
        [*[None] * 19, "旁注"],
        lines[2],
        ["合计", 3],
        ["注：完"],
    ]
    return hidden(xlsx({"实施清单": body, "说明": [["一", "二"]]}), "实施清单", columns=["C"])


@pytest.mark.parametrize("source", [untidy(), by_materials(merge=True), by_materials(merge=False)])
def test_every_cell_is_in_an_item_or_in_the_report(source: bytes) -> None:
    """Nothing is dropped in silence: read as written, repaired and said, or left out and said."""
    loaded = load(source)
    assert not _silent(source, loaded, _values(loaded))


def _values(loaded: Loaded) -> set[str]:
    """Every value of the catalogue as a file would say it, whole and in its parts."""
    sheets: Mapping[str, Sequence[Mapping[str, object]]] = json.loads(
        write_catalogue(loaded.catalogue, "json")
    )
    said = {str(value) for rows in sheets.values() for row in rows for value in row.values()}
    return said | {label for label, code in {"行政许可": "01"}.items() if code in said}


def _silent(source: bytes, loaded: Loaded, values: set[str]) -> list[str]:
    """Cells that stand neither in the catalogue nor, by their place, in the report."""
    repaired = {(one.sheet, one.row, one.column) for one in loaded.repairs}
    rows = {(one.sheet, row) for one in loaded.ignored for row in one.rows}
    columns = {(one.sheet, one.column) for one in loaded.ignored if not one.first}
    return [
        f"{page.title}!{cell.coordinate} {cell.value}"
        for page in load_workbook(io.BytesIO(source)).worksheets
        for line in page.iter_rows()
        for cell in line
        if cell.value is not None
        and str(cell.value) not in values | set(HEADS)
        and (page.title, cell.row, cell.column_letter) not in repaired
        and (page.title, cell.row) not in rows
        and columns.isdisjoint({(page.title, cell.column_letter), (page.title, "")})
        and cell.row != 1 + (page.cell(1, 1).value == "清单")  # the header itself
    ]


def test_a_text_file_with_a_row_for_each_material() -> None:
    """The export of a database, in GBK, its digits full-width."""
    rows = [
        item(base=base) | {"材料名称": name} | PAPER | {"份数": "２"}
        for base in (BASE, SECOND)
        for name in "甲乙"
    ]
    loaded = load(csv_file(grid(rows), encoding="gbk"))
    assert [[spec.copies for spec in one.materials] for one in loaded.catalogue.items] == [[2, 2], [2, 2]]
    assert [(one.row, one.header) for one in loaded.repairs] == [(row, "份数") for row in (2, 3, 4, 5)]
