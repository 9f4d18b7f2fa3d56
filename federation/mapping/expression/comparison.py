"""Comparisons in an expression: what can be compared, and what either outcome says of the two sides."""

from __future__ import annotations

from collections.abc import Mapping

from federation.mapping.expression.functions import Kind
from federation.mapping.expression.meaning import Facts, Judged, Known, compared, condition, either, where
from federation.mapping.expression.syntax import Call, ExpressionRefused, Node, Number, Text, quoted, shown

_NOT: Mapping[str, str] = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SWAPPED: Mapping[str, str] = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_OF_ITSELF = frozenset({"==", "<=", ">="})


def one_unit(node: Node, *sides: Known) -> str | None:
    """The unit of all sides; a number that is written out has none of its own.

    Raises:
        ExpressionRefused: two units.
    """
    units = {side.unit for side in sides if side.unit is not None}
    if len(units) > 1:
        named = "、".join(unit or "无单位" for unit in sorted(units))
        raise ExpressionRefused(f"“{shown(node)}”里的单位不同（{named}），请先乘或除以换算的倍数")
    return next(iter(units), None)


def comparable(node: Node, one: Known, other: Known) -> None:
    """Two sides of one type may still never be equal.

    Raises:
        ExpressionRefused: two units, or a choice field with what it cannot hold.
    """
    one_unit(node, one, other)
    for here, there in ((one, other), (other, one)):
        if here.choice is None or there.choice is not None or there.values is None:
            continue
        strange = there.values - here.choice.choice_codes() - (here.values or frozenset())
        if strange:
            empty = "；没有填用 !has(…) 判断" if "" in strange else ""
            codes = "、".join(map(quoted, sorted(strange)))
            raise ExpressionRefused(f"“{here.choice.label}”没有代码 {codes}（{here.choice.hint()}）{empty}")


def comparison(node: Call, one: Judged, other: Judged, facts: Facts) -> Judged:
    """``a == b`` and its like, of sides that are `comparable`."""
    sign = node.name
    truth = compared(sign, one.known, other.known)
    if node.args[0] == node.args[1]:
        truth = sign in _OF_ITSELF
    yes, no = {}, {}
    for part, here, there, says in (
        (node.args[0], one.known, other.known, sign),
        (node.args[1], other.known, one.known, _SWAPPED[sign]),
    ):
        if not written(part):
            yes[part] = where(here, says, there)
            no[part] = where(here, _NOT[says], there)
    native = f"({one.native} {sign} {other.native})"
    return condition(node, facts, native, truth=truth, yes=yes, no=no)


def membership(node: Call, item: Judged, others: list[Judged], facts: Facts) -> Judged:
    """``a in [b, c]``.

    Raises:
        ExpressionRefused: something in the list is of another type, or a code the field does not have.
    """
    rest, hit, always = item.known, None, False
    for other in others:
        if other.known.kind is not item.known.kind or item.known.kind is Kind.TRUTH:
            kinds = f"“in”左边是{item.known.kind}，方括号里有{other.known.kind}"
            raise ExpressionRefused(f"“{shown(node)}”两边类型不同：{kinds}")
        comparable(node, item.known, other.known)
        same = compared("==", rest, other.known)
        always = always or same is True
        if same is not False:
            found = where(rest, "==", other.known)
            hit = found if hit is None else either(hit, found)
            rest = where(rest, "!=", other.known)
    part = node.args[0]
    return condition(
        node,
        facts,
        f"({item.native} in [{', '.join(other.native for other in others)}])",
        truth=True if always else None if hit else False,
        yes={part: hit} if hit else {},
        no={part: rest},
    )


def written(node: Node) -> bool:
    """Whether a part is a value written out."""
    match node:
        case Text() | Number() | Call("date", (Text(),)):
            return True
        case _:
            return False
