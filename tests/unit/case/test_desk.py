"""What the tables, the authors and the references allow at a desk, one line each, and what they refuse."""

from __future__ import annotations

import pytest

from federation.case import Side
from federation.case.choices import Delivery, Leg, Result
from federation.case.events import (
    Arrived,
    Corrected,
    Finished,
    ParcelLost,
    WithdrawalRefused,
    WithdrawalRequested,
)
from federation.errors import Reason
from federation.ids import MessageId
from tests.worlds.acts import ACCEPTED, CORRECTION, GRANT, ISSUED, at, delivered, received, sent, served
from tests.worlds.case import FIRST, MATERIALS, SECOND, document, submitted

A, H = Side.ACCEPTING, Side.HANDLING
NOBODY = MessageId.make(unix_ms=1, random=1)
ACCEPTED_CASE = ((H, Arrived()), (H, ACCEPTED))
GRANTED = (*ACCEPTED_CASE, (H, GRANT), (H, ISSUED))


@pytest.mark.parametrize(
    ("past", "side", "event", "reason"),
    [
        ((), H, submitted(), Reason.EVENT_AUTHOR),
        ((), A, submitted(), Reason.CASE_EXISTS),
        ((), A, Arrived(), Reason.EVENT_AUTHOR),
        ((), H, ACCEPTED, Reason.EVENT_TRANSITION),
        ((), H, CORRECTION, Reason.EVENT_TRANSITION),
        (((H, Arrived()),), H, Arrived(), Reason.EVENT_TRANSITION),
        (((H, Arrived()),), A, Corrected(notice=NOBODY, materials=MATERIALS[:1]), Reason.EVENT_TRANSITION),
        (((H, Arrived()), (H, CORRECTION)), H, CORRECTION, Reason.NOTICE_ONCE),
        (
            ((H, Arrived()), (H, CORRECTION)),
            A,
            Corrected(notice=NOBODY, materials=MATERIALS[:1]),
            Reason.EVENT_REFERENCE,
        ),
        (((H, Arrived()), (H, CORRECTION)), H, ACCEPTED, Reason.EVENT_TRANSITION),
        (((H, Arrived()),), A, served(NOBODY), Reason.EVENT_REFERENCE),
        (ACCEPTED_CASE, H, ISSUED, Reason.EVENT_TRANSITION),
        (ACCEPTED_CASE, H, Finished(result=Result.WITHDRAWN, reason="好"), Reason.EVENT_TRANSITION),
        (GRANTED, A, WithdrawalRequested(reason="不办了"), Reason.EVENT_TRANSITION),
        (GRANTED, H, ISSUED, Reason.EVENT_TRANSITION),
        (GRANTED, H, delivered("ZZ-E"), Reason.EVENT_AUTHOR),
        (GRANTED, A, delivered("ZZ-1"), Reason.DOCUMENT_MISSING),
        (GRANTED, A, delivered("ZZ-9"), Reason.EVENT_REFERENCE),
        (GRANTED, A, delivered("SL-1"), Reason.EVENT_REFERENCE),
        ((*GRANTED, (H, sent(Leg.H2W, "ZZ-E"))), A, delivered("ZZ-E"), Reason.EVENT_REFERENCE),
        ((*GRANTED, (A, delivered("ZZ-E"))), A, delivered("ZZ-E"), Reason.EVENT_TRANSITION),
        (((A, WithdrawalRequested(reason="")), (H, Arrived())), H, ACCEPTED, Reason.EVENT_TRANSITION),
        (
            ((A, WithdrawalRequested(reason="")),),
            A,
            WithdrawalRequested(reason="再说一遍"),
            Reason.EVENT_TRANSITION,
        ),
        (
            ((A, WithdrawalRequested(reason="")), (H, Arrived())),
            H,
            WithdrawalRefused(request=NOBODY, reason="已近办结"),
            Reason.EVENT_REFERENCE,
        ),
        ((), H, ParcelLost(carrier="ems", number=FIRST), Reason.PARCEL_UNKNOWN),
        ((), A, sent(Leg.H2W, "M-KEEP"), Reason.EVENT_AUTHOR),
        ((), A, sent(Leg.W2H, "M-NONE"), Reason.EVENT_REFERENCE),
        ((), A, sent(Leg.W2H, "M-ID"), Reason.EVENT_REFERENCE),
        ((), H, sent(Leg.H2W, "M-KEEP"), Reason.EVENT_REFERENCE),
        (((A, sent(Leg.W2H, "M-KEEP")),), A, sent(Leg.W2H, "M-KEEP", number=SECOND), Reason.EVENT_REFERENCE),
        (((A, sent(Leg.W2H, "M-KEEP")),), A, sent(Leg.W2H, "M-BACK"), Reason.EVENT_TRANSITION),
        (((A, sent(Leg.W2H, "M-KEEP")),), A, received("M-KEEP"), Reason.EVENT_AUTHOR),
        (((A, sent(Leg.W2H, "M-KEEP")),), H, ParcelLost(carrier="ems", number=FIRST), Reason.EVENT_AUTHOR),
        (((A, sent(Leg.W2H, "M-KEEP")),), A, delivered("M-KEEP"), Reason.EVENT_REFERENCE),
        (
            ((A, sent(Leg.W2H, "M-KEEP")), (H, received("M-KEEP"))),
            A,
            ParcelLost(carrier="ems", number=FIRST),
            Reason.EVENT_TRANSITION,
        ),
        (((A, sent(Leg.W2A, "M-KEEP")),), H, received("M-KEEP"), Reason.EVENT_AUTHOR),
    ],
)
def test_refused(past, side, event, reason):
    """What the tables, the authors and the references do not allow is refused with its reason."""
    world = at(*past)
    assert world.write(side, event).reason is reason


@pytest.mark.parametrize(
    ("past", "side", "event"),
    [
        (((H, Arrived()),), H, ACCEPTED),
        (
            ((H, Arrived()), (H, CORRECTION)),
            H,
            Finished(result=Result.RETURN, reason="逾期", document=document("T-1")),
        ),
        (ACCEPTED_CASE, H, Finished(result=Result.DENY, reason="不合条件", document=document("BY-1"))),
        (GRANTED, A, delivered("ZZ-E")),
        ((*ACCEPTED_CASE, (H, GRANT)), A, delivered("JD-1")),
        ((*GRANTED, (H, sent(Leg.H2W, "ZZ-1")), (A, received("ZZ-1"))), A, delivered("ZZ-1")),
        (((A, sent(Leg.W2H, "M-KEEP")), (H, received("M-KEEP"))), H, sent(Leg.H2W, "M-KEEP", number=SECOND)),
        (((H, received("M-KEEP")),), A, sent(Leg.W2H, "M-KEEP")),
        (((A, sent(Leg.W2A, "M-KEEP")),), A, received("M-KEEP")),
        (((A, sent(Leg.W2A, "M-BACK")),), A, delivered("M-BACK", parcel=FIRST)),
        (((H, Arrived()),), A, delivered("M-BACK")),
        (((A, WithdrawalRequested(reason="")),), H, Finished(result=Result.WITHDRAWN, reason="同意")),
    ],
)
def test_admitted(past, side, event):
    """What a hall does every day is admitted."""
    assert at(*past).write(side, event).reason is None


@pytest.mark.parametrize(
    ("past", "side", "event", "reason"),
    [
        (GRANTED, H, delivered("ZZ-E"), Reason.PARCEL_UNKNOWN),
        (GRANTED, H, delivered("ZZ-E", parcel=FIRST), Reason.PARCEL_UNKNOWN),
        (GRANTED, A, delivered("ZZ-E"), Reason.EVENT_AUTHOR),
        ((*GRANTED, (H, sent(Leg.H2A, "ZZ-1"))), H, delivered("ZZ-E", parcel=FIRST), Reason.EVENT_REFERENCE),
        ((*GRANTED, (H, sent(Leg.H2W, "ZZ-1"))), H, delivered("ZZ-1", parcel=FIRST), Reason.EVENT_REFERENCE),
        (
            (*GRANTED, (H, sent(Leg.H2A, "ZZ-1")), (H, ParcelLost(carrier="ems", number=FIRST))),
            H,
            delivered("ZZ-1", parcel=FIRST),
            Reason.EVENT_TRANSITION,
        ),
        ((*GRANTED, (H, sent(Leg.H2A, "ZZ-1"))), H, delivered("ZZ-1", parcel=FIRST), None),
        (((H, Arrived()),), A, delivered("M-BACK"), None),
    ],
)
def test_home_delivery_needs_the_couriers_number(past, side, event, reason):
    """Home delivery is the handling place's, and only with a parcel of its own that holds the document."""
    assert at(*past, delivery=Delivery.HOME).write(side, event).reason is reason


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (delivered("ZZ-E"), None),
        (delivered("ZZ-1"), Reason.DOCUMENT_MISSING),
        (delivered("ZZ-E", "ZZ-1"), Reason.DOCUMENT_MISSING),
    ],
)
def test_electronic_delivery_needs_a_file(event, reason):
    """Electronic delivery is the handling place's, of documents that have a file."""
    assert at(*GRANTED, delivery=Delivery.ONLINE).write(H, event).reason is reason
