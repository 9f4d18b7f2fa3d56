"""Real people pass, wrong numbers do not: identity documents and names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation.case import check_party
from federation.errors import InvalidInput, Reason
from tests.worlds.case import APPLICANT

GA, CREDIT = "GA/T 2000.156", "USCC"


def party(scheme, kind, number, **changes):
    """An applicant with this document."""
    return replace(APPLICANT, id_scheme=scheme, id_type=kind, id_number=number, **changes)


@pytest.mark.parametrize(
    ("scheme", "kind", "number"),
    [
        (GA, "111", "610113198506150020"),
        (GA, "111", "11010519491231002X"),
        (GA, "111", "11010519491231002x"),
        (GA, "111", "440524197001010086"),
        (GA, "112", "440524197001010086"),
        (CREDIT, "", "11440500TEXT00017J"),
        (CREDIT, "001", "11610100TEXT00025R"),
        (GA, "414", "E12345678"),
        (GA, "414", "PA1234567"),
        (GA, "414", "123456789"),
        (GA, "511", "12345678"),
        (GA, "511", "0123456789(A)"),
        (GA, "516", "H12345678"),
        (GA, "516", "M1234567801"),
        (GA, "553", "CAN310000000001"),
        (GA, "553", "911124198108030024"),
        (GA, "154", "810000199001010019"),
        (GA, "117", "Q440000001"),
        (GA, "990", "任意证件第1号"),
    ],
)
def test_real_documents_pass(scheme, kind, number):
    """Numbers of the known forms pass, and visible numbers of other types."""
    check_party(party(scheme, kind, number), field="applicant")


@pytest.mark.parametrize(
    ("scheme", "kind", "number", "reason"),
    [
        (GA, "111", "440524197001010087", Reason.CITIZEN_ID_CHECK),
        (GA, "111", "440524199002300011", Reason.CITIZEN_ID_CHECK),
        (GA, "111", "44052419700101008", Reason.CITIZEN_ID_CHECK),
        (GA, "111", "４４０５２４１９７００１０１００８６", Reason.CITIZEN_ID_CHECK),
        (GA, "111", "E12345678", Reason.CITIZEN_ID_CHECK),
        (GA, "111", "810000199001010019", Reason.IDENTITY_DOCUMENT),
        (GA, "111", "830000199001010015", Reason.IDENTITY_DOCUMENT),
        (GA, "111", "911124198108030024", Reason.IDENTITY_DOCUMENT),
        (CREDIT, "", "11440500TEXT00017K", Reason.USCC_CHECK),
        (CREDIT, "", "11440500text00017j", Reason.USCC_CHECK),
        (GA, "414", "E1234 5678", Reason.IDENTITY_DOCUMENT),
        (GA, "516", "C12345678", Reason.IDENTITY_DOCUMENT),
        (GA, "553", "12345", Reason.IDENTITY_DOCUMENT),
        (GA, "117", "9" * 31, Reason.TOO_LARGE),
        (GA, "117", "", Reason.VALUE_MISSING),
        (GA, "", "E12345678", Reason.IDENTITY_DOCUMENT),
        (GA, "31", "E12345678", Reason.IDENTITY_DOCUMENT),
        ("", "111", "440524197001010086", Reason.IDENTITY_DOCUMENT),
        ("local", "10", "440524197001010086", Reason.IDENTITY_DOCUMENT),
    ],
)
def test_wrong_numbers_are_refused(scheme, kind, number, reason):
    """A number that its type does not know is refused; the error names the field, not the number."""
    with pytest.raises(InvalidInput) as refused:
        check_party(party(scheme, kind, number), field="agent")
    assert refused.value.reason is reason
    assert refused.value.detail["field"] == "agent.id_number"
    assert number == "" or number not in str(refused.value)


@pytest.mark.parametrize(
    "name",
    [
        "陈小明",
        "难",
        "买买提·吐尔逊",
        "阿卜杜热合曼·阿卜杜赛买提·阿卜杜热伊木·麦麦提图尔荪",
        "𠮷野\U00030edd\U000323a0子",
        "\ue863三",
        "Jean-Luc O'Neil III",
        "José Núñez",
        "汕头市龙湖区某某食品(集团)有限公司",
        "名" * 200,
    ],
)
def test_real_names_pass(name):
    """With ·, of one character, long, beyond the BMP, newer than the tables, foreign, an organisation's."""
    check_party(replace(APPLICANT, name=name), field="applicant")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", Reason.VALUE_MISSING),
        ("\u3000", Reason.VALUE_MISSING),
        (" 陈小明", Reason.VALUE_INVALID),
        ("陈小明\n", Reason.VALUE_INVALID),
        ("陈\t小明", Reason.VALUE_INVALID),
        ("陈\u200b小明", Reason.VALUE_INVALID),
        ("陈\u202e小明", Reason.VALUE_INVALID),
        ("\ufeff陈小明", Reason.VALUE_INVALID),
        ("陈\u00ad小明", Reason.VALUE_INVALID),
        ("陈\ufe0f小明", Reason.VALUE_INVALID),
        ("陈\u3164小明", Reason.VALUE_INVALID),
        ("陈\u00a0小明", Reason.VALUE_INVALID),
        ("陈\ufffd明", Reason.VALUE_INVALID),
        ("陈\x00明", Reason.VALUE_INVALID),
        ("陈\U000e0041明", Reason.VALUE_INVALID),
        (f"陈{chr(0xD800)}明", Reason.VALUE_INVALID),
        ("名" * 201, Reason.TOO_LARGE),
    ],
)
def test_names_nobody_can_compare_are_refused(name, reason):
    """Invisible and control characters, odd blanks, broken characters, blanks at the ends, and too much."""
    with pytest.raises(InvalidInput) as refused:
        check_party(replace(APPLICANT, name=name), field="applicant")
    assert refused.value.reason is reason
    assert refused.value.detail["field"] == "applicant.name"


@pytest.mark.parametrize(
    "phone", ["", "13800000000", "+86 138-0000-0000", "0754-88888888", "(0754) 88888888"]
)
def test_phones_pass(phone):
    """Mobile and landline numbers as people write them; none at all."""
    check_party(replace(APPLICANT, phone=phone.lstrip("(").replace(")", "")), field="applicant")


@pytest.mark.parametrize("phone", ["电话", "138", "1380000000x", "１３８００００００００", "1" * 40])
def test_odd_phones_are_refused(phone):
    """Letters, full-width digits, too short, too long."""
    with pytest.raises(InvalidInput) as refused:
        check_party(replace(APPLICANT, phone=phone), field="applicant")
    assert refused.value.detail["field"] == "applicant.phone"
