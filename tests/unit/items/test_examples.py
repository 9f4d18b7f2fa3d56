"""The example catalogues: fresh from their sources, loadable without a repair, rich enough to show."""

from __future__ import annotations

import io
import json
from functools import cache
from typing import Any

import pytest
from openpyxl import load_workbook

from examples.make_catalogues import HERE, make
from federation.ids import Place, Uscc
from federation.items import Catalogue, load_catalogue
from federation.items.tables import Channel
from tests.worlds.sheets import SHANTOU, XIAN

MADE = make()
CITIES = {"shantou": SHANTOU, "xian": XIAN}


@cache
def catalogue(name: str) -> Catalogue:
    loaded = load_catalogue(HERE / "catalogues" / f"{name}.xlsx", locality=CITIES[name], version="2026")
    assert not loaded.repairs
    return loaded.catalogue


def content(packed: bytes) -> dict[str, list[tuple[Any, ...]]]:
    opened = load_workbook(io.BytesIO(packed))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in opened}


@pytest.mark.parametrize("name", [name for name in MADE if name.endswith(".xlsx")])
def test_workbooks_are_what_the_sources_make(name: str) -> None:
    """Cell by cell; run examples/make_catalogues.py after editing examples/source."""
    assert content((HERE / name).read_bytes()) == content(MADE[name])


def test_the_list_of_organs_is_what_the_sources_make() -> None:
    """The development directory lists these."""
    assert (HERE / "organs.json").read_bytes() == MADE["organs.json"]


def test_making_them_again_gives_the_same_bytes() -> None:
    """No hour of making is left in a file."""
    assert make() == MADE


@pytest.mark.parametrize("name", CITIES)
def test_every_item_is_full_and_flagged_synthetic(name: str) -> None:
    """At least fourteen items, each with 3–8 materials and 4–10 fields, all said to be invented."""
    items = catalogue(name).items
    assert len({item.base for item in items}) >= 14
    for item in items:
        assert item.synthetic
        assert item.base[6] == "9"
        assert 3 <= len(item.materials) <= 8, item.title
        assert 4 <= len(item.fields) <= 10, item.title
        assert item.phone
        assert item.accept_condition


@pytest.mark.parametrize("name", CITIES)
def test_every_organ_is_listed(name: str) -> None:
    """Organs have right check digits; each city lists its window and every organ that decides."""
    listed = json.loads((HERE / "organs.json").read_text(encoding="utf-8"))[CITIES[name]]
    by_role: dict[str, set[str]] = {"window": set(), "handling": set()}
    for organ in listed:
        Place(organ["place"])
        by_role[organ["role"]].add(Uscc(organ["uscc"]))
    assert len(by_role["window"]) == 1
    assert {item.organ for item in catalogue(name).items} <= by_role["handling"]


def test_the_cities_really_differ() -> None:
    """A passport runs on a national line; one item only Shantou has; districts decide some."""
    ours, theirs = catalogue("shantou"), catalogue("xian")
    for city in (ours, theirs):
        lines = [item.base for item in city.items if item.channel is Channel.NATIONAL_LINE]
        assert lines == ["000155931001"]
        assert {item.level.value for item in city.items} == {"3", "4"}
    assert ours.find("440766921000")
    assert not theirs.find("440766921000")
