"""Scoring proposals: what a file of labelled pairs may look like, and what the two figures mean."""

from __future__ import annotations

import pytest

from federation.errors import InvalidInput, Reason
from federation.ids import HandlingItemCode
from federation.items import Item
from federation.mapping.suggest import Pair, Proposal, Score, Suggestions, compare, read_pairs, score
from tests.unit.mapping.labelled import SIDES, catalogue

A31, B33 = "11440500TEXT00017J3002014901001", "11610100TEXT00025R300201490100101"
PAIRS = (
    Pair(ours=A31, theirs=B33),
    Pair(ours=A31, theirs="000114901002"),
    Pair(ours="000114901003", theirs=""),
)
TEXT = f"a_code,b_code\n{A31},{B33}\n{A31},000114901002\n000114901003,\n"
FILES = {
    "plain": TEXT.encode(),
    "mark of UTF-8": TEXT.encode("utf-8-sig"),
    "line ends of Windows": TEXT.replace("\n", "\r\n").encode("utf-8-sig"),
    "GB18030": TEXT.replace("b_code\n", "b_code,说明\n").encode("gb18030"),
    "lower case and blanks": TEXT.replace(A31, f" {A31.lower()} ").encode(),
    "columns turned round": b"b_code,a_code\n"
    + "".join(f"{one.theirs},{one.ours}\n" for one in PAIRS).encode(),
    "several codes in a cell": f"a_code,b_code\n{A31},{B33};000114901002\n000114901003,\n".encode(),
    "semicolons between columns": TEXT.replace(",", ";").encode(),
    "repeated and empty rows": f"{TEXT}\n{A31},{B33}\n,\n".encode(),
    "names beside the codes": b"a_code,a_name,b_code,b_name\n"
    + "".join(f"{one.ours},甲,{one.theirs},乙\n" for one in PAIRS).encode(),
}


@pytest.mark.parametrize("kind", FILES)
def test_pairs_are_read(kind: str):
    """Codes of 12, 31 and 33 characters, several for one, none for another."""
    assert read_pairs(FILES[kind]) == PAIRS


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"a_code\nx\n", b"\xff\xfe\x00\x81"])
def test_what_is_no_list_of_pairs_is_refused(content: bytes):
    """A file without the two columns is told, not scored as empty."""
    with pytest.raises(InvalidInput) as caught:
        read_pairs(content)
    assert caught.value.reason is Reason.VALUE_INVALID


OURS = catalogue(SIDES["held_out"][0], *(f"市监|01|甲{number}" for number in range(4)))
THEIRS = catalogue(
    SIDES["held_out"][1], *(f"市监|01|乙{number}" for number in range(8)), "市监|01|丙//一", "市监|01|丙//二"
)


def made(**proposed: str) -> list[Suggestions]:
    """Suggestions by the number of our item: digits are the numbers of theirs, best first."""
    theirs = {item.name[1:]: item for item in THEIRS.items if item.name.startswith("乙")}
    found = []
    for item in OURS.items:
        numbers = proposed.get(f"a{item.name[1:]}", "")
        proposals = tuple(
            Proposal(item=theirs[number], score=1 - at / 10, reasons=()) for at, number in enumerate(numbers)
        )
        found.append(Suggestions(item=item, proposals=proposals))
    return found


def ours(number: int) -> str:
    """The code of an item of the first catalogue."""
    return next(item.key.code for item in OURS.items if item.name == f"甲{number}")


def theirs(number: int) -> str:
    """The code of an item of the second."""
    return next(item.key.code for item in THEIRS.items if item.name == f"乙{number}")


def test_both_figures():
    """First right, among the first five, beyond them, nothing proposed, and none expected."""
    pairs = [
        Pair(ours=ours(0), theirs=theirs(0)),
        Pair(ours=ours(0), theirs=theirs(4)),
        Pair(ours=ours(0), theirs=theirs(5)),
        Pair(ours=ours(1), theirs=theirs(7)),
        Pair(ours=ours(2), theirs=theirs(1)),
        Pair(ours=ours(3), theirs=""),
    ]
    found = compare(pairs, made(a0="012345", a1="67", a3="1"), OURS, THEIRS)
    assert found == Score(
        codes=3,
        first_right=1,
        proposed=2,
        pairs=5,
        found=3,
        alone=1,
        alone_silent=0,
        unknown=(),
        missed=(ours(1), ours(2)),
    )
    assert (found.precision_at_1, found.recall_at_5) == (pytest.approx(1 / 3), pytest.approx(3 / 5))


def test_a_code_may_mean_several_items():
    """A code of 31 characters is found when any situation under it is; one of ours is served by all its own."""
    split: list[Item] = [item for item in THEIRS.items if item.name == "丙"]
    suggestions = [
        Suggestions(item=OURS.items[0], proposals=(Proposal(item=split[1], score=0.9, reasons=()),)),
    ]
    pairs = [Pair(ours=OURS.items[0].key.code, theirs=split[0].task)]
    assert isinstance(split[1].handling_item, HandlingItemCode)
    assert compare(pairs, suggestions, OURS, THEIRS).found == 1
    back = [
        Suggestions(item=split[0], proposals=(Proposal(item=OURS.items[0], score=0.5, reasons=()),)),
        Suggestions(item=split[1], proposals=(Proposal(item=OURS.items[1], score=0.9, reasons=()),)),
    ]
    pairs = [Pair(ours=split[0].task, theirs=OURS.items[0].key.code)]
    found = compare(pairs, back, THEIRS, OURS)
    assert (found.first_right, found.found) == (0, 1)


def test_unknown_codes_count_as_not_found():
    """A code that stands in neither catalogue is named, and its pair counts."""
    pairs = [Pair(ours=A31, theirs=theirs(0)), Pair(ours=ours(0), theirs=B33)]
    found = compare(pairs, made(a0="0"), OURS, THEIRS)
    assert (found.unknown, found.first_right, found.codes, found.pairs, found.found) == (
        (A31, B33),
        0,
        2,
        2,
        0,
    )


def test_no_pairs_no_figures():
    """Nothing labelled, nothing claimed."""
    found = score([], OURS, THEIRS)
    assert (found.precision_at_1, found.recall_at_5) == (None, None)
