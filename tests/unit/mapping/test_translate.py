"""Translate: every rule, every gap, every value explained; and what the window's list then says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from federation.errors import Reason
from federation.mapping import (
    Ambiguous,
    Application,
    Federation,
    Matched,
    Translation,
    load_crosswalk,
    narrow,
    resolve,
    translate,
)
from tests.worlds.sheets import (
    BASE,
    EXACT,
    SHANTOU,
    XIAN,
    book,
    city,
    crosswalk_sheets,
    form_field,
    item,
    material,
    task_code,
)

DAY = date(2026, 6, 1)
T = task_code(XIAN)

OURS = [
    form_field("NAME", 字段名称="姓名"),
    form_field("ID", 字段名称="证件号"),
    form_field("KIND", "选项", 可选值="1:甲;2:乙;9:其他"),
    form_field("DAY", "日期"),
    form_field("CAPITAL", "数字", 计量单位="万元"),
    form_field("MONTHS", "数字", 计量单位="月"),
    form_field("STREET", 是否必填="否"),
    form_field("OLDNEW", 是否必填="否"),
    form_field("SPARE", 是否必填="否"),
]
CODES = [{"代码表名称": "表", "受理地代码": a, "办理地代码": b} for a, b in (("1", "A"), ("2", "B"))]


def matched(
    *,
    theirs: list[dict[str, Any]],
    rules: list[dict[str, Any]] | None = None,
    our_materials: list[dict[str, Any]] | None = None,
    their_materials: list[dict[str, Any]] | None = None,
    relations: list[dict[str, Any]] | None = None,
) -> Matched:
    """The match of two items with these forms and lists; without rules, by the national code."""
    accepting = city(SHANTOU, fields=OURS, materials=our_materials or [])
    handling = city(
        XIAN,
        fields=[{**row, "实施编码": T} for row in theirs],
        materials=[{**row, "实施编码": T} for row in their_materials or []],
    )
    crosswalks = []
    if rules is not None:
        sheets = crosswalk_sheets([EXACT], fields=rules, materials=relations or [], codes=CODES)
        crosswalks = [load_crosswalk(book(sheets), accepting=accepting, handling=handling).crosswalk]
    found = resolve(Federation.of([accepting, handling], crosswalks), BASE, to=XIAN, on=DAY)
    assert isinstance(found, Matched)
    return found


def rule(target: str, kind: str, sources: str | None = None, **more: object) -> dict[str, Any]:
    return {"办理地字段编码": target, "规则": kind, "受理地字段编码": sources, **more}


def relation(source: str | None, target: str | None, kind: str, **more: object) -> dict[str, Any]:
    return {"受理地材料编码": source, "办理地材料编码": target, "材料关系": kind, **more}


def one(field: dict[str, Any], by: dict[str, Any], **given: str) -> Translation:
    """An application with these fields through one rule to one field."""
    return translate(Application(fields=given), matched(theirs=[field], rules=[by]))


F_TEXT = form_field("F")
F_DATE = form_field("F", "日期", 日期格式="YYYYMMDD")


@pytest.mark.parametrize(
    ("field", "by", "given", "value"),
    [
        (F_TEXT, rule("F", "照抄", "NAME"), {"NAME": "买买提·艾力"}, "买买提·艾力"),
        (F_TEXT, rule("F", "固定值", 固定值="异地代收"), {}, "异地代收"),
        (
            form_field("F", "选项", 可选值="A:甲;B:乙"),
            rule("F", "代码转换", "KIND", 代码表="表"),
            {"KIND": "2"},
            "B",
        ),
        (F_TEXT, rule("F", "代码转换", "KIND", 代码表="表"), {"KIND": "1"}, "A"),
        (F_TEXT, rule("F", "合并", "NAME、ID", 分隔符="，证号"), {"NAME": "甲", "ID": "1"}, "甲，证号1"),
        (F_TEXT, rule("F", "合并", "NAME、ID", 分隔符="空格"), {"NAME": "甲", "ID": "1"}, "甲 1"),
        (F_TEXT, rule("F", "合并", "NAME、STREET", 分隔符="-"), {"NAME": "甲"}, "甲"),
        (F_TEXT, rule("F", "拆分", "OLDNEW", 分隔符="/", 第几段="2"), {"OLDNEW": "旧 / 新/尾"}, "新"),
        (F_TEXT, rule("F", "拆分", "OLDNEW", 分隔符="/", 第几段="2+"), {"OLDNEW": "旧/新/尾"}, "新/尾"),
        (F_DATE, rule("F", "拆分", "ID", 取第几字="7-14"), {"ID": "440524197001010086"}, "19700101"),
        (F_DATE, rule("F", "日期换写法", "DAY"), {"DAY": "2026-02-28"}, "20260228"),
        (
            form_field("F", "数字", 计量单位="元"),
            rule("F", "单位换算", "CAPITAL"),
            {"CAPITAL": "3.5"},
            "35000",
        ),
        (form_field("F", "数字", 计量单位="年"), rule("F", "单位换算", "MONTHS"), {"MONTHS": "18"}, "1.5"),
        (F_TEXT, rule("F", "缺省值", "STREET", 固定值="不详"), {"STREET": "某街"}, "某街"),
        (F_TEXT, rule("F", "缺省值", "STREET", 固定值="不详"), {"STREET": " "}, "不详"),
        (
            F_TEXT,
            rule("F", "表达式", "KIND、NAME", 表达式='KIND == "1" ? NAME : "匿名"'),
            {"KIND": "1", "NAME": "甲"},
            "甲",
        ),
    ],
)
def test_every_rule_gives_its_value_and_says_so(
    field: dict[str, Any], by: dict[str, Any], given: dict[str, str], value: str
) -> None:
    """The value, and one step that names the target and the rule."""
    result = one(field, by, **given)
    assert dict(result.fields) == {"F": value}
    (step,) = result.trace
    assert step.target == "F"
    assert step.rule in {
        "COPY",
        "CONSTANT",
        "CODE_TABLE",
        "JOIN",
        "SPLIT",
        "DATE",
        "UNIT",
        "DEFAULT",
        "EXPRESSION",
    }
    assert set(step.sources) >= {code for code, text in given.items() if text.strip()}
    assert not result.gaps
    assert result.complete


@pytest.mark.parametrize(
    ("field", "by", "given", "reason"),
    [
        (F_TEXT, rule("F", "照抄", "NAME"), {}, Reason.FIELD_MISSING),
        (F_TEXT, rule("F", "照抄", "NAME"), {"NAME": " \n"}, Reason.FIELD_MISSING),
        (F_TEXT, rule("F", "照抄", "NAME"), {"NAME": "长" * 2001}, Reason.VALUE_INVALID),
        (F_TEXT, rule("F", "代码转换", "KIND", 代码表="表"), {"KIND": "9"}, Reason.VALUE_INVALID),
        (F_TEXT, rule("F", "合并", "NAME、ID"), {"NAME": "甲"}, Reason.FIELD_MISSING),
        (F_TEXT, rule("F", "合并", "NAME、ID"), {"NAME": "长" * 2000, "ID": "1"}, Reason.VALUE_INVALID),
        (F_TEXT, rule("F", "合并", "STREET、SPARE"), {}, Reason.FIELD_MISSING),
        (F_TEXT, rule("F", "拆分", "OLDNEW", 分隔符="/", 第几段="2"), {"OLDNEW": "旧"}, Reason.VALUE_INVALID),
        (
            F_TEXT,
            rule("F", "拆分", "OLDNEW", 分隔符="/", 第几段="2"),
            {"OLDNEW": "旧/ "},
            Reason.VALUE_INVALID,
        ),
        (F_DATE, rule("F", "拆分", "ID", 取第几字="7-14"), {"ID": "HK12345"}, Reason.VALUE_INVALID),
        (F_TEXT, rule("F", "拆分", "ID", 取第几字="1-9"), {"ID": "HK12345"}, Reason.VALUE_INVALID),
        (
            F_DATE,
            rule("F", "拆分", "ID", 取第几字="7-14"),
            {"ID": "44052419700231008X"},
            Reason.VALUE_INVALID,
        ),
        (F_DATE, rule("F", "日期换写法", "DAY"), {"DAY": "20260228"}, Reason.VALUE_INVALID),
        (F_DATE, rule("F", "日期换写法", "DAY"), {"DAY": "2026-02-29"}, Reason.VALUE_INVALID),
        (
            form_field("F", "数字", 计量单位="年"),
            rule("F", "单位换算", "MONTHS"),
            {"MONTHS": "7"},
            Reason.VALUE_INVALID,
        ),
        (
            form_field("F", "数字", 计量单位="元"),
            rule("F", "单位换算", "CAPITAL"),
            {"CAPITAL": "五"},
            Reason.VALUE_INVALID,
        ),
        (
            form_field("F", "数字", 计量单位="元"),
            rule("F", "单位换算", "CAPITAL"),
            {"CAPITAL": "1e9"},
            Reason.VALUE_INVALID,
        ),
        (F_TEXT, rule("F", "缺省值", "STREET", 固定值="不详"), {"STREET": "长" * 2001}, Reason.VALUE_INVALID),
        (F_TEXT, rule("F", "代码转换", "KIND", 代码表="表"), {"KIND": " "}, Reason.FIELD_MISSING),
        (F_DATE, rule("F", "日期换写法", "DAY"), {"DAY": "　"}, Reason.FIELD_MISSING),
        (F_TEXT, rule("F", "表达式", "NAME", 表达式='NAME + "室"'), {"NAME": " "}, Reason.FIELD_MISSING),
        (F_DATE, rule("F", "表达式", "ID", 表达式="date(ID)"), {"ID": "HK12345"}, Reason.VALUE_INVALID),
    ],
)
def test_what_cannot_be_made_is_a_gap_that_says_what_to_ask(
    field: dict[str, Any], by: dict[str, Any], given: dict[str, str], reason: Reason
) -> None:
    """No value, no guess: the field, a Chinese sentence, and the source is not lost."""
    result = one(field, by, **given)
    (gap,) = result.gaps
    assert (gap.reason, gap.code, gap.blocks) == (reason, "F", True)
    assert "“字段F”" in gap.ask
    assert not result.fields
    assert not result.complete
    assert {unused.code for unused in result.unused} == {code for code, text in given.items() if text.strip()}
    assert not any(text.strip() and text in gap.ask for text in given.values() if len(text) > 1)


def test_a_field_without_a_rule_is_a_gap_with_its_choices() -> None:
    """Required blocks, optional does not; the choices are listed."""
    theirs = [form_field("F1", "选项", 可选值="A:甲;B:乙"), form_field("F2", 是否必填="否")]
    result = translate(Application(fields={}), matched(theirs=theirs, rules=[]))
    first, second = result.gaps
    assert (first.code, first.blocks, first.allowed) == ("F1", True, ("A 甲", "B 乙"))
    assert (second.code, second.blocks) == ("F2", False)


def test_what_is_not_used_is_listed_with_the_reason() -> None:
    """Known fields without a place, fields nobody knows, materials not needed or unknown."""
    match = matched(
        theirs=[F_TEXT],
        rules=[rule("F", "照抄", "NAME")],
        our_materials=[material("M1"), material("M2"), material("M3")],
        their_materials=[material("C1")],
        relations=[relation("M1", "C1", "等同"), relation("M2", None, "不需", 说明="联网核验")],
    )
    given = {"NAME": "甲", "SPARE": "余", "STREET": "", "ALIEN": "x"}
    result = translate(Application(fields=given, materials=("M1", "M2", "M3", "M9")), match)
    assert {unused.code: unused.why for unused in result.unused} == {
        "SPARE": "办理地表单没有对应的项",
        "ALIEN": "受理地表单没有这一项",
        "M2": "联网核验",
        "M3": "办理地清单没有对应的材料",
        "M9": "受理地清单没有这份材料",
    }
    assert result.materials == ("C1",)


SITUATION = [
    form_field("F1", "选项", 可选值="A:甲;B:乙", 字段名称="办理人"),
]


def situations(kind: str | None, *materials: str) -> Translation:
    match = matched(
        theirs=SITUATION,
        rules=[rule("F1", "代码转换", "KIND", 代码表="表")],
        our_materials=[material("M1"), material("M2"), material("M3")],
        their_materials=[
            material("C1", "委托书", 适用情形="F1=B"),
            material("C2", "照片"),
            material("C3", "证明", 材料必要性="容缺后补"),
            material("C4", "备注页", 材料必要性="非必要"),
        ],
        relations=[
            relation("M1", "C1", "视情形"),
            relation("M2", "C2", "可替代", 说明="电子证照可代"),
            relation(None, "C3", "另需"),
        ],
    )
    return translate(Application(fields={"KIND": kind} if kind else {}, materials=materials), match)


def gaps(result: Translation) -> dict[str, bool]:
    return {gap.code: gap.blocks for gap in result.gaps if gap.code.startswith("C")}


def test_a_material_for_a_situation() -> None:
    """Needed if it holds, unused if it does not, asked about while it cannot be told."""
    assert gaps(situations("2")) == {"C1": True, "C2": True, "C3": False, "C4": False}
    assert gaps(situations("2", "M1", "M2")) == {"C3": False, "C4": False}
    assert gaps(situations("1", "M2")) == {"C3": False, "C4": False}
    needless = situations("1", "M1", "M2")
    assert [(unused.code, unused.why) for unused in needless.unused] == [("M1", "按所填情形不需要")]
    assert needless.materials == ("C2",)
    untold = situations(None)
    assert gaps(untold)["C1"] is False
    asks = {gap.code: gap.ask for gap in untold.gaps}
    assert "“办理人”为“乙”时" in asks["C1"]
    assert "容缺后补" in asks["C3"]
    assert asks["C4"].startswith("如有")


def test_substitutes_are_traced_with_their_note() -> None:
    """Who reads the trace later sees by what the material was met."""
    steps = {step.target: step for step in situations("1", "M2").trace}
    assert (steps["C2"].rule, steps["C2"].sources, steps["C2"].note) == (
        "SUBSTITUTE",
        ("M2",),
        "电子证照可代",
    )


def test_any_one_of_several_sources_will_do() -> None:
    """Two materials that serve one: either is enough, both are traced."""
    match = matched(
        theirs=[F_TEXT],
        rules=[],
        our_materials=[material("M1"), material("M2")],
        their_materials=[material("C1")],
        relations=[relation("M1", "C1", "等同"), relation("M2", "C1", "可替代")],
    )
    for given in (("M1",), ("M2",), ("M2", "M1", "M2")):
        result = translate(Application(fields={}, materials=given), match)
        assert result.materials == ("C1",)
        assert {step.sources[0] for step in result.trace} == set(given)


def test_without_a_crosswalk_only_equal_codes_and_names_match() -> None:
    """A field or material of the same code under another name, type or notation is a gap, not a guess."""
    match = matched(
        theirs=[
            form_field("NAME", 字段名称="姓名"),
            form_field("ID", 字段名称="单位代码"),
            form_field("DAY", "日期", 日期格式="YYYYMMDD"),
            form_field("CAPITAL", "数字", 计量单位="元"),
        ],
        our_materials=[material("M1", "身份证"), material("M2", "照片")],
        their_materials=[material("M1", "身份证"), material("M2", "承诺书")],
    )
    given = {"NAME": "甲", "ID": "1", "DAY": "2026-01-05", "CAPITAL": "1"}
    result = translate(Application(fields=given, materials=("M1", "M2")), match)
    assert dict(result.fields) == {"NAME": "甲"}
    assert result.materials == ("M1",)
    assert {gap.code for gap in result.gaps} == {"ID", "DAY", "CAPITAL", "M2"}
    assert {unused.code for unused in result.unused} == {"ID", "DAY", "CAPITAL", "M2"}


def test_the_choice_of_item_is_traced() -> None:
    """The field that chose between situations counts as used and is explained."""
    codes = [T + "01", T + "02"]
    rows = [
        EXACT | {"办理地事项编码": code, "对应关系": "SPLIT", "情形": f"KIND={kind}"}
        for code, kind in zip(codes, "12", strict=True)
    ]
    accepting = city(SHANTOU, fields=OURS)
    handling = city(XIAN, items=[item(XIAN, 业务办理项编码=code) for code in codes])
    loaded = load_crosswalk(book(crosswalk_sheets(rows)), accepting=accepting, handling=handling)
    found = resolve(Federation.of([accepting, handling], [loaded.crosswalk]), BASE, to=XIAN, on=DAY)
    assert isinstance(found, Ambiguous)
    match = narrow(found, {"KIND": "2"})
    assert isinstance(match, Matched)
    result = translate(Application(fields={"KIND": "2"}), match)
    assert [(step.target, step.sources, step.note) for step in result.trace] == [
        (codes[1], ("KIND",), "“字段KIND”为“乙”")
    ]
    assert not result.unused


# The list, and the judgement of what was filled in.
