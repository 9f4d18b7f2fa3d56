"""The state machines of a case, as data. What is not in a table here is illegal and changes nothing.

Laws:
- A case is a bundle of facets: its handling, its withdrawal, each document 文书, each parcel. A facet's
  table says `(state, kind) -> state`. An event touches the facets `touched` names (see `subjects`); it is
  legal only if *every* facet it touches has a row.
- `apply` has no branches on kinds. A transition anywhere else is a bug.
- The one-time notice 一次性告知 is once: no row leads from CORRECTED or later back to CORRECTING.
- While a withdrawal waits for its answer, the organ answers it before it does anything else to the case.
- Custody of parcels: received > returned > lost; an arrival may be on record before its dispatch.
- Events with `supersedes` have no rows yet: see `SUPERSEDABLE`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from federation.case.states import (
    START,
    DocumentState,
    Facet,
    Handling,
    ParcelState,
    State,
    Subject,
    Withdrawal,
)
from federation.case.terms import Kind
from federation.errors import Illegal, Reason

Table = Mapping[tuple[State, Kind], State]

_H, _W, _D, _P, _K = Handling, Withdrawal, DocumentState, ParcelState, Kind

_HANDLING: Table = {
    (_H.UNOPENED, _K.SUBMITTED): _H.SUBMITTED,
    (_H.SUBMITTED, _K.ARRIVED): _H.ARRIVED,
    (_H.SUBMITTED, _K.WITHDRAWAL_REQUESTED): _H.SUBMITTED,
    (_H.SUBMITTED, _K.FINISHED_WITHDRAWN): _H.WITHDRAWN,
    (_H.ARRIVED, _K.CORRECTION_REQUESTED): _H.CORRECTING,
    (_H.ARRIVED, _K.ACCEPTED): _H.ACCEPTED,
    (_H.ARRIVED, _K.NOT_ACCEPTED): _H.NOT_ACCEPTED,
    (_H.ARRIVED, _K.FINISHED_RETURN): _H.RETURNED,
    (_H.ARRIVED, _K.WITHDRAWAL_REQUESTED): _H.ARRIVED,
    (_H.ARRIVED, _K.WITHDRAWAL_REFUSED): _H.ARRIVED,
    (_H.ARRIVED, _K.FINISHED_WITHDRAWN): _H.WITHDRAWN,
    (_H.CORRECTING, _K.CORRECTED): _H.CORRECTED,
    (_H.CORRECTING, _K.NOT_ACCEPTED): _H.NOT_ACCEPTED,
    (_H.CORRECTING, _K.FINISHED_RETURN): _H.RETURNED,
    (_H.CORRECTING, _K.WITHDRAWAL_REQUESTED): _H.CORRECTING,
    (_H.CORRECTING, _K.WITHDRAWAL_REFUSED): _H.CORRECTING,
    (_H.CORRECTING, _K.FINISHED_WITHDRAWN): _H.WITHDRAWN,
    (_H.CORRECTED, _K.ACCEPTED): _H.ACCEPTED,
    (_H.CORRECTED, _K.NOT_ACCEPTED): _H.NOT_ACCEPTED,
    (_H.CORRECTED, _K.FINISHED_RETURN): _H.RETURNED,
    (_H.CORRECTED, _K.WITHDRAWAL_REQUESTED): _H.CORRECTED,
    (_H.CORRECTED, _K.WITHDRAWAL_REFUSED): _H.CORRECTED,
    (_H.CORRECTED, _K.FINISHED_WITHDRAWN): _H.WITHDRAWN,
    (_H.ACCEPTED, _K.FINISHED_GRANT): _H.GRANTED,
    (_H.ACCEPTED, _K.FINISHED_DENY): _H.DENIED,
    (_H.ACCEPTED, _K.FINISHED_RETURN): _H.RETURNED,
    (_H.ACCEPTED, _K.WITHDRAWAL_REQUESTED): _H.ACCEPTED,
    (_H.ACCEPTED, _K.WITHDRAWAL_REFUSED): _H.ACCEPTED,
    (_H.ACCEPTED, _K.FINISHED_WITHDRAWN): _H.WITHDRAWN,
    (_H.GRANTED, _K.ISSUED): _H.ISSUED,
}

_WITHDRAWAL: Table = {
    **{
        (idle, kind): idle
        for idle in (_W.NONE, _W.REFUSED)
        for kind in (
            _K.CORRECTION_REQUESTED,
            _K.CORRECTED,
            _K.ACCEPTED,
            _K.NOT_ACCEPTED,
            _K.FINISHED_GRANT,
            _K.FINISHED_DENY,
            _K.FINISHED_RETURN,
        )
    },
    (_W.NONE, _K.WITHDRAWAL_REQUESTED): _W.REQUESTED,
    (_W.REFUSED, _K.WITHDRAWAL_REQUESTED): _W.REQUESTED,
    (_W.REQUESTED, _K.WITHDRAWAL_REFUSED): _W.REFUSED,
    (_W.REQUESTED, _K.FINISHED_WITHDRAWN): _W.AGREED,
}

_DOCUMENT: Table = {
    **{
        (_D.ABSENT, kind): _D.MADE
        for kind in (
            _K.CORRECTION_REQUESTED,
            _K.ACCEPTED,
            _K.NOT_ACCEPTED,
            _K.FINISHED_GRANT,
            _K.FINISHED_DENY,
            _K.FINISHED_RETURN,
            _K.FINISHED_WITHDRAWN,
            _K.ISSUED,
        )
    },
    (_D.MADE, _K.NOTICE_SERVED): _D.SERVED,
    (_D.MADE, _K.DELIVERED): _D.DELIVERED,
    (_D.SERVED, _K.DELIVERED): _D.DELIVERED,
}

_PARCEL: Table = {
    (_P.UNKNOWN, _K.PARCEL_SENT): _P.SENT,
    (_P.UNKNOWN, _K.PARCEL_RECEIVED): _P.EARLY,
    (_P.EARLY, _K.PARCEL_SENT): _P.RECEIVED,
    (_P.SENT, _K.PARCEL_RECEIVED): _P.RECEIVED,
    (_P.SENT, _K.PARCEL_RETURNED): _P.RETURNED,
    (_P.SENT, _K.PARCEL_LOST): _P.LOST,
    (_P.SENT, _K.DELIVERED): _P.RECEIVED,
    (_P.LOST, _K.PARCEL_RECEIVED): _P.RECEIVED,
    (_P.LOST, _K.PARCEL_RETURNED): _P.RETURNED,
    (_P.RETURNED, _K.PARCEL_RECEIVED): _P.RECEIVED,
    (_P.RECEIVED, _K.DELIVERED): _P.RECEIVED,
}

TABLES: Mapping[Facet, Table] = {
    Facet.HANDLING: _HANDLING,
    Facet.WITHDRAWAL: _WITHDRAWAL,
    Facet.DOCUMENT: _DOCUMENT,
    Facet.PARCEL: _PARCEL,
}

SUPERSEDABLE: frozenset[Kind] = frozenset()
"""Kinds that a later event may correct through `Act.supersedes`. None yet: every such act is refused."""

NOT_THERE: Mapping[State, Reason] = {
    _H.UNOPENED: Reason.CASE_UNKNOWN,
    _D.ABSENT: Reason.EVENT_REFERENCE,
    _P.UNKNOWN: Reason.PARCEL_UNKNOWN,
}
"""Why a thing in its first state may not be moved: it is not there. Else EVENT_TRANSITION."""


def apply(states: Mapping[Subject, State], kind: Kind, touched: Iterable[Subject]) -> dict[Subject, State]:
    """Move every subject an event touches.

    Args:
        states: the state of each subject that has left its first state.
        kind: what happened.
        touched: the subjects it happens to.

    Returns:
        The new state of each touched subject, to be laid over ``states``.

    Raises:
        Illegal: if one table has no row; nothing is changed. CASE_UNKNOWN, EVENT_REFERENCE or
            PARCEL_UNKNOWN if the subject is not there at all, else EVENT_TRANSITION.
    """
    moved = {}
    for subject in touched:
        state = states.get(subject, START[subject.facet])
        after = TABLES[subject.facet].get((state, kind))
        if after is None:
            raise Illegal(NOT_THERE.get(state, Reason.EVENT_TRANSITION), facet=subject.facet, state=state)
        moved[subject] = after
    return moved
