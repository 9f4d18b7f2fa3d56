"""Two acts on the way at once: each crossing by name, in both arrival orders, with what each clerk is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation.case import (
    CROSSINGS,
    Duty,
    Handling,
    Holder,
    Kind,
    Outcome,
    ParcelState,
    Pending,
    Side,
    Withdrawal,
    left_to_persons,
    pending,
)
from federation.case.choices import Delivery, Disposition, Leg, Result, ServedBy
from federation.case.events import (
    Accepted,
    Arrived,
    Corrected,
    CorrectionRequested,
    Delivered,
    Event,
    Finished,
    Issued,
    NotAccepted,
    NoticeServed,
    ParcelLost,
    ParcelReceived,
    ParcelReturned,
    ParcelSent,
    WithdrawalRequested,
)
from federation.case.paperwork import documents_of
from federation.case.parts import Deferred, Difference, Material, Paper
from federation.case.process import Archived, DeferredSupplied, LicenceAsked, NotRequired
from federation.ids import Digest
from tests.worlds.case import AGAIN, FIRST, MATERIALS, START, World, again, blob, document, opened
from tests.worlds.process import LATER, OF_XIAN

A, H = Side.ACCEPTING, Side.HANDLING
CORRECTION = CorrectionRequested(
    document=document("BZ-1"), defects=(Difference(material="M-KEEP", note="缺页"),), days=10
)
ACCEPTED = Accepted(document=document("SL-1"), promised_days=10)
GRANT = Finished(result=Result.GRANT, document=document("JD-1"))
DENY = Finished(result=Result.DENY, reason="不合条件", document=document("JD-1"))
RETURN = Finished(result=Result.RETURN, reason="逾期", document=document("T-1"))
REJECT = NotAccepted(document=document("B-1"), reason="不属本机关职权")
ISSUED = Issued(documents=(document("ZZ-1"),))
WISH = WithdrawalRequested(reason="不办了")
NOT_REQUIRED = NotRequired(document=document("BX-1"), reason="依法不需要许可")
DONE = Finished(result=Result.DONE)
LAPSED = Finished(result=Result.LAPSED, reason="逾期未补", document=document("YQ-1"))
VOIDED = Finished(result=Result.VOIDED, reason="事实不清", document=document("ZF-1"))
AGREED = Finished(result=Result.WITHDRAWN, reason="同意")
SUPPLIED = DeferredSupplied(materials=(Material(code=LATER, disposition=Disposition.RETURN, originals=1),))
CHECK = LicenceAsked(licence=OF_XIAN, name="营业执照", purpose="核验主体资格")
HANDED_OVER = Delivered(documents=("ZZ-1",), to_applicant=True)
BACK = (Paper(code="M-BACK", original=True),)


def to_organ(number=FIRST):
    """The window posts an original to the organ."""
    return ParcelSent(carrier="ems", number=number, leg=Leg.W2H, papers=BACK)


FOUND = ParcelReceived(carrier="ems", number=FIRST, papers=BACK)
LOST = ParcelLost(carrier="ems", number=FIRST)
CAME_BACK = ParcelReturned(carrier="ems", number=FIRST)
TO_WINDOW = ParcelSent(carrier="ems", number=FIRST, leg=Leg.H2W, papers=(Paper(code="JD-1", original=True),))
AT_WINDOW = ParcelReceived(carrier="ems", number=FIRST, papers=(Paper(code="JD-1", original=True),))

Past = tuple[tuple[Side, Event], ...]


def crossed(
    past: Past, intake: tuple[Event, ...], organ: tuple[Event, ...], *, order: tuple[Side, ...]
) -> World:
    """Both ends write without knowing of each other; then entries arrive, one end first."""
    world = opened()
    for side, event in past:
        world.must(side, _named(world, event))
        world.settle()
    for event in intake:
        world.must(A, _named(world, event))
    for event in organ:
        world.must(H, event)
    for side in order:
        while world.receive(side):
            pass
    return world.settle()


def _named(world: World, event: Event) -> Event:
    """Corrected and NoticeServed refer to a message: the open notice, or the last document's."""
    case = world.case(A)
    if event == "corrected":
        return Corrected(notice=case.open_notice, materials=MATERIALS[1:2])
    if event == "served":
        last = list(case.documents.values())[-1]
        return NoticeServed(notice=last.message_id, by=ServedBy.WINDOW, to_applicant=True, served_at=START)
    return event


ARRIVED = ((H, Arrived()),)
ASKED = (*ARRIVED, (H, CORRECTION))
TAKEN_UP = (*ARRIVED, (H, ACCEPTED))
GRANTED = (*TAKEN_UP, (H, GRANT))
POSTED = ((A, to_organ()),)
DECIDED = (*TAKEN_UP, (H, DENY))

PROMISED = (
    *ARRIVED,
    (H, replace(ACCEPTED, deferred=(Deferred(material=LATER, days=5, promise=blob("promise")),))),
)

ROWS = [
    (ARRIVED, (WISH,), (CORRECTION,), "withdrawal-over-correction"),
    (ARRIVED, (WISH,), (ACCEPTED,), "withdrawal-over-acceptance"),
    (ARRIVED, (WISH,), (REJECT,), "withdrawal-after-end"),
    (ARRIVED, (WISH,), (RETURN,), "withdrawal-after-end"),
    (TAKEN_UP, (WISH,), (GRANT,), "withdrawal-after-decision"),
    (TAKEN_UP, (WISH,), (DENY,), "withdrawal-after-decision"),
    (TAKEN_UP, (WISH,), (GRANT, ISSUED), "withdrawal-after-issue"),
    (ASKED, ("corrected",), (RETURN,), "correction-after-end"),
    (ASKED, ("corrected",), (REJECT,), "correction-after-end"),
    (ASKED, ("served",), (RETURN,), "served-after-end"),
    (ASKED, ("served",), (REJECT,), "served-after-end"),
    (ARRIVED, (to_organ(),), (REJECT,), "sent-after-end"),
    (ARRIVED, (to_organ(),), (RETURN,), "sent-after-end"),
    (POSTED, (LOST,), (FOUND,), "lost-yet-received"),
    (POSTED, (CAME_BACK,), (FOUND,), "returned-yet-received"),
    ((*DECIDED, (H, TO_WINDOW)), (AT_WINDOW,), (LOST,), "received-though-lost"),
    ((*DECIDED, (H, TO_WINDOW)), (AT_WINDOW,), (CAME_BACK,), "received-though-returned"),
    (ARRIVED, (WISH,), (NOT_REQUIRED,), "withdrawal-after-end"),
    (TAKEN_UP, (WISH,), (DONE,), "withdrawal-after-decision"),
    (ASKED, ("corrected",), (LAPSED,), "correction-after-lapse"),
    (ASKED, ("corrected",), (VOIDED,), "correction-after-end"),
    (PROMISED, (SUPPLIED,), (LAPSED,), "deferred-after-lapse"),
    (PROMISED, (SUPPLIED,), (DENY,), "deferred-after-end"),
    ((*PROMISED, (A, WISH)), (SUPPLIED,), (AGREED,), "deferred-after-end"),
    (ASKED, ("served",), (LAPSED,), "served-after-end"),
    (TAKEN_UP, (CHECK,), (GRANT,), "licence-check-after-end"),
    (TAKEN_UP, (CHECK,), (GRANT, ISSUED), "licence-check-after-end"),
    ((*GRANTED, (H, ISSUED)), (HANDED_OVER,), (VOIDED,), "delivered-though-voided"),
]


@pytest.mark.parametrize("order", [(A, H), (H, A)], ids=["window first", "organ first"])
@pytest.mark.parametrize(
    ("past", "intake", "organ", "code"), ROWS, ids=lambda one: one if isinstance(one, str) else ""
)
def test_one_outcome_at_both_ends(past, intake, organ, code, order):
    """Whichever end learns first: one outcome, one case, and each clerk is told what the row says."""
    world = crossed(past, intake, organ, order=order)
    case = world.case(A)
    assert case == world.case(H)
    last = next(row for row in case.rows if row.crossings)
    assert last.outcome is Outcome.CROSSED
    assert last.crossings == (code,)
    row = next(one for one in CROSSINGS.values() if one.code == code)
    told = {note.side: note.text for note in case.notes if note.message_id == last.message_id}
    assert told == {A: row.accepting, H: row.handling}


@pytest.mark.parametrize(
    ("past", "intake", "organ", "handling", "withdrawal"),
    [
        (ARRIVED, (WISH,), (CORRECTION,), Handling.CORRECTING, Withdrawal.REQUESTED),
        (ARRIVED, (WISH,), (ACCEPTED,), Handling.ACCEPTED, Withdrawal.REQUESTED),
        (TAKEN_UP, (WISH,), (GRANT,), Handling.GRANTED, Withdrawal.NONE),
        (TAKEN_UP, (WISH,), (GRANT, ISSUED), Handling.ISSUED, Withdrawal.NONE),
        (ASKED, ("corrected",), (RETURN,), Handling.RETURNED, Withdrawal.NONE),
        (ASKED, ("corrected", WISH), (REJECT,), Handling.NOT_ACCEPTED, Withdrawal.NONE),
    ],
)
def test_what_the_case_is_after_a_crossing(past, intake, organ, handling, withdrawal):
    """The organ's act stands; the window's act moved the case only where its row says so."""
    case = crossed(past, intake, organ, order=(H, A)).case(A)
    assert (case.handling, case.withdrawal) == (handling, withdrawal)


def test_an_overtaken_correction_leaves_its_papers_at_the_window():
    """The correction brings nothing into the case, but the original handed in is at the window and waits there."""
    case = crossed(ASKED, ("corrected",), (RETURN,), order=(A, H)).case(H)
    assert case.held("M-BACK", Holder.ACCEPTING) == 2
    assert [holding.count for holding in case.unsettled if holding.code == "M-BACK"] == [2]
    assert len(case.submitted.materials) == len(case.materials)


def test_a_person_decides_whether_a_lapse_was_right():
    """What came in time crossed the lapse: the organ's clerk has to look, and may void the lapse."""
    for past, event in ((ASKED, "corrected"), (PROMISED, SUPPLIED)):
        world = crossed(past, (event,), (LAPSED,), order=(A, H))
        case = world.case(H)
        (crossing,) = (row for row in case.rows if row.crossings)
        assert left_to_persons(case) == ((crossing.message_id, H),)
        owed = Pending(side=H, duty=Duty.REVIEW_LAPSE, about=crossing.message_id)
        assert owed in pending(case)
        world.must(H, VOIDED)
        assert Duty.REVIEW_LAPSE not in {one.duty for one in pending(world.settle().case(A))}


def test_a_lapse_that_stands_is_archived():
    """The clerk who closes the file has decided that the lapse stands."""
    world = crossed(PROMISED, (SUPPLIED,), (LAPSED,), order=(H, A))
    assert world.case(A).held(LATER, Holder.ACCEPTING) == 1  # overtaken, yet the paper is at the window
    handed_over = ("YQ-1", LATER, "M-KEEP", "M-BACK", "M-OLD")
    world.must(A, Delivered(documents=handed_over, to_applicant=True))
    assert {one.duty for one in pending(world.settle().case(H))} == {Duty.REVIEW_LAPSE, Duty.ARCHIVE}
    world.must(H, Archived(number="1", retention="10年", packet=Digest.of(bytes(32))))
    assert pending(world.settle().case(A)) == ()


@pytest.mark.parametrize("order", [(A, H), (H, A)])
@pytest.mark.parametrize(
    ("past", "use", "code"),
    [
        (ASKED, "served", "served-though-replaced"),
        ((*GRANTED, (H, ISSUED)), HANDED_OVER, "delivered-though-replaced"),
    ],
)
def test_the_old_document_was_used_while_it_was_corrected(past, use, code, order):
    """It happened, and is told; the new document is still to be served or delivered."""
    world = opened()
    for side, event in past:
        world.must(side, event)
        world.settle()
    old = world.logs[H][-1].act
    world.must(A, _named(world, use))
    world.must(H, again(old.event), supersedes=old.message_id)
    for side in order:
        world.receive(side)
    case = world.settle().case(A)
    assert case == world.case(H)
    (row,) = (row for row in case.rows if row.crossings)
    assert (row.crossings, row.outcome) == ((code,), Outcome.CROSSED)
    made = {paper.document.number: paper.state for paper in case.documents.values()}
    number = documents_of(old.event)[0].number
    assert (made[number], made[number + AGAIN]) == ("replaced", "made")


def test_a_correction_is_no_crossing_for_anything_else():
    """A withdrawal that crosses a mere correction of the acceptance is not told that the case was accepted."""
    world = opened()
    for _, event in TAKEN_UP:
        world.must(H, event)
    world.settle().must(A, WISH)
    world.must(H, again(ACCEPTED), supersedes=world.logs[H][-1].act.message_id)
    case = world.settle().case(A)
    assert {row.outcome for row in case.rows} == {Outcome.APPLIED}


def test_received_outranks_lost_and_returned():
    """The parcel counts as received at both ends, and its paper is with whoever found it."""
    for mishap in (LOST, CAME_BACK):
        case = crossed(POSTED, (mishap,), (FOUND,), order=(A, H)).case(A)
        assert [parcel.state for parcel in case.parcels.values()] == [ParcelState.RECEIVED]
        assert case.held("M-BACK", Holder.HANDLING) == 1


def test_an_arrival_may_precede_its_dispatch():
    """The organ finds a parcel before the window's entry has arrived: no crossing, one parcel, received."""
    case = crossed((), (to_organ(),), (FOUND,), order=(H, A)).case(H)
    assert [parcel.state for parcel in case.parcels.values()] == [ParcelState.RECEIVED]
    assert {row.outcome for row in case.rows} == {Outcome.APPLIED}
    assert case.held("M-BACK", Holder.HANDLING) == 1


def test_served_and_delivered_at_once():
    """The organ delivered the decision online while the window served it: the organ's delivery counts."""
    world = opened(delivery=Delivery.ONLINE)
    for event in (Arrived(), REJECT):
        world.must(H, event)
    world.settle()
    world.must(A, _named(world, "served"))
    world.must(H, Delivered(documents=("B-1",), to_applicant=True))
    case = world.settle().case(A)
    row = next(row for row in case.rows if row.kind is Kind.NOTICE_SERVED)
    assert row.crossings == ("served-after-delivery",)
    assert case.documents["B-1"].served_by is None
    assert case.documents["B-1"].state == "delivered"


def test_the_window_sees_its_act_overtaken_only_when_it_learns_of_it():
    """Before the organ's entry arrives the withdrawal stands in the window's case; after it, it does not."""
    world = opened()
    for event in (Arrived(), ACCEPTED):
        world.must(H, event)
    world.settle().must(H, GRANT)
    world.must(A, WISH)
    assert world.case(A).withdrawal is Withdrawal.REQUESTED
    world.receive(A)
    assert world.case(A).withdrawal is Withdrawal.NONE
    assert world.case(A).handling is Handling.GRANTED
