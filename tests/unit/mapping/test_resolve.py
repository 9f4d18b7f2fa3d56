"""Resolve: a match, a choice, or why there is none; always one of the three."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from federation.errors import Reason
from federation.ids import BaseCode, Locality
from federation.items import Catalogue, ItemKey
from federation.mapping import (
    Ambiguous,
    Federation,
    Matched,
    Relation,
    Resolution,
    Unmapped,
    Via,
    load_crosswalk,
    narrow,
    resolve,
)
from tests.worlds.sheets import (
    BASE,
    EXACT,
    SHANTOU,
    XIAN,
    book,
    city,
    crosswalk_sheets,
    form_field,
    item,
    task_code,
)

DAY = date(2026, 6, 1)
LOCAL, THEIR_LOCAL = "442089931000", "612042941000"


def pair(
    rows: list[dict[str, object]],
    ours: list[dict[str, object]],
    theirs: list[dict[str, object]],
    **info: object,
) -> Federation:
    """Two cities with these items and this crosswalk."""
    form = [
        form_field("KIND", "选项", task=str(row["实施编码"]), 可选值="1:甲;2:乙;9:其他")
        for row in {row["实施编码"]: row for row in ours}.values()
    ]
    accepting = city(SHANTOU, items=ours, fields=form)
    handling = city(XIAN, items=theirs)
    crosswalks = []
    if rows:
        packed = book(crosswalk_sheets(rows, info=info))
        crosswalks = [load_crosswalk(packed, accepting=accepting, handling=handling).crosswalk]
    return Federation.of([accepting, handling], crosswalks)


def ask(federation: Federation, code: ItemKey | str = BASE, *, on: date = DAY) -> Resolution:
    return resolve(federation, code, to=XIAN, on=on)


def simple() -> Federation:
    return pair([EXACT | {"说明": "两地相同"}], [item()], [item(XIAN)])


def test_a_reviewed_row_comes_first() -> None:
    """It says what it rests on, in which version, and why in Chinese."""
    match = ask(simple())
    assert isinstance(match, Matched)
    assert (match.via, match.relation, match.crosswalk) == (Via.CROSSWALK, Relation.EXACT, "440500-610100/1")
    assert match.handling.key == ItemKey(
        locality=XIAN, scheme="GB/T 39554", code=task_code(XIAN), version="1"
    )
    assert "两地相同" in match.why


@pytest.mark.parametrize("code", [BASE, task_code()])
def test_any_code_of_the_item_and_its_key_mean_the_same(code: str) -> None:
    """A clerk types what is printed; a program holds the key."""
    federation = simple()
    key = federation.histories[SHANTOU].latest.items[0].key
    assert ask(federation, code) == ask(federation, key)
    assert resolve(federation, code, to=XIAN, on=DAY, accepting=SHANTOU) == ask(federation, key)


def test_the_same_national_code_is_a_match_without_any_row() -> None:
    """AA = 00 on both sides is enough, and it is said that no crosswalk stands behind it."""
    match = ask(pair([], [item()], [item(XIAN)]))
    assert isinstance(match, Matched)
    assert (match.via, match.relation, match.crosswalk) == (Via.NATIONAL_CODE, Relation.EXACT, "")
    assert match.canonical == BASE


def test_the_same_provincial_code_is_none() -> None:
    """Two provinces may give one number to two things."""
    found = ask(pair([], [item(base=LOCAL)], [item(XIAN, base=LOCAL)]), LOCAL)
    assert isinstance(found, Unmapped)
    assert found.reason is Reason.ITEM_UNMAPPED


def test_codes_that_differ_meet_through_the_canonical_item() -> None:
    """A row without a handling code leads through the national code both mean."""
    row = EXACT | {"受理地事项编码": LOCAL, "办理地事项编码": None, "规范事项编码": BASE}
    match = ask(pair([row], [item(base=LOCAL)], [item(XIAN)]), LOCAL)
    assert isinstance(match, Matched)
    assert (match.handling.base, match.canonical) == (BASE, BaseCode(BASE))


def test_codes_that_differ_meet_by_a_row() -> None:
    """No national code at all: the reviewed row is enough."""
    row = EXACT | {"受理地事项编码": LOCAL, "办理地事项编码": THEIR_LOCAL, "对应关系": "办理地更宽"}
    match = ask(pair([row], [item(base=LOCAL)], [item(XIAN, base=THEIR_LOCAL)]), LOCAL)
    assert isinstance(match, Matched)
    assert (match.relation, match.handling.base) == (Relation.BROADER, THEIR_LOCAL)


def test_none_is_said_with_the_reviewers_words_and_a_phone() -> None:
    """The window can tell the applicant why, and whom to ask."""
    row = {"受理地事项编码": BASE, "对应关系": "无对应", "说明": "西安不临海"}
    found = ask(pair([row], [item()], [item(XIAN)]))
    assert isinstance(found, Unmapped)
    assert found.reason is Reason.ITEM_UNMAPPED
    assert "西安不临海" in found.why
    assert "0754-88000000" in found.why


@pytest.mark.parametrize("code", ["000131911009", "", "护照", "9" * 31])
def test_unknown_items_are_said(code: str) -> None:
    """Whatever stands in the box, the answer is an answer."""
    found = ask(simple(), code)
    assert isinstance(found, Unmapped)
    assert found.reason is Reason.ITEM_UNKNOWN


def test_unknown_cities_and_versions_are_said() -> None:
    """No catalogue of the handling place, none of the accepting one, a version not here."""
    federation = simple()
    key = federation.histories[SHANTOU].latest.items[0].key
    elsewhere = Locality("431000")
    for found in (
        resolve(federation, BASE, to=elsewhere, on=DAY),
        resolve(federation, replace(key, locality=elsewhere), to=XIAN, on=DAY),
        resolve(federation, replace(key, version="0"), to=XIAN, on=DAY),
        resolve(Federation.of(()), BASE, to=XIAN, on=DAY),
    ):
        assert isinstance(found, Unmapped)
        assert found.reason is Reason.ITEM_UNKNOWN


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_national_lines_are_said_as_such(side: str) -> None:
    """On either side: no case, a pointer to the guide."""
    line = {"办理渠道": "国家垂管系统"}
    ours, theirs = item(**(line if side == "ours" else {})), item(XIAN, **(line if side == "theirs" else {}))
    for rows in ([], [EXACT]):
        found = ask(pair(rows, [ours], [theirs]))
        assert isinstance(found, Unmapped)
        assert found.reason is Reason.ITEM_NATIONAL_LINE
        assert "国家垂管系统" in found.why


def split(**second: str) -> Federation:
    codes = [task_code(XIAN) + number for number in ("01", "02")]
    rows = [
        EXACT | {"办理地事项编码": code, "对应关系": "按情形分", "情形": f"KIND={kind}"}
        for code, kind in zip(codes, "12", strict=True)
    ]
    theirs = [item(XIAN, 业务办理项编码=code, 业务办理项名称=f"情形{code[-1]}") for code in codes]
    theirs[1] |= second
    return pair(rows, [item()], theirs)


def test_a_situation_left_alone_is_still_a_situation() -> None:
    """With the other suspended, the one left is offered under its condition, not taken for all."""
    found = ask(split(事项状态="暂停"))
    assert isinstance(found, Ambiguous)
    assert [choice.handling.situation for choice in found.choices] == ["情形1"]
    assert isinstance(narrow(found, {"KIND": "1"}), Matched)
    assert isinstance(narrow(found, {"KIND": "2"}), Ambiguous)


def test_a_split_names_its_situations_and_the_form_decides() -> None:
    """Both choices are named in words; the field chooses; an unknown situation stays a choice."""
    found = ask(split())
    assert isinstance(found, Ambiguous)
    assert [choice.handling.situation for choice in found.choices] == ["情形1", "情形2"]
    assert "“字段KIND”为“甲”" in found.why
    for kind, situation in (("1", "情形1"), ("2", "情形2")):
        match = narrow(found, {"KIND": kind})
        assert isinstance(match, Matched)
        assert match.handling.situation == situation
    for fields in ({}, {"KIND": "9"}, {"KIND": " "}):
        assert narrow(found, fields) == found


def test_several_organs_under_one_code_are_a_choice() -> None:
    """Two situations without any row: a person chooses; both are named with their organ."""
    theirs = [item(XIAN, 业务办理项编码=task_code(XIAN) + number) for number in ("01", "02")]
    found = ask(pair([], [item()], theirs))
    assert isinstance(found, Ambiguous)
    assert found.reason is Reason.ITEM_AMBIGUOUS
    assert len(found.choices) == 2
    assert narrow(found, {"KIND": "1"}) == found


def test_several_accepting_items_under_one_code_are_a_choice() -> None:
    """The base code of two situations of our own does not say which is meant; their own codes do."""
    ours = [
        item(业务办理项编码=task_code() + number, 业务办理项名称=f"第{number}") for number in ("01", "02")
    ]
    federation = pair([], ours, [item(XIAN)])
    found = ask(federation)
    assert isinstance(found, Ambiguous)
    assert "本地事项为“食品经营许可（第01）”（某某局）的，办" in found.why
    assert {choice.accepting.key.code[-2:] for choice in found.choices} == {"01", "02"}
    assert isinstance(ask(federation, task_code() + "01"), Matched)


def test_rows_and_documents_count_from_their_day_to_their_day() -> None:
    """Before, between and after: the row in force decides, else the national code."""
    rows = [
        EXACT | {"失效日期": "2026-03-01", "说明": "旧"},
        EXACT | {"生效日期": "2026-03-01", "失效日期": "2026-09-01", "说明": "新"},
    ]
    federation = pair(rows, [item()], [item(XIAN)], 生效日期="2026-01-05")
    notes = {
        date(2026, 1, 4): ("", Via.NATIONAL_CODE),
        date(2026, 1, 5): ("旧", Via.CROSSWALK),
        date(2026, 2, 28): ("旧", Via.CROSSWALK),
        date(2026, 3, 1): ("新", Via.CROSSWALK),
        date(2026, 9, 1): ("", Via.NATIONAL_CODE),
    }
    for day, expected in notes.items():
        match = ask(federation, on=day)
        assert isinstance(match, Matched)
        assert (match.note, match.via) == expected


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_items_not_in_force_are_said(side: str) -> None:
    """A suspended item, or one that begins tomorrow, takes no applications; the state is named."""
    for change in ({"事项状态": "暂停"}, {"生效日期": "2026-06-02"}):
        ours, theirs = (
            item(**(change if side == "ours" else {})),
            item(XIAN, **(change if side == "theirs" else {})),
        )
        found = ask(pair([EXACT], [ours], [theirs]))
        assert isinstance(found, Unmapped)
        assert found.reason is Reason.ITEM_UNMAPPED
        assert "2026-06-01" in found.why


def test_an_item_of_the_handling_place_itself_is_taken_as_it_is() -> None:
    """A clerk may pick from the other city's list directly."""
    federation = simple()
    key = federation.histories[XIAN].latest.items[0].key
    for code in (key, key.code):
        match = resolve(federation, code, to=XIAN, on=DAY)
        assert isinstance(match, Matched)
        assert match.via is Via.DIRECT
        assert match.accepting == match.handling


def test_more_cities_do_not_disturb_each_other() -> None:
    """With the accepting place given, a third city that has the same code changes nothing."""
    federation = simple()
    third = Locality("431000")
    items = [
        replace(one, key=replace(one.key, locality=third))
        for one in federation.histories[SHANTOU].latest.items
    ]
    cities = [
        *(one.latest for one in federation.histories.values()),
        Catalogue.of(locality=third, version="1", items=items),
    ]
    wider = Federation.of(cities, federation.crosswalks)
    assert resolve(wider, BASE, to=XIAN, on=DAY, accepting=SHANTOU) == ask(federation)
    assert isinstance(resolve(wider, BASE, to=XIAN, on=DAY), Ambiguous)


def test_a_row_that_a_new_catalogue_has_overtaken_does_not_run() -> None:
    """It is named, the item says so, and nothing falls back to the national code; other rows count."""
    federation = pair([EXACT], [item()], [item(XIAN)])
    situations = [item(XIAN, base="000131911009")]
    renewed = Federation.of(
        [federation.histories[SHANTOU].latest, city(XIAN, items=situations)], federation.crosswalks
    )
    found = ask(renewed)
    assert isinstance(found, Unmapped)
    assert found.reason is Reason.CROSSWALK_INVALID
    assert "440500-610100/1" in found.why
    assert [route.row.accepting for route in renewed.stale()] == [BASE]
    assert federation.stale() == ()


def test_a_form_that_a_new_catalogue_has_changed_does_not_run() -> None:
    """A rule whose field is gone would have nothing to fill."""
    accepting = city(SHANTOU, fields=[form_field("A")])
    handling = city(XIAN, fields=[form_field("F", task=task_code(XIAN))])
    rules = [{"办理地字段编码": "F", "规则": "照抄", "受理地字段编码": "A"}]
    packed = book(crosswalk_sheets([EXACT], fields=rules))
    crosswalk = load_crosswalk(packed, accepting=accepting, handling=handling).crosswalk
    for cities in ([city(SHANTOU), handling], [accepting, city(XIAN)]):
        found = ask(Federation.of(cities, [crosswalk]))
        assert isinstance(found, Unmapped)
        assert found.reason is Reason.CROSSWALK_INVALID
    assert isinstance(ask(Federation.of([accepting, handling], [crosswalk])), Matched)
    assert Federation.of([accepting], [crosswalk]).stale() == ()
