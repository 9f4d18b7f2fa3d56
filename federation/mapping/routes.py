"""A federation's catalogues and crosswalks, indexed so that finding a way is a few look-ups.

Nothing is prepared before it is asked for: a row is checked against the catalogues of the day when
an item first needs it, and every answer is remembered (`Memory`), so that neither start nor memory
grows with the number of cities and items.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Generic, Self, TypeVar

from federation.ids import Locality
from federation.items import Catalogue, Item
from federation.items.history import History
from federation.mapping.checks import row_faults
from federation.mapping.crosswalk import Crosswalk, CrosswalkRow, Relation
from federation.mapping.legs import Leg, legs
from federation.mapping.match import Resolution
from federation.mapping.once import Once
from federation.mapping.plan import Plan, explicit
from federation.mapping.turns import in_turn

ANSWERS = 4_096  # of `resolve`, kept: up to some 30 kB each when their plans were made
ROUTES = 20_000  # rows checked for an item, kept: enough for 14 cities of 600 items, both ways
_T = TypeVar("_T")


class Memory(Generic[_T]):
    """What a pure function answered, by what it was asked; forgets all when it is full."""

    __slots__ = ("_kept", "_most")

    def __init__(self, most: int) -> None:
        self._kept: dict[object, _T] = {}
        self._most = most

    def get(self, key: object) -> _T | None:
        """What was answered before; None if nobody asked."""
        return self._kept.get(key)

    def keep(self, key: object, answer: _T) -> _T:
        """Remember an answer."""
        if len(self._kept) >= self._most:
            self._kept.clear()
        self._kept[key] = answer
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A crosswalk row for one item: where it leads on a day.

    Attributes:
        leg: the document, as it is read.
        row: the row.
        start: the item it starts from.
        targets: the items it leads to; none for NONE and where it is stale.
        plans: makes the plan to each of them, once for all ways that lead over it.
        stale: why the row does not fit the catalogues; empty if it does.
    """

    leg: Leg
    row: CrosswalkRow
    start: Item
    targets: tuple[Item, ...]
    plans: tuple[Callable[[], Plan], ...]
    stale: str = ""


def _rows(leg: Leg, item: Item, catalogue: Catalogue) -> Iterator[CrosswalkRow]:
    """The rows that mean an item: by its own code, or by one it shares, in the document's order."""
    places, own = leg.places(), item.key.code
    found = list(places.get(own, ()))
    for code in (item.task, item.base):
        if code != own and (shared := places.get(code)) and _means(catalogue, code, item):
            found += shared
    return (row for at in sorted(found) if (row := leg.row(at)) is not None)


def _means(catalogue: Catalogue, code: str, item: Item) -> bool:
    return any(found.key == item.key for found in catalogue.find(code))


@dataclass(frozen=True, slots=True, kw_only=True)
class Federation:
    """Catalogues and crosswalks of several localities, ready for look-up. Build it with `of`.

    Attributes:
        histories: the versions of each locality's catalogue.
        crosswalks: as loaded against these catalogues, or against others.
        memory: what `resolve` answered so far: nothing that could not be found anew.
    """

    histories: Mapping[Locality, History]
    crosswalks: tuple[Crosswalk, ...]
    _legs: Mapping[tuple[Locality, Locality], tuple[Leg, ...]] = field(repr=False, compare=False)
    memory: Memory[Resolution] = field(default_factory=lambda: Memory(ANSWERS), repr=False, compare=False)
    _known: Memory[tuple[Route, ...]] = field(
        default_factory=lambda: Memory(ROUTES), repr=False, compare=False
    )

    @classmethod
    def of(cls, catalogues: Iterable[Catalogue], crosswalks: Iterable[Crosswalk] = ()) -> Self:
        """Take catalogues and crosswalks; costs nothing for each item and row.

        Args:
            catalogues: of any localities; of each, one or several versions.
            crosswalks: of pairs of cities, and hub documents to the canonical catalogue. A row that
                does not fit the catalogues of the day does not run: `stale` names it, and `resolve`
                says so for its item.

        Raises:
            InvalidInput: VERSION_TAKEN where two catalogues of a locality share a version or first day.
        """
        versions: dict[Locality, list[Catalogue]] = defaultdict(list)
        for catalogue in catalogues:
            versions[catalogue.locality].append(catalogue)
        documents = tuple(crosswalks)
        found: dict[tuple[Locality, Locality], list[Leg]] = defaultdict(list)
        for document in in_turn(documents):
            for leg in legs(document):
                found[leg.start, leg.end].append(leg)
        return cls(
            histories=MappingProxyType({place: History.of(held) for place, held in versions.items()}),
            crosswalks=documents,
            _legs=MappingProxyType({pair: tuple(these) for pair, these in found.items()}),
        )

    @property
    def localities(self) -> tuple[Locality, ...]:
        """Whose catalogues are here, in order of code."""
        return tuple(sorted(self.histories))

    def catalogue(self, locality: Locality, on: date) -> Catalogue | None:
        """A locality's catalogue in force on a day; None if there is none.

        Args:
            locality: whose.
            on: the day.
        """
        history = self.histories.get(locality)
        return history.on(on) if history is not None else None

    def routes(self, item: Item, start: Catalogue, end: Catalogue, on: date) -> tuple[Route, ...]:
        """The crosswalk rows in force on a day that lead from an item of one catalogue to another.

        Each is checked once: one to the canonical catalogue serves all the cities behind it.

        Args:
            item: of ``start``.
            start: the catalogue the rows start from, in the version of the day.
            end: the catalogue they lead to, likewise.
            on: the day.
        """
        found = self._legs.get((start.locality, end.locality))
        if found is None:
            return ()
        key = item.key.code, start.locality, start.version, end.locality, end.version, on
        known = self._known.get(key)
        if known is not None:
            return known
        made = tuple(
            _route(leg, row, item, end)
            for leg in found
            if leg.document.in_force(on)
            for row in _rows(leg, item, start)
            if row.in_force(on)
        )
        return self._known.keep(key, made)

    def stale(self) -> tuple[Route, ...]:
        """Rows that do not fit the last catalogues and must be reviewed again before they count."""
        return tuple(
            route
            for (start, end), found in self._legs.items()
            if start in self.histories and end in self.histories
            for leg in found
            for route in _all_routes(leg, self.histories[start].latest, self.histories[end].latest)
            if route.stale
        )


def _all_routes(leg: Leg, start: Catalogue, end: Catalogue) -> Iterator[Route]:
    rows = (leg.row(at) for at in range(len(leg.document.rows)))
    return (
        _route(leg, row, item, end) for row in rows if row is not None for item in start.find(row.accepting)
    )


def _route(leg: Leg, row: CrosswalkRow, item: Item, end: Catalogue) -> Route:
    targets = () if row.relation is Relation.NONE else row.handling_items(end)
    why = next(row_faults(row, (item,), targets, leg.tables), "")
    if not why and row.relation is not Relation.NONE and not targets:
        why = "办理地事项目录里没有这个编码"
    reached = () if why else targets
    return Route(
        leg=leg,
        row=row,
        start=item,
        targets=reached,
        plans=tuple(_plan(leg, row, item, target) for target in reached),
        stale=why,
    )


def _plan(leg: Leg, row: CrosswalkRow, start: Item, target: Item) -> Callable[[], Plan]:
    return Once(lambda: explicit(row, start, target, leg.tables))
