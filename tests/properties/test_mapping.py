"""Mapping: translate is total, deterministic and complete; a crosswalk that loads never raises."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from federation.errors import Reason
from federation.items import Catalogue, SheetRefused
from federation.items.form import fits
from federation.mapping import (
    Ambiguous,
    Application,
    Federation,
    LoadedCrosswalk,
    Matched,
    check,
    load_crosswalk,
    narrow,
    requirements,
    resolve,
    translate,
)
from federation.mapping.units import UNITS, convert, factor
from tests.worlds.examples import TODAY, federation
from tests.worlds.sheets import (
    BASE,
    EXACT,
    SHANTOU,
    XIAN,
    city,
    crosswalk_sheets,
    form_field,
    material,
    task_code,
)
from tests.worlds.tier import drawn

T = task_code(XIAN)
LIKELY = [
    "1", "2", "9", "01", "A", "2026-01-05", "20260105", "440524197001010086", "3.5", "1e9", "-0", "张三/李四",
    " ", "", "/", "→", "买买提·艾力", "长" * 2001, "=1+1", "\u200b",
]  # fmt: skip
TEXTS = st.one_of(st.sampled_from(LIKELY), st.text(max_size=12), st.dates().map(str), st.integers().map(str))


@cache
def matches() -> list[Matched]:
    """Every match the example federation has, in both directions."""
    cities = federation()
    found: list[Matched] = []
    for here, there in ((SHANTOU, XIAN), (XIAN, SHANTOU)):
        for item in cities.histories[here].latest.items:
            answer = resolve(cities, item.key, to=there, on=TODAY)
            if isinstance(answer, Matched):
                found.append(answer)
            elif isinstance(answer, Ambiguous):
                found += answer.choices
    return found


@st.composite
def applications(draw: st.DrawFn, match: Matched) -> Application:
    """Values and materials by codes the form has, and by codes it has not."""
    codes = [spec.code for spec in match.accepting.fields] + ["ALIEN", "F01", ""]
    fields = draw(st.dictionaries(st.sampled_from(codes), TEXTS))
    materials = [spec.code for spec in match.accepting.materials] + ["ALIEN", "C01"]
    return Application(fields=fields, materials=tuple(draw(st.lists(st.sampled_from(materials)))))


@given(st.data())
@settings(deadline=None)
def test_translate_is_total_and_loses_nothing(data: st.DataObject) -> None:
    """Every target has a value or a gap; every source is used or listed; every value is explained."""
    match = data.draw(st.sampled_from(matches()), label="match")
    application = data.draw(applications(match), label="application")
    result = translate(application, match)
    assert translate(application, match) == result
    form = {spec.code: spec for spec in match.handling.fields}
    gaps = {gap.code for gap in result.gaps}
    assert result.fields.keys() | (gaps & form.keys()) == form.keys()
    assert not result.fields.keys() & gaps
    assert all(fits(form[code])(value) for code, value in result.fields.items())
    steps = {step.target: step for step in result.trace}
    assert result.fields.keys() | set(result.materials) <= steps.keys()
    used = {code for step in result.trace for code in step.sources}
    filled = {code for code, text in application.fields.items() if text and not text.isspace()}
    unused = {entry.code for entry in result.unused}
    assert filled | set(application.materials) <= used | unused
    assert all(entry.why for entry in result.unused)


@given(st.data())
@settings(deadline=None)
def test_the_library_and_the_window_judge_alike(data: st.DataObject) -> None:
    """What translate says blocks is what check says blocks on the translated application."""
    match = data.draw(st.sampled_from(matches()), label="match")
    result = translate(data.draw(applications(match), label="application"), match)
    judged = check(requirements(match), result.fields, result.materials)
    assert {gap.code for gap in judged if gap.blocks} == {gap.code for gap in result.gaps if gap.blocks}
    assert {gap.code for gap in judged} == {gap.code for gap in result.gaps}
    assert not result.complete or not any(gap.blocks for gap in judged)


@given(st.text(max_size=40), st.dates())
def test_resolve_answers_anything(text: str, on: Any) -> None:
    """Whatever is typed, on whatever day: one of the three answers, each with its why."""
    for to in (SHANTOU, XIAN):
        assert resolve(federation(), text, to=to, on=on).why


# Crosswalks drawn at random: those that load must run.


def _forms() -> tuple[Catalogue, Catalogue]:
    ours = [
        form_field("T", 是否必填="否"),
        form_field("C", "选项", 可选值="1:甲;2:乙"),
        form_field("D", "日期"),
        form_field("N", "数字", 计量单位="万元"),
    ]
    theirs = [
        form_field("T", task=T),
        form_field("C", "选项", task=T, 可选值="1:甲;2:乙;3:丙"),
        form_field("D", "日期", task=T, 日期格式="YYYYMMDD"),
        form_field("N", "数字", task=T, 计量单位="元", 是否必填="否"),
    ]
    lists = [
        [material(code, task=task, 适用情形=when) for code, when in (("M1", None), ("M2", "C=1"))]
        for task in (task_code(), T)
    ]
    return city(SHANTOU, fields=ours, materials=lists[0]), city(XIAN, fields=theirs, materials=lists[1])


OURS, THEIRS = _forms()
FIELDS = st.sampled_from(["T", "C", "D", "N", "X"])
RULES = st.fixed_dictionaries(
    {
        "办理地字段编码": FIELDS,
        "规则": st.sampled_from(
            ["照抄", "固定值", "代码转换", "合并", "拆分", "日期换写法", "单位换算", "缺省值", "表达式"]
        ),
        "受理地字段编码": st.lists(FIELDS, max_size=3).map("、".join),
    },
    optional={
        "固定值": st.sampled_from(["1", "x", "20260105"]),
        "代码表": st.sampled_from(["表", "无"]),
        "分隔符": st.sampled_from(["/", "空格", "→"]),
        "第几段": st.sampled_from(["1", "2+", "9"]),
        "取第几字": st.sampled_from(["1", "7-14", "3-3"]),
        "表达式": st.sampled_from(
            ['has(T) ? T : "无"', 'C == "1" ? "1" : "3"', "N * 10000", "D", 'C == "3" ? "1" : "2"', "X"]
        ),
    },
)
SIDES = st.sampled_from(["M1", "M2", "M9", None])
RELATIONS = st.fixed_dictionaries(
    {
        "受理地材料编码": SIDES,
        "办理地材料编码": SIDES,
        "材料关系": st.sampled_from(["等同", "可替代", "另需", "不需", "视情形"]),
    },
    optional={"适用情形": st.sampled_from(["C=1", "C=2|3", "D≠20260105", "X=1"])},
)
CODES = [{"代码表名称": "表", "受理地代码": "1", "办理地代码": "2"}]


def _crosswalk(rules: list[Any], relations: list[Any]) -> bytes:
    sheets = crosswalk_sheets([EXACT], fields=rules, materials=relations, codes=CODES)
    return json.dumps(sheets, ensure_ascii=False).encode()


@given(
    st.lists(RULES, max_size=4),
    st.lists(RELATIONS, max_size=3),
    st.dictionaries(st.sampled_from("TCDNX"), TEXTS),
    st.lists(st.sampled_from(["M1", "M2", "M9"])),
)
@settings(max_examples=drawn(300), deadline=None)
def test_a_crosswalk_that_loads_never_raises(
    rules: list[Any], relations: list[Any], fields: dict[str, str], materials: list[str]
) -> None:
    """Refused with cells named, or sound for every application."""
    try:
        loaded = load_crosswalk(_crosswalk(rules, relations), accepting=OURS, handling=THEIRS)
    except SheetRefused as error:
        report = error.report
    else:
        _runs(loaded, Application(fields=fields, materials=tuple(materials)))
        return
    assert report.errors
    assert all(entry.why and entry.row for entry in report.errors)


def _runs(loaded: LoadedCrosswalk, application: Application) -> None:
    match = resolve(Federation.of([OURS, THEIRS], [loaded.crosswalk]), BASE, to=XIAN, on=TODAY)
    assert isinstance(match, Matched)
    result = translate(application, match)
    assert result.fields.keys() | {gap.code for gap in result.gaps} >= {"T", "C", "D", "N"}


SOUND_RULES = [
    {"办理地字段编码": "T", "规则": "缺省值", "受理地字段编码": "T", "固定值": "x"},
    {"办理地字段编码": "C", "规则": "代码转换", "受理地字段编码": "C", "代码表": "表"},
    {"办理地字段编码": "D", "规则": "日期换写法", "受理地字段编码": "D"},
    {"办理地字段编码": "N", "规则": "单位换算", "受理地字段编码": "N"},
]
SOUND_RELATIONS = [
    {"受理地材料编码": "M1", "办理地材料编码": "M1", "材料关系": "等同"},
    {"受理地材料编码": "M2", "办理地材料编码": "M1", "材料关系": "可替代"},
    {"受理地材料编码": "M2", "办理地材料编码": "M2", "材料关系": "视情形"},
]


@given(
    st.permutations(SOUND_RULES),
    st.permutations(SOUND_RELATIONS),
    st.dictionaries(st.sampled_from("TCDNX"), TEXTS),
    st.permutations(["M1", "M2", "M9"]),
)
@settings(deadline=None)
def test_the_order_of_rows_and_of_what_was_collected_does_not_matter(
    rules: list[Any], relations: list[Any], fields: dict[str, str], materials: list[str]
) -> None:
    """Shuffled sheets and shuffled piles of paper give the same translation, in the same order."""
    results = [
        _translated(*order)
        for order in (
            (SOUND_RULES, SOUND_RELATIONS, fields, sorted(materials)),
            (rules, relations, dict(reversed(fields.items())), materials),
        )
    ]
    assert results[0] == results[1]


def _translated(rules: list[Any], relations: list[Any], fields: dict[str, str], materials: list[str]) -> Any:
    loaded = load_crosswalk(_crosswalk(rules, relations), accepting=OURS, handling=THEIRS)
    match = resolve(Federation.of([OURS, THEIRS], [loaded.crosswalk]), BASE, to=XIAN, on=TODAY)
    assert isinstance(match, Matched)
    return translate(Application(fields=fields, materials=tuple(materials)), match)


@given(st.data())
def test_narrow_only_narrows(data: st.DataObject) -> None:
    """It never invents a choice, and never decides against the form."""
    found = resolve(federation(), "000511922000", to=XIAN, on=TODAY, accepting=SHANTOU)
    assert isinstance(found, Ambiguous)
    fields = data.draw(st.dictionaries(st.sampled_from(["BTLB", "XM"]), TEXTS))
    answer = narrow(found, fields)
    if isinstance(answer, Matched):
        assert answer in found.choices
        assert answer.situations
        assert answer.holds(fields)
    else:
        assert set(answer.choices) <= set(found.choices)


NUMBERS = st.decimals(-(10**9), 10**9, places=4).map(lambda number: f"{number:f}")


@given(st.sampled_from(sorted(UNITS)), st.data(), NUMBERS)
def test_units_there_and_back(quantity: str, data: st.DataObject, number: str) -> None:
    """What converts exactly converts back to the same number."""
    one, two = (data.draw(st.sampled_from(sorted(UNITS[quantity]))) for _ in range(2))
    there, back = factor(one, two), factor(two, one)
    assert there is not None
    assert back is not None
    value = convert(number, there)
    if value is not None:
        again = convert(value, back)
        assert again is not None
        assert float(again) == float(number)


@given(st.data())
@settings(deadline=None)
def test_a_catalogue_replaced_under_a_crosswalk_never_raises(data: st.DataObject) -> None:
    """Whatever a new catalogue leaves out, the row runs as before or is said to be overtaken."""
    loaded = load_crosswalk(_crosswalk(SOUND_RULES, SOUND_RELATIONS), accepting=OURS, handling=THEIRS)
    cities = [data.draw(_thinned(catalogue)) for catalogue in (OURS, THEIRS)]
    federation = Federation.of(cities, [loaded.crosswalk])
    answer = resolve(federation, BASE, to=XIAN, on=TODAY)
    if isinstance(answer, Matched):
        translate(Application(fields={"T": "x", "D": "2026-01-05"}, materials=("M1", "M2")), answer)
        assert not federation.stale()
    else:
        assert answer.reason is Reason.CROSSWALK_INVALID
        assert federation.stale()


@st.composite
def _thinned(draw: st.DrawFn, catalogue: Catalogue) -> Catalogue:
    (item,) = catalogue.items
    fields = tuple(spec for spec in item.fields if draw(st.integers(0, 3)))
    materials = tuple(spec for spec in item.materials if draw(st.integers(0, 3)))
    changed = replace(item, fields=fields, materials=materials)
    return Catalogue.of(locality=catalogue.locality, version="2", items=[changed])
