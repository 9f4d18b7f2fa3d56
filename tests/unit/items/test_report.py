"""What was found in a file, as a line that a person reads."""

from __future__ import annotations

import pytest

from federation.items import CellError, Ignored, Repair

CELL = {"sheet": "实施清单", "row": 4, "column": "K", "header": "时限单位", "why": "不在代码表中"}


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({}, "实施清单!K4 时限单位“日”：不在代码表中"),
        ({"allowed": ("工作日", "自然日")}, "实施清单!K4 时限单位“日”：不在代码表中；可用：工作日、自然日"),
        ({"sheet": None}, "K4 时限单位“日”：不在代码表中"),
        ({"column": ""}, "实施清单 第 4 行 时限单位“日”：不在代码表中"),
        ({"row": 0, "value": ""}, "实施清单 K 列 时限单位：不在代码表中"),
        ({"row": 0, "column": "", "header": "", "value": ""}, "实施清单：不在代码表中"),
        ({"sheet": None, "row": 0, "column": "", "header": "", "value": ""}, "不在代码表中"),
    ],
)
def test_an_error_names_its_cell(more: dict[str, object], line: str) -> None:
    """As a person finds it; what is not known is left out."""
    assert str(CellError(**{**CELL, "value": "日", **more})) == line  # type: ignore[arg-type]


def test_a_repair_says_what_was_read() -> None:
    """Both values, unless the whole column is meant."""
    one = Repair(sheet=None, row=2, column="A", header="实施编码", before="１", after="1", why="改为半角")
    assert str(one) == "A2 实施编码：“１”读作“1”，改为半角"
    column = Repair(sheet="一", row=0, column="", header="基本编码", before="", after="", why="取自实施编码")
    assert str(column) == "一 基本编码：取自实施编码"


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"first": 9, "last": 9}, "一 第 9 行：合计行"),
        ({"first": 9, "last": 11}, "一 第 9–11 行：合计行"),
        ({"column": "C"}, "一 C 列：合计行"),
        ({}, "一 整表：合计行"),
    ],
)
def test_what_was_left_out(more: dict[str, object], line: str) -> None:
    """Rows, a column, or a whole sheet."""
    assert str(Ignored(sheet="一", why="合计行", **more)) == line  # type: ignore[arg-type]
