"""An event's own content: each rule refused by its reason and field, and what must pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from federation.case import check_event
from federation.case.choices import AgentBasis, Delivery, Disposition, Leg, Mode, Result, ServedBy
from federation.case.events import (
    Accepted,
    Arrived,
    Corrected,
    CorrectionRequested,
    Delivered,
    Finished,
    Issued,
    NotAccepted,
    NoticeServed,
    ParcelReceived,
    ParcelReturned,
    ParcelSent,
    Refusal,
    WithdrawalRefused,
    WithdrawalRequested,
)
from federation.case.parts import Blob, Difference, Document, Field, Material, Paper
from federation.errors import InvalidInput, Reason
from federation.ids import MessageId
from federation.limits import BLOB_BYTES, GIB
from tests.worlds.case import APPLICANT, FIRST, START, blob, document, submitted

SAID = submitted()
NOTICE = MessageId.make(unix_ms=1, random=1)
DEFECT = Difference(material="M-KEEP", note="缺页")
UNSEALED = document("X-1", sealed=False)


def asked(**changes):
    """A one-time notice."""
    event = CorrectionRequested(document=document("BZ-1"), defects=(DEFECT,), days=10)
    return replace(event, **changes)


def served(minutes):
    """A notice served so many minutes after START."""
    at = START + timedelta(minutes=minutes)
    return NoticeServed(notice=NOTICE, by=ServedBy.POST, to_applicant=True, served_at=at)


def with_file(**changes):
    """An application with one file."""
    return replace(SAID, materials=(Material(code="M", files=(replace(blob("x"), **changes),)),))


def files(count, size):
    """An application with so many files."""
    made = tuple(blob(f"file {number}", size) for number in range(count))
    return replace(SAID, materials=(Material(code="M", files=made),))


BAD = [
    (replace(SAID, mode=Mode.JOINT), Reason.VALUE_MISSING, "lead"),
    (replace(SAID, item=replace(SAID.item, version="")), Reason.VALUE_MISSING, "item.version"),
    (replace(SAID, applicant=replace(APPLICANT, name=" ")), Reason.VALUE_MISSING, "applicant.name"),
    (replace(SAID, agent=APPLICANT), Reason.VALUE_MISSING, "agent, agent_basis"),
    (replace(SAID, agent_basis=AgentBasis.GUARDIAN), Reason.VALUE_MISSING, "agent, agent_basis"),
    (replace(SAID, identity_checked=False), Reason.VALUE_MISSING, "identity_checked, form_checked"),
    (replace(SAID, form_checked=False), Reason.VALUE_MISSING, "identity_checked, form_checked"),
    (replace(SAID, notice_version=""), Reason.VALUE_MISSING, "notice_version"),
    (replace(SAID, local_no="9" * 51), Reason.TOO_LARGE, "local_no"),
    (
        replace(SAID, delivery=Delivery.HOME, applicant=replace(APPLICANT, address="")),
        Reason.VALUE_MISSING,
        "applicant.address",
    ),
    (replace(SAID, materials=(Material(code="M"), Material(code="M"))), Reason.VALUE_INVALID, "materials"),
    (replace(SAID, materials=(Material(code=""),)), Reason.VALUE_MISSING, "material.code"),
    (
        replace(SAID, materials=(Material(code="M", originals=-1),)),
        Reason.VALUE_INVALID,
        "material.originals",
    ),
    (replace(SAID, fields=(Field(code="a", value="1"),) * 2), Reason.VALUE_INVALID, "fields"),
    (
        replace(SAID, fields=tuple(Field(code=f"f{number}", value="") for number in range(201))),
        Reason.TOO_MANY,
        "fields",
    ),
    (replace(SAID, fields=(Field(code="a", value="字" * 2_001),)), Reason.TOO_LARGE, "field.value"),
    (replace(SAID, fields=(Field(code="a", value="字\u200b"),)), Reason.VALUE_INVALID, "field.value"),
    (with_file(size=0), Reason.VALUE_INVALID, "file.size"),
    (with_file(size=BLOB_BYTES + 1), Reason.TOO_LARGE, "file.size"),
    (with_file(media_type=""), Reason.VALUE_MISSING, "file.media_type"),
    (files(101, 1), Reason.TOO_MANY, "files"),
    (files(5, GIB // 2), Reason.TOO_LARGE, "files"),
    (Arrived(differences=(replace(DEFECT, note=""),)), Reason.VALUE_MISSING, "differences.note"),
    (asked(defects=()), Reason.VALUE_MISSING, "defects"),
    (asked(days=0), Reason.VALUE_INVALID, "days"),
    (asked(document=UNSEALED), Reason.DOCUMENT_MISSING, "document"),
    (asked(document=document("")), Reason.DOCUMENT_MISSING, "document"),
    (served(6), Reason.VALUE_INVALID, "served_at"),
    (Corrected(notice=NOTICE), Reason.VALUE_MISSING, "materials, fields"),
    (Accepted(document=UNSEALED, promised_days=1), Reason.DOCUMENT_MISSING, "document"),
    (Accepted(document=document("S"), promised_days=-1), Reason.VALUE_INVALID, "promised_days"),
    (NotAccepted(document=document("B"), reason=""), Reason.VALUE_MISSING, "reason"),
    (NotAccepted(document=UNSEALED, reason="不属本机关职权"), Reason.DOCUMENT_MISSING, "document"),
    *(
        (Finished(result=result, reason="理由"), Reason.DOCUMENT_MISSING, "document")
        for result in set(Result) - {Result.WITHDRAWN, Result.DONE, Result.FORWARDED}
    ),
    (Finished(result=Result.DENY, document=document("B")), Reason.VALUE_MISSING, "reason"),
    (Finished(result=Result.RETURN, document=document("B")), Reason.VALUE_MISSING, "reason"),
    (Finished(result=Result.WITHDRAWN), Reason.VALUE_MISSING, "reason"),
    (Issued(documents=()), Reason.DOCUMENT_MISSING, "document"),
    (Issued(documents=(document("Z"), document("Z"))), Reason.VALUE_INVALID, "documents"),
    (WithdrawalRefused(request=NOTICE, reason=""), Reason.VALUE_MISSING, "reason"),
    (WithdrawalRequested(reason="字" * 2_001), Reason.TOO_LARGE, "reason"),
    (ParcelSent(carrier="ems", number=FIRST, leg=Leg.W2H, papers=()), Reason.VALUE_MISSING, "papers"),
    (
        ParcelSent(carrier="", number=FIRST, leg=Leg.W2H, papers=(Paper(code="M", original=True),)),
        Reason.VALUE_MISSING,
        "carrier",
    ),
    (
        ParcelReceived(carrier="ems", number=FIRST, papers=(Paper(code="M", original=True, count=0),)),
        Reason.VALUE_INVALID,
        "paper.count",
    ),
    (ParcelReceived(carrier="ems", number=FIRST, papers=()), Reason.VALUE_MISSING, "papers"),
    (ParcelReturned(carrier="ems", number=FIRST, note="\x07"), Reason.VALUE_INVALID, "note"),
    (Delivered(documents=(), to_applicant=True), Reason.VALUE_MISSING, "documents"),
    (Delivered(documents=("Z", "Z"), to_applicant=True), Reason.VALUE_INVALID, "documents"),
]


@pytest.mark.parametrize(("event", "reason", "field"), BAD)
def test_refused(event, reason, field):
    """Wrong content is refused with its reason and the name of its field."""
    with pytest.raises(InvalidInput) as refused:
        check_event(event, at=START)
    assert refused.value.reason is reason
    assert refused.value.detail["field"] == field


GOOD = [
    SAID,
    replace(SAID, agent=APPLICANT, agent_basis=AgentBasis.AUTHORISATION),
    replace(SAID, delivery=Delivery.HOME),
    replace(SAID, local_no="9" * 50),
    replace(SAID, fields=(Field(code="a", value="第一行\n第二行\t尾"), Field(code="b", value=""))),
    replace(SAID, materials=(Material(code="M", disposition=Disposition.KEEP, originals=1),)),
    files(100, 1),
    Arrived(),
    Arrived(differences=(DEFECT,)),
    asked(),
    served(0),
    served(5),
    Corrected(notice=NOTICE, fields=(Field(code="a", value="1"),)),
    Accepted(document=document("S"), promised_days=0),
    Finished(result=Result.GRANT, document=document("J")),
    Finished(result=Result.WITHDRAWN, reason="同意"),
    Issued(documents=(UNSEALED, document("Z"))),
    WithdrawalRequested(reason=""),
    ParcelReceived(carrier="ems", number=FIRST, papers=(), differences=(DEFECT,)),
    Refusal(position=0, reason=Reason.MALFORMED, detail="\x00" * 10_000),
]


@pytest.mark.parametrize("event", GOOD)
def test_passes(event):
    """What a hall writes passes; a Refusal always does."""
    check_event(event, at=START)


def test_a_document_without_a_file_may_be_a_paper_certificate():
    """Issued takes paper certificates; titles are optional and single lines."""
    check_event(Issued(documents=(Document(number="证字〔2026〕1号", title=""),)), at=START)
    with pytest.raises(InvalidInput):
        check_event(Issued(documents=(Document(number="1", title="两\n行"),)), at=START)


def test_blobs_are_values():
    """The world's files have digests of their own."""
    assert isinstance(blob("a"), Blob)
    assert blob("a").digest != blob("b").digest
