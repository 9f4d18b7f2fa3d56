"""The field rules: which parameters each kind takes, what can be wrong with one, how it runs.

A rule that `fault` lets pass never raises, whatever the application holds: it gives a value with
its step, or a gap. Everything that does not depend on the application is prepared beforehand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from federation.items import FieldSpec
from federation.items.form import fits
from federation.items.tables import FieldType
from federation.mapping.crosswalk import Crosswalk, FieldRule, RuleKind
from federation.mapping.expression import compile_expression
from federation.mapping.gaps import Gap
from federation.mapping.units import factor

Form = Mapping[str, FieldSpec]
Tables = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How one output came to be.

    Attributes:
        target: field or material code of the handling place; the item code for the choice of item.
        rule: name of the rule or relation.
        sources: field or material codes of the accepting place it was made from.
        via: codes of the canonical item it passed through, if it did.
        note: what the crosswalk remarks.
    """

    target: str
    rule: str
    sources: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    note: str = ""


Outcome = tuple[str, Step] | Gap
Run = Callable[[Mapping[str, str]], Outcome]

# For each kind: how many sources (at least, at most), parameters it must have, may have.
PARAMETERS: Mapping[RuleKind, tuple[int, int, frozenset[str], frozenset[str]]] = {
    RuleKind.COPY: (1, 1, frozenset(), frozenset()),
    RuleKind.CONSTANT: (0, 0, frozenset({"value"}), frozenset()),
    RuleKind.CODE_TABLE: (1, 1, frozenset({"table"}), frozenset()),
    RuleKind.JOIN: (2, 20, frozenset(), frozenset({"separator"})),
    RuleKind.SPLIT: (1, 1, frozenset(), frozenset({"separator", "part", "chars"})),
    RuleKind.DATE: (1, 1, frozenset(), frozenset()),
    RuleKind.UNIT: (1, 1, frozenset(), frozenset()),
    RuleKind.DEFAULT: (1, 1, frozenset({"value"}), frozenset()),
    RuleKind.EXPRESSION: (1, 20, frozenset({"expression"}), frozenset()),
}
PARAMETER_LABELS: Mapping[str, str] = {
    "value": "固定值",
    "table": "代码表",
    "separator": "分隔符",
    "part": "第几段",
    "chars": "取第几字",
    "expression": "表达式",
}


def fault(rule: FieldRule, accepting: Form, handling: Form, tables: Tables) -> tuple[str, str]:
    """What is wrong with a rule for these two forms.

    Returns:
        The column to blame and a sentence in Chinese; two empty strings if the rule is sound.
    """
    target = handling.get(rule.target)
    if target is None:
        return "target_field", "办理地表单没有这个字段"
    strange = [code for code in rule.sources if code not in accepting]
    if strange:
        return "source_fields", f"受理地表单没有字段 {'、'.join(strange)}"
    wrong = _parameter_fault(rule)
    if wrong:
        return wrong
    sources = [accepting[code] for code in rule.sources]
    return _FAULTS[rule.kind](rule, sources, target, tables)


def rule_kinds(crosswalk: Crosswalk) -> Counter[RuleKind]:
    """How many of its field rules are of each kind."""
    return Counter(rule.kind for row in crosswalk.rows for rule in row.fields)


def expression_share(crosswalk: Crosswalk) -> tuple[int, int]:
    """How many of its field rules need an expression, and how many rules there are."""
    kinds = rule_kinds(crosswalk)
    return kinds[RuleKind.EXPRESSION], kinds.total()


def _parameter_fault(rule: FieldRule) -> tuple[str, str] | None:
    least, most, must, may = PARAMETERS[rule.kind]
    if not least <= len(rule.sources) <= most:
        how = f"{least} 个" if least == most else f"{least} 到 {most} 个"
        return "source_fields", f"“{rule.kind.label}”应有{how}来源字段"
    given = {name for name in PARAMETER_LABELS if getattr(rule, name)}
    for name in sorted(must - given):
        return name, f"“{rule.kind.label}”要填“{PARAMETER_LABELS[name]}”"
    for name in sorted(given - must - may):
        return name, f"“{rule.kind.label}”不用“{PARAMETER_LABELS[name]}”，请清空"
    if rule.kind is RuleKind.SPLIT and given not in ({"chars"}, {"separator", "part"}):
        return "chars", "“拆分”要么填“分隔符”和“第几段”，要么只填“取第几字”"
    return None


_Fault = tuple[str, str]
_SOUND: _Fault = ("", "")


def _copy_fault(rule: FieldRule, sources: list[FieldSpec], target: FieldSpec, tables: Tables) -> _Fault:
    del rule, tables
    source = sources[0]
    if target.type is FieldType.TEXT and source.type is FieldType.CHOICE:
        return "rule", f"“{source.label}”是选项，照抄只会得到代码；请用“代码转换”写明文字"
    if target.type is FieldType.TEXT:
        return _SOUND
    if source.type is not target.type:
        return "rule", f"“{source.label}”是{source.type.label}，“{target.label}”要{target.type.label}"
    return _notation_fault(source, target)


def _notation_fault(source: FieldSpec, target: FieldSpec) -> _Fault:
    """Two fields of one type must also write their values alike to be copied."""
    if not source.choice_codes() <= target.choice_codes():
        return "rule", "两地选项代码不同，请用“代码转换”"
    if source.type is FieldType.DATE and source.date_format is not target.date_format:
        return "rule", "两地日期写法不同，请用“日期换写法”"
    if source.unit != target.unit:
        return "rule", f"两地单位不同（{source.unit or '无'}、{target.unit or '无'}），请用“单位换算”"
    return _SOUND


def _value_fault(rule: FieldRule, sources: list[FieldSpec], target: FieldSpec, tables: Tables) -> _Fault:
    if not fits(target)(rule.value):
        return "value", f"“{target.label}”不能填这个值（{target.hint()}）"
    return _copy_fault(rule, sources, target, tables) if sources else _SOUND


def _table_fault(rule: FieldRule, sources: list[FieldSpec], target: FieldSpec, tables: Tables) -> _Fault:
    table = tables.get(rule.table)
    if table is None:
        return "table", "没有这张代码表"
    source = sources[0]
    strange = sorted(set(table) - source.choice_codes()) if source.type is FieldType.CHOICE else []
    if strange:
        return "table", f"代码表里的 {'、'.join(strange)} 不是“{source.label}”的代码"
    test = fits(target)
    wrong = sorted({value for value in table.values() if not test(value)})
    if wrong:
        return "table", f"代码表里的 {'、'.join(wrong)} 不能填入“{target.label}”（{target.hint()}）"
    return _SOUND


def _join_fault(rule: FieldRule, sources: list[FieldSpec], target: FieldSpec, tables: Tables) -> _Fault:
    del tables, sources
    if target.type is not FieldType.TEXT:
        return "rule", f"合并得到文字，“{target.label}”要{target.type.label}"
    return _SOUND if len(set(rule.sources)) == len(rule.sources) else ("source_fields", "来源字段重复")


def _split_fault(rule: FieldRule, sources: list[FieldSpec], target: FieldSpec, tables: Tables) -> _Fault:
    del rule, tables, target
    if sources[0].type is not FieldType.TEXT:
        return "rule", f"只有文字可以拆分，“{sources[0].label}”是{sources[0].type.label}"
    return _SOUND


def _date_fault(rule: FieldRule, sources: list[FieldSpec], target: FieldSpec, tables: Tables) -> _Fault:
    del rule, tables
    for spec in (sources[0], target):
        if spec.type is not FieldType.DATE:
            return "rule", f"“{spec.label}”不是日期"
    return _SOUND


def _unit_fault(rule: FieldRule, sources: list[FieldSpec], target: FieldSpec, tables: Tables) -> _Fault:
    del rule, tables
    for spec in (sources[0], target):
        if spec.type is not FieldType.NUMBER:
            return "rule", f"“{spec.label}”不是数字"
    if factor(sources[0].unit, target.unit) is None:
        return "rule", f"单位不能换算：{sources[0].unit or '无'} → {target.unit or '无'}"
    return _SOUND


def _expression_fault(rule: FieldRule, sources: list[FieldSpec], target: FieldSpec, tables: Tables) -> _Fault:
    del tables
    compiled = compile_expression(rule.expression, sources, target)
    return ("expression", compiled) if isinstance(compiled, str) else _SOUND


_FAULTS: Mapping[RuleKind, Callable[[FieldRule, list[FieldSpec], FieldSpec, Tables], _Fault]] = {
    RuleKind.COPY: _copy_fault,
    RuleKind.CONSTANT: _value_fault,
    RuleKind.CODE_TABLE: _table_fault,
    RuleKind.JOIN: _join_fault,
    RuleKind.SPLIT: _split_fault,
    RuleKind.DATE: _date_fault,
    RuleKind.UNIT: _unit_fault,
    RuleKind.DEFAULT: _value_fault,
    RuleKind.EXPRESSION: _expression_fault,
}
