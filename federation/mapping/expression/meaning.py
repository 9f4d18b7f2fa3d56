"""What is known beforehand of every part of an expression: its kind and the values it can have.

A choice field can only hold its codes, a comparison leaves fewer of them to each branch, and a
branch to which nothing is left can never be used. What is not told apart here (text pieces, results
of arithmetic) is taken to hold anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from federation.items import FieldSpec
from federation.mapping.expression.functions import MOST, Kind
from federation.mapping.expression.syntax import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a part can give.

    Attributes:
        kind: text, number, date or truth.
        values: all texts it can be; None if they are not told.
        barred: texts it cannot be.
        low: least number (in millionths) or day (its ordinal).
        high: greatest.
        truth: for a condition, what it always is.
        unit: 计量单位 of a number; None if any will do.
        choice: the choice field whose code it is.
    """

    kind: Kind
    values: frozenset[str] | None = None
    barred: frozenset[str] = frozenset()
    low: int = -MOST
    high: int = MOST
    truth: bool | None = None
    unit: str | None = None
    choice: FieldSpec | None = None


Facts = Mapping[Node, Known]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A sound part.

    Attributes:
        known: what it can give.
        native: how the engine writes it.
        yes: for a condition, what is known where it holds.
        no: where it does not.
    """

    known: Known
    native: str
    yes: Facts = field(default_factory=dict)
    no: Facts = field(default_factory=dict)


_NOTHING: Facts = MappingProxyType({})


def condition(
    node: Node,
    facts: Facts,
    native: str,
    *,
    truth: bool | None = None,
    yes: Facts = _NOTHING,
    no: Facts = _NOTHING,
) -> Judged:
    """A condition; where it holds it holds wherever it is asked again."""
    return Judged(
        known=facts.get(node, Known(kind=Kind.TRUTH, truth=truth)),
        native=native,
        yes={**yes, node: Known(kind=Kind.TRUTH, truth=True)},
        no={**no, node: Known(kind=Kind.TRUTH, truth=False)},
    )


def either(one: Known, other: Known) -> Known:
    """What is known of something that is one of the two, of the same kind."""
    both = None if one.values is None or other.values is None else one.values | other.values
    return Known(
        kind=one.kind,
        values=both,
        barred=one.barred & other.barred,
        low=min(one.low, other.low),
        high=max(one.high, other.high),
        unit=other.unit if one.unit is None else one.unit,
        choice=one.choice or other.choice,
    )


def compared(sign: str, one: Known, other: Known) -> bool | None:
    """What a comparison always gives, if it always gives the same."""
    match sign:
        case "==":
            return _same(one, other)
        case "!=":
            same = _same(one, other)
            return None if same is None else not same
        case "<":
            return _less(one, other)
        case ">":
            return _less(other, one)
        case "<=":
            less = _less(other, one)
        case _:
            less = _less(one, other)
    return None if less is None else not less


def _same(one: Known, other: Known) -> bool | None:
    if one.kind is not Kind.TEXT:
        if one.high < other.low or other.high < one.low:
            return False
        return True if one.low == one.high == other.low == other.high else None
    for here, there in ((one, other), (other, one)):
        if here.values is not None and here.values <= there.barred:
            return False
    if one.values is None or other.values is None:
        return None
    if one.values.isdisjoint(other.values):
        return False
    return True if len(one.values | other.values) == 1 else None


def _less(one: Known, other: Known) -> bool | None:
    if one.high < other.low:
        return True
    return False if one.low >= other.high else None


def where(known: Known, sign: str, other: Known) -> Known:
    """What is known of one side of a comparison where the comparison holds."""
    match sign:
        case "==":
            return _both(known, other)
        case "!=":
            return _without(known, other)
        case "<":
            return replace(known, high=min(known.high, other.high - 1))
        case "<=":
            return replace(known, high=min(known.high, other.high))
        case ">":
            return replace(known, low=max(known.low, other.low + 1))
        case _:
            return replace(known, low=max(known.low, other.low))


def _both(known: Known, other: Known) -> Known:
    if other.values is None:
        values = known.values
    else:
        values = other.values - known.barred if known.values is None else known.values & other.values
    return replace(known, values=values, low=max(known.low, other.low), high=min(known.high, other.high))


def _without(known: Known, other: Known) -> Known:
    if known.kind is not Kind.TEXT:
        single = other.low == other.high
        low = known.low + 1 if single and known.low == other.low else known.low
        high = known.high - 1 if single and known.high == other.high else known.high
        return replace(known, low=low, high=high)
    if other.values is None or len(other.values) > 1:
        return known
    if known.values is None:
        return replace(known, barred=known.barred | other.values)
    return replace(known, values=known.values - other.values)
