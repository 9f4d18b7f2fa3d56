"""Gaps 缺项: what is still missing or wrong, and the Chinese sentence that tells the window what to do.

A sentence names fields, materials and allowed values; it never repeats what the applicant wrote.
"""

from __future__ import annotations

from dataclasses import dataclass

from federation.errors import Reason
from federation.items import FieldSpec, MaterialSpec
from federation.items.tables import FieldType, Need


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thing the window must ask for or put right.

    Attributes:
        reason: FIELD_MISSING, FIELD_UNKNOWN, VALUE_INVALID, MATERIAL_MISSING or MATERIAL_UNKNOWN.
        code: the field or material, by the handling place's code.
        label: its name.
        blocks: whether the application must not be sent without it.
        ask: what the window should do, in Chinese.
        allowed: the values a choice may take.
    """

    reason: Reason
    code: str
    label: str
    blocks: bool
    ask: str
    allowed: tuple[str, ...] = ()


def _allowed(spec: FieldSpec) -> tuple[str, ...]:
    return tuple(str(choice) for choice in spec.choices)


def field_missing(spec: FieldSpec, note: str = "") -> Gap:
    """No value for a field."""
    verb = "请选择" if spec.type is FieldType.CHOICE else "请填写"
    optional = "" if spec.required else "（选填）"
    ask = f"{verb}“{spec.label}”{optional}（{spec.hint()}）{note}"
    return Gap(
        reason=Reason.FIELD_MISSING,
        code=spec.code,
        label=spec.label,
        blocks=spec.required,
        ask=ask,
        allowed=_allowed(spec),
    )


def value_unusable(spec: FieldSpec, why: str) -> Gap:
    """A value was given that does not become a value of this field."""
    verb = "请重新选择" if spec.type is FieldType.CHOICE else "请核对后重新填写"
    return Gap(
        reason=Reason.VALUE_INVALID,
        code=spec.code,
        label=spec.label,
        blocks=spec.required,
        ask=f"{verb}“{spec.label}”（{spec.hint()}）：{why}",
        allowed=_allowed(spec),
    )


def value_invalid(spec: FieldSpec) -> Gap:
    """A value stands in the form that the form does not take; it blocks, required or not."""
    return Gap(
        reason=Reason.VALUE_INVALID,
        code=spec.code,
        label=spec.label,
        blocks=True,
        ask=f"“{spec.label}”填写不合要求，应为{spec.hint()}",
        allowed=_allowed(spec),
    )


def field_unknown(code: str) -> Gap:
    """A value for a field the form does not have."""
    ask = "办理地表单没有这一项，请删除或改用正确的项"
    return Gap(reason=Reason.FIELD_UNKNOWN, code=code, label=code, blocks=True, ask=ask)


def material_missing(spec: MaterialSpec, *, note: str = "", when: str = "") -> Gap:
    """A material was not collected; it blocks if it is surely required.

    Args:
        spec: the material.
        note: of the crosswalk.
        when: the situation in which it is asked for, in words, if it cannot be told yet.
    """
    match spec.need:
        case Need.REQUIRED:
            ask = f"请收取“{spec.name}”{_form(spec)}"
        case Need.DEFERRABLE:
            ask = f"请收取“{spec.name}”{_form(spec)}，暂缺的可容缺后补"
        case _:
            ask = f"如有“{spec.name}”{_form(spec)}，请一并收取"
    remark = "；".join(dict.fromkeys(part for part in (note, spec.note) if part))
    return Gap(
        reason=Reason.MATERIAL_MISSING,
        code=spec.code,
        label=spec.name,
        blocks=not when and spec.need is Need.REQUIRED,
        ask=(f"{when}时，" if when else "") + ask + (f"（{remark}）" if remark else ""),
    )


def _form(spec: MaterialSpec) -> str:
    kind = spec.type.label if spec.type else ""
    return kind + (f"{spec.copies}份" if spec.copies else "")


def material_unknown(code: str) -> Gap:
    """A material the list does not have."""
    ask = "办理地清单没有这份材料，请退还申请人或改选清单内的材料"
    return Gap(reason=Reason.MATERIAL_UNKNOWN, code=code, label=code, blocks=True, ask=ask)
