"""Comparing versions of catalogues: total, deterministic, the same from both sides."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from federation.ids import BaseCode, HandlingItemCode, TaskCode, Uscc
from federation.items import Catalogue, Item, ItemKey
from federation.items.changes import changes
from federation.items.diff import diff
from federation.items.identity import pair
from federation.items.item import SCHEME
from federation.items.share import share
from federation.items.tables import ProjectType, UseLevel
from tests.worlds.sheets import SHANTOU

ORGANS = [Uscc(code) for code in ("11440500TEXT00017J", "11440500TEXT01036Q", "11440507TEXT02012N")]
BASES = [BaseCode(code) for code in ("000131911001", "000131911002", "002036912000")]


@st.composite
def items(draw: st.DrawFn) -> Item:
    """Items that collide in every way: organ, base code, number, situation, name."""
    organ, base = draw(st.sampled_from(ORGANS)), draw(st.sampled_from(BASES))
    number = draw(st.sampled_from(("", "01", "02")))
    task = TaskCode(f"{organ}4{base}")
    handling = HandlingItemCode(task + number) if number else None
    return Item(
        key=ItemKey(locality=SHANTOU, scheme=SCHEME, code=handling or task, version="1"),
        name=draw(st.sampled_from(("许可", "证明"))),
        situation=draw(st.sampled_from(("", "个人", "企业"))) if number else "",
        base=base,
        task=task,
        handling_item=handling,
        type=base[2:4],
        organ=organ,
        organ_name=draw(st.sampled_from(("甲局", "乙局"))),
        level=UseLevel.COUNTY,
        kind=ProjectType.PROMISED,
    )


def catalogue(found: list[Item], version: str) -> Catalogue:
    """Their own version, so that a key differs from version to version."""
    named = [replace(one, key=replace(one.key, version=version)) for one in found]
    return Catalogue.of(locality=SHANTOU, version=version, items=named)


CATALOGUES = st.lists(items(), max_size=8, unique_by=lambda one: one.key.code)


@given(CATALOGUES, CATALOGUES, st.randoms(use_true_random=False))
def test_every_item_has_one_place_and_order_does_not_matter(
    old: list[Item], new: list[Item], random: Random
) -> None:
    """Paired, unclear, removed or added, exactly once; shuffled sheets give the same."""
    before, after = catalogue(old, "1"), catalogue(new, "2")
    found = pair(before, after)
    paired = found.successors.values()
    told_old = [one.old for one in paired] + [item for one in found.unclear for item in one.old]
    told_new = [one.new for one in paired] + [item for one in found.unclear for item in one.new]
    assert Counter(one.key.code for one in (*told_old, *found.removed)) == Counter(list(before.by_code))
    assert Counter(one.key.code for one in (*told_new, *found.added)) == Counter(list(after.by_code))
    assert all(one.old and one.new and one.why for one in found.unclear)
    random.shuffle(old)
    random.shuffle(new)
    assert diff(catalogue(old, "1"), catalogue(new, "2")) == diff(before, after)


@given(CATALOGUES, CATALOGUES)
def test_the_way_back_pairs_the_same(old: list[Item], new: list[Item]) -> None:
    """Nothing depends on which of the two is called the older."""
    before, after = catalogue(old, "1"), catalogue(new, "2")
    there, back = pair(before, after), pair(after, before)
    assert {(one.old.key.code, one.new.key.code) for one in there.successors.values()} == {
        (one.new.key.code, one.old.key.code) for one in back.successors.values()
    }
    assert (there.removed, there.added) == (back.added, back.removed)
    assert {(one.old, one.new) for one in there.unclear} == {(one.new, one.old) for one in back.unclear}


@given(CATALOGUES, CATALOGUES)
def test_changes_are_there_exactly_where_items_differ(old: list[Item], new: list[Item]) -> None:
    """Equal but for the version's name: nothing to say; else at least one sentence. Sharing alters nothing."""
    before, after = catalogue(old, "1"), catalogue(new, "2")
    for one in pair(before, after).successors.values():
        equal = replace(one.new, key=one.old.key) == one.old and one.new.key.code == one.old.key.code
        assert bool(changes(one.old, one.new)) is not equal
    assert share(after, before) == after
