"""Who holds which original: every disposition, every parcel state, counts that differ, papers nobody registered."""

from __future__ import annotations

from collections import Counter

import pytest

from federation.case import Duty, Holder, Parcel, ParcelState, Pending, Side, pending
from federation.case.choices import Disposition, Leg, Result
from federation.case.custody import holdings
from federation.case.events import (
    Arrived,
    Corrected,
    CorrectionRequested,
    Delivered,
    Finished,
    NotAccepted,
    ParcelLost,
    ParcelReceived,
    ParcelReturned,
    ParcelSent,
)
from federation.case.parts import Difference, Material, Paper
from tests.worlds.case import FIRST, SECOND, World, blob, document, submitted

A, H = Side.ACCEPTING, Side.HANDLING


def paper(code="M", count=1, *, original=True):
    """A paper of one code."""
    return Paper(code=code, count=count, original=original)


def opened(*materials: Material) -> World:
    """A case with these materials, which both ends know."""
    world = World()
    world.must(A, submitted(materials=materials))
    return world.settle()


def material(disposition, originals=1):
    """A material of code M."""
    return Material(code="M", disposition=disposition, originals=originals)


def held(world, code="M"):
    """Holder and count of a code, as the window sees it."""
    return {
        (holding.holder, holding.parcel): holding.count
        for holding in world.case(A).custody
        if holding.code == code
    }


def sent(leg=Leg.W2H, number=FIRST, *papers):
    """A parcel; one original of M if nothing is said."""
    return ParcelSent(carrier="ems", number=number, leg=leg, papers=papers or (paper(),))


def found(number=FIRST, *papers, differences=()):
    """What was found; one original of M if nothing is said."""
    contents = papers or (() if differences else (paper(),))
    return ParcelReceived(carrier="ems", number=number, papers=contents, differences=differences)


@pytest.mark.parametrize(
    ("disposition", "holder"),
    [
        (Disposition.VERIFY_AND_HAND_BACK, Holder.APPLICANT),
        (Disposition.COPY, Holder.APPLICANT),
        (Disposition.KEEP, Holder.ACCEPTING),
        (Disposition.RETURN, Holder.ACCEPTING),
        (Disposition.SURRENDER, Holder.ACCEPTING),
    ],
)
def test_at_the_window(disposition, holder):
    """What was only looked at or copied stays with the applicant; the rest is at the window."""
    assert held(opened(material(disposition, originals=2))) == {(holder, ""): 2}


@pytest.mark.parametrize(
    ("disposition", "holder"),
    [(Disposition.KEEP, Holder.HANDLING), (Disposition.SURRENDER, Holder.SURRENDERED)],
)
def test_at_the_organ(disposition, holder):
    """By post to the organ: in transit, then there; a surrendered paper is surrendered once it is there."""
    world = opened(material(disposition))
    world.must(A, sent())
    assert held(world) == {(Holder.IN_TRANSIT, FIRST): 1}
    world.settle().must(H, found())
    assert held(world.settle()) == {(holder, ""): 1}


def test_lost_found_returned():
    """Lost in the post, found and brought back, sent again, and back to the applicant by the window."""
    world = opened(material(Disposition.RETURN))
    world.must(A, sent(), ParcelLost(carrier="ems", number=FIRST))
    assert held(world) == {(Holder.LOST, FIRST): 1}
    world.must(A, ParcelReturned(carrier="ems", number=FIRST))
    assert held(world) == {(Holder.ACCEPTING, ""): 1}
    world.must(A, sent(Leg.W2H, SECOND))
    world.settle().must(H, found(SECOND))
    world.settle().must(H, Arrived())
    assert held(world.settle()) == {(Holder.HANDLING, ""): 1}


def test_fewer_found_than_sent():
    """What the sender put in and the receiver did not find is missing, and says in which parcel."""
    world = opened(material(Disposition.KEEP, originals=3))
    world.must(A, sent(Leg.W2H, FIRST, paper(count=3)))
    world.settle().must(
        H, found(FIRST, paper(count=1), differences=(Difference(material="M", note="少两份"),))
    )
    assert held(world.settle()) == {(Holder.HANDLING, ""): 1, (Holder.MISSING, FIRST): 2}


def test_an_empty_envelope():
    """Opened and nothing inside: all of it is missing."""
    world = opened(material(Disposition.KEEP))
    world.must(A, sent())
    world.settle().must(H, found(differences=(Difference(material="M", note="空信封"),)))
    assert held(world.settle()) == {(Holder.MISSING, FIRST): 1}


def test_more_found_than_sent():
    """A paper that was not on the list is found where it turned up, and taken from where it must have been."""
    world = opened(material(Disposition.KEEP, originals=2))
    world.must(A, sent(Leg.W2H, FIRST, paper(count=1)))
    world.settle().must(H, found(FIRST, paper(count=2), paper("EXTRA")))
    assert held(world.settle()) == {(Holder.HANDLING, ""): 2}
    assert held(world, "EXTRA") == {(Holder.HANDLING, ""): 1}


def test_copies_are_not_kept_track_of():
    """Copies travel in parcels and have no holder."""
    world = opened(Material(code="M", copies=2))
    world.must(A, sent(Leg.W2H, FIRST, paper(count=2, original=False)))
    assert held(world.settle()) == {}


def test_by_post_to_the_applicant():
    """The dispatcher's report of arrival puts the paper into the applicant's hands."""
    world = opened(material(Disposition.RETURN))
    world.must(A, sent(Leg.W2A), found())
    assert held(world.settle()) == {(Holder.APPLICANT, ""): 1}


def test_delivered_by_post_is_arrived():
    """Delivered with the parcel's number means that the whole parcel has arrived."""
    world = opened(
        material(Disposition.RETURN), Material(code="N", disposition=Disposition.KEEP, originals=1)
    )
    world.must(A, sent(Leg.W2A, FIRST, paper("M"), paper("N")))
    world.must(A, Delivered(documents=("M",), to_applicant=True, parcel=FIRST, proof=blob("proof")))
    assert [parcel.state for parcel in world.case(A).parcels.values()] == [ParcelState.RECEIVED]
    assert held(world) == held(world, "N") == {(Holder.APPLICANT, ""): 1}


def test_documents_are_originals_too():
    """A decision is the organ's until it is handed over; printed from its file at the window if need be."""
    world = opened(material(Disposition.RETURN))
    world.must(H, Arrived(), NotAccepted(document=document("B-1"), reason="不属本机关职权"))
    world.settle()
    assert held(world, "B-1") == {(Holder.HANDLING, ""): 1}
    world.must(A, Delivered(documents=("B-1", "M"), to_applicant=True))
    assert held(world, "B-1") == held(world) == {(Holder.APPLICANT, ""): 1}
    assert world.settle().case(H).ended


def test_the_organ_can_make_a_lost_document_again():
    """A decision lost in the post is sent anew under its number; the lost one stays lost."""
    world = opened(material(Disposition.COPY))
    world.must(H, Arrived(), Finished(result=Result.RETURN, reason="逾期", document=document("T-1")))
    parcel = sent(Leg.H2W, FIRST, paper("T-1"))
    again = sent(Leg.H2W, SECOND, paper("T-1"))
    world.must(H, parcel, ParcelLost(carrier="ems", number=FIRST), again)
    world.settle().must(A, found(SECOND, paper("T-1")))
    assert held(world, "T-1") == {(Holder.LOST, FIRST): 1, (Holder.ACCEPTING, ""): 1}
    world.must(A, Delivered(documents=("T-1",), to_applicant=True))
    assert world.case(A).ended


def test_nothing_is_unsettled_before_the_decision():
    """Only once the organ has decided must an original go somewhere."""
    world = opened(material(Disposition.RETURN))
    assert world.case(A).unsettled == ()
    world.must(H, Arrived(), NotAccepted(document=document("B-1"), reason="不属本机关职权"))
    assert [holding.code for holding in world.settle().case(A).unsettled] == ["M"]


def test_order_of_parcels_makes_no_difference():
    """There and back again: the counts are those of the parcels' states, however they are listed."""
    there = Parcel(
        number=FIRST,
        carrier="ems",
        dispatcher=A,
        leg=Leg.W2H,
        state=ParcelState.RECEIVED,
        sent=(paper(),),
        received=(paper(),),
        receiver=Holder.HANDLING,
    )
    back = Parcel(
        number=SECOND,
        carrier="ems",
        dispatcher=H,
        state=ParcelState.EARLY,
        received=(paper(),),
        receiver=Holder.ACCEPTING,
    )
    taken = Counter({("M", Holder.ACCEPTING): 1})
    expected = {("M", Holder.ACCEPTING, ""): 1}
    assert holdings(taken, [there, back]) == holdings(taken, [back, there]) == expected


@pytest.mark.parametrize(
    ("side", "gone"),
    [
        (A, ParcelLost(carrier="ems", number=FIRST)),
        (H, found(differences=(Difference(material="M", note="信封破损"),))),
    ],
    ids=["lost", "missing"],
)
def test_what_is_gone_waits_for_a_person_until_it_is_replaced(side, gone):
    """Both clerks are told whose turn it is; a new original of the applicant's settles it."""
    world = opened(material(Disposition.KEEP))
    world.must(A, sent())
    world.settle().must(side, gone)
    owed = Pending(side=A, duty=Duty.REPLACE_ORIGINAL, about="M")
    assert owed in pending(world.settle().case(A))
    assert pending(world.case(A)) == pending(world.case(H))
    notice = CorrectionRequested(
        document=document("BZ-1"), defects=(Difference(material="M", note="寄递丢失，请补办"),), days=10
    )
    world.must(H, Arrived())
    asked = world.must(H, notice)
    world.settle().must(A, Corrected(notice=asked, materials=(material(Disposition.KEEP),)))
    assert owed not in pending(world.settle().case(A))
