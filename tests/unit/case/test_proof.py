"""What counts as delivery by post: the addressee's own signature, or a signed proof (44条)."""

from __future__ import annotations

import pytest

from federation.case import Side
from federation.case.choices import Delivery, Leg, Tracking
from federation.case.events import Arrived, Delivered
from federation.case.process import ParcelTracked
from federation.errors import Reason
from tests.worlds.acts import ACCEPTED, GRANT, ISSUED, at, sent
from tests.worlds.case import FIRST, SECOND, START, blob

A, H = Side.ACCEPTING, Side.HANDLING
POSTED = ((H, Arrived()), (H, ACCEPTED), (H, GRANT), (H, ISSUED), (H, sent(Leg.H2A, "ZZ-1")))


def tracked(status: Tracking, number=FIRST) -> ParcelTracked:
    """The courier's word."""
    return ParcelTracked(carrier="ems", number=number, status=status, tracked_at=START)


def by_post(*, proof: bool) -> Delivered:
    """The certificate, delivered by post."""
    return Delivered(
        documents=("ZZ-1",), to_applicant=True, parcel=FIRST, proof=blob("proof") if proof else None
    )


@pytest.mark.parametrize("status", [None, *Tracking])
def test_only_the_addressee_signs(status):
    """Of all that a courier may say only 本人签收 proves delivery; 代签收 does not."""
    past = (*POSTED, *([(H, tracked(status))] if status else []))
    expected = None if status is Tracking.SIGNED else Reason.DELIVERY_UNPROVEN
    assert at(*past, delivery=Delivery.HOME).write(H, by_post(proof=False)).reason is expected


@pytest.mark.parametrize("status", [None, Tracking.SIGNED_BY_OTHER, Tracking.FAILED_ATTEMPT])
def test_a_signed_proof_stands_for_it(status):
    """A return receipt that he signed proves it, whatever the courier's track says."""
    past = (*POSTED, *([(H, tracked(status))] if status else []))
    assert at(*past, delivery=Delivery.HOME).write(H, by_post(proof=True)).reason is None


def test_signed_after_all():
    """Signed for by another first and by himself later: delivered."""
    past = (*POSTED, (H, tracked(Tracking.SIGNED_BY_OTHER)), (H, tracked(Tracking.SIGNED)))
    assert at(*past, delivery=Delivery.HOME).write(H, by_post(proof=False)).reason is None


def test_the_track_of_another_parcel_proves_nothing():
    """A signature for one parcel is none for the next."""
    other = sent(Leg.H2A, "JD-1", number=SECOND)
    past = (*POSTED, (H, other), (H, tracked(Tracking.SIGNED, SECOND)))
    assert at(*past, delivery=Delivery.HOME).write(H, by_post(proof=False)).reason is Reason.DELIVERY_UNPROVEN
