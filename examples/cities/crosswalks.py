"""The crosswalk of a city to the canonical catalogue, and true pairs of items between cities.

Nothing is guessed: city and canonical item were made from one pool, so every row is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from examples.cities.canonical import canonical_base
from examples.cities.items import CityItem, CityMade
from federation.ids import CANONICAL
from federation.mapping.crosswalk import Crosswalk, CrosswalkRow, Relation


def hub_crosswalk(made: CityMade, until: date | None = None) -> Crosswalk:
    """The document, in force from the city's first day ``until`` the next one's."""
    return Crosswalk(
        accepting=made.city.code,
        handling=CANONICAL,
        version=made.city.version,
        effective_from=date.fromisoformat(made.city.effective),
        effective_to=until,
        codes=made.tables.codes(),
        rows=tuple(row for one in made.items for row in _rows(one)),
    )


def _rows(one: CityItem) -> Iterator[CrosswalkRow]:
    if not one.links:
        yield CrosswalkRow(accepting=_code(one), relation=Relation.NONE, note="本地自有事项，规范目录没有")
    for link in one.links:
        base = canonical_base(link.source)
        yield CrosswalkRow(
            accepting=_code(one),
            canonical=base,
            handling=base if len(one.links) > 1 else "",
            relation=link.relation,
            condition=link.here,
            back=link.back,
            materials=link.materials,
            fields=link.fields,
        )


def _code(one: CityItem) -> str:
    """The base code where it is enough: the 31 characters change when an organ does."""
    return one.item.key.code if one.option else one.item.base


def true_pairs(one: CityMade, other: CityMade) -> Iterator[tuple[str, str]]:
    """Which items of two cities are each other's, where their base codes do not say so.

    An item of the first city that the second has not stands alone, with nothing beside it.
    """
    theirs: dict[str, list[CityItem]] = {}
    for item in other.items:
        for name in _names(item):
            theirs.setdefault(name, []).append(item)
    for ours in one.items:
        found = dict.fromkeys(item for name in _names(ours) for item in theirs.get(name, ()))
        if not found:
            yield ours.item.key.code, ""
        for item in found:
            fits = not (ours.option and item.option) or ours.option == item.option
            if fits and ours.item.base != item.item.base:
                yield ours.item.key.code, item.item.key.code


def _names(one: CityItem) -> tuple[str, ...]:
    """By what an item is known in every city that has it."""
    return tuple(link.source.tail for link in one.links) or (one.source.same or one.source.name,)
