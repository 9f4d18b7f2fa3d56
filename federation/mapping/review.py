"""Review a crosswalk against both catalogues: codes, relations, contradictions, every rule.

What passes here never raises at run time: `plan` takes it as sound.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from federation.items import Catalogue, Condition, Item
from federation.items.grid import Record
from federation.items.report import Findings
from federation.mapping.checks import field_faults, material_faults, situation_faults
from federation.mapping.crosswalk import (
    Crosswalk,
    CrosswalkRow,
    MaterialRelation,
    MaterialRule,
    Relation,
)
from federation.mapping.rules import Tables


@dataclass(slots=True, kw_only=True)
class Placed:
    """A row with the records it was made from, so that an error can name its cell."""

    row: CrosswalkRow
    record: Record
    materials: list[Record]
    fields: list[Record]
    keys: set[tuple[str, str]]


def review(
    placed: list[Placed], crosswalk: Crosswalk, accepting: Catalogue, handling: Catalogue, findings: Findings
) -> None:
    """Put everything that is wrong into ``findings``."""
    by_item: dict[str, list[Placed]] = defaultdict(list)
    for one in placed:
        items = _accepting_items(one, accepting, findings)
        targets = _handling_items(one, handling, findings)
        _review_situation(one, items, findings)
        _review_materials(one, items, targets, findings)
        _review_fields(one, items, targets, crosswalk.tables, findings)
        for item in items:
            by_item[item.key.code].append(one)
    for rows in by_item.values():
        _review_together(rows, findings)


def _accepting_items(one: Placed, catalogue: Catalogue, findings: Findings) -> tuple[Item, ...]:
    items = catalogue.find(one.row.accepting)
    if not items:
        one.record.wrong(findings, "accepting_code", "受理地事项目录里没有这个编码")
    if one.row.effective_from and one.row.effective_to and one.row.effective_to <= one.row.effective_from:
        one.record.wrong(findings, "effective_to", "失效日期应在生效日期之后")
    return items


def _handling_items(one: Placed, catalogue: Catalogue, findings: Findings) -> tuple[Item, ...]:
    row = one.row
    if row.relation is Relation.NONE:
        if row.handling:
            one.record.wrong(findings, "handling_code", "“无对应”不填办理地事项编码")
        if row.materials or row.fields:
            one.record.wrong(findings, "relation", "“无对应”不应有材料对照和字段规则")
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


def _review_together(rows: list[Placed], findings: Findings) -> None:
    """Rows of one item that count on the same day must be situations that exclude each other."""
    for first, second in combinations(rows, 2):
        one, two = first.row, second.row
        if not one.overlaps(two):
            continue
        where = f"（与第 {first.record.row} 行）"
        if not (one.relation is two.relation is Relation.SPLIT):
            why = f"同一事项同一时期有两种对应{where}，请分开日期或改为“按情形分”"
            second.record.wrong(findings, "relation", why)
        elif one.condition and two.condition and one.condition.meets(two.condition):
            why = f"情形重叠{where}：{one.condition}、{two.condition} 可能同时成立"
            second.record.wrong(findings, "condition", why)


def _review_materials(
    one: Placed, items: tuple[Item, ...], targets: tuple[Item, ...], findings: Findings
) -> None:
    if not (items and targets):
        return
    sound: list[tuple[MaterialRule, Record]] = []
    for rule, record in zip(one.row.materials, one.materials, strict=True):
        faults = list(material_faults(rule, items, targets))
        for name, why in faults:
            record.wrong(findings, name, why)
        if not faults:
            sound.append((rule, record))
    _review_material_set(sound, findings)


def _review_material_set(rules: list[tuple[MaterialRule, Record]], findings: Findings) -> None:
    pairs: set[tuple[str, str]] = set()
    served = {rule.target for rule, _ in rules if rule.source and rule.target}
    used = {rule.source for rule, _ in rules if rule.target}
    conditions: dict[str, Condition] = {}
    for rule, record in rules:
        pair = rule.source, rule.target
        if pair in pairs:
            record.wrong(findings, "target_material", "同一对材料写了两次")
        pairs.add(pair)
        if rule.relation is MaterialRelation.EXTRA and rule.target in served:
            record.wrong(findings, "target_material", "既写另需，又写有材料可用，自相矛盾")
        if rule.relation is MaterialRelation.NOT_NEEDED and rule.source in used:
            record.wrong(findings, "source_material", "既写不需，又写用于别的材料，自相矛盾")
        if rule.condition and conditions.setdefault(rule.target, rule.condition) != rule.condition:
            record.wrong(findings, "condition", "同一办理地材料写了两种情形")


def _review_fields(
    one: Placed, items: tuple[Item, ...], targets: tuple[Item, ...], tables: Tables, findings: Findings
) -> None:
    counted = Counter(rule.target for rule in one.row.fields)
    for rule, record in zip(one.row.fields, one.fields, strict=True):
        if counted[rule.target] > 1:
            record.wrong(findings, "target_field", "一个字段只能有一条规则")
        for name, why in dict.fromkeys(field_faults(rule, items, targets, tables)):
            record.wrong(findings, name, why)
