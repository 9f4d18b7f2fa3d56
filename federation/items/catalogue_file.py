"""Write a catalogue as the file that reads as the same catalogue: three sheets, .xlsx or .json.

What `load_catalogue` reads from it, under the same locality and version, is equal to what was written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from federation.errors import InvalidInput, Reason
from federation.items.catalogue import Catalogue
from federation.items.cells import is_mark, literal
from federation.items.columns import catalogue_tables
from federation.items.form import DateFormat, FieldSpec
from federation.items.grid import Column
from federation.items.item import Item, Limit, MaterialSpec
from federation.items.readers import UNDECLARED
from federation.items.tables import Coded, YesNo
from federation.items.write import Value, workbook

Row = dict[str, Value]
_Sheets = dict[str, list[Row]]


def write_catalogue(catalogue: Catalogue, ending: str = "xlsx") -> bytes:
    """The file's bytes.

    Args:
        catalogue: what to write.
        ending: ``xlsx`` for people, ``json`` for programs.

    Raises:
        InvalidInput: VALUE_INVALID for another ending.
    """
    if ending not in {"xlsx", "json"}:
        raise InvalidInput(Reason.VALUE_INVALID, ending=ending)
    sheets: _Sheets = {
        "实施清单": [_item(item, catalogue.version) for item in catalogue.items],
        "材料清单": [_codes(item) | _material(spec) for item in catalogue.items for spec in item.materials],
        "表单字段": [_codes(item) | _field(spec) for item in catalogue.items for spec in item.fields],
    }
    return _json(sheets) if ending == "json" else _xlsx(sheets)


def _xlsx(sheets: _Sheets) -> bytes:
    tables = {table.name: table for table in catalogue_tables(UNDECLARED)}
    return workbook({name: _grid(tables[name].columns, rows) for name, rows in sheets.items() if rows})


def _grid(columns: tuple[Column, ...], rows: list[Row]) -> Iterator[list[Value]]:
    used = {name for row in rows for name, value in row.items() if value is not None}
    shown = [column for column in columns if column.required or column.field in used]
    yield [column.label for column in shown]
    for row in rows:
        yield [_typed(row.get(column.field)) for column in shown]


def _typed(value: Value) -> Value:
    """Cells of .xlsx have types: only what reads as a guard already needs one more."""
    if not isinstance(value, str):
        return value
    return literal(value) if value.startswith("'") or is_mark(value) else value


def _json(sheets: _Sheets) -> bytes:
    kept = {
        column.field for table in catalogue_tables(UNDECLARED) for column in table.columns if column.required
    }
    plain = {
        name: [
            {key: _bare(value) for key, value in row.items() if value is not None or key in kept}
            for row in rows
        ]
        for name, rows in sheets.items()
        if rows
    }
    return (json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _bare(value: Value) -> Value:
    if isinstance(value, date):
        return value.isoformat()
    return literal(value) if isinstance(value, str) else value


def _codes(item: Item) -> Row:
    return {"task_code": str(item.task), "task_handle_item": item.handling_item}


def _item(item: Item, version: str) -> Row:
    text: Row = {
        "task_name": item.name,
        "handle_item_name": item.situation,
        "dept_name": item.organ_name,
        "limit_scene_explain": item.scene_reason,
        "anticipate_explain": item.legal_note,
        "promise_explain": item.promised_note,
        "accept_condition": item.accept_condition,
        "by_law": item.by_law,
        "handle_flow": item.flow,
        "materials": item.materials_note,
        "task_version": item.key.version if item.key.version != version else None,
        "link_way": item.phone,
        "supervise_way": item.supervision,
        "transact_addr": item.address,
        "transact_time": item.hours,
        "fee_stand": item.fee_note,
        "fee_basis": item.fee_basis,
        "special_procedure": item.special,
        "result_name": item.result,
        "local_catalog_code": item.local_base,
        "local_task_code": item.local_task,
    }
    coded: Row = {
        "catalog_code": str(item.base),
        "task_type": item.type,
        "dept_code": str(item.organ),
        "dept_type": _label(item.organ_kind),
        "use_level": _label(item.level),
        "project_type": _label(item.kind),
        "server_type": _labels(item.servers),
        "handle_type": _labels(item.handle_types),
        "handle_area": _label(item.area),
        "limit_scene_num": item.scene_count,
        "plan_effective_date": item.effective_from,
        "plan_cancel_date": item.effective_to,
        "task_state": _label(item.state),
        "is_fee": _yes(item.fee),
        "result_type": _label(item.result_type),
        "is_express": _yes(item.express),
        "channel": _label(item.channel),
        "synthetic": _yes(item.synthetic or None),
    }
    limits = _limit("anticipate", item.legal) | _limit("promise", item.promised)
    return _codes(item) | {name: value or None for name, value in text.items()} | coded | limits


def _limit(name: str, limit: Limit | None) -> Row:
    amount, unit = (limit.amount, limit.unit.label) if limit else (None, None)
    return {f"{name}_day": amount, f"{name}_type": unit}


def _material(spec: MaterialSpec) -> Row:
    return {
        "material_code": spec.code,
        "material_name": spec.name,
        "material_type": _label(spec.type),
        "material_format": _label(spec.format),
        "is_need": _label(spec.need),
        "source_type": _label(spec.source),
        "page_num": spec.copies,
        "original_num": spec.originals,
        "condition": str(spec.condition) if spec.condition else None,
        "fill_explain": spec.note or None,
    }


def _field(spec: FieldSpec) -> Row:
    return {
        "field_code": spec.code,
        "field_label": spec.label,
        "field_type": _label(spec.type),
        "is_required": _yes(spec.required),
        "choices": ";".join(f"{choice.code}:{choice.label}" for choice in spec.choices) or None,
        "date_format": spec.date_format.value if spec.date_format is not DateFormat.DASHED else None,
        "unit": spec.unit or None,
    }


def _label(member: Coded | None) -> Value:
    return member.label if member is not None else None


def _labels(members: tuple[Coded, ...]) -> Value:
    return "、".join(member.label for member in members) or None


def _yes(value: bool | None) -> Value:  # noqa: FBT001 - it is what is written
    return None if value is None else (YesNo.YES if value else YesNo.NO).label
