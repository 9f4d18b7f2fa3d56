"""A city's items: which of the pool it has, which it splits or merges, and what each is to the country's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from examples.cities.canonical import provincial_base
from examples.cities.forms import Tables, render_form
from examples.cities.guides import Draft, published
from examples.cities.lists import render_list
from examples.cities.merged import CASE, Merged, families, merge, part_fields, part_materials
from examples.cities.organs import City, Organ, organ_of
from examples.cities.pool import PoolItem, own, pool
from federation.ids import BaseCode, HandlingItemCode, TaskCode
from federation.items import Item
from federation.items.condition import Condition
from federation.mapping.crosswalk import FieldRule, MaterialRule, Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a city's item is to one canonical item: a row of its crosswalk.

    ``here`` says by the city's form when that canonical item is meant, ``back`` by the canonical
    form when the city's is.
    """

    source: PoolItem
    relation: Relation
    here: Condition | None = None
    back: Condition | None = None
    materials: tuple[MaterialRule, ...]
    fields: tuple[FieldRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CityItem:
    """An item of a city with where it comes from; ``option`` is what a handling item is split off by."""

    city: City
    item: Item
    source: PoolItem
    option: str = ""
    organ: Organ
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CityMade:
    """A whole city: its items and the code tables their rules name."""

    city: City
    items: tuple[CityItem, ...]
    tables: Tables


def chosen(city: City) -> tuple[PoolItem, ...]:
    """The items of the pool that a city has: between three quarters and nine tenths."""
    part = 0.76 + city.dice.number("share") % 11 / 100
    return tuple(
        one for one in pool() if city.dice.share(part, "has", one.tail) is not city.changed("has", one.tail)
    )


def own_items(city: City) -> tuple[PoolItem, ...]:
    """The items that only its province, or only it, has."""
    found = [one for one in own(city.province) if not one.only or city.code in one.only]
    return tuple(
        one for one in found if one.only or city.province != "44" or city.dice.share(0.85, "own", one.tail)
    )


def render_city(city: City) -> CityMade:
    """Everything a city publishes, without the faults of its guides."""
    tables = Tables()
    items: list[CityItem] = []
    merged = tuple(_merged(city))
    apart = {part.item.tail for one in merged for part in one.parts}
    for source in chosen(city):
        if source.tail not in apart:
            items += render_item(city, source, tables, provincial_base(city.province, source))
    items += [render_merged(city, one, tables) for one in merged]
    for source in own_items(city):
        items += render_item(city, source, tables, BaseCode(f"{city.province}{source.tail}"), linked=False)
    return CityMade(city=city, items=tuple(_unlike(items)), tables=tables)


def _merged(city: City) -> Iterator[Merged]:
    has = {item.tail for item in chosen(city)}
    for name, cases in families():
        found = tuple(case for case in cases if case[1].tail in has)
        if len(found) > 1 and city.dice.share(0.3, "merged", name):
            yield merge(name, found)


def render_item(
    city: City, source: PoolItem, tables: Tables, base: BaseCode, *, linked: bool = True
) -> Iterator[CityItem]:
    """An item, or its handling items where the city splits it."""
    organ = organ_of(city, source)
    task = TaskCode(f"{organ.code}{organ.level.value}{base}")
    options: Sequence[str] = ("",)
    if source.split and city.dice.share(0.26, "split", source.tail):
        options = source.field(source.split).options
    for number, option in enumerate(options, 1):
        form = render_form(city, source, tables, option)
        listing = render_list(form, option)
        handling = HandlingItemCode(f"{task}{number:02}") if option else None
        link = Link(
            source=source,
            relation=Relation.BROADER if option else Relation.EXACT,
            back=Condition(source.split, (str(number),)) if option else None,
            materials=tuple(listing.rules),
            fields=tuple(form.rules),
        )
        draft = Draft(
            city=city,
            source=source,
            organ=organ,
            task=task,
            form=form,
            listing=listing,
            handling=handling,
            option=option,
        )
        yield CityItem(
            city=city,
            item=published(draft),
            source=source,
            option=option,
            organ=organ,
            links=(link,) if linked else (),
        )


def render_merged(city: City, merged: Merged, tables: Tables) -> CityItem:
    """One item for several canonical ones."""
    source = merged.item
    organ = organ_of(city, source)
    base = BaseCode(f"{city.province}{source.tail}")
    task = TaskCode(f"{organ.code}{organ.level.value}{base}")
    scratch = Tables()
    form = render_form(city, source, scratch)
    listing = render_list(form)
    links = (
        Link(
            source=part.item,
            relation=Relation.SPLIT,
            here=Condition(form.codes[CASE], (form.choices[CASE, part.label],)),
            materials=tuple(part_materials(part, listing)),
            fields=tuple(part_fields(part, form, scratch, tables)),
        )
        for part in merged.parts
    )
    draft = Draft(city=city, source=source, organ=organ, task=task, form=form, listing=listing)
    return CityItem(city=city, item=published(draft), source=source, organ=organ, links=tuple(links))


def _unlike(items: list[CityItem]) -> Iterator[CityItem]:
    """Where two items of a city came to one name, the second keeps the canonical one."""
    owners: dict[tuple[str, str], str] = {}
    for one in items:
        key = one.item.name, one.item.situation
        if owners.setdefault(key, one.source.tail) == one.source.tail:
            yield one
        else:
            owners[one.source.name, one.item.situation] = one.source.tail
            yield replace(one, item=replace(one.item, name=one.source.name))
