"""What can be wrong with a crosswalk row for the items it joins: rules, materials, situations.

Asked when a crosswalk is loaded (`review` then names the cells), and again when a federation is
made: a catalogue may have been replaced since, and a row that no longer fits must not run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from federation.items import Condition, FieldSpec, Item
from federation.items.form import condition_fault
from federation.mapping.crosswalk import CrosswalkRow, FieldRule, MaterialRelation, MaterialRule
from federation.mapping.rules import Tables, fault

Items = tuple[Item, ...]

# For each relation: whether the material must have a code on the accepting side, on the handling side.
SIDES: dict[MaterialRelation, tuple[bool, bool]] = {
    MaterialRelation.EQUAL: (True, True),
    MaterialRelation.SUBSTITUTE: (True, True),
    MaterialRelation.EXTRA: (False, True),
    MaterialRelation.NOT_NEEDED: (True, False),
    MaterialRelation.CONDITIONAL: (True, True),
}


def row_faults(row: CrosswalkRow, items: Items, targets: Items, tables: Tables) -> Iterator[str]:
    """Everything wrong with a row for these items, in Chinese; nothing if it may run."""
    for rule in row.materials:
        yield from (why for _, why in material_faults(rule, items, targets))
    forms = [(_form(item), _form(target)) for item in items for target in targets]
    for one in row.fields:
        yield from (why for ours, theirs in forms if (why := fault(one, ours, theirs, tables)[1]))
    if row.condition is not None:
        yield from situation_faults(row.condition, items)


def situation_faults(condition: Condition, items: Iterable[Item]) -> Iterator[str]:
    """Why a situation cannot be judged on the forms of these items."""
    faults = (
        condition_fault(condition, {spec.code: spec for spec in form})
        for form in (item.fields for item in items)
    )
    yield from dict.fromkeys(why for why in faults if why)


def material_faults(rule: MaterialRule, items: Items, targets: Items) -> Iterator[tuple[str, str]]:
    """The columns to blame in a row of 材料对照, each with a sentence."""
    ours, theirs = SIDES[rule.relation]
    if bool(rule.source) is not ours:
        yield "source_material", f"“{rule.relation.label}”{'要填' if ours else '不填'}受理地材料编码"
    elif ours and not all(_listed(rule.source, item) for item in items):
        yield "source_material", f"受理地清单没有材料 {rule.source}"
    if bool(rule.target) is not theirs:
        yield "target_material", f"“{rule.relation.label}”{'要填' if theirs else '不填'}办理地材料编码"
    elif theirs and not all(_listed(rule.target, item) for item in targets):
        yield "target_material", f"办理地清单没有材料 {rule.target}"
    else:
        yield from (("condition", why) for why in _material_condition_faults(rule, targets))


def _listed(code: str, item: Item) -> bool:
    return any(spec.code == code for spec in item.materials)


def _material_condition_faults(rule: MaterialRule, targets: Items) -> Iterator[str]:
    """A situation may repeat what the handling place's list says, or add where it says nothing."""
    own = {spec.condition for item in targets for spec in item.materials if spec.code == rule.target}
    if rule.condition is None:
        if rule.relation is MaterialRelation.CONDITIONAL and None in own:
            yield "“视情形”要写情形，办理地清单里也没有"
        return
    if not rule.target:
        yield "没有办理地材料，不写情形"
        return
    if own - {None, rule.condition}:
        said = "、".join(str(condition) for condition in own if condition)
        yield f"与办理地清单的情形不同（{said}）"
    yield from situation_faults(rule.condition, targets)


def field_faults(rule: FieldRule, items: Items, targets: Items, tables: Tables) -> Iterator[tuple[str, str]]:
    """The columns to blame in a row of 字段规则, each with a sentence."""
    for item in items:
        ours = _form(item)
        for target in targets:
            found = fault(rule, ours, _form(target), tables)
            if found[0]:
                yield found


def _form(item: Item) -> dict[str, FieldSpec]:
    return {spec.code: spec for spec in item.fields}
