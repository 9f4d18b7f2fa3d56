"""What a person ticks becomes a crosswalk row; what nobody ticked does not."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from federation.errors import Reason
from federation.items import Catalogue, SheetRefused
from federation.items.condition import parse_condition
from federation.items.write import csv_file, workbook
from federation.mapping import Crosswalk, CrosswalkRow, Relation, load_crosswalk, write_crosswalk
from federation.mapping.suggest import confirmed_rows, review_sheets, suggest
from tests.unit.mapping.labelled import SIDES, catalogue

OURS = catalogue(SIDES["held_out"][0], "市监|01|食品经营许可", "民政|07|结婚登记", "气象|01|升放气球活动许可")
THEIRS = catalogue(
    SIDES["held_out"][1],
    "市监|01|食品经营许可//首次",
    "市监|01|食品经营许可//延续",
    "民政|07|内地居民结婚登记",
)
BY_NAME = {item.name: item.key.code for item in OURS.items}
FOOD, MARRIAGE, BALLOON = (BY_NAME[name] for name in ("食品经营许可", "结婚登记", "升放气球活动许可"))
Edit = Callable[[list[dict[str, Any]]], None]


def draft(edit: Edit | None = None) -> bytes:
    """The sheet after a person's hand: rows by label, changed in place."""
    sheets = dict(review_sheets(suggest(OURS, THEIRS)))
    name = next(iter(sheets))
    header, *rows = sheets[name]
    filled = [dict(zip(header, row, strict=True)) for row in rows]
    if edit is not None:
        edit(filled)
    return workbook(sheets | {name: [header, *([row[label] for label in header] for row in filled)]})


def row_of(rows: list[dict[str, Any]], code: str, rank: int = 0) -> dict[str, Any]:
    """A row of an item, by its place among the item's rows."""
    return [row for row in rows if row["受理地事项编码"] == code][rank]


def rows(content: bytes) -> tuple[CrosswalkRow, ...]:
    """What was confirmed."""
    return confirmed_rows(content, accepting=OURS, handling=THEIRS)


def test_nothing_is_confirmed_at_first():
    """The sheet as it is written has no tick, so it makes no row."""
    assert rows(draft()) == ()


def test_every_item_has_its_rows():
    """Proposals stand with scores and reasons; an item without one has a row to be filled in by hand."""
    book = openpyxl.load_workbook(io.BytesIO(draft()))
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    found = [
        dict(zip(header, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)
    ]
    assert {row["受理地事项编码"] for row in found} == set(BY_NAME.values())
    assert [row["名次"] for row in found if row["受理地事项编码"] == FOOD][:2] == [1, 2]
    assert row_of(found, MARRIAGE)["理由"].startswith("名称相近：结婚")
    assert row_of(found, BALLOON)["理由"] == "没有足够相近的事项"
    assert {row["确认"] for row in found} == {None}


def test_a_tick_makes_a_row():
    """是 makes 相同; what the person wrote of relation and note goes along; 否 makes nothing."""

    def edit(filled: list[dict[str, Any]]) -> None:
        row_of(filled, MARRIAGE)["确认"] = "是"
        row_of(filled, FOOD, 0)["确认"] = "否"
        chosen = row_of(filled, FOOD, 1)
        chosen["确认"], chosen["对应关系"], chosen["说明"] = "√", "办理地更窄", "只管延续"

    found = {row.accepting: row for row in rows(draft(edit))}
    assert found[MARRIAGE].relation is Relation.EXACT
    assert found[MARRIAGE].handling == THEIRS.find(found[MARRIAGE].handling)[0].key.code
    assert (found[FOOD].relation, found[FOOD].note) == (Relation.NARROWER, "只管延续")
    assert found.keys() == {MARRIAGE, FOOD}


def test_none_and_a_code_by_hand():
    """An item may be confirmed as without counterpart, or led to a code the person knows."""
    wanted = next(item.key.code for item in THEIRS.items if item.name == "内地居民结婚登记")

    def edit(filled: list[dict[str, Any]]) -> None:
        row_of(filled, BALLOON)["确认"], row_of(filled, BALLOON)["对应关系"] = "是", "无对应"
        row_of(filled, FOOD)["确认"], row_of(filled, FOOD)["办理地事项编码"] = "是", wanted

    assert {(row.accepting, row.handling, row.relation) for row in rows(draft(edit))} == {
        (BALLOON, "", Relation.NONE),
        (FOOD, wanted, Relation.EXACT),
    }


def test_split_rows_carry_their_situations():
    """Several counterparts of one item are written 按情形分, each with its situation."""

    def edit(filled: list[dict[str, Any]]) -> None:
        for rank, value in enumerate(("1", "2")):
            row = row_of(filled, FOOD, rank)
            row["确认"], row["对应关系"], row["情形"] = "是", "按情形分", f"SQLB={value}"

    assert [str(row.condition) for row in rows(draft(edit))] == ["SQLB=1", "SQLB=2"]
    assert rows(draft(edit))[0].condition == parse_condition("SQLB=1")


def tick_twice(filled: list[dict[str, Any]]) -> None:
    """Two counterparts without situations."""
    row_of(filled, FOOD, 0)["确认"] = row_of(filled, FOOD, 1)["确认"] = "是"


def tick_nothing_named(filled: list[dict[str, Any]]) -> None:
    """A tick on a row without a code."""
    row_of(filled, BALLOON)["确认"] = "是"


def tick_unknown(filled: list[dict[str, Any]]) -> None:
    """A code of no item."""
    row_of(filled, FOOD)["确认"], row_of(filled, FOOD)["办理地事项编码"] = "是", "000114901001"


def tick_none_with_code(filled: list[dict[str, Any]]) -> None:
    """无对应 beside a code."""
    row_of(filled, FOOD)["确认"], row_of(filled, FOOD)["对应关系"] = "是", "无对应"


def tick_split_bare(filled: list[dict[str, Any]]) -> None:
    """按情形分 without 情形."""
    row_of(filled, FOOD)["确认"], row_of(filled, FOOD)["对应关系"] = "是", "按情形分"


def tick_maybe(filled: list[dict[str, Any]]) -> None:
    """A word that is neither yes nor no."""
    row_of(filled, FOOD)["确认"] = "也许"


WRONG = {
    tick_twice: ("对应关系", "按情形分"),
    tick_nothing_named: ("办理地事项编码", "无对应"),
    tick_unknown: ("办理地事项编码", "没有这个编码"),
    tick_none_with_code: ("办理地事项编码", "不填"),
    tick_split_bare: ("情形", "要写情形"),
    tick_maybe: ("确认", "代码表"),
}


@pytest.mark.parametrize("edit", WRONG, ids=lambda edit: edit.__name__)
def test_slips_are_told_by_cell(edit: Edit):
    """What cannot be a crosswalk row is refused with its column and what to do."""
    with pytest.raises(SheetRefused) as caught:
        rows(draft(edit))
    assert caught.value.reason is Reason.CROSSWALK_INVALID
    (error,) = caught.value.report.errors
    header, why = WRONG[edit]
    assert error.header == header
    assert why in error.why


def test_confirmed_rows_load_as_a_crosswalk():
    """The rows written as a crosswalk pass its review, and lead where the person said."""

    def edit(filled: list[dict[str, Any]]) -> None:
        row_of(filled, MARRIAGE)["确认"] = "是"
        row_of(filled, BALLOON)["确认"], row_of(filled, BALLOON)["对应关系"] = "是", "无对应"

    made = Crosswalk(accepting=OURS.locality, handling=THEIRS.locality, version="1", rows=rows(draft(edit)))
    for ending in ("xlsx", "csv", "json"):
        loaded = load_crosswalk(write_crosswalk(made, ending), accepting=OURS, handling=THEIRS)
        assert loaded.crosswalk.rows == made.rows


def test_no_name_becomes_a_formula():
    """Names and organs that begin like a formula are written as text, and the codes still read back."""
    names = ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"]
    bad = [replace(OURS.items[0], name=name, organ_name=name) for name in names]
    for one in bad:
        ours = Catalogue.of(locality=OURS.locality, version="1", items=[one])
        content = workbook(review_sheets(suggest(ours, THEIRS)))
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0] for cell in row]
        assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n"}
        sheet = next(iter(review_sheets(suggest(ours, THEIRS)).values()))
        assert confirmed_rows(csv_file(sheet), accepting=ours, handling=THEIRS) == ()
