"""What an act that took effect adds to the case besides its state: data, papers, documents, parcels.

`Draft` is the case while it grows, private to one fold. States are moved by `machine` alone; nothing here
decides whether something is legal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from federation.case.authors import ORGAN_ACTS, Side, side_of
from federation.case.case import Charge, Facts, Paperwork, Question, Rating
from federation.case.choices import Stage
from federation.case.custody import HOLDER_AT, TAKEN_BY, Holder, Parcel, parcel_key
from federation.case.events import (
    Accepted,
    Act,
    Corrected,
    CorrectionRequested,
    Delivered,
    Finished,
    Issued,
    NotAccepted,
    NoticeServed,
    ParcelReceived,
    ParcelSent,
    Submitted,
)
from federation.case.paperwork import documents_of
from federation.case.parts import Blob, Deferred, Document, Field, Material
from federation.case.process import (
    Answered,
    Asked,
    DeferredSupplied,
    Extended,
    FeeDue,
    FeePaid,
    LicenceAnswered,
    LicenceAsked,
    NotRequired,
    Rated,
    RatingFixed,
    RatingVerified,
    SessionHeld,
    Suspended,
    Transferred,
)
from federation.case.states import Archive, DocumentState, Facet, State, Subject
from federation.case.terms import Kind, kind_of
from federation.case.timeline import Note, Row
from federation.ids import CaseId, Digest, MessageId, Uscc


@dataclass(slots=True, kw_only=True)
class Draft(Facts):
    """A case in the making."""

    case_id: CaseId
    states: dict[Subject, State] = field(default_factory=dict)
    submitted: Submitted | None = None
    materials: dict[str, Material] = field(default_factory=dict)
    fields: dict[str, Field] = field(default_factory=dict)
    documents: dict[str, Paperwork] = field(default_factory=dict)
    parcels: dict[str, Parcel] = field(default_factory=dict)
    taken: dict[tuple[str, Holder], int] = field(default_factory=dict)
    files: dict[Digest, int] = field(default_factory=dict)
    organ: Uscc | None = None
    suspension: MessageId | None = None
    superseded: dict[MessageId, MessageId] = field(default_factory=dict)
    since: dict[MessageId, datetime] = field(default_factory=dict)
    deferred: dict[str, Deferred] = field(default_factory=dict)
    charges: dict[str, Charge] = field(default_factory=dict)
    questions: dict[MessageId, Question] = field(default_factory=dict)
    ratings: dict[Stage, Rating] = field(default_factory=dict)
    open_notice: MessageId | None = None
    open_withdrawal: MessageId | None = None
    rows: list[Row] = field(default_factory=list)
    effective: dict[MessageId, Act] = field(default_factory=dict)
    overtaken: set[MessageId] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)

    @property
    def archived(self) -> bool:
        """Whether the case is filed as it stands."""
        return self.states.get(Subject(Facet.ARCHIVE)) is Archive.ARCHIVED

    def take(self, code: str, holder: Holder, count: int) -> None:
        """Add originals to a holder, or take them away."""
        self.taken[code, holder] = self.taken.get((code, holder), 0) + count

    def keep(self, *files: Blob | None) -> None:
        """Note files by digest and size."""
        self.files.update((blob.digest, blob.size) for blob in files if blob is not None)

    def move(self, moved: Mapping[Subject, State]) -> None:
        """Lay new states over the old."""
        self.states.update(moved)
        for (facet, key), state in moved.items():
            mark = _MARKS.get(facet)
            if mark is not None:
                mark(self, key, state)


def record(draft: Draft, side: Side, act: Act) -> None:
    """Add what an act brings; one that supersedes another brings its documents, and what they say."""
    if act.supersedes is not None:
        _stand_for(draft, act, act.supersedes)
        _replace(draft, act, act.supersedes)
        return
    draft.effective[act.message_id] = act
    if draft.organ is None and side is Side.HANDLING and kind_of(act.event) in ORGAN_ACTS:
        draft.organ = act.actor.organ
    _EFFECTS[kind_of(act.event)](draft, side, act, act.event)


def _stand_for(draft: Draft, act: Act, before: MessageId) -> None:
    """The correcting act takes the place of the one it corrects, in the order too."""
    former = draft.effective[before]
    draft.superseded[before] = act.message_id
    draft.since[act.message_id] = draft.since.get(before, former.at)
    draft.effective = {
        (act if one is former else one).message_id: act if one is former else one
        for one in draft.effective.values()
    }


def record_overtaken(draft: Draft, act: Act) -> None:
    """Add what remains of an act that was overtaken: papers taken in, a document of no force."""
    draft.overtaken.add(act.message_id)
    if isinstance(act.event, Corrected | DeferredSupplied):
        _take_in(draft, act.event.materials)
    if isinstance(act.event, CorrectionRequested | Accepted):
        _make_void(draft, act, act.event.document)


def _mark_document(draft: Draft, key: str, state: Any) -> None:
    if draft.documents[key].state is not state:
        draft.documents[key] = replace(draft.documents[key], state=state)


def _mark_parcel(draft: Draft, key: str, state: Any) -> None:
    draft.parcels[key] = replace(draft.parcels[key], state=state)


_MARKS: Mapping[Facet, Callable[[Draft, str, Any], None]] = {
    Facet.DOCUMENT: _mark_document,
    Facet.PARCEL: _mark_parcel,
}


def _take_in(draft: Draft, materials: Iterable[Material]) -> None:
    for material in materials:
        draft.keep(*material.files)
        draft.take(material.code, TAKEN_BY[material.disposition], material.originals)


def _hand_over(draft: Draft, code: str) -> None:
    """Move what the window has of a code to the applicant; of a document not sent there, the organ's."""
    sources = (Holder.ACCEPTING,) if draft.is_own_paper(code) else (Holder.ACCEPTING, Holder.HANDLING)
    for source in sources:
        count = draft.held(code, source)
        if count:
            draft.take(code, source, -count)
            draft.take(code, Holder.APPLICANT, count)
            return


def _make(draft: Draft, act: Act, *documents: Document | None) -> None:
    kind = kind_of(act.event)
    for document in filter(None, documents):
        draft.documents[document.number] = Paperwork(message_id=act.message_id, kind=kind, document=document)
        draft.keep(document.file)
        draft.take(document.number, HOLDER_AT[side_of(act.author, draft.case_id)], 1)


def _make_void(draft: Draft, act: Act, document: Document) -> None:
    """A document that is there and has no force; under a number that another has, there is none."""
    if document.number not in draft.documents:
        _make(draft, act, document)
        draft.move({Subject(Facet.DOCUMENT, document.number): DocumentState.REPLACED})


def _replace(draft: Draft, act: Act, before: MessageId) -> None:
    """The new documents stand for the old ones; a notice that waits for its answer waits under the new one."""
    if draft.open_notice == before:
        draft.open_notice = act.message_id
    if draft.suspension == before:
        draft.suspension = act.message_id
    if isinstance(act.event, FeeDue) and act.event.code in draft.charges:
        draft.charges[act.event.code] = replace(draft.charges[act.event.code], said=act.event)
    _make(draft, act, *documents_of(act.event))


def _nothing(draft: Draft, side: Side, act: Act, event: object) -> None:
    del draft, side, act, event


def _submitted(draft: Draft, _side: Side, _act: Act, event: Submitted) -> None:
    draft.submitted = event
    draft.materials = {material.code: material for material in event.materials}
    draft.fields = {one.code: one for one in event.fields}
    _take_in(draft, event.materials)


def _corrected(draft: Draft, _side: Side, _act: Act, event: Corrected) -> None:
    draft.open_notice = None
    draft.materials.update((material.code, material) for material in event.materials)
    draft.fields.update((one.code, one) for one in event.fields)
    _take_in(draft, event.materials)


def _asked(draft: Draft, _side: Side, act: Act, event: CorrectionRequested) -> None:
    draft.open_notice = act.message_id
    _make(draft, act, event.document)


def _accepted(draft: Draft, _side: Side, act: Act, event: Accepted) -> None:
    _make(draft, act, event.document)
    for one in event.deferred:
        draft.deferred[one.material] = one
        draft.keep(one.promise)


def _supplied(draft: Draft, _side: Side, _act: Act, event: DeferredSupplied) -> None:
    draft.materials.update((material.code, material) for material in event.materials)
    _take_in(draft, event.materials)


def _transferred(draft: Draft, _side: Side, _act: Act, event: Transferred) -> None:
    draft.organ = event.organ


def _suspended(draft: Draft, _side: Side, act: Act, event: Suspended) -> None:
    draft.suspension = act.message_id
    _make(draft, act, event.document)


def _resumed(draft: Draft, _side: Side, _act: Act, _event: object) -> None:
    draft.suspension = None


def _papers(draft: Draft, _side: Side, act: Act, event: Extended) -> None:
    _make(draft, act, event.document)


def _charged(draft: Draft, _side: Side, act: Act, event: FeeDue) -> None:
    draft.charges[event.code] = Charge(said=event)
    _make(draft, act, event.document)


def _paid(draft: Draft, _side: Side, _act: Act, event: FeePaid) -> None:
    draft.charges[event.code] = replace(draft.charges[event.code], paid_at=event.paid_at)
    draft.keep(event.voucher)


def _met(draft: Draft, _side: Side, _act: Act, event: SessionHeld) -> None:
    draft.keep(event.file)


def _asked_other(draft: Draft, side: Side, act: Act, event: Asked | LicenceAsked) -> None:
    draft.questions[act.message_id] = Question(message_id=act.message_id, side=side, asked=event, at=act.at)
    draft.keep(*getattr(event, "files", ()))


def _answered(draft: Draft, _side: Side, act: Act, event: Answered | LicenceAnswered) -> None:
    question = draft.questions[event.question]
    draft.questions[event.question] = replace(question, answer=event, answered_at=act.at)
    draft.keep(*getattr(event, "files", ()))


def _rated(draft: Draft, _side: Side, act: Act, event: Rated) -> None:
    draft.ratings[event.about] = Rating(message_id=act.message_id, said=event, at=act.at)


def _looked_into(draft: Draft, _side: Side, act: Act, event: RatingVerified | RatingFixed) -> None:
    stage = draft.rated_stage(event.rating)
    if stage is None:
        return  # the tables let no such act in
    found = draft.ratings[stage]
    draft.ratings[stage] = (
        replace(found, verified=event, verified_at=act.at)
        if isinstance(event, RatingVerified)
        else replace(found, fixed=event, fixed_at=act.at)
    )


def _closed(draft: Draft, _side: Side, act: Act, event: NotAccepted | NotRequired | Finished) -> None:
    draft.open_notice = draft.open_withdrawal = draft.suspension = None
    _make(draft, act, event.document)


def _issued(draft: Draft, _side: Side, act: Act, event: Issued) -> None:
    _make(draft, act, *event.documents)


def _served(draft: Draft, _side: Side, _act: Act, event: NoticeServed) -> None:
    draft.keep(event.proof)
    number = draft.document_of(event.notice)
    paper = draft.documents[number]
    draft.documents[number] = replace(paper, served_by=event.by, served_at=event.served_at)
    _hand_over(draft, number)


def _wanted_back(draft: Draft, _side: Side, act: Act, _event: object) -> None:
    draft.open_withdrawal = act.message_id


def _goes_on(draft: Draft, _side: Side, _act: Act, _event: object) -> None:
    draft.open_withdrawal = None


def _sent(draft: Draft, side: Side, _act: Act, event: ParcelSent) -> None:
    key = parcel_key(event.number, side)
    early = draft.parcels.get(key, Parcel(number=event.number, carrier=event.carrier, dispatcher=side))
    draft.parcels[key] = replace(early, leg=event.leg, sent=event.papers)


def _received(draft: Draft, side: Side, _act: Act, event: ParcelReceived) -> None:
    dispatcher = draft.arrives_from(event.number, side)
    key = parcel_key(event.number, dispatcher)
    parcel = draft.parcels.get(key, Parcel(number=event.number, carrier=event.carrier, dispatcher=dispatcher))
    draft.parcels[key] = replace(
        parcel,
        received=event.papers,
        differences=event.differences,
        receiver=Holder.APPLICANT if dispatcher is side else HOLDER_AT[side],
    )


def _delivered(draft: Draft, side: Side, _act: Act, event: Delivered) -> None:
    draft.keep(event.proof)
    if event.parcel is None:
        for code in event.documents:
            _hand_over(draft, code)
        return
    key = parcel_key(event.parcel, side)
    parcel = draft.parcels[key]
    if parcel.receiver is None:
        draft.parcels[key] = replace(parcel, received=parcel.sent, receiver=Holder.APPLICANT)


_EFFECTS: Mapping[Kind, Callable[[Draft, Side, Act, Any], None]] = {
    Kind.SUBMITTED: _submitted,
    Kind.ARRIVED: _nothing,
    Kind.CORRECTION_REQUESTED: _asked,
    Kind.NOTICE_SERVED: _served,
    Kind.CORRECTED: _corrected,
    Kind.ACCEPTED: _accepted,
    Kind.NOT_ACCEPTED: _closed,
    Kind.FINISHED_GRANT: _closed,
    Kind.FINISHED_DENY: _closed,
    Kind.FINISHED_RETURN: _closed,
    Kind.FINISHED_WITHDRAWN: _closed,
    Kind.FINISHED_DONE: _closed,
    Kind.FINISHED_VOIDED: _closed,
    Kind.FINISHED_LAPSED: _closed,
    Kind.FINISHED_FORWARDED: _closed,
    Kind.NOT_REQUIRED: _closed,
    Kind.DEFERRED_SUPPLIED: _supplied,
    Kind.ORIGINAL_VERIFIED: _nothing,
    Kind.ASSISTED: _nothing,
    Kind.SESSION_HELD: _met,
    Kind.TRANSFERRED: _transferred,
    Kind.STEP_TAKEN: _nothing,
    Kind.SUSPENDED: _suspended,
    Kind.RESUMED: _resumed,
    Kind.EXTENDED: _papers,
    Kind.FEE_DUE: _charged,
    Kind.FEE_PAID: _paid,
    Kind.ARCHIVED: _nothing,
    Kind.PARCEL_TRACKED: _nothing,
    Kind.ASKED: _asked_other,
    Kind.ANSWERED: _answered,
    Kind.URGED: _nothing,
    Kind.LICENCE_ASKED: _asked_other,
    Kind.LICENCE_ANSWERED: _answered,
    Kind.RATED_GOOD: _rated,
    Kind.RATED_BAD: _rated,
    Kind.RATING_UPHELD: _looked_into,
    Kind.RATING_DISMISSED: _looked_into,
    Kind.RATING_FIXED: _looked_into,
    Kind.ISSUED: _issued,
    Kind.WITHDRAWAL_REQUESTED: _wanted_back,
    Kind.WITHDRAWAL_REFUSED: _goes_on,
    Kind.PARCEL_SENT: _sent,
    Kind.PARCEL_RECEIVED: _received,
    Kind.PARCEL_LOST: _nothing,
    Kind.PARCEL_RETURNED: _nothing,
    Kind.DELIVERED: _delivered,
    Kind.GATHERED_PROCEED: _nothing,
    Kind.GATHERED_STOP: _nothing,
    Kind.REFUSAL: _nothing,
}
