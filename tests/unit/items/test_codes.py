"""Item codes: taken apart, put together, checked against what stands beside them."""

from __future__ import annotations

import pytest

from federation.errors import InvalidInput, Reason
from federation.ids import BaseCode, HandlingItemCode, TaskCode
from federation.items.codes import base_of, conflicts, decode, is_national, parse, type_label

# Codes seen in public (DOMAIN §2.1), with how they split.
REAL = [
    ("11450721MB155808114000104002000", "00", "01", "04", "002", "000"),
    ("1145072100811537184452004020000", "45", "20", "04", "020", "000"),
    ("11450721348531435D4001033002000", "00", "10", "33", "002", "000"),
    ("11450000007565194H200011501500504", "00", "01", "15", "015", "005"),
    ("1144030069395137733442015052006", "44", "20", "15", "052", "006"),
    ("12441500196720244T3442199806003", "44", "21", "99", "806", "003"),
    ("11440100007482575H3440118009000", "44", "01", "18", "009", "000"),
    ("11440000MB2D0164XH2440289876000", "44", "02", "89", "876", "000"),
    ("11440300MB2D0722464440127028001", "44", "01", "27", "028", "001"),
    ("11370800MB285591843370117002011", "37", "01", "17", "002", "011"),
]


@pytest.mark.parametrize("real", REAL, ids=lambda real: real[0])
def test_real_codes_split_as_published(real: tuple[str, ...]) -> None:
    """Every code found in the wild parses and gives the parts seen there."""
    text, *split = real
    parts = decode(base_of(parse(text)))
    assert [parts.place, parts.type, parts.department, parts.main, parts.sub] == split
    assert parts.code == base_of(parse(text))


def test_a_length_says_what_a_code_is() -> None:
    """12, 31 and 33 characters are three kinds; the longer ones hold the shorter."""
    base, task = parse("000131911001"), parse("11440507TEXT02012N4000131911001")
    handling = parse("11440507TEXT02012N400013191100102")
    assert isinstance(base, BaseCode)
    assert isinstance(task, TaskCode)
    assert isinstance(handling, HandlingItemCode)
    assert handling.task == task
    assert {base_of(code) for code in (base, task, handling)} == {base}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00013191100",
        "0001319110011",
        "00013191100X",
        "００0131911001",
        "11440507TEXT02012N9000131911001",
        "11440507TEXT02012I4000131911001",
        "11440507TEXT02012N40001319110010",
        "1.14405E+30",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    """Wrong length, letters USCC does not use, level 9, full-width digits: ITEM_CODE."""
    with pytest.raises(InvalidInput) as caught:
        parse(text)
    assert caught.value.reason is Reason.ITEM_CODE


def test_departments_are_named_only_for_national_codes() -> None:
    """DD 18 is transport under 00 and nothing known under 44."""
    assert decode(BaseCode("000118930002")).department_name == "交通运输"
    assert decode(BaseCode("440118930002")).department_name is None
    assert decode(BaseCode("000199930002")).department_name is None
    assert is_national(BaseCode("000118930002"))
    assert not is_national(BaseCode("440118930002"))


def test_type_names_include_extensions() -> None:
    """01 is a licence; 21, which exists, is an extension and not an error."""
    assert type_label("01") == "行政许可"
    assert decode(BaseCode("442199806003")).type_name == "扩展类型21"


def test_a_code_contradicts_each_column_that_says_otherwise() -> None:
    """Organ, level, type and base are compared one by one; what is not given is not compared."""
    task = TaskCode("11440507TEXT02012N4000131911001")
    right = {
        "base": "000131911001",
        "dept_code": "11440507TEXT02012N",
        "task_type": "01",
        "use_level": "4",
    }
    assert conflicts(task, **right) == {}
    assert conflicts(task, base=None, dept_code=None, task_type=None, use_level=None) == {}
    wrong = {
        "base": ("catalog_code", "000131911002"),
        "dept_code": ("dept_code", "11440500TEXT00017J"),
        "task_type": ("task_type", "20"),
        "use_level": ("use_level", "3"),
    }
    for name, (column, value) in wrong.items():
        assert conflicts(task, **(right | {name: value})) == {column: right[name]}
