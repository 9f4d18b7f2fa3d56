"""The state machines of a case, as data. What is not in a table here is illegal and changes nothing.

Laws:
- A case is a bundle of facets: its handling, its arrival, its withdrawal, its special procedure and extension, its
  archiving, its joint case; each document 文书, parcel, promise 容缺, fee, question and rating. A facet's table says
  `(state, kind) -> state`. An event touches the subjects `touched` names (see `subjects`); it is legal only
  if *every* subject it touches has a row.
- `apply` has no branches on kinds. A transition anywhere else is a bug.
- The organ notifies and accepts once it has signed for the packet; a window that has the power to (see
  `powers`) may do so before, and the packet is signed for afterwards. It is signed for once.
- The one-time notice 一次性告知 is once: no row leads from CORRECTED or later back to CORRECTING.
- While a withdrawal waits for its answer, the organ answers it before it does anything else to the case.
- Custody of parcels: received > returned > lost; an arrival may be on record before its dispatch.
- An event that `supersedes` another of its kind moves nothing but documents: its own, of new numbers, take
  the place of the earlier ones (`SUPERSEDABLE`, `REPLACED_FROM`). Voiding or a lapse ends results too.
- While a special procedure runs the organ does not decide; the limit is extended once.
- In a joint case in which one refusal stops all, nothing is issued before its lead has gathered all parts, and
  once it stops nothing is granted; `touched` names that facet in such cases only.
- Nothing is issued while a material that was promised is open: checked in `references`, since the table
  of one material cannot know of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from federation.case.paperwork import SUPERSEDABLE
from federation.case.states import (
    START,
    UNDECIDED,
    Archive,
    Arrival,
    DocumentState,
    Extension,
    Facet,
    Fee,
    Handling,
    Joint,
    ParcelState,
    Procedure,
    Promise,
    Rating,
    State,
    Subject,
    Talk,
    Withdrawal,
)
from federation.case.terms import Kind
from federation.errors import Illegal, Reason

Table = Mapping[tuple[State, Kind], State]

_H, _W, _D, _P, _K = Handling, Withdrawal, DocumentState, ParcelState, Kind

_OPENED = tuple(state for state in Handling if state is not Handling.UNOPENED)
_OPEN = tuple(state for state in _OPENED if state in UNDECIDED)
_TAKEN_IN = tuple(state for state in _OPEN if state is not Handling.SUBMITTED)
# Endings the organ can take back when it finds them wrong; what the applicant withdrew is not one of them.
_REVOCABLE = (
    _H.NOT_ACCEPTED,
    _H.NOT_REQUIRED,
    _H.GRANTED,
    _H.DONE,
    _H.ISSUED,
    _H.DENIED,
    _H.RETURNED,
    _H.LAPSED,
)

# Kinds that leave the handling where it is, and in which states they may be written.
_STAYS: Mapping[Kind, tuple[Handling, ...]] = {
    _K.ORIGINAL_VERIFIED: _OPENED,
    _K.ASSISTED: _OPENED,
    _K.SESSION_HELD: _OPENED,
    _K.ASKED: _OPENED,
    _K.LICENCE_ASKED: _OPEN,
    _K.URGED: _OPENED,
    _K.TRANSFERRED: _TAKEN_IN,
    _K.STEP_TAKEN: (_H.ACCEPTED, _H.GRANTED, _H.DONE),
    _K.SUSPENDED: (_H.ACCEPTED,),
    _K.RESUMED: (_H.ACCEPTED,),
    _K.EXTENDED: (_H.ACCEPTED,),
    _K.FEE_DUE: (_H.ARRIVED, _H.ACCEPTED, _H.GRANTED, _H.DONE),
    _K.DEFERRED_SUPPLIED: (_H.ACCEPTED, _H.GRANTED, _H.DONE),
    _K.ARCHIVED: tuple(state for state in _OPENED if state not in UNDECIDED),
    _K.GATHERED_PROCEED: (_H.GRANTED, _H.DONE),
    _K.GATHERED_STOP: _OPENED,
}

_HANDLING: Table = {
    **{(state, kind): state for kind, states in _STAYS.items() for state in states},
    (_H.UNOPENED, _K.SUBMITTED): _H.SUBMITTED,
    (_H.SUBMITTED, _K.ARRIVED): _H.ARRIVED,
    (_H.SUBMITTED, _K.CORRECTION_REQUESTED): _H.CORRECTING,
    (_H.SUBMITTED, _K.ACCEPTED): _H.ACCEPTED,
    **{(state, _K.ARRIVED): state for state in (_H.CORRECTING, _H.CORRECTED, _H.ACCEPTED)},
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
    (_H.ACCEPTED, _K.FINISHED_DONE): _H.DONE,
    (_H.DONE, _K.ISSUED): _H.ISSUED,
    **{(state, _K.NOT_REQUIRED): _H.NOT_REQUIRED for state in (_H.ARRIVED, _H.CORRECTING, _H.CORRECTED)},
    **{(state, _K.FINISHED_FORWARDED): _H.FORWARDED for state in _TAKEN_IN},
    **{(state, _K.FINISHED_LAPSED): _H.LAPSED for state in (_H.CORRECTING, _H.ACCEPTED, _H.GRANTED, _H.DONE)},
    **{(state, _K.FINISHED_VOIDED): _H.VOIDED for state in (*_TAKEN_IN, *_REVOCABLE)},
}

_ARRIVAL: Table = {
    (Arrival.UNSIGNED, _K.ARRIVED): Arrival.SIGNED,
    (Arrival.SIGNED, _K.CORRECTION_REQUESTED): Arrival.SIGNED,
    (Arrival.SIGNED, _K.ACCEPTED): Arrival.SIGNED,
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
            _K.FINISHED_DONE,
            _K.FINISHED_RETURN,
            _K.FINISHED_VOIDED,
            _K.FINISHED_LAPSED,
            _K.FINISHED_FORWARDED,
            _K.NOT_REQUIRED,
            _K.TRANSFERRED,
            _K.SUSPENDED,
            _K.EXTENDED,
        )
    },
    (_W.NONE, _K.WITHDRAWAL_REQUESTED): _W.REQUESTED,
    (_W.REFUSED, _K.WITHDRAWAL_REQUESTED): _W.REQUESTED,
    (_W.REQUESTED, _K.WITHDRAWAL_REFUSED): _W.REFUSED,
    (_W.REQUESTED, _K.FINISHED_WITHDRAWN): _W.AGREED,
}

_DOCUMENT: Table = {
    **{(_D.ABSENT, kind): _D.MADE for kind in SUPERSEDABLE},
    **{(_D.REPLACED, kind): _D.REPLACED for kind in (_K.NOTICE_SERVED, _K.DELIVERED)},
    (_D.MADE, _K.NOTICE_SERVED): _D.SERVED,
    (_D.MADE, _K.DELIVERED): _D.DELIVERED,
    (_D.SERVED, _K.DELIVERED): _D.DELIVERED,
}

REPLACED_FROM: frozenset[State] = frozenset({_D.MADE, _D.SERVED, _D.DELIVERED})
"""States of a document whose place another may take, or which the end of the case voids: it is REPLACED then."""

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
    **{(state, _K.PARCEL_TRACKED): state for state in (_P.SENT, _P.RECEIVED, _P.RETURNED, _P.LOST)},
}

_PROCEDURE: Table = {
    (Procedure.RUNNING, _K.SUSPENDED): Procedure.SUSPENDED,
    (Procedure.SUSPENDED, _K.RESUMED): Procedure.RUNNING,
    **{
        (Procedure.RUNNING, kind): Procedure.RUNNING
        for kind in (_K.FINISHED_GRANT, _K.FINISHED_DENY, _K.FINISHED_DONE, _K.EXTENDED)
    },
}

_EXTENSION: Table = {(Extension.PLAIN, _K.EXTENDED): Extension.EXTENDED}

_PROMISE: Table = {
    (Promise.UNPROMISED, _K.ACCEPTED): Promise.OPEN,
    (Promise.OPEN, _K.DEFERRED_SUPPLIED): Promise.SUPPLIED,
}

_FEE: Table = {(Fee.UNCHARGED, _K.FEE_DUE): Fee.DUE, (Fee.DUE, _K.FEE_PAID): Fee.PAID}

_TALK: Table = {
    **{(Talk.UNASKED, kind): Talk.ASKED for kind in (_K.ASKED, _K.LICENCE_ASKED)},
    **{(Talk.ASKED, kind): Talk.ANSWERED for kind in (_K.ANSWERED, _K.LICENCE_ANSWERED)},
}

_RATING: Table = {
    (Rating.UNRATED, _K.RATED_GOOD): Rating.RATED,
    (Rating.UNRATED, _K.RATED_BAD): Rating.BAD,
    (Rating.BAD, _K.RATING_UPHELD): Rating.UPHELD,
    (Rating.BAD, _K.RATING_DISMISSED): Rating.DISMISSED,
    (Rating.UPHELD, _K.RATING_FIXED): Rating.FIXED,
}

_ARCHIVE: Table = {
    (Archive.UNARCHIVED, _K.ARCHIVED): Archive.ARCHIVED,
    **{
        (Archive.ARCHIVED, kind): Archive.UNARCHIVED for kind in SUPERSEDABLE
    },  # its packet is no longer whole
}

_JOINT: Table = {
    (Joint.ALONE, _K.SUBMITTED): Joint.GATHERING,
    (Joint.GATHERING, _K.FINISHED_GRANT): Joint.GATHERING,
    (Joint.GATHERING, _K.FINISHED_DONE): Joint.GATHERING,
    (Joint.GATHERING, _K.GATHERED_PROCEED): Joint.PROCEED,
    (Joint.GATHERING, _K.GATHERED_STOP): Joint.STOPPED,
    (Joint.PROCEED, _K.ISSUED): Joint.PROCEED,
    (Joint.PROCEED, _K.GATHERED_STOP): Joint.STOPPED,
}

TABLES: Mapping[Facet, Table] = {
    Facet.HANDLING: _HANDLING,
    Facet.ARRIVAL: _ARRIVAL,
    Facet.WITHDRAWAL: _WITHDRAWAL,
    Facet.DOCUMENT: _DOCUMENT,
    Facet.PARCEL: _PARCEL,
    Facet.PROCEDURE: _PROCEDURE,
    Facet.EXTENSION: _EXTENSION,
    Facet.PROMISE: _PROMISE,
    Facet.FEE: _FEE,
    Facet.TALK: _TALK,
    Facet.RATING: _RATING,
    Facet.ARCHIVE: _ARCHIVE,
    Facet.JOINT: _JOINT,
}

NOT_THERE: Mapping[State, Reason] = {
    _H.UNOPENED: Reason.CASE_UNKNOWN,
    _D.ABSENT: Reason.EVENT_REFERENCE,
    _P.UNKNOWN: Reason.PARCEL_UNKNOWN,
    Promise.UNPROMISED: Reason.EVENT_REFERENCE,
    Fee.UNCHARGED: Reason.EVENT_REFERENCE,
    Talk.UNASKED: Reason.EVENT_REFERENCE,
    Rating.UNRATED: Reason.EVENT_REFERENCE,
}
"""Why a thing in its first state may not be moved: it is not there. Else EVENT_TRANSITION."""

WHY_NOT: Mapping[tuple[State, Kind], Reason] = {
    **{(state, _K.CORRECTION_REQUESTED): Reason.NOTICE_ONCE for state in (_H.CORRECTING, _H.CORRECTED)},
    **{(state, _K.PARCEL_SENT): Reason.PARCEL_CLOSED for state in (_P.RECEIVED, _P.RETURNED, _P.LOST)},
    (Joint.GATHERING, _K.ISSUED): Reason.JOINT_WAITING,
    **{
        (Joint.STOPPED, kind): Reason.JOINT_STOPPED
        for kind in (_K.ISSUED, _K.FINISHED_GRANT, _K.FINISHED_DONE)
    },
}
"""Missing rows of which the law has more to say than EVENT_TRANSITION does."""


def apply(
    states: Mapping[Subject, State],
    kind: Kind,
    touched: Iterable[Subject],
    replaced: Iterable[Subject] = (),
) -> dict[Subject, State]:
    """Move every subject an event touches.

    Args:
        states: the state of each subject that has left its first state.
        kind: what happened.
        touched: the subjects it happens to.
        replaced: the documents that lose their force by it.

    Returns:
        The new state of each touched subject, to be laid over ``states``.

    Raises:
        Illegal: if one table has no row; nothing is changed. CASE_UNKNOWN, EVENT_REFERENCE or
            PARCEL_UNKNOWN if the subject is not there at all, NOTICE_ONCE, else EVENT_TRANSITION.
    """
    moved = {}
    for subject in touched:
        state = states.get(subject, START[subject.facet])
        after = TABLES[subject.facet].get((state, kind))
        if after is None:
            raise _illegal(subject, state, kind)
        moved[subject] = after
    for subject in replaced:
        state = states.get(subject, START[subject.facet])
        if state not in REPLACED_FROM:
            raise _illegal(subject, state, kind)
        moved[subject] = _D.REPLACED
    return moved


def _illegal(subject: Subject, state: State, kind: Kind) -> Illegal:
    reason = WHY_NOT.get((state, kind), NOT_THERE.get(state, Reason.EVENT_TRANSITION))
    return Illegal(reason, facet=subject.facet, state=state)
