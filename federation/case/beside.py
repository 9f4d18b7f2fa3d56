"""One envelope, many cases: what one case must know of the others before papers go into a parcel.

An envelope that was opened, came back or is lost takes no more papers, whichever case they belong to. Each case
is folded for itself; what binds the cases of one parcel is the log they share. Both ends hold the receiver's log
as far as the sender had seen it, and the sender's own up to this act: so both find alike whether the sender knew.
What the sender had not seen crosses and stands, as everywhere, and the receiver finds the papers missing.

Cases of other members share no log with these. That one number is not used for two halls is the sending desk's
to see to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from federation.case.authors import side_of
from federation.case.case import Case
from federation.case.custody import parcel_key
from federation.case.events import (
    Act,
    Delivered,
    Event,
    ParcelLost,
    ParcelReceived,
    ParcelReturned,
    ParcelSent,
)
from federation.case.order import Placed
from federation.case.process import ParcelTracked
from federation.case.states import ParcelState
from federation.case.view import view_of
from federation.errors import Illegal, Reason
from federation.ids import CaseId, MessageId, ParcelNo
from federation.limits import PARCEL_NUMBER_DAYS

REUSED_AFTER = timedelta(days=PARCEL_NUMBER_DAYS)
CLOSED = frozenset({ParcelState.RECEIVED, ParcelState.RETURNED, ParcelState.LOST})
"""States of a parcel that takes no more papers. EARLY is none: its sender has yet to say what is in it."""

_PARCEL_ACTS = (ParcelSent, ParcelReceived, ParcelLost, ParcelReturned, ParcelTracked)
_ENDS = (ParcelReceived, ParcelLost, ParcelReturned, Delivered)


class Beside(Protocol):
    """Another case of the same two members."""

    @property
    def case(self) -> CaseId:
        """Which."""

    @property
    def accepting(self) -> Sequence[Placed]:
        """Its acts in the accepting place's log, in log order."""

    @property
    def handling(self) -> Sequence[Placed]:
        """Its acts in the handling place's log, likewise."""

    @property
    def refused(self) -> Mapping[MessageId, Reason]:
        """Which of them were refused."""


def check_envelope(view: Case, act: Act, beside: Iterable[Beside]) -> None:
    """Check that papers go into no envelope that its sender knew to be closed in another case.

    What the receiver has already found in it was in it: that case's list may follow. A courier uses its numbers
    again, so what was last said a year before counts no more.

    Raises:
        Illegal: PARCEL_CLOSED.
    """
    event = act.event
    if not isinstance(event, ParcelSent):
        return
    own = view.parcels.get(parcel_key(event.number, side_of(act.author, view.case_id)))
    if own is not None and own.state is ParcelState.EARLY:
        return
    for one in beside:
        if one.case != view.case_id and _has_end(one, event.number):
            _check_open(one, act, event.number)


def _check_open(one: Beside, act: Act, number: ParcelNo) -> None:
    side = side_of(act.author, one.case)
    view = view_of(
        one.case, side, act.seen, accepting=one.accepting, handling=one.handling, refused=one.refused
    )
    parcel = view.parcels.get(parcel_key(number, side))
    if parcel is None or parcel.state not in CLOSED:
        return
    if act.at - max(said_of(view, number), default=act.at) <= REUSED_AFTER:
        raise Illegal(Reason.PARCEL_CLOSED, parcel=number, state=parcel.state)


def said_of(case: Case, number: ParcelNo) -> Iterator[datetime]:
    """When something was said of a parcel in a case."""
    return (act.at for act in case.effective if _number(act.event) == number)


def _number(event: Event) -> ParcelNo | None:
    if isinstance(event, Delivered):
        return event.parcel
    return event.number if isinstance(event, _PARCEL_ACTS) else None


def ended_by(event: Event) -> ParcelNo | None:
    """Which parcel an event ends, whoever says so: cases without such an act need not be `Beside` another's."""
    return _number(event) if isinstance(event, _ENDS) else None


def _has_end(one: Beside, number: ParcelNo) -> bool:
    """Whether anybody ended a parcel of that number in it; to whom that counts is seen in the fold."""
    return any(ended_by(placed.act.event) == number for placed in (*one.accepting, *one.handling))
