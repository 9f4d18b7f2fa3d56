"""Several cities in memory, with crosswalks between them: one thing changed at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from examples.make_catalogues import organ_code
from federation.ids import CANONICAL, BaseCode, Locality, TaskCode
from federation.items import Catalogue, FieldSpec, Item, ItemKey, MaterialSpec
from federation.items.item import SCHEME
from federation.items.tables import FieldType, Need, ProjectType, UseLevel
from federation.mapping import Crosswalk, CrosswalkRow, Federation, Relation
from federation.mapping.coverage import Coverage, coverage

SHANTOU, XIAN, CHENZHOU = Locality("440500"), Locality("610100"), Locality("431000")
VERSION = "1"
DAY = date(2026, 10, 9)


def own_base(place: Locality, number: int) -> BaseCode:
    """A base code of the place's province: no two cities of different provinces share it."""
    return BaseCode(f"{place[:2]}2099{number:03}000")


def national_base(number: int) -> BaseCode:
    """A base code that all cities share."""
    return BaseCode(f"002099{number:03}000")


def item(place: Locality, number: int, *, base: BaseCode | None = None, **changes: Any) -> Item:
    """An item of a city with a code of its province, then changed."""
    organ = organ_code({"kind": "11", "place": place, "number": "0001"})
    digits = base or (national_base(number) if place == CANONICAL else own_base(place, number))
    task = TaskCode(f"{organ}3{digits}")
    values: dict[str, Any] = {
        "key": ItemKey(locality=place, scheme=SCHEME, code=task, version=VERSION),
        "name": f"事项{number}",
        "base": digits,
        "task": task,
        "type": "20",
        "organ": organ,
        "organ_name": f"{place}某局",
        "level": UseLevel.CITY,
        "kind": ProjectType.PROMISED,
    }
    return Item(**values | changes)


def text(code: str, label: str = "", **changes: Any) -> FieldSpec:
    """A text field."""
    return FieldSpec(**{"code": code, "label": label or f"字段{code}", "type": FieldType.TEXT} | changes)


def paper(code: str, name: str = "", **changes: Any) -> MaterialSpec:
    """A material that is required."""
    return MaterialSpec(**{"code": code, "name": name or f"材料{code}", "need": Need.REQUIRED} | changes)


def catalogue(place: Locality, items: Iterable[Item], **changes: Any) -> Catalogue:
    """A city's items."""
    return Catalogue.of(**{"locality": place, "version": VERSION, "items": items} | changes)


def row(start: Item, end: Item | None, **changes: Any) -> CrosswalkRow:
    """One item is the same as another; without the other, there is none."""
    relation = Relation.NONE if end is None else Relation.EXACT
    values = {"accepting": start.key.code, "handling": end.key.code if end else "", "relation": relation}
    return CrosswalkRow(**values | changes)


def crosswalk(start: Locality, end: Locality, *rows: CrosswalkRow, **changes: Any) -> Crosswalk:
    """A document of two places."""
    return Crosswalk(**{"accepting": start, "handling": end, "version": VERSION, "rows": rows} | changes)


def hubbed(number: int, *places: Locality) -> tuple[dict[Locality, Item], list[Crosswalk]]:
    """An item in each city and the canonical one, with a hub document of each city."""
    items = {place: item(place, number) for place in (*places, CANONICAL)}
    return items, [crosswalk(place, CANONICAL, row(items[place], items[CANONICAL])) for place in places]


def taken(places: dict[Locality, list[Item]], *documents: Crosswalk, **asked: Any) -> Coverage:
    """Stock of a federation of these cities."""
    catalogues = [catalogue(place, items) for place, items in places.items()]
    return coverage(Federation.of(catalogues, documents), on=DAY, **asked)


def codes(*items: Item) -> tuple[str, ...]:
    """Their codes."""
    return tuple(one.key.code for one in items)
