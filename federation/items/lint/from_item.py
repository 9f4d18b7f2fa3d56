"""A catalogue's item as a `Guide`, so that catalogues and pages are judged by the same rules.

A section is the column's label, a quote the cell's words. A catalogue has no columns for remedies, for dates
of publication or for a second unit: what is missing there is no fault.
"""

from __future__ import annotations

from typing import Any, TypeVar

from federation.ids import CANONICAL
from federation.items.catalogue import Catalogue
from federation.items.form import FieldSpec, condition_fault, condition_words
from federation.items.item import Item, Limit, MaterialSpec
from federation.items.lint import words
from federation.items.lint.amounts import excluded
from federation.items.lint.citations import citations_of
from federation.items.lint.conditions import are_alternatives, read_conditions
from federation.items.lint.entries import text_entry
from federation.items.lint.fees import basis_in
from federation.items.lint.guide import Guide, Material, Mode, Period, Said, Spot
from federation.items.lint.labels import Field
from federation.items.lint.materials import MaterialList, read_materials
from federation.items.lint.steps import read_steps
from federation.items.tables import FieldType, MaterialType, YesNo

T = TypeVar("T")
_NO_COLUMN = frozenset(
    {
        Field.REMEDY,
        Field.RECONSIDERATION,
        Field.LITIGATION,
        Field.PUBLISHED,
        Field.UPDATED,
        Field.CONTACT_UNIT,
        Field.VALID,
    }
)
COLUMNS = frozenset(Field) - _NO_COLUMN
_CONTACTS = frozenset(
    {Field.ADDRESS, Field.HOURS, Field.PHONE, Field.SUPERVISION}
)  # a canonical item has no window
_LIST = "材料清单"
_PRINTED = frozenset({Field.MATERIAL_COUNT, Field.MATERIAL_NEED, Field.MATERIAL_SOURCE})


def guides_of(catalogue: Catalogue) -> tuple[Guide, ...]:
    """Every item of a catalogue as a guide, in the order of their codes."""
    return tuple(guide_of(item) for item in catalogue.items)


def guide_of(item: Item) -> Guide:
    """An item as a guide; total.

    Args:
        item: of any catalogue (GB/T 39554.1-2020 codes, national exchange columns).
    """
    return Guide(
        title=item.title,
        key=item.key.code,
        locality=item.key.locality,
        covers=COLUMNS if item.key.locality != CANONICAL else COLUMNS - _CONTACTS,
        name=_said(item.name, Field.NAME),
        situation=_said(item.situation, Field.SITUATION),
        type=_said(item.type, Field.TYPE),
        level=_coded(item.level, Field.LEVEL),
        base=_said(str(item.base), Field.BASE),
        task=_said(str(item.task), Field.TASK),
        handling_item=_said(str(item.handling_item or ""), Field.HANDLING_ITEM),
        organ=_said(item.organ_name, Field.ORGAN),
        organ_code=_said(str(item.organ), Field.ORGAN_CODE),
        organ_kind=_coded(item.organ_kind, Field.ORGAN_KIND),
        servers=Said(item.servers, Field.SERVERS.value, "、".join(one.label for one in item.servers)),
        kind=_coded(item.kind, Field.KIND),
        legal=_limit(item.legal, item.legal_note, Field.LEGAL),
        legal_text=_said(item.legal_note, Field.LEGAL_NOTE) if item.legal is None else None,
        promised=_limit(item.promised, item.promised_note, Field.PROMISED),
        special=_all(item.special, Field.SPECIAL),
        **_ways(item),
        **_fees(item),
        **_lists(item),
        addresses=_all(item.address, Field.ADDRESS),
        hours=_all(item.hours, Field.HOURS),
        phones=_all(item.phone, Field.PHONE),
        supervision=_all(item.supervision, Field.SUPERVISION),
        effective=_value(item.effective_from, str(item.effective_from), Field.EFFECTIVE),
        expires=_value(item.effective_to, str(item.effective_to), Field.EXPIRES),
    )


def _value(value: T | None, quote: str, what: Field) -> Said[T] | None:
    return None if value is None else Said(value, what.value, quote)


def _said(text: str, what: Field) -> Said[str] | None:
    return None if words.blank(text) else Said(text, what.value, text)


def _all(text: str, what: Field) -> tuple[Said[str], ...]:
    said = _said(text, what)
    return () if said is None else (said,)


def _coded(member: Any, what: Field) -> Said[Any] | None:
    return None if member is None else Said(member, what.value, member.label)


def _limit(limit: Limit | None, note: str, what: Field) -> Said[Period] | None:
    if limit is None:
        return None
    text = f"{limit}（{note}）" if note else str(limit)
    period = Period(amount=limit.amount, unit=limit.unit, excludes=excluded(note), text=text)
    return Said(period, what.value, note or str(limit))


def _ways(item: Item) -> dict[str, Any]:
    forms = "、".join(one.label for one in item.handle_types)
    told = _all(forms, Field.HANDLE_TYPES)
    texts = (item.flow, item.special)
    return {
        "scene_count": _value(item.scene_count, f"{item.scene_count}次", Field.SCENE_COUNT),
        "scene_reason": _said(item.scene_reason, Field.SCENE_REASON),
        "handle_types": Said(item.handle_types, Field.HANDLE_TYPES.value, forms) if forms else None,
        "ways": told,
        "areas": () if item.area is None else (Said(item.area, Field.AREA.value, item.area.label),),
        "area_word": item.area.label if item.area else "",
        "modes": tuple(_mode(mode, text) for text in texts for mode in words.modes(text)),
        "express": None
        if item.express is None
        else Said(item.express, Field.EXPRESS.value, YesNo.YES.label if item.express else YesNo.NO.label),
        "result": _said(item.result, Field.RESULT),
        "result_type": _coded(item.result_type, Field.RESULT_TYPE),
    }


def _mode(mode: Mode, text: str) -> Said[Mode]:
    return Said(mode, Field.FLOW.value, text)


def _fees(item: Item) -> dict[str, Any]:
    label = YesNo.YES.label if item.fee else YesNo.NO.label
    note = _said(item.fee_note, Field.FEE_STANDARD)
    return {
        "fees": (Said(item.fee, Field.IS_FEE.value, label),),
        "fee_standard": note,
        "fee_basis": _said(item.fee_basis, Field.FEE_BASIS) or (basis_in(note) if note else None),
    }


def _lists(item: Item) -> dict[str, Any]:
    conditions = Field.CONDITIONS.value
    found = _materials(item)
    told = [text_entry(Field.CONDITIONS, item.accept_condition)]
    return {
        "conditions": read_conditions(told),
        "condition_text": Said(item.accept_condition, conditions, item.accept_condition)
        if item.accept_condition
        else None,
        "any_condition": are_alternatives(told),
        "materials": found.materials,
        "material_spot": found.spot,
        "material_columns": found.columns,
        "material_text": found.text,
        "steps": read_steps([text_entry(Field.FLOW, item.flow)]),
        "flow_text": _said(item.flow, Field.FLOW),
        "laws": tuple(citations_of(item.by_law, item.by_law, Field.LAWS.value)),
        "law_spot": Spot(Field.LAWS.value, item.by_law) if item.by_law else None,
    }


def _materials(item: Item) -> MaterialList:
    """The list of the material sheet; without one, what the item's own row says."""
    if not item.materials:
        return read_materials(
            [text_entry(Field.MATERIALS, item.materials_note)] if item.materials_note else []
        )
    form = {spec.code: spec for spec in item.fields}
    made = tuple(_material(spec, form) for spec in item.materials)
    return MaterialList(materials=made, spot=made[0].spot, columns=_PRINTED)


def _material(spec: MaterialSpec, form: dict[str, FieldSpec]) -> Material:
    kind = spec.type.label if spec.type else ""
    originals, copies = _numbers(spec)
    return Material(
        name=spec.name,
        spot=Spot(_LIST, spec.name),
        originals=originals,
        copies=copies,
        counted=_counted(spec, originals, copies),
        type=kind,
        format=spec.format.label if spec.format else "",
        need=Said(spec.need.label, _LIST, spec.need.label),
        when=condition_words(spec.condition, form) if spec.condition else "",
        source=Said(spec.source.label, _LIST, spec.source.label) if spec.source else None,
        notes=(Said(spec.note, _LIST, spec.note),) if spec.note else (),
        dead=_dead(spec, form),
    )


def _counted(spec: MaterialSpec, originals: int, copies: int) -> Said[str] | None:
    """The number as a cell holds it; where originals and copies were told apart, both."""
    if spec.copies is None:
        return None
    both = spec.originals is not None and originals and copies
    text = f"原件{originals}复印件{copies}" if both else str(spec.copies)
    return Said(text, Field.MATERIAL_COUNT.value, text)


def _numbers(spec: MaterialSpec) -> tuple[int, int]:
    """Originals and copies; where the source does not tell them apart, the type does."""
    total = spec.copies or 0
    if spec.originals is not None:
        return spec.originals, max(0, total - spec.originals)
    return (
        0 if spec.type is MaterialType.COPY else total,
        total if spec.type in {MaterialType.COPY, MaterialType.EITHER} else 0,
    )


def _dead(spec: MaterialSpec, form: dict[str, FieldSpec]) -> str:
    """Why no value of the form meets the situation of a material."""
    condition = spec.condition
    if condition is None:
        return ""
    if fault := condition_fault(condition, form):
        return fault
    field = form[condition.field]
    if field.type is FieldType.CHOICE and condition.negated and field.choice_codes() <= set(condition.values):
        return f"“{field.label}”的每一个可选值都被排除了"
    return ""
