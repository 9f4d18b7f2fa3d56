"""Items of one city, made one by one: organs of the city and its districts, base codes, situations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from federation.ids import BaseCode, HandlingItemCode, TaskCode, Uscc
from federation.items import Catalogue, FieldSpec, Item, ItemKey, Limit, MaterialSpec
from federation.items.diff import CatalogueDiff, diff
from federation.items.item import SCHEME
from federation.items.tables import FieldType, LimitUnit, Need, ProjectType, UseLevel
from tests.worlds.sheets import SHANTOU

# Organs of the city and of two of its districts; all check digits are right.
CITY, CITY_NEW = Uscc("11440500TEXT00017J"), Uscc("11440500TEXT01036Q")
EAST, EAST_NEW, WEST = Uscc("11440507TEXT02012N"), Uscc("11440507TEXT02020H"), Uscc("11440500TEXT0101XX")
FOOD, CARD = "000131911001", "002036912000"


def item(organ: Uscc = CITY, base: str = FOOD, number: str = "", situation: str = "", **other: Any) -> Item:
    """An item of an organ; the level follows from its place."""
    level = UseLevel.CITY if organ[2:8] == "440500" else UseLevel.COUNTY
    task = TaskCode(f"{organ}{level.value}{base}")
    handling = HandlingItemCode(task + number) if number else None
    made = Item(
        key=ItemKey(locality=SHANTOU, scheme=SCHEME, code=handling or task, version="1"),
        name="食品经营许可",
        situation=situation,
        base=BaseCode(base),
        task=task,
        handling_item=handling,
        type=base[2:4],
        organ=organ,
        organ_name="某某局",
        level=level,
        kind=ProjectType.PROMISED,
        promised=Limit(amount=10, unit=LimitUnit.WORKING_DAY),
        materials=(material("M01", "申请表"), material("M02", "身份证")),
        fields=(field("F01", "姓名"), field("F02", "电话")),
    )
    return replace(made, **other)


def material(code: str, name: str, **other: Any) -> MaterialSpec:
    return replace(MaterialSpec(code=code, name=name, need=Need.REQUIRED), **other)


def field(code: str, label: str, **other: Any) -> FieldSpec:
    return replace(FieldSpec(code=code, label=label, type=FieldType.TEXT), **other)


def version(*items: Item, name: str = "1") -> Catalogue:
    """A catalogue whose items take its version."""
    named = (replace(one, key=replace(one.key, version=name)) for one in items)
    return Catalogue.of(locality=SHANTOU, version=name, items=named)


def compared(old: list[Item], new: list[Item]) -> CatalogueDiff:
    """Two versions compared, both ways of ordering them giving the same."""
    found = diff(version(*old), version(*new, name="2"))
    assert diff(version(*reversed(old)), version(*reversed(new), name="2")) == found
    return found
