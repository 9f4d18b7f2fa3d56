"""The list all situations of an item share, and what each of them adds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from federation.items import CellError, SheetRefused, load_catalogue
from tests.worlds.sheets import SHANTOU, Sheets, book, form_field, item, material, task_code


def load(sheets: Sheets) -> Any:
    return load_catalogue(book(sheets), locality=SHANTOU, version="7")


def only(sheets: Sheets) -> CellError:
    with pytest.raises(SheetRefused) as caught:
        load(sheets)
    (error,) = caught.value.report.errors
    return error


def test_a_situation_adds_to_the_shared_list() -> None:
    """Where no material has a code, a situation's are numbered after those all situations share."""
    one, two = f"{task_code()}01", f"{task_code()}02"
    rows = [
        material("", "甲表", 材料编码=None, 业务办理项编码=one),
        material("", "乙表", 材料编码=None, 业务办理项编码=two),
        material("", "身份证", 材料编码=None),
        material("", "照片", 材料编码=None),
    ]
    loaded = load({"实施清单": [item(业务办理项编码=one), item(业务办理项编码=two)], "材料清单": rows})
    lists = [[(spec.code, spec.name) for spec in found.materials] for found in loaded.catalogue.items]
    shared = [("M01", "身份证"), ("M02", "照片")]
    assert lists == [[*shared, ("M03", "甲表")], [*shared, ("M03", "乙表")]]


@pytest.mark.parametrize(
    ("sheet", "make"), [("材料清单", material), ("表单字段", form_field)], ids=["materials", "fields"]
)
def test_a_situation_never_stands_in_for_a_shared_line(sheet: str, make: Callable[..., Any]) -> None:
    """One code in the shared list and in a situation's is an error: one of the lines would be lost."""
    rows = [make("A1"), make("A1", 业务办理项编码=f"{task_code()}01")]
    error = only({"实施清单": [item(业务办理项编码=f"{task_code()}01")], sheet: rows})
    assert (error.row, "第 2 行" in error.why) == (3, True)


def test_a_code_given_and_a_code_counted_may_meet() -> None:
    """Then it is an error too, not one material less."""
    rows = [material("M02", "甲表"), material("", "乙表", 材料编码=None)]
    assert "重复" in only({"实施清单": [item()], "材料清单": rows}).why
