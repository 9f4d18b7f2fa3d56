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
from federation.mapping.checks import row_faults
from federation.mapping.crosswalk import Crosswalk, CrosswalkRow, Relation
from federation.mapping.match import Matched, Via
from federation.mapping.plan import explicit, implicit
from federation.mapping.rules import Step


@dataclass(frozen=True, slots=True)
class Route:
    """A crosswalk row prepared for one accepting item: where it leads, and when.

    Attributes:
        crosswalk: the document.
        row: the row.
        matches: one for each item it leads to; none for NONE and where it is stale.
        stale: why the row no longer fits the catalogues; empty if it does.
    """

    crosswalk: Crosswalk
    row: CrosswalkRow
    matches: tuple[Matched, ...]
    stale: str = ""

    def in_force(self, on: date) -> bool:
        """Whether it counts on that day."""
        return self.crosswalk.in_force(on) and self.row.in_force(on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Federation:
    """Catalogues and crosswalks of several localities, prepared for look-up. Build it with `of`.

    Attributes:
        catalogues: one for each locality.
        crosswalks: as loaded against these catalogues, or against earlier ones.
    """

    catalogues: Mapping[Locality, Catalogue]
    crosswalks: tuple[Crosswalk, ...]
    _routes: Mapping[tuple[str, Locality], tuple[Route, ...]] = field(repr=False, compare=False)
    _shared: dict[tuple[ItemKey, ItemKey], Matched] = field(
        default_factory=dict, repr=False, compare=False
    )  # plans by national code, made when first asked for: a pure function's memory

    @classmethod
    def of(cls, catalogues: Iterable[Catalogue], crosswalks: Iterable[Crosswalk] = ()) -> Self:
        """Prepare every row of every crosswalk.

        A row that no longer fits, because a catalogue was replaced after the crosswalk was loaded,
        does not run: `stale` names it, and `resolve` says so for its item.
        """
        by_locality = {catalogue.locality: catalogue for catalogue in catalogues}
        documents = tuple(crosswalks)
        routes: dict[tuple[str, Locality], list[Route]] = defaultdict(list)
        for document in documents:
            accepting, handling = by_locality.get(document.accepting), by_locality.get(document.handling)
            if accepting is None or handling is None:
                continue  # nobody can ask: `resolve` says that the catalogue is not here
            for row in document.rows:
                for item in accepting.find(row.accepting):
                    route = _route(document, row, item, handling)
                    routes[item.key.code, document.handling].append(route)
        return cls(
            catalogues=MappingProxyType(by_locality),
            crosswalks=documents,
            _routes=MappingProxyType({key: tuple(found) for key, found in routes.items()}),
        )

    def stale(self) -> tuple[Route, ...]:
        """Rows that must be reviewed again before they count."""
        return tuple(route for found in self._routes.values() for route in found if route.stale)

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


def _route(document: Crosswalk, row: CrosswalkRow, item: Item, handling: Catalogue) -> Route:
    targets = row.handling_items(handling)
    faults = list(row_faults(row, (item,), targets, document.tables))
    if row.relation is not Relation.NONE and not targets:
        faults.append("办理地事项目录里没有这个编码")
    if faults:
        return Route(document, row, (), stale=faults[0])
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
        for found in targets
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
