"""The importer over everything: any bytes, any order of rows, and back again through a file."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from federation.errors import InvalidInput
from federation.items import Catalogue, load_catalogue, write_catalogue
from federation.items.cells import DITTO_MARKS, CellFault
from federation.items.columns import catalogue_tables, exchange_tables
from federation.items.copy_words import read_copies
from federation.items.limit_words import read_limit
from federation.items.profiles import read_profile
from federation.items.readers import UNDECLARED
from tests.worlds.sheets import SHANTOU, book, csv_file, form_field, grid, item, material, task_code
from tests.worlds.tier import drawn

STARTS = [
    b"",
    b"PK\x03\x04",
    b"{",
    b"[",
    b'{"a":[',
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"<",
    b"\xd0\xcf\x11\xe0",
    b"sep=;\n",
]
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["task_code", "task_name", "实施编码", "材料名称", "x"]), inner, max_size=5
        ),
    ),
    max_leaves=20,
)


def load(content: bytes) -> Catalogue:
    return load_catalogue(content, locality=SHANTOU, version="1").catalogue


@settings(max_examples=drawn(200), deadline=None)
@given(st.sampled_from(STARTS), st.binary(max_size=200), st.booleans())
def test_no_bytes_raise_a_stranger(start: bytes, rest: bytes, skip: bool) -> None:
    """Whatever a file holds, it is loaded or refused in our own words."""
    with suppress(InvalidInput):
        load_catalogue(start + rest, locality=None, version="1", skip_bad=skip)


@settings(max_examples=drawn(100), deadline=None)
@given(JSON)
def test_no_json_raises_a_stranger(value: object) -> None:
    """Any value of JSON, in any place."""
    with suppress(InvalidInput):
        load(json.dumps(value).encode())


VALUES = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(-5, 10**16),
    st.floats(),
    st.booleans(),
    st.sampled_from(
        ["5个工作日", "原件1复印件2", "1.1E+30", "=A1", "2026.2.30", "长期", "\u200b", "6", "\ud800"]
    ),
)
FIELDS = sorted({column.field for table in (*catalogue_tables(UNDECLARED), *exchange_tables(UNDECLARED))
                 for column in table.every()})  # fmt: skip


@settings(max_examples=drawn(80), deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=12), st.booleans(), st.booleans())
def test_no_cell_raises_a_stranger(cells: dict[str, Any], skip: bool, materials: bool) -> None:
    """Any value under any header: the row is imported, refused or left out, and never half of it."""
    labels = {c.field: c.label for table in catalogue_tables(UNDECLARED) for c in table.columns}
    row = material("M01") if materials else item(base="000131911003")
    changed = row | {labels.get(name, name): value for name, value in cells.items()}
    content = json.dumps({"甲": [item(), item(base="000131911002")], "乙": [changed]}).encode()
    try:
        loaded = load_catalogue(content, locality=SHANTOU, version="1", skip_bad=skip)
    except InvalidInput:
        return
    assert skip or not loaded.errors
    assert len(loaded.catalogue.items) >= 1


@given(
    st.one_of(
        st.text(max_size=30), st.text("0123456789一二十个工作日自然天原件复印份各，（）()不含/", max_size=20)
    )
)
def test_words_of_limits_and_copies_are_read_or_refused(text: str) -> None:
    """Total, and what is read is within its bounds."""
    with suppress(CellFault):
        limit, _ = read_limit(text)
        assert limit.amount is None or 0 <= limit.amount <= 3_650
    with suppress(CellFault):
        copies, _ = read_copies(text)
        assert copies.total is None or 0 <= (copies.originals or 0) <= copies.total


@given(st.one_of(st.binary(max_size=80), st.text(max_size=80).map(str.encode)))
def test_no_profile_raises_a_stranger(content: bytes) -> None:
    """Any bytes are a profile or a `ProfileInvalid`."""
    with suppress(InvalidInput):
        read_profile(content)


BASES = [f"0001319110{at:02}" for at in range(8)]


@settings(max_examples=drawn(12), deadline=None)
@given(st.permutations(range(len(BASES))), st.permutations(range(len(BASES))), st.booleans())
def test_the_order_of_rows_and_sheets_does_not_matter(
    first: list[int], second: list[int], swap: bool
) -> None:
    """Items, materials and fields may come in any order, but within one list: that order is published."""
    items = [item(base=BASES[at]) for at in first]
    lists = [material(code, task=task_code(base=BASES[at])) for at in second for code in ("M02", "M01")]
    forms = [form_field("F01", task=task_code(base=BASES[at])) for at in first]
    sheets = {"实施清单": items, "材料清单": lists, "表单字段": forms}
    ordered = {
        "实施清单": sorted(items, key=str),
        "材料清单": sorted(lists, key=lambda row: row["实施编码"]),
        "表单字段": sorted(forms, key=str),
    }
    shown = dict(reversed(sheets.items())) if swap else sheets
    assert load(book(shown)) == load(book(ordered))


TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]), max_size=20),
    st.sampled_from(
        ["=1+1", "'=1+1", "+86", "-", "@a", "''=x", "'", "一\n二", "详见附件", "00123", "1E5", "TRUE"]
    ),
).filter(lambda text: text.strip() not in DITTO_MARKS)  # the first row has nothing above


@settings(max_examples=drawn(25), deadline=None)
@given(
    st.fixed_dictionaries(
        dict.fromkeys(
            ("受理条件", "设定依据", "办理流程", "咨询电话", "收费依据", "地方实施编码", "特别程序"), TEXTS
        )
    ),
    st.sampled_from(["10个工作日（不含公示）", "即办", "2小时", "无", "30个自然日"]),
    st.sampled_from(["原件1复印件2", "2", "", "复印件3份"]),
    st.sampled_from(["窗口办理、快递申请", "", "1,2,3"]),
    st.sampled_from(["xlsx", "json"]),
)
def test_what_is_written_loads_as_the_same_catalogue(
    texts: dict[str, str], limit: str, copies: str, ways: str, ending: str
) -> None:
    """Load, write, load: equal, without a repair; formulas stay the texts they were."""
    coded = {
        "承诺办结时限": limit, "承诺办结时限单位": "", "办理形式": ways, "通办范围": "全省通办", "到办事现场次数": "1次",
        "是否支持物流快递": "是", "结果类型": "证照", "生效日期": "2026.1.5", "取消日期": "2027年1月1日",
        "事项版本": "7", "实施主体性质": "法定机关", "是否收费": "是", "业务办理项编码": task_code() + "01",
    }  # fmt: skip
    rows = {
        "实施清单": [item() | texts | coded, item(base="000131911002")],
        "材料清单": [
            material("M02", 份数=copies, 适用情形="F01=1|2", 填报须知=texts["受理条件"])
            | {"业务办理项编码": task_code() + "01"},
            material("M01", task=task_code(base="000131911002")),
        ],
        "表单字段": [
            form_field("F01", "选项", 可选值="1:甲;2:乙"),
            form_field("F02", "日期", 日期格式="YYYY年MM月DD日", 是否必填="否"),
            form_field("F03", "数字", 计量单位="平方米"),
        ],
    }
    first = load(json.dumps(rows).encode())
    again = load_catalogue(write_catalogue(first, ending), locality=SHANTOU, version="1")
    assert again.catalogue == first
    assert not again.errors


def test_another_ending_is_refused() -> None:
    """A catalogue is three sheets: no .csv holds them."""
    with pytest.raises(InvalidInput):
        write_catalogue(load(csv_file(grid([item()]))), "csv")
