"""Find the header row of a table in a sheet, and say what is wrong with it.

A sheet belongs to the table whose labels its header row holds, whatever the sheet is called. The
header may stand below title rows.
"""

from __future__ import annotations

import difflib

from openpyxl.utils import get_column_letter

from federation.errors import Reason
from federation.items.grid import Table, View, header_key
from federation.items.report import Findings, Spot, shown
from federation.items.sheet import NotPlain, RawSheet, Row

HEADER_WITHIN = 30  # rows: title blocks of real forms are shorter
_SERIAL = frozenset({"序号", "编号", "no", "no."})


def find_header(sheet: RawSheet, tables: tuple[Table, ...], start: list[Row]) -> View | None:
    """The row and table that share most labels; at least half of what the table requires."""
    best: tuple[int, View] | None = None
    known = [(table, table.by_header()) for table in tables]
    for number, cells in sheet.rows:
        start.append((number, cells))
        headers = tuple("" if cell is None or isinstance(cell, NotPlain) else str(cell) for cell in cells)
        for table, by_header in known:
            columns = {
                i: by_header[key] for i, key in enumerate(map(header_key, headers)) if key in by_header
            }
            score = len({column.field for column in columns.values()})
            needed = max(2, (sum(column.required for column in table.columns) + 1) // 2)
            if score >= needed and (best is None or score > best[0]):
                best = score, View(sheet.name, table, number, headers, columns)
        if number >= HEADER_WITHIN:
            break
    return best[1] if best else None


def say_unmatched(
    sheets: list[RawSheet], tables: tuple[Table, ...], findings: Findings, *, found: bool
) -> None:
    """A sheet without a header is an error if it is called like a table, or if there is no other."""
    for sheet in sheets:
        named = [table for table in tables if sheet.name and table.name in sheet.name]
        if named or not found:
            labels = tuple(column.label for column in (named or tables)[0].columns if column.required)
            why = f"前 {HEADER_WITHIN} 行里找不到表头"
            findings.error(Spot(sheet.name, 0, "", ""), None, why, allowed=labels, reason=Reason.SHEET_HEADER)
        else:
            findings.skip_column(sheet.name, "", "不是要导入的表")
    if not sheets and not found:
        findings.error(Spot(None, 0, "", ""), None, "文件里没有内容", reason=Reason.SHEET_HEADER)


def check_header(view: View, findings: Findings) -> bool:
    """Missing and doubled columns are errors; columns we do not know are left out and said."""
    good = True
    seen: dict[str, int] = {}
    for index, column in view.columns.items():
        if column.field in seen:
            spot = view.spot(view.row, column.field)
            findings.error(
                spot, view.headers[index], "同一列出现两次，请删去一列", reason=Reason.SHEET_HEADER
            )
            good = False
        seen[column.field] = index
    strange = {i: text for i, text in enumerate(view.headers) if text.strip() and i not in view.columns}
    for column in view.table.columns:
        if column.required and column.field not in seen:
            near = difflib.get_close_matches(column.label, list(strange.values()), n=1)
            hint = f"；“{shown(near[0])}”是不是这一列？" if near else ""
            why = f"“{view.table.name}”缺少列“{column.label}”{hint}"
            spot = Spot(view.sheet, view.row, "", column.label)
            findings.error(
                spot,
                near[0] if near else None,
                why,
                allowed=(column.label, column.field),
                reason=Reason.SHEET_HEADER,
            )
            good = False
    _say_strange(view, strange, seen, findings)
    return good


def _say_strange(view: View, strange: dict[int, str], seen: dict[str, int], findings: Findings) -> None:
    absent = [column.label for column in view.table.columns if column.field not in seen]
    for index, text in strange.items():
        view.unread.add(index)
        if header_key(text) not in _SERIAL:
            near = difflib.get_close_matches(text, absent, n=1, cutoff=0.75)
            hint = f"（是不是“{near[0]}”？）" if near else ""
            findings.skip_column(view.sheet, get_column_letter(index + 1), f"不认识的列“{shown(text)}”{hint}")
