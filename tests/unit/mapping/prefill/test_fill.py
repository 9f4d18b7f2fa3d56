"""A form filled from facts: every value with its rule and facts, every other field with what to ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from federation.errors import Reason
from federation.ids import Locality
from federation.mapping.crosswalk import RuleKind
from federation.mapping.prefill import Prefilled, Source, facts_of_case, load_facts, load_table, prefill
from tests.worlds.prefill import CODE, EARLIER, FACTS, ON, TABLE, as_file, driver, fact

LOADED = load_table(TABLE.encode())


def filled(*facts: dict[str, Any], given: Mapping[str, str] | None = None) -> Prefilled:
    """The example form filled from these."""
    return prefill(LOADED, driver(), load_facts(as_file(*facts)), on=ON, given=given or {})


def ask(found: Prefilled, code: str) -> str:
    """What is to be asked for a field."""
    return next(gap.ask for gap in found.gaps if gap.code == code)


def why(found: Prefilled) -> list[tuple[str, str]]:
    """Facts without use."""
    return [(one.fact.code, one.why) for one in found.unused]


def test_the_example():
    """Seven of eight fields, the eighth and two facts named; the first source of the table is quoted."""
    found = filled(*FACTS)
    assert {one.code: (one.value, one.rule) for one in found.fields} == {
        "F01": ("郑瑞潮汕", RuleKind.COPY),
        "F02": ("440524197001010086", RuleKind.COPY),
        "F03": ("19700101", RuleKind.SPLIT),
        "F04": ("440524197001010017", RuleKind.COPY),
        "F05": ("HY", RuleKind.CODE_TABLE),
        "F06": ("20261231", RuleKind.DATE),
        "F08": ("西安市灞桥区物流园宿舍戊栋四〇二", RuleKind.JOIN),
    }
    assert [one.source for one in found.fields[0].facts] == [Source.CARD_READER]
    assert [one.code for one in found.fields[-1].facts] == ["district", "street"]
    assert [(gap.code, gap.reason, gap.blocks) for gap in found.gaps] == [
        ("F07", Reason.FIELD_MISSING, False)
    ]
    assert "预填表不填这一项" in ask(found, "F07")
    assert why(found) == [("name", "与身份证读卡一致，以其为准"), ("phone", "预填表没有这项事实")]


def test_nothing_given_nothing_filled():
    """Every field is a gap that says where the fact could come from."""
    found = filled()
    assert (found.fields, found.unused) == ((), ())
    assert [gap.code for gap in found.gaps] == [spec.code for spec in driver().fields]
    assert "没有“姓名”（可来自身份证读卡、已核验电子证照）" in ask(found, "F01")


@pytest.mark.parametrize(
    ("facts", "code", "said"),
    [
        (
            [fact("citizen_id", "440524197001010086", on="2026-11-23")],
            "F02",
            "于 2026-11-23 取得，只能当天用",
        ),
        ([fact("category", "1", "licence", on="2026-10-24")], "F05", "于 2026-10-24 取得，只能用 30 天"),
        ([fact("name", on="2026-11-25")], "F01", "身份证读卡的取得日期在今天之后"),
        ([fact(source="data_sharing")], "F01", "来自数据共享，预填表不采用"),
        (
            [fact(), fact(value="测试乙", source="licence")],
            "F01",
            "“姓名”身份证读卡、已核验电子证照所说不一致",
        ),
        ([fact("category", "3", "licence")], "F05", "写法不合（应为 1、2 之一）"),
        ([fact("valid_until", "2026年12月31日", "licence")], "F06", "写法不合（应为日期，格式 YYYY-MM-DD）"),
        ([fact("citizen_id", "4405241970")], "F03", "“公民身份号码”的内容不能“拆分”成这一项"),
        ([fact("citizen_id", "440524197002310086")], "F03", "不能“拆分”成这一项"),  # no such day
        (
            [fact("district", "长" * 1_500, "data_sharing"), fact("street", "长" * 501, "data_sharing")],
            "F08",
            "合并",
        ),
        ([fact("district", "西安市", "data_sharing")], "F08", "没有“居住详细地址”"),  # never half an address
    ],
)
def test_what_cannot_be_used_is_a_gap(facts: list[dict[str, Any]], code: str, said: str):
    """The reason in Chinese, no value, the fact listed; what stood in the fact is not repeated."""
    found = filled(*facts)
    assert code not in {one.code for one in found.fields}
    assert said in ask(found, code)
    assert all(one["value"] not in gap.ask for one in facts for gap in found.gaps if len(one["value"]) > 1)


def test_the_last_good_day():
    """A fact of thirty days ago is still good where the table says thirty."""
    assert filled(fact("category", "2", "licence", on="2026-10-25")).fields[0].value == "WH"


def test_an_old_contradiction_does_not_count():
    """A licence that is too old does not speak against today's."""
    facts = (
        fact("citizen_id", "440524197001010086"),
        fact("citizen_id", "440524197001010000", "licence"),  # a source the table does not take
    )
    assert [one.value for one in filled(*facts).fields] == ["440524197001010086", "19700101"]


def test_an_earlier_case_says_what_the_table_names():
    """One field of the form that the table names, by any code of its item; nothing of another city's, nor a blank."""
    form = {"F04": "440524197001010017", "F08": "西安市某路", "F01": "测试甲"}
    for item, locality, fields, said in (
        (CODE, "610100", form, ["440524197001010017"]),
        (CODE + "01", "610100", form, ["440524197001010017"]),
        ("000131911001", "610100", form, []),
        (CODE, "440500", form, []),
        (CODE, "610100", {"F04": " "}, []),
    ):
        found = facts_of_case(LOADED, EARLIER, locality=Locality(locality), item=item, fields=fields, on=ON)
        assert [one.value for one in found] == said
    (one,) = facts_of_case(LOADED, EARLIER, locality=Locality("610100"), item=CODE, fields=form, on=ON)
    filled_in = prefill(LOADED, driver(), (one,), on=ON).fields
    assert [(field.code, field.facts) for field in filled_in] == [("F04", (one,))]


def test_what_was_filled_in_stays():
    """Given values are never written over; a fact that says otherwise is pointed out, one that agrees is not."""
    found = filled(*FACTS, given={"F01": "郑瑞潮", "F05": "HY", "F06": " ", "F07": "252"})
    assert [(one.code, one.note) for one in found.kept] == [
        ("F01", "与身份证读卡不同；请向申请人核实"),
        ("F05", ""),
        ("F07", ""),
    ]
    assert [one.code for one in found.fields] == ["F02", "F03", "F04", "F06", "F08"]
    assert found.gaps == ()
    assert ("category", "“资格类别”已填写，未改动") in why(found)


def test_a_contradiction_is_told_beside_what_was_filled_in():
    """Sources that contradict each other speak against a given value, whatever it is."""
    found = filled(fact(), fact(value="测试乙", source="licence"), given={"F01": "测试甲"})
    assert [one.note for one in found.kept] == ["身份证读卡、已核验电子证照所说不一致；请向申请人核实"]


def test_the_applicant_is_asked_as_for_an_empty_field():
    """Nothing was filled in, so nothing is to be filled in again; programs read that a fact was of no use."""
    found = filled(fact(on="2026-11-25"))
    assert ask(found, "F01").startswith("请填写“姓名”（文字）：")
    assert found.gaps[0].reason is Reason.VALUE_INVALID
    assert found.gaps[0].blocks
