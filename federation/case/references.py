"""What an event refers to must exist, and be what it says: checked where its author stood.

These checks are made once, by `judge`, on the author's view of the case. The fold does not repeat them:
in the common order an act may stand elsewhere, and that is the tables' and the crossings' business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from federation.case.authors import DISPATCHER, TO_APPLICANT, Side
from federation.case.case import RESULTS, Case
from federation.case.choices import Delivery, Stage
from federation.case.custody import HOLDER_AT, Holder, Parcel, parcel_key
from federation.case.events import (
    Accepted,
    Act,
    Corrected,
    CorrectionRequested,
    Delivered,
    Finished,
    Issued,
    NoticeServed,
    ParcelSent,
    Submitted,
    WithdrawalRefused,
)
from federation.case.parts import Paper
from federation.case.process import Archived, FeeDue, Rated, Resumed
from federation.case.states import DocumentState, Facet, Fee, ParcelState
from federation.case.terms import Kind, kind_of
from federation.errors import Illegal, Reason
from federation.ids import MessageId

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
        Illegal: EVENT_REFERENCE, PARCEL_UNKNOWN or DOCUMENT_MISSING; the detail names the spot by code,
            number or message id.
    """
    if act.supersedes is not None:
        _supersedes(view, act, act.supersedes, side)
        return
    check = _CHECKS.get(kind_of(act.event))
    if check is not None:
        check(view, act.event, side)


def _supersedes(view: Case, act: Act, before: MessageId, side: Side) -> None:
    """An act corrects one of its own kind that its own end wrote; a notice may not ask for more by it."""
    row = next((row for row in view.rows if row.message_id == before), None)
    author = view.case_id.accepting if side is Side.ACCEPTING else view.case_id.handling
    if row is None or row.kind is not kind_of(act.event) or row.author != author:
        raise Illegal(Reason.EVENT_REFERENCE, field="supersedes", message=before)
    if isinstance(act.event, CorrectionRequested):
        named = {code for number in view.documents_of(before) for code in view.documents[number].defects}
        new = sorted({defect.material for defect in act.event.defects} - named)
        if new:
            raise Illegal(Reason.NOTICE_ONCE, code=new[0])
    if isinstance(act.event, FeeDue) and view.state(Facet.FEE, act.event.code) is not Fee.DUE:
        raise Illegal(Reason.EVENT_REFERENCE, field="code")


def _submitted(view: Case, event: Submitted, _side: Side) -> None:
    if event.item.locality != view.case_id.handling:
        raise Illegal(Reason.EVENT_REFERENCE, field="item.locality", locality=event.item.locality)


def _corrected(view: Case, event: Corrected, _side: Side) -> None:
    if event.notice != view.open_notice:
        raise Illegal(Reason.EVENT_REFERENCE, field="notice", message=event.notice)


def _resumed(view: Case, event: Resumed, _side: Side) -> None:
    if event.suspension != view.suspension:
        raise Illegal(Reason.EVENT_REFERENCE, field="suspension", message=event.suspension)


def _accepted(view: Case, event: Accepted, _side: Side) -> None:
    there = {material.code for material in view.materials}
    for one in event.deferred:
        if one.material in there:
            raise Illegal(Reason.EVENT_REFERENCE, field="deferred", code=one.material)


def _lapsed(view: Case, _event: Finished, _side: Side) -> None:
    """Only what was asked or promised can be overdue; whether it is, `clocks` says."""
    if view.open_notice is None and not view.promised:
        raise Illegal(Reason.EVENT_REFERENCE, field="deferred")


def _issued(view: Case, _event: Issued, _side: Side) -> None:
    if view.promised:
        raise Illegal(Reason.DEFERRED_OPEN, code=view.promised[0])


def _rated(view: Case, event: Rated, _side: Side) -> None:
    if event.about is Stage.FINISH and not view.decided:
        raise Illegal(Reason.EVENT_TRANSITION, field="about", about=event.about)


def _archived(view: Case, _event: Archived, _side: Side) -> None:
    if not view.ended:
        raise Illegal(Reason.EVENT_TRANSITION, field="ended")


def _answered(view: Case, event: WithdrawalRefused, _side: Side) -> None:
    if event.request != view.open_withdrawal:
        raise Illegal(Reason.EVENT_REFERENCE, field="request", message=event.request)


def _served(view: Case, event: NoticeServed, _side: Side) -> None:
    paper = view.documents[view.document_of(event.notice)]
    if paper.kind not in SERVABLE or paper.state is DocumentState.REPLACED:
        raise Illegal(Reason.EVENT_REFERENCE, field="notice", kind=paper.kind)


def _sent(view: Case, event: ParcelSent, side: Side) -> None:
    if parcel_key(event.number, side.other) in view.parcels:
        raise Illegal(Reason.EVENT_REFERENCE, field="number", why="the other end's parcel")
    source = HOLDER_AT[side]
    known = view.documents.keys() | {code for code, _holder in view.taken}
    for paper in event.papers:
        if paper.code not in known:
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
    """The parcel that proves a delivery by post: to the applicant, sent by the author, not gone astray."""
    if event.parcel is None:
        if view.delivery is Delivery.HOME and side is Side.HANDLING:
            raise Illegal(Reason.PARCEL_UNKNOWN, field="parcel")
        return None
    parcel = view.parcels[parcel_key(event.parcel, side)]
    if parcel.leg not in TO_APPLICANT or DISPATCHER[parcel.leg] is not side:
        raise Illegal(Reason.EVENT_REFERENCE, field="parcel", leg=str(parcel.leg))
    return parcel


def _can_hand_over(view: Case, code: str, side: Side, parcel: Parcel | None) -> None:
    paper = view.documents.get(code)
    if paper is None and not view.is_own_paper(code):
        raise Illegal(Reason.EVENT_REFERENCE, field="documents", code=code)
    if paper is not None and (paper.kind not in RESULTS or paper.state is DocumentState.REPLACED):
        raise Illegal(Reason.EVENT_REFERENCE, field="documents", code=code, kind=paper.kind)
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
    Kind.WITHDRAWAL_REFUSED: _answered,
    Kind.RESUMED: _resumed,
    Kind.ACCEPTED: _accepted,
    Kind.FINISHED_LAPSED: _lapsed,
    Kind.ISSUED: _issued,
    Kind.RATED_GOOD: _rated,
    Kind.RATED_BAD: _rated,
    Kind.ARCHIVED: _archived,
    Kind.NOTICE_SERVED: _served,
    Kind.PARCEL_SENT: _sent,
    Kind.DELIVERED: _delivered,
}
