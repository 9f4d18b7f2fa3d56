"""Review a crosswalk against both catalogues: codes, relations, contradictions, every rule.

What passes here never raises at run time: `plan` takes it as sound. A hub document is reviewed both
ways, each row as it reads in that direction.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from federation.items import Catalogue, Condition, Item
from federation.items.grid import Record
from federation.items.report import Findings
from federation.items.tables import FieldType
from federation.mapping.checks import field_faults, material_faults, situation_faults
from federation.mapping.crosswalk import (
    Crosswalk,
    CrosswalkRow,
    Direction,
    FieldRule,
    MaterialRelation,
    MaterialRule,
    Relation,
    RuleKind,
)
from federation.mapping.legs import Leg, goes_back, legs, turned, turned_field, turned_material
from federation.mapping.rules import Tables

Items = tuple[Item, ...]
# On the way back the city's columns are those that are filled, the canonical ones those read.
_TURNED_COLUMNS: Mapping[str, str] = {
    "target_field": "source_fields",
    "source_fields": "target_field",
    "target_material": "source_material",
    "source_material": "target_material",
    "condition": "condition",
}


@dataclass(slots=True, kw_only=True)
class Placed:
    """A row with the records it was made from, so that an error can name its cell."""

    row: CrosswalkRow
    record: Record
    materials: list[tuple[MaterialRule, Record]]
    fields: list[tuple[FieldRule, Record]]
    keys: set[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A row as it reads in one direction."""

    row: CrosswalkRow
    record: Record
    materials: list[tuple[MaterialRule, Record]]
    fields: list[tuple[FieldRule, Record]]
    back: bool
    items: Items
    targets: Items

    def wrong(self, findings: Findings, record: Record, name: str, why: str) -> None:
        """Blame the cell that says it, whichever way it is read."""
        if self.back:
            name, why = _TURNED_COLUMNS.get(name, name), f"下行（规范到本地）：{why}"
        record.wrong(findings, name, why)


def review(
    placed: list[Placed],
    crosswalk: Crosswalk,
    accepting: Catalogue,
    handling: Catalogue,
    *,
    findings: Findings,
    cautions: Findings,
) -> None:
    """Put everything that is wrong into ``findings``, what a person should look at into ``cautions``."""
    there, *back = legs(crosswalk)
    read = [_there(one, accepting, handling, findings, cautions) for one in placed]
    _review_readings(read, there, findings, cautions)
    for rows in _by_item(read).values():
        _review_together(rows, findings, cautions)
    for leg in back:
        pairs = zip(placed, read, strict=True)
        downward = [_back(one, up) for one, up in pairs if up.items and up.targets]
        _review_readings(downward, leg, findings, cautions)
        for rows in _by_item(downward).values():
            _review_back(rows, cautions)


def _there(
    one: Placed, accepting: Catalogue, handling: Catalogue, findings: Findings, cautions: Findings
) -> _Reading:
    items = _accepting_items(one, accepting, findings)
    targets = _handling_items(one, handling, findings)
    _review_situation(one, items, findings)
    _review_bare(one, items, targets, cautions)
    return _Reading(
        row=one.row,
        record=one.record,
        materials=[pair for pair in one.materials if pair[0].direction is not Direction.DOWN],
        fields=[pair for pair in one.fields if pair[0].direction is not Direction.DOWN],
        back=False,
        items=items,
        targets=targets,
    )


def _back(one: Placed, read: _Reading) -> _Reading:
    return _Reading(
        row=turned(one.row),
        record=one.record,
        materials=[(turned_material(rule), record) for rule, record in one.materials if goes_back(rule)],
        fields=[(turned_field(rule), record) for rule, record in one.fields if goes_back(rule)],
        back=True,
        items=read.targets,
        targets=read.items,
    )


def _accepting_items(one: Placed, catalogue: Catalogue, findings: Findings) -> Items:
    items = catalogue.find(one.row.accepting)
    if not items:
        one.record.wrong(findings, "accepting_code", "受理地事项目录里没有这个编码")
    if one.row.effective_from and one.row.effective_to and one.row.effective_to <= one.row.effective_from:
        one.record.wrong(findings, "effective_to", "失效日期应在生效日期之后")
    return items


def _handling_items(one: Placed, catalogue: Catalogue, findings: Findings) -> Items:
    row = one.row
    if row.relation is Relation.NONE:
        if row.handling:
            one.record.wrong(findings, "handling_code", "“无对应”不填办理地事项编码")
        if row.materials or row.fields or row.back:
            one.record.wrong(findings, "relation", "“无对应”不应有材料对照、字段规则和规范情形")
        return ()
    if not (row.handling or row.canonical):
        one.record.wrong(findings, "handling_code", "请填办理地事项编码，或两地共同的规范事项编码")
        return ()
    items = row.handling_items(catalogue)
    if not items:
        name = "handling_code" if row.handling else "canonical_code"
        one.record.wrong(findings, name, "办理地事项目录里没有这个编码")
    return items


def _review_situation(one: Placed, items: Iterable[Item], findings: Findings) -> None:
    condition = one.row.condition
    if (condition is not None) is not (one.row.relation is Relation.SPLIT):
        one.record.wrong(findings, "condition", "“按情形分”要写情形，其他对应关系不写")
    elif condition is not None:
        for why in situation_faults(condition, items):
            one.record.wrong(findings, "condition", why)


def _review_bare(one: Placed, items: Items, targets: Items, cautions: Findings) -> None:
    """A row carries over what it says and nothing else, not even what has one code and name in both cities."""
    lists = all(any(item.materials or item.fields for item in side) for side in (items, targets))
    if lists and not (one.row.materials or one.row.fields):
        why = "没有材料对照和字段规则，材料和填报项都不会带入，要在窗口重新收取和填写"
        one.record.wrong(cautions, "relation", why)


def _review_readings(read: list[_Reading], leg: Leg, findings: Findings, cautions: Findings) -> None:
    for one in read:
        if one.items and one.targets:
            _review_materials(one, findings)
            _review_fields(one, leg.tables, findings, cautions)
            if one.back and one.row.condition is not None:
                for why in situation_faults(one.row.condition, one.items):
                    one.record.wrong(findings, "back", why)


def _by_item(read: list[_Reading]) -> dict[str, list[_Reading]]:
    by_item: dict[str, list[_Reading]] = defaultdict(list)
    for one in read:
        for item in one.items:
            by_item[item.key.code].append(one)
    return by_item


def _review_together(rows: list[_Reading], findings: Findings, cautions: Findings) -> None:
    """Rows of one item that count on the same day must all be situations of it.

    Situations that overlap are not wrong: where both hold, the answer is `Ambiguous` and names both.
    """
    for first, second in combinations(rows, 2):
        one, two = first.row, second.row
        if not one.overlaps(two):
            continue
        where = f"（与第 {first.record.row} 行）"
        if not (one.relation is two.relation is Relation.SPLIT):
            why = f"同一事项同一时期有两种对应{where}，请分开日期或改为“按情形分”"
            second.record.wrong(findings, "relation", why)
        elif one.condition and two.condition and one.condition.meets(two.condition):
            second.record.wrong(cautions, "condition", _overlap(where, one.condition, two.condition))
    _review_cover(rows, cautions)


def _overlap(where: str, one: Condition, two: Condition) -> str:
    return f"情形重叠{where}：{one}、{two} 同时成立时两个事项都符合，由窗口选定"


def _review_back(rows: list[_Reading], cautions: Findings) -> None:
    """Several items of the city for one canonical item: without a situation, a person must choose."""
    for first, second in combinations(rows, 2):
        one, two = first.row, second.row
        where = f"（与第 {first.record.row} 行）"
        if not one.overlaps(two):
            continue
        if one.condition is None or two.condition is None:
            why = f"同一规范事项对应本地多个事项{where}，没有规范情形的，下行时由窗口选定"
            second.record.wrong(cautions, "back", why)
        elif one.condition.meets(two.condition):
            second.record.wrong(cautions, "back", _overlap(where, one.condition, two.condition))


def _review_cover(rows: list[_Reading], cautions: Findings) -> None:
    """Situations that leave a choice of the form to nobody."""
    conditions = [one.row.condition for one in rows if one.row.condition is not None]
    if not conditions or len({condition.field for condition in conditions}) > 1:
        return
    field = conditions[0].field
    for item in rows[0].items:
        spec = next((spec for spec in item.fields if spec.code == field), None)
        if spec is None or spec.type is not FieldType.CHOICE:
            continue
        left = [
            choice
            for choice in spec.choices
            if not any(one.holds({field: choice.code}) for one in conditions)
        ]
        if left:
            names = "、".join(map(str, left))
            rows[-1].record.wrong(cautions, "condition", f"“{spec.label}”为 {names} 时没有对应事项")


def _review_materials(one: _Reading, findings: Findings) -> None:
    sound: list[tuple[MaterialRule, Record]] = []
    for rule, record in one.materials:
        faults = list(material_faults(rule, one.items, one.targets))
        for name, why in faults:
            one.wrong(findings, record, name, why)
        if not faults:
            sound.append((rule, record))
    _review_material_set(one, sound, findings)


def _review_material_set(one: _Reading, rules: list[tuple[MaterialRule, Record]], findings: Findings) -> None:
    pairs: set[tuple[str, str]] = set()
    served = {rule.target for rule, _ in rules if rule.source and rule.target}
    used = {rule.source for rule, _ in rules if rule.target}
    conditions: dict[str, Condition] = {}
    for rule, record in rules:
        pair = rule.source, rule.target
        if pair in pairs:
            one.wrong(findings, record, "target_material", "同一对材料写了两次")
        pairs.add(pair)
        if rule.relation is MaterialRelation.EXTRA and rule.target in served:
            one.wrong(findings, record, "target_material", "既写另需，又写有材料可用，自相矛盾")
        if rule.relation is MaterialRelation.NOT_NEEDED and rule.source in used:
            one.wrong(findings, record, "source_material", "既写不需，又写用于别的材料，自相矛盾")
        if rule.condition and conditions.setdefault(rule.target, rule.condition) != rule.condition:
            one.wrong(findings, record, "condition", "同一办理地材料写了两种情形")


def _review_fields(one: _Reading, tables: Tables, findings: Findings, cautions: Findings) -> None:
    counted = Counter(rule.target for rule, _ in one.fields)
    for rule, record in one.fields:
        if counted[rule.target] > 1:
            one.wrong(findings, record, "target_field", "一个字段只能有一条规则")
        faults = dict.fromkeys(field_faults(rule, one.items, one.targets, tables))
        for name, why in faults:
            one.wrong(findings, record, name, why)
        if rule.kind is RuleKind.CODE_TABLE and not faults:
            _review_table(one, rule, record, tables, cautions)


def _review_table(one: _Reading, rule: FieldRule, record: Record, tables: Tables, cautions: Findings) -> None:
    """Choices that the table does not know: where the applicant makes one, it becomes a gap."""
    for item in one.items:
        spec = next(spec for spec in item.fields if spec.code == rule.sources[0])
        left = [str(choice) for choice in spec.choices if choice.code not in tables[rule.table]]
        if left:
            one.wrong(
                cautions, record, "table", f"“{spec.label}”的 {'、'.join(left)} 不在代码表里，会成为缺项"
            )


def direction_fault(rule: FieldRule) -> str:
    """Why a rule of a hub document cannot be read both ways; empty if it can, or need not."""
    if rule.direction is not Direction.BOTH or goes_back(rule):
        return ""
    return f"“{rule.kind.label}”不能反过来，请在“方向”写明上行或下行"
