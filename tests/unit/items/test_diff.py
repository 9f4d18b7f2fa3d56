"""What changed between two versions of a catalogue."""

from __future__ import annotations

from dataclasses import replace

from federation.items import Catalogue
from federation.items.diff import diff
from federation.items.share import share
from tests.worlds.items import CARD, CITY, compared, item, material, version
from tests.worlds.sheets import SHANTOU, XIAN


def test_the_same_items_in_two_versions_do_not_differ() -> None:
    """Another version's name is no change."""
    found = compared([item(), item(base=CARD)], [item(), item(base=CARD)])
    assert found.unchanged == 2
    assert found.sentences() == ()
    assert not found.counts()


def test_what_went_and_what_came() -> None:
    """Items of other base codes are not one another."""
    found = compared(
        [item(), item(base=CARD, name="社保卡")], [item(), item(base="000131912000", name="医疗器械")]
    )
    assert [one.base for one in found.removed] == [CARD]
    assert [one.base for one in found.added] == ["000131912000"]
    assert (found.changed, found.unclear, found.unchanged) == ((), (), 1)
    assert found.sentences() == (
        f"取消事项“社保卡”（某某局 {CITY}3{CARD}）",
        f"新增事项“医疗器械”（某某局 {CITY}3000131912000）",
    )


def test_content_that_changed_under_one_version() -> None:
    """An item's own version that stayed while its content did not is said."""
    old = Catalogue.of(locality=SHANTOU, version="1", items=[item()])
    new = Catalogue.of(locality=SHANTOU, version="2", items=[item(phone="12345")])
    (found,) = diff(old, new).changed
    assert found.version_kept
    assert "事项版本仍为 1" in found.said


def test_a_county_that_became_a_district() -> None:
    """Another locality is a change like another."""
    old = version(item())
    moved = replace(item(), key=replace(item().key, locality=XIAN))
    found = diff(old, Catalogue.of(locality=XIAN, version="2", items=[moved]))
    assert found.localities == (SHANTOU, XIAN)
    assert "地区由“440500”改为“610100”" in found.sentences()[0]


def test_shared_versions_are_equal_and_one_in_memory() -> None:
    """Sharing changes nothing that can be seen; what is equal is the same object."""
    old = version(item(), item(base=CARD))
    new = version(
        item(phone="12345", materials=(material("M00", "新"), *item().materials)), item(base=CARD), name="2"
    )
    made = share(new, old)
    assert made == new
    assert made.items[0].materials[1] is old.items[0].materials[0]
    assert made.items[0].fields is old.items[0].fields
    assert made.items[1].materials is old.items[1].materials
    assert share(version(item()), old).items[0] is old.items[0]
