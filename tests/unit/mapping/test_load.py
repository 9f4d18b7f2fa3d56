"""Loading a crosswalk: .xlsx, .csv and .json alike, reviewed against both catalogues, one report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from federation.errors import Reason
from federation.items import Catalogue, CellError, SheetRefused
from federation.mapping import Crosswalk, MaterialRelation, Relation, RuleKind, load_crosswalk
from federation.mapping.columns import CROSSWALK_TABLES
from tests.worlds.sheets import (
    BASE,
    EXACT,
    SHANTOU,
    XIAN,
    book,
    city,
    crosswalk_sheets,
    csv_file,
    form_field,
    item,
    material,
    task_code,
)

SPLIT_BASE = "000511922000"
T = task_code(XIAN)


def ours() -> Catalogue:
    fields = [
        form_field("NAME"),
        form_field("KIND", "选项", 可选值="1:甲;2:乙;9:其他"),
        form_field("DAY", "日期"),
        form_field("CAPITAL", "数字", 计量单位="万元"),
        form_field("AGE", "数字"),
        form_field("STREET", 是否必填="否"),
    ]
    return city(SHANTOU, fields=fields, materials=[material("M1"), material("M2")])


def theirs() -> Catalogue:
    fields = [
        form_field("F1", task=T),
        form_field("F2", "选项", task=T, 可选值="A:甲;B:乙"),
        form_field("F3", "日期", task=T, 日期格式="YYYYMMDD"),
        form_field("F4", "数字", task=T, 计量单位="元"),
        form_field("F5", "选项", task=T, 可选值="1:甲;2:乙;9:其他"),
    ]
    materials = [material("C1", task=T), material("C2", task=T), material("C3", task=T, 适用情形="F2=A")]
    return city(XIAN, fields=fields, materials=materials)


OURS, THEIRS = ours(), theirs()
CODES = [
    {"代码表名称": "表", "受理地代码": "1", "办理地代码": "A"},
    {"代码表名称": "表", "受理地代码": "2", "办理地代码": "B"},
]


def rule(target: str, kind: str, sources: str | None = None, **more: object) -> dict[str, object]:
    return {"办理地字段编码": target, "规则": kind, "受理地字段编码": sources, **more}


def relation(source: str | None, target: str | None, kind: str, **more: object) -> dict[str, object]:
    return {"受理地材料编码": source, "办理地材料编码": target, "材料关系": kind, **more}


GOOD = crosswalk_sheets(
    [EXACT | {"规范事项编码": BASE, "说明": "两地相同"}],
    materials=[
        relation("M1", "C1", "等同"),
        relation("M2", None, "不需", 说明="已核验"),
        relation(None, "C2", "另需"),
    ],
    fields=[
        rule("F1", "合并", "NAME、STREET", 分隔符="空格"),
        rule("F2", "CODE_TABLE", "KIND", 代码表="表"),
        rule("F3", "日期换写法", "DAY"),
        rule("F4", "单位换算", "CAPITAL"),
        rule("F5", "照抄", "KIND"),
    ],
    codes=CODES,
)


def load(sheets: Mapping[str, Any]) -> Crosswalk:
    return load_crosswalk(book(sheets), accepting=OURS, handling=THEIRS).crosswalk


def refused(source: bytes) -> tuple[CellError, ...]:
    with pytest.raises(SheetRefused) as caught:
        load_crosswalk(source, accepting=OURS, handling=THEIRS)
    assert caught.value.reason is Reason.CROSSWALK_INVALID
    return caught.value.report.errors


def test_a_good_crosswalk() -> None:
    """Rows, materials, rules and code tables become one document."""
    crosswalk = load(GOOD)
    (row,) = crosswalk.rows
    assert (crosswalk.name, row.relation, row.note) == ("440500-610100/1", Relation.EXACT, "两地相同")
    assert [one.relation for one in row.materials] == [
        MaterialRelation.EQUAL,
        MaterialRelation.NOT_NEEDED,
        MaterialRelation.EXTRA,
    ]
    assert row.fields[0].sources == ("NAME", "STREET")
    assert row.fields[0].separator == " "
    assert [one.kind for one in row.fields][1:] == [
        RuleKind.CODE_TABLE,
        RuleKind.DATE,
        RuleKind.UNIT,
        RuleKind.COPY,
    ]
    assert [(one.table, one.accepting, one.handling) for one in crosswalk.codes] == [
        ("表", "1", "A"),
        ("表", "2", "B"),
    ]


def as_csv(sheets: Mapping[str, Any], **more: Any) -> bytes:
    columns = list(dict.fromkeys(column.label for table in CROSSWALK_TABLES for column in table.columns))
    rows = [[name, *(row.get(column) for column in columns)] for name, part in sheets.items() for row in part]
    return csv_file([["对照表"], ["表", *columns], *rows], **more)


def test_csv_and_json_are_the_same_document() -> None:
    """One sheet with a first column 表, or an object of lists: the same value comes out."""
    expected = load(GOOD)
    text = json.dumps(GOOD, ensure_ascii=False).encode()
    for source in (as_csv(GOOD), as_csv(GOOD, encoding="gb18030"), text):
        assert load_crosswalk(source, accepting=OURS, handling=THEIRS).crosswalk == expected


def test_errors_in_csv_and_json_name_their_row() -> None:
    """The row of the file, or the number of the object in its list."""
    bad = dict(GOOD) | {"事项对照": [EXACT, EXACT | {"受理地事项编码": "000131911009"}]}
    (error,) = refused(as_csv(bad))
    assert (error.sheet, error.row, error.header) == ("事项对照", 5, "受理地事项编码")
    (error,) = refused(json.dumps(bad, ensure_ascii=False).encode())
    assert (error.sheet, error.row, error.header) == ("事项对照", 2, "受理地事项编码")


def field_error(*fields: dict[str, object]) -> tuple[CellError, ...]:
    return refused(book(crosswalk_sheets([EXACT], fields=fields, codes=CODES)))


@pytest.mark.parametrize(
    ("wrong", "header"),
    [
        (rule("F9", "照抄", "NAME"), "办理地字段编码"),
        (rule("F1", "照抄", "NAMES"), "受理地字段编码"),
        (rule("F1", "照抄", "NAME、STREET"), "受理地字段编码"),
        (rule("F1", "照抄"), "受理地字段编码"),
        (rule("F1", "照抄", "NAME", 固定值="x"), "固定值"),
        (rule("F1", "照抄", "KIND"), "规则"),
        (rule("F2", "照抄", "KIND"), "规则"),
        (rule("F3", "照抄", "DAY"), "规则"),
        (rule("F4", "照抄", "CAPITAL"), "规则"),
        (rule("F4", "照抄", "NAME"), "规则"),
        (rule("F1", "固定值"), "固定值"),
        (rule("F1", "固定值", "NAME", 固定值="x"), "受理地字段编码"),
        (rule("F2", "固定值", 固定值="C"), "固定值"),
        (rule("F3", "固定值", 固定值="2026-01-05"), "固定值"),
        (rule("F2", "代码转换", "KIND"), "代码表"),
        (rule("F2", "代码转换", "KIND", 代码表="没有"), "代码表"),
        (rule("F5", "代码转换", "KIND", 代码表="表"), "代码表"),
        (rule("F4", "合并", "NAME、STREET"), "规则"),
        (rule("F1", "合并", "NAME、NAME"), "受理地字段编码"),
        (rule("F1", "合并", "NAME"), "受理地字段编码"),
        (rule("F1", "拆分", "NAME"), "取第几字"),
        (rule("F1", "拆分", "NAME", 分隔符="/"), "取第几字"),
        (rule("F1", "拆分", "NAME", 分隔符="/", 第几段="1", 取第几字="1-2"), "取第几字"),
        (rule("F1", "拆分", "NAME", 第几段="零"), "第几段"),
        (rule("F1", "拆分", "NAME", 取第几字="4-2"), "取第几字"),
        (rule("F1", "拆分", "AGE", 取第几字="1"), "规则"),
        (rule("F3", "日期换写法", "NAME"), "规则"),
        (rule("F1", "日期换写法", "DAY"), "规则"),
        (rule("F4", "单位换算", "AGE"), "规则"),
        (rule("F4", "单位换算", "NAME"), "规则"),
        (rule("F2", "缺省值", "KIND", 固定值="A"), "规则"),
        (rule("F5", "缺省值", "KIND", 固定值="A"), "固定值"),
        (rule("F1", "CEL", "NAME"), "规则"),
    ],
)
def test_every_rule_is_checked_against_both_forms(wrong: dict[str, object], header: str) -> None:
    """Unknown fields, wrong types, parameters that are missing or do not belong: named by cell."""
    errors = field_error(wrong)
    assert [(error.sheet, error.row, error.header) for error in errors] == [("字段规则", 2, header)]
    assert errors[0].why


def test_two_rules_for_one_field() -> None:
    """Which would count?"""
    errors = field_error(rule("F1", "照抄", "NAME"), rule("F1", "照抄", "STREET"))
    assert {error.row for error in errors} == {2, 3}


@pytest.mark.parametrize(
    ("materials", "header"),
    [
        ([relation("M9", "C1", "等同")], "受理地材料编码"),
        ([relation("M1", "C9", "等同")], "办理地材料编码"),
        ([relation("M1", None, "等同")], "办理地材料编码"),
        ([relation("M1", "C1", "另需")], "受理地材料编码"),
        ([relation("M1", "C1", "不需")], "办理地材料编码"),
        ([relation(None, "C1", "视情形", 适用情形="F2=A")], "受理地材料编码"),
        ([relation("M1", "C1", "视情形")], "适用情形"),
        ([relation("M1", "C1", "视情形", 适用情形="F9=A")], "适用情形"),
        ([relation("M1", "C1", "视情形", 适用情形="F2=C")], "适用情形"),
        ([relation("M1", "C3", "视情形", 适用情形="F2=B")], "适用情形"),
        ([relation("M1", None, "不需", 适用情形="F2=B")], "适用情形"),
        ([relation("M1", "C1", "差不多")], "材料关系"),
        ([relation("M1", "C1", "等同"), relation("M1", "C1", "可替代")], "办理地材料编码"),
        ([relation("M1", "C1", "等同"), relation(None, "C1", "另需")], "办理地材料编码"),
        ([relation("M1", "C1", "等同"), relation("M1", None, "不需")], "受理地材料编码"),
        (
            [
                relation("M1", "C1", "视情形", 适用情形="F2=A"),
                relation("M2", "C1", "视情形", 适用情形="F2=B"),
            ],
            "适用情形",
        ),
    ],
)
def test_materials_are_checked_against_both_lists(materials: list[dict[str, object]], header: str) -> None:
    """Unknown codes, sides that do not belong to the relation, contradictions."""
    errors = refused(book(crosswalk_sheets([EXACT], materials=materials)))
    assert [error.header for error in errors] == [header]


def test_a_situation_may_be_that_of_the_list() -> None:
    """视情形 without a situation takes the handling place's own; repeating it is fine too."""
    for more in ({}, {"适用情形": "F2=A"}):
        load(crosswalk_sheets([EXACT], materials=[relation("M1", "C3", "视情形", **more)]))


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([EXACT | {"受理地事项编码": "000131911009"}], "受理地事项编码"),
        ([EXACT | {"办理地事项编码": "000131911009"}], "办理地事项编码"),
        ([EXACT | {"办理地事项编码": None}], "办理地事项编码"),
        ([EXACT | {"办理地事项编码": None, "规范事项编码": "000131911009"}], "规范事项编码"),
        ([EXACT | {"规范事项编码": "440131911001"}], "规范事项编码"),
        ([EXACT | {"对应关系": "差不多"}], "对应关系"),
        ([EXACT | {"对应关系": "无对应"}], "办理地事项编码"),
        ([EXACT | {"情形": "KIND=1"}], "情形"),
        ([EXACT | {"对应关系": "SPLIT"}], "情形"),
        ([EXACT | {"对应关系": "SPLIT", "情形": "KIND=3"}], "情形"),
        ([EXACT | {"生效日期": "2026-02-01", "失效日期": "2026-01-01"}], "失效日期"),
        ([EXACT, EXACT], "对应关系"),
        ([EXACT, EXACT | {"受理地事项编码": task_code()}], "对应关系"),
        ([EXACT, {"受理地事项编码": BASE, "对应关系": "无对应"}], "对应关系"),
    ],
)
def test_rows_are_checked_against_both_catalogues_and_each_other(
    rows: list[dict[str, object]], header: str
) -> None:
    """Unknown items, relations without what they need, two counterparts on one day."""
    errors = refused(book(crosswalk_sheets(rows)))
    assert [error.header for error in errors] == [header]


def test_situations_that_overlap_or_leave_a_hole_are_pointed_out() -> None:
    """Not wrong: where both hold the window chooses. Both rows, and the choice left out, are named."""
    split = EXACT | {"对应关系": "SPLIT"}
    rows = [split | {"情形": "KIND=1|2"}, split | {"情形": "KIND≠1"}, split | {"情形": "KIND=1"}]
    loaded = load_crosswalk(book(crosswalk_sheets(rows)), accepting=OURS, handling=THEIRS)
    cautions = [one for one in loaded.warnings if one.header == "情形"]
    overlap = [one.why for one in cautions]
    assert [one.row for one in cautions] == [3, 4]
    assert "（与第 2 行）" in overlap[0]
    assert "KIND=1|2、KIND≠1" in overlap[0]
    hole = load_crosswalk(book(crosswalk_sheets(rows[2:])), accepting=OURS, handling=THEIRS)
    assert ["时没有对应事项" in one.why for one in hole.warnings if one.header == "情形"] == [True]


def test_a_row_that_carries_nothing_over_is_pointed_out() -> None:
    """Until it has a material or a rule of its own; 无对应 and items without lists have nothing to carry."""
    for sheets, headers in (
        (crosswalk_sheets([EXACT]), ["对应关系"]),
        (crosswalk_sheets([EXACT], fields=[rule("F1", "照抄", "NAME")]), []),
        (crosswalk_sheets([{"受理地事项编码": BASE, "对应关系": "无对应"}]), []),
    ):
        loaded = load_crosswalk(book(sheets), accepting=OURS, handling=THEIRS)
        assert [one.header for one in loaded.warnings] == headers
    bare = load_crosswalk(book(crosswalk_sheets([EXACT])), accepting=city(SHANTOU), handling=city(XIAN))
    assert not bare.warnings


def test_rows_may_follow_each_other_in_time() -> None:
    """Not on one day, no contradiction."""
    crosswalk = load(
        crosswalk_sheets([EXACT | {"失效日期": "2026-06-01"}, EXACT | {"生效日期": "2026-06-01"}])
    )
    assert len(crosswalk.rows) == 2


def test_rules_of_a_pair_that_is_not_there() -> None:
    """Materials and fields must belong to a row; with several rows they must say to which."""
    sheets = crosswalk_sheets([EXACT], fields=[rule("F1", "照抄", "NAME", 受理地事项编码="000131911002")])
    (error,) = refused(book(sheets))
    assert (error.sheet, error.header) == ("字段规则", "受理地事项编码")
    rows = [EXACT | {"对应关系": "SPLIT", "情形": f"KIND={kind}"} for kind in "12"]
    rows[1]["办理地事项编码"] = T
    (error,) = refused(book(crosswalk_sheets(rows, fields=[rule("F1", "照抄", "NAME")])))
    assert "办理地事项编码" in error.why


def test_the_document_must_say_whose_it_is() -> None:
    """Exactly one line, with the localities of the catalogues it is loaded against."""
    (error,) = refused(book(dict(GOOD) | {"对照说明": [GOOD["对照说明"][0]] * 2}))
    assert error.sheet == "对照说明"
    sheets = dict(GOOD)
    del sheets["对照说明"]
    (error,) = refused(book(sheets))
    assert error.sheet == "对照说明"
    (error,) = refused(book(crosswalk_sheets([EXACT], info={"办理地": "431000"})))
    assert (error.header, error.value) == ("办理地", "431000")


def test_a_code_twice_in_a_table() -> None:
    """A code table is a function."""
    (error,) = refused(book(crosswalk_sheets([EXACT], codes=[*CODES, CODES[0]])))
    assert (error.sheet, error.row, error.header) == ("代码表", 4, "受理地代码")


def test_all_errors_in_one_report() -> None:
    """Cells that cannot be read and rules that cannot be right stand side by side."""
    errors = refused(
        book(
            crosswalk_sheets(
                [EXACT | {"说明": "x"}],
                materials=[relation("M1", "C1", "差不多"), relation("M9", "C1", "等同")],
                fields=[rule("F9", "照抄", "NAME"), rule("F1", "照抄", "NAME、")],
            )
        )
    )
    assert [(error.sheet, error.row) for error in errors] == [
        ("材料对照", 2),
        ("材料对照", 3),
        ("字段规则", 2),
    ]


def test_what_is_no_table_is_unreadable() -> None:
    """The reason of a file that cannot be opened stays its own."""
    with pytest.raises(SheetRefused) as caught:
        load_crosswalk(b"%PDF-1.7", accepting=OURS, handling=THEIRS)
    assert caught.value.reason is Reason.SHEET_UNREADABLE


def test_a_wrong_header_is_named() -> None:
    """A missing column of a crosswalk sheet."""
    rows = [{("关系" if name == "对应关系" else name): value for name, value in EXACT.items()}]
    errors = refused(book(crosswalk_sheets(rows)))
    assert ("事项对照", "对应关系") in [(error.sheet, error.header) for error in errors]


def test_rows_by_base_code_are_checked_against_every_item_they_mean() -> None:
    """A base code may mean two situations; a rule must suit both."""
    items = [item(业务办理项编码=task_code() + number) for number in ("01", "02")]
    fields = [
        form_field("NAME", 业务办理项编码=task_code() + "01"),
        form_field("OTHER", 业务办理项编码=task_code() + "02"),
    ]
    two = city(SHANTOU, items=items, fields=fields)
    packed = book(crosswalk_sheets([EXACT], fields=[rule("F1", "照抄", "NAME")]))
    with pytest.raises(SheetRefused) as caught:
        load_crosswalk(packed, accepting=two, handling=THEIRS)
    assert [error.header for error in caught.value.report.errors] == ["受理地字段编码"]
