"""Find the header of a table in a sheet, and say what is wrong with it.

A sheet belongs to the table whose labels its header holds, whatever the sheet is called. The header
may stand below title rows, and in up to three rows: a label merged over several columns (法定办结时限)
and below it what each column holds of it (时限, 单位).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import permutations

from openpyxl.utils import get_column_letter

from federation.errors import Reason
from federation.items.cells import is_blank, visible
from federation.items.grid import Column, Table, View, header_key
from federation.items.raw import NotPlain, RawSheet, Row
from federation.items.report import Findings, Spot, shown

HEADER_WITHIN = 30  # rows: title blocks of real forms are shorter
HEADER_ROWS = 3
LABEL_CHARS = 100  # a longer text is no label
_GROUP_CHARS = 10
_WORD = re.compile(r"[^\W\d]+")
_TAIL = re.compile(r"(.+)[(]([^()]*)[)]")
_DISTINCT = frozenset(  # remarks that make another column of it
    {
        "单位",
        "说明",
        "备注",
        "编码",
        "代码",
        "名称",
        "类型",
        "性质",
        "原件",
        "复印件",
        "时间",
        "日期",
        "依据",
        "方式",
        "旧",
        "原",
    }
)
_BESIDE = "材料清单"
_SERIAL = frozenset({"序号", "编号", "no", "no."})
_Path = tuple[str, ...]


def find_header(sheet: RawSheet, tables: tuple[Table, ...], start: list[Row]) -> View | None:
    """The rows and the table that share most labels, counting those the table misses against it.

    At least half of what the table requires must be there. ``start`` receives the rows that were read.
    """
    best: tuple[int, View] | None = None
    last = HEADER_WITHIN
    known = [(table, table.by_header()) for table in tables]
    for row in sheet.rows:
        start.append(row)
        for depth in range(1, min(HEADER_ROWS, len(start)) + 1):
            paths = _paths([cells for _, cells in start[-depth:]])
            names = [tuple(_keys(path)) for path in paths]
            for table, by_header in known:
                columns, trimmed = _match(by_header, names, paths)
                fit, whole = _fit(table, columns)
                if not fit:
                    continue
                headers = tuple("/".join(dict.fromkeys(path)) for path in paths)
                view = View(
                    sheet.name, table, row[0], headers, columns,
                    first=start[-depth][0], delimited=sheet.delimited, trimmed=trimmed,
                )  # fmt: skip
                view.beside = _beside(view, tables)
                fit += len(view.beside.columns) if view.beside else 0
                if fit > (best[0] if best else 0):
                    best = fit, view
                    last = row[0] + HEADER_ROWS - 1 if whole else last
        if row[0] >= min(last, HEADER_WITHIN):
            break
    if best is None:
        return None
    view = best[1]
    while view.first > start[0][0] and view.row - view.first + 1 < HEADER_ROWS and _groups(view, start):
        view.first -= 1
    return view


def _groups(view: View, start: list[Row]) -> bool:
    """Whether the row above a header names groups of its columns (基本信息, 办结时限), as no title does."""
    above = next((cells for number, cells in start if number == view.first - 1), ())
    labels = [_label(cell) for cell in above if _label(cell)]
    return len(labels) > 1 and all(len(label) <= _GROUP_CHARS and _WORD.fullmatch(label) for label in labels)


def _fit(table: Table, columns: Mapping[int, Column]) -> tuple[int, bool]:
    """How many fields are there, less those missed (0 if it is not this table); whether none is missed."""
    fields = {column.field for column in columns.values()}
    required = {column.field for column in table.columns if column.required}
    missed = len(required - fields)
    enough = len(fields) >= max(2, (len(required) + 1) // 2) and not required.isdisjoint(fields)
    return (max(len(fields) - missed, 1) if enough else 0), not missed


def _paths(rows: list[tuple[object, ...]]) -> list[_Path]:
    """For each column its labels from top to bottom; an upper one holds for the columns right of it."""
    width = max(len(row) for row in rows)
    paths: list[_Path] = [()] * width
    for depth, row in enumerate(rows):
        above = ""
        for at in range(width):
            text = _label(row[at]) if at < len(row) else ""
            below = any(at < len(lower) and _label(lower[at]) for lower in rows[depth + 1 :])
            above = text or (above if below else "")
            label = text or (above if below else "")
            paths[at] = (*paths[at], label) if label else paths[at]
    return paths


def _label(cell: object) -> str:
    if is_blank(cell) or isinstance(cell, NotPlain):  # type: ignore[arg-type]
        return ""
    return visible(str(cell)[: LABEL_CHARS + 1])


def _match(
    by_header: Mapping[str, Column], names: list[tuple[str, ...]], paths: list[_Path]
) -> tuple[dict[int, Column], set[int]]:
    """The columns by place, and which of them are known only without the remark behind their label."""
    exact = {
        at: next(by_header[key] for key in keys if key in by_header)
        for at, keys in enumerate(names)
        if any(key in by_header for key in keys)
    }
    taken = {column.field for column in exact.values()}
    trimmed = {}
    for at, path in enumerate(paths):
        tail = _TAIL.fullmatch(header_key(path[-1])) if path and at not in exact else None
        if tail and tail[2] not in _DISTINCT and tail[1] in by_header:
            column = by_header[tail[1]]
            if column.field not in taken:
                trimmed[at] = column
    return exact | trimmed, set(trimmed)


def _keys(path: _Path) -> Iterator[str]:
    """What a column may be called: its lowest label alone or with those above, the longest first."""
    labels = [key for key in dict.fromkeys(map(header_key, path)) if len(key) <= LABEL_CHARS]
    for count in range(len(labels), 0, -1):
        for chosen in permutations(labels, count):
            if labels[-1] in chosen:
                yield "".join(chosen)


def _beside(view: View, tables: tuple[Table, ...]) -> View | None:
    """The materials in further columns of the items' sheet, if all that is required of them is there."""
    table = next((one for one in tables if one.name == _BESIDE), None)
    if table is None or view.table.one_of:
        return None
    paths: list[_Path] = [
        () if at in view.columns or not text else tuple(text.split("/"))
        for at, text in enumerate(view.headers)
    ]
    columns, trimmed = _match(table.by_header(), [tuple(_keys(path)) for path in paths], paths)
    if not _fit(table, columns)[1]:
        return None
    view.unread.update(columns)
    return replace(view, table=table, columns=columns, trimmed=trimmed, beside=None)


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


def check_header(view: View, findings: Findings, hidden: Iterable[int] = ()) -> bool:
    """Missing and doubled columns are errors; columns we do not know are left out and said."""
    seen: dict[str, int] = {}
    good = True
    for index, column in view.columns.items():
        if column.field in seen:
            why = f"“{column.label}”出现两列（另一列是 {get_column_letter(seen[column.field] + 1)}），请删去一列"
            findings.error(view.at(view.row, index), view.headers[index], why, reason=Reason.SHEET_HEADER)
            good = False
        seen[column.field] = index
    known = {*view.columns, *(view.beside.columns if view.beside else ())}
    strange = {i: text for i, text in enumerate(view.headers) if text.strip() and i not in known}
    for column in view.table.columns:
        if column.required and column.field not in seen:
            _say_missing(view, column, strange, findings)
            good = False
    if view.table.one_of and seen.keys().isdisjoint(view.table.one_of):
        column = next(one for one in view.table.columns if one.field == "task_code")
        _say_missing(view, column, strange, findings)
        good = False
    _say_strange(view, strange, seen, findings)
    for index in sorted(view.trimmed):
        label = view.columns[index].label
        findings.repair(view.at(0, index), view.headers[index], label, f"列名带附注，按“{label}”读取")
    for index in sorted(set(hidden) & set(view.columns)):
        findings.repair(view.at(0, index), "隐藏的列", "已读取", "这一列被隐藏，仍照常导入，请核对")
    return good


def _say_missing(view: View, column: Column, strange: Mapping[int, str], findings: Findings) -> None:
    near = difflib.get_close_matches(column.label, list(strange.values()), n=1)
    hint = f"；“{shown(near[0])}”是不是这一列？" if near else ""
    findings.error(
        Spot(view.sheet, view.row, "", column.label),
        near[0] if near else None,
        f"“{view.table.name}”缺少列“{column.label}”{hint}",
        allowed=(column.label, column.field),
        reason=Reason.SHEET_HEADER,
    )


def _say_strange(view: View, strange: Mapping[int, str], seen: Mapping[str, int], findings: Findings) -> None:
    absent = [column.label for column in view.table.columns if column.field not in seen]
    for index, text in strange.items():
        view.unread.add(index)
        if header_key(text) not in _SERIAL:
            near = difflib.get_close_matches(text, absent, n=1, cutoff=0.75)
            hint = f"（是不是“{near[0]}”？）" if near else ""
            findings.skip_column(view.sheet, get_column_letter(index + 1), f"不认识的列“{shown(text)}”{hint}")
