"""Read tables row by row: data, and what is neither data nor header.

Totals, notes, headings and empty rows are left out and said. All errors of all sheets come in one
report; a wrong header stops its sheet, not the others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import chain

from openpyxl.utils import get_column_letter

from federation.errors import Reason
from federation.items.cells import CellFault, is_blank, label_key
from federation.items.grid import Record, Table, View
from federation.items.header import check_header, find_header, say_unmatched
from federation.items.report import Findings, Spot
from federation.items.sheet import Cell, RawSheet, Row
from federation.items.tables import Coded

_TOTAL = re.compile(r"(合计|总计|小计|共计|总数)[:：]?\d*项?")
_NOTE = re.compile(
    r"填表说明|填报说明|编制说明|(说明|备注|注\d?|填表人|填报人|制表人?|审核人|联系人|联系电话|负责人|单位负责人"
    r"|填报单位|填报日期|填报时间|填表日期|制表日期)(（.*）|\(.*\))?[:：]|以下空白|以下无正文"
)


def read_tables(
    sheets: Iterator[RawSheet],
    tables: tuple[Table, ...],
    findings: Findings,
    *,
    only: Collection[str] | None = None,
) -> Iterator[Record]:
    """Read every sheet that holds one of the tables; with ``only``, just the sheets named.

    What is wrong, repaired or left out goes to ``findings``; records come as the file is read.
    """
    wanted, missing = set(only or ()), set(only or ())
    found = False
    unmatched: list[RawSheet] = []
    for sheet in sheets:
        if (wanted and sheet.name not in wanted) or (sheet.hidden and not wanted):
            findings.skip_column(sheet.name, "", "隐藏的工作表" if sheet.hidden else "没有指定导入的工作表")
            continue
        missing.discard(sheet.name or "")
        start: list[Row] = []
        view = find_header(sheet, tables, start)
        if view is None:
            unmatched.append(sheet)
            continue
        found = True
        if check_header(view, findings):
            yield from _records(view, chain(_below(start, view.row), sheet.rows), findings)
    say_unmatched(unmatched, tables, findings, found=found)
    for name in sorted(missing):
        findings.error(Spot(name, 0, "", ""), None, "文件里没有这个工作表", reason=Reason.SHEET_HEADER)


def _below(start: list[Row], header: int) -> Iterator[Row]:
    return (row for row in start if row[0] > header)


def _records(view: View, rows: Iterator[Row], findings: Findings) -> Iterator[Record]:
    for number in range(1, view.row):
        findings.skip(view.sheet, number, "表头以上的标题")
    for number, cells in rows:
        aside = _aside(view, cells)
        if aside:
            findings.skip(view.sheet, number, aside)
        else:
            yield _record(view, number, cells, findings)


def _aside(view: View, cells: tuple[Cell, ...]) -> str:
    """Why a row is no data row; empty if it is one."""
    filled = [index for index, cell in enumerate(cells) if not is_blank(cell)]
    if not filled:
        return "空行"
    first = label_key(str(cells[filled[0]]))
    if _TOTAL.fullmatch(first):
        return "合计行"
    if all(index < len(view.headers) and str(cells[index]) == view.headers[index] for index in filled):
        return "重复的表头"
    if any(index in view.columns and view.columns[index].key and _codelike(cells[index]) for index in filled):
        return ""
    if _NOTE.match(first) or len(filled) == 1:
        return "说明或小标题"
    return ""


def _codelike(cell: Cell) -> bool:
    text = label_key(str(cell))
    return text.isascii() and text.isalnum()


def _record(view: View, number: int, cells: tuple[Cell, ...], findings: Findings) -> Record:
    values: dict[str, object] = {}
    whole = True
    for index, column in view.columns.items():
        cell = cells[index] if index < len(cells) else None
        spot = Spot(view.sheet, number, get_column_letter(index + 1), view.headers[index])
        if is_blank(cell):
            if column.filled:
                findings.error(spot, None, f"必填，不能为空（{column.says}；合并的单元格请拆开）")
                whole = False
            continue
        try:
            value, why = column.read(cell)
        except CellFault as fault:
            findings.error(spot, cell, fault.why, allowed=fault.allowed)
            whole = False
            continue
        values[column.field] = value
        if why:
            findings.repair(spot, cell, _after(value), why)
    _say_unread(view, cells, findings)
    return Record(view, number, cells, values, whole)


def _after(value: object) -> str:
    if isinstance(value, Coded):
        return value.label
    if isinstance(value, tuple):
        return "、".join(_after(part) for part in value)
    return str(value)


def _say_unread(view: View, cells: tuple[Cell, ...], findings: Findings) -> None:
    for index, cell in enumerate(cells):
        if index not in view.columns and index not in view.unread and not is_blank(cell):
            view.unread.add(index)
            findings.skip_column(view.sheet, get_column_letter(index + 1), "没有表头的列")
