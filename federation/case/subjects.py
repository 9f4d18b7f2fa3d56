"""What each kind of event touches: the link between an event's content and the tables of `machine`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from federation.case.authors import DISPATCHER, Side
from federation.case.case import Facts
from federation.case.custody import parcel_key
from federation.case.events import (
    Accepted,
    CorrectionRequested,
    Delivered,
    Event,
    Finished,
    Issued,
    NotAccepted,
    NoticeServed,
    ParcelLost,
    ParcelReceived,
    ParcelReturned,
    ParcelSent,
)
from federation.case.states import Facet, Subject
from federation.case.terms import Kind, kind_of

Touched = tuple[Subject, ...]

_HANDLING, _WITHDRAWAL = Subject(Facet.HANDLING), Subject(Facet.WITHDRAWAL)


def touched(event: Event, side: Side, facts: Facts) -> Touched:
    """Name the subjects an event moves.

    Args:
        event: what happened.
        side: which end wrote it.
        facts: the case so far.

    Returns:
        The subjects, the case's handling first. A notice that does not exist is a document without number.
    """
    return _TOUCHES[kind_of(event)](event, side, facts)


def document(number: str) -> Subject:
    """Name a document 文书 as a subject."""
    return Subject(Facet.DOCUMENT, number)


def parcel(number: str, dispatcher: Side) -> Subject:
    """Name a parcel as a subject."""
    return Subject(Facet.PARCEL, parcel_key(number, dispatcher))


def _nothing(_event: Event, _side: Side, _facts: Facts) -> Touched:
    return ()


def _case(_event: Event, _side: Side, _facts: Facts) -> Touched:
    return (_HANDLING,)


def _wish(_event: Event, _side: Side, _facts: Facts) -> Touched:
    return (_HANDLING, _WITHDRAWAL)


def _decision(
    event: CorrectionRequested | Accepted | NotAccepted | Finished, _side: Side, _facts: Facts
) -> Touched:
    if event.document is None:
        return (_HANDLING, _WITHDRAWAL)
    return (_HANDLING, _WITHDRAWAL, document(event.document.number))


def _issue(event: Issued, _side: Side, _facts: Facts) -> Touched:
    return (_HANDLING, *(document(issued.number) for issued in event.documents))


def _notice(event: NoticeServed, _side: Side, facts: Facts) -> Touched:
    return (document(facts.document_of(event.notice)),)


def _dispatch(event: ParcelSent, _side: Side, _facts: Facts) -> Touched:
    return (parcel(event.number, DISPATCHER[event.leg]),)


def _mishap(event: ParcelLost | ParcelReturned, side: Side, _facts: Facts) -> Touched:
    return (parcel(event.number, side),)


def _arrival(event: ParcelReceived, side: Side, facts: Facts) -> Touched:
    return (parcel(event.number, facts.arrives_from(event.number, side)),)


def _delivery(event: Delivered, side: Side, facts: Facts) -> Touched:
    documents = (document(number) for number in event.documents if not facts.is_own_paper(number))
    return (*documents, *(() if event.parcel is None else (parcel(event.parcel, side),)))


_TOUCHES: Mapping[Kind, Callable[[Any, Side, Facts], Touched]] = {
    Kind.SUBMITTED: _case,
    Kind.ARRIVED: _case,
    Kind.CORRECTION_REQUESTED: _decision,
    Kind.CORRECTED: _wish,
    Kind.ACCEPTED: _decision,
    Kind.NOT_ACCEPTED: _decision,
    Kind.FINISHED_GRANT: _decision,
    Kind.FINISHED_DENY: _decision,
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
    Kind.REFUSAL: _nothing,
}
