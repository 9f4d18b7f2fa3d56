"""Read tables row by row: data, and what is neither data nor header.

Totals, notes, headings, empty rows and hidden rows are left out and said. All errors of all sheets
come in one report; a wrong header stops its sheet, not the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from itertools import chain

from federation.errors import Reason
from federation.items.aside import Aside
from federation.items.cells import CellFault, is_blank
from federation.items.grid import Column, Record, Table, View
from federation.items.header import check_header, find_header, say_unmatched
from federation.items.raw import Cell, Covered, RawSheet, Row
from federation.items.report import Findings, Spot
from federation.items.tables import Coded

TOLD_EVERY = 1_000  # rows
_MEMO_ENTRIES = 4_096  # of one column: names of organs and the like repeat, codes do not
_MEMO_CHARS = 200
_EXAMPLE_SHEET = re.compile(r"[示样范]例|模板|填[写表报]说明")


def read_tables(
    sheets: Iterator[RawSheet],
    tables: tuple[Table, ...],
    findings: Findings,
    *,
    only: Collection[str] | None = None,
    told: Callable[[int], None] | None = None,
) -> Iterator[Record]:
    """Read every sheet that holds one of the tables; with ``only``, just the sheets named.

    What is wrong, repaired or left out goes to ``findings``; records come as the file is read.
    ``told`` hears the number of rows read so far, every 1,000 rows and at the end.
    """
    wanted = set(only or ())
    reading = _Reading(tables, findings, told)
    missing, later = set(wanted), []
    for sheet in sheets:
        missing.discard(sheet.name or "")
        if wanted and sheet.name not in wanted:
            findings.skip_column(sheet.name, "", "没有指定导入的工作表")
        elif sheet.hidden and not wanted:
            findings.skip_column(sheet.name, "", "隐藏的工作表")
        elif not wanted and _EXAMPLE_SHEET.search(sheet.name or ""):
            later.append(sheet)
        else:
            yield from reading.sheet(sheet)
    for sheet in later:
        if reading.found:
            findings.skip_column(sheet.name, "", "填写示例或说明；要导入请指定工作表名称")
        else:
            yield from reading.sheet(sheet)
    say_unmatched(reading.unmatched, tables, findings, found=reading.found)
    for name in sorted(missing):
        findings.error(Spot(name, 0, "", ""), None, "文件里没有这个工作表", reason=Reason.SHEET_HEADER)
    if told:
        told(reading.rows)


class _Reading:
    """The sheets of a file one after the other: what was found so far."""

    def __init__(
        self, tables: tuple[Table, ...], findings: Findings, told: Callable[[int], None] | None
    ) -> None:
        self.found = False
        self.rows = 0
        self.unmatched: list[RawSheet] = []
        self._tables, self._findings, self._told = tables, findings, told

    def sheet(self, sheet: RawSheet) -> Iterator[Record]:
        """The data rows of a sheet, if it holds a table and its header is right."""
        start: list[Row] = []
        view = find_header(sheet, self._tables, start)
        if view is None:
            self.unmatched.append(sheet)
            return
        self.found = True
        if not check_header(view, self._findings, sheet.hidden_columns):
            return
        below = chain((row for row in start if row[0] > view.row), sheet.rows)
        for record in _Rows(view, sheet, self._findings).records(below):
            self.rows += 1
            if self._told and self.rows % TOLD_EVERY == 0:
                self._told(self.rows)
            yield record


class _Rows:
    """The data rows of one sheet."""

    def __init__(self, view: View, sheet: RawSheet, findings: Findings) -> None:
        self._view = view
        self._findings = findings
        self._aside = Aside(view, sheet.hidden_rows, findings)
        self._columns = sorted(view.columns.items())
        self._absent = [
            column
            for column in view.table.every()
            if column.default is not None and column not in view.columns.values()
        ]
        self._memo: dict[int, dict[str, tuple[object, str]]] = {at: {} for at in view.columns}

    def records(self, rows: Iterator[Row]) -> Iterator[Record]:
        """Each data row; the others are noted."""
        view, data = self._view, False
        for number in range(1, view.first or view.row):
            self._findings.skip(view.sheet, number, "表头以上的标题")
        for column in view.table.every():
            if column.default is not None:
                why = "来源系统配置的固定值，填入没有写明的行"
                self._findings.repair(view.spot(0, column.field), "", _after(column.default), why)
        for number, cells in rows:
            if why := self._aside.why(number, cells):
                self._findings.skip(view.sheet, number, why)
            else:
                data = True
                yield self._record(number, cells)
        if not data:
            self._findings.skip_column(view.sheet, "", "只有表头，没有数据")

    def _record(self, number: int, cells: tuple[Cell, ...]) -> Record:
        view, findings = self._view, self._findings
        values: dict[str, object] = {}
        record = Record(view, number, self._uncovered(number, cells), values, whole=True)
        for index, column in self._columns:
            cell = record.cells[index] if index < len(record.cells) else None
            if is_blank(cell):
                if column.default is not None:
                    values[column.field] = column.default
                elif column.filled:
                    why = f"必填，不能为空（{column.says}；合并的单元格请拆开）"
                    findings.error(view.at(number, index), None, why)
                    record.whole = record.good = False
                continue
            try:
                value, why = self._value(index, column, cell)
            except CellFault as fault:
                findings.error(view.at(number, index), cell, fault.why, allowed=fault.allowed)
                record.whole = record.good = False
                continue
            if value is not None:
                values[column.field] = value
            if why:
                findings.repair(view.at(number, index), cell, "" if value is None else _after(value), why)
        for column in self._absent:
            values[column.field] = column.default
        self._check_owner(record)
        self._say_unread(record)
        return record

    def _value(self, index: int, column: Column, cell: Cell) -> tuple[object, str]:
        """What a cell means; texts that repeat in a column are read once."""
        if type(cell) is not str or len(cell) > _MEMO_CHARS:
            return column.read(cell)
        memo = self._memo[index]
        known = memo.get(cell)
        if known is None:
            known = column.read(cell)
            if len(memo) < _MEMO_ENTRIES:
                memo[cell] = known
        return known

    def _uncovered(self, number: int, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """The cells, with what is merged over several rows filled in where it is read."""
        if not any(isinstance(cell, Covered) for cell in cells):
            return cells
        row: list[Cell] = []
        for index, cell in enumerate(cells):
            if isinstance(cell, Covered):
                if index in self._view.columns and cell.top > self._view.row:
                    why = f"合并的单元格，按第 {cell.top} 行的值填入"
                    self._findings.repair(self._view.at(number, index), "", cell.value, why)
                row.append(cell.value if cell.top > self._view.row else None)
            else:
                row.append(cell)
        return tuple(row)

    def _check_owner(self, record: Record) -> None:
        """A row of a table that refers to items must say to which."""
        names = record.view.table.one_of
        if names and record.whole and record.values.keys().isdisjoint(names):
            there = next((name for name in names[::-1] if record.view.place(name) is not None), names[0])
            record.wrong(self._findings, there, "不知属于哪个事项：请填实施编码或业务办理项编码")
            record.whole = False

    def _say_unread(self, record: Record) -> None:
        """A value under no header: shifted cells in a text file, a remark beside the table in others."""
        view = self._view
        for index in range(len(record.cells)):
            if index in view.columns or is_blank(record.cells[index]):
                continue
            if view.delimited and index >= len(view.headers):
                why = "这一行的单元格比表头多，可能错位：含分隔符的文字要加引号"
                self._findings.error(view.at(record.row, index), record.cells[index], why)
                record.good = False
                return
            if index not in view.unread:
                view.unread.add(index)
                self._findings.skip_column(view.sheet, view.at(0, index).column, "没有表头的列")


def _after(value: object) -> str:
    if isinstance(value, Coded):
        return value.label
    if isinstance(value, tuple):
        return "、".join(_after(part) for part in value)
    return str(value)
