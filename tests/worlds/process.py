"""Every move beside the spine that a clerk could try: procedures, fees, promises, questions, ratings, records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from federation.case import Case, Side
from federation.case.choices import (
    DayUnit,
    Disposition,
    Finding,
    LicenceState,
    Procedure,
    Satisfaction,
    SessionKind,
    Stage,
    StepEnd,
    Tracking,
)
from federation.case.events import Event
from federation.case.parts import Blob, Document, Material
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
from federation.ids import Digest, LicenceId, ParcelNo, Place, Uscc

START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
LATER = "M-LATER"
FEE = "44050000000000000001"
LICENCE = LicenceId("1.2.156.3005.2.11100000000013127D001.11440500TEXT00017J.20260000000000000001.001.U")
OF_XIAN = LicenceId("1.2.156.3005.2.11100000000013127D001.11610100TEXT00025R.20260000000000000002.001.D")
ASKABLE = {Side.ACCEPTING: OF_XIAN, Side.HANDLING: LICENCE}
"""The licence that each end may ask the other about: the other issued it."""
SUCCESSOR = Uscc("11610100TEXT0101XA")


def blob(name: str) -> Blob:
    """A file whose digest follows from its name."""
    return Blob(digest=Digest.of(name.encode().ljust(32, b".")[:32]), size=1000, media_type="application/pdf")


def paper(number: str) -> Document:
    """A sealed document."""
    return Document(number=number, title="文书", file=blob(number))


SUSPENDED = Suspended(
    procedure=Procedure.EXPERT_REVIEW,
    days=15,
    unit=DayUnit.WORKING_DAY,
    reason="专家评审",
    document=paper("TBCX-1"),
)
EXTENDED = Extended(days=10, approver="负责人", reason="案情复杂", document=paper("YQ-1"))
FEE_DUE = FeeDue(code=FEE, name="工本费", fen=1000, payee="西安市财政局", document=paper("JF-1"))


def window_process(case: Case) -> Iterator[Event]:
    """What a window could write."""
    supplied = Material(code=LATER, files=(blob("later"),), disposition=Disposition.KEEP, originals=1)
    yield DeferredSupplied(materials=(supplied,))
    yield OriginalVerified(materials=("M-KEEP",))
    yield Assisted(note="帮助上传材料")
    for stage in Stage:
        for level in (Satisfaction.SATISFIED, Satisfaction.VERY_DISSATISFIED):
            yield Rated(about=stage, level=level, named=True)
    yield from shared_process(case, Side.ACCEPTING)


def organ_process(case: Case) -> Iterator[Event]:
    """What an organ could write."""
    yield NotRequired(document=paper("BXSL-1"), reason="依法不需要取得许可")
    yield Transferred(organ=SUCCESSOR, place=Place("610100"), reason="职能调整")
    yield StepTaken(name="审核", end=StepEnd.PASSED)
    yield SUSPENDED
    if case.suspension is not None:
        yield Resumed(suspension=case.suspension, outcome="评审通过")
    yield EXTENDED
    yield FEE_DUE
    yield FeePaid(code=FEE, paid_at=START)
    yield Archived(number="2026-001", retention="10年", packet=Digest.of(b"." * 32))
    yield from shared_process(case, Side.HANDLING)


def shared_process(case: Case, side: Side) -> Iterator[Event]:
    """What either end could write."""
    yield SessionHeld(kind=SessionKind.VIDEO, held_at=START, identity_shown=True, note="核对身份")
    yield Asked(text="材料是否齐全？", days=2)
    yield LicenceAsked(licence=ASKABLE[side], name="营业执照", purpose="核验主体资格")
    yield Urged(text="请尽快办理")
    for question in case.questions:
        yield Answered(question=question, text="齐全")
        yield LicenceAnswered(question=question, state=LicenceState.VALID)
    for rating in case.ratings.values():
        for finding in (Finding.CLEAR, Finding.MISTAKEN):
            yield RatingVerified(rating=rating.message_id, finding=finding, text="已回访")
        yield RatingFixed(rating=rating.message_id, text="已整改")
    yield ParcelTracked(carrier="ems", number=_NUMBERS[side], status=Tracking.IN_TRANSIT, tracked_at=START)


_NUMBERS = {Side.ACCEPTING: ParcelNo("9800000000001"), Side.HANDLING: ParcelNo("9800000000002")}
