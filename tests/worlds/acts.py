"""Events of the test world in short words, and a case in which some of them happened."""

from __future__ import annotations

from federation.case import Side
from federation.case.choices import Delivery, Leg, Result, ServedBy
from federation.case.events import (
    Accepted,
    CorrectionRequested,
    Delivered,
    Event,
    Finished,
    Issued,
    NoticeServed,
    ParcelReceived,
    ParcelSent,
)
from federation.case.parts import Difference, Paper
from federation.ids import MessageId, ParcelNo
from tests.worlds.case import FIRST, START, World, blob, document, opened

CORRECTION = CorrectionRequested(
    document=document("BZ-1"), defects=(Difference(material="M-KEEP", note="缺页"),), days=10
)
ACCEPTED = Accepted(document=document("SL-1"), promised_days=10)
GRANT = Finished(result=Result.GRANT, document=document("JD-1"))
ISSUED = Issued(documents=(document("ZZ-1", sealed=False), document("ZZ-E")))


def originals(*codes: str) -> tuple[Paper, ...]:
    """Papers: one original each."""
    return tuple(Paper(code=code, original=True) for code in codes)


def sent(leg: Leg, *codes: str, number: ParcelNo = FIRST) -> ParcelSent:
    """A parcel with one original of each code."""
    return ParcelSent(carrier="ems", number=number, leg=leg, papers=originals(*codes))


def received(*codes: str, number: ParcelNo = FIRST) -> ParcelReceived:
    """What was found in a parcel."""
    return ParcelReceived(carrier="ems", number=number, papers=originals(*codes))


def served(notice: MessageId) -> NoticeServed:
    """A notice handed over at the window."""
    return NoticeServed(notice=notice, by=ServedBy.WINDOW, to_applicant=True, served_at=START)


def delivered(*numbers: str, parcel: ParcelNo | None = None) -> Delivered:
    """Documents handed over; by post with the signed proof of it."""
    proof = blob("proof") if parcel else None
    return Delivered(documents=numbers, to_applicant=True, parcel=parcel, proof=proof)


def at(*events: tuple[Side, Event], delivery: Delivery = Delivery.WINDOW) -> World:
    """A world in which these things happened, each known to both ends."""
    world = opened(delivery=delivery)
    for side, event in events:
        world.must(side, event)
        world.settle()
    return world
