"""What happens beside the spine: each rule at the desk, with its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation.case import Duty, Holder, Kind, Side, pending, possible
from federation.case.choices import Disposition, Finding, LicenceState, Result, Satisfaction, Stage
from federation.case.events import Accepted, Arrived, Finished, Issued, WithdrawalRequested
from federation.case.parts import Deferred, Material
from federation.case.process import (
    Answered,
    Archived,
    Asked,
    DeferredSupplied,
    FeePaid,
    LicenceAnswered,
    LicenceAsked,
    OriginalVerified,
    ParcelTracked,
    Rated,
    RatingFixed,
    RatingVerified,
    Resumed,
    Urged,
)
from federation.case.states import Facet, Promise
from federation.errors import Reason
from federation.ids import Digest, LicenceId, MessageId
from federation.limits import CASE_LICENCES
from tests.worlds.acts import ACCEPTED, CORRECTION, GRANT, at, delivered, served
from tests.worlds.case import FIRST, START, blob, document
from tests.worlds.process import EXTENDED, FEE, FEE_DUE, LATER, LICENCE, OF_XIAN, SUSPENDED

A, H = Side.ACCEPTING, Side.HANDLING
NOBODY = MessageId.make(unix_ms=1, random=1)
PROMISE = Deferred(material=LATER, days=5, promise=blob("promise"))
ON_PROMISE = ((H, Arrived()), (H, replace(ACCEPTED, deferred=(PROMISE,))))
TAKEN_UP = ((H, Arrived()), (H, ACCEPTED))
SUPPLY = DeferredSupplied(materials=(Material(code=LATER, originals=1, disposition=Disposition.KEEP),))
ISSUED = Issued(documents=(document("ZZ-1"),))
DENY = Finished(result=Result.DENY, reason="不合条件", document=document("JD-1"))
LAPSE = Finished(result=Result.LAPSED, reason="逾期未补", document=document("YQ-1"))
DONE = Finished(result=Result.DONE)
ARCHIVED = Archived(number="2026-001", retention="10年", packet=Digest.of(bytes(32)))
HANDED_BACK = (A, delivered("M-BACK", "M-KEEP", "M-OLD"))
GOOD = Rated(about=Stage.FINISH, level=Satisfaction.SATISFIED, named=True)
BAD = Rated(about=Stage.INTAKE, level=Satisfaction.DISSATISFIED, text="等了很久", named=True)
TRACKED = ParcelTracked(carrier="ems", number=FIRST, status="in_transit", tracked_at=START)


@pytest.mark.parametrize(
    ("past", "side", "event", "reason"),
    [
        (ON_PROMISE, H, ISSUED, Reason.EVENT_TRANSITION),
        ((*ON_PROMISE, (H, GRANT)), H, ISSUED, Reason.DEFERRED_OPEN),
        ((*ON_PROMISE, (H, DONE)), H, ISSUED, Reason.DEFERRED_OPEN),
        (TAKEN_UP, A, SUPPLY, Reason.EVENT_REFERENCE),
        ((*ON_PROMISE, (A, SUPPLY)), A, SUPPLY, Reason.EVENT_TRANSITION),
        (ON_PROMISE, H, SUPPLY, Reason.EVENT_AUTHOR),
        (
            ((H, Arrived()),),
            H,
            replace(ACCEPTED, deferred=(replace(PROMISE, material="M-KEEP"),)),
            Reason.EVENT_REFERENCE,
        ),
        ((*TAKEN_UP, (H, SUSPENDED)), H, GRANT, Reason.EVENT_TRANSITION),
        ((*TAKEN_UP, (H, SUSPENDED)), H, DENY, Reason.EVENT_TRANSITION),
        ((*TAKEN_UP, (H, SUSPENDED)), H, DONE, Reason.EVENT_TRANSITION),
        ((*TAKEN_UP, (H, SUSPENDED)), H, EXTENDED, Reason.EVENT_TRANSITION),
        ((*TAKEN_UP, (H, SUSPENDED)), H, Resumed(suspension=NOBODY, outcome="完成"), Reason.EVENT_REFERENCE),
        (TAKEN_UP, H, Resumed(suspension=NOBODY, outcome="完成"), Reason.EVENT_TRANSITION),
        (((H, Arrived()),), H, SUSPENDED, Reason.EVENT_TRANSITION),
        ((*TAKEN_UP, (A, WithdrawalRequested(reason=""))), H, SUSPENDED, Reason.EVENT_TRANSITION),
        (
            (*TAKEN_UP, (H, EXTENDED)),
            H,
            replace(EXTENDED, document=document("YQ-2")),
            Reason.EVENT_TRANSITION,
        ),
        (TAKEN_UP, A, EXTENDED, Reason.EVENT_AUTHOR),
        (TAKEN_UP, H, LAPSE, Reason.EVENT_REFERENCE),
        (((H, Arrived()),), H, LAPSE, Reason.EVENT_TRANSITION),
        ((*ON_PROMISE, (A, SUPPLY)), H, LAPSE, Reason.EVENT_REFERENCE),
        (TAKEN_UP, H, ARCHIVED, Reason.EVENT_TRANSITION),
        ((*TAKEN_UP, (H, DENY)), H, ARCHIVED, Reason.EVENT_TRANSITION),
        ((*TAKEN_UP, (H, DONE)), H, ARCHIVED, Reason.EVENT_TRANSITION),
        ((*TAKEN_UP, (H, FEE_DUE), (H, DONE), HANDED_BACK), H, ARCHIVED, Reason.EVENT_TRANSITION),
        ((*TAKEN_UP, (H, DONE), HANDED_BACK, (H, ARCHIVED)), H, ARCHIVED, Reason.EVENT_TRANSITION),
        (TAKEN_UP, H, FeePaid(code=FEE, paid_at=START), Reason.EVENT_REFERENCE),
        (
            (*TAKEN_UP, (H, FEE_DUE)),
            H,
            replace(FEE_DUE, document=document("JF-2")),
            Reason.EVENT_TRANSITION,
        ),
        (
            (*TAKEN_UP, (H, FEE_DUE), (H, FeePaid(code=FEE, paid_at=START))),
            H,
            FeePaid(code=FEE, paid_at=START),
            Reason.EVENT_TRANSITION,
        ),
        ((*TAKEN_UP, (H, FEE_DUE)), A, FeePaid(code=FEE, paid_at=START), Reason.EVENT_AUTHOR),
        (TAKEN_UP, A, GOOD, Reason.EVENT_TRANSITION),
        (TAKEN_UP, H, BAD, Reason.EVENT_AUTHOR),
        ((*TAKEN_UP, (A, BAD)), A, replace(BAD, level=Satisfaction.SATISFIED), Reason.EVENT_TRANSITION),
        (TAKEN_UP, A, OriginalVerified(materials=("M-NONE",)), Reason.EVENT_REFERENCE),
        ((), A, TRACKED, Reason.PARCEL_UNKNOWN),
        (
            ((H, Arrived()), (H, CORRECTION)),
            H,
            replace(CORRECTION, document=document("BZ-2")),
            Reason.NOTICE_ONCE,
        ),
        (
            (*TAKEN_UP, (H, DENY)),
            A,
            LicenceAsked(licence=OF_XIAN, name="执照", purpose="核验"),
            Reason.EVENT_TRANSITION,
        ),
    ],
)
def test_refused(past, side, event, reason):
    """What the tables, the authors and the references do not allow is refused with its reason."""
    assert at(*past).write(side, event).reason is reason


@pytest.mark.parametrize(
    ("past", "side", "event"),
    [
        ((*ON_PROMISE, (A, SUPPLY), (H, GRANT)), H, ISSUED),
        ((*ON_PROMISE, (H, GRANT), (A, SUPPLY)), H, ISSUED),
        ((*ON_PROMISE, (H, DONE)), A, SUPPLY),
        (ON_PROMISE, H, LAPSE),
        ((*ON_PROMISE, (H, GRANT)), H, LAPSE),
        (((H, Arrived()), (H, CORRECTION)), H, LAPSE),
        (
            (*TAKEN_UP, (H, SUSPENDED)),
            H,
            Finished(result=Result.VOIDED, reason="错报", document=document("ZF-1")),
        ),
        ((*TAKEN_UP, (H, DONE), HANDED_BACK), H, ARCHIVED),
        ((*TAKEN_UP, (H, DONE)), A, GOOD),
        ((*TAKEN_UP, (H, DONE), HANDED_BACK, (H, ARCHIVED)), A, GOOD),
        (
            (*ON_PROMISE, (H, LAPSE)),
            H,
            Finished(result=Result.VOIDED, reason="按期", document=document("ZF-1")),
        ),
        (TAKEN_UP, A, OriginalVerified(materials=("M-KEEP", "M-ID"))),
        (TAKEN_UP, H, Urged(text="请尽快寄来原件")),
    ],
)
def test_admitted(past, side, event):
    """What a hall does every day passes."""
    assert at(*past).write(side, event).admitted


def test_a_suspension_ends_by_its_own_message():
    """After the procedure has ended the organ may decide, and suspend again for another reason."""
    world = at(*TAKEN_UP, (H, SUSPENDED))
    stands = world.case(H).suspension
    assert pending(world.case(A))[0].duty is Duty.RESUME
    world.must(H, Resumed(suspension=stands, outcome="评审通过"))
    assert world.case(H).suspension is None
    world.must(H, replace(SUSPENDED, document=document("TBCX-2")))
    world.must(H, Resumed(suspension=world.case(H).suspension, outcome="评审通过"), GRANT)


def test_a_promise_is_kept():
    """容缺: open until the material comes; its original is then at the window like any other."""
    world = at(*ON_PROMISE)
    assert world.case(A).promised == (LATER,)
    assert (A, Duty.SUPPLY_DEFERRED, LATER) in {(p.side, p.duty, p.about) for p in pending(world.case(A))}
    world.must(A, SUPPLY)
    case = world.settle().case(H)
    assert case.promised == ()
    assert case.state(Facet.PROMISE, LATER) is Promise.SUPPLIED
    assert case.held(LATER, Holder.ACCEPTING) == 1


def test_what_is_possible_is_said_with_its_reason():
    """The menu says why: promised materials, nothing overdue, not over yet."""
    case = at(*ON_PROMISE, (H, GRANT)).case(H)
    said = possible(case, H)
    assert said[Kind.ISSUED] is Reason.DEFERRED_OPEN
    assert said[Kind.FINISHED_LAPSED] is None
    assert said[Kind.ARCHIVED] is Reason.EVENT_TRANSITION
    assert possible(at(*TAKEN_UP).case(H), H)[Kind.FINISHED_LAPSED] is Reason.EVENT_REFERENCE


@pytest.mark.parametrize("asker", Side)
def test_only_the_asked_end_answers(asker):
    """A question is answered once, by the other end, in kind."""
    world = at(*TAKEN_UP, (asker, Asked(text="是否须原件？", days=2)))
    (question,) = world.case(A).questions
    answer = Answered(question=question, text="须原件")
    assert (asker.other, Duty.ANSWER, question) in {(p.side, p.duty, p.about) for p in pending(world.case(A))}
    assert world.write(asker, answer).reason is Reason.EVENT_AUTHOR
    wrong = LicenceAnswered(question=question, state=LicenceState.VALID)
    assert world.write(asker.other, wrong).reason is Reason.EVENT_REFERENCE
    world.must(asker.other, answer)
    assert world.settle().case(A).questions[question].answer == answer
    assert world.write(asker.other, answer).reason is Reason.EVENT_TRANSITION
    assert world.write(asker.other, replace(answer, question=NOBODY)).reason is Reason.EVENT_REFERENCE


def test_a_licence_check_is_one_licence_for_one_case():
    """One licence a request, answered in kind by the place that issued it, and no request twice answered."""
    world = at(*TAKEN_UP, (H, LicenceAsked(licence=LICENCE, name="营业执照", purpose="核验主体资格")))
    (question,) = world.case(A).questions
    assert isinstance(world.case(A).questions[question].asked.licence, LicenceId)
    assert world.write(A, Answered(question=question, text="有效")).reason is Reason.EVENT_REFERENCE
    world.must(A, LicenceAnswered(question=question, state=LicenceState.EXPIRED))
    assert world.settle().case(H).questions[question].answer.state is LicenceState.EXPIRED


@pytest.mark.parametrize(
    ("side", "licence"),
    [
        (A, LICENCE),
        (H, OF_XIAN),
        (H, LicenceId("1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U")),
        (H, LicenceId("1.2.156.3005.2.11100000000013338W011.430000.20230000403.001.T")),
    ],
    ids=["own of the window", "own of the organ", "a third place", "an issuer without USCC"],
)
def test_only_the_place_that_issued_a_licence_is_asked(side, licence):
    """A licence that no organ of the other end issued is not asked about there: it cannot answer for it."""
    check = LicenceAsked(licence=licence, name="营业执照", purpose="核验主体资格")
    assert at(*TAKEN_UP).write(side, check).reason is Reason.LICENCE_ELSEWHERE


def test_licences_are_never_checked_in_bulk():
    """The same licence is not asked for twice before its answer; a case asks for so many and no more."""
    world = at(*TAKEN_UP)
    check = LicenceAsked(licence=LICENCE, name="营业执照", purpose="核验主体资格")
    for number in range(CASE_LICENCES):
        question = world.must(H, check)
        assert world.write(H, check).reason is Reason.EVENT_REFERENCE, number
        world.settle().must(A, LicenceAnswered(question=question, state=LicenceState.VALID))
        world.settle()
    assert world.write(H, check).reason is Reason.TOO_MANY


@pytest.mark.parametrize(("stage", "rated"), [(Stage.INTAKE, A), (Stage.FINISH, H)])
def test_only_the_rated_end_looks_into_it(stage, rated):
    """谁办理、谁负责: the end that was rated badly calls back and puts it right; nobody else, and once."""
    world = at(*TAKEN_UP, (H, DONE), (A, replace(BAD, about=stage)))
    rating = world.case(A).ratings[stage].message_id
    verified = RatingVerified(rating=rating, finding=Finding.COMPLEX, text="已回访")
    fixed = RatingFixed(rating=rating, text="已整改")
    assert world.write(rated.other, verified).reason is Reason.EVENT_AUTHOR
    assert world.write(rated, fixed).reason is Reason.EVENT_TRANSITION
    world.must(rated, verified)
    assert (rated, Duty.FIX_RATING) in {(one.side, one.duty) for one in pending(world.settle().case(A))}
    world.must(rated, fixed)
    found = world.settle().case(A).ratings[stage]
    assert (found.verified, found.fixed, found.bad) == (verified, fixed, True)
    assert world.write(rated, fixed).reason is Reason.EVENT_TRANSITION


@pytest.mark.parametrize("finding", [Finding.MISTAKEN, Finding.NO_GROUND])
def test_a_dismissed_rating_asks_for_nothing_more(finding):
    """误评、无依据: explained, not counted, nothing to put right."""
    world = at(*TAKEN_UP, (A, BAD))
    rating = world.case(A).ratings[Stage.INTAKE].message_id
    world.must(A, RatingVerified(rating=rating, finding=finding, text="已解释"))
    assert world.write(A, RatingFixed(rating=rating, text="整改")).reason is Reason.EVENT_TRANSITION
    assert Duty.FIX_RATING not in {one.duty for one in pending(world.case(A))}


def test_a_good_rating_is_not_looked_into():
    """Only a bad one is."""
    world = at(*TAKEN_UP, (H, DONE), (A, GOOD))
    rating = world.case(H).ratings[Stage.FINISH].message_id
    verified = RatingVerified(rating=rating, finding=Finding.CLEAR, text="回访")
    assert world.write(H, verified).reason is Reason.EVENT_TRANSITION


def test_a_fee_is_owed_until_it_is_paid():
    """A case with a result does not end while its fee is owed; without a result nothing is owed."""
    world = at(*TAKEN_UP, (H, FEE_DUE), (H, DONE), HANDED_BACK)
    assert not world.case(H).ended
    assert [one.duty for one in pending(world.case(H))] == [Duty.PAY]
    world.must(H, FeePaid(code=FEE, paid_at=START))
    assert world.settle().case(A).ended
    assert world.case(A).charges[FEE].paid_at == START
    assert at(*TAKEN_UP, (H, FEE_DUE), (H, DENY)).case(H).unpaid == ()


def test_voiding_takes_every_result_out_of_force():
    """A result that was voided is not handed over any more, and nobody waits for it."""
    void = Finished(result=Result.VOIDED, reason="事实不清", document=document("ZF-1"))
    world = at(*TAKEN_UP, (H, GRANT), (H, ISSUED), (H, void))
    case = world.case(A)
    assert [paper.document.number for paper in case.outstanding] == ["ZF-1"]
    assert world.write(A, delivered("ZZ-1")).reason is Reason.EVENT_REFERENCE
    world.must(A, delivered("ZF-1"))


def test_archiving_comes_last():
    """The file is closed once the case is over, and is the last thing that waits."""
    world = at(*TAKEN_UP, (H, DONE), HANDED_BACK)
    assert [one.duty for one in pending(world.case(H))] == [Duty.ARCHIVE]
    world.must(H, ARCHIVED)
    assert pending(world.settle().case(A)) == ()


def test_who_accepted_on_promise_says_what_is_promised():
    """A promise names its material, its days and the applicant's written promise."""
    case = at(*ON_PROMISE).case(A)
    assert case.deferred == {LATER: PROMISE}
    assert case.files[PROMISE.promise.digest] == PROMISE.promise.size
    assert isinstance(ON_PROMISE[1][1], Accepted)


VOID = Finished(result=Result.VOIDED, reason="误办", document=document("ZF-1"))


@pytest.mark.parametrize("filed", [False, True])
def test_what_was_filed_and_voided_is_filed_again(filed):
    """A packet tells of the case as it was: a case voided afterwards waits to be archived once more."""
    world = at(*TAKEN_UP, (H, DONE), HANDED_BACK, *([(H, ARCHIVED)] if filed else []))
    notice = world.must(H, VOID)
    world.settle().must(A, served(notice))
    assert [one.duty for one in pending(world.settle().case(H))] == [Duty.ARCHIVE]
    world.must(H, ARCHIVED)
    assert world.settle().case(A) == world.case(H)
    assert pending(world.case(A)) == ()
    assert world.write(H, ARCHIVED).reason is Reason.EVENT_TRANSITION


def test_a_document_made_out_anew_opens_the_archive():
    """The packet holds the old decision: the case with the new one is filed again, in both cities."""
    world = at(*TAKEN_UP, (H, DENY), HANDED_BACK)
    decision = world.logs[H][-1].act.message_id
    world.must(A, served(decision))
    world.settle().must(H, ARCHIVED)
    anew = world.must(H, replace(DENY, document=document("JD-2")), supersedes=decision)
    assert not world.settle().case(A).archived
    world.must(A, served(anew))
    assert [one.duty for one in pending(world.settle().case(H))] == [Duty.ARCHIVE]
    world.must(H, ARCHIVED)
    assert world.settle().case(A).archived
