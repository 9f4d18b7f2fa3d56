"""What may be recorded now, and what waits for whom: read off the tables for people to look at."""

from __future__ import annotations

from federation.case import DUTY_TERMS, Duty, Kind, Side, pending, possible
from federation.case.choices import Leg, Result
from federation.case.events import (
    Accepted,
    Arrived,
    Delivered,
    Finished,
    Issued,
    ParcelSent,
    WithdrawalRequested,
)
from federation.case.parts import Paper
from federation.errors import Reason
from tests.worlds.case import FIRST, World, document, opened

A, H = Side.ACCEPTING, Side.HANDLING


def may(world, side):
    """Kinds an end may write now."""
    return {kind for kind, reason in possible(world.settle().case(side), side).items() if reason is None}


def waits(world):
    """Side, duty and thing of everything that waits."""
    return [(one.side, one.duty, one.about) for one in pending(world.settle().case(A))]


def test_before_anything():
    """Either end may begin: the window, or online the handling place itself."""
    world = World()
    assert may(world, A) == {Kind.SUBMITTED}
    assert may(world, H) == {Kind.SUBMITTED}
    assert possible(world.case(H), H)[Kind.ARRIVED] is Reason.CASE_UNKNOWN
    assert waits(world) == []


def test_when_it_has_come():
    """The organ signs for it first; the window may withdraw, post, and hand papers back."""
    world = opened()
    parcels = {Kind.PARCEL_SENT, Kind.PARCEL_RECEIVED}
    either = {Kind.ASKED, Kind.LICENCE_ASKED, Kind.URGED, Kind.SESSION_HELD}
    assert may(world, H) == {Kind.ARRIVED, *parcels, *either}
    rated = {Kind.RATED_GOOD, Kind.RATED_BAD}
    records = {Kind.ORIGINAL_VERIFIED, Kind.ASSISTED}
    assert may(world, A) == {
        *(Kind.WITHDRAWAL_REQUESTED, Kind.DELIVERED),
        *(parcels | either | rated | records),
    }
    assert possible(world.case(A), A)[Kind.SUBMITTED] is Reason.CASE_EXISTS
    assert possible(world.case(A), A)[Kind.NOTICE_SERVED] is Reason.EVENT_REFERENCE
    assert possible(world.case(A), A)[Kind.PARCEL_LOST] is Reason.PARCEL_UNKNOWN
    assert possible(world.case(A), A)[Kind.CORRECTED] is Reason.EVENT_TRANSITION
    assert waits(world) == [(H, Duty.SIGN_FOR, "")]


def test_a_withdrawal_comes_first():
    """The organ's own step waits for the answer to a withdrawal."""
    world = opened()
    world.must(H, Arrived())
    world.settle().must(A, WithdrawalRequested(reason="不办了"))
    assert waits(world) == [(H, Duty.ANSWER_WITHDRAWAL, "")]
    assert Kind.ACCEPTED not in may(world, H)
    assert {Kind.WITHDRAWAL_REFUSED, Kind.FINISHED_WITHDRAWN} <= may(world, H)


def test_to_the_end():
    """Results wait for their delivery, parcels for their receiver, originals for their way home; then nothing."""
    world = opened()
    world.must(H, Arrived(), Accepted(document=document("SL-1"), promised_days=10))
    assert waits(world) == [(H, Duty.DECIDE, ""), (A, Duty.SERVE, "SL-1")]
    world.must(
        H, Finished(result=Result.GRANT, document=document("JD-1")), Issued(documents=(document("ZZ-1"),))
    )
    paper = (Paper(code="M-KEEP", original=True),)
    world.settle().must(A, ParcelSent(carrier="ems", number=FIRST, leg=Leg.W2H, papers=paper))
    assert waits(world) == [
        (A, Duty.DELIVER, "JD-1"),
        (A, Duty.DELIVER, "ZZ-1"),
        (H, Duty.TAKE_IN_PARCEL, FIRST),
        (A, Duty.MOVE_ORIGINAL, "M-BACK"),
        (A, Duty.MOVE_ORIGINAL, "M-OLD"),
    ]
    world.must(A, Delivered(documents=("JD-1", "ZZ-1", "M-BACK", "M-OLD"), to_applicant=True))
    assert waits(world) == [(H, Duty.TAKE_IN_PARCEL, FIRST)]
    assert Kind.DELIVERED not in may(world, A)


def test_every_duty_has_its_words():
    """Each duty can be shown to a clerk."""
    assert set(DUTY_TERMS) == set(Duty)
