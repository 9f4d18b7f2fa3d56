"""Items that a city publishes as one where the country keeps several apart: the case is a field.

From the parts comes one pool item with all their fields and materials; what is then rendered for the
city is taken apart again, part by part, for the rows of the crosswalk.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from examples.cities.forms import Form, Tables
from examples.cities.lists import Listing
from examples.cities.pool import HOME, PoolField, PoolItem, PoolMaterial, pool
from federation.items.tables import FieldType
from federation.mapping.crosswalk import Direction, FieldRule, MaterialRelation, MaterialRule, RuleKind

CASE = "SX"  # the field that says which case it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One canonical item within a merged one.

    ``fields`` and ``materials`` give the part's own code for a code of the merged item.
    """

    label: str
    item: PoolItem
    fields: Mapping[str, str]
    materials: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A merged item and its parts."""

    item: PoolItem
    parts: tuple[Part, ...]


@cache
def families() -> tuple[tuple[str, tuple[tuple[str, PoolItem], ...]], ...]:
    """The merged items that a city may have: name, and case with canonical item."""
    by_tail = {item.tail: item for item in pool()}
    told = tomllib.loads((HOME / "merged.toml").read_text(encoding="utf-8"))["merged"]
    return tuple(
        (entry["name"], tuple((label, by_tail[tail]) for label, tail in entry["parts"].items()))
        for entry in told
    )


def merge(name: str, cases: tuple[tuple[str, PoolItem], ...]) -> Merged:
    """One item of several: its form asks for the case first, then for what any case needs."""
    labels = tuple(label for label, _ in cases)
    case = PoolField(code=CASE, label="办理事项", type=FieldType.CHOICE, options=labels)
    fields, field_codes = _fields(cases)
    materials, material_codes = _materials(cases, labels)
    first = cases[0][1]
    items = [item for _, item in cases]
    item = replace(
        first,
        tail=f"{first.tail[:4]}97{first.tail[6:]}",
        name=name,
        also=(),
        legal=max(one.legal for one in items),
        promised=max(one.promised for one in items),
        result="、".join(dict.fromkeys(one.result for one in items)),
        laws=tuple(dict.fromkeys(law for one in items for law in one.laws)),
        condition="；".join(dict.fromkeys(one.condition for one in items)),
        fields=(case, *fields),
        materials=materials,
        split="",
        fee=next((one.fee for one in items if one.fee), ""),
        special=next((one.special for one in items if one.special), ""),
    )
    parts = tuple(
        Part(label=label, item=one, fields=field_codes[label], materials=material_codes[label])
        for label, one in cases
    )
    return Merged(item=item, parts=parts)


def _fields(cases: tuple[tuple[str, PoolItem], ...]) -> tuple[list[PoolField], dict[str, dict[str, str]]]:
    known: dict[PoolField, str] = {}
    codes: dict[str, dict[str, str]] = {label: {} for label, _ in cases}
    for label, item in cases:
        for one in item.fields:
            same = replace(one, code=one.code if one.shared else "", required=True)
            code = known.setdefault(same, one.code if one.shared else f"U{len(known) + 1:02}")
            codes[label][code] = one.code
    everywhere = set.intersection(*(set(found) for found in codes.values()))
    return [replace(one, code=code, required=code in everywhere) for one, code in known.items()], codes


def _materials(
    cases: tuple[tuple[str, PoolItem], ...], labels: tuple[str, ...]
) -> tuple[tuple[PoolMaterial, ...], dict[str, dict[str, str]]]:
    known: dict[str, PoolMaterial] = {}
    askers: dict[str, list[str]] = {}
    codes: dict[str, dict[str, str]] = {label: {} for label, _ in cases}
    for label, item in cases:
        for one in item.materials:
            merged = known.setdefault(one.name, replace(one, code=f"C{len(known) + 1:02}"))
            askers.setdefault(one.name, []).append(label)
            codes[label][merged.code] = one.code
    whens = {
        name: None if len(found) == len(labels) else (CASE, tuple(found)) for name, found in askers.items()
    }
    return tuple(replace(one, when=whens[name]) for name, one in known.items()), codes


def part_fields(part: Part, form: Form, scratch: Tables, tables: Tables) -> Iterator[FieldRule]:
    """The rules of the merged form that hold for one part, under the part's own codes."""
    for rule in form.rules:
        down = rule.direction is Direction.DOWN
        named = rule.sources if down else (rule.target,)
        if any(code not in part.fields for code in named):
            continue
        own = tuple(part.fields[code] for code in named)
        found = replace(rule, sources=own) if down else replace(rule, target=own[0])
        if rule.kind is RuleKind.CODE_TABLE:
            found = replace(found, table=tables.name(rule.table, scratch.rows[rule.table]))
        if rule.kind is RuleKind.EXPRESSION:
            found = replace(found, expression=rule.expression.replace(named[0], own[0], 1))
        yield found
    case, value = form.codes[CASE], form.choices[CASE, part.label]
    yield FieldRule(target=case, kind=RuleKind.CONSTANT, value=value, direction=Direction.DOWN)


def part_materials(part: Part, listing: Listing) -> Iterator[MaterialRule]:
    """The rows of the merged list that hold for one part."""
    conditional = {one.code for one in part.item.materials if one.when}
    for rule in listing.rules:
        if not rule.target:
            yield rule
        elif rule.target in part.materials:
            target = part.materials[rule.target]
            plain = rule.relation is MaterialRelation.CONDITIONAL and target not in conditional
            yield replace(rule, target=target, relation=MaterialRelation.EQUAL if plain else rule.relation)
