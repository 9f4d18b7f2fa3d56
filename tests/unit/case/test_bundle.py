"""Bundles 一件事: what loads, what is checked against the catalogues, and how papers are shared out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation.case.bundle import Standing
from federation.case.bundle_file import FILE_BYTES, load_bundle
from federation.case.bundle_plan import Answers, Brought, Given, allot, plan_bundle
from federation.case.choices import Disposition, JointRule, Mode
from federation.errors import InvalidInput, Reason
from federation.items import Item
from federation.items.tables import ItemState
from tests.worlds.bundles import BIRTH, FOOD, TEXT, agreed, bundle, checked, items

KEEP, LOOK = Disposition.KEEP, Disposition.VERIFY_AND_HAND_BACK


def refusal(*changes: tuple[str, str]) -> tuple[Reason, object]:
    """Why the bundle with other words does not load."""
    with pytest.raises(InvalidInput) as found:
        bundle(*changes)
    return found.value.reason, found.value.detail.get("key")


def faults(*changes: tuple[str, str], **changed: Item) -> list[tuple[str, Reason]]:
    """What is wrong with it today."""
    return [(one.where, one.reason) for one in checked(bundle(*changes), **changed).faults]


def test_it_loads():
    """Members, papers and answers as they stand in the file; a part with neither original nor copy gets scans."""
    made = bundle((", originals = 1 }", " }"))
    assert (made.pin, made.rule, made.accepting) == ("birth@2026.1", JointRule.ALL, "440500")
    assert [one.key for one in made.members] == ["food", "birth", "passport", "local"]
    assert [(one.originals, one.copies) for one in made.materials[0].serves] == [(0, 1), (0, 0)]
    assert [(one.member, one.code) for one in made.fields[0].serves] == [("food", "F02"), ("birth", "F02")]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('name = "birth"', "name = 3", "name"),
        ('rule = "all"', 'rule = "some"', "rule"),
        ('title = "出生一件事"', 'titel = "x"', "title"),
        ('guidance = "先登记。"', 'more = "x"', "more"),
        ('item = "000709902001"', 'item = "709902001"', "member.1.item"),
        ('key = "birth"', 'key = "food"', "member.key"),
        ('{ member = "birth", code = "M01"', '{ member = "nobody", code = "M01"', "material.serves.member"),
        ('{ member = "birth", code = "M01"', '{ member = "food", code = "M01"', "material.serves"),
        ("copies = 1", "copies = -1", "material.0.serves.0.copies"),
        ('name = "birth"', "name = ", "TOML"),
    ],
)
def test_what_does_not_load(old: str, new: str, key: str):
    """An unknown or missing key, a wrong form, a name twice, a member that is not there: the spot is named."""
    assert refusal((old, new)) == (Reason.BUNDLE_INVALID, key)


def test_a_file_has_a_size():
    """What is larger than any bundle is not read."""
    with pytest.raises(InvalidInput) as found:
        load_bundle(b" " * (FILE_BYTES + 1))
    assert found.value.reason is Reason.TOO_LARGE


def test_each_member_goes_its_way():
    """Items of other cities are parts; one on a national line and the window's own are never submitted."""
    found = checked()
    assert not found.faults
    assert {one.member.key: one.standing for one in found.placed} == {
        "food": Standing.JOINT,
        "birth": Standing.JOINT,
        "passport": Standing.LINE,
        "local": Standing.OWN,
    }
    assert [one.member.key for one in found.parts] == ["food", "birth"]


def test_what_is_wrong_today():
    """An item that is not there or not in force, a code its list has not, a catalogue nobody imported."""
    food = items()[FOOD]
    assert faults(('item = "000131911001"', 'item = "000131911009"')) == [
        ("member food", Reason.ITEM_UNKNOWN)
    ]
    assert faults(('place = "640100"', 'place = "640200"')) == [("member birth", Reason.NOT_FOUND)]
    paused = replace(food, state=ItemState.SUSPENDED)
    assert faults(b000131911001=paused) == [("member food", Reason.ITEM_NOT_IN_FORCE)]
    bare = replace(food, materials=(), fields=food.fields[:1])
    assert faults(b000131911001=bare) == [
        ("material ID, member food", Reason.MATERIAL_UNKNOWN),
        ("field DAY, member food", Reason.FIELD_UNKNOWN),
    ]


def test_a_line_gets_no_papers_from_here():
    """A paper for an item on a national line is a fault, and with one part left there is nothing joint."""
    line = replace(items()[FOOD], channel=items()["000155931001"].channel)
    assert faults(b000131911001=line) == [
        ("material ID, member food", Reason.VALUE_INVALID),
        ("field DAY, member food", Reason.VALUE_INVALID),
        ("birth", Reason.VALUE_INVALID),
    ]


def test_an_agreement_must_offer_it():
    """Where two cities have an agreement about an item, it offers 多地联办 or the bundle cannot be used."""
    offered = checked(agreements=agreed(Mode.JOINT, Mode.REMOTE_COLLECTION))
    assert not offered.faults
    (fault,) = checked(agreements=agreed(Mode.REMOTE_COLLECTION)).faults
    assert (fault.where, fault.reason) == ("member food", Reason.POWER_MISSING)


def test_each_part_gets_what_it_needs():
    """Copies and originals are counted out, an answer is written as each form wants it, and what goes elsewhere is said."""
    card = Brought(code="ID", files=("id.pdf",), disposition=KEEP, originals=1, copies=1)
    answers = Answers(
        shared=Given(fields={"DAY": "2026-11-24"}, materials=(card,)),
        members={
            "food": Given(fields={"F01": "甲"}),
            "birth": Given(materials=(Brought(code="M02", copies=1),)),
        },
    )
    plan = plan_bundle(checked(), answers)
    food, birth = plan.parts
    assert food.fields == {"F01": "甲", "F02": "20261124"}
    assert birth.fields == {"F02": "2026-11-24"}
    assert food.materials == (Brought(code="M01", files=("id.pdf",), copies=1),)
    assert birth.materials[0] == replace(card, code="M01", copies=0)
    assert [one.code for one in birth.materials] == ["M01", "M02"]
    assert not plan.gaps
    assert [one.member.key for one in plan.aside] == ["passport", "local"]


def test_every_gap_is_named():
    """What is wanting blocks; what nobody takes goes back; what the bundle does not know is said."""
    food_only = bundle().materials[0]
    found, gaps = allot(food_only, Brought(code="ID", copies=3), ["food", "birth"])
    assert dict(found) == {"food": [Brought(code="M01", copies=1)]}
    assert [(one.member, one.blocks) for one in gaps] == [("birth", True), ("", False)]
    assert "请再收取原件 1 份" in gaps[0].ask
    assert "2 份复印件" in gaps[1].ask
    _, gaps = allot(food_only, Brought(code="ID", files=("x",), originals=1, disposition=KEEP), ["food"])
    assert ["请再复印 1 份" in gaps[0].ask, "1 份原件" in gaps[1].ask] == [True, True]
    _, gaps = allot(food_only, Brought(code="ID", files=("x",)), [])
    assert "扫描件" in gaps[0].ask
    strange = Answers(shared=Given(fields={"XX": "1"}, materials=(Brought(code="YY", copies=1),)))
    unknown = [(one.reason, one.code) for one in plan_bundle(checked(), strange).gaps]
    assert unknown == [(Reason.FIELD_UNKNOWN, "XX"), (Reason.MATERIAL_UNKNOWN, "YY")]


def test_an_original_that_is_looked_at_serves_all():
    """Handed back at the window, one original is enough for every part that wants to see it; a kept one is not."""
    both = bundle(("copies = 1", "originals = 1")).materials[0]
    found, gaps = allot(both, Brought(code="ID", originals=1, disposition=LOOK), ["food", "birth"])
    assert [one.originals for papers in found.values() for one in papers] == [1, 1]
    assert not gaps
    found, gaps = allot(both, Brought(code="ID", originals=1, disposition=KEEP), ["food", "birth"])
    assert [one.originals for papers in found.values() for one in papers] == [1]
    assert [one.member for one in gaps] == ["birth"]


@pytest.mark.parametrize(
    "answers",
    [
        Answers(without=frozenset({"nobody"})),
        Answers(without=frozenset({"food"})),
        Answers(members={"passport": Given()}),
        Answers(shared=Given(materials=(Brought(code="ID", copies=1),) * 2)),
        Answers(
            shared=Given(materials=(Brought(code="ID", copies=1),)),
            members={"food": Given(materials=(Brought(code="M01", copies=1),))},
        ),
    ],
    ids=["no member", "one part left", "a line answered", "a paper twice", "shared and own"],
)
def test_answers_that_cannot_be_meant(answers: Answers):
    """A member that is not there or not submitted, and a paper that is given twice."""
    with pytest.raises(InvalidInput) as found:
        plan_bundle(checked(), answers)
    assert found.value.reason is Reason.VALUE_INVALID


def test_a_bundle_with_a_fault_makes_nothing():
    """No application comes of a bundle that does not fit today."""
    paused = replace(items()[BIRTH], state=ItemState.SUSPENDED)
    with pytest.raises(InvalidInput) as found:
        plan_bundle(checked(b000709902001=paused), Answers())
    assert found.value.reason is Reason.BUNDLE_INVALID
    assert TEXT.count("[[member]]") == len(bundle().members)
