"""The case 办件 as both ends see it: what is folded from the two logs, and the questions it answers.

A `Case` holds nothing local: no receipt times, no positions. It is personal data; its repr is its id.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from federation.case.authors import TO_APPLICANT, Side
from federation.case.choices import Delivery, Disposition, JointRule, Leg, Mode, ServedBy, Stage
from federation.case.custody import Holder, Holding, Parcel, holdings, parcel_key
from federation.case.events import Act, Submitted
from federation.case.parts import Deferred, Document, Field, ItemRef, Material, Party
from federation.case.process import (
    Answered,
    Asked,
    FeeDue,
    LicenceAnswered,
    LicenceAsked,
    Rated,
    RatingFixed,
    RatingVerified,
)
from federation.case.states import (
    START,
    UNDECIDED,
    Archive,
    DocumentState,
    Facet,
    Handling,
    Joint,
    ParcelState,
    Promise,
    State,
    Subject,
    Withdrawal,
)
from federation.case.terms import BAD, Kind
from federation.case.timeline import Note, Row
from federation.ids import CaseId, Digest, MessageId, Uscc


@dataclass(frozen=True, slots=True, kw_only=True)
class Paperwork:
    """A document 文书 of the case, the message that carries it, and how far it is."""

    message_id: MessageId
    kind: Kind
    document: Document
    state: DocumentState = DocumentState.MADE
    served_by: ServedBy | None = None
    served_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of one end to the other, and its answer."""

    message_id: MessageId
    side: Side
    asked: Asked | LicenceAsked
    at: datetime
    answer: Answered | LicenceAnswered | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """The rating of one stage, and what became of it."""

    message_id: MessageId
    said: Rated
    at: datetime
    verified: RatingVerified | None = None
    verified_at: datetime | None = None
    fixed: RatingFixed | None = None
    fixed_at: datetime | None = None

    @property
    def bad(self) -> bool:
        """Whether it must be looked into."""
        return self.said.level in BAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A fee, and when it was paid."""

    said: FeeDue
    paid_at: datetime | None = None


RESULTS: frozenset[Kind] = frozenset(
    {
        Kind.NOT_ACCEPTED,
        Kind.NOT_REQUIRED,
        Kind.FINISHED_DONE,
        Kind.FINISHED_VOIDED,
        Kind.FINISHED_LAPSED,
        Kind.FINISHED_FORWARDED,
        Kind.FINISHED_GRANT,
        Kind.FINISHED_DENY,
        Kind.FINISHED_RETURN,
        Kind.FINISHED_WITHDRAWN,
        Kind.ISSUED,
    }
)
"""Kinds whose documents the applicant must get before the case is over."""
AWAITING: frozenset[State] = frozenset({Handling.ACCEPTED, Handling.GRANTED, Handling.DONE})
"""Handling states in which a promised material is still waited for."""
PAYABLE: frozenset[State] = AWAITING | {Handling.ARRIVED, Handling.ISSUED}
"""Handling states in which a fee is still owed."""


AGREED: frozenset[State] = frozenset({Handling.GRANTED, Handling.DONE, Handling.ISSUED})
"""Handling states in which the applicant gets what he asked for."""


def all_or_none(submitted: Submitted | None) -> bool:
    """Whether a case is a part of a joint one in which one refusal stops all."""
    lead = submitted.lead if submitted is not None else None
    return lead is not None and lead.rule is JointRule.ALL


class Facts(ABC):
    """Questions that the growing and the finished case answer alike."""

    __slots__ = ()
    submitted: Submitted | None
    documents: Mapping[str, Paperwork]
    parcels: Mapping[str, Parcel]
    taken: Mapping[tuple[str, Holder], int]
    questions: Mapping[MessageId, Question]
    ratings: Mapping[Stage, Rating]

    @property
    @abstractmethod
    def archived(self) -> bool:
        """Whether the case is filed as it stands."""

    def asked_by(self, question: MessageId) -> Side | None:
        """Which end asked a question; None if there is none."""
        found = self.questions.get(question)
        return found.side if found is not None else None

    def rated_stage(self, rating: MessageId) -> Stage | None:
        """What a rating is about; None if there is none."""
        return next((stage for stage, one in self.ratings.items() if one.message_id == rating), None)

    def documents_of(self, message_id: MessageId) -> tuple[str, ...]:
        """The numbers of all documents a message carries."""
        return tuple(n for n, paper in self.documents.items() if paper.message_id == message_id)

    def legs(self, number: str) -> frozenset[Leg]:
        """Legs of the parcels dispatched under this number."""
        known = (self.parcels.get(parcel_key(number, side)) for side in Side)
        return frozenset(parcel.leg for parcel in known if parcel is not None and parcel.leg is not None)

    def arrives_from(self, number: str, side: Side) -> Side:
        """Which end dispatched the parcel whose arrival ``side`` reports.

        Its own, if it sent one of this number to the applicant and has not reported that yet; else the other's.
        """
        own = self.parcels.get(parcel_key(number, side))
        if own is not None and own.leg in TO_APPLICANT and own.receiver is not Holder.APPLICANT:
            return side
        return side.other

    def is_own_paper(self, code: str) -> bool:
        """Whether this names the applicant's own paper (a material) and not a document of the organ."""
        return code not in self.documents and any(code == taken for taken, _holder in self.taken)

    def document_of(self, message_id: MessageId) -> str:
        """Return the number of the one document a message carries; empty if it carries none."""
        return next((n for n, paper in self.documents.items() if paper.message_id == message_id), "")

    def held(self, code: str, holder: Holder) -> int:
        """How many originals of a code a holder has now."""
        return holdings(self.taken, self.parcels.values()).get((code, holder, ""), 0)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Case(Facts):
    """A case as folded.

    Attributes:
        case_id: its id.
        handling: how far the organ is.
        withdrawal: whether the applicant wants it back.
        incomplete: whether acts wait for entries this node does not hold.
        submitted: what the window handed over; None before.
        materials: as corrected.
        fields: as corrected.
        documents: the organ's documents by number, in order of appearance.
        parcels: by `parcel_key`, in order of appearance.
        taken: originals taken in or moved by hand: count by (code, holder); see `custody`.
        files: size in bytes of every file of the case by digest.
        organ: who decides: the organ whose act was the first of `ORGAN_ACTS`, until another took over.
        suspension: the Suspended that has not ended.
        superseded: messages that another took the place of, and which that is.
        since: of a message that took another's place, when the first of them was written.
        deferred: materials that may follow later, by code, and when they came.
        charges: fees by payment code.
        questions: by the message that asked.
        ratings: by what they are about.
        states_of: the state of every subject that has left its first one.
        open_notice: the CorrectionRequested that waits for its Corrected.
        open_withdrawal: the WithdrawalRequested that waits for its answer.
        rows: the timeline in the case's order.
        effective: the acts that took effect, in that order; one that another superseded is not among them.
        notes: what the clerks are told.
    """

    case_id: CaseId
    handling: Handling = Handling.UNOPENED
    withdrawal: Withdrawal = Withdrawal.NONE
    incomplete: bool = False
    submitted: Submitted | None = None
    materials: tuple[Material, ...] = ()
    fields: tuple[Field, ...] = ()
    documents: Mapping[str, Paperwork] = field(default_factory=dict)
    parcels: Mapping[str, Parcel] = field(default_factory=dict)
    taken: Mapping[tuple[str, Holder], int] = field(default_factory=dict)
    files: Mapping[Digest, int] = field(default_factory=dict)
    organ: Uscc | None = None
    suspension: MessageId | None = None
    superseded: Mapping[MessageId, MessageId] = field(default_factory=dict)
    since: Mapping[MessageId, datetime] = field(default_factory=dict)
    deferred: Mapping[str, Deferred] = field(default_factory=dict)
    charges: Mapping[str, Charge] = field(default_factory=dict)
    questions: Mapping[MessageId, Question] = field(default_factory=dict)
    ratings: Mapping[Stage, Rating] = field(default_factory=dict)
    states_of: Mapping[Subject, State] = field(default_factory=dict)
    open_notice: MessageId | None = None
    open_withdrawal: MessageId | None = None
    rows: tuple[Row, ...] = ()
    effective: tuple[Act, ...] = ()
    notes: tuple[Note, ...] = ()

    def __repr__(self) -> str:
        return f"Case({self.case_id}, {self.handling})"

    @property
    def delivery(self) -> Delivery | None:
        """How the result reaches the applicant; None before the case is opened."""
        return None if self.submitted is None else self.submitted.delivery

    @property
    def mode(self) -> Mode | None:
        """The mode it was filed in; None before the case is opened."""
        return None if self.submitted is None else self.submitted.mode

    @property
    def item(self) -> ItemRef | None:
        """The handling place's item; None before the case is opened."""
        return None if self.submitted is None else self.submitted.item

    @property
    def applicant(self) -> Party | None:
        """The applicant: personal data; None before the case is opened."""
        return None if self.submitted is None else self.submitted.applicant

    @property
    def opened(self) -> bool:
        """Whether a Submitted took effect."""
        return self.handling is not Handling.UNOPENED

    @property
    def decided(self) -> bool:
        """Whether the organ has ended its handling, whatever is still to be handed over."""
        return self.handling not in UNDECIDED

    @property
    def outstanding(self) -> tuple[Paperwork, ...]:
        """Results the applicant has not got yet."""
        return tuple(
            paper
            for paper in self.documents.values()
            if paper.kind in RESULTS and paper.state is DocumentState.MADE
        )

    @property
    def underway(self) -> tuple[Parcel, ...]:
        """Parcels sent and neither received, returned nor lost."""
        return tuple(parcel for parcel in self.parcels.values() if parcel.state is ParcelState.SENT)

    @property
    def custody(self) -> tuple[Holding, ...]:
        """Who holds which original now, sorted by code."""
        surrendered = {m.code for m in self.materials if m.disposition is Disposition.SURRENDER}
        return tuple(
            sorted(
                Holding(
                    code=code, holder=_as_surrendered(holder, code in surrendered), parcel=parcel, count=count
                )
                for (code, holder, parcel), count in holdings(self.taken, self.parcels.values()).items()
            )
        )

    @property
    def unsettled(self) -> tuple[Holding, ...]:
        """Originals that are not where they belong: none before the decision.

        What the window still holds of the applicant's, and what the organ holds with disposition RETURN.
        """
        back = {m.code for m in self.materials if m.disposition is Disposition.RETURN}
        return tuple(
            holding
            for holding in self.custody
            if self.decided
            and self.is_own_paper(holding.code)
            and (
                holding.holder is Holder.ACCEPTING
                or (holding.holder is Holder.HANDLING and holding.code in back)
            )
        )

    @property
    def unpaid(self) -> tuple[str, ...]:
        """Payment codes of the fees that are still owed: none once the case is over without a result."""
        owed = (code for code, charge in self.charges.items() if charge.paid_at is None)
        return tuple(owed) if self.handling in PAYABLE else ()

    @property
    def ended(self) -> bool:
        """Whether the case is over: decided, handed over, every paper where it belongs, nothing open."""
        left = (self.outstanding, self.underway, self.unsettled, self.unpaid, self.awaited, self.unjoined)
        return self.decided and not any(left)

    @property
    def archived(self) -> bool:
        """Whether the case is filed as it stands."""
        return self.state(Facet.ARCHIVE) is Archive.ARCHIVED

    @property
    def unjoined(self) -> bool:
        """Whether what was granted waits for the other parts of its joint case, or falls with them."""
        return self.handling in AGREED and self.state(Facet.JOINT) in {Joint.GATHERING, Joint.STOPPED}

    def states(self) -> dict[Subject, State]:
        """Return the state of every subject that has left its first one, handling and withdrawal always."""
        return {
            Subject(Facet.HANDLING): self.handling,
            Subject(Facet.WITHDRAWAL): self.withdrawal,
            **self.states_of,
        }

    def state(self, facet: Facet, key: str = "") -> State:
        """The state of one subject."""
        return self.states_of.get(Subject(facet, key), START[facet])

    @property
    def promised(self) -> tuple[str, ...]:
        """Materials that may follow later and have not come."""
        return tuple(code for code in self.deferred if self.state(Facet.PROMISE, code) is Promise.OPEN)

    @property
    def awaited(self) -> tuple[str, ...]:
        """Those of them that are still waited for: the case goes on, or its result is not issued yet."""
        return self.promised if self.handling in AWAITING else ()

    def latest(self, message_id: MessageId) -> MessageId:
        """The message that stands for this one now: itself, or the last that took its place."""
        while message_id in self.superseded:
            message_id = self.superseded[message_id]
        return message_id

    def said_at(self, act: Act) -> datetime:
        """When a fact was first stated: a correction does not make it later."""
        return self.since.get(act.message_id, act.at)


def _as_surrendered(holder: Holder, surrendered: bool) -> Holder:  # noqa: FBT001 (two facts about one paper)
    return Holder.SURRENDERED if surrendered and holder is Holder.HANDLING else holder
