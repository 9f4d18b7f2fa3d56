"""Which item of a newer catalogue an older one's became, across reorganisations, splits and mergers."""

from __future__ import annotations

import pytest

from federation.ids import Uscc
from federation.items import Item
from federation.items.identity import Rule, identity
from federation.items.tables import UseLevel
from tests.worlds.items import CARD, CITY, CITY_NEW, EAST, EAST_NEW, FOOD, WEST, compared, item, version


def test_a_reorganised_organ_takes_its_items_along() -> None:
    """The base code stays, the 31 characters are new, each district's item follows its own organ."""
    old = [item(CITY), item(EAST), item(CITY, CARD)]
    new = [item(CITY_NEW, organ_name="新局"), item(EAST_NEW), item(CITY, CARD)]
    found = compared(old, new)
    assert {one.old.organ: one.new.organ for one in found.moved} == {CITY: CITY_NEW, EAST: EAST_NEW}
    assert {one.rule for one in found.moved} == {Rule.SITUATION}
    assert (found.added, found.removed, found.unchanged) == ((), (), 1)
    assert f"事项编码由“{CITY}3{FOOD}”改为“{CITY_NEW}3{FOOD}”" in found.sentences()[0]
    assert "实施主体由“某某局”改为“新局”" in found.sentences()[0]


def test_a_district_is_not_its_neighbour() -> None:
    """What one district gave up and another took on are two items, where others have the base code too."""
    other = Uscc("11610104TEXT02039F")
    found = compared([item(CITY), item(EAST)], [item(CITY), item(other)])
    assert [one.organ for one in found.removed] == [EAST]
    assert [one.organ for one in found.added] == [other]


def test_an_item_that_moves_to_another_level() -> None:
    """Alone under its base code in both, it is the same wherever it is handled."""
    (found,) = compared([item(EAST)], [item(CITY)]).moved
    assert (found.old.level, found.new.level) == (UseLevel.COUNTY, UseLevel.CITY)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (item(number="01", situation="个人"), item(CITY_NEW, number="02", situation="个人"), Rule.SITUATION),
        (item(number="01", situation="个人"), item(CITY_NEW, number="01", situation="自然人"), Rule.NUMBER),
        (item(), item(CITY_NEW, number="01", situation="个人"), Rule.NAME),
        (item(base=CARD), item(CITY_NEW, "002015912000"), Rule.TITLE),
        (item(), item(name="食品销售许可"), Rule.CODE),
        (item(), item(CITY_NEW, name="食品销售许可"), Rule.SITUATION),
    ],
)
def test_what_an_identity_rests_on(old: Item, new: Item, rule: Rule) -> None:
    """The rules one by one; each pair is alone, so nobody could mean another."""
    before, after = version(old), version(new, name="2")
    (found,) = identity(before, after).values()
    assert (found.rule, found.old.key.code, found.new.key.code) == (rule, old.key.code, new.key.code)


def test_situations_follow_their_names() -> None:
    """Numbers that changed hands with the organ do not swap the situations."""
    old = [item(number="01", situation="个人"), item(number="02", situation="企业")]
    new = [item(CITY_NEW, number="01", situation="企业"), item(CITY_NEW, number="02", situation="个人")]
    found = identity(version(*old), version(*new))
    assert {one.old.situation: one.new.situation for one in found.values()} == {
        "个人": "个人",
        "企业": "企业",
    }


def test_a_situation_dropped_and_one_taken_on() -> None:
    """Two names that differ are two situations: one went, one came."""
    old = [item(number="01", situation="首次"), item(number="02", situation="变更")]
    new = [item(number="01", situation="首次"), item(number="03", situation="注销")]
    found = compared(old, new)
    assert [one.situation for one in found.removed] == ["变更"]
    assert [one.situation for one in found.added] == ["注销"]


SPLIT = [item(number="01", situation="个人"), item(number="02", situation="企业")]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ([item()], SPLIT, "可能拆分为"),
        (SPLIT, [item()], "可能合并为"),
        (
            [item(organ_name="甲局"), item(CITY_NEW, organ_name="乙局")],
            [item(WEST, organ_name="丙局")],
            "可能合并为",
        ),
        (
            [item(base=CARD), item(CITY_NEW, CARD)],
            [item(base="002015912000"), item(CITY_NEW, "002015912000")],
            "不能确定",
        ),
        (
            [item(number="02", situation="变更"), item(number="03", situation="注销")],
            [item(number="02", situation="注销")],
            "请人工确认",
        ),
    ],
)
def test_what_cannot_be_told_is_named(old: list[Item], new: list[Item], words: str) -> None:
    """Split, merged, reused: every item that could be meant is named, none is chosen, none is lost."""
    found = compared(old, new)
    (unclear,) = found.unclear
    assert {one.key.code for one in unclear.old} == {one.key.code for one in old}
    assert {one.key.code for one in unclear.new} == {one.key.code for one in new}
    assert words in unclear.why
    assert all(one.key.code in unclear.why or one.title in unclear.why for one in (*old, *new))
    assert (found.added, found.removed, found.changed, found.unchanged) == ((), (), (), 0)


def test_an_organ_that_renames_its_item_beside_one_that_does_not() -> None:
    """Another organ's item of the same name is no sign that codes changed hands."""
    found = compared([item(CITY), item(CITY_NEW)], [item(CITY, name="食品许可"), item(CITY_NEW)])
    assert [one.rule for one in found.renamed] == [Rule.CODE]
    assert (found.unclear, found.unchanged) == ((), 1)
