"""Write a crosswalk as the document a person edits and a diff shows: .xlsx, .csv or .json.

What is written and loaded again is equal: every cell is read back before it leaves, and a value
that a sheet cannot hold is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from federation.errors import InvalidInput, Reason
from federation.items.cells import CellFault
from federation.items.grid import Column, Table
from federation.items.write import Value, csv_file, workbook
from federation.mapping.columns import CROSSWALK_TABLES, SPACE_WORD
from federation.mapping.crosswalk import (
    CodeRow,
    Crosswalk,
    CrosswalkRow,
    Direction,
    FieldRule,
    MaterialRule,
)
from federation.mapping.sections import SECTION

Row = Mapping[str, Value]
_Sheets = Mapping[str, list[Row]]


def write_crosswalk(crosswalk: Crosswalk, ending: str) -> bytes:
    """The document as a file.

    Args:
        crosswalk: as `load_crosswalk` gave it, or made by a program.
        ending: ``xlsx``, ``csv`` (one sheet; its first column 表 names the table) or ``json``.

    Raises:
        InvalidInput: VALUE_INVALID for another ending, for a value that does not come back as it is,
            or for two rows of one pair of items whose materials or fields differ.
    """
    write = _WRITERS.get(ending)
    if write is None:
        raise InvalidInput(Reason.VALUE_INVALID, ending=ending)
    sheets = {
        "对照说明": [_info(crosswalk)],
        "事项对照": [_row(row) for row in crosswalk.rows],
        "材料对照": _of_pairs(
            crosswalk, lambda row: [_pair(row) | _material(rule) for rule in row.materials]
        ),
        "字段规则": _of_pairs(crosswalk, lambda row: [_pair(row) | _field(rule) for rule in row.fields]),
        "代码表": [_code(row) for row in crosswalk.codes],
    }
    for table in CROSSWALK_TABLES:
        for row in sheets[table.name]:
            _check(table, row)
    return write(sheets)


def _of_pairs(crosswalk: Crosswalk, make: Callable[[CrosswalkRow], list[Row]]) -> list[Row]:
    """The rows of every pair of items, once: rows that follow each other in time share theirs."""
    written: dict[tuple[str, str], list[Row]] = {}
    for row in crosswalk.rows:
        rows = make(row)
        if written.setdefault((row.accepting, row.handling), rows) != rows:
            raise InvalidInput(Reason.VALUE_INVALID, item=row.accepting)
    return [row for rows in written.values() for row in rows]


def _info(crosswalk: Crosswalk) -> Row:
    return {
        "accepting": crosswalk.accepting,
        "handling": crosswalk.handling,
        "version": crosswalk.version,
        "effective_from": crosswalk.effective_from,
        "effective_to": crosswalk.effective_to,
    }


def _pair(row: CrosswalkRow) -> dict[str, Value]:
    return {"accepting_code": row.accepting, "handling_code": row.handling or None}


def _row(row: CrosswalkRow) -> Row:
    return _pair(row) | {
        "canonical_code": row.canonical,
        "relation": row.relation.label,
        "condition": str(row.condition) if row.condition else None,
        "back": str(row.back) if row.back else None,
        "effective_from": row.effective_from,
        "effective_to": row.effective_to,
        "note": row.note or None,
    }


def _sides(direction: Direction, source: str, target: str) -> tuple[str | None, str | None]:
    """What stands in the accepting and in the handling column: on the way down the other way round."""
    ours, theirs = (target, source) if direction is Direction.DOWN else (source, target)
    return ours or None, theirs or None


def _direction(direction: Direction) -> str | None:
    return None if direction is Direction.BOTH else direction.label


def _material(rule: MaterialRule) -> dict[str, Value]:
    ours, theirs = _sides(rule.direction, rule.source, rule.target)
    return {
        "source_material": ours,
        "target_material": theirs,
        "material_relation": rule.relation.label,
        "direction": _direction(rule.direction),
        "condition": str(rule.condition) if rule.condition else None,
        "note": rule.note or None,
    }


def _field(rule: FieldRule) -> dict[str, Value]:
    ours, theirs = _sides(rule.direction, "、".join(rule.sources), rule.target)
    first, last = rule.chars or (0, 0)
    return {
        "target_field": theirs,
        "rule": rule.kind.label,
        "source_fields": ours,
        "direction": _direction(rule.direction),
        "value": rule.value or None,
        "table": rule.table or None,
        "separator": SPACE_WORD if rule.separator == " " else rule.separator or None,
        "part": str(rule.part) if rule.part else None,
        "chars": f"{first}-{last}" if rule.chars else None,
        "expression": rule.expression or None,
        "note": rule.note or None,
    }


def _code(row: CodeRow) -> Row:
    return {
        "table": row.table,
        "from_code": row.accepting,
        "to_code": row.handling,
        "direction": _direction(row.direction),
        "note": row.note or None,
    }


def _check(table: Table, row: Row) -> None:
    """Read every cell back: what would come back otherwise, or not at all, is refused now."""
    for column in table.columns:
        value = row.get(column.field)
        if isinstance(value, str) and not _comes_back(column, value):
            raise InvalidInput(Reason.VALUE_INVALID, column=column.label)


def _comes_back(column: Column, text: str) -> bool:
    try:
        return not column.read(text)[1]
    except CellFault:
        return False


def _as_text(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _grid(table: Table, rows: Iterable[Row]) -> Iterator[list[Value]]:
    yield [column.label for column in table.columns]
    for row in rows:
        yield [row.get(column.field) for column in table.columns]


def _xlsx(sheets: _Sheets) -> bytes:
    return workbook({table.name: list(_grid(table, sheets[table.name])) for table in CROSSWALK_TABLES})


def _csv(sheets: _Sheets) -> bytes:
    """One table after the other under all headers together, so that a diff shows one line a row."""
    labels = list(dict.fromkeys(column.label for table in CROSSWALK_TABLES for column in table.columns))
    rows: list[list[Value]] = [[SECTION, *labels]]
    for table in CROSSWALK_TABLES:
        fields = {column.label: column.field for column in table.columns}
        rows += [
            [table.name, *(row.get(fields.get(label, "")) for label in labels)] for row in sheets[table.name]
        ]
    return csv_file(rows)


def _json(sheets: _Sheets) -> bytes:
    named = {
        table.name: [
            {
                column.label: _as_text(value)
                for column in table.columns
                if (value := row.get(column.field)) is not None
            }
            for row in sheets[table.name]
        ]
        for table in CROSSWALK_TABLES
    }
    filled = {name: rows for name, rows in named.items() if rows}
    return (json.dumps(filled, ensure_ascii=False, indent=1) + "\n").encode()


_WRITERS: Mapping[str, Callable[[_Sheets], bytes]] = {"xlsx": _xlsx, "csv": _csv, "json": _json}
