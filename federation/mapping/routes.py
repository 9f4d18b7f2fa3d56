"""A federation's catalogues and crosswalks, prepared so that resolving is a look-up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Self

from federation.ids import Locality
from federation.items import Catalogue, Item, ItemKey
from federation.mapping.crosswalk import Crosswalk, CrosswalkRow, Relation
from federation.mapping.match import Matched, Via
from federation.mapping.plan import explicit, implicit
from federation.mapping.rules import Step


@dataclass(frozen=True, slots=True)
class Route:
    """A crosswalk row prepared for one accepting item: where it leads, and when."""

    crosswalk: Crosswalk
    row: CrosswalkRow
    matches: tuple[Matched, ...]

    def in_force(self, on: date) -> bool:
        """Whether it counts on that day."""
        return self.crosswalk.in_force(on) and self.row.in_force(on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Federation:
    """Catalogues and crosswalks of several localities, prepared for look-up. Build it with `of`.

    Attributes:
        catalogues: one for each locality.
        crosswalks: as loaded against these catalogues.
    """

    catalogues: Mapping[Locality, Catalogue]
    crosswalks: tuple[Crosswalk, ...]
    _routes: Mapping[tuple[str, Locality], tuple[Route, ...]] = field(repr=False, compare=False)
    _shared: dict[tuple[ItemKey, ItemKey], Matched] = field(
        default_factory=dict, repr=False, compare=False
    )  # plans by national code, made when first asked for: a pure function's memory

    @classmethod
    def of(cls, catalogues: Iterable[Catalogue], crosswalks: Iterable[Crosswalk] = ()) -> Self:
        """Prepare every row of every crosswalk; they must have been loaded against these catalogues."""
        by_locality = {catalogue.locality: catalogue for catalogue in catalogues}
        documents = tuple(crosswalks)
        routes: dict[tuple[str, Locality], list[Route]] = defaultdict(list)
        for document in documents:
            for row in document.rows:
                for item in by_locality[document.accepting].find(row.accepting):
                    route = _route(document, row, item, by_locality[document.handling])
                    routes[item.key.code, document.handling].append(route)
        return cls(
            catalogues=MappingProxyType(by_locality),
            crosswalks=documents,
            _routes=MappingProxyType({key: tuple(found) for key, found in routes.items()}),
        )

    def routes(self, item: Item, to: Locality) -> tuple[Route, ...]:
        """The crosswalk rows of an item, of all dates."""
        return self._routes.get((item.key.code, to), ())

    def shared(self, accepting: Item, handling: Item) -> Matched:
        """The match of two items by their national code, or of an item with itself."""
        pair = accepting.key, handling.key
        match = self._shared.get(pair)
        if match is None:
            made = _direct(handling) if accepting is handling else _by_national_code(accepting, handling)
            match = self._shared.setdefault(pair, made)
        return match


def handling_items(row: CrosswalkRow, catalogue: Catalogue) -> tuple[Item, ...]:
    """The items of the handling place a row leads to; through the canonical code if it names none."""
    code = row.handling or row.canonical
    return catalogue.find(code) if code else ()


def _route(document: Crosswalk, row: CrosswalkRow, item: Item, handling: Catalogue) -> Route:
    steps = _situation_step(row)
    matches = tuple(
        Matched(
            accepting=item,
            handling=found,
            relation=row.relation,
            via=Via.CROSSWALK,
            crosswalk=document.name,
            canonical=row.canonical,
            condition=row.condition,
            note=row.note,
            why=f"按对照表 {document.name}：{row.relation.label}" + (f"（{row.note}）" if row.note else ""),
            plan=explicit(row, item, found, document.tables),
            steps=tuple(replace(step, target=found.key.code) for step in steps),
        )
        for found in handling_items(row, handling)
    )
    return Route(document, row, matches)


def _situation_step(row: CrosswalkRow) -> tuple[Step, ...]:
    if row.condition is None:
        return ()
    return (
        Step(target="", rule=row.relation.value, sources=(row.condition.field,), note=str(row.condition)),
    )


def _by_national_code(accepting: Item, handling: Item) -> Matched:
    return Matched(
        accepting=accepting,
        handling=handling,
        relation=Relation.EXACT,
        via=Via.NATIONAL_CODE,
        canonical=accepting.base,
        why=f"两地使用同一国家基本编码 {accepting.base}；没有对照表，只按相同编码和名称带入",
        plan=implicit(accepting, handling),
    )


def _direct(item: Item) -> Matched:
    return Matched(
        accepting=item,
        handling=item,
        relation=Relation.EXACT,
        via=Via.DIRECT,
        why="已是办理地自己的事项，按其表单和清单填报",
        plan=implicit(item, item),
    )
