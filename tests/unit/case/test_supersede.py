"""Correcting an earlier fact: a document made out anew takes the place of the old one, and nothing else moves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation.case import DocumentState, Handling, Outcome, Side, digest
from federation.case.choices import Leg, Result
from federation.case.events import Arrived, Corrected, Finished, Issued
from federation.case.parts import Deferred, Difference
from federation.case.process import FeePaid, Resumed, Urged
from federation.errors import Reason
from federation.ids import MessageId
from tests.worlds.acts import ACCEPTED, CORRECTION, GRANT, at, delivered, sent, served
from tests.worlds.case import MATERIALS, START, again, blob, document
from tests.worlds.process import EXTENDED, FEE, FEE_DUE, LATER, SUSPENDED

A, H = Side.ACCEPTING, Side.HANDLING
NOBODY = MessageId.make(unix_ms=1, random=1)
DENY = Finished(result=Result.DENY, reason="不合条件", document=document("JD-1"))
ISSUED = Issued(documents=(document("ZZ-1"),))
TAKEN_UP = ((H, Arrived()), (H, ACCEPTED))
ASKED = ((H, Arrived()), (H, CORRECTION))


def last(world):
    """The message the organ wrote last."""
    return world.logs[H][-1].act.message_id


def states(case):
    """Documents and how far they are."""
    return {number: paper.state for number, paper in case.documents.items()}


def test_a_new_notice_stands_for_the_old():
    """The notice that waits is the new one; the old one can no longer be served; the answer goes to the new."""
    world = at(*ASKED)
    old = last(world)
    new = world.must(H, again(CORRECTION), supersedes=old)
    case = world.settle().case(A)
    assert states(case) == {"BZ-1": DocumentState.REPLACED, "BZ-1-2": DocumentState.MADE}
    assert (case.open_notice, case.handling) == (new, Handling.CORRECTING)
    assert not world.write(A, served(old)).admitted
    assert not world.write(A, Corrected(notice=old, materials=MATERIALS[:1])).admitted
    world.must(A, served(new), Corrected(notice=new, materials=MATERIALS[:1]))
    assert world.settle().case(H) == world.case(A)
    assert digest(world.case(A)) == digest(world.case(H))


def test_a_notice_names_no_new_defects():
    """32条(四): all at once. A corrected notice may say less or say it better, never ask for more."""
    world = at(*ASKED)
    more = replace(again(CORRECTION), defects=(*CORRECTION.defects, Difference(material="M-ID", note="过期")))
    verdict = world.verdict(H, world.draw(H, more, supersedes=last(world)))
    assert (verdict.reason, set(verdict.detail)) == (Reason.NOTICE_ONCE, {"code"})
    better = replace(again(CORRECTION), defects=(Difference(material="M-KEEP", note="缺第3页"),))
    assert world.write(H, better, supersedes=last(world)).admitted


@pytest.mark.parametrize(
    ("past", "side", "event", "reason"),
    [
        (TAKEN_UP, H, again(CORRECTION), Reason.EVENT_REFERENCE),
        (TAKEN_UP, A, again(ACCEPTED), Reason.POWER_MISSING),
        (TAKEN_UP, H, ACCEPTED, Reason.EVENT_TRANSITION),
        (TAKEN_UP, H, Urged(text="请"), Reason.EVENT_TRANSITION),
        (
            TAKEN_UP,
            H,
            replace(again(ACCEPTED), deferred=(Deferred(material=LATER, days=5, promise=blob("p")),)),
            Reason.EVENT_REFERENCE,
        ),
        ((*TAKEN_UP, (H, GRANT)), H, again(DENY), Reason.EVENT_REFERENCE),
        (
            (*TAKEN_UP, (H, FEE_DUE)),
            H,
            replace(again(FEE_DUE), code="44050000000000000002"),
            Reason.EVENT_REFERENCE,
        ),
        (((H, Arrived()),), H, again(ACCEPTED), Reason.EVENT_REFERENCE),
    ],
)
def test_refused(past, side, event, reason):
    """Only an act of one's own, of the same kind, with documents, under new numbers; its substance stays."""
    world = at(*past)
    assert world.write(side, event, supersedes=last(world)).reason is reason


def test_only_what_is_there_and_in_force():
    """Neither an unknown message nor one that was corrected before."""
    world = at(*TAKEN_UP)
    old = last(world)
    assert world.write(H, again(ACCEPTED), supersedes=NOBODY).reason is Reason.EVENT_REFERENCE
    new = world.must(H, again(ACCEPTED), supersedes=old)
    twice = again(again(ACCEPTED))
    assert world.write(H, twice, supersedes=old).reason is Reason.EVENT_TRANSITION
    world.must(H, twice, supersedes=new)
    case = world.settle().case(A)
    assert case.latest(old) == case.latest(new) == last(world)


def test_a_paid_fee_is_not_charged_anew():
    """While it is due its notice can be corrected, the amount too; once paid it cannot."""
    world = at(*TAKEN_UP, (H, FEE_DUE))
    new = world.must(H, replace(again(FEE_DUE), fen=500), supersedes=last(world))
    assert world.case(H).charges[FEE].said.fen == 500
    world.must(H, FeePaid(code=FEE, paid_at=START))
    assert world.write(H, again(again(FEE_DUE)), supersedes=new).reason is Reason.EVENT_REFERENCE


def test_a_corrected_suspension_ends_by_its_new_message():
    """What stands is the new one; nothing else of the case moved."""
    world = at(*TAKEN_UP, (H, SUSPENDED))
    new = world.must(H, replace(again(SUSPENDED), days=20), supersedes=last(world))
    assert world.case(H).suspension == new
    world.must(H, Resumed(suspension=new, outcome="完成"), EXTENDED)


def test_a_fact_is_not_made_later():
    """The corrected acceptance stands where the first one stood, and dates from it: no clock starts anew."""
    world = at(*TAKEN_UP)
    old = world.logs[H][-1].act
    new = world.must(H, again(ACCEPTED), supersedes=old.message_id)
    case = world.settle().case(A)
    assert [one.message_id for one in case.effective].index(new) == 2
    assert old.message_id not in {one.message_id for one in case.effective}
    act = next(one for one in case.effective if one.message_id == new)
    assert case.said_at(act) == old.at < act.at
    third = world.must(H, again(again(ACCEPTED)), supersedes=new)
    case = world.settle().case(A)
    assert case.said_at(next(one for one in case.effective if one.message_id == third)) == old.at
    assert [row.outcome for row in case.rows] == [Outcome.APPLIED] * 5


def test_a_replaced_result_is_neither_mailed_nor_delivered():
    """Only back to the organ may it go; the new one is what the applicant must get."""
    world = at(*TAKEN_UP, (H, GRANT), (H, ISSUED))
    world.must(H, again(ISSUED), supersedes=last(world))
    case = world.settle().case(A)
    assert {paper.document.number for paper in case.outstanding} == {"JD-1", "ZZ-1-2"}
    for leg in (Leg.H2W, Leg.H2A):
        assert world.write(H, sent(leg, "ZZ-1")).reason is Reason.EVENT_REFERENCE
    assert world.write(A, delivered("ZZ-1")).reason is Reason.EVENT_REFERENCE
    world.must(A, delivered("JD-1", "ZZ-1-2"))


def test_a_delivered_result_can_be_corrected():
    """The new one is to be delivered again."""
    world = at(*TAKEN_UP, (H, GRANT), (A, delivered("JD-1")))
    world.must(H, again(GRANT), supersedes=last(world))
    assert [paper.document.number for paper in world.settle().case(A).outstanding] == ["JD-1-2"]
