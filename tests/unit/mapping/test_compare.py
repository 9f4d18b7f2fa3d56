"""Side by side: what is the same, what differs, and the sentence for the window."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import InvalidInput, Reason
from federation.items import Choice, Condition, DateFormat, Item, Limit
from federation.items.tables import (
    Channel,
    FieldType,
    LimitUnit,
    MaterialType,
    Need,
    ProjectType,
    ResultType,
    ServerType,
)
from federation.mapping import (
    Federation,
    FieldRule,
    Matched,
    MaterialRelation,
    MaterialRule,
    RuleKind,
    resolve,
)
from federation.mapping.compare import Aspect, Comparison, Line, compare
from tests.worlds.examples import federation as examples
from tests.worlds.league import SHANTOU, XIAN, catalogue, crosswalk, item, paper, row, text

DAY = date(2026, 10, 9)


def working(days: int) -> Limit:
    return Limit(amount=days, unit=LimitUnit.WORKING_DAY)


def calendar(days: int) -> Limit:
    return Limit(amount=days, unit=LimitUnit.CALENDAR_DAY)


def said(aspect: Aspect, ours: dict[str, Any], theirs: dict[str, Any]) -> Line:
    """The one line of an aspect for two items that differ in nothing else."""
    (line,) = (
        one
        for one in compare(item(SHANTOU, 1, **ours), item(XIAN, 1, **theirs)).lines
        if one.aspect is aspect
    )
    return line


def matched(ours: Item, theirs: Item, **rules: Any) -> Matched:
    """A reviewed match of two items."""
    document = crosswalk(SHANTOU, XIAN, row(ours, theirs, **rules))
    federation = Federation.of([catalogue(SHANTOU, [ours]), catalogue(XIAN, [theirs])], [document])
    found = resolve(federation, ours.key, to=XIAN, on=DAY)
    assert isinstance(found, Matched), found
    return found


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (working(10), working(15), "办理地承诺时限长5个工作日，为15个工作日"),
        (working(10), working(3), "办理地承诺时限短7个工作日，为3个工作日"),
        (working(10), calendar(15), "计算单位不同，按办理地的15个自然日计算"),
        (working(10), working(0), "办理地当场办结"),
        (working(0), working(1), "受理地当场办结，办理地要1个工作日"),
        (None, working(1), "办理地：1个工作日；受理地没有写明"),
    ],
)
def test_limits(ours: Limit | None, theirs: Limit, expected: str) -> None:
    """Longer, shorter, another unit, at once, not said: each has its own sentence."""
    line = said(Aspect.PROMISED, {"promised": ours}, {"promised": theirs})
    assert (line.same, line.says) == (False, expected)


def test_what_is_not_said_is_asked_for() -> None:
    """A guide that is silent is no promise: the window is told whom to ask."""
    line = said(Aspect.LEGAL, {"legal": working(20)}, {"phone": "029-86"})
    assert line.says == "办理地没有写明，请向610100某局咨询（029-86）"
    both = said(Aspect.LEGAL, {}, {})
    assert (both.same, both.says) == (True, "两地都没有写明")


@pytest.mark.parametrize(
    ("aspect", "ours", "theirs", "expected"),
    [
        (Aspect.ORGAN, {}, {"organ_name": "西安市某局", "phone": "029"}, "由西安市某局决定，咨询电话 029"),
        (Aspect.TYPE, {"type": "07"}, {"type": "01"}, "办理地按行政许可办理，受理地按行政确认"),
        (Aspect.KIND, {}, {"kind": ProjectType.INSTANT}, "办理地即时办结"),
        (Aspect.KIND, {"kind": ProjectType.INSTANT}, {}, "办理地是承诺件，受理地是即办件"),
        (
            Aspect.SERVERS,
            {"servers": (ServerType.NATURAL, ServerType.COMPANY)},
            {"servers": (ServerType.COMPANY, ServerType.SOCIETY)},
            "办理地不面向自然人；办理地还面向社会组织法人",
        ),
        (Aspect.FEE, {}, {"fee": True, "fee_note": "10元"}, "办理地收费，由办理地收取，窗口不代收"),
        (Aspect.FEE, {"fee": True}, {}, "办理地不收费"),
        (Aspect.SPECIAL, {"special": "听证"}, {"special": "专家评审 15个工作日"}, "特别程序不同，按办理地：专家评审 15个工作日"),
        (Aspect.VISITS, {"scene_count": 0}, {"scene_count": 1, "scene_reason": "采集指纹"}, "办理地要求到现场1次（采集指纹）"),
        (Aspect.VISITS, {"scene_count": 1}, {"scene_count": 0}, "办理地不要求到现场"),
        (Aspect.EXPRESS, {"express": True}, {"express": False}, "办理地不支持物流快递"),
        (
            Aspect.RESULT,
            {"result": "许可证"},
            {"result": "批复", "result_type": ResultType.APPROVAL},
            "办理地发批复（批文），受理地发许可证",
        ),
        (Aspect.CHANNEL, {}, {"channel": Channel.NATIONAL_LINE}, "办理地走国家垂管系统，本系统不收件，请按指南引导"),
        (
            Aspect.CONDITION,
            {"accept_condition": "1.年满60周岁；2.本市户籍。"},
            {"accept_condition": "（一）本市户籍；（二）年满65周岁"},
            "办理地另要求“年满65周岁”；办理地没有写“年满60周岁”",
        ),
    ],
)  # fmt: skip
def test_aspects(aspect: Aspect, ours: dict[str, Any], theirs: dict[str, Any], expected: str) -> None:
    """Each aspect says what is otherwise there in one sentence."""
    line = said(aspect, ours, theirs)
    assert (line.same, line.says) == (False, expected)


def test_conditions_in_another_order_are_the_same_words() -> None:
    """Another numbering of the same clauses is no other condition."""
    line = said(
        Aspect.CONDITION, {"accept_condition": "1.甲；2.乙"}, {"accept_condition": "（一）乙；（二）甲"}
    )
    assert line.says == "写法不同，内容相同"


def lines(found: Comparison, aspect: Aspect) -> list[tuple[tuple[str, ...], str, bool, str]]:
    return [
        (line.ours_codes, line.theirs_code, line.same, line.says)
        for line in found.lines
        if line.aspect is aspect
    ]


def test_materials_by_relation() -> None:
    """A match aligns materials by the crosswalk: equal, asked otherwise, substitute, extra, conditional, not needed."""
    ours = item(
        SHANTOU,
        1,
        materials=(
            paper("M1", "申请表"),
            paper("M2", "身份证", type=MaterialType.COPY, copies=2),
            paper("M3", "电子执照"),
            paper("M4", "委托书"),
            paper("M5", "照片"),
        ),
    )
    theirs = item(
        XIAN,
        1,
        fields=(
            text("F1", "办理人", type=FieldType.CHOICE, choices=(Choice("1", "本人"), Choice("2", "代理人"))),
        ),
        materials=(
            paper("C1", "申请书"),
            paper("C2", "身份证", type=MaterialType.ORIGINAL, copies=1),
            paper("C3", "营业执照"),
            paper("C4", "授权委托书", condition=Condition("F1", ("2",))),
            paper("C5", "户口簿", need=Need.DEFERRABLE),
        ),
    )
    equal, substitute = MaterialRelation.EQUAL, MaterialRelation.SUBSTITUTE
    rules = (
        MaterialRule(source="M1", target="C1", relation=equal),
        MaterialRule(source="M2", target="C2", relation=equal),
        MaterialRule(source="M3", target="C3", relation=substitute),
        MaterialRule(source="M4", target="C4", relation=MaterialRelation.CONDITIONAL),
        MaterialRule(source="", target="C5", relation=MaterialRelation.EXTRA, note="近一年"),
        MaterialRule(source="M5", target="", relation=MaterialRelation.NOT_NEEDED, note="不收照片"),
    )
    found = compare(ours, theirs, match=matched(ours, theirs, materials=rules))
    assert lines(found, Aspect.MATERIAL) == [
        (("M1",), "C1", True, "两地一致"),
        (("M2",), "C2", False, "办理地要原件（受理地复印件）；办理地要1份（受理地2份）"),
        (("M3",), "C3", False, "可用受理地的“电子执照”代替"),
        (("M4",), "C4", False, "“办理人”为“代理人”时，收取“授权委托书”"),
        ((), "C5", False, "办理地另需“户口簿”，请收取，可容缺后补（近一年）"),
        (("M5",), "", False, "办理地不需要，不用收取（不收照片）"),
    ]


def test_several_materials_serve_one() -> None:
    """Any one of them will do, and the window is told so."""
    ours = item(SHANTOU, 1, materials=(paper("M1", "结婚证"), paper("M2", "离婚证")))
    theirs = item(XIAN, 1, materials=(paper("C1", "婚姻证明"),))
    rules = tuple(
        MaterialRule(source=code, target="C1", relation=MaterialRelation.EQUAL) for code in ("M1", "M2")
    )
    found = compare(ours, theirs, match=matched(ours, theirs, materials=rules))
    assert lines(found, Aspect.MATERIAL) == [(("M1", "M2"), "C1", False, "“结婚证”或“离婚证”任一即可")]


def test_materials_by_name() -> None:
    """Without a match equal names stand together, and what stands alone is not called needless."""
    ours = item(SHANTOU, 1, materials=(paper("M1", "身份证"), paper("M2", "照片")))
    theirs = item(XIAN, 1, materials=(paper("C1", "户口簿"), paper("C2", " 身份证")))
    found = compare(ours, theirs)
    assert found.why == "没有对照依据，材料和填报项按名称对齐"
    assert lines(found, Aspect.MATERIAL) == [
        ((), "C1", False, "受理地清单没有同名材料，办理地要“户口簿”"),
        (("M1",), "C2", True, "两地一致"),
        (("M2",), "", False, "办理地清单没有同名材料，请核对是否需要"),
    ]


def test_fields_by_rule() -> None:
    """A match aligns fields by the rules; notations, constants and what is asked anew are said."""
    ours = item(
        SHANTOU,
        1,
        fields=(
            text("XM", "姓名"),
            text("S", "省"),
            text("D", "日期", type=FieldType.DATE),
            text("BZ", "备注"),
        ),
    )
    theirs = item(
        XIAN,
        1,
        fields=(
            text("F1", "姓名"),
            text("F2", "住址"),
            text("F3", "日期", type=FieldType.DATE, date_format=DateFormat.PLAIN, required=False),
            text("F4", "来源"),
            text("F5", "电话"),
        ),
    )
    rules = (
        FieldRule(target="F1", kind=RuleKind.COPY, sources=("XM",)),
        FieldRule(target="F2", kind=RuleKind.JOIN, sources=("S", "XM")),
        FieldRule(target="F3", kind=RuleKind.DATE, sources=("D",)),
        FieldRule(target="F4", kind=RuleKind.CONSTANT, value="异地"),
    )
    found = compare(ours, theirs, match=matched(ours, theirs, fields=rules))
    assert lines(found, Aspect.FIELD) == [
        (("XM",), "F1", True, "两地一致"),
        (("S", "XM"), "F2", False, "由受理地“省”、“姓名”带入"),
        (("D",), "F3", False, "由受理地“日期”带入；办理地要日期，格式 YYYYMMDD；办理地选填"),
        ((), "F4", False, "按对照表固定填“异地”，不用再问"),
        ((), "F5", False, "办理地另要填“电话”"),
        (("BZ",), "", False, "办理地不问“备注”"),
    ]


def test_fields_by_label() -> None:
    """Without a match equal labels stand together; other choices are a difference."""
    first, second = (Choice("1", "男"), Choice("2", "女")), (Choice("M", "男"), Choice("F", "女"))
    ours = item(SHANTOU, 1, fields=(text("XB", "性别", type=FieldType.CHOICE, choices=first),))
    theirs = item(
        XIAN, 1, fields=(text("F1", "性别", type=FieldType.CHOICE, choices=second), text("F2", "电话"))
    )
    assert lines(compare(ours, theirs), Aspect.FIELD) == [
        (("XB",), "F1", False, "受理地有“性别”；选项不同，办理地可选：M 男；F 女"),
        ((), "F2", False, "受理地表单没有同名的项，办理地要填“电话”"),
    ]


def test_a_match_of_other_items_is_refused() -> None:
    """A match says nothing about two items it does not join."""
    ours, theirs = item(SHANTOU, 1), item(XIAN, 1)
    with pytest.raises(InvalidInput) as refused:
        compare(ours, item(XIAN, 2), match=matched(ours, theirs))
    assert refused.value.reason is Reason.VALUE_INVALID


@pytest.mark.parametrize("place", [SHANTOU, XIAN])
def test_the_examples(place: Any) -> None:
    """All items of the examples: every material and field of both once, aspects in order, nothing raised."""
    federation, other = examples(), XIAN if place == SHANTOU else SHANTOU
    ours = federation.catalogue(place, DAY)
    assert ours is not None
    seen = 0
    for one in ours.items:
        match = resolve(federation, one.key, to=other, on=DAY)
        if isinstance(match, Matched):
            seen += 1
            _whole(compare(match.accepting, match.handling, match=match))
            _whole(compare(match.accepting, match.handling))
    assert seen > 10


def _whole(found: Comparison) -> None:
    order = list(Aspect)
    assert [line.aspect for line in found.lines] == sorted(
        (line.aspect for line in found.lines), key=order.index
    )
    assert {line.aspect for line in found.lines} >= set(Aspect) - {Aspect.MATERIAL, Aspect.FIELD}
    for aspect, ours, theirs in (
        (Aspect.MATERIAL, found.ours.materials, found.theirs.materials),
        (Aspect.FIELD, found.ours.fields, found.theirs.fields),
    ):
        shown = [line for line in found.lines if line.aspect is aspect]
        assert {code for line in shown for code in line.ours_codes} == {spec.code for spec in ours}
        assert sorted(filter(None, (line.theirs_code for line in shown))) == sorted(
            spec.code for spec in theirs
        )
    assert all(line.says for line in found.lines)
    assert all(
        (line.same, line in found.differences) in {(True, False), (False, True)} for line in found.lines
    )


WORDS = st.text("一二三1(（；;。 \n", max_size=8)
SPECS = st.lists(WORDS.map(lambda name: name or "无"), max_size=4)


@given(names=st.tuples(SPECS, SPECS), texts=st.tuples(WORDS, WORDS))
def test_total(names: tuple[list[str], list[str]], texts: tuple[str, str]) -> None:
    """Whatever two guides say: no exception, every material once, equal items without a difference."""
    one, two = (
        item(
            place,
            1,
            accept_condition=words,
            materials=tuple(paper(f"M{at}", name) for at, name in enumerate(found)),
            fields=tuple(text(f"F{at}", name) for at, name in enumerate(found)),
        )
        for place, found, words in zip((SHANTOU, XIAN), names, texts, strict=True)
    )
    _whole(compare(one, two))
    assert compare(one, two) == compare(one, two)
    assert not compare(one, one).differences
