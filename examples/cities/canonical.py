"""The canonical catalogue 规范目录, and the codes under which provinces know its items."""

from __future__ import annotations

from datetime import date
from functools import cache

from examples.cities.dice import Dice
from examples.cities.forms import canonical_form
from examples.cities.guides import MODES, channel, project_type, result_type, special_procedure
from examples.cities.lists import canonical_list
from examples.cities.organs import national_organ
from examples.cities.pool import PoolItem, pool
from federation.ids import CANONICAL, BaseCode, TaskCode
from federation.items import Catalogue, Item
from federation.items.item import SCHEME, ItemKey, Limit
from federation.items.tables import HandleArea, OrganKind, UseLevel

# The share of items of a type for which a province gives a code of its own instead of the national one.
_PROVINCIAL = {"01": 0.06, "05": 0.3, "07": 0.2, "08": 0.4, "09": 0.4, "10": 0.35, "20": 0.5}
# A province may also count an item as another type; these are taken for one another.
_OTHER_TYPES = {"07": "20", "20": "07", "10": "20", "05": "20"}


def canonical_base(item: PoolItem) -> BaseCode:
    """The national code of a pool item."""
    return BaseCode(f"00{item.tail}")


@cache
def provincial_base(province: str, item: PoolItem) -> BaseCode:
    """The code a province's cities use: mostly the national one, else one of the province's own.

    Type and sequence may differ; departments are numbered otherwise in every province.
    """
    dice = Dice(f"province {province}")
    if not dice.share(_PROVINCIAL[item.type], "own code", item.tail):
        return canonical_base(item)
    kind = item.type
    if kind in _OTHER_TYPES and dice.share(0.25, "other type", item.tail):
        kind = _OTHER_TYPES[kind]
    department = (int(item.tail[2:4]) * 7 + int(province)) % 90 + 10
    number = dice.number("number", item.tail) % 50_000  # a province's own items are numbered from 95 on
    return BaseCode(f"{province}{kind}{department:02}9{number:05}")


def canonical_catalogue() -> Catalogue:
    """规范目录: every item of the pool as the country names it."""
    organ, name = national_organ()
    items = [
        Item(
            key=ItemKey(
                locality=CANONICAL, scheme=SCHEME, code=f"{organ}1{canonical_base(one)}", version="2026"
            ),
            name=one.name,
            base=canonical_base(one),
            task=TaskCode(f"{organ}1{canonical_base(one)}"),
            type=one.type,
            organ=organ,
            organ_name=name,
            organ_kind=OrganKind.OTHER,
            level=UseLevel.STATE,
            kind=project_type(one.promised),
            servers=one.servers,
            handle_types=MODES,
            area=HandleArea.PROVINCES,
            legal=Limit(amount=one.legal, unit=one.unit),
            promised=Limit(amount=one.promised, unit=one.unit),
            accept_condition=one.condition,
            by_law="；".join(one.laws),
            special=special_procedure(one),
            result=one.result,
            result_type=result_type(one.result),
            channel=channel(one),
            synthetic=True,
            materials=canonical_list(one),
            fields=canonical_form(one),
        )
        for one in pool()
    ]
    return Catalogue.of(locality=CANONICAL, version="2026", items=items, effective_from=date(2026, 1, 1))
