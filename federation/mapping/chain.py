"""Two plans one after the other: from a city to the canonical item, from there to another city.

A value passes the canonical form on its way and is judged by its rules; what does not come through
is a gap, like any other. The trace names both rules and the canonical field or material between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from federation.errors import Reason
from federation.items import Item
from federation.mapping.crosswalk import MaterialRelation, RuleKind
from federation.mapping.gaps import Gap, value_unusable
from federation.mapping.plan import FieldPlan, MaterialPlan, Plan
from federation.mapping.rules import Outcome, Run, Step

_NO_FIELD = "规范目录有这一项，办理地表单没有"
_NO_MATERIAL = "规范目录有这份材料，办理地清单没有"
# What two relations of materials are together: the weaker of the two.
_WEIGHT = {relation.value: at for at, relation in enumerate(MaterialRelation)}


def chain(first: Plan, second: Plan, handling: Item) -> Plan:
    """The plan that leads through both; ``handling`` is where the second one ends."""
    ups = {part.code: part for part in first.fields}
    forms = {spec.code: spec for spec in handling.fields}
    fields = tuple(
        FieldPlan(
            code=part.code,
            run=_run(part, ups, value_unusable(forms[part.code], "受理地的内容不能转成规范写法")),
            sources=_sources(part, ups),
        )
        for part in second.fields
    )
    canonical = {part.spec.code: part for part in first.materials}
    materials = tuple(_material(part, canonical) for part in second.materials)
    reached = {code for part in fields for code in part.sources}
    passed = {code for part in first.fields for code in part.sources} - reached
    collected = {code for part in first.materials for code in part.sources}
    return Plan(
        fields=fields,
        materials=materials,
        unused_fields=MappingProxyType(
            {
                **first.unused_fields,
                **dict.fromkeys(passed, _NO_FIELD),
                **dict.fromkeys(reached & first.unused_fields.keys(), "未能转换，见缺项"),
            }
        ),
        unused_materials=MappingProxyType(
            {
                **first.unused_materials,
                **dict.fromkeys(collected & first.unused_materials.keys(), _NO_MATERIAL),
            }
        ),
    )


def _sources(part: FieldPlan, ups: Mapping[str, FieldPlan]) -> tuple[str, ...]:
    found = (code for middle in part.sources if middle in ups for code in ups[middle].sources)
    return tuple(dict.fromkeys(found))


def _run(part: FieldPlan, ups: Mapping[str, FieldPlan], unusable: Gap) -> Run:
    legs = tuple((code, ups[code].run) for code in part.sources if code in ups)
    if not part.sources or not legs:
        return part.run
    if len(legs) == 1:
        return _single(part, legs[0][0], legs[0][1], unusable)
    down = part.run

    def run(fields: Mapping[str, str]) -> Outcome:
        middle: dict[str, str] = {}
        steps: dict[str, Step] = {}
        blocked = False
        for code, up in legs:
            found = up(fields)
            if type(found) is tuple:
                middle[code], steps[code] = found
            else:
                blocked = blocked or _blocked(found)
        outcome = down(middle)
        if type(outcome) is not tuple:
            return unusable if blocked else outcome
        value, step = outcome
        return value, _joined([steps[code] for code in step.sources if code in steps], step)

    return run


def _single(part: FieldPlan, code: str, up: Run, unusable: Gap) -> Run:
    """One canonical field between: nearly every rule, so its step is made once for each pair."""
    down = part.run
    made: dict[tuple[int, int], tuple[Step, Step, Step]] = {}

    def run(fields: Mapping[str, str]) -> Outcome:
        found = up(fields)
        if type(found) is not tuple:
            outcome = down({})
            return unusable if type(outcome) is not tuple and _blocked(found) else outcome
        value, before = found
        outcome = down({code: value})
        if type(outcome) is not tuple:
            return outcome
        value, after = outcome
        key = id(before), id(after)
        kept = made.get(key)
        if kept is None:  # both steps are kept with it, so that their ids stay theirs
            kept = made[key] = before, after, _joined([before] if after.sources else [], after)
        return value, kept[2]

    return run


def _blocked(found: Outcome) -> bool:
    return isinstance(found, Gap) and found.reason is Reason.VALUE_INVALID


def _joined(before: list[Step], after: Step) -> Step:
    """The step of the second rule, as the accepting place sees it."""
    rules = [step.rule for step in before if step.rule != RuleKind.COPY.value]
    if after.rule != RuleKind.COPY.value or not rules:
        rules.append(after.rule)
    return Step(
        target=after.target,
        rule="→".join(dict.fromkeys(rules)),
        sources=tuple(dict.fromkeys(code for step in before for code in step.sources)),
        via=after.sources,
        note="；".join(dict.fromkeys(step.note for step in (*before, after) if step.note)),
    )


def _material(part: MaterialPlan, canonical: Mapping[str, MaterialPlan]) -> MaterialPlan:
    sources: dict[str, Step] = {}
    for middle, after in part.sources.items():
        for code, before in canonical[middle].sources.items() if middle in canonical else ():
            relation = max(before.rule, after.rule, key=_WEIGHT.__getitem__)
            step = replace(after, rule=relation, sources=(code,), via=(middle,))
            sources.setdefault(code, step)
    return replace(part, sources=MappingProxyType(dict(sorted(sources.items()))))
