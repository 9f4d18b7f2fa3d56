"""The national exchange tables: four tables of one file, joined by code or by identifier."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from federation.errors import InvalidInput, Reason
from federation.items import Item, Loaded, Report, SheetRefused, load_catalogue, load_profile
from federation.items.tables import (
    HandleArea,
    HandleType,
    MaterialFormat,
    MaterialType,
    OrganKind,
    ResultType,
    ServerType,
)
from tests.worlds.sheets import BASE, ORGANS, SHANTOU, XIAN, csv_file, grid, item, task_code, xlsx

NATIONAL = load_profile("national")
Rows = list[dict[str, Any]]


def basic(base: str = BASE, **changes: object) -> dict[str, Any]:
    """A row of up_task_general_basic, as systems export it: digits throughout."""
    return {
        "row_guid": f"guid-{base}",
        "catalog_code": base,
        "local_catalog_code": "A01",
        "task_code": task_code(base=base),
        "local_task_code": "L-01",
        "task_handle_item": None,
        "task_name": "节能审查",
        "task_type": "01",
        "task_version": 2,
        "task_state": "1",
        "by_law": "《节约能源法》第十五条",
        "use_level": "3",
        "dept_name": "某某局",
        "dept_code": ORGANS[SHANTOU],
        "dept_type": "1",
        "accept_condition": "符合法定条件",
        "anticipate_day": 20,
        "anticipate_type": "1",
        "anticipate_explain": None,
        "promise_day": 5,
        "promise_type": "1",
        "promise_explain": "不含机构评审",
        "project_type": "2",
        "server_type": "2,3,4,6",
        "handle_type": "1,2",
        "handle_flow": "受理—审查—决定—送达",
        "limit_scene_num": 1,
        "special_procedure": "机构评审 15 工作日",
        "is_fee": "1",
        "link_way": "0754-88000000",
        "plan_effective_date": "2026-01-05 00:00:00",
        "cd_operation": "I",
    } | changes


EXTEND = {
    "row_guid": "e1",
    "task_guid": f"guid-{BASE}",
    "task_code": task_code(),
    "handle_area": "4",
    "result_type": "20",
    "result_name": "关于某某的批复",
    "is_express": "1",
    "limit_scene_explain": "核验原件",
    "is_online": "1",
}
MATERIAL = {
    "task_guid": f"guid-{BASE}",
    "task_code": task_code(),
    "material_name": "节能报告",
    "material_type": "1",
    "material_format": "3",
    "is_need": "1",
    "page_num": 2,
    "source_type": "10",
}
FEE = {
    "task_guid": f"guid-{BASE}",
    "task_code": task_code(),
    "fee_name": "工本费",
    "fee_stand": "10元/本",
    "by_law": "某价〔2020〕1号",
    "is_desc": "1",
    "desc_explain": "残疾人免收",
}


def exchange(**tables: Rows) -> bytes:
    named = {f"up_task_general_{name}": rows for name, rows in tables.items()}
    return json.dumps(named).encode()


def load(source: bytes, **more: Any) -> Loaded:
    return load_catalogue(source, locality=SHANTOU, version="1", profile=NATIONAL, **more)


def one(source: bytes) -> Item:
    (found,) = load(source).catalogue.items
    return found


def refused(source: bytes) -> Report:
    with pytest.raises(SheetRefused) as caught:
        load(source)
    return caught.value.report


WHOLE: Mapping[str, Rows] = {
    "basic": [basic()],
    "extend": [EXTEND],
    "material": [MATERIAL],
    "fee_project": [FEE],
}


def test_four_tables_make_one_item() -> None:
    """Every column that an item has a place for is there, by code, from whichever table."""
    found = one(exchange(**WHOLE))
    assert (found.organ_kind, found.area, found.result_type) == (
        OrganKind.STATUTORY,
        HandleArea.COUNTIES,
        ResultType.APPROVAL,
    )
    assert found.handle_types == (HandleType.WINDOW, HandleType.WEB)
    assert found.servers[-1] is ServerType.GOVERNMENT
    assert (found.scene_count, found.scene_reason, found.express) == (1, "核验原件", True)
    assert (found.by_law, found.flow) == ("《节约能源法》第十五条", "受理—审查—决定—送达")
    assert (found.promised_note, found.result) == ("不含机构评审", "关于某某的批复")
    assert (found.fee, found.fee_note) == (True, "工本费：10元/本（可减免：残疾人免收）")
    assert found.fee_basis == "某价〔2020〕1号"
    assert (found.local_base, found.local_task) == ("A01", "L-01")
    assert (found.key.version, found.effective_from) == ("2", date(2026, 1, 5))
    (paper,) = found.materials
    assert (paper.type, paper.format, paper.copies) == (MaterialType.ORIGINAL, MaterialFormat.BOTH, 2)


@pytest.mark.parametrize("table", ["extend", "material", "fee_project"])
def test_rows_may_name_their_item_by_its_identifier_alone(table: str) -> None:
    """task_guid is the row_guid of the item's row, wherever the tables stand in the file."""
    bare = {name: [{key: value for key, value in row.items() if key != "task_code"} for row in rows]
            for name, rows in WHOLE.items() if name == table}  # fmt: skip
    assert one(exchange(**bare | {"basic": [basic()]})) == one(
        exchange(basic=[basic()], **{table: WHOLE[table]})
    )


@pytest.mark.parametrize("table", ["extend", "material", "fee_project"])
def test_rows_of_an_item_that_is_not_there(table: str) -> None:
    """By code or by identifier: an error at the row."""
    row = WHOLE[table][0]
    for changed, header in (
        (row | {"task_code": task_code(base="000131911009")}, "task_code"),
        (row | {"task_code": None, "task_guid": "guid-unknown"}, "task_guid"),
    ):
        (error,) = refused(exchange(basic=[basic()], **{table: [changed]})).errors
        assert (error.sheet, error.row, error.header) == (f"up_task_general_{table}", 1, header)


def test_a_row_that_names_no_item() -> None:
    """Neither code nor identifier."""
    (error,) = refused(
        exchange(basic=[basic()], material=[MATERIAL | {"task_code": None, "task_guid": ""}])
    ).errors
    assert "不知属于哪个事项" in error.why


def test_extensions_contradict_and_repeat() -> None:
    """What the item's own row says must not be said otherwise, nor an extension come twice."""
    (error,) = refused(exchange(basic=[basic(result_name="批复")], extend=[EXTEND])).errors
    assert (error.row, error.header) == (1, "result_name")
    (error,) = refused(exchange(basic=[basic()], extend=[EXTEND, EXTEND])).errors
    assert error.row == 2


def test_situations_share_what_their_item_has() -> None:
    """An extension and a fee of the 31-character code hold for both situations."""
    rows = [basic(task_handle_item=f"{task_code()}0{at}", row_guid=f"g{at}") for at in (1, 2)]
    items = load(exchange(basic=rows, extend=[EXTEND], fee_project=[FEE])).catalogue.items
    assert [(found.result, found.fee_basis) for found in items] == [("关于某某的批复", "某价〔2020〕1号")] * 2


def test_rows_marked_as_deleted_are_left_out() -> None:
    """Their synchronising says D; the item of another row stays."""
    loaded = load(exchange(basic=[basic(), basic("000131911002", cd_operation="D")]))
    assert [found.base for found in loaded.catalogue.items] == [BASE]
    assert [(one.sheet, *one.rows) for one in loaded.ignored] == [("up_task_general_basic", 2)]


def test_upper_case_wrapped_and_alone() -> None:
    """Database tools write RECORDS, interfaces a code and data, some only capitals."""
    expected = one(exchange(basic=[basic()]))
    upper = [{name.upper(): value for name, value in basic().items()}]
    for content in (
        {"UP_TASK_GENERAL_BASIC": upper},
        {"RECORDS": [basic()]},
        {"code": 200, "data": {"up_task_general_basic": [basic()]}},
        [basic()],
    ):
        assert one(json.dumps(content).encode()) == expected


def test_the_same_tables_as_sheets_and_as_csv() -> None:
    """An .xlsx with a sheet for each table, a .csv of one."""
    sheets = xlsx({f"up_task_general_{name}": grid(rows) for name, rows in WHOLE.items()})
    assert one(sheets) == one(exchange(**WHOLE))
    assert one(csv_file(grid([basic()]))) == one(exchange(basic=[basic()]))


def test_digits_of_the_exchange_need_its_profile() -> None:
    """5 and 6 of 服务对象, and both columns of materials, mean other things elsewhere."""
    with pytest.raises(SheetRefused) as caught:
        load_catalogue(exchange(**WHOLE), locality=SHANTOU, version="1")
    assert [error.header for error in caught.value.report.errors] == [
        "server_type",
        "material_type",
        "material_format",
    ]
    assert "来源系统" in caught.value.report.errors[0].why


@pytest.mark.parametrize(
    "content",
    [
        b'[{"task_name": "a", "task_name": "b"}]',
        b'[{"task_name": NaN}]',
        b"[1, 2]",
        b'{"a": [{}, 1]}',
        b'[{"a": 1}] x',
        b'[{"a": 1},',
        b'{"a" [1]}',
        b"{1: []}",
        b'{"a": [{"b": ' + b"9" * 5_000 + b"}]}",
        b'[{"a":' + b"[" * 200_000,
        b'{"a":' * 50_000,
        '[{"名称": 1}]'.encode("gbk"),
    ],
    ids=lambda content: repr(content[:20]),
)
def test_json_that_is_none_or_says_a_thing_twice(content: bytes) -> None:
    """Refused in one way, whatever the parser thinks of it."""
    with pytest.raises(SheetRefused) as caught:
        load(content)
    assert caught.value.reason is Reason.SHEET_UNREADABLE


def test_values_that_are_no_cells() -> None:
    """An array in a cell is an error at its cell; so is half a character."""
    errors = refused(
        exchange(basic=[basic(task_name=["节能审查"]), basic("000131911002", task_name="\ud800")])
    ).errors
    assert [(error.row, error.header) for error in errors] == [(1, "task_name"), (2, "task_name")]
    assert errors[1].value.encode()


def test_the_locality_is_inferred_from_the_codes() -> None:
    """The city that most organs' codes name; without a majority it must be given."""
    rows = [basic(), basic("000131911002")]
    inferred = load_catalogue(exchange(basic=rows), locality=None, version="1", profile=NATIONAL).catalogue
    assert (inferred.locality, inferred.items[0].key.locality) == (SHANTOU, SHANTOU)
    both = csv_file(grid([item(), item(XIAN)]))
    with pytest.raises(InvalidInput) as caught:
        load_catalogue(both, locality=None, version="1")
    assert caught.value.reason is Reason.VALUE_MISSING


def test_the_first_day_of_a_version() -> None:
    """Given at loading, kept with the catalogue."""
    loaded = load(exchange(basic=[basic()]), effective_from=date(2026, 3, 1))
    assert loaded.catalogue.effective_from == date(2026, 3, 1)
