"""A city's material list for an item, and what each material is to the canonical list."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from examples.cities.forms import Form
from examples.cities.names import material_name
from examples.cities.pool import PoolItem, PoolMaterial
from federation.items.condition import Condition
from federation.items.item import MaterialSpec
from federation.items.tables import MaterialFormat, MaterialType, Need, ServerType, SourceType
from federation.mapping.crosswalk import MaterialRelation, MaterialRule

_OF_PERSONS = re.compile("照片|居住证|户口|社会保障卡|婚姻|家庭|收入|征信|参保|医保|社区|体检|单位证明|立功")
_OF_COMPANIES = re.compile("法定代表人|经办人|场所|平面|项目|安全生产|图|会议|资质|评审|检测")
_SHOWN = "原件核验后退还"
_SURRENDERED = "原件收回，办结后不再退还"
_SHORT = 3  # a list this short stays whole
_LICENCE = "可用电子证照的免提交纸质件"


def canonical_list(item: PoolItem) -> tuple[MaterialSpec, ...]:
    """The list of the canonical catalogue."""
    return tuple(
        MaterialSpec(
            code=one.code,
            name=one.name,
            type=one.type,
            format=_format(one),
            need=one.need,
            source=one.source,
            copies=one.copies,
            condition=_canonical_condition(item, one),
            note=_note(one),
        )
        for one in item.materials
    )


def _canonical_condition(item: PoolItem, one: PoolMaterial) -> Condition | None:
    if one.when is None:
        return None
    options = item.field(one.when[0]).options
    return Condition(one.when[0], tuple(str(options.index(option) + 1) for option in one.when[1]))


def _format(one: PoolMaterial) -> MaterialFormat:
    return MaterialFormat.PAPER if one.surrendered else MaterialFormat.BOTH


def _note(one: PoolMaterial) -> str:
    if one.surrendered:
        return _SURRENDERED
    return _SHOWN if one.type is MaterialType.EITHER else ""


@dataclass(slots=True)
class Listing:
    """A city's list in the making, with its rows of 材料对照."""

    form: Form
    specs: list[MaterialSpec] = field(default_factory=list)
    rules: list[MaterialRule] = field(default_factory=list)

    def add(self, one: PoolMaterial, number: int, name: str, **more: Any) -> str:
        """Put a material at the end; its number is that of the canonical list, so situations share codes."""
        code = self.form.city.style.material.format(number)
        told: dict[str, Any] = {
            "type": one.type,
            "format": _format(one),
            "need": one.need,
            "source": one.source,
            "copies": one.copies,
            "note": _note(one),
        }
        self.specs.append(MaterialSpec(code=code, name=name, **(told | more)))
        return code

    def rule(self, source: str, target: str, relation: MaterialRelation, note: str = "") -> None:
        """Write a row."""
        self.rules.append(MaterialRule(source=source, target=target, relation=relation, note=note))


def render_list(form: Form, split: str = "") -> Listing:
    """A city's list; with ``split``, what that handling item needs."""
    item, dice = form.item, form.city.told("materials", form.item.tail)
    listing = Listing(form)
    always = sum(one.when is None for one in item.materials)
    for number, one in enumerate(item.materials, 1):
        by_split = one.when is not None and bool(split) and one.when[0] == item.split
        if by_split and one.when is not None and split not in one.when[1]:
            continue  # the canonical list does not ask for it in this situation either
        if always > _SHORT and _left_out(listing, one):
            always -= 1
            listing.rule("", one.code, MaterialRelation.EXTRA, "本地通过数据共享核验，不再收取")
        else:
            _material(listing, one, number, conditional=one.when is not None and not by_split)
    _extra(listing)
    if dice.share(0.25, "order", item.tail):
        _identity_first(listing)
    return listing


def _left_out(listing: Listing, one: PoolMaterial) -> bool:
    item = listing.form.item
    dice = listing.form.city.told("materials", item.tail)
    part = 0.22 if one.need is not Need.REQUIRED else 0.14 if one.source is SourceType.GOVERNMENT else 0.03
    return one.when is None and dice.share(part, "no material", item.tail, one.code)


def _material(listing: Listing, one: PoolMaterial, number: int, *, conditional: bool) -> None:
    form, item = listing.form, listing.form.item
    dice = form.city.told("materials", item.tail)
    name = material_name(one, dice, "" if one.also else item.tail)
    more: dict[str, Any] = {}
    relation = MaterialRelation.EQUAL
    if conditional and one.when is not None:
        field_code, options = one.when
        values = tuple(sorted(form.choices[field_code, option] for option in options))
        more["condition"] = Condition(form.codes[field_code], values)
        relation = MaterialRelation.CONDITIONAL
    elif one.licence and not one.surrendered and dice.share(0.3, "licence", item.tail, one.code):
        name, relation = f"{name}（电子证照）", MaterialRelation.SUBSTITUTE
        more |= {"format": MaterialFormat.ELECTRONIC, "note": _LICENCE}
    elif one.copies > 1 and dice.share(0.3, "copies", item.tail, one.code):
        more["copies"] = one.copies - 1
    if any(spec.name == name for spec in listing.specs):
        name = one.name
    code = listing.add(one, number, name, **more)
    listing.rule(code, one.code, relation, _LICENCE if relation is MaterialRelation.SUBSTITUTE else "")


def _extra(listing: Listing) -> None:
    """Besides the canonical list, one material in three items, two in one of thirty."""
    item = listing.form.item
    dice = listing.form.city.told("materials", item.tail)
    extras = _suited(item)
    for number, (ask, part) in enumerate((("extra", 0.3), ("another", 0.04)), len(item.materials) + 1):
        if not extras or not dice.share(part, ask, item.tail):
            continue
        one = dice.pick(extras, ask, item.tail, "which")
        if any(one.name in {spec.name, *(other.name for other in item.materials)} for spec in listing.specs):
            continue
        code = listing.add(one, number, one.name)
        listing.rule(code, "", MaterialRelation.NOT_NEEDED, "本地另行要求")


def _suited(item: PoolItem) -> list[PoolMaterial]:
    """The extras of an item's department that fit who applies: no photograph of a company."""
    person = ServerType.NATURAL in item.servers
    company = any(one is not ServerType.NATURAL for one in item.servers)
    unfit = _OF_COMPANIES if not company else _OF_PERSONS if not person else None
    return [one for one in item.extras if unfit is None or not unfit.search(one.name)]


def _identity_first(listing: Listing) -> None:
    """Some cities list identity documents first; codes stay with their materials."""
    listing.specs.sort(key=lambda spec: "身份" not in spec.name)
