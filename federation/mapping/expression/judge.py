"""The judge of an expression: types, fields and branches, and how the engine writes it.

One walk over the tree does both. Every sentence names the part of the cell that is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from federation.items import FieldSpec
from federation.mapping.expression.comparison import comparable, comparison, membership, one_unit, written
from federation.mapping.expression.functions import KINDS, SIGNATURES, Kind, Signature, day_of, number_of
from federation.mapping.expression.meaning import Facts, Judged, Known, condition, either
from federation.mapping.expression.patterns import WEIGHT, native, weigh
from federation.mapping.expression.syntax import (
    RESERVED,
    Call,
    ExpressionRefused,
    Name,
    Node,
    Number,
    Text,
    quoted,
    shown,
)

CAST = "；数字或日期转文字用 string(…)，文字转数字用 double(…)，文字转日期用 date(…)"
_KEEPS_UNIT = frozenset({"+", "-", "%", "neg"})
_FUNCTIONS = "、".join([*(name for name in SIGNATURES if name.isalpha() and name != "neg"), "has"])


@dataclass(slots=True, kw_only=True)
class Judge:
    """Judges the parts of one expression; what the engine must be given is gathered on the way.

    Attributes:
        fields: the rule's sources by their names in expressions.
        natives: the engine's name of each source whose value is read.
        flags: the engine's name of whether an optional source is filled in, where that is asked.
        calls: the engine's names of the functions it lacks.
        weight: of the patterns so far.
    """

    fields: Mapping[str, FieldSpec]
    natives: dict[str, str] = field(default_factory=dict)
    flags: dict[str, str] = field(default_factory=dict)
    calls: dict[Callable[..., object], str] = field(default_factory=dict)
    weight: int = 0

    def judge(self, node: Node, facts: Facts) -> Judged:
        """Judge a part where ``facts`` hold.

        Raises:
            ExpressionRefused: with what is wrong.
        """
        match node:
            case Text(value):
                return Judged(known=Known(kind=Kind.TEXT, values=frozenset({value})), native=quoted(value))
            case Number():
                return _number(node)
            case Name(name):
                return self._name(node, self._field(name), facts)
            case Call(name):
                return _SPECIAL.get(name, Judge.applied)(self, node, facts)

    def _field(self, name: str) -> FieldSpec:
        spec = self.fields.get(name)
        if name in RESERVED:
            raise ExpressionRefused(f"不用 {name}：条件直接写，没有填用 !has(…) 判断")
        if spec is None:
            raise ExpressionRefused(f"“{name}”没有列在“受理地字段编码”里（可用：{'、'.join(self.fields)}）")
        return spec

    def _name(self, node: Name, spec: FieldSpec, facts: Facts) -> Judged:
        filled = facts.get(Call("has", (node,), "", 0))
        if filled is not None and filled.truth is False:
            raise ExpressionRefused(f"这里“{spec.label}”一定没有填（见 has({node.name})），不能取它的值")
        kind = KINDS[spec.type]
        known = Known(
            kind=kind,
            values=spec.choice_codes() if spec.choices else None,
            unit=spec.unit if kind is Kind.NUMBER else None,
            choice=spec if spec.choices else None,
        )
        line = self.natives.setdefault(spec.code, f"v{len(self.natives)}")
        return Judged(known=facts.get(node, known), native=line)

    def filled(self, node: Call, facts: Facts) -> Judged:
        """Whether an optional field is filled in."""
        match node.args:
            case (Name(name),):
                spec = self._field(name)
            case _:
                raise ExpressionRefused("has 里只写一个字段，如 has(XM)")
        if spec.required:
            raise ExpressionRefused(f"“{spec.label}”是必填项，缺了就是缺项，不用写 {shown(node)}")
        flag = self.flags.setdefault(spec.code, f"h{len(self.flags)}")
        return condition(node, facts, flag)

    def _truth(self, node: Node, facts: Facts) -> Judged:
        found = self.judge(node, facts)
        if found.known.kind is not Kind.TRUTH:
            raise ExpressionRefused(f'“{shown(node)}”是{found.known.kind}，这里要写条件，如 XB == "1"')
        return found

    def choice(self, node: Call, facts: Facts) -> Judged:
        """Each branch is judged with what its condition says; one that is never taken is refused."""
        test, yes, no = node.args
        asked = self._truth(test, facts)
        if asked.known.truth is not None:
            always, dead = ("总是", no) if asked.known.truth else ("总不", yes)
            raise ExpressionRefused(f"条件“{shown(test)}”在这里{always}成立，“{shown(dead)}”永远用不到")
        one, other = self.judge(yes, {**facts, **asked.yes}), self.judge(no, {**facts, **asked.no})
        kinds = one.known.kind, other.known.kind
        if kinds[0] is not kinds[1]:
            raise ExpressionRefused(
                f"“?:”两边类型不同：“{shown(yes)}”是{kinds[0]}，“{shown(no)}”是{kinds[1]}{CAST}"
            )
        one_unit(node, one.known, other.known)
        line = f"({asked.native} ? {one.native} : {other.native})"
        return Judged(known=either(one.known, other.known), native=line)

    def joined(self, node: Call, facts: Facts) -> Judged:
        """``&&`` goes on where its left side holds, ``||`` where it does not."""
        both = node.name == "&&"
        left = self._truth(node.args[0], facts)
        right = self._truth(node.args[1], {**facts, **(left.yes if both else left.no)})
        truths = left.known.truth, right.known.truth
        for part, truth in zip(node.args, truths, strict=True):
            if truth is not None and truth is not both:
                raise ExpressionRefused(f"条件“{shown(part)}”在这里总{'不' if both else '是'}成立，请删改")
        sure = {**left.yes, **right.yes} if both else {**left.no, **right.no}
        one, other = (left.no, right.no) if both else (left.yes, right.yes)
        unsure = {part: either(one[part], other[part]) for part in one.keys() & other.keys()}
        return condition(
            node,
            facts,
            f"({left.native} {node.name} {right.native})",
            truth=None if None in truths else both,
            yes=sure if both else unsure,
            no=unsure if both else sure,
        )

    def negated(self, node: Call, facts: Facts) -> Judged:
        """The other way round."""
        found = self._truth(node.args[0], facts)
        truth = None if found.known.truth is None else not found.known.truth
        known = Known(kind=Kind.TRUTH, truth=truth)
        return Judged(known=known, native=f"(!{found.native})", yes=found.no, no=found.yes)

    def compared(self, node: Call, facts: Facts) -> Judged:
        """Two sides that can be compared."""
        one, other = (self.judge(arg, facts) for arg in node.args)
        _signature(node, (one.known.kind, other.known.kind))
        comparable(node, one.known, other.known)
        return comparison(node, one, other, facts)

    def among(self, node: Call, facts: Facts) -> Judged:
        """``x in [a, b]`` is ``x == a || x == b``, but ``x`` is worked out once."""
        item, *others = node.args
        if not all(map(written, others)):
            raise ExpressionRefused(f"“{shown(node)}”：in 的方括号里只能写固定的值")
        return membership(node, self.judge(item, facts), [self.judge(one, {}) for one in others], facts)

    def day(self, node: Call, facts: Facts) -> Judged:
        """A day written out is known beforehand."""
        match node.args:
            case (Text(value),):
                day = day_of(value)
            case _:
                return self.applied(node, facts)
        if day is None:
            raise ExpressionRefused(f'“{shown(node)}”不是日期，应写成 date("2026-01-05")')
        return Judged(known=Known(kind=Kind.DATE, low=day, high=day), native=str(day))

    def matching(self, node: Call, facts: Facts) -> Judged:
        """A pattern is written out, so that it can be weighed."""
        match node.args:
            case (item, Text(value)):
                weight = weigh(value)
            case _:
                raise ExpressionRefused('matches 应写成 XM.matches("正则表达式")，正则表达式要直接写出')
        if isinstance(weight, str):
            raise ExpressionRefused(weight)
        self.weight += weight
        if self.weight > WEIGHT:
            raise ExpressionRefused(f"正则表达式太大（展开后超过 {WEIGHT} 步），请缩短或减少重复次数")
        judged = self.judge(item, facts)
        _signature(node, (judged.known.kind, Kind.TEXT))
        return condition(node, facts, f"{judged.native}.matches({quoted(native(value))})")

    def applied(self, node: Call, facts: Facts) -> Judged:
        """Any other operator or function."""
        if node.name not in SIGNATURES:
            raise ExpressionRefused(f"没有函数“{node.name}”，可用：{_FUNCTIONS}")
        args = [self.judge(arg, facts) for arg in node.args]
        signature = _signature(node, tuple(arg.known.kind for arg in args))
        line = self._native(signature, [arg.native for arg in args])
        if signature.gives is Kind.TRUTH:
            return condition(node, facts, line)
        unit = one_unit(node, *(arg.known for arg in args)) if node.name in _KEEPS_UNIT else None
        known = Known(kind=signature.gives, low=signature.low, high=signature.high, unit=unit)
        return Judged(known=facts.get(node, known), native=line)

    def _native(self, signature: Signature, args: list[str]) -> str:
        if signature.call is None:
            return signature.native.format(*args)
        name = self.calls.setdefault(signature.call, f"f{len(self.calls)}")
        # A function that has no answer gives None, and adding to that fails.
        nothing = quoted("") if signature.gives is Kind.TEXT else "0"
        return f"({name}({', '.join(args)}) + {nothing})"


_SPECIAL: Mapping[str, Callable[[Judge, Call, Facts], Judged]] = {
    "?:": Judge.choice,
    "&&": Judge.joined,
    "||": Judge.joined,
    "!": Judge.negated,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), Judge.compared),
    "in": Judge.among,
    "has": Judge.filled,
    "date": Judge.day,
    "matches": Judge.matching,
}


def _number(node: Number) -> Judged:
    number = number_of(node.value)
    if number is None:
        raise ExpressionRefused(f"数字 {shown(node)} 太大，或小数超过 6 位，或前面多写了 0")
    return Judged(known=Known(kind=Kind.NUMBER, low=number, high=number), native=f"({number})")


def _signature(node: Call, kinds: tuple[Kind, ...]) -> Signature:
    """The way to call it that takes these."""
    rows = SIGNATURES[node.name]
    for row in rows:
        if row.takes == kinds:
            return row
    sign = "-" if node.name == "neg" else node.name
    given, wanted = "、".join(kinds) or "空", "，或".join("、".join(row.takes) for row in rows)
    cast = CAST if len(set(kinds)) > 1 else ""
    raise ExpressionRefused(f"“{shown(node)}”里的“{sign}”不能用于{given}，只能用于{wanted}{cast}")
