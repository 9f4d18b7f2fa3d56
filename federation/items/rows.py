"""Read tables row by row: data, and what is neither data nor header.

Totals, notes, headings, empty rows and hidden rows are left out and said. All errors of all sheets
come in one report; a wrong header stops its sheet, not the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import chain

from federation.errors import Reason
from federation.items.aside import HIDDEN, Aside
from federation.items.cells import DITTO_MARKS, CellFault, is_blank, says_empty
from federation.items.grid import Column, Record, Table, View
from federation.items.header import check_header, find_header, say_unmatched
from federation.items.raw import Cell, Covered, NotPlain, RawSheet, Row
from federation.items.report import Findings, Spot
from federation.items.tables import Coded

TOLD_EVERY = 1_000  # rows
_MEMO_ENTRIES = 4_096  # of one column: names of organs and the like repeat, codes do not
_MEMO_CHARS = 200
_SECOND = "同一张工作表里又有一个不同的表头，从这一行起没有读取：请把下面的表放到另一张工作表"
_NOTHING: Row = (0, ())
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
        self._labels = frozenset(
            text for table in tables for one in table.columns for text in (one.label, one.field)
        )

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
        for record in _Rows(view, sheet, self._findings, self._labels).records(below):
            self.rows += record.view is view
            if self._told and record.view is view and self.rows % TOLD_EVERY == 0:
                self._told(self.rows)
            yield record


class _Rows:
    """The data rows of one sheet."""

    def __init__(self, view: View, sheet: RawSheet, findings: Findings, labels: Collection[str]) -> None:
        self._view = view
        self._findings = findings
        self._aside = Aside(view, sheet.hidden_rows, findings, labels)
        self._columns = sorted(view.columns.items())
        self._beside = _Rows(view.beside, sheet, findings, labels) if view.beside else None
        self._absent = [
            column
            for column in view.table.every()
            if column.default is not None and column not in view.columns.values()
        ]
        self._above: Row = _NOTHING
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
                self._above = _NOTHING if why == HIDDEN else self._above
                continue
            data = True
            if self._aside.is_other_header(cells):
                spot = Spot(view.sheet, number, "", "")
                self._findings.error(spot, None, _SECOND, reason=Reason.SHEET_HEADER)
                break
            record = self._record(number, cells)
            self._say_unread(record)
            yield record
            if self._beside:
                yield from self._beside.part(record, cells)
        if not data:
            self._findings.skip_column(view.sheet, "", "只有表头，没有数据")

    def part(self, whole: Record, cells: tuple[Cell, ...]) -> Iterator[Record]:
        """The columns of a row that make a row of another table, with the codes of the whole row."""
        if all(index >= len(cells) or is_blank(cells[index]) for index in self._view.columns):
            return
        codes = {name: whole.values[name] for name in self._view.table.one_of if name in whole.values}
        yield self._record(whole.row, cells, codes)

    def _record(
        self, number: int, cells: tuple[Cell, ...], codes: Mapping[str, object] | None = None
    ) -> Record:
        view, findings, marks = self._view, self._findings, self._view.table.marks
        values: dict[str, object] = dict(codes or {})
        follows = self._follows(cells)
        cells = self._dittoed(number, self._uncovered(number, cells))
        record = Record(view, number, cells, values, whole=codes is None or bool(codes), follows=follows)
        for index, column in self._columns:
            cell = record.cells[index] if index < len(record.cells) else None
            mark = marks and says_empty(cell)
            if mark or is_blank(cell):
                self._empty(record, index, column, cell if mark else None)
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
        return record

    def _follows(self, cells: tuple[Cell, ...]) -> int:
        place = self._view.place("task_code")
        cell = cells[place] if place is not None and place < len(cells) else None
        return cell.top if isinstance(cell, Covered) else 0

    def _empty(self, record: Record, index: int, column: Column, mark: Cell) -> None:
        """A cell that says nothing, or only ``mark``, as / and —."""
        spot = self._view.at(record.row, index)
        if column.default is not None:
            record.values[column.field] = column.default
        elif column.filled and mark is None and record.follows and not self._view.table.one_of:
            record.whole = False  # a further row of an item: `Draft` sees whether it is one
        elif column.filled:
            why = f"必填，不能为空（{column.says}；合并的单元格请拆开）"
            self._findings.error(spot, mark, why, allowed=column.codes.allowed() if column.codes else ())
            record.whole = record.good = False
        if mark is not None and not column.filled:
            self._findings.repair(spot, mark, "", f"“{mark}”按空白读取")

    def _dittoed(self, number: int, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """The cells, with what 同上 stands for; where nothing stands above, an error when it is read."""
        above, self._above = self._above, (number, cells)
        if not self._view.table.marks or not any(type(cell) is str and cell in DITTO_MARKS for cell in cells):
            return cells
        row = list(cells)
        for index in self._view.columns.keys() & {at for at, cell in enumerate(cells) if cell in DITTO_MARKS}:
            value = above[1][index] if index < len(above[1]) else None
            if is_blank(value):
                row[index] = NotPlain(str(cells[index]), "上面一行没有可以照抄的值，请写明")
            else:
                row[index] = value
                why = f"“{cells[index]}”按第 {above[0]} 行的值填入"
                self._findings.repair(self._view.at(number, index), cells[index], value, why)
        self._above = number, tuple(row)
        return self._above[1]

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
