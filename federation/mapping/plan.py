"""The plan of a pair of items: everything `translate` does for it, prepared once.

A plan has one entry for every field and material of the handling place, by code, so that nothing
can be forgotten and the order of rows in a sheet does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from federation.items import Condition, FieldSpec, Item, MaterialSpec
from federation.items.form import condition_words
from federation.mapping.crosswalk import CrosswalkRow, FieldRule, MaterialRelation, MaterialRule, RuleKind
from federation.mapping.gaps import Gap, field_missing, material_missing
from federation.mapping.rules import Outcome, Run, Step, Tables, fault
from federation.mapping.runs import prepare

_NO_FIELD = "办理地表单没有对应的项"
_NO_MATERIAL = "办理地清单没有对应的材料"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPlan:
    """How one field of the handling place is filled."""

    code: str
    run: Run
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialPlan:
    """How one material of the handling place is met: any one of ``sources`` will do.

    Attributes:
        spec: the material as the handling place lists it.
        condition: when it is asked for, by the handling place's form.
        sources: a step for each material of the accepting place that serves.
        note: what the crosswalk remarks for the window.
        gap: what to say when it is not there, by whether the condition holds (None: cannot be told).
    """

    spec: MaterialSpec
    condition: Condition | None
    sources: Mapping[str, Step]
    note: str
    gap: Mapping[bool | None, Gap]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All of it, sorted by the handling place's codes.

    Attributes:
        fields: one for each field of the handling place's form.
        materials: one for each material of its list.
        unused_fields: for each field of the accepting place, why it may have no use.
        unused_materials: the same for materials.
    """

    fields: tuple[FieldPlan, ...]
    materials: tuple[MaterialPlan, ...]
    unused_fields: Mapping[str, str]
    unused_materials: Mapping[str, str]


def explicit(row: CrosswalkRow, accepting: Item, handling: Item, tables: Tables) -> Plan:
    """The plan of a reviewed crosswalk row."""
    return _plan(accepting, handling, row.fields, row.materials, tables)


def implicit(accepting: Item, handling: Item) -> Plan:
    """The plan of two items that only share the national code.

    Fields and materials match where code and name are both the same (and values are written the
    same way): one city's ``M01`` is not another's only because both begin to count at one.
    """
    ours = {spec.code: spec for spec in accepting.fields}
    theirs = {spec.code: spec for spec in handling.fields}
    same = [code for code, spec in theirs.items() if code in ours and ours[code].label == spec.label]
    rules = [FieldRule(target=code, kind=RuleKind.COPY, sources=(code,)) for code in same]
    sound = [rule for rule in rules if fault(rule, ours, theirs, {}) == ("", "")]
    names = {spec.code: spec.name for spec in accepting.materials}
    equal = [
        MaterialRule(source=spec.code, target=spec.code, relation=MaterialRelation.EQUAL)
        for spec in handling.materials
        if names.get(spec.code) == spec.name
    ]
    return _plan(accepting, handling, sound, equal, {})


def _plan(
    accepting: Item,
    handling: Item,
    fields: Iterable[FieldRule],
    materials: Iterable[MaterialRule],
    tables: Tables,
) -> Plan:
    ours = {spec.code: spec for spec in accepting.fields}
    theirs = {spec.code: spec for spec in handling.fields}
    rules = {rule.target: rule for rule in fields}
    by_target: dict[str, list[MaterialRule]] = defaultdict(list)
    reasons = {spec.code: _NO_MATERIAL for spec in accepting.materials}
    for rule in materials:
        if rule.target:
            by_target[rule.target].append(rule)
        else:
            reasons[rule.source] = rule.note or "办理地不需要"
    used = {code for rule in rules.values() for code in rule.sources}
    lists = {spec.code: spec for spec in handling.materials}
    return Plan(
        fields=tuple(
            _field_plan(theirs[code], rules.get(code), ours, theirs, tables) for code in sorted(theirs)
        ),
        materials=tuple(_material_plan(lists[code], by_target[code], theirs) for code in sorted(lists)),
        unused_fields=MappingProxyType(
            {code: "未能转换，见缺项" if code in used else _NO_FIELD for code in ours}
        ),
        unused_materials=MappingProxyType(reasons),
    )


def _field_plan(
    spec: FieldSpec,
    rule: FieldRule | None,
    ours: Mapping[str, FieldSpec],
    theirs: Mapping[str, FieldSpec],
    tables: Tables,
) -> FieldPlan:
    if rule is None:
        gap: Outcome = field_missing(spec)
        return FieldPlan(code=spec.code, run=lambda _fields: gap, sources=())
    return FieldPlan(code=spec.code, run=prepare(rule, ours, theirs, tables), sources=rule.sources)


def _material_plan(
    spec: MaterialSpec, rules: Iterable[MaterialRule], form: Mapping[str, FieldSpec]
) -> MaterialPlan:
    ordered = sorted(rules, key=lambda rule: rule.source)
    conditions = [rule.condition for rule in ordered if rule.condition is not None]
    condition = spec.condition or next(iter(conditions), None)
    note = "；".join(dict.fromkeys(rule.note for rule in ordered if rule.note))
    steps = {
        rule.source: Step(target=spec.code, rule=rule.relation.value, sources=(rule.source,), note=rule.note)
        for rule in ordered
        if rule.source
    }
    gaps: dict[bool | None, Gap] = {True: material_missing(spec, note=note)}
    if condition is not None:
        gaps[None] = material_missing(spec, note=note, when=condition_words(condition, form))
    return MaterialPlan(
        spec=spec,
        condition=condition,
        sources=MappingProxyType(steps),
        note=note,
        gap=MappingProxyType(gaps),
    )
