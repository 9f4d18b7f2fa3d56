"""Who may write what: one author for every fact (DESIGN §2 law 2, §4).

The table gives, for each kind of event and each delivery route, who writes it. The intake is one place's, by
the mode of the case (`INTAKE`), which the first event fixes. Parcels are written by the
end the leg names: the dispatcher sends, tracks and reports loss or return; the member that receives reports the
arrival; of a parcel to an applicant the dispatcher reports the arrival too, with the courier's proof.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from enum import StrEnum
from typing import Protocol

from federation.case import events
from federation.case.choices import Delivery, Leg, Mode, Stage
from federation.case.events import Event
from federation.case.paperwork import SUPERSEDABLE
from federation.case.process import Answered, LicenceAnswered, RatingFixed, RatingVerified
from federation.case.terms import Kind, kind_of
from federation.errors import Illegal, Reason
from federation.ids import CaseId, Locality, MessageId


class Side(StrEnum):
    """One end of a case."""

    ACCEPTING = "accepting"
    HANDLING = "handling"

    @property
    def other(self) -> Side:
        """The other end."""
        return Side.HANDLING if self is Side.ACCEPTING else Side.ACCEPTING


def side_of(member: Locality, case: CaseId) -> Side:
    """Say which end of a case a member is.

    Raises:
        Illegal: PARTIES if it is neither.
    """
    if member == case.accepting:
        return Side.ACCEPTING
    if member == case.handling:
        return Side.HANDLING
    raise Illegal(Reason.PARTIES, member=member)


class Author(StrEnum):
    """Who writes an event, as the table says it."""

    ACCEPTING = "accepting"
    HANDLING = "handling"
    DISPATCHER = "dispatcher"
    RECEIVER = "receiver"
    ASKED = "asked"
    RATED = "rated"
    INTAKE = "intake"
    EITHER = "either"


class Route(StrEnum):
    """How something reaches the applicant: the case's delivery, or its own papers handed back 退还原件."""

    WINDOW = "window"
    HOME = "home"
    ONLINE = "online"
    HAND_BACK = "hand_back"


def _always(author: Author) -> Mapping[Route, Author]:
    return dict.fromkeys(Route, author)


AUTHORS: Mapping[Kind, Mapping[Route, Author]] = {
    Kind.SUBMITTED: _always(Author.INTAKE),
    Kind.CORRECTED: _always(Author.INTAKE),
    Kind.NOTICE_SERVED: _always(Author.INTAKE),
    Kind.WITHDRAWAL_REQUESTED: _always(Author.INTAKE),
    Kind.ARRIVED: _always(Author.HANDLING),
    Kind.CORRECTION_REQUESTED: _always(Author.HANDLING),
    Kind.ACCEPTED: _always(Author.HANDLING),
    Kind.NOT_ACCEPTED: _always(Author.HANDLING),
    Kind.FINISHED_GRANT: _always(Author.HANDLING),
    Kind.FINISHED_DENY: _always(Author.HANDLING),
    Kind.FINISHED_RETURN: _always(Author.HANDLING),
    Kind.FINISHED_WITHDRAWN: _always(Author.HANDLING),
    Kind.ISSUED: _always(Author.HANDLING),
    Kind.WITHDRAWAL_REFUSED: _always(Author.HANDLING),
    Kind.DEFERRED_SUPPLIED: _always(Author.INTAKE),
    Kind.ORIGINAL_VERIFIED: _always(Author.INTAKE),
    Kind.ASSISTED: _always(Author.ACCEPTING),
    Kind.RATED_GOOD: _always(Author.INTAKE),
    Kind.RATED_BAD: _always(Author.INTAKE),
    Kind.RATING_UPHELD: _always(Author.RATED),
    Kind.RATING_DISMISSED: _always(Author.RATED),
    Kind.RATING_FIXED: _always(Author.RATED),
    Kind.NOT_REQUIRED: _always(Author.HANDLING),
    Kind.TRANSFERRED: _always(Author.HANDLING),
    Kind.STEP_TAKEN: _always(Author.HANDLING),
    Kind.SUSPENDED: _always(Author.HANDLING),
    Kind.RESUMED: _always(Author.HANDLING),
    Kind.EXTENDED: _always(Author.HANDLING),
    Kind.FEE_DUE: _always(Author.HANDLING),
    Kind.FEE_PAID: _always(Author.HANDLING),
    Kind.FINISHED_DONE: _always(Author.HANDLING),
    Kind.FINISHED_VOIDED: _always(Author.HANDLING),
    Kind.FINISHED_LAPSED: _always(Author.HANDLING),
    Kind.FINISHED_FORWARDED: _always(Author.HANDLING),
    Kind.ARCHIVED: _always(Author.HANDLING),
    Kind.SESSION_HELD: _always(Author.EITHER),
    Kind.ASKED: _always(Author.EITHER),
    Kind.LICENCE_ASKED: _always(Author.EITHER),
    Kind.ANSWERED: _always(Author.ASKED),
    Kind.LICENCE_ANSWERED: _always(Author.ASKED),
    Kind.URGED: _always(Author.EITHER),
    Kind.PARCEL_TRACKED: _always(Author.DISPATCHER),
    Kind.PARCEL_SENT: _always(Author.DISPATCHER),
    Kind.PARCEL_LOST: _always(Author.DISPATCHER),
    Kind.PARCEL_RETURNED: _always(Author.DISPATCHER),
    Kind.PARCEL_RECEIVED: _always(Author.RECEIVER),
    Kind.DELIVERED: {
        Route.WINDOW: Author.ACCEPTING,
        Route.HOME: Author.HANDLING,
        Route.ONLINE: Author.HANDLING,
        Route.HAND_BACK: Author.ACCEPTING,
    },
    Kind.GATHERED_PROCEED: _always(Author.ACCEPTING),
    Kind.GATHERED_STOP: _always(Author.ACCEPTING),
    Kind.REFUSAL: _always(Author.EITHER),
}

INTAKE: Mapping[Mode, Side] = {
    Mode.REMOTE_COLLECTION: Side.ACCEPTING,
    Mode.JOINT: Side.ACCEPTING,
    Mode.FULL_ONLINE: Side.HANDLING,
}
"""Whose the intake 收件 is: of a case filed online 全程网办 the handling place's; its window helps 帮办, no more."""

ORGAN_ACTS: frozenset[Kind] = SUPERSEDABLE | {Kind.WITHDRAWAL_REFUSED, Kind.RESUMED, Kind.TRANSFERRED}
"""What only the organ that decides may do, and no other of its city: its notices, decisions and procedures.

A hall may sign for a packet, mail, hand over, answer, register a payment, archive.
"""

DISPATCHER: Mapping[Leg, Side] = {
    Leg.W2H: Side.ACCEPTING,
    Leg.W2A: Side.ACCEPTING,
    Leg.H2W: Side.HANDLING,
    Leg.H2A: Side.HANDLING,
}
RECEIVER: Mapping[Leg, Side] = {
    Leg.W2H: Side.HANDLING,
    Leg.H2W: Side.ACCEPTING,
    Leg.W2A: Side.ACCEPTING,  # to an applicant: the dispatcher, with courier proof
    Leg.H2A: Side.HANDLING,
}
TO_APPLICANT: frozenset[Leg] = frozenset({Leg.W2A, Leg.H2A})


class CaseFacts(Protocol):
    """What authorship depends on; `Case` is one."""

    @property
    def delivery(self) -> Delivery | None:
        """The route of the result; None before the case is opened."""

    @property
    def mode(self) -> Mode | None:
        """The mode the first event fixed; None before the case is opened."""

    def legs(self, number: str) -> frozenset[Leg]:
        """Legs of the parcels dispatched under this number (two ends may have used one number)."""

    def is_own_paper(self, code: str) -> bool:
        """Whether this names the applicant's own paper and not a document."""

    def asked_by(self, question: MessageId) -> Side | None:
        """Which end asked a question; None if there is none."""

    def rated_stage(self, rating: MessageId) -> Stage | None:
        """What a rating is about; None if there is none."""


def author_of(event: Event, facts: CaseFacts, *, moved: Container[Kind] = frozenset()) -> Side | None:
    """Say which end may write this event now.

    Args:
        event: what is to be written.
        facts: the case as its author knows it.
        moved: kinds whose authorship an agreement moved to the window (see `powers`).

    Returns:
        The one end; None if either may: a Refusal, or a parcel whose dispatch is not on record.
    """
    kind = kind_of(event)
    author = Author.ACCEPTING if kind in moved else AUTHORS[kind][_route(event, facts)]
    return _RESOLVE[author](event, facts)


def _route(event: Event, facts: CaseFacts) -> Route:
    if isinstance(event, events.Delivered) and all(map(facts.is_own_paper, event.documents)):
        return Route.HAND_BACK
    return Route(facts.delivery or Delivery.WINDOW)


def _by_leg(ends: Mapping[Leg, Side]) -> Callable[[Event, CaseFacts], Side | None]:
    def resolve(event: Event, facts: CaseFacts) -> Side | None:
        if isinstance(event, events.ParcelSent):
            return ends[event.leg]
        number = getattr(event, "number", "")
        sides = {ends[leg] for leg in facts.legs(number)}
        return sides.pop() if len(sides) == 1 else None

    return resolve


def _asked(event: Event, facts: CaseFacts) -> Side | None:
    asker = facts.asked_by(event.question) if isinstance(event, _ANSWERS) else None
    return None if asker is None else asker.other


def _rated(event: Event, facts: CaseFacts) -> Side | None:
    stage = facts.rated_stage(event.rating) if isinstance(event, _LOOKED_INTO) else None
    return None if stage is None else rated_side(stage, facts.mode)


def _intake(event: Event, facts: CaseFacts) -> Side:
    return intake_side(event.mode if isinstance(event, events.Submitted) else facts.mode)


def intake_side(mode: Mode | None) -> Side:
    """Which end writes the intake; before a case is opened, as in 代收代办."""
    return INTAKE[mode or Mode.REMOTE_COLLECTION]


def rated_side(stage: Stage, mode: Mode | None) -> Side:
    """谁办理、谁负责: which end looks into a bad rating (国办发〔2019〕51号)."""
    return intake_side(mode) if stage is Stage.INTAKE else Side.HANDLING


_ANSWERS = (Answered, LicenceAnswered)
_LOOKED_INTO = (RatingVerified, RatingFixed)

_RESOLVE: Mapping[Author, Callable[[Event, CaseFacts], Side | None]] = {
    Author.ACCEPTING: lambda _event, _facts: Side.ACCEPTING,
    Author.HANDLING: lambda _event, _facts: Side.HANDLING,
    Author.DISPATCHER: _by_leg(DISPATCHER),
    Author.RECEIVER: _by_leg(RECEIVER),
    Author.ASKED: _asked,
    Author.RATED: _rated,
    Author.INTAKE: _intake,
    Author.EITHER: lambda _event, _facts: None,
}
