"""Verdicts, one refusal after the other: author, organ, order, references, and a refusal of a refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation.case import Side, judge
from federation.case.events import (
    Accepted,
    Arrived,
    Corrected,
    CorrectionRequested,
    Delivered,
    Delivery,
    Difference,
    Disposition,
    Finished,
    Issued,
    ItemRef,
    Leg,
    Material,
    NoticeServed,
    Paper,
    ParcelLost,
    ParcelReceived,
    ParcelSent,
    Refusal,
    Result,
    ServedBy,
    WithdrawalRefused,
    WithdrawalRequested,
)
from federation.errors import Illegal, Reason
from federation.ids import Locality, MessageId
from tests.worlds.case import (
    ACTORS,
    FIRST,
    MATERIALS,
    SECOND,
    SHANTOU,
    START,
    World,
    blob,
    document,
    opened,
    speaks_for,
    submitted,
)

A, H = Side.ACCEPTING, Side.HANDLING
NOBODY = MessageId.make(unix_ms=1, random=1)
CORRECTION = CorrectionRequested(
    document=document("BZ-1"), defects=(Difference(material="M-KEEP", note="缺页"),), days=10
)
ACCEPTED = Accepted(document=document("SL-1"), promised_days=10)
GRANT = Finished(result=Result.GRANT, document=document("JD-1"))
ISSUED = Issued(documents=(document("ZZ-1", sealed=False), document("ZZ-E")))


def original(*codes):
    """Papers: one original each."""
    return tuple(Paper(code=code, original=True) for code in codes)


def sent(leg, *codes, number=FIRST):
    """A parcel with one original of each code."""
    return ParcelSent(carrier="ems", number=number, leg=leg, papers=original(*codes))


def received(*codes, number=FIRST):
    """What was found in a parcel."""
    return ParcelReceived(carrier="ems", number=number, papers=original(*codes))


def served(notice):
    """A notice handed over at the window."""
    return NoticeServed(notice=notice, by=ServedBy.WINDOW, to_applicant=True, served_at=START)


def delivered(*numbers, parcel=None):
    """Documents handed over."""
    return Delivered(documents=numbers, to_applicant=True, parcel=parcel)


def at(*events, delivery=Delivery.WINDOW) -> World:
    """A world in which these things happened, each known to both ends: (side, event)."""
    world = opened(delivery=delivery)
    for side, event in events:
        world.must(side, event)
        world.settle()
    return world


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
        (((H, Arrived()), (H, CORRECTION)), H, CORRECTION, Reason.EVENT_TRANSITION),
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


def test_a_notice_is_served_once_and_certificates_are_delivered():
    """NoticeServed names a notice or decision by its message, once; not a certificate, not a bare event."""
    world = at(*GRANTED)
    of = {kind: paper.message_id for kind, paper in world.case(A).documents.items()}
    arrived = world.logs[H][0].act.message_id
    assert world.write(A, served(of["SL-1"])).admitted
    assert world.write(A, served(of["SL-1"])).reason is Reason.EVENT_TRANSITION
    assert world.write(A, served(of["ZZ-1"])).reason is Reason.EVENT_REFERENCE
    assert world.write(A, served(arrived)).reason is Reason.EVENT_REFERENCE


def test_a_withdrawal_may_be_asked_for_again_after_a_refusal():
    """Refused, the applicant may ask again; agreed, the case is over."""
    world = at((H, Arrived()))
    first = world.must(A, WithdrawalRequested(reason="不办了"))
    world.settle().must(H, WithdrawalRefused(request=first, reason="已近办结"))
    world.settle().must(A, WithdrawalRequested(reason="确实不办了"))
    world.settle().must(H, Finished(result=Result.WITHDRAWN, reason="同意"))
    assert world.settle().case(A).handling == "withdrawn"


def test_a_case_nobody_opened():
    """An act of a case without Submitted is refused as unknown, parcels included."""
    world = World()
    for side, event in ((H, Arrived()), (A, sent(Leg.W2H, "M-KEEP")), (H, received("M-KEEP"))):
        assert world.write(side, event).reason is Reason.CASE_UNKNOWN


def test_an_item_of_another_place():
    """The item is the handling place's own."""
    event = replace(submitted(), item=ItemRef(locality=SHANTOU, scheme="GB/T 39554", code="1", version="1"))
    assert World().write(A, event).reason is Reason.EVENT_REFERENCE


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"seen": 2}, Reason.SEEN_AHEAD),
        ({"supersedes": NOBODY}, Reason.EVENT_TRANSITION),
        ({"author": Locality("431000")}, Reason.PARTIES),
        ({"case": None}, Reason.PARTIES),
        ({"actor": ACTORS[A]}, Reason.ORGAN_UNLISTED),
        ({"actor": replace(ACTORS[H], officer="")}, Reason.VALUE_MISSING),
    ],
)
def test_what_is_said_of_an_act_is_judged(change, reason):
    """Seen, supersedes, author, case, organ and officer are judged as the event is."""
    world = opened()
    assert world.verdict(H, world.draw(H, Arrived(), **change)).reason is reason


def test_a_message_is_taken_once():
    """The same message id again is no second act, whichever log it stands in."""
    world = opened()
    known = world.logs[A][0].act.message_id
    assert world.verdict(H, world.draw(H, Arrived(), message_id=known)).reason is Reason.DUPLICATE


def test_a_refusal_is_never_refused():
    """Whatever a Refusal names and whoever signs it, it is admitted; only a stranger's is not."""
    world = opened()
    refusal = Refusal(position=99, message_id=NOBODY, reason=Reason.EVENT_AUTHOR)
    assert world.verdict(H, world.draw(H, refusal, seen=10_000, actor=ACTORS[A])).admitted
    stranger = world.draw(H, refusal, author=Locality("431000"))
    assert world.verdict(H, stranger).reason is Reason.PARTIES


def test_the_view_is_the_authors():
    """What the receiver did meanwhile is no reason to refuse: that is for the crossings."""
    world = at((H, Arrived()), (H, CORRECTION))
    world.must(H, Finished(result=Result.RETURN, reason="逾期", document=document("T-1")))
    corrected = world.draw(A, Corrected(notice=world.case(A).open_notice, materials=MATERIALS[:1]))
    assert world.verdict(A, corrected).admitted
    assert world.verdict(H, corrected).admitted


def test_what_stands_on_a_refused_act_falls_with_it():
    """An act whose ground was refused is refused too, with the tables' reason."""
    world = at((H, Arrived()), (H, CORRECTION))
    notice = world.case(A).open_notice
    world.put(A, world.draw(A, Corrected(notice=notice, materials=MATERIALS[:1]), actor=ACTORS[H]))
    world.must(A, WithdrawalRequested(reason="不办了"))
    world.receive(H)
    assert list(world.refused[H].values()) == [Reason.ORGAN_UNLISTED]
    world.settle()
    assert world.case(A) == world.case(H)
    assert world.case(A).handling == "correcting"


def test_a_case_holds_so_many_files():
    """The files of a case are counted over all its events."""
    many = tuple(
        Material(code=f"M-{number}", files=(blob(f"first {number}"),), disposition=Disposition.COPY)
        for number in range(100)
    )
    world = World()
    world.must(A, submitted(materials=many))
    world.settle().must(H, Arrived())
    assert world.write(H, CORRECTION).reason is Reason.TOO_MANY


def test_a_verdict_can_be_enforced():
    """A desk raises what a verdict says; an admitted act raises nothing."""
    world = opened()
    world.verdict(H, world.draw(H, Arrived())).enforce()
    with pytest.raises(Illegal) as refused:
        world.verdict(H, world.draw(H, ACCEPTED)).enforce()
    assert refused.value.reason is Reason.EVENT_TRANSITION


def test_errors_carry_no_personal_data():
    """Details of verdicts name fields, codes and numbers, never what a person is called."""
    world = World()
    event = replace(submitted(), applicant=replace(submitted().applicant, name="张\u200b三", id_number="1"))
    verdict = world.write(A, event)
    assert "张" not in str(dict(verdict.detail))
    assert verdict.detail == {"field": "applicant.name"}


def test_judging_takes_its_arguments_as_values():
    """Judge with an empty case on both sides admits a Submitted and nothing else."""
    world = World()
    verdict = judge(
        world.draw(A, submitted()),
        accepting=[],
        handling=[],
        refused={},
        known_accepting=0,
        known_handling=0,
        speaks=speaks_for,
    )
    assert verdict.admitted
