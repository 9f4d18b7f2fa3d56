"""What the handling place asks for, as a window shows it, and whether a filled-in form meets it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from federation.ids import Uscc
from federation.items import Condition, FieldSpec, Item, ItemKey, Limit, MaterialSpec
from federation.items.form import condition_words, fits
from federation.items.tables import Channel
from federation.mapping.gaps import (
    Gap,
    field_missing,
    field_unknown,
    material_missing,
    material_unknown,
    value_invalid,
)
from federation.mapping.match import Matched


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialNeed:
    """One line of the handling place's list.

    Attributes:
        spec: the material.
        condition: the situation in which it is asked for; None means always.
        served_by: materials of the accepting place's list that meet it.
        note: what the crosswalk remarks.
    """

    spec: MaterialSpec
    condition: Condition | None = None
    served_by: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """The handling place's list, form, limits, conditions and fees.

    Attributes:
        key: the item version a case is filed under.
        title: name with situation.
        organ: who decides.
        organ_name: its name.
        phone: where to ask.
        accept_condition: 受理条件.
        materials: the list, in its published order.
        fields: the form, in its published order.
        legal: 法定办结时限.
        promised: 承诺办结时限.
        fee: whether the handling place charges a fee.
        fee_note: which.
        special: special procedures and their time.
        result: what is issued.
        channel: NODE, or NATIONAL_LINE: no case may be opened.
        note: what the crosswalk remarks on the pair of items.
    """

    key: ItemKey
    title: str
    organ: Uscc
    organ_name: str
    phone: str
    accept_condition: str
    materials: tuple[MaterialNeed, ...]
    fields: tuple[FieldSpec, ...]
    legal: Limit | None
    promised: Limit | None
    fee: bool
    fee_note: str
    special: str
    result: str
    channel: Channel
    note: str = ""


def requirements(of: Matched | Item) -> Requirements:
    """The list a window shows for a match, or for an item chosen from the handling place itself."""
    item = of if isinstance(of, Item) else of.handling
    if isinstance(of, Item):
        needs = {spec.code: MaterialNeed(spec=spec, condition=spec.condition) for spec in of.materials}
    else:
        needs = {
            part.spec.code: MaterialNeed(
                spec=part.spec, condition=part.condition, served_by=tuple(part.sources), note=part.note
            )
            for part in of.plan.materials
        }
    return Requirements(
        key=item.key,
        title=item.title,
        organ=item.organ,
        organ_name=item.organ_name,
        phone=item.phone,
        accept_condition=item.accept_condition,
        materials=tuple(needs[spec.code] for spec in item.materials),
        fields=item.fields,
        legal=item.legal,
        promised=item.promised,
        fee=item.fee,
        fee_note=item.fee_note,
        special=item.special,
        result=item.result,
        channel=item.channel,
        note="" if isinstance(of, Item) else of.note,
    )


def check(need: Requirements, fields: Mapping[str, str], materials: Iterable[str]) -> tuple[Gap, ...]:
    """Judge an application by the handling place's codes; empty if nothing is to be said.

    Args:
        need: what is asked for.
        fields: values by the handling place's field codes.
        materials: its material codes that were collected.

    Returns:
        Gaps of fields, then of materials, each in order of code; those that ``block`` must be
        closed before sending.
    """
    return (*_field_gaps(need, fields), *_material_gaps(need, fields, frozenset(materials)))


def _field_gaps(need: Requirements, fields: Mapping[str, str]) -> list[Gap]:
    form = {spec.code: spec for spec in need.fields}
    gaps: list[Gap] = []
    for code in sorted(form.keys() | fields.keys()):
        text = fields.get(code, "")
        spec = form.get(code)
        if spec is None:
            gaps.append(field_unknown(code))
        elif not text or text.isspace():
            gaps.append(field_missing(spec))
        elif not fits(spec)(text):
            gaps.append(value_invalid(spec))
    return gaps


def _material_gaps(need: Requirements, fields: Mapping[str, str], given: frozenset[str]) -> list[Gap]:
    needs = {line.spec.code: line for line in need.materials}
    form = {spec.code: spec for spec in need.fields}
    gaps: list[Gap] = []
    for code in sorted(needs.keys() | given):
        line = needs.get(code)
        if line is None:
            gaps.append(material_unknown(code))
        elif code not in given:
            holds = line.condition is None or line.condition.holds(fields)
            when = "" if holds or line.condition is None else condition_words(line.condition, form)
            if holds is not False:
                gaps.append(material_missing(line.spec, note=line.note, when=when))
    return gaps
