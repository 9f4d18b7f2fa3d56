"""The content of what happens beside the spine: each rule refused by its reason and field, and what must pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from federation.case import check_event
from federation.case.choices import (
    DayUnit,
    Finding,
    LicenceState,
    Procedure,
    Result,
    Satisfaction,
    SessionKind,
    Stage,
    StepEnd,
    TimeUnit,
    Tracking,
)
from federation.case.events import Accepted, Finished
from federation.case.parts import Deferred, Material
from federation.case.process import (
    Answered,
    Archived,
    Asked,
    Assisted,
    DeferredSupplied,
    Extended,
    FeeDue,
    FeePaid,
    LicenceAnswered,
    LicenceAsked,
    NotRequired,
    OriginalVerified,
    ParcelTracked,
    Rated,
    RatingFixed,
    RatingVerified,
    Resumed,
    SessionHeld,
    StepTaken,
    Suspended,
    Transferred,
    Urged,
)
from federation.errors import InvalidInput, Reason
from federation.ids import Digest, MessageId, Place
from tests.worlds.case import FIRST, START, blob, document
from tests.worlds.process import FEE, LICENCE, SUCCESSOR

MESSAGE = MessageId.make(unix_ms=1, random=1)
UNSEALED = document("X-1", sealed=False)
LATE = START + timedelta(minutes=6)
MISSING, INVALID, LARGE = Reason.VALUE_MISSING, Reason.VALUE_INVALID, Reason.TOO_LARGE

SUSPENDED = Suspended(
    procedure=Procedure.HEARING,
    days=20,
    unit=DayUnit.WORKING_DAY,
    reason="依法听证",
    document=document("T-1"),
)
EXTENDED = Extended(days=10, approver="局长", reason="案情复杂", document=document("Y-1"))
FEE_DUE = FeeDue(code=FEE, name="工本费", fen=1, payee="财政局", document=document("F-1"))
TRACKED = ParcelTracked(carrier="ems", number=FIRST, status=Tracking.IN_TRANSIT, tracked_at=START)
MET = SessionHeld(kind=SessionKind.VIDEO, held_at=START, identity_shown=True, note="核对身份证")
ARCHIVED = Archived(number="1", retention="永久", packet=Digest.of(bytes(32)))
PROMISE = Deferred(material="M", days=5, promise=blob("promise"))
RATED = Rated(about=Stage.INTAKE, level=Satisfaction.FAIR, named=False)

BAD = [
    (DeferredSupplied(materials=()), MISSING, "materials"),
    (DeferredSupplied(materials=(Material(code="M"), Material(code="M"))), INVALID, "materials"),
    (OriginalVerified(materials=()), MISSING, "materials"),
    (OriginalVerified(materials=("M", "M")), INVALID, "materials"),
    (Assisted(note=""), MISSING, "note"),
    (replace(MET, held_at=LATE), INVALID, "held_at"),
    (replace(MET, note=""), MISSING, "note"),
    (replace(MET, seen_materials=("M", "M")), INVALID, "seen_materials"),
    (NotRequired(document=UNSEALED, reason="依法不需要许可"), Reason.DOCUMENT_MISSING, "document"),
    (NotRequired(document=document("B"), reason=""), MISSING, "reason"),
    (Transferred(organ=SUCCESSOR, place=Place("610100"), reason=""), MISSING, "reason"),
    (StepTaken(name="", end=StepEnd.PASSED), MISSING, "name"),
    (StepTaken(name="字" * 101, end=StepEnd.PASSED), LARGE, "name"),
    (replace(SUSPENDED, days=0), INVALID, "days"),
    (replace(SUSPENDED, reason=""), MISSING, "reason"),
    (replace(SUSPENDED, document=UNSEALED), Reason.DOCUMENT_MISSING, "document"),
    (Resumed(suspension=MESSAGE, outcome=""), MISSING, "outcome"),
    (replace(EXTENDED, days=16), INVALID, "days"),
    (replace(EXTENDED, days=0), INVALID, "days"),
    (replace(EXTENDED, approver=""), MISSING, "approver"),
    (replace(EXTENDED, reason=""), MISSING, "reason"),
    (replace(EXTENDED, document=UNSEALED), Reason.DOCUMENT_MISSING, "document"),
    (replace(FEE_DUE, code="4405000000000000001"), INVALID, "code"),
    (replace(FEE_DUE, code="4405000000000000000１"), INVALID, "code"),
    (replace(FEE_DUE, fen=0), INVALID, "fen"),
    (replace(FEE_DUE, fen=10**13 + 1), INVALID, "fen"),
    (replace(FEE_DUE, payee=""), MISSING, "payee"),
    (replace(FEE_DUE, document=UNSEALED), Reason.DOCUMENT_MISSING, "document"),
    (FeePaid(code="1", paid_at=START), INVALID, "code"),
    (FeePaid(code=FEE, paid_at=LATE), INVALID, "paid_at"),
    (replace(ARCHIVED, retention="20年"), INVALID, "retention"),
    (replace(ARCHIVED, number=""), MISSING, "number"),
    (replace(TRACKED, tracked_at=LATE), INVALID, "tracked_at"),
    (replace(TRACKED, carrier=""), MISSING, "carrier"),
    (replace(TRACKED, place="投递员13800000000"), INVALID, "place"),
    (replace(TRACKED, place="0754-88888888"), INVALID, "place"),
    (replace(TRACKED, place="０７５４８８８８８８８８"), INVALID, "place"),
    (replace(TRACKED, place="138 0000 0000"), INVALID, "place"),
    (Asked(text="", days=1), MISSING, "text"),
    (Asked(text="问", days=0), INVALID, "days"),
    (Asked(text="问", days=0, unit=TimeUnit.HOUR), INVALID, "days"),
    (Asked(text="问", days=1, unit=TimeUnit.MONTH), INVALID, "unit"),
    (Asked(text="问", days=1, unit=TimeUnit.CALENDAR_DAY), INVALID, "unit"),
    (Answered(question=MESSAGE, text=""), MISSING, "text"),
    (Urged(text=""), MISSING, "text"),
    (LicenceAsked(licence=LICENCE, name="", purpose="核验"), MISSING, "name"),
    (LicenceAsked(licence=LICENCE, name="执照", purpose=""), MISSING, "purpose"),
    (LicenceAsked(licence=LICENCE, name="执照", purpose="字" * 201), LARGE, "purpose"),
    (LicenceAnswered(question=MESSAGE, state=LicenceState.VALID, note="\x07"), INVALID, "note"),
    (replace(RATED, text="字" * 2_001), LARGE, "text"),
    (RatingVerified(rating=MESSAGE, finding=Finding.CLEAR, text=""), MISSING, "text"),
    (RatingFixed(rating=MESSAGE, text=""), MISSING, "text"),
    (Finished(result=Result.LAPSED, reason="逾期"), Reason.DOCUMENT_MISSING, "document"),
    (Finished(result=Result.VOIDED, document=document("Z")), MISSING, "reason"),
    (Finished(result=Result.FORWARDED), MISSING, "reason"),
    (
        Accepted(document=document("S"), promised_days=1, deferred=(PROMISE, PROMISE)),
        INVALID,
        "deferred",
    ),
    (
        Accepted(document=document("S"), promised_days=1, deferred=(replace(PROMISE, days=0),)),
        INVALID,
        "deferred.days",
    ),
    (
        Accepted(document=document("S"), promised_days=1, deferred=(replace(PROMISE, material=""),)),
        MISSING,
        "deferred.material",
    ),
]


@pytest.mark.parametrize(("event", "reason", "field"), BAD)
def test_refused(event, reason, field):
    """Wrong content is refused with its reason and the name of its field, never its value."""
    with pytest.raises(InvalidInput) as refused:
        check_event(event, at=START)
    assert refused.value.reason is reason
    assert refused.value.detail["field"] == field


GOOD = [
    DeferredSupplied(materials=(Material(code="M", originals=1),)),
    OriginalVerified(materials=("M",), note="与原件一致"),
    Assisted(note="协助上传"),
    replace(MET, file=blob("record"), seen_materials=("M",)),
    Transferred(organ=SUCCESSOR, place=Place("610100"), reason="职能调整"),
    StepTaken(name="审核", end=StepEnd.SENT_BACK, note="补充说明"),
    SUSPENDED,
    replace(SUSPENDED, unit=DayUnit.CALENDAR_DAY),
    Resumed(suspension=MESSAGE, outcome="听证结束"),
    replace(EXTENDED, days=1),
    replace(FEE_DUE, fen=10**13),
    FeePaid(code=FEE, paid_at=START, voucher=blob("voucher")),
    *(replace(ARCHIVED, retention=retention) for retention in ("永久", "30年", "10年")),
    replace(TRACKED, place="汕头邮件处理中心"),
    Asked(text="问", days=2, files=(blob("a"), blob("b"))),
    *(Asked(text="问", days=2, unit=unit) for unit in (TimeUnit.HOUR, TimeUnit.WORKING_DAY)),
    *(Accepted(document=document("S"), promised_days=2, promised_unit=unit) for unit in TimeUnit),
    LicenceAsked(licence=LICENCE, name="营业执照", purpose="核验主体资格"),
    LicenceAnswered(question=MESSAGE, state=LicenceState.NOT_FOUND),
    RATED,
    replace(RATED, level=Satisfaction.VERY_DISSATISFIED, text="等了两小时", named=True),
    Finished(result=Result.DONE),
    Finished(result=Result.FORWARDED, reason="由省厅决定"),
    Accepted(document=document("S"), promised_days=1, deferred=(PROMISE,)),
]


@pytest.mark.parametrize("event", GOOD)
def test_passes(event):
    """What a hall writes passes."""
    check_event(event, at=START)
