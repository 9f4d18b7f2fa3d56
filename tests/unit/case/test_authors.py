"""Who writes what: the table, and what a parcel's leg and the route of a delivery make of it."""

from __future__ import annotations

import pytest

from federation.case import Side, author_of, side_of
from federation.case.authors import DISPATCHER, RECEIVER, TO_APPLICANT
from federation.case.choices import Delivery, Leg
from federation.case.events import (
    Arrived,
    Delivered,
    ParcelLost,
    ParcelReceived,
    ParcelReturned,
    ParcelSent,
    Refusal,
    WithdrawalRequested,
)
from federation.case.parts import Paper
from federation.errors import Illegal, Reason
from federation.ids import Locality
from tests.worlds.case import CASE, FIRST, SHANTOU, XIAN, World, opened, submitted

A, H = Side.ACCEPTING, Side.HANDLING
PAPERS = (Paper(code="M-BACK", original=True),)
FOUND = ParcelReceived(carrier="ems", number=FIRST, papers=PAPERS)
LOST = ParcelLost(carrier="ems", number=FIRST)
CAME_BACK = ParcelReturned(carrier="ems", number=FIRST)


def test_the_two_ends():
    """A case id names its two ends; a third member is none of them."""
    assert side_of(SHANTOU, CASE) is A
    assert side_of(XIAN, CASE) is H
    assert (A.other, H.other) == (H, A)
    with pytest.raises(Illegal) as refused:
        side_of(Locality("431000"), CASE)
    assert refused.value.reason is Reason.PARTIES


@pytest.mark.parametrize(
    ("event", "author"),
    [
        (submitted(), A),
        (WithdrawalRequested(reason=""), A),
        (Arrived(), H),
        (Refusal(position=0, reason=Reason.MALFORMED), None),
        (FOUND, None),
        (LOST, None),
    ],
)
def test_plain_authors(event, author):
    """One end, or either where the table says so or the parcel is not on record."""
    assert author_of(event, opened().case(A)) is author


@pytest.mark.parametrize(
    ("delivery", "author"), [(Delivery.WINDOW, A), (Delivery.HOME, H), (Delivery.ONLINE, H)]
)
def test_delivered_follows_the_route(delivery, author):
    """The window writes pick-up, the handling place home and online; own papers go back at the window."""
    case = opened(delivery=delivery).case(A)
    assert author_of(Delivered(documents=("JD-1",), to_applicant=True), case) is author
    assert author_of(Delivered(documents=("M-BACK",), to_applicant=True), case) is A
    assert author_of(Delivered(documents=("M-BACK", "JD-1"), to_applicant=True), case) is author


@pytest.mark.parametrize("leg", [Leg.W2H, Leg.W2A])
def test_parcels_follow_their_leg(leg):
    """The dispatcher sends and reports loss and return; the receiver the arrival; to an applicant the dispatcher."""
    world = opened()
    event = ParcelSent(carrier="ems", number=FIRST, leg=leg, papers=PAPERS)
    assert author_of(event, world.case(A)) is DISPATCHER[leg] is A
    world.must(A, event)
    case = world.case(A)
    assert author_of(LOST, case) is author_of(CAME_BACK, case) is A
    assert author_of(FOUND, case) is RECEIVER[leg] is (A if leg in TO_APPLICANT else H)


def test_before_the_case_is_opened():
    """Submitted has its author without a case."""
    assert author_of(submitted(), World().case(A)) is A
