"""What each kind of event touches: the link between an event's content and the tables of `machine`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from federation.case.authors import DISPATCHER, Side
from federation.case.case import RESULTS, Facts, all_or_none
from federation.case.custody import parcel_key
from federation.case.events import (
    Accepted,
    Act,
    Delivered,
    Event,
    Issued,
    NoticeServed,
    ParcelLost,
    ParcelReceived,
    ParcelReturned,
    ParcelSent,
    Submitted,
)
from federation.case.paperwork import documents_of
from federation.case.process import (
    Answered,
    Asked,
    DeferredSupplied,
    Extended,
    FeeDue,
    FeePaid,
    LicenceAnswered,
    LicenceAsked,
    ParcelTracked,
    Rated,
    RatingFixed,
    RatingVerified,
    Suspended,
)
from federation.case.states import DocumentState, Facet, Subject
from federation.case.terms import Kind, kind_of

Subjects = tuple[Subject, ...]


class Touched(NamedTuple):
    """What an act moves by the tables, and the documents that lose their force by it."""

    moved: Subjects
    replaced: Subjects = ()


_HANDLING, _WITHDRAWAL = Subject(Facet.HANDLING), Subject(Facet.WITHDRAWAL)
_ARRIVAL, _JOINT = Subject(Facet.ARRIVAL), Subject(Facet.JOINT)


def touched(act: Act, side: Side, facts: Facts) -> Touched:
    """Name the subjects an act moves.

    Args:
        act: what happened.
        side: which end wrote it.
        facts: the case so far.

    Returns:
        The subjects, the case's handling first. What is referred to and not there has an empty key. An act
        that supersedes another touches the documents of both, and nothing else. Either that or a voiding
        opens the archive of a case again: what was filed is not what it is now.
    """
    event = act.event
    reopened = (Subject(Facet.ARCHIVE),) if facts.archived else ()
    if act.supersedes is not None:
        before = facts.documents_of(act.supersedes) or ("",)
        return Touched((*_papers(event), *reopened), tuple(map(document, before)))
    kind = kind_of(event)
    if kind is Kind.FINISHED_VOIDED:
        return Touched((*_decision(event, side, facts), *reopened), _results(facts))
    subjects = _TOUCHES[kind](event, side, facts)
    if isinstance(event, _QUESTIONS):
        subjects = (*subjects, Subject(Facet.TALK, act.message_id))
    return Touched(subjects, _results(facts) if kind in _VOIDS else ())


def document(number: str) -> Subject:
    """Name a document 文书 as a subject."""
    return Subject(Facet.DOCUMENT, number)


def parcel(number: str, dispatcher: Side) -> Subject:
    """Name a parcel as a subject."""
    return Subject(Facet.PARCEL, parcel_key(number, dispatcher))


def _results(facts: Facts) -> Subjects:
    """The results in force, which an end that undoes them replaces."""
    return tuple(
        document(number)
        for number, paper in facts.documents.items()
        if paper.kind in RESULTS and paper.state is not DocumentState.REPLACED
    )


def _nothing(_event: Event, _side: Side, _facts: Facts) -> Subjects:
    return ()


def _case(_event: Event, _side: Side, _facts: Facts) -> Subjects:
    return (_HANDLING,)


def _filing(event: Submitted, _side: Side, _facts: Facts) -> Subjects:
    return (_HANDLING, _JOINT) if all_or_none(event) else (_HANDLING,)


def _gathering(_event: Event, _side: Side, _facts: Facts) -> Subjects:
    return (_HANDLING, _JOINT)


def _signature(_event: Event, _side: Side, _facts: Facts) -> Subjects:
    return (_HANDLING, _ARRIVAL)


def _signed_for(side: Side) -> Subjects:
    """What the organ does only after it has signed for the packet; a window with the power need not wait."""
    return (_ARRIVAL,) if side is Side.HANDLING else ()


def _wish(_event: Event, _side: Side, _facts: Facts) -> Subjects:
    return (_HANDLING, _WITHDRAWAL)


def _papers(event: Event) -> Subjects:
    return tuple(document(made.number) for made in documents_of(event))


def _decision(event: Event, _side: Side, _facts: Facts) -> Subjects:
    return (_HANDLING, _WITHDRAWAL, *_papers(event))


def _judgement(event: Event, _side: Side, _facts: Facts) -> Subjects:
    """A decision on the merits: not while a special procedure runs."""
    return (_HANDLING, _WITHDRAWAL, Subject(Facet.PROCEDURE), *_papers(event))


def _consent(event: Event, side: Side, facts: Facts) -> Subjects:
    """A decision that a joint case may stop."""
    joint = (_JOINT,) if all_or_none(facts.submitted) else ()
    return (*_judgement(event, side, facts), *joint)


def _request(event: Event, side: Side, facts: Facts) -> Subjects:
    return (*_decision(event, side, facts), *_signed_for(side))


def _acceptance(event: Accepted, side: Side, _facts: Facts) -> Subjects:
    promises = (Subject(Facet.PROMISE, one.material) for one in event.deferred)
    return (_HANDLING, _WITHDRAWAL, *_signed_for(side), *_papers(event), *promises)


def _supply(event: DeferredSupplied, _side: Side, _facts: Facts) -> Subjects:
    return (_HANDLING, *(Subject(Facet.PROMISE, one.code) for one in event.materials))


def _procedure(event: Event, _side: Side, _facts: Facts) -> Subjects:
    return (_HANDLING, Subject(Facet.PROCEDURE), *_papers(event))


def _suspension(event: Suspended, side: Side, facts: Facts) -> Subjects:
    return (*_procedure(event, side, facts), _WITHDRAWAL)


def _extension(event: Extended, side: Side, facts: Facts) -> Subjects:
    return (*_procedure(event, side, facts), _WITHDRAWAL, Subject(Facet.EXTENSION))


def _charge(event: FeeDue, _side: Side, _facts: Facts) -> Subjects:
    return (_HANDLING, *_papers(event), Subject(Facet.FEE, event.code))


def _payment(event: FeePaid, _side: Side, _facts: Facts) -> Subjects:
    return (Subject(Facet.FEE, event.code),)


def _answer(event: Answered | LicenceAnswered, _side: Side, facts: Facts) -> Subjects:
    return (Subject(Facet.TALK, event.question if facts.asked_by(event.question) else ""),)


def _rating(event: Rated, _side: Side, _facts: Facts) -> Subjects:
    return (Subject(Facet.RATING, event.about),)


def _looked_into(event: RatingVerified | RatingFixed, _side: Side, facts: Facts) -> Subjects:
    return (Subject(Facet.RATING, facts.rated_stage(event.rating) or ""),)


def _archive(_event: Event, _side: Side, _facts: Facts) -> Subjects:
    return (_HANDLING, Subject(Facet.ARCHIVE))


def _issue(event: Issued, _side: Side, facts: Facts) -> Subjects:
    joint = (_JOINT,) if all_or_none(facts.submitted) else ()
    return (_HANDLING, *joint, *(document(issued.number) for issued in event.documents))


def _notice(event: NoticeServed, _side: Side, facts: Facts) -> Subjects:
    return (document(facts.document_of(event.notice)),)


def _dispatch(event: ParcelSent, _side: Side, _facts: Facts) -> Subjects:
    return (parcel(event.number, DISPATCHER[event.leg]),)


def _mishap(event: ParcelLost | ParcelReturned | ParcelTracked, side: Side, _facts: Facts) -> Subjects:
    return (parcel(event.number, side),)


def _arrival(event: ParcelReceived, side: Side, facts: Facts) -> Subjects:
    return (parcel(event.number, facts.arrives_from(event.number, side)),)


def _delivery(event: Delivered, side: Side, facts: Facts) -> Subjects:
    documents = (document(number) for number in event.documents if not facts.is_own_paper(number))
    return (*documents, *(() if event.parcel is None else (parcel(event.parcel, side),)))


_QUESTIONS = (Asked, LicenceAsked)
_VOIDS = frozenset({Kind.FINISHED_VOIDED, Kind.FINISHED_LAPSED})
_TOUCHES: Mapping[Kind, Callable[[Any, Side, Facts], Subjects]] = {
    Kind.SUBMITTED: _filing,
    Kind.ARRIVED: _signature,
    Kind.CORRECTION_REQUESTED: _request,
    Kind.CORRECTED: _wish,
    Kind.ACCEPTED: _acceptance,
    Kind.NOT_ACCEPTED: _decision,
    Kind.NOT_REQUIRED: _decision,
    Kind.FINISHED_GRANT: _consent,
    Kind.FINISHED_DENY: _judgement,
    Kind.FINISHED_DONE: _consent,
    Kind.FINISHED_VOIDED: _decision,
    Kind.FINISHED_LAPSED: _decision,
    Kind.FINISHED_FORWARDED: _decision,
    Kind.DEFERRED_SUPPLIED: _supply,
    Kind.ORIGINAL_VERIFIED: _case,
    Kind.ASSISTED: _case,
    Kind.SESSION_HELD: _case,
    Kind.TRANSFERRED: _wish,
    Kind.STEP_TAKEN: _case,
    Kind.SUSPENDED: _suspension,
    Kind.RESUMED: _procedure,
    Kind.EXTENDED: _extension,
    Kind.FEE_DUE: _charge,
    Kind.FEE_PAID: _payment,
    Kind.ARCHIVED: _archive,
    Kind.PARCEL_TRACKED: _mishap,
    Kind.ASKED: _case,
    Kind.ANSWERED: _answer,
    Kind.URGED: _case,
    Kind.LICENCE_ASKED: _case,
    Kind.LICENCE_ANSWERED: _answer,
    Kind.RATED_GOOD: _rating,
    Kind.RATED_BAD: _rating,
    Kind.RATING_UPHELD: _looked_into,
    Kind.RATING_DISMISSED: _looked_into,
    Kind.RATING_FIXED: _looked_into,
    Kind.FINISHED_RETURN: _decision,
    Kind.FINISHED_WITHDRAWN: _decision,
    Kind.ISSUED: _issue,
    Kind.WITHDRAWAL_REQUESTED: _wish,
    Kind.WITHDRAWAL_REFUSED: _wish,
    Kind.NOTICE_SERVED: _notice,
    Kind.PARCEL_SENT: _dispatch,
    Kind.PARCEL_LOST: _mishap,
    Kind.PARCEL_RETURNED: _mishap,
    Kind.PARCEL_RECEIVED: _arrival,
    Kind.DELIVERED: _delivery,
    Kind.GATHERED_PROCEED: _gathering,
    Kind.GATHERED_STOP: _gathering,
    Kind.REFUSAL: _nothing,
}
