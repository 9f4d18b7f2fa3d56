"""Notes on items of national lines: what may be entered, and what stands of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from federation.case.line import (
    OVER,
    SEEN_TERMS,
    STATUS_TERMS,
    Line,
    LineNote,
    LineStatus,
    SeenBy,
    check_note,
)
from federation.case.parts import Actor
from federation.errors import InvalidInput, Reason
from federation.ids import CaseId, LineNo, Locality, MessageId, Place, Uscc
from federation.items import ItemKey

TODAY = date(2026, 11, 24)
OPENED = LineNote(
    message_id=MessageId.make(unix_ms=1, random=1),
    actor=Actor(organ=Uscc("11440500TEXT00017J"), place=Place("440500"), officer="W1"),
    at=datetime(2026, 11, 24, 2, tzinfo=UTC),
    status=LineStatus.GUIDED,
    seen_by=SeenBy.GUIDE,
    seen_on=TODAY,
)
SEEN = replace(OPENED, status=LineStatus.ACCEPTED, seen_by=SeenBy.LINE, reference="NIA-1")


def refused(note: LineNote, *, first: bool = False) -> tuple[Reason, object]:
    """Why a note is not taken."""
    with pytest.raises(InvalidInput) as found:
        check_note(note, today=TODAY, first=first)
    return found.value.reason, found.value.detail["field"]


def test_every_status_has_its_word():
    """Every status and every place it was seen has a Chinese word; an end is one of them."""
    assert set(STATUS_TERMS) == set(LineStatus)
    assert set(SEEN_TERMS) == set(SeenBy)
    assert set(LineStatus) > OVER


def test_what_may_be_entered():
    """The first note says that the applicant was guided; later ones say what was seen, in any order."""
    check_note(OPENED, today=TODAY, first=True)
    for status in set(LineStatus) - {LineStatus.GUIDED}:
        check_note(replace(SEEN, status=status), today=TODAY, first=False)


def test_what_may_not_be_entered():
    """A guiding later, something else first, a day to come, a reference that cannot be read."""
    assert refused(SEEN, first=True) == (Reason.VALUE_INVALID, "status")
    assert refused(OPENED) == (Reason.VALUE_INVALID, "status")
    assert refused(replace(SEEN, seen_by=SeenBy.GUIDE)) == (Reason.VALUE_INVALID, "seen_by")
    assert refused(replace(SEEN, seen_on=date(2026, 11, 25))) == (Reason.VALUE_INVALID, "seen_on")
    assert refused(replace(SEEN, reference="A\u200b1")) == (Reason.VALUE_INVALID, "reference")
    assert refused(replace(SEEN, reference="1" * 101)) == (Reason.TOO_LARGE, "reference")


def test_the_last_note_stands():
    """How it stands is what was entered last; the reference is the last that was given."""
    key = ItemKey(locality=Locality("610100"), scheme="GB/T 39554", code="1", version="1")
    number = LineNo.make(locality=Locality("440500"), on=TODAY, random=7)
    notes = (OPENED, SEEN, replace(SEEN, status=LineStatus.DENIED, reference=""))
    line = Line(number=number, item=key, title="普通护照签发", notes=notes)
    assert (line.last.status, line.reference) == (LineStatus.DENIED, "NIA-1")
    assert not Line(number=number, item=key, title="普通护照签发", notes=(OPENED,)).reference


def test_its_number_is_no_case():
    """A number has a check character and a day, and is never read as a case id."""
    number = LineNo.make(locality=Locality("440500"), on=TODAY, random=36**6 + 7)
    assert number.startswith("GC44050020261124000007")
    for wrong in (number[:-1] + "?", number[:8] + "20261324" + number[16:], "KT" + number[2:]):
        with pytest.raises(InvalidInput):
            LineNo(wrong)
    with pytest.raises(InvalidInput):
        CaseId(number)
