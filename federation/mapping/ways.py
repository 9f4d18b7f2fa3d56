"""The ways from an item to another city's: a pair's crosswalk, the canonical catalogue, the national code.

The first way that says anything is the one that counts: what two cities reviewed together stands
above what each reviewed with the canonical catalogue, and both above equal codes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from federation.ids import CANONICAL
from federation.items import Catalogue, Condition, Item
from federation.items.codes import is_national
from federation.items.form import condition_words
from federation.mapping.chain import chain
from federation.mapping.crosswalk import CrosswalkRow, Relation
from federation.mapping.match import Matched, Situation, Via
from federation.mapping.once import Once
from federation.mapping.plan import Plan, implicit
from federation.mapping.routes import Federation, Route
from federation.mapping.rules import Step

Ways = tuple[Matched, ...] | Route  # a route that is NONE or stale: the way ends there


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hop:
    """One step of the way: from an item to another, by a row or by the national code they share."""

    start: Item
    end: Item
    route: Route | None
    plan: Callable[[], Plan]

    @property
    def row(self) -> CrosswalkRow | None:
        return self.route.row if self.route is not None else None


def ways(federation: Federation, item: Item, start: Catalogue, end: Catalogue, on: date) -> Ways:
    """All matches of an item, by the first way that says anything; none if no way does."""
    for way in (_by_pair, _by_canonical):
        found = way(federation, item, start, end, on)
        if found is not None:
            return found
    if is_national(item.base):
        return tuple(_by_national_code(item, other) for other in end.by_base.get(item.base, ()))
    return ()


def direct(item: Item) -> Matched:
    """The match of an item with itself: it was asked for at the handling place's own code."""
    return Matched(
        accepting=item,
        handling=item,
        relation=Relation.EXACT,
        via=Via.DIRECT,
        why="已是办理地自己的事项，按其表单和清单填报",
        make_plan=Once(lambda: implicit(item, item)),
    )


def _by_national_code(accepting: Item, handling: Item) -> Matched:
    return Matched(
        accepting=accepting,
        handling=handling,
        relation=Relation.EXACT,
        via=Via.NATIONAL_CODE,
        canonical=accepting.base,
        why=f"两地使用同一国家基本编码 {accepting.base}；没有对照表，只按相同编码和名称带入",
        make_plan=Once(lambda: implicit(accepting, handling)),
    )


def _ended(routes: tuple[Route, ...]) -> Route | None:
    """A row that says there is no counterpart, best with its reason; else one that no longer fits."""
    ends = [route for route in routes if route.stale or route.row.relation is Relation.NONE]
    return min(ends, key=_weight) if ends else None


def _weight(route: Route) -> int:
    return 2 if route.row.relation is not Relation.NONE else 0 if route.row.note else 1


def _by_pair(federation: Federation, item: Item, start: Catalogue, end: Catalogue, on: date) -> Ways | None:
    routes = federation.routes(item, start, end, on)
    if not routes:
        return None
    return _ended(routes) or tuple(_matched((hop,)) for route in routes for hop in _hops(route))


def _hops(route: Route) -> Iterator[_Hop]:
    for target, plan in zip(route.targets, route.plans, strict=True):
        yield _Hop(start=route.start, end=target, route=route, plan=plan)


def _by_canonical(
    federation: Federation, item: Item, start: Catalogue, end: Catalogue, on: date
) -> Ways | None:
    """Two hops, of which at least one is a reviewed row."""
    middle = federation.catalogue(CANONICAL, on)
    if middle is None or CANONICAL in (start.locality, end.locality):
        return None
    first = _leg(federation, item, start, middle, on)
    if isinstance(first, Route):
        return first
    found: list[Matched] = []
    reviewed = any(hop.route is not None for hop in first)
    for hop in first:
        second = _leg(federation, hop.end, middle, end, on)
        if isinstance(second, Route):
            return second
        pairs = [(hop, then) for then in second if hop.route is not None or then.route is not None]
        reviewed = reviewed or bool(pairs)
        found += map(_matched, pairs)
    return tuple(found) if reviewed else None


def _leg(
    federation: Federation, item: Item, start: Catalogue, end: Catalogue, on: date
) -> tuple[_Hop, ...] | Route:
    routes = federation.routes(item, start, end, on)
    if routes:
        return _ended(routes) or tuple(hop for route in routes for hop in _hops(route))
    found = end.by_base.get(item.base, ()) if is_national(item.base) else ()
    return tuple(_Hop(start=item, end=other, route=None, plan=_implicit(item, other)) for other in found)


def _implicit(item: Item, other: Item) -> Callable[[], Plan]:
    return Once(lambda: implicit(item, other))


def _matched(hops: tuple[_Hop, ...]) -> Matched:
    """The match that one hop, or two one after the other, make."""
    first, last = hops[0], hops[-1]
    rows = [hop.row for hop in hops if hop.row is not None]
    documents = " + ".join(hop.route.leg.document.name for hop in hops if hop.route is not None)
    relation = _together([row.relation for row in rows])
    situations = _situations(hops)
    note = last.row.note if last.row is not None else ""
    through = f"，经规范事项 {first.end.base}" if len(hops) > 1 else ""
    return Matched(
        accepting=first.start,
        handling=last.end,
        relation=relation,
        via=Via.CROSSWALK if len(hops) == 1 else Via.CANONICAL,
        crosswalk=documents,
        canonical=first.end.base if len(hops) > 1 else first.row.canonical if first.row else None,
        situations=situations,
        note=note,
        why=f"按对照表 {documents}{through}：{relation.label}" + (f"（{note}）" if note else ""),
        make_plan=first.plan if len(hops) == 1 else _chained(first, last),
        steps=tuple(
            Step(target=last.end.key.code, rule=Relation.SPLIT.value, sources=one.fields, note=one.words)
            for one in situations
        ),
    )


def _chained(first: _Hop, last: _Hop) -> Callable[[], Plan]:
    return Once(lambda: chain(first.plan(), last.plan(), last.end))


def _together(relations: list[Relation]) -> Relation:
    """What several relations are one after the other.

    Wider here and narrower there is narrower: the handling place may not take all that was asked.
    """
    order = (Relation.SPLIT, Relation.NARROWER, Relation.BROADER)
    return next((one for one in order if one in relations), Relation.EXACT)


def _situations(hops: tuple[_Hop, ...]) -> tuple[Situation, ...]:
    found: list[Situation] = []
    for hop in hops:
        condition = hop.row.condition if hop.row is not None else None
        if condition is not None:
            found.append(_situation(condition, hop.start, hops[0].plan if hop is not hops[0] else None))
    return tuple(found)


def _situation(condition: Condition, of: Item, before: Callable[[], Plan] | None) -> Situation:
    """A condition on an item's form; ``before`` is the plan that fills that form, if people do not."""
    words = condition_words(condition, {spec.code: spec for spec in of.fields})
    if before is None:
        return Situation(words=words, fields=(condition.field,), holds=condition.holds)
    part = next((one for one in before().fields if one.code == condition.field), None)
    if part is None:
        return Situation(words=words, fields=(), holds=lambda _fields: None)
    run = part.run

    def holds(fields: Mapping[str, str]) -> bool | None:
        outcome = run(fields)
        return condition.holds({condition.field: outcome[0]}) if type(outcome) is tuple else None

    return Situation(words=words, fields=part.sources, holds=holds)
