"""Rows and cells as people leave them: hidden, merged, units and remarks in the number's cell, lost zeros."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils.datetime import MAC_EPOCH

from federation.items import Limit, Loaded, Report, SheetRefused, load_catalogue
from federation.items.cells import CellFault
from federation.items.copy_words import read_copies
from federation.items.limit_words import read_limit
from federation.items.report import KEPT_REPAIRS
from federation.items.tables import LimitUnit
from tests.worlds.messy import SHEET, as_excel_writes, edited, hidden, merged, repacked, without
from tests.worlds.sheets import BASE, ORGANS, SHANTOU, book, csv_file, grid, item, material, task_code

SECOND, THIRD = "000131911002", "000131911003"
DAYS, CALENDAR = LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY


def load(source: bytes) -> Loaded:
    return load_catalogue(source, locality=SHANTOU, version="1")


def refused(source: bytes) -> Report:
    with pytest.raises(SheetRefused) as caught:
        load(source)
    return caught.value.report


# Hidden.


def test_hidden_rows_are_left_out_and_said() -> None:
    """What a city struck out is not imported; its materials go with it; every row is named."""
    packed = book(
        {
            "实施清单": [item(), item(base=SECOND), item(base=THIRD)],
            "材料清单": [material("M01"), material("M01", task=task_code(base=SECOND))],
        }
    )
    loaded = load(hidden(packed, "实施清单", rows=[3]))
    assert [one.base for one in loaded.catalogue.items] == [BASE, THIRD]
    assert [(one.sheet, *one.rows) for one in loaded.ignored] == [("实施清单", 3), ("材料清单", 3)]
    assert all("隐藏" in one.why for one in loaded.ignored)


def test_a_row_of_no_height_is_hidden_too() -> None:
    """Some programs hide a row by its height."""
    packed = book({"实施清单": [item(), item(base=SECOND)]})
    flat = repacked(
        packed, {SHEET: lambda part: part.replace(b'<row r="2"', b'<row r="2" ht="0" customHeight="1"')}
    )
    assert [one.base for one in load(flat).catalogue.items] == [SECOND]


def test_hidden_columns_are_read_and_said() -> None:
    """Codes are tucked away for the printer; the report names the columns."""
    packed = book({"实施清单": [item()]})
    loaded = load(hidden(packed, "实施清单", columns=["B", "C"]))
    assert loaded.catalogue.items == load(packed).catalogue.items
    assert [(one.row, one.column) for one in loaded.repairs] == [(0, "B"), (0, "C")]


# Merged.


def test_a_value_merged_over_rows_is_filled_in_and_said() -> None:
    """The organ written once for its items."""
    empty = {"实施主体": None, "实施主体编码": None}
    packed = book({"实施清单": [item(), item(base=SECOND, **empty), item(base=THIRD, **empty)]})
    loaded = load(merged(packed, "实施清单", "E2:E4", "F2:F4"))
    assert (
        loaded.catalogue.items
        == load(book({"实施清单": [item(), item(base=SECOND), item(base=THIRD)]})).catalogue.items
    )
    assert [(one.row, one.column, one.after) for one in loaded.repairs] == [
        (3, "E", "某某局"),
        (3, "F", ORGANS[SHANTOU]),
        (4, "E", "某某局"),
        (4, "F", ORGANS[SHANTOU]),
    ]


def test_an_item_code_merged_over_its_materials() -> None:
    """The key written once for the list below it."""
    rows = [material("M01"), material("M02", 实施编码=None), material("M01", task=task_code(base=SECOND))]
    loaded = load(merged(book({"材料清单": rows}), "材料清单", "A2:A3"))
    assert {task: len(found) for task, found in loaded.materials.items()} == {
        task_code(): 2,
        task_code(base=SECOND): 1,
    }
    assert [(one.row, one.header) for one in loaded.repairs] == [(3, "实施编码")]


def test_what_is_not_merged_is_not_filled_in() -> None:
    """An empty cell below a value stays empty: it is an error where one is required."""
    rows = [item(), item(base=SECOND, 实施主体=None)]
    for packed in (book({"实施清单": rows}), csv_file(grid(rows))):
        (error,) = refused(packed).errors
        assert (error.row, error.header) == (3, "实施主体")


def test_cells_merged_over_columns_say_nothing_of_the_second() -> None:
    """法定办结时限 merged over its own unit: the unit is missing."""
    packed = merged(book({"实施清单": [item()]}), "实施清单", "J2:K2")
    (error,) = refused(packed).errors
    assert (error.row, error.column) == (2, "K")


def test_a_code_merged_over_two_items_is_not_guessed_at() -> None:
    """The second row says something else of the item: refused at the cell that does."""
    packed = merged(
        book({"实施清单": [item(), item(实施编码=None, 事项名称="另一事项")]}), "实施清单", "C2:C3"
    )
    (error,) = refused(packed).errors
    assert (error.row, error.column, error.value) == (3, "A", "另一事项")
    assert "第 2 行" in error.why


# Limits.


@pytest.mark.parametrize(
    ("cell", "limit", "note"),
    [
        (20, Limit(amount=20, unit=DAYS), ""),
        ("5个工作日", Limit(amount=5, unit=DAYS), ""),
        ("５工作日", Limit(amount=5, unit=DAYS), ""),
        ("二十个工作日", Limit(amount=20, unit=DAYS), ""),
        ("30个自然日", Limit(amount=30, unit=CALENDAR), ""),
        ("10个工作日(不含现场核查)", Limit(amount=10, unit=DAYS), "不含现场核查"),
        ("10个工作日（不含听证、检验）", Limit(amount=10, unit=DAYS), "不含听证、检验"),
        ("20个工作日，不含现场核查", Limit(amount=20, unit=DAYS), "不含现场核查"),
        ("自受理之日起20个工作日内", Limit(amount=20, unit=DAYS), "自受理之日起"),
        ("当场办结", Limit(amount=0, unit=DAYS), ""),
        ("即办", Limit(amount=0, unit=DAYS), ""),
        (0, Limit(amount=0, unit=DAYS), ""),
        ("2小时", Limit(amount=2, unit=LimitUnit.HOUR), ""),
        ("1个月", Limit(amount=1, unit=LimitUnit.MONTH), ""),
        ("无", None, ""),
    ],
)
def test_a_limit_with_its_unit_in_one_cell(cell: object, limit: Limit | None, note: str) -> None:
    """The unit's column is empty; what is taken apart is said, and no word is lost."""
    unit = "工作日" if cell == 20 else None
    loaded = load(book({"实施清单": [item(法定办结时限=cell, 法定办结时限单位=unit)]}))
    (found,) = loaded.catalogue.items
    assert (found.legal, found.legal_note) == (limit, note)
    assert bool(loaded.repairs) is (cell != 20)


@pytest.mark.parametrize(
    ("cell", "unit", "column"),
    [
        ("5日", None, "J"),
        ("5天", None, "J"),
        (5, None, "K"),
        (5, "日", "K"),
        ("5个工作日", "自然日", "J"),
        ("5-10个工作日", "工作日", "J"),
        ("5个工作日或10个工作日", None, "J"),
        ("约5个工作日", None, "J"),
        ("详见附件", None, "J"),
        (2.5, "工作日", "J"),
        (-5, "工作日", "J"),
        ("99999个工作日", None, "J"),
    ],
)
def test_a_limit_that_can_be_read_in_two_ways(cell: object, unit: str | None, column: str) -> None:
    """Which day, which of two numbers, how many: refused at its cell."""
    (error,) = refused(book({"实施清单": [item(法定办结时限=cell, 法定办结时限单位=unit)]})).errors
    assert (error.row, error.column) == (2, column)


def test_a_bare_day_is_told_by_the_units_column() -> None:
    """5日 beside 工作日 is five working days."""
    (found,) = load(book({"实施清单": [item(承诺办结时限="5日")]})).catalogue.items
    assert found.promised == Limit(amount=5, unit=DAYS)


def test_no_unit_column_at_all() -> None:
    """Every cell must then say its unit."""
    row = without("法定办结时限单位", "承诺办结时限单位", 法定办结时限="20个工作日", 承诺办结时限="5个工作日")
    (found,) = load(book({"实施清单": [row]})).catalogue.items
    assert (found.legal, found.promised) == (Limit(amount=20, unit=DAYS), Limit(amount=5, unit=DAYS))
    errors = refused(book({"实施清单": [row | {"承诺办结时限": 5}]})).errors
    assert [error.header for error in errors] == ["承诺办结时限"]


def test_a_remark_joins_what_the_remarks_column_says() -> None:
    """Nothing is overwritten, nothing said twice."""
    row = item(承诺办结时限="5个工作日（不含公示）", 承诺办结时限说明="以受理通知书为准")
    (found,) = load(book({"实施清单": [row]})).catalogue.items
    assert found.promised_note == "以受理通知书为准；不含公示"


# How many.


@pytest.mark.parametrize(
    ("cell", "copies", "originals"),
    [
        (2, 2, None),
        ("2份", 2, None),
        ("一式两份", 2, None),
        ("原件1复印件2", 3, 1),
        ("原件1份，复印件2份", 3, 1),
        ("1份原件、2份复印件", 3, 1),
        ("复印件2份", 2, 0),
        ("原件和复印件各1份", 2, 1),
        ("原件１份（核验后退回）", 1, 1),
        ("/", None, None),
        (None, None, None),
    ],
)
def test_how_many_originals_and_copies(cell: object, copies: int | None, originals: int | None) -> None:
    """As cities write 份数; what is taken apart is said."""
    loaded = load(book({"材料清单": [material("M01", 份数=cell)]}))
    ((found,),) = loaded.materials.values()
    assert (found.copies, found.originals) == (copies, originals)
    assert bool(loaded.repairs) is isinstance(cell, str)
    assert ("核验后退回" in found.note) is ("核验" in str(cell))


@pytest.mark.parametrize(
    "cell", ["若干", "各1份", "正本1份副本2份", "原件1份原件2份", "1-2份", "详见附件", 1.5, -1]
)
def test_how_many_cannot_be_told(cell: object) -> None:
    """Refused with an example of what would do."""
    (error,) = refused(book({"材料清单": [material("M01", 份数=cell)]})).errors
    assert error.header == "份数"


@pytest.mark.parametrize(
    ("total", "originals", "copies", "fits"),
    [(3, 1, 2, True), (None, 1, 2, True), (3, 1, None, True), (4, 1, 2, False), (1, 2, None, False)],
)
def test_three_columns_of_one_number_agree(
    total: int | None, originals: int | None, copies: int | None, fits: bool
) -> None:
    """份数 is the sum of 原件份数 and 复印件份数."""
    packed = book({"材料清单": [material("M01", 份数=total, 原件份数=originals, 复印件份数=copies)]})
    if fits:
        ((found,),) = load(packed).materials.values()
        assert (found.copies, found.originals) == (3, 1)
    else:
        assert [error.header for error in refused(packed).errors] == ["份数"]


@pytest.mark.parametrize("depth", [1, 5_000])
def test_brackets_without_end_are_refused_not_followed(depth: int) -> None:
    """A cell made to exhaust a reader only gets its refusal."""
    for read in (read_copies, read_limit):
        with pytest.raises(CellFault):
            read("原件" + "(1" * depth + ")" * depth)


# Codes.


def test_lost_zeros_are_put_back_where_the_implementation_code_proves_them() -> None:
    """131911001 beside …000131911001 can only be 000131911001; beside another it is an error."""
    for cell in (131911001, "131911001"):
        loaded = load(book({"实施清单": [item(基本编码=cell)]}))
        assert loaded.catalogue.items[0].base == BASE
        assert [(one.column, one.after) for one in loaded.repairs] == [("B", BASE)]
    (error,) = refused(book({"实施清单": [item(基本编码=131911009)]})).errors
    assert (error.column, error.value) == ("B", "131911009")
    errors = refused(book({"实施清单": [item(基本编码=131911001, 实施编码=1.14405e30)]})).errors
    assert [error.column for error in errors] == ["C", "B"]


@pytest.mark.parametrize(
    "cell", [1.14405e30, "1.14405E+30", "１．１４Ｅ＋３０", 11440500000000003000131911001 * 10]
)
def test_a_code_in_scientific_notation_is_never_completed(cell: object) -> None:
    """Its digits are gone, in items and in materials, as number or as text."""
    errors = refused(csv_file(grid([item(实施编码=cell)]))).errors
    assert [error.header for error in errors] == ["实施编码"]
    (error,) = refused(csv_file(grid([material("M01", 实施编码=cell)]))).errors
    assert (error.row, error.header) == (2, "实施编码")


@pytest.mark.parametrize(
    "noise", ["\u200b", "\ufeff", "\u00a0", "\u00ad", "\u202a", "\u2066", "\u3000", "\t", "\u180e"]
)
def test_invisible_characters_in_codes_are_taken_out_and_said(noise: str) -> None:
    """Before, behind and within, in all three codes."""
    row = item(
        基本编码=noise + BASE,
        实施编码=task_code()[:9] + noise + task_code()[9:],
        实施主体编码=ORGANS[SHANTOU] + noise,
    )
    loaded = load(book({"实施清单": [row]}))
    assert loaded.catalogue.items == load(book({"实施清单": [item()]})).catalogue.items
    assert [one.column for one in loaded.repairs] == ["B", "C", "F"]


def test_a_look_alike_letter_is_named_by_its_place() -> None:
    """The letter O for the digit 0: refused, with the place and what it may be."""
    (error,) = refused(book({"实施清单": [item(实施主体编码="1144O500TEXT00017J")]})).errors
    assert "第 5 位" in error.why
    assert "0" in error.why


def test_days_of_a_workbook_that_counts_from_1904() -> None:
    """A date cell and a bare serial number mean the same day there."""
    packed = book({"实施清单": [item(生效日期=44565), item(base=SECOND, 生效日期=date(2026, 1, 5))]})

    def from_1904(page: Any) -> None:
        page.parent.epoch = MAC_EPOCH

    loaded = load(edited(packed, "实施清单", from_1904))
    assert {one.effective_from for one in loaded.catalogue.items} == {date(2026, 1, 5)}
    assert ["1904" in one.why for one in loaded.repairs] == [True]


def test_texts_of_several_lines() -> None:
    """Line ends are kept, in whatever way they are written."""
    packed = book({"实施清单": [item(受理条件="一\n二\n三")]})
    old, new = "\n二".encode(), "_x000D_\n二".encode()
    forged = repacked(packed, {SHEET: lambda part: part.replace(old, new)})
    for source in (packed, forged, as_excel_writes(forged), csv_file(grid([item(受理条件="一\r\n二\r三")]))):
        loaded = load(source)
        assert loaded.catalogue.items[0].accept_condition == "一\n二\n三"
        assert not loaded.repairs


def test_a_cell_of_ten_megabytes_is_an_error_at_its_cell() -> None:
    """Excel cannot write one, a program can; the report shows its beginning only."""
    packed = book({"实施清单": [item(事项名称="甲乙丙丁"), item(base=SECOND)]})
    forged = repacked(packed, {SHEET: lambda part: part.replace("甲乙丙丁".encode(), b"A" * 10_000_000)})
    for source in (forged, as_excel_writes(forged)):
        (error,) = refused(source).errors
        assert (error.row, error.column) == (2, "A")
        assert len(error.value) < 200


def test_repairs_of_one_kind_are_counted_when_they_are_many() -> None:
    """A file in full-width digits throughout is still a report that fits in memory."""
    many = KEPT_REPAIRS + 5
    rows = [material(f"M{at}", 份数="２") for at in range(many)]
    loaded = load(csv_file(grid(rows)))
    assert len(loaded.repairs) == KEPT_REPAIRS + 1
    assert (loaded.repairs[-1].row, "另有 5 处" in loaded.repairs[-1].why) == (0, True)


def test_a_kind_of_material_is_no_original_and_no_copy() -> None:
    """Some systems call 材料类型 what others call 材料种类: it is said, and nothing is made of it."""
    rows = [material("M1", 材料类型="申请表格文书"), material("M2", 材料类型="原件")]
    loaded = load(book({"实施清单": [item()], "材料清单": rows}))
    assert [spec.type and spec.type.label for spec in loaded.catalogue.items[0].materials] == [None, "原件"]
    assert [(one.row, one.before) for one in loaded.repairs] == [(2, "申请表格文书")]


def test_load_workbook_sees_what_the_helpers_did(tmp_path: Any) -> None:
    """A test of the tests: hidden and merged are in the file."""
    path = tmp_path / "x.xlsx"
    path.write_bytes(merged(hidden(book({"一": [item()]}), "一", rows=[2]), "一", "A1:A2"))
    page = load_workbook(path)["一"]
    assert page.row_dimensions[2].hidden
    assert [str(one) for one in page.merged_cells.ranges] == ["A1:A2"]
