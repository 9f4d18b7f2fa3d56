"""Coverage: what of each city leads where, by which way, and how much comes over by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from federation.errors import InvalidInput, Reason
from federation.ids import CANONICAL, Locality
from federation.items import Choice, Condition
from federation.items.tables import Channel, FieldType, ItemState
from federation.mapping import (
    Federation,
    FieldRule,
    MaterialRelation,
    MaterialRule,
    Relation,
    RuleKind,
    Via,
)
from federation.mapping.coverage import (
    Coverage,
    Fill,
    Line,
    Standing,
    coverage,
    questions,
)
from tests.worlds.league import (
    CHENZHOU,
    DAY,
    SHANTOU,
    XIAN,
    catalogue,
    codes,
    crosswalk,
    hubbed,
    item,
    national_base,
    paper,
    row,
    taken,
    text,
)


def lines(found: Coverage, start: Locality = SHANTOU, end: Locality = XIAN) -> list[Line]:
    """What becomes of each item of a pair."""
    return list(found.pairs[start, end].lines)


def test_how_items_stand() -> None:
    """Each item of a pair stands in one of ten ways, with the reason that `resolve` gives."""
    form = (text("K", type=FieldType.CHOICE, choices=(Choice("1", "甲"), Choice("2", "乙"))),)
    ours = [item(SHANTOU, at) for at in range(1, 11)]
    ours[2] = replace(ours[2], fields=form)
    ours[8] = replace(ours[8], channel=Channel.NATIONAL_LINE)
    ours[9] = replace(ours[9], state=ItemState.SUSPENDED)
    theirs = [item(XIAN, at) for at in range(1, 9)]
    theirs[5] = replace(theirs[5], channel=Channel.NATIONAL_LINE)
    theirs[6] = replace(theirs[6], effective_to=date(2026, 1, 1))
    first, second = (Condition("K", (value,)) for value in "12")
    document = crosswalk(
        SHANTOU,
        XIAN,
        row(ours[0], theirs[0]),
        row(ours[1], None, note="西安不办"),
        row(ours[2], theirs[1], relation=Relation.SPLIT, condition=first),
        row(ours[2], theirs[2], relation=Relation.SPLIT, condition=second),
        row(ours[3], theirs[3], relation=Relation.NARROWER),
        row(ours[3], theirs[4], relation=Relation.NARROWER),
        row(ours[4], theirs[0], handling="999999999999"),
        row(ours[5], theirs[5]),
        row(ours[6], theirs[6]),
    )
    found = taken({SHANTOU: ours, XIAN: theirs}, document)
    assert [(one.standing, one.reason) for one in lines(found)] == [
        (Standing.MATCHED, None),
        (Standing.DECLARED_NONE, Reason.ITEM_UNMAPPED),
        (Standing.SITUATION, Reason.ITEM_AMBIGUOUS),
        (Standing.AMBIGUOUS, Reason.ITEM_AMBIGUOUS),
        (Standing.STALE, Reason.CROSSWALK_INVALID),
        (Standing.THEIR_LINE, Reason.ITEM_NATIONAL_LINE),
        (Standing.THEIR_CLOSED, Reason.ITEM_UNMAPPED),
        (Standing.UNMAPPED, Reason.ITEM_UNMAPPED),
        (Standing.OWN_LINE, Reason.ITEM_NATIONAL_LINE),
        (Standing.OWN_CLOSED, Reason.ITEM_UNMAPPED),
    ]
    pair = found.pairs[SHANTOU, XIAN]
    assert (pair.asked, pair.covered, pair.share) == (8, 2, 0.25)
    choices = [[(one.item.key.code, one.when) for one in line.choices] for line in pair.lines[2:4]]
    assert choices == [
        [(theirs[1].key.code, "“字段K”为“甲”"), (theirs[2].key.code, "“字段K”为“乙”")],
        [(theirs[3].key.code, ""), (theirs[4].key.code, "")],
    ]
    (places,) = [[(one.locality, one.items, one.asked, one.lines) for one in found.places]]
    assert places == [(SHANTOU, 10, 8, 1), (XIAN, 8, 6, 1)]


def test_by_which_way() -> None:
    """A pair's crosswalk, the canonical catalogue, the national code; the canonical place stands beside the cities."""
    items, hubs = hubbed(1, SHANTOU, XIAN)
    shared = national_base(7)
    ours, theirs = item(SHANTOU, 2), item(XIAN, 2)
    found = taken(
        {
            SHANTOU: [items[SHANTOU], ours, item(SHANTOU, 7, base=shared)],
            XIAN: [items[XIAN], theirs, item(XIAN, 7, base=shared)],
            CANONICAL: [items[CANONICAL]],
        },
        *hubs,
        crosswalk(SHANTOU, XIAN, row(ours, theirs)),
    )
    ways = {Via.CROSSWALK: 1, Via.CANONICAL: 1, Via.NATIONAL_CODE: 1}
    assert dict(found.pairs[SHANTOU, XIAN].ways) == ways
    assert dict(found.pairs[XIAN, SHANTOU].ways) == {Via.CANONICAL: 1, Via.NATIONAL_CODE: 1}
    assert dict(found.ways) == {Via.CROSSWALK: 1, Via.CANONICAL: 2, Via.NATIONAL_CODE: 2}
    assert (found.asked, found.covered, len(found.between_cities)) == (6, 5, 2)
    assert found.pairs[SHANTOU, CANONICAL].covered == 1
    assert [place.canonical for place in found.places] == [True, False, False]
    assert not found.conflicts
    assert codes(*(line.item for line in found.pairs[SHANTOU, XIAN].one_way)) == codes(ours)


def test_only_some_pairs() -> None:
    """From one city, to one city, of one pair; a city that is not there is refused."""
    places = {place: [item(place, 1)] for place in (SHANTOU, XIAN, CHENZHOU)}
    assert set(taken(places, accepting=SHANTOU).pairs) == {(SHANTOU, XIAN), (SHANTOU, CHENZHOU)}
    assert set(taken(places, handling=SHANTOU).pairs) == {(XIAN, SHANTOU), (CHENZHOU, SHANTOU)}
    assert set(taken(places, accepting=SHANTOU, handling=XIAN).pairs) == {(SHANTOU, XIAN)}
    with pytest.raises(InvalidInput) as refused:
        taken(places, accepting=Locality("230400"))
    assert refused.value.reason is Reason.NOT_FOUND


def test_progress_says_all() -> None:
    """What is told adds up to what was announced, whatever is asked."""
    federation = Federation.of([catalogue(place, [item(place, 1)]) for place in (SHANTOU, XIAN, CHENZHOU)])
    for asked in ({}, {"accepting": SHANTOU}, {"accepting": SHANTOU, "handling": XIAN}):
        told: list[int] = []
        coverage(federation, on=DAY, told=told.append, **asked)
        assert sum(told) == questions(federation, on=DAY, **asked) > 0


def test_what_comes_over_by_itself() -> None:
    """Fields with a rule, constants among them, and materials that are met; expressions by document."""
    ours = item(SHANTOU, 1, fields=(text("XM"),), materials=(paper("M1"),))
    theirs = item(
        XIAN,
        1,
        fields=(text("F1"), text("F2"), text("F3"), text("F4", required=False)),
        materials=(paper("C1"), paper("C2")),
    )
    rules = (
        FieldRule(target="F1", kind=RuleKind.COPY, sources=("XM",)),
        FieldRule(target="F2", kind=RuleKind.CONSTANT, value="异地"),
        FieldRule(target="F4", kind=RuleKind.EXPRESSION, sources=("XM",), expression="XM + '收'"),
    )
    papers = (MaterialRule(source="M1", target="C1", relation=MaterialRelation.EQUAL),)
    document = crosswalk(SHANTOU, XIAN, row(ours, theirs, fields=rules, materials=papers))
    pair = taken({SHANTOU: [ours], XIAN: [theirs]}, document).pairs[SHANTOU, XIAN]
    assert pair.fill == Fill(fields=4, filled=3, required=3, required_filled=2, materials=2, served=1)
    assert (pair.rules.rules, pair.rules.expressions) == (3, 1)
