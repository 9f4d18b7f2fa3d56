"""Headers as people make them: in two rows, far down, renamed, repeated; and rows that are no data."""

from __future__ import annotations

import pytest

from federation.errors import Reason
from federation.items import Item, Loaded, SheetRefused, load_catalogue
from federation.items.tables import LimitUnit
from tests.worlds.messy import LOW, TOP, merged, two_row_header, without
from tests.worlds.sheets import SHANTOU, book, csv_file, grid, item, material, task_code, xlsx

SECOND = "000131911002"


def load(source: bytes) -> Loaded:
    return load_catalogue(source, locality=SHANTOU, version="1")


def items(source: bytes) -> tuple[Item, ...]:
    return load(source).catalogue.items


def plain() -> tuple[Item, ...]:
    """What a plain sheet of the same two rows gives, without the columns the messy ones lack."""
    return items(book({"实施清单": [without("咨询电话"), without("咨询电话", base=SECOND)]}))


@pytest.mark.parametrize("title", [True, False])
def test_a_header_in_two_rows_with_merged_groups(title: bool) -> None:
    """法定办结时限 over 时限 and 单位: the same items as from one row, and nothing is said of them."""
    loaded = load(two_row_header([item(), item(base=SECOND)], title=title))
    assert loaded.catalogue.items == plain()
    assert not loaded.repairs
    assert [(one.first, one.last) for one in loaded.ignored] == ([(1, 1)] if title else [])


def test_two_rows_as_a_csv_shows_them() -> None:
    """Without merges the empty cells say the same."""
    rows = [[1, *list(item().values())[:14]], [2, *list(item(base=SECOND).values())[:14]]]
    assert items(csv_file([TOP, LOW, *rows])) == plain()


def test_three_rows_and_groups_that_say_only_half_a_name() -> None:
    """办结时限 over 法定 and 承诺 over 时限 and 单位."""
    top = [*TOP[:10], "办结时限", None, None, None, "受理条件"]
    middle = [None] * 5 + ["名称", "编码"] + [None] * 3 + ["法定", None, "承诺", None, None]
    low = [None] * 10 + ["时限", "单位", "时限", "单位", None]
    rows = [[1, *list(item().values())[:14]], [2, *list(item(base=SECOND).values())[:14]]]
    assert items(xlsx({"实施清单": [top, middle, low, *rows]})) == plain()


def test_an_error_below_two_rows_names_the_cell_and_both_labels() -> None:
    """The row is the sheet's, the header both labels."""
    packed = two_row_header([item(), item(base=SECOND, 承诺办结时限单位="旬")])
    with pytest.raises(SheetRefused) as caught:
        load(packed)
    (error,) = caught.value.report.errors
    assert (error.row, error.column, error.header) == (5, "N", "承诺办结时限/单位")


def test_originals_and_copies_below_one_label() -> None:
    """份数 over 原件 and 复印件."""
    head = list(material("M01"))
    top = [*head[:-1], "份数", None]
    low = [None] * (len(head) - 1) + ["原件", "复印件"]
    rows = [
        [*list(material("M01").values())[:-1], 1, 2],
        [*list(material("M02").values())[:-1], None, 3],
        [*list(material("M03").values())[:-1], None, None],
    ]
    found = load(xlsx({"材料清单": [top, low, *rows]})).materials[task_code()]
    assert [(one.copies, one.originals) for one in found] == [(3, 1), (3, 0), (None, None)]


def test_a_field_name_row_and_a_label_row() -> None:
    """An export with the field names above the labels: one is the header, the other no data."""
    labels, *rows = grid([without("咨询电话"), without("咨询电话", base=SECOND)])
    names = [
        "task_name", "catalog_code", "task_code", "task_type", "dept_name", "dept_code", "use_level",
        "project_type", "server_type", "anticipate_day", "anticipate_type", "promise_day", "promise_type",
        "accept_condition",
    ]  # fmt: skip
    for header in ([names, labels], [labels, names]):
        loaded = load(xlsx({"实施清单": [*header, *rows]}))
        assert loaded.catalogue.items == plain()
        assert [one.why for one in loaded.ignored] == ["重复的表头"]


def test_the_header_may_stand_in_row_thirty_and_no_further() -> None:
    """Deeper, and the file is refused."""
    head, *rows = grid([item()])
    titles = [["说明"] for _ in range(29)]
    assert len(items(xlsx({"实施清单": [*titles, head, *rows]}))) == 1
    with pytest.raises(SheetRefused) as caught:
        load(xlsx({"实施清单": [*titles, ["说明"], head, *rows]}))
    assert caught.value.reason is Reason.SHEET_HEADER


@pytest.mark.parametrize(
    "row",
    [
        ["合 计", "2项"],
        ["本页小计：2项"],
        ["共2项"],
        [None, "总计", 15],
        ["合计（项）", 2, 30],
        ["（1）", "（2）", "（3）", "（4）"],
        ["栏次", "1", "2", "3"],
        ["必填", "必填", None, "选填"],
        [
            "填写事项全称",
            "请填写12位编码",
            "31位",
            "从代码表选择",
            "必填，与三定方案一致",
            "选择：市级、县级",
            "如：承诺件",
        ],
        ["注：1.本表一式两份。"],
        ["填表人：林××", None, "联系电话：0754-88××××××"],
        ["审核：", None, "校对："],
        ["一、市场监管"],
        ["第1页 共3页"],
        ["\u200b", " "],
    ],
    ids=str,
)
def test_rows_that_are_no_data_are_said_wherever_they_stand(row: list[object]) -> None:
    """Totals, numbering, hints, notes, headings, blanks: left out, each named, between data as after it."""
    head, first, second = grid([without("咨询电话"), without("咨询电话", base=SECOND)])
    loaded = load(xlsx({"实施清单": [head, row, first, row, second, row]}))
    assert loaded.catalogue.items == plain()
    assert [number for one in loaded.ignored for number in one.rows] == [2, 4, 6]


def test_several_sheets_of_one_workbook() -> None:
    """Departments send a sheet each; an item in two of them is an error that names both."""
    loaded = load(book({"公安局": [item()], "民政局": [item(base=SECOND)]}))
    assert len(loaded.catalogue.items) == 2
    with pytest.raises(SheetRefused) as caught:
        load(book({"公安局": [item()], "民政局": [item(base=SECOND), item()]}))
    (error,) = caught.value.report.errors
    assert (error.sheet, error.row) == ("民政局", 3)
    assert "“公安局”第 2 行" in error.why


def test_only_a_header_and_nothing_at_all() -> None:
    """A catalogue without items is not an import."""
    for source in (
        xlsx({"实施清单": [list(item())]}),
        xlsx({"实施清单": []}),
        csv_file([list(item())]),
        b"[]",
    ):
        with pytest.raises(SheetRefused):
            load(source)
    loaded = load(xlsx({"实施清单": grid([item()]), "材料清单": [list(material("M01"))], "空": []}))
    assert [(one.sheet, one.why) for one in loaded.ignored] == [
        ("材料清单", "只有表头，没有数据"),
        ("空", "不是要导入的表"),
    ]


def test_columns_that_the_implementation_code_tells() -> None:
    """基本编码, 实施主体编码, 事项类型 and 行使层级 may be absent: they are taken from it, and said."""
    row = without("咨询电话", "基本编码", "实施主体编码", "事项类型", "行使层级")
    loaded = load(book({"实施清单": [row, row | {"实施编码": task_code(base=SECOND)}]}))
    assert loaded.catalogue.items == plain()
    assert [(one.row, one.header) for one in loaded.repairs] == [
        (0, "基本编码"),
        (0, "实施主体编码"),
        (0, "事项类型"),
        (0, "行使层级"),
    ]


def test_an_absent_organ_is_not_taken_from_a_wrong_code() -> None:
    """The implementation code's first 18 characters must then be a USCC."""
    row = without("基本编码", "实施主体编码", "事项类型", "行使层级")
    with pytest.raises(SheetRefused) as caught:
        load(book({"实施清单": [row | {"实施编码": "11440500TEXT00017K3000131911001"}]}))
    assert [error.header for error in caught.value.report.errors] == ["实施编码"]


def test_units_in_the_header() -> None:
    """法定办结时限（工作日）: the unit holds for the column; （天） says too little."""
    row = without("法定办结时限单位", "承诺办结时限单位")
    good = {label.replace("办结时限", "办结时限（工作日）"): value for label, value in row.items()}
    (found,) = items(book({"实施清单": [good]}))
    assert found.legal
    assert (found.legal.amount, found.legal.unit) == (20, LimitUnit.WORKING_DAY)
    bare = {label.replace("办结时限", "办结时限（天）"): value for label, value in row.items()}
    with pytest.raises(SheetRefused) as caught:
        load(book({"实施清单": [bare]}))
    assert [error.column for error in caught.value.report.errors] == ["J", "K"]


def test_remarks_behind_a_label() -> None:
    """办件类型（即办件/承诺件） is 办件类型, and that is said; 法定办结时限（单位） is not 法定办结时限."""
    said = {"办件类型": "办件类型（即办件/承诺件）", "实施主体编码": "实施主体编码（统一社会信用代码）"}
    row = {said.get(label, label): value for label, value in without("咨询电话").items()}
    loaded = load(book({"实施清单": [row]}))
    assert loaded.catalogue.items == plain()[:1]
    assert [(one.row, one.before, one.after) for one in loaded.repairs] == [
        (0, said["实施主体编码"], "实施主体编码"),
        (0, said["办件类型"], "办件类型"),
    ]
    units = {label.replace("时限单位", "时限（单位）"): value for label, value in row.items()}
    assert load(book({"实施清单": [units | {"法定办结时限": "20个工作日", "承诺办结时限": "10个工作日"}]}))


def test_sheets_and_rows_that_are_examples() -> None:
    """A template's example is no item; a file that has nothing else is read."""
    both = book({"填写示例": [item(base=SECOND)], "实施清单": [item()]})
    loaded = load(both)
    assert [one.base for one in loaded.catalogue.items] == ["000131911001"]
    assert [one.sheet for one in loaded.ignored] == ["填写示例"]
    assert len(items(book({"填写示例": [item()]}))) == 1
    numbered = [{"序号": "例"} | item(base=SECOND), {"序号": 1} | item()]
    loaded = load(book({"实施清单": numbered}))
    assert [list(one.rows) for one in loaded.ignored] == [[2]]


def test_a_doubled_column_of_two_spellings() -> None:
    """咨询电话 and 咨询方式 are one field: which would count?"""
    with pytest.raises(SheetRefused) as caught:
        load(book({"实施清单": [item(咨询方式="12345")]}))
    (error,) = caught.value.report.errors
    assert (error.header, caught.value.reason) == ("咨询方式", Reason.SHEET_HEADER)


def test_a_header_merged_over_data_says_nothing_of_it() -> None:
    """A label merged down into the first data row is no value there."""
    packed = merged(xlsx({"实施清单": [*grid([item(), item(base=SECOND)])]}), "实施清单", "N1:N2")
    assert [one.accept_condition for one in items(packed)] == ["", "符合法定条件"]
