"""Rows of a sheet that are no data: totals, notes, headings, numbering, repeated headers, hidden rows.

None of them is dropped in silence; what may be data is data, and its errors are told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress

from federation.items.cells import CellFault, is_blank, label_key, read_text
from federation.items.grid import Column, View, header_key
from federation.items.header import LABEL_CHARS
from federation.items.raw import Cell
from federation.items.readers import BASE_DIGITS
from federation.items.report import Findings

HIDDEN = "隐藏的行（删去的或筛掉的）；要导入请取消隐藏和筛选"
_TOTAL = re.compile(
    r"(本页|累计|全部)?(合计|总计|小计|共计|总数|汇总)([(].{0,10}[)])?[:：]?[\d,.]*[项个件条]?|共\d+[项个件条].{0,10}"
)
_NOTE = re.compile(
    r"填表说明|填报说明|编制说明|(说明|备注|附|注\d?|填表人|填报人|经办人|制表人?|审核人?|校对人?|联系人|联系电话|负责人"
    r"|单位负责人|分管领导|填报单位|制表单位|填报日期|填报时间|填表日期|制表日期|打印日期|数据来源)"
    r"([(（].*[)）])?[:：]|以下空白|以下无正文|[(（]?(盖章|公章)[)）]?$|第\d+页"
)
_SHORTEST_CODE = 9  # characters: a base code of 12 that lost the zeros before 1, as 000131911001
_REMARK_CELLS = 4  # a longer row is an item's, however wrong
_FEWEST_LABELS = 4  # that make a header of a row
_EXAMPLE = re.compile(r"(填写)?[示样范]?例|例如|举例")
_HINT = re.compile(
    r"(必填|选填|必选|可选|非必填|请?填写|请填|请?选择|下拉|如[:：]|例如|格式[:：为]|系统自动).*", re.DOTALL
)
_ORDINALS = frozenset({"甲", "乙", "丙", "丁", "栏次", "列号"})


class Aside:
    """Tells the rows of one sheet that stand beside its data."""

    def __init__(
        self, view: View, hidden: Collection[int], findings: Findings, labels: Collection[str]
    ) -> None:
        self._view, self._hidden, self._findings = view, hidden, findings
        self._labels = labels
        self._by_header = view.table.by_header()
        self._keyed = any(column.key for column in view.columns.values())

    def why(self, number: int, cells: tuple[Cell, ...]) -> str:
        """Why a row is no data row; empty if it is one."""
        filled = [index for index, cell in enumerate(cells) if not is_blank(cell)]
        if not filled:
            return "空行"
        if number in self._hidden:
            self._findings.struck.update(self._codes(cells))
            return HIDDEN
        first = label_key(str(cells[filled[0]])[:LABEL_CHARS])
        if _EXAMPLE.fullmatch(first):
            return "说明或小标题"
        if (aside := _aside(first)) and not self._holds_code(cells):
            return aside
        if any(self._is_key(index, cell) for index, cell in enumerate(cells)):
            return ""
        return self._no_key(cells, filled)

    def is_other_header(self, cells: tuple[Cell, ...]) -> bool:
        """Whether a row is the header of a second table below the first, or of the same in another order."""
        known = sum(type(cell) is str and cell in self._labels for cell in cells)
        return known >= _FEWEST_LABELS and 2 * known > sum(not is_blank(cell) for cell in cells)

    def _holds_code(self, cells: tuple[Cell, ...]) -> bool:
        """Whether a whole code stands in its column: then a note beside it is only that."""
        return any(len(code) >= BASE_DIGITS for code in self._codes(cells))

    def _codes(self, cells: tuple[Cell, ...]) -> Iterator[str]:
        """The codes in a row that is left out, as far as they can be read."""
        for index, column in self._view.columns.items():
            if column.key and index < len(cells):
                with suppress(CellFault):
                    yield str(column.read(cells[index])[0])

    def _no_key(self, cells: tuple[Cell, ...], filled: list[int]) -> str:
        """Why a row without any code is no data row; empty if it is one, whose codes are missing."""
        if self._is_header(cells, filled):
            return "重复的表头"
        if self._keyed and _is_numbering([label_key(str(cells[index])[:LABEL_CHARS]) for index in filled]):
            return "列号或填写要求"
        beside = self._view.beside.columns if self._view.beside else {}
        alone = len(filled) == 1 and filled[0] not in beside
        return "说明或小标题" if alone or self._is_remark(cells, filled, beside) else ""

    def _is_remark(self, cells: tuple[Cell, ...], filled: list[int], beside: Mapping[int, Column]) -> bool:
        """Whether a few words beside each other, as 经办：张三 | 0754-88000000, are no beginning of an item.

        Nothing stands where it could be read as a code, a label or a number; and something stands where it
        cannot be, or before the table's first column where only a number would.
        """
        columns = {**beside, **self._view.columns}
        if not self._view.table.marks or 2 * len(filled) > min(len(columns), 2 * _REMARK_CELLS):
            return False
        typed = [at for at in filled if at in columns and columns[at].read is not read_text]
        if any(_reads(columns[at], cells[at]) for at in typed):
            return False
        before = filled[0] not in columns and not label_key(str(cells[filled[0]])[:LABEL_CHARS]).isdigit()
        return before or bool(typed)

    def _is_key(self, index: int, cell: Cell) -> bool:
        """Whether a cell, its own or merged with those above, may be a code that makes a row data."""
        column = self._view.columns.get(index)
        if column is None or not column.key or cell is None:
            return False
        text = label_key(str(cell)[:LABEL_CHARS])
        return len(text) >= _SHORTEST_CODE and text.isascii() and text.isalnum()

    def _is_header(self, cells: tuple[Cell, ...], filled: list[int]) -> bool:
        """Whether every filled cell names its own column, by label, field name or what stands above."""
        return all(self._names_itself(index, cells[index]) for index in filled)

    def _names_itself(self, index: int, cell: Cell) -> bool:
        text = str(cell)
        if len(text) > LABEL_CHARS or index >= len(self._view.headers):
            return False
        column, key = self._view.columns.get(index), header_key(text)
        named = self._by_header.get(key)
        if column is not None and named is not None:
            return named.field == column.field
        return key in map(header_key, self._view.headers[index].split("/"))


def _reads(column: Column, cell: Cell) -> bool:
    with suppress(CellFault):
        column.read(cell)
        return True
    return False


def _aside(first: str) -> str:
    """What the first cell of a row says it is; empty if nothing."""
    if _TOTAL.fullmatch(first):
        return "合计行"
    return "说明或小标题" if _NOTE.match(first) else ""


def _is_numbering(texts: list[str]) -> bool:
    """The row of column numbers, or of what is to be filled in where, that forms print below their header."""
    if 2 * sum(_HINT.fullmatch(text) is not None for text in texts) > len(texts):
        return True
    numbers = [text.strip("()") for text in texts if text not in _ORDINALS]
    return len(texts) > 1 and numbers == [str(at) for at in range(1, len(numbers) + 1)]
