"""What can happen to a case, as values. Who may say it and when: `authors` and `machine`.

Every class here has one message in ``protos/federation/v1/event.proto`` of the same name and fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from federation.case.choices import AgentBasis, Delivery, Leg, Mode, Result, ServedBy, TimeUnit
from federation.case.parts import (
    Actor,
    Automatic,
    Blob,
    Deferred,
    Difference,
    Document,
    Field,
    ItemRef,
    Lead,
    Material,
    Paper,
    Party,
)
from federation.case.process import (
    Answered,
    Archived,
    Asked,
    Assisted,
    DeferredSupplied,
    Extended,
    FeeDue,
    FeePaid,
    Gathered,
    LicenceAnswered,
    LicenceAsked,
    NotRequired,
    OriginalVerified,
    ParcelTracked,
    Rated,
    RatingFixed,
    RatingVerified,
    Resumed,
    SessionHeld,
    StepTaken,
    Suspended,
    Transferred,
    Urged,
)
from federation.errors import Reason
from federation.ids import CaseId, Locality, MessageId, ParcelNo


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """申请."""

    mode: Mode
    item: ItemRef
    applicant: Party
    agent: Party | None = None
    agent_basis: AgentBasis | None = None
    materials: tuple[Material, ...] = ()
    fields: tuple[Field, ...] = ()
    identity_checked: bool
    form_checked: bool
    notice_version: str
    delivery: Delivery
    local_no: str = ""
    crosswalk: str = ""
    agreement: str = ""
    lead: Lead | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """签收."""

    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRequested:
    """一次性补正告知."""

    document: Document
    defects: tuple[Difference, ...]
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeServed:
    """告知送达; ``proof`` is the signed 送达回证, if it was scanned."""

    notice: MessageId
    by: ServedBy
    to_applicant: bool
    served_at: datetime
    proof: Blob | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """补正."""

    notice: MessageId
    materials: tuple[Material, ...] = ()
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """受理.

    Attributes:
        document: 受理通知书.
        promised_days: how much time is promised 承诺办结时限; 0 where the decision follows at once 即办.
        promised_unit: of what; None: working days, or calendar days where the item promises in these.
        deferred: what may follow later 容缺.
        basis: the rule, if a machine accepted it.
    """

    document: Document
    promised_days: int
    promised_unit: TimeUnit | None = None
    deferred: tuple[Deferred, ...] = ()
    basis: Automatic | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAccepted:
    """不予受理."""

    document: Document
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """办结."""

    result: Result
    local_code: str = ""
    reason: str = ""
    document: Document | None = None
    basis: Automatic | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """出证."""

    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalRequested:
    """撤回申请."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalRefused:
    """不同意撤回."""

    request: MessageId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelSent:
    """寄出."""

    carrier: str
    number: ParcelNo
    leg: Leg
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelReceived:
    """收到寄件."""

    carrier: str
    number: ParcelNo
    papers: tuple[Paper, ...]
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelLost:
    """寄件丢失."""

    carrier: str
    number: ParcelNo
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelReturned:
    """寄件退回."""

    carrier: str
    number: ParcelNo
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """送达."""

    documents: tuple[str, ...]
    to_applicant: bool
    parcel: ParcelNo | None = None
    proof: Blob | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """拒收: the entry named has no effect at either end.

    Attributes:
        position: where it stands in the other log.
        message_id: its message; None if its envelope does not parse.
        reason: a released code.
        detail: technical names that help, never personal data.
    """

    position: int
    message_id: MessageId | None = None
    reason: Reason
    detail: str = ""


Event = (
    Submitted
    | Arrived
    | CorrectionRequested
    | NoticeServed
    | Corrected
    | Accepted
    | NotAccepted
    | Finished
    | Issued
    | WithdrawalRequested
    | WithdrawalRefused
    | ParcelSent
    | ParcelReceived
    | ParcelLost
    | ParcelReturned
    | Delivered
    | DeferredSupplied
    | OriginalVerified
    | Assisted
    | SessionHeld
    | NotRequired
    | Transferred
    | StepTaken
    | Suspended
    | Resumed
    | Extended
    | FeeDue
    | FeePaid
    | Archived
    | ParcelTracked
    | Asked
    | Answered
    | Urged
    | LicenceAsked
    | LicenceAnswered
    | Rated
    | RatingVerified
    | RatingFixed
    | Gathered
    | Refusal
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An event with everything said of it.

    Attributes:
        message_id: names the entry for ever.
        case: the case; None only in a Refusal of an entry whose case cannot be read.
        author: the member whose node wrote it: the sender of the log it stands in.
        actor: who acted.
        seen: how many entries of the other log its author had applied.
        at: the author's clock, UTC.
        supersedes: the message this one corrects.
        event: what happened.
    """

    message_id: MessageId
    case: CaseId | None
    author: Locality
    actor: Actor
    seen: int
    at: datetime
    supersedes: MessageId | None = None
    event: Event
