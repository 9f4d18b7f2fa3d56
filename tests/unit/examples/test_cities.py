"""The fourteen example cities: what is checked in is what the pool makes, and it is what it says it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from examples.cities.canonical import canonical_base, canonical_catalogue
from examples.cities.items import chosen, own_items
from examples.cities.organs import City, cities, second_editions
from examples.cities.pool import HOME, PoolItem, own, pool, read_pool
from examples.make_cities import (
    PAIRS,
    catalogue,
    catalogue_path,
    crosswalk,
    crosswalk_bytes,
    crosswalk_path,
    csv_bytes,
    editions,
    fault_rows,
    made,
    manifest,
    pair_rows,
)
from federation.ids import CANONICAL, Locality
from federation.items import Item, Loaded, load_catalogue
from federation.items.diff import diff
from federation.items.lint.check import lint
from federation.items.lint.from_item import guide_of
from federation.items.tables import Channel
from federation.mapping import load_crosswalk
from federation.mapping.crosswalk import MaterialRelation, Relation, RuleKind

PROVINCES = ("44", "61", "43", "35", "64", "23")
NAMED = ("440500", "610100", "431000", "350600", "640100", "230400", "445300")
QUICK = {"440500", "610100"}  # the rest is as slow as it is alike
BY_CODE = {str(city.code): city for city in cities()}
EVERY_CITY = pytest.mark.parametrize(
    "city",
    [pytest.param(city, marks=() if city.code in QUICK else pytest.mark.slow) for city in editions()],
    ids=[f"{city.code}/{city.version}" for city in editions()],
)
EVERY_PAIR = pytest.mark.parametrize(
    "pair",
    [pytest.param(pair, marks=() if QUICK.issuperset(pair) else pytest.mark.slow) for pair in PAIRS],
    ids=["-".join(pair) for pair in PAIRS],
)


def in_order(items: Iterable[Item]) -> list[Item]:
    """What all situations of an item share stands first in a sheet: lists and forms by their codes."""
    return [
        replace(
            item,
            materials=tuple(sorted(item.materials, key=lambda one: one.code)),
            fields=tuple(sorted(item.fields, key=lambda one: one.code)),
        )
        for item in items
    ]


def loaded(city: City) -> Loaded:
    return load_catalogue(
        HOME / catalogue_path(city),
        locality=city.code,
        version=city.version,
        effective_from=date.fromisoformat(city.effective),
    )


def every_source() -> list[PoolItem]:
    return [*pool(), *(item for province in PROVINCES for item in own(province))]


def test_the_pool_holds_more_than_420_items_of_every_kind() -> None:
    """Distinct names and codes, plainly test codes, over all types that people apply for."""
    assert len({item.name for item in pool()}) == len(pool()) >= 420
    assert len({canonical_base(item) for item in pool()}) == len(pool())
    assert {item.type for item in pool()} == {"01", "05", "07", "08", "09", "10", "20"}
    assert {canonical_base(item)[6] for item in pool()} == {"9"}
    assert len({item.organ for item in pool()}) >= 35
    assert sum(item.national_line for item in pool()) >= 20


def test_every_item_of_the_pool_is_whole() -> None:
    """2–9 materials, 5–15 fields, no name twice, a law with its article or document number, a condition."""
    for item in every_source():
        assert 2 <= len(item.materials) <= 9, item.name
        assert 5 <= len(item.fields) <= 15, item.name
        assert len({one.name for one in item.materials}) == len(item.materials), item.name
        assert len({one.label for one in item.fields}) == len(item.fields), item.name
        assert all(("第" in law and law.endswith(("条", "项"))) or "号" in law for law in item.laws), (
            item.name
        )
        assert len(item.condition) > 5, item.name


def test_a_block_that_does_not_follow_the_grammar_is_named(tmp_path: Path) -> None:
    """The file and the item, not a wrong item."""
    path = tmp_path / "x.txt"
    path.write_text(
        "== 09 公安 police\n\n07 901001 某事项 | 人 | 5/20 | 县 | 证\n依 某法1\n件 某条件\n材 身份证\n表 民\n"
    )
    with pytest.raises(ValueError, match=r"x\.txt: 07 901001 某事项"):
        list(read_pool(path))


def test_the_cities_are_the_partners_and_seven_more() -> None:
    """Six named partners, 云浮, and seven other cities of Guangdong."""
    codes = [str(city.code) for city in cities()]
    assert set(NAMED) < set(codes)
    assert len(codes) == 14
    assert sum(code.startswith("44") for code in codes) == 9


@EVERY_CITY
def test_a_city_has_its_own_choice_of_items(city: City) -> None:
    """75–90 % of the pool, at least 15 of its own with the province's digits; no title twice."""
    items = [one.item for one in made(city)[0].items]
    assert 0.75 <= len(chosen(city)) / len(pool()) <= 0.9
    assert len({item.base for item in items}) >= 300
    assert len(own_items(city)) >= 15
    assert all(item.base.startswith(("00", city.province)) for item in items)
    assert len({item.key.code for item in items}) == len(items)
    assert len({(item.name, item.situation) for item in items}) == len(items)
    assert all(item.synthetic and item.base[6] == "9" and "TEXT" in item.organ for item in items)
    assert any(item.channel is Channel.NATIONAL_LINE for item in items)
    assert min(len(item.materials) for item in items) >= 2
    assert min(len(item.fields) for item in items) >= 5


@EVERY_PAIR
def test_cities_differ(pair: tuple[str, str]) -> None:
    """Each lacks items of the other, and a third of what both have has two names."""
    ours, theirs = ({item.source.tail: item.item for item in made(BY_CODE[code])[0].items} for code in pair)
    both = ours.keys() & theirs.keys()
    assert ours.keys() - theirs.keys()
    assert theirs.keys() - ours.keys()
    assert sum(ours[tail].name != theirs[tail].name for tail in both) > len(both) / 3


def test_every_kind_of_row_and_rule_is_there() -> None:
    """Nothing of the crosswalk's language is left untried."""
    documents = [crosswalk(city) for city in editions() if city.code in QUICK]
    rows = [row for document in documents for row in document.rows]
    assert {row.relation for row in rows} == set(Relation) - {Relation.NARROWER}
    assert {rule.relation for row in rows for rule in row.materials} == set(MaterialRelation)
    assert {rule.kind for row in rows for rule in row.fields} == set(RuleKind)
    share = Counter(rule.kind for row in rows for rule in row.fields)
    assert share[RuleKind.EXPRESSION] < 0.01 * share.total()


@EVERY_CITY
def test_about_one_item_in_ten_has_a_fault(city: City) -> None:
    """Of many kinds, each with its words."""
    whole, faults = made(city)
    assert 0.07 < len({fault.code for fault in faults}) / len(whole.items) < 0.15
    assert len({fault.rule for fault in faults}) >= 15
    assert all(fault.quote for fault in faults if fault.rule != "limit.missing")


def test_the_lint_finds_what_was_planted_and_little_else() -> None:
    """Recall and precision over nine tenths."""
    whole, faults = made(BY_CODE["230400"])
    planted = {(fault.code, fault.rule) for fault in faults}
    found = {
        (str(one.item.key.code), str(finding.rule))
        for one in whole.items
        for finding in lint(guide_of(one.item))
    }
    assert len(planted & found) > 0.9 * len(planted)
    assert len(found - planted) < 0.1 * len(found)


@EVERY_PAIR
def test_true_pairs_are_checked_in_and_do_not_meet_by_code(pair: tuple[str, str]) -> None:
    """Codes of items of both cities, more than a hundred, none twice, base codes unlike; and what has none."""
    rows = pair_rows(*pair)
    assert (HOME / "pairs" / f"{pair[0]}-{pair[1]}.csv").read_bytes() == csv_bytes(rows)
    ours, theirs = (catalogue(BY_CODE[code]).by_code for code in pair)
    pairs = [(one, other) for one, other in rows[1:] if other]
    alone = {one for one, other in rows[1:] if not other}
    assert len(set(pairs)) == len(pairs) > 100
    assert all(ours[one].base != theirs[other].base for one, other in pairs)
    assert len(alone) >= 15
    assert alone.isdisjoint(one for one, _ in pairs)


def test_the_manifest_is_what_the_sources_make() -> None:
    """Byte for byte; run python -m examples.make_cities after editing the sources."""
    assert (HOME / "federation.toml").read_bytes() == manifest()


@pytest.mark.slow
def test_the_list_of_faults_is_what_the_sources_make() -> None:
    """Byte for byte, over all cities; every kind of fault is planted somewhere."""
    assert (HOME / "faults.csv").read_bytes() == csv_bytes(fault_rows())
    assert len({row[3] for row in fault_rows()[1:]}) == 21


def test_a_second_edition_changes_what_a_year_changes() -> None:
    """Items come, go, are renamed; an organ's reform changes 31-character codes over equal base codes."""
    for later in second_editions():
        old, new = catalogue(BY_CODE[str(later.code)]), catalogue(later)
        changes = diff(old, new)
        assert changes.added
        assert changes.removed
        assert changes.unchanged > 400
        assert any(change.old.title != change.new.title for change in changes.changed)
        moved = [change for change in changes.changed if change.old.organ != change.new.organ]
        assert len(moved) >= 10
        assert all(change.old.base == change.new.base for change in moved)


def test_the_folder_stays_small() -> None:
    """At most 10 MB, all that is checked in."""
    assert sum(path.stat().st_size for path in HOME.rglob("*") if path.is_file()) < 10_000_000


def test_a_catalogue_loads_as_what_the_sources_make() -> None:
    """Value by value; the other cities' are compared where more time is spent."""
    city = BY_CODE["440500"]
    assert in_order(loaded(city).catalogue.items) == in_order(catalogue(city).items)


@pytest.mark.slow
@EVERY_CITY
def test_catalogues_and_crosswalks_load_as_what_the_sources_make(city: City) -> None:
    """Value by value, whatever the file; nothing left out, crosswalks without a finding."""
    found = loaded(city)
    assert in_order(found.catalogue.items) == in_order(catalogue(city).items)
    assert not found.ignored
    assert {repair.before for repair in found.repairs} <= {"原件1复印件2"}
    document = load_crosswalk(
        HOME / crosswalk_path(city), accepting=found.catalogue, handling=canonical_catalogue()
    )
    assert not document.ignored
    assert not document.repairs
    assert not document.warnings
    assert document.crosswalk == crosswalk(city)


@pytest.mark.slow
def test_a_workbook_made_again_has_the_same_bytes() -> None:
    """No hour of making is left in a file."""
    city = BY_CODE["445200"]
    assert (HOME / crosswalk_path(city)).read_bytes() == crosswalk_bytes(city)


@pytest.mark.slow
def test_the_canonical_catalogue_loads_as_what_the_sources_make() -> None:
    """规范目录 is a catalogue like any other."""
    found = load_catalogue(
        HOME / "catalogues/100000.xlsx",
        locality=Locality(CANONICAL),
        version="2026",
        effective_from=date(2026, 1, 1),
    )
    assert not found.ignored
    assert found.catalogue.items == canonical_catalogue().items
