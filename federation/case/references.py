"""What an event refers to must exist, and be what it says: checked where its author stood.

These checks are made once, by `judge`, on the author's view of the case. The fold does not repeat them:
in the common order an act may stand elsewhere, and that is the tables' and the crossings' business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from federation.case.authors import DISPATCHER, TO_APPLICANT, Side, side_of
from federation.case.case import RESULTS, Case, all_or_none
from federation.case.check import check_paperless
from federation.case.choices import Delivery, Leg, Stage, Tracking
from federation.case.custody import HOLDER_AT, Holder, Parcel, parcel_key
from federation.case.events import (
    Accepted,
    Act,
    Corrected,
    CorrectionRequested,
    Delivered,
    NoticeServed,
    ParcelSent,
    Submitted,
    WithdrawalRefused,
)
from federation.case.parts import JointPart, Lead, Paper
from federation.case.process import (
    Answered,
    DeferredSupplied,
    FeeDue,
    Gathered,
    LicenceAnswered,
    LicenceAsked,
    OriginalVerified,
    ParcelTracked,
    Rated,
    Resumed,
    Transferred,
)
from federation.case.states import DocumentState, Facet, Fee, Joint, ParcelState
from federation.case.terms import Kind, kind_of
from federation.days import day_of
from federation.errors import Illegal, Reason
from federation.ids import CaseId, MessageId
from federation.limits import CASE_LICENCES

SERVABLE: frozenset[Kind] = RESULTS - {Kind.ISSUED} | {
    Kind.CORRECTION_REQUESTED,
    Kind.ACCEPTED,
    Kind.SUSPENDED,
    Kind.EXTENDED,
    Kind.FEE_DUE,
}
"""Kinds whose document is a notice or decision, so that NoticeServed may name it; certificates are Delivered."""


def check_references(view: Case, act: Act, side: Side) -> None:
    """Check what an act refers to against its author's view.

    Raises:
        Illegal: EVENT_REFERENCE, PARCEL_UNKNOWN, DOCUMENT_MISSING, NOTICE_ONCE, DEFERRED_OPEN,
            VALUE_INVALID or EVENT_TRANSITION; the detail names the spot by code, number or message id.
    """
    if act.supersedes is not None:
        _supersedes(view, act, act.supersedes, side)
        return
    kind = kind_of(act.event)
    against = against_now(view, kind)
    if against is not None:
        raise against
    check = _CHECKS.get(kind)
    if check is not None:
        check(view, act.event, side)


def against_now(view: Case, kind: Kind) -> Illegal | None:
    """What in the case as a whole stands against a kind of event now, whatever the event says."""
    check = _NOW.get(kind)
    return check(view) if check is not None else None


def _nothing_open(view: Case) -> Illegal | None:
    """Only what was asked or promised can be overdue; whether it is, `clocks` says."""
    overdue = view.open_notice is not None or view.promised
    return None if overdue else Illegal(Reason.EVENT_REFERENCE, field="deferred")


def _promise_open(view: Case) -> Illegal | None:
    """容缺: certificates are made out when everything has come."""
    return Illegal(Reason.DEFERRED_OPEN, code=view.promised[0]) if view.promised else None


def _not_over(view: Case) -> Illegal | None:
    return None if view.ended else Illegal(Reason.EVENT_TRANSITION, field="ended")


def _apart(view: Case) -> Illegal | None:
    """Only where one refusal stops all is anything gathered; otherwise each part stands alone."""
    return None if all_or_none(view.submitted) else Illegal(Reason.EVENT_REFERENCE, field="lead")


_NOW: Mapping[Kind, Callable[[Case], Illegal | None]] = {
    Kind.FINISHED_LAPSED: _nothing_open,
    Kind.ISSUED: _promise_open,
    Kind.ARCHIVED: _not_over,
    Kind.GATHERED_PROCEED: _apart,
    Kind.GATHERED_STOP: _apart,
}


def _supersedes(view: Case, act: Act, before: MessageId, side: Side) -> None:
    """An act corrects one of its own kind that its own end wrote; a notice may not ask for more by it."""
    former = next((one for one in view.effective if one.message_id == before), None)
    author = view.case_id.accepting if side is Side.ACCEPTING else view.case_id.handling
    if former is None or former.author != author or kind_of(former.event) is not kind_of(act.event):
        raise Illegal(Reason.EVENT_REFERENCE, field="supersedes", message=before)
    check = _CORRECTIONS.get(kind_of(act.event))
    if check is not None:
        check(view, former.event, act.event)


def _notice_again(_view: Case, former: CorrectionRequested, event: CorrectionRequested) -> None:
    new = {defect.material for defect in event.defects} - {defect.material for defect in former.defects}
    if new:
        raise Illegal(Reason.NOTICE_ONCE, code=min(new))


def _acceptance_again(_view: Case, former: Accepted, event: Accepted) -> None:
    """What was promised stays promised: the applicant's written promise was for that."""
    if event.deferred != former.deferred:
        raise Illegal(Reason.EVENT_REFERENCE, field="deferred")


def _charge_again(view: Case, former: FeeDue, event: FeeDue) -> None:
    if event.code != former.code or view.state(Facet.FEE, event.code) is not Fee.DUE:
        raise Illegal(Reason.EVENT_REFERENCE, field="code")


_CORRECTIONS: Mapping[Kind, Callable[[Case, Any, Any], None]] = {
    Kind.CORRECTION_REQUESTED: _notice_again,
    Kind.ACCEPTED: _acceptance_again,
    Kind.FEE_DUE: _charge_again,
}


def _submitted(view: Case, event: Submitted, _side: Side) -> None:
    if event.item.locality != view.case_id.handling:
        raise Illegal(Reason.EVENT_REFERENCE, field="item.locality", locality=event.item.locality)
    if event.lead is not None:
        _check_lead(view.case_id, event.item.code, event.lead)


def _check_lead(case: CaseId, item: str, lead: Lead) -> None:
    """受理地牵头: the place that files a part leads the joint case, and the part is among those it names."""
    if lead.case.accepting != case.accepting:
        raise Illegal(Reason.EVENT_REFERENCE, field="lead.case", locality=lead.case.accepting)
    if JointPart(place=case.handling, item=item) not in lead.parts:
        raise Illegal(Reason.EVENT_REFERENCE, field="lead.parts", locality=case.handling, code=item)


def _gathered(view: Case, event: Gathered, _side: Side) -> None:
    lead = view.submitted.lead if view.submitted is not None else None
    if lead is not None and event.part is not None and event.part not in lead.parts:
        raise Illegal(Reason.EVENT_REFERENCE, field="part", code=event.part.item)


def _paperless(view: Case, event: DeferredSupplied, _side: Side) -> None:
    check_paperless(view.mode, event.materials)


def _corrected(view: Case, event: Corrected, _side: Side) -> None:
    check_paperless(view.mode, event.materials)
    if event.notice != view.open_notice:
        raise Illegal(Reason.EVENT_REFERENCE, field="notice", message=event.notice)


def _resumed(view: Case, event: Resumed, _side: Side) -> None:
    if event.suspension != view.suspension:
        raise Illegal(Reason.EVENT_REFERENCE, field="suspension", message=event.suspension)


def _verified(view: Case, event: OriginalVerified, _side: Side) -> None:
    strange = set(event.materials) - {material.code for material in view.materials}
    if strange:
        raise Illegal(Reason.EVENT_REFERENCE, field="materials", code=min(strange))


def _accepted(view: Case, event: Accepted, _side: Side) -> None:
    there = {material.code for material in view.materials}
    for one in event.deferred:
        if one.material in there:
            raise Illegal(Reason.EVENT_REFERENCE, field="deferred", code=one.material)


def _rated(view: Case, event: Rated, _side: Side) -> None:
    if event.about is Stage.FINISH and not view.decided:
        raise Illegal(Reason.EVENT_TRANSITION, field="about", about=event.about)


def _transferred(view: Case, event: Transferred, _side: Side) -> None:
    if event.organ == view.organ:
        raise Illegal(Reason.EVENT_REFERENCE, field="organ", organ=event.organ)


def _licence(view: Case, event: LicenceAsked, _side: Side) -> None:
    """One licence at a time, and as many as one case may need: never in bulk (个人信息保护法6条: 最小范围)."""
    checks = [
        (one.asked, one.answer) for one in view.questions.values() if isinstance(one.asked, LicenceAsked)
    ]
    if any(answer is None and asked.licence == event.licence for asked, answer in checks):
        raise Illegal(Reason.EVENT_REFERENCE, field="licence", why="asked already")
    if len(checks) >= CASE_LICENCES:
        raise Illegal(Reason.TOO_MANY, field="licence", limit=CASE_LICENCES)


def _replied(view: Case, event: Answered | LicenceAnswered, _side: Side) -> None:
    """A question gets its answer, a licence check its finding."""
    if isinstance(view.questions[event.question].asked, LicenceAsked) is isinstance(event, Answered):
        raise Illegal(Reason.EVENT_REFERENCE, field="question", message=event.question)


def _answered(view: Case, event: WithdrawalRefused, _side: Side) -> None:
    if event.request != view.open_withdrawal:
        raise Illegal(Reason.EVENT_REFERENCE, field="request", message=event.request)


def _served(view: Case, event: NoticeServed, side: Side) -> None:
    paper = view.documents[view.document_of(event.notice)]
    if paper.kind not in SERVABLE or paper.state is DocumentState.REPLACED:
        raise Illegal(Reason.EVENT_REFERENCE, field="notice", kind=paper.kind)
    made = next(one for one in view.effective if one.message_id == event.notice)
    if side_of(made.author, view.case_id) is not side and day_of(event.served_at) < day_of(made.at):
        # a day typed wrong would end the applicant's time (32条(四)) before it began
        raise Illegal(Reason.VALUE_INVALID, field="served_at", why="before the document was made")


def _sent(view: Case, event: ParcelSent, side: Side) -> None:
    if parcel_key(event.number, side.other) in view.parcels:
        raise Illegal(Reason.EVENT_REFERENCE, field="number", why="the other end's parcel")
    source = HOLDER_AT[side]
    known = view.documents.keys() | {code for code, _holder in view.taken}
    for paper in event.papers:
        made = view.documents.get(paper.code)
        void = made is not None and made.state is DocumentState.REPLACED and event.leg is not Leg.W2H
        if void or paper.code not in known:
            raise Illegal(Reason.EVENT_REFERENCE, field="papers", code=paper.code)
    for code, count in _wanted(event.papers).items():
        made_here = code in view.documents and side is Side.HANDLING
        early = _found_early(view, event, side, code)
        if not made_here and view.held(code, source) + early < count:
            raise Illegal(Reason.EVENT_REFERENCE, field="papers", code=code, held=view.held(code, source))


def _wanted(papers: tuple[Paper, ...]) -> Mapping[str, int]:
    return {p.code: sum(q.count for q in papers if q.original and q.code == p.code) for p in papers}


def _found_early(view: Case, event: ParcelSent, side: Side, code: str) -> int:
    """How many of a code the receiver of this very parcel has reported before its dispatch."""
    parcel = view.parcels.get(parcel_key(event.number, side))
    return _wanted(parcel.received).get(code, 0) if parcel is not None else 0


def _delivered(view: Case, event: Delivered, side: Side) -> None:
    parcel = _proof(view, event, side)
    for code in event.documents:
        _can_hand_over(view, code, side, parcel)


def _proof(view: Case, event: Delivered, side: Side) -> Parcel | None:
    """The parcel that proves a delivery by post: to the applicant, sent by the author, signed for by him."""
    if event.parcel is None:
        if view.delivery is Delivery.HOME and side is Side.HANDLING:
            raise Illegal(Reason.PARCEL_UNKNOWN, field="parcel")
        return None
    parcel = view.parcels[parcel_key(event.parcel, side)]
    if parcel.leg not in TO_APPLICANT or DISPATCHER[parcel.leg] is not side:
        raise Illegal(Reason.EVENT_REFERENCE, field="parcel", leg=str(parcel.leg))
    if event.proof is None and not _signed_for(view, parcel):
        raise Illegal(Reason.DELIVERY_UNPROVEN, parcel=parcel.number)
    return parcel


def _signed_for(view: Case, parcel: Parcel) -> bool:
    """Whether the courier says that the addressee himself signed 本人签收.

    44条 送达; as 民事诉讼法 asks of service by post: the date on the return receipt that the addressee signed.
    A parcel that somebody else signed for 代签收, or that was left behind, has not reached him.
    """
    said = (
        act.event
        for act in view.effective
        if isinstance(act.event, ParcelTracked) and side_of(act.author, view.case_id) is parcel.dispatcher
    )
    return any(one.number == parcel.number and one.status is Tracking.SIGNED for one in said)


def _can_hand_over(view: Case, code: str, side: Side, parcel: Parcel | None) -> None:
    paper = view.documents.get(code)
    if paper is None and not view.is_own_paper(code):
        raise Illegal(Reason.EVENT_REFERENCE, field="documents", code=code)
    if paper is not None and (paper.kind not in RESULTS or paper.state is DocumentState.REPLACED):
        raise Illegal(Reason.EVENT_REFERENCE, field="documents", code=code, kind=paper.kind)
    if paper is not None and paper.kind in _CONSENTS and view.unjoined:
        waits = view.state(Facet.JOINT) is Joint.GATHERING
        raise Illegal(Reason.JOINT_WAITING if waits else Reason.JOINT_STOPPED, code=code)
    if parcel is not None:
        if code not in {sent.code for sent in parcel.sent}:
            raise Illegal(Reason.EVENT_REFERENCE, field="documents", code=code, parcel=parcel.number)
        return
    if side is Side.ACCEPTING and (view.held(code, Holder.ACCEPTING) or _came_by_post(view, code)):
        return
    if paper is None or not _electronic(view, code):
        raise Illegal(Reason.EVENT_REFERENCE, field="documents", code=code, held=0)
    if paper.document.file is None:
        raise Illegal(Reason.DOCUMENT_MISSING, field="documents", code=code)


_CONSENTS = frozenset({Kind.FINISHED_GRANT, Kind.FINISHED_DONE, Kind.ISSUED})
"""Results that are handed over only once the whole joint case agrees."""


def _came_by_post(view: Case, code: str) -> bool:
    """Whether the window has reported finding this document in a parcel."""
    return code in view.documents and any(
        paper.code == code
        for parcel in view.parcels.values()
        for paper in parcel.received
        if parcel.receiver is Holder.ACCEPTING
    )


def _electronic(view: Case, code: str) -> bool:
    """Whether no paper of this document is or was in the post: then its file can stand for it."""
    return not any(
        sent.original and sent.code == code
        for parcel in view.parcels.values()
        for sent in (*parcel.sent, *parcel.received)
        if parcel.state is not ParcelState.RETURNED
    )


_CHECKS: Mapping[Kind, Callable[[Case, Any, Side], None]] = {
    Kind.SUBMITTED: _submitted,
    Kind.CORRECTED: _corrected,
    Kind.DEFERRED_SUPPLIED: _paperless,
    Kind.GATHERED_PROCEED: _gathered,
    Kind.GATHERED_STOP: _gathered,
    Kind.WITHDRAWAL_REFUSED: _answered,
    Kind.RESUMED: _resumed,
    Kind.ACCEPTED: _accepted,
    Kind.RATED_GOOD: _rated,
    Kind.RATED_BAD: _rated,
    Kind.ORIGINAL_VERIFIED: _verified,
    Kind.TRANSFERRED: _transferred,
    Kind.LICENCE_ASKED: _licence,
    Kind.ANSWERED: _replied,
    Kind.LICENCE_ANSWERED: _replied,
    Kind.NOTICE_SERVED: _served,
    Kind.PARCEL_SENT: _sent,
    Kind.DELIVERED: _delivered,
}
