"""The spreadsheets cities send: every one gives what its `expect.json` says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from federation.errors import Reason
from federation.ids import Locality
from federation.items import Item, Loaded, MaterialDigits, Report, SheetRefused, SourceProfile, load_catalogue
from federation.items.tables import SERVER_C0109, SERVER_GBT39046, ServerType
from tests.worlds.sheets import SHANTOU, book, item

MESSY = Path(__file__).parents[2] / "data" / "messy"
COLUMNS = json.loads((MESSY / "columns.json").read_text(encoding="utf-8"))


def expectation(name: str) -> dict[str, Any]:
    return json.loads((MESSY / f"{name}.expect.json").read_text(encoding="utf-8"))


def load(name: str, **more: Any) -> Loaded:
    locality = Locality("610100") if name.startswith("04") else SHANTOU
    return load_catalogue(MESSY / name, locality=locality, version="2026", **more)


def refused(name: str) -> SheetRefused:
    with pytest.raises(SheetRefused) as caught:
        load(name)
    return caught.value


def said(item: Item) -> dict[str, Any]:
    """An item under the national column names, as the expectation writes it."""
    assert item.legal
    assert item.promised
    return {
        "task_name": item.name,
        "catalog_code": item.base,
        "task_code": item.task,
        "task_type": item.type,
        "dept_name": item.organ_name,
        "dept_code": item.organ,
        "use_level": item.level.value,
        "project_type": item.kind.value,
        "server_type": [server.value for server in item.servers],
        "anticipate_day": item.legal.amount,
        "anticipate_type": item.legal.unit.label,
        "promise_day": item.promised.amount,
        "promise_type": item.promised.unit.label,
        "accept_condition": item.accept_condition,
    } | ({"plan_effective_date": item.effective_from.isoformat()} if item.effective_from else {})


def assert_items(loaded: Loaded, expected: Mapping[str, Any]) -> None:
    rows = [row["fields"] for row in expected["rows"]]
    assert len(loaded.catalogue.items) == expected["accepted"] == len(rows)
    for row in rows:
        assert said(loaded.catalogue.by_code[row["task_code"]]) == row


def cells(entries: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(entry["sheet"], entry["row"], entry["column"], entry["header"]) for entry in entries]


def found(entries: Any) -> list[tuple[Any, ...]]:
    return [(entry.sheet, entry.row, entry.column, entry.header) for entry in entries]


def test_titles_totals_and_notes_are_left_out_and_said() -> None:
    """Sample 01: the header stands in row 4, fifteen items below; nothing else is imported."""
    expected = expectation("01_title_totals_notes.xlsx")
    loaded = load("01_title_totals_notes.xlsx")
    assert_items(loaded, expected)
    assert not loaded.repairs
    left_out = {row for entry in loaded.ignored for row in entry.rows}
    assert left_out == {row for entry in expected["ignored"] for row in entry["rows"]}


def test_gb18030_and_full_width_codes_are_read_and_every_repair_is_said() -> None:
    """Sample 04: no character is lost, no code is repaired in silence."""
    expected = expectation("04_gb18030_fullwidth.csv")
    loaded = load("04_gb18030_fullwidth.csv")
    assert_items(loaded, expected)
    assert found(loaded.repairs) == cells(expected["repairs"])
    for repair, entry in zip(loaded.repairs, expected["repairs"], strict=True):
        assert (repair.before, repair.after) == (entry["from"], str(entry["to"]))


def test_eight_notations_are_one_date_and_six_are_none() -> None:
    """Sample 06: refused with the six cells named; the other notations are stated repairs."""
    expected = expectation("06_dates.xlsx")
    error = refused("06_dates.xlsx")
    assert error.reason is Reason.SHEET_VALUE
    assert found(error.report.errors) == cells(expected["errors"])
    assert [entry.value for entry in error.report.errors] == [str(e["value"]) for e in expected["errors"]]
    assert found(error.report.repairs) == cells(expected["repairs"])
    assert [entry.after for entry in error.report.repairs] == [e["to"] for e in expected["repairs"]]


def test_the_readable_dates_alone_are_accepted() -> None:
    """Sample 06 without its six wrong rows gives the eight items as expected."""
    expected = expectation("06_dates.xlsx")
    rows = [row["fields"] for row in expected["rows"]]
    labels = {name: label for label, name in COLUMNS["items"].items()}
    shown = [
        {labels[k]: "、".join(_servers(v)) if isinstance(v, list) else v for k, v in row.items()}
        for row in rows
    ]
    loaded = load_catalogue(book({"有效期": shown}), locality=SHANTOU, version="2026")
    assert len(rows) == expected["accepted_with_skip_bad"]
    assert [said(loaded.catalogue.by_code[row["task_code"]]) for row in rows] == rows


def test_skip_bad_accepts_the_others_and_says_which() -> None:
    """Sample 06 with ``skip_bad``: the eight items, the same six errors, their rows left out."""
    expected = expectation("06_dates.xlsx")
    loaded = load("06_dates.xlsx", skip_bad=True)
    assert [said(one) for one in loaded.catalogue.items] == sorted(
        (row["fields"] for row in expected["rows"]), key=lambda row: str(row["task_code"])
    )
    assert len(loaded.catalogue.items) == expected["accepted_with_skip_bad"]
    assert found(loaded.errors) == cells(expected["errors"])
    assert [row for one in loaded.ignored for row in one.rows] == [e["row"] for e in expected["errors"]]


def _servers(codes: list[str]) -> list[str]:
    return [ServerType.by_code(code).label for code in codes]


def test_swapped_columns_are_repaired_by_label_and_refused_by_digit() -> None:
    """Sample 10: the labels' sheet is read and said, the digits' sheet refuses the file."""
    expected = expectation("10_swapped_material_columns.xlsx")
    report: Report = refused("10_swapped_material_columns.xlsx").report
    assert [(e.sheet, e.column, e.header) for e in report.errors] == [
        (e["sheet"], e["columns"][0], e["header"]) for e in expected["errors"]
    ]
    allowed = expected["errors"][0]["allowed"]
    for error in report.errors:
        assert all(
            any(value in line for line in error.allowed) for table in allowed.values() for value in table
        )
    (repair,) = report.repairs
    (entry,) = expected["repairs"]
    assert (repair.sheet, repair.column, repair.header) == (
        entry["sheet"],
        ",".join(entry["columns"]),
        "、".join(entry["headers"]),
    )


def test_the_labels_sheet_alone_is_accepted() -> None:
    """Sample 10, asked for one sheet: all eighteen materials, each word under its own name."""
    expected = expectation("10_swapped_material_columns.xlsx")
    loaded = load("10_swapped_material_columns.xlsx", sheets=("材料清单",))
    flat = [
        {
            "task_code": code,
            "material_name": spec.name,
            "material_type": spec.type.label if spec.type else None,
            "material_format": spec.format.label if spec.format else None,
            "is_need": spec.need.label,
            "source_type": spec.source.label if spec.source else None,
            "page_num": spec.copies,
        }
        for code, specs in loaded.materials.items()
        for spec in specs
    ]
    assert flat == [row["fields"] for row in expected["rows"]]
    assert [entry.sheet for entry in loaded.ignored] == ["材料清单（数字码）"]


@pytest.mark.parametrize(("digits", "kind"), [("AS_HEADED", "复印件"), ("SWAPPED", "复印件")])
def test_a_declared_source_reads_its_digits(digits: str, kind: str) -> None:
    """Sample 10's digits are read once the source says whose they are."""
    profile = SourceProfile(material_digits=MaterialDigits[digits])
    loaded = load("10_swapped_material_columns.xlsx", sheets=("材料清单（数字码）",), profile=profile)
    first = next(iter(loaded.materials.values()))[0]
    assert first.type
    assert first.format
    assert (first.type.label, first.format.label) == (kind, "电子化")


def test_digits_of_the_served_are_refused_until_the_set_is_declared() -> None:
    """5 is 非法人企业 in one set and 行政机关 in the other: refused, or read by the declared one."""
    packed = book({"实施清单": [item(服务对象="1,5")]})
    with pytest.raises(SheetRefused) as caught:
        load_catalogue(packed, locality=SHANTOU, version="1")
    assert caught.value.report.errors[0].header == "服务对象"
    for table, meant in ((SERVER_C0109, ServerType.UNINCORPORATED), (SERVER_GBT39046, ServerType.GOVERNMENT)):
        profile = SourceProfile(codes={"server_type": table})
        loaded = load_catalogue(packed, locality=SHANTOU, version="1", profile=profile)
        assert loaded.catalogue.items[0].servers == (ServerType.NATURAL, meant)
