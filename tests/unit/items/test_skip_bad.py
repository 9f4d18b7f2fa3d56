"""Leaving bad items out: whole, with their lists; named, with why; never a list cut short."""

from __future__ import annotations

from typing import Any

import pytest

from federation.errors import Reason
from federation.items import Loaded, SheetRefused, load_catalogue
from tests.worlds.sheets import BASE, SHANTOU, book, csv_file, form_field, grid, item, material, task_code

SECOND, THIRD = "000131911002", "000131911003"


def load(source: bytes) -> Loaded:
    return load_catalogue(source, locality=SHANTOU, version="1", skip_bad=True)


def refused(source: bytes) -> SheetRefused:
    with pytest.raises(SheetRefused) as caught:
        load(source)
    return caught.value


def of(base: str, code: str = "M01", **changes: Any) -> dict[str, Any]:
    return material(code, task=task_code(base=base), **changes)


def bases(loaded: Loaded) -> list[str]:
    return [found.base for found in loaded.catalogue.items]


def rows(loaded: Loaded) -> list[tuple[str | None, int]]:
    return [(one.sheet, row) for one in loaded.ignored for row in one.rows]


def test_an_item_with_an_error_goes_with_its_lists() -> None:
    """The others are imported; the errors, the code and every row left out are told."""
    loaded = load(
        book(
            {
                "实施清单": [item(), item(base=SECOND, 行使层级="州级"), item(base=THIRD)],
                "材料清单": [of(BASE), of(SECOND), of(SECOND, "M02"), of(THIRD)],
                "表单字段": [form_field("F01", task=task_code(base=SECOND)), form_field("F01")],
            }
        )
    )
    assert bases(loaded) == [BASE, THIRD]
    assert loaded.left_out == (task_code(base=SECOND),)
    assert [(error.sheet, error.row, error.header) for error in loaded.errors] == [
        ("实施清单", 3, "行使层级")
    ]
    assert rows(loaded) == [("实施清单", 3), ("材料清单", 3), ("材料清单", 4), ("表单字段", 2)]
    assert set(loaded.materials) == {task_code(), task_code(base=THIRD)}


@pytest.mark.parametrize(
    "bad",
    [
        {"材料必要性": "也许"},
        {"材料名称": None},
        {"适用情形": "F09=1"},
        {"材料类型": "原件", "材料形式": "复印件"},
        {"份数": "若干"},
    ],
    ids=str,
)
def test_an_error_in_a_material_leaves_its_whole_item_out(bad: dict[str, Any]) -> None:
    """A list that lacks a line would send an applicant home again."""
    loaded = load(
        book(
            {
                "实施清单": [item(), item(base=SECOND)],
                "材料清单": [of(BASE), of(BASE, "M02", **bad), of(SECOND)],
            }
        )
    )
    assert bases(loaded) == [SECOND]
    assert rows(loaded) == [("实施清单", 2), ("材料清单", 2), ("材料清单", 3)]


def test_an_error_in_a_shared_list_leaves_out_every_situation() -> None:
    """Rows of the 31-character code belong to all; rows of the 33 to one alone."""
    one, two = task_code() + "01", task_code() + "02"
    items = [item(业务办理项编码=one), item(业务办理项编码=two), item(base=SECOND)]
    shared = load(book({"实施清单": items, "材料清单": [of(BASE, 材料必要性="也许"), of(SECOND)]}))
    assert shared.left_out == (one, two)
    own = load(
        book(
            {
                "实施清单": items,
                "材料清单": [of(BASE), of(BASE, "M02", 业务办理项编码=two, 材料必要性="也许")],
            }
        )
    )
    assert own.left_out == (two,)
    assert [found.key.code for found in own.catalogue.items] == [one, task_code(base=SECOND)]
    assert [spec.code for spec in own.catalogue.by_code[one].materials] == ["M01"]


def test_an_item_that_is_there_twice_is_left_out_twice() -> None:
    """Which of the two is right?"""
    loaded = load(book({"甲": [item(), item(base=SECOND)], "乙": [item(事项名称="另一名称")]}))
    assert bases(loaded) == [SECOND]
    assert rows(loaded) == [("乙", 2), ("甲", 2)]


def test_an_item_whose_code_cannot_be_read() -> None:
    """Its row goes; its materials, whose item is then not there, go too."""
    loaded = load(
        book(
            {
                "实施清单": [item(), item(base=SECOND, 实施编码=1.14405e30)],
                "材料清单": [of(BASE), of(SECOND)],
            }
        )
    )
    assert bases(loaded) == [BASE]
    assert rows(loaded) == [("实施清单", 3), ("材料清单", 3)]


def test_a_material_of_nobody_knows_whom_refuses_the_file() -> None:
    """Left out, it would shorten some item's list."""
    error = refused(
        book({"实施清单": [item()], "材料清单": [of(BASE), of(BASE, "M02", 实施编码=1.14405e30)]})
    )
    assert error.reason is Reason.SHEET_VALUE
    assert "必须先改正" in error.report.errors[-1].why


@pytest.mark.parametrize(
    "sheets",
    [
        {"实施清单": [{"事项名称": "甲", "实施编码": task_code(), "实施主体": "乙", "办件类型": "承诺件"}]},
        {"实施清单": [item()], "材料清单": [{"实施编码": task_code(), "材料名称": "甲", "材料类型": "原件"}]},
        {"实施清单": [item()], "材料清单": [of(BASE, 材料类型="1", 材料形式="2")]},
    ],
    ids=["header", "header of materials", "digits undeclared"],
)
def test_what_is_wrong_with_a_whole_column_refuses_the_file(sheets: dict[str, Any]) -> None:
    """A header, or digits that nobody can read, are not a matter of rows."""
    assert refused(book(sheets)).report.errors


def test_nothing_left_is_no_import() -> None:
    """A file in which every item is wrong is refused as without the option."""
    assert (
        len(
            refused(
                book({"实施清单": [item(行使层级="州级"), item(base=SECOND, 办件类型="x")]})
            ).report.errors
        )
        == 2
    )


def test_without_errors_nothing_is_left_out() -> None:
    """The option changes nothing of a file that is right."""
    packed = book({"实施清单": [item()], "材料清单": [of(BASE)]})
    assert load(packed) == load_catalogue(packed, locality=SHANTOU, version="1")


def test_materials_alone() -> None:
    """A list with an error goes whole, the other stays."""
    loaded = load(csv_file(grid([of(BASE), of(BASE, "M02", 材料必要性="也许"), of(SECOND)])))
    assert set(loaded.materials) == {task_code(base=SECOND)}
    assert rows(loaded) == [(None, 2), (None, 3)]


def test_shifted_cells_leave_out_their_item() -> None:
    """A row with more cells than the header is not cut to fit."""
    header, *lines = grid([item(), item(base=SECOND)])
    loaded = load(csv_file([header, [*lines[0], "多"], lines[1]]))
    assert bases(loaded) == [SECOND]
