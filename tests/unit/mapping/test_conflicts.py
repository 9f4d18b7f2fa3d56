"""Where crosswalks disagree: two documents, two ways, there and back, round a circle."""

from __future__ import annotations

from datetime import date

import pytest

from federation.ids import CANONICAL, Locality
from federation.mapping import (
    Crosswalk,
    CrosswalkRow,
    Relation,
)
from federation.mapping.coverage import (
    Conflict,
    ConflictKind,
    Coverage,
)
from tests.worlds.league import (
    CHENZHOU,
    SHANTOU,
    XIAN,
    codes,
    crosswalk,
    hubbed,
    item,
    national_base,
    row,
    taken,
)


def only(found: Coverage, kind: ConflictKind) -> list[Conflict]:
    """The conflicts of one kind."""
    return [one for one in found.conflicts if one.kind is kind]


def test_two_documents_for_one_pair() -> None:
    """Two that begin on one day contradict each other; one that ends after the next begins is to be confirmed."""
    ours, theirs = item(SHANTOU, 1), item(XIAN, 1)

    def conflict(first: dict[str, date], second: dict[str, date]) -> list[tuple[bool, str]]:
        one = crosswalk(SHANTOU, XIAN, row(ours, theirs), **first)
        two = crosswalk(SHANTOU, XIAN, row(ours, theirs), version="2", **second)
        found = taken({SHANTOU: [ours], XIAN: [theirs]}, one, two)
        assert [document.in_force for document in found.documents].count(True) == 1
        return [(one.certain, one.why) for one in only(found, ConflictKind.DOCUMENTS)]

    names = "440500-610100/1 与 440500-610100/2"
    spring, autumn, later = date(2026, 3, 1), date(2026, 9, 1), date(2027, 1, 1)
    twins = [(True, f"{names} 从同一天起有效，只用了后一份；请撤下一份或改日期")]
    assert conflict({}, {}) == twins
    assert conflict({"effective_from": spring}, {"effective_from": spring}) == twins
    assert conflict({"effective_from": spring}, {"effective_from": autumn}) == []
    assert conflict({}, {"effective_from": later}) == []
    overlap = conflict({"effective_to": date(2028, 1, 1)}, {"effective_from": later})
    assert overlap == [(False, f"自 2027-01-01 起{names} 有效期重叠，只用了后一份；请撤下一份或改日期")]
    assert conflict({"effective_to": later}, {"effective_from": later}) == []
    assert conflict({"effective_to": date(2026, 10, 9)}, {}) == []


@pytest.mark.parametrize("says_none", [False, True])
def test_the_pair_against_the_canonical_way(*, says_none: bool) -> None:
    """The pair's document leads elsewhere, or says there is none, where both hub documents lead to another item."""
    items, hubs = hubbed(1, SHANTOU, XIAN)
    other = item(XIAN, 2)
    pair = crosswalk(SHANTOU, XIAN, row(items[SHANTOU], None if says_none else other))
    places = {SHANTOU: [items[SHANTOU]], XIAN: [items[XIAN], other], CANONICAL: [items[CANONICAL]]}
    found = taken(places, *hubs, pair)
    (one,) = only(found, ConflictKind.WAYS)
    assert one.certain
    assert one.places == (SHANTOU, XIAN)
    assert one.items[0].key.code == items[SHANTOU].key.code
    assert one.items[-1].key.code == items[XIAN].key.code
    assert ("“事项2”" in one.why, "无对应" in one.why) == (not says_none, says_none)
    assert "经规范目录是“事项1”" in one.why


def test_the_pair_that_agrees() -> None:
    """A pair's document that says the same as the canonical way is no conflict."""
    items, hubs = hubbed(1, SHANTOU, XIAN)
    pair = crosswalk(SHANTOU, XIAN, row(items[SHANTOU], items[XIAN]))
    assert not taken({place: [one] for place, one in items.items()}, *hubs, pair).conflicts


def test_against_the_national_code() -> None:
    """Equal national codes that a crosswalk leaves aside are asked to be confirmed, not called wrong."""
    shared = national_base(7)
    ours, same, other = item(SHANTOU, 7, base=shared), item(XIAN, 7, base=shared), item(XIAN, 2)
    found = taken({SHANTOU: [ours], XIAN: [same, other]}, crosswalk(SHANTOU, XIAN, row(ours, other)))
    (one,) = only(found, ConflictKind.WAYS)
    assert not one.certain
    assert "按国家基本编码是“事项7”" in one.why


def test_there_and_back_disagree() -> None:
    """A → B says x, B → A says another, or says that there is none; merged items are asked to be confirmed."""
    ours, third, theirs = item(SHANTOU, 1), item(SHANTOU, 2), item(XIAN, 1)
    there = crosswalk(SHANTOU, XIAN, row(ours, theirs))
    places = {SHANTOU: [ours, third], XIAN: [theirs]}
    (one,) = only(taken(places, there, crosswalk(XIAN, SHANTOU, row(theirs, third))), ConflictKind.BACK)[:1]
    assert (one.certain, codes(*one.items)) == (True, codes(ours, theirs, third))
    assert "回程是“事项2”" in one.why
    (none,) = only(taken(places, there, crosswalk(XIAN, SHANTOU, row(theirs, None))), ConflictKind.BACK)
    assert (none.certain, "审定为无对应" in none.why) == (True, True)
    broader = crosswalk(SHANTOU, XIAN, row(ours, theirs), row(third, theirs, relation=Relation.BROADER))
    (merged,) = only(taken(places, broader, crosswalk(XIAN, SHANTOU, row(theirs, ours))), ConflictKind.BACK)
    assert (merged.certain, codes(*merged.items)) == (False, codes(third, theirs, ours))


def ring(*steps: CrosswalkRow) -> list[Crosswalk]:
    """Shantou → Xi'an → Chenzhou → Shantou."""
    ends = ((SHANTOU, XIAN), (XIAN, CHENZHOU), (CHENZHOU, SHANTOU))
    return [crosswalk(start, end, step) for (start, end), step in zip(ends, steps, strict=True)]


def test_a_circle_that_does_not_close() -> None:
    """A → B → C → A at another item is one conflict, with the whole way; one that closes is none."""
    a, other, b, c = item(SHANTOU, 1), item(SHANTOU, 2), item(XIAN, 1), item(CHENZHOU, 1)
    places = {SHANTOU: [a, other], XIAN: [b], CHENZHOU: [c]}
    (one,) = taken(places, *ring(row(a, b), row(b, c), row(c, other))).conflicts
    assert (one.kind, one.certain) == (ConflictKind.CYCLE, True)
    assert codes(*one.items) == codes(a, b, c, other)
    assert one.places == (SHANTOU, XIAN, CHENZHOU, SHANTOU)
    assert not taken(places, *ring(row(a, b), row(b, c), row(c, a))).conflicts
    (wide,) = taken(places, *ring(row(a, b, relation=Relation.BROADER), row(b, c), row(c, other))).conflicts
    assert not wide.certain


def test_a_circle_over_four_places() -> None:
    """Longer circles are found where no shorter one tells."""
    far = Locality("230400")
    a, other, b, c, d = item(SHANTOU, 1), item(SHANTOU, 2), item(XIAN, 1), item(CHENZHOU, 1), item(far, 1)
    ends = ((SHANTOU, XIAN, a, b), (XIAN, CHENZHOU, b, c), (CHENZHOU, far, c, d), (far, SHANTOU, d, other))
    documents = [crosswalk(start, end, row(one, two)) for start, end, one, two in ends]
    (one,) = taken({SHANTOU: [a, other], XIAN: [b], CHENZHOU: [c], far: [d]}, *documents).conflicts
    assert codes(*one.items) == codes(a, b, c, d, other)


def test_one_wrong_row_is_one_knot() -> None:
    """Among many cities joined through the canonical catalogue, one wrong pair row makes one circle conflict."""
    places = [SHANTOU, XIAN, CHENZHOU, Locality("350600"), Locality("640100")]
    first, second = ({place: item(place, number) for place in (*places, CANONICAL)} for number in (1, 2))
    hubs = [
        crosswalk(place, CANONICAL, *(row(items[place], items[CANONICAL]) for items in (first, second)))
        for place in places
    ]
    wrong = crosswalk(SHANTOU, XIAN, row(first[SHANTOU], second[XIAN]))
    found = taken({place: [first[place], second[place]] for place in first}, *hubs, wrong)
    assert len(only(found, ConflictKind.CYCLE)) == 1
    assert [codes(*one.items) for one in only(found, ConflictKind.WAYS)] == [
        codes(first[SHANTOU], second[XIAN], first[XIAN])
    ]
    assert {one.places[:2] for one in only(found, ConflictKind.BACK)} <= {(SHANTOU, XIAN), (XIAN, SHANTOU)}


def test_rows_that_start_nowhere() -> None:
    """A row whose accepting code the catalogue no longer has is named with its document."""
    ours, theirs = item(SHANTOU, 1), item(XIAN, 1)
    gone = row(item(SHANTOU, 2), theirs)
    found = taken({SHANTOU: [ours], XIAN: [theirs]}, crosswalk(SHANTOU, XIAN, row(ours, theirs), gone))
    assert found.documents[0].homeless == (gone.accepting,)
