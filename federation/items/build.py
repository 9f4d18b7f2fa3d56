"""From checked rows to values: an item, a material, a field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TypeVar

from federation.ids import BaseCode, HandlingItemCode, Locality, TaskCode, Uscc
from federation.items.condition import Condition
from federation.items.form import DateFormat, FieldSpec
from federation.items.item import SCHEME, Item, ItemKey, Limit, MaterialSpec
from federation.items.tables import (
    Channel,
    FieldType,
    HandleArea,
    HandleType,
    ItemState,
    LimitUnit,
    MaterialFormat,
    MaterialType,
    Need,
    OrganKind,
    ProjectType,
    ResultType,
    ServerType,
    SourceType,
    UseLevel,
    YesNo,
)

_T = TypeVar("_T")
Values = Mapping[str, object]


def _maybe(values: Values, name: str, kind: type[_T]) -> _T | None:
    value = values.get(name)
    return value if isinstance(value, kind) else None


def _must(values: Values, name: str, kind: type[_T]) -> _T:
    """A value that the reader has already insisted on."""
    value = values[name]
    if not isinstance(value, kind):
        raise TypeError(name)
    return value


def _all(values: Values, name: str, kind: type[_T]) -> tuple[_T, ...]:
    found = values.get(name)
    return tuple(part for part in found if isinstance(part, kind)) if isinstance(found, tuple) else ()


def _text(values: Values, name: str) -> str:
    return _maybe(values, name, str) or ""


def material_of(code: str, values: Values) -> MaterialSpec:
    """A row of 材料清单."""
    return MaterialSpec(
        code=code,
        name=_must(values, "material_name", str),
        type=_maybe(values, "material_type", MaterialType),
        format=_maybe(values, "material_format", MaterialFormat),
        need=_must(values, "is_need", Need),
        source=_maybe(values, "source_type", SourceType),
        copies=_maybe(values, "page_num", int),
        originals=_maybe(values, "original_num", int),
        condition=_maybe(values, "condition", Condition),
        note=_text(values, "fill_explain"),
    )


def field_of(values: Values) -> FieldSpec:
    """A row of 表单字段."""
    return FieldSpec(
        code=_must(values, "field_code", str),
        label=_must(values, "field_label", str),
        type=_must(values, "field_type", FieldType),
        required=_must(values, "is_required", YesNo) is YesNo.YES,
        choices=_maybe(values, "choices", tuple) or (),
        date_format=_maybe(values, "date_format", DateFormat) or DateFormat.DASHED,
        unit=_text(values, "unit"),
    )


def item_of(
    values: Values,
    *,
    locality: Locality,
    version: str,
    scheme: str = SCHEME,
    materials: Sequence[MaterialSpec],
    fields: Sequence[FieldSpec],
) -> Item:
    """A row of 实施清单 with its materials and form."""
    task = _must(values, "task_code", TaskCode)
    handling = _maybe(values, "task_handle_item", HandlingItemCode)
    return Item(
        key=ItemKey(
            locality=locality,
            scheme=scheme,
            code=handling or task if scheme == SCHEME else _must(values, "local_task_code", str),
            version=_text(values, "task_version") or version,
        ),
        name=_must(values, "task_name", str),
        situation=_text(values, "handle_item_name"),
        base=_must(values, "catalog_code", BaseCode),
        task=task,
        handling_item=handling,
        type=_must(values, "task_type", str),
        organ=_must(values, "dept_code", Uscc),
        organ_name=_must(values, "dept_name", str),
        organ_kind=_maybe(values, "dept_type", OrganKind),
        level=_must(values, "use_level", UseLevel),
        kind=_must(values, "project_type", ProjectType),
        servers=_all(values, "server_type", ServerType),
        handle_types=_all(values, "handle_type", HandleType),
        area=_maybe(values, "handle_area", HandleArea),
        scene_count=_maybe(values, "limit_scene_num", int),
        scene_reason=_text(values, "limit_scene_explain"),
        legal=_limit(values, "anticipate"),
        legal_note=_text(values, "anticipate_explain"),
        promised=_limit(values, "promise"),
        promised_note=_text(values, "promise_explain"),
        accept_condition=_text(values, "accept_condition"),
        by_law=_text(values, "by_law"),
        flow=_text(values, "handle_flow"),
        phone=_text(values, "link_way"),
        supervision=_text(values, "supervise_way"),
        address=_text(values, "transact_addr"),
        hours=_text(values, "transact_time"),
        fee=_maybe(values, "is_fee", YesNo) is YesNo.YES,
        fee_note=_text(values, "fee_stand"),
        fee_basis=_text(values, "fee_basis"),
        special=_text(values, "special_procedure"),
        result=_text(values, "result_name"),
        result_type=_maybe(values, "result_type", ResultType),
        express=_yes(values, "is_express"),
        local_base=_text(values, "local_catalog_code"),
        local_task=_text(values, "local_task_code"),
        channel=_maybe(values, "channel", Channel) or Channel.NODE,
        state=_maybe(values, "task_state", ItemState) or ItemState.IN_USE,
        effective_from=_maybe(values, "plan_effective_date", date),
        effective_to=_maybe(values, "plan_cancel_date", date),
        materials_note=_text(values, "materials"),
        synthetic=_maybe(values, "synthetic", YesNo) is YesNo.YES,
        materials=tuple(materials),
        fields=tuple(fields),
    )


def _yes(values: Values, name: str) -> bool | None:
    said = _maybe(values, name, YesNo)
    return None if said is None else said is YesNo.YES


def _limit(values: Values, name: str) -> Limit | None:
    amount = _maybe(values, f"{name}_day", int)
    unit = _maybe(values, f"{name}_type", LimitUnit)
    return _same_limit(amount, unit) if amount is not None and unit is not None else None


@lru_cache(maxsize=1024)
def _same_limit(amount: int, unit: LimitUnit) -> Limit:
    """Few limits serve a whole catalogue."""
    return Limit(amount=amount, unit=unit)
