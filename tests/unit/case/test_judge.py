"""Verdicts on an act: who wrote it, what it had seen, what it stands on, and a refusal of a refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from federation.case import Side, judge
from federation.case.blobs import blobs_of
from federation.case.choices import Disposition, Leg, Result
from federation.case.events import (
    Arrived,
    Corrected,
    Finished,
    Refusal,
    WithdrawalRefused,
    WithdrawalRequested,
)
from federation.case.parts import ItemRef, Material
from federation.case.powers import NO_AGREEMENTS
from federation.errors import Illegal, InvalidInput, Reason
from federation.ids import Locality, MessageId
from federation.limits import BLOB_BYTES
from tests.worlds.acts import ACCEPTED, CORRECTION, GRANT, ISSUED, at, received, sent, served
from tests.worlds.case import (
    ACTORS,
    MATERIALS,
    SHANTOU,
    World,
    blob,
    document,
    opened,
    speaks_for,
    submitted,
)

A, H = Side.ACCEPTING, Side.HANDLING
NOBODY = MessageId.make(unix_ms=1, random=1)
GRANTED = ((H, Arrived()), (H, ACCEPTED), (H, GRANT), (H, ISSUED))


def test_a_notice_is_served_once_and_certificates_are_delivered():
    """NoticeServed names a notice or decision by its message, once; not a certificate, not a bare event."""
    world = at(*GRANTED)
    of = {kind: paper.message_id for kind, paper in world.case(A).documents.items()}
    arrived = world.logs[H][0].act.message_id
    assert world.write(A, served(of["SL-1"])).admitted
    assert world.write(A, served(of["SL-1"])).reason is Reason.EVENT_TRANSITION
    assert world.write(A, served(of["ZZ-1"])).reason is Reason.EVENT_REFERENCE
    assert world.write(A, served(arrived)).reason is Reason.EVENT_REFERENCE


@pytest.mark.parametrize(("days", "reason"), [(0, None), (1, Reason.VALUE_INVALID)])
def test_a_notice_is_not_served_on_a_day_before_it_was_made(days, reason):
    """Of a document of the other end: a day typed wrong would end the applicant's days before they began."""
    world = at((H, Arrived()), (H, CORRECTION))
    told = served(world.case(A).open_notice)
    assert reason == world.write(A, replace(told, served_at=told.served_at - timedelta(days=days))).reason


def test_a_notice_may_bring_its_signed_proof():
    """送达回证: a file of the case like any other, looked at like any other."""
    world = at(*GRANTED)
    notice = world.case(A).documents["SL-1"].message_id
    signed = replace(served(notice), proof=blob("signed"))
    huge = replace(signed, proof=blob("signed", BLOB_BYTES + 1))
    assert blobs_of(signed) == (signed.proof,)
    assert world.write(A, huge).reason is Reason.TOO_LARGE
    world.must(A, signed)
    assert signed.proof.digest in world.settle().case(H).files


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
    with pytest.raises(InvalidInput):
        world.verdict(H, world.draw(H, replace(CORRECTION, days=0))).enforce()


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
        agreements=NO_AGREEMENTS,
    )
    assert verdict.admitted
