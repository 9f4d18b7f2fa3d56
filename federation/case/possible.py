"""What may be recorded now, kind by kind, before anyone has filled in a form.

Read off the same tables as the judge; the judge still decides on the act itself, since content, organ
and the thing an act refers to are not known here.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from federation.case.authors import AUTHORS, Author, Route, Side, intake_side
from federation.case.case import RESULTS, Case, all_or_none
from federation.case.choices import Leg
from federation.case.custody import Holder
from federation.case.machine import NOT_THERE, TABLES
from federation.case.powers import MOVES
from federation.case.references import SERVABLE, against_now
from federation.case.states import START, Facet, ParcelState, State
from federation.case.terms import Kind
from federation.errors import Reason

_SIDES: Mapping[Author, Side] = {Author.ACCEPTING: Side.ACCEPTING, Author.HANDLING: Side.HANDLING}
_ABOUT: Mapping[Kind, frozenset[Kind]] = {Kind.NOTICE_SERVED: SERVABLE, Kind.DELIVERED: RESULTS}
_MANY = (Facet.DOCUMENT, Facet.PARCEL, Facet.PROMISE, Facet.FEE, Facet.TALK, Facet.RATING)  # another may come
_UNSIGNED: Mapping[Side, frozenset[Kind]] = {
    Side.ACCEPTING: frozenset({Kind.CORRECTION_REQUESTED, Kind.ACCEPTED}),
    Side.HANDLING: frozenset(),
}  # what does not wait until the packet is signed for (see `subjects`)


def possible(case: Case, side: Side, *, moved: Container[Kind] = frozenset()) -> dict[Kind, Reason | None]:
    """Why each kind of event may not be written by this end now; None: it may.

    Refusals are left out: nodes write them, not people. ``moved`` as for `author_of`.
    """
    return {kind: _why_not(case, side, kind, moved) for kind in Kind if kind is not Kind.REFUSAL}


def _why_not(case: Case, side: Side, kind: Kind, moved: Container[Kind]) -> Reason | None:
    if kind is Kind.DELIVERED and side is Side.ACCEPTING and _has_papers(case):
        return None
    route = Route(case.delivery.value) if case.delivery else Route.WINDOW
    author = Author.ACCEPTING if kind in moved else AUTHORS[kind][route]
    if not case.opened and kind is Kind.SUBMITTED:
        return None
    if _side(author, case, side) is not side:
        return Reason.POWER_MISSING if side is Side.ACCEPTING and kind in MOVES else Reason.EVENT_AUTHOR
    if case.opened is (kind is Kind.SUBMITTED):
        return Reason.CASE_EXISTS if case.opened else Reason.CASE_UNKNOWN
    spared = {(Kind.DELIVERED, Facet.PARCEL), *((one, Facet.ARRIVAL) for one in _UNSIGNED[side])}
    spared |= set() if all_or_none(case.submitted) else {(kind, Facet.JOINT)}
    spared |= set() if kind is Kind.ARCHIVED else {(kind, Facet.ARCHIVE)}  # they open it, it stops none
    touched = (facet for facet, table in TABLES.items() if any(one is kind for _state, one in table))
    reasons = (_stuck(case, kind, facet) for facet in touched if (kind, facet) not in spared)
    stuck = next((reason for reason in reasons if reason is not None), None)
    against = against_now(case, kind) if stuck is None else None
    return against.reason if against is not None else stuck


def _side(author: Author, case: Case, side: Side) -> Side:
    """Which end an author is in this case; this one where either may."""
    return intake_side(case.mode) if author is Author.INTAKE else _SIDES.get(author, side)


def _stuck(case: Case, kind: Kind, facet: Facet) -> Reason | None:
    """Why no subject of a facet can be moved by this kind; None if one can."""
    there = _states(case, kind, facet)
    new = [START[facet]] if facet in _MANY or not there else []
    if any((state, kind) in TABLES[facet] for state in there + new):
        return None
    return Reason.EVENT_TRANSITION if there else NOT_THERE.get(START[facet], Reason.EVENT_TRANSITION)


def _states(case: Case, kind: Kind, facet: Facet) -> list[State]:
    about = _ABOUT.get(kind)
    return [
        state
        for subject, state in case.states().items()
        if subject.facet is facet
        if about is None or facet is not Facet.DOCUMENT or case.documents[subject.key].kind in about
    ]


def _has_papers(case: Case) -> bool:
    """Whether the window holds papers of the applicant's, or has mailed some to him."""
    in_hand = any(
        holding.holder is Holder.ACCEPTING and case.is_own_paper(holding.code) for holding in case.custody
    )
    return in_hand or any(
        parcel.leg is Leg.W2A and parcel.state in {ParcelState.SENT, ParcelState.RECEIVED}
        for parcel in case.parcels.values()
    )
