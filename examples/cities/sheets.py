"""A catalogue as a city sends it: the three sheets of a workbook, from values to cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from examples.make_catalogues import still
from federation.items import Item
from federation.items.columns import catalogue_tables
from federation.items.form import FieldSpec
from federation.items.grid import Table
from federation.items.item import Limit, MaterialSpec
from federation.items.readers import UNDECLARED
from federation.items.tables import ITEM_TYPES, Coded, FieldType
from federation.items.write import Value, workbook

Row = Mapping[str, Value]
_Part = TypeVar("_Part", MaterialSpec, FieldSpec)


def catalogue_file(items: Sequence[Item]) -> bytes:
    """The workbook, the same bytes every time."""
    tables = catalogue_tables(UNDECLARED)
    rows: tuple[list[Row], ...] = (
        [_item_row(item) for item in items],
        [codes | _material_row(spec) for codes, spec in _owned(items, lambda item: item.materials)],
        [codes | _field_row(spec) for codes, spec in _owned(items, lambda item: item.fields)],
    )
    return still(
        workbook({table.name: _rows(table, found) for table, found in zip(tables, rows, strict=True)})
    )


def _owned(
    items: Sequence[Item], parts: Callable[[Item], tuple[_Part, ...]]
) -> Iterator[tuple[dict[str, Value], _Part]]:
    """What each item has; what all situations of an item have stands once, under the item itself."""
    by_task: dict[str, list[Item]] = {}
    for item in items:
        by_task.setdefault(item.task, []).append(item)
    for task, situations in by_task.items():
        shared: dict[str, Value] = {"task_code": task}
        common = [part for part in parts(situations[0]) if all(part in parts(item) for item in situations)]
        if len(situations) > 1:
            yield from ((shared, part) for part in common)
        for item in situations:
            alone = len(situations) == 1
            yield from ((_codes(item), part) for part in parts(item) if alone or part not in common)


def _rows(table: Table, rows: list[Row]) -> list[list[Value]]:
    """The rows under the labels of the columns that any of them fills."""
    columns = [one for one in table.columns if any(row.get(one.field) not in {None, ""} for row in rows)]
    return [[one.label for one in columns], *([row.get(one.field) for one in columns] for row in rows)]


def _label(member: Coded | None) -> str | None:
    return member.label if member is not None else None


def _codes(item: Item) -> dict[str, Value]:
    return {"task_code": item.task, "task_handle_item": item.handling_item}


def _limit(name: str, limit: Limit | None) -> dict[str, Value]:
    if limit is None:
        return {}
    return {f"{name}_day": limit.amount, f"{name}_type": limit.unit.label}


def _item_row(item: Item) -> Row:
    return {
        **_codes(item),
        "task_name": item.name,
        "catalog_code": item.base,
        "handle_item_name": item.situation,
        "task_type": ITEM_TYPES[item.type],
        "dept_name": item.organ_name,
        "dept_code": item.organ,
        "dept_type": _label(item.organ_kind),
        "use_level": item.level.label,
        "project_type": item.kind.label,
        "server_type": "、".join(one.label for one in item.servers),
        "handle_type": "、".join(one.label for one in item.handle_types),
        "handle_area": _label(item.area),
        "limit_scene_num": item.scene_count,
        "limit_scene_explain": item.scene_reason,
        **_limit("anticipate", item.legal),
        **_limit("promise", item.promised),
        "promise_explain": item.promised_note,
        "accept_condition": item.accept_condition,
        "by_law": item.by_law,
        "handle_flow": item.flow,
        "plan_effective_date": item.effective_from,
        "task_state": item.state.label,
        "task_version": item.key.version,
        "link_way": item.phone,
        "supervise_way": item.supervision,
        "transact_addr": item.address,
        "transact_time": item.hours,
        "is_fee": "是" if item.fee else "否",
        "fee_stand": item.fee_note,
        "fee_basis": item.fee_basis,
        "special_procedure": item.special,
        "result_name": item.result,
        "result_type": _label(item.result_type),
        "is_express": None if item.express is None else "是" if item.express else "否",
        "channel": item.channel.label,
        "synthetic": "是",
    }


def _material_row(spec: MaterialSpec) -> dict[str, Value]:
    return {
        "material_code": spec.code,
        "material_name": spec.name,
        "material_type": _label(spec.type),
        "material_format": _label(spec.format),
        "is_need": spec.need.label,
        "source_type": _label(spec.source),
        "page_num": _copies(spec),
        "condition": str(spec.condition) if spec.condition else None,
        "fill_explain": spec.note,
    }


def _copies(spec: MaterialSpec) -> Value:
    if spec.copies is None or spec.originals is None:
        return spec.copies
    return f"原件{spec.originals}复印件{spec.copies - spec.originals}"


def _field_row(spec: FieldSpec) -> dict[str, Value]:
    return {
        "field_code": spec.code,
        "field_label": spec.label,
        "field_type": spec.type.label,
        "is_required": "是" if spec.required else "否",
        "choices": ";".join(f"{one.code}:{one.label}" for one in spec.choices) or None,
        "date_format": spec.date_format.value if spec.type is FieldType.DATE else None,
        "unit": spec.unit,
    }
