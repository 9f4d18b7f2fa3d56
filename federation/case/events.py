"""What can happen to a case, as values. Who may say it and when: `authors` and `machine`.

Every class here has one message in ``protos/federation/v1/event.proto`` of the same name and fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from federation.errors import Reason
from federation.ids import CaseId, Digest, Locality, MessageId, ParcelNo, Place, Uscc


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The organ and person that acted; ``officer`` is a number, never a name."""

    organ: Uscc
    place: Place
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRef:
    """An item version in its locality's catalogue (DESIGN §5: locality, scheme, code, version)."""

    locality: Locality
    scheme: str
    code: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """A file by its stored bytes; ``size`` in bytes."""

    digest: Digest
    size: int
    media_type: str


class Disposition(StrEnum):
    """What becomes of a paper."""

    VERIFY_AND_HAND_BACK = "verify_and_hand_back"
    COPY = "copy"
    KEEP = "keep"
    RETURN = "return"
    SURRENDER = "surrender"


class AgentBasis(StrEnum):
    """Why an agent may act."""

    AUTHORISATION = "authorisation"
    GUARDIAN = "guardian"
    REPRESENTATIVE = "representative"


class Delivery(StrEnum):
    """How the result reaches the applicant; it decides who writes Delivered."""

    WINDOW = "window"
    HOME = "home"
    ONLINE = "online"


class Mode(StrEnum):
    """业务模式 (国办发〔2020〕35号)."""

    FULL_ONLINE = "full_online"
    REMOTE_COLLECTION = "remote_collection"
    JOINT = "joint"


class ServedBy(StrEnum):
    """How a notice reached the applicant."""

    WINDOW = "window"
    POST = "post"
    ELECTRONIC = "electronic"


class Result(StrEnum):
    """How a case ended."""

    GRANT = "grant"
    DENY = "deny"
    RETURN = "return"
    WITHDRAWN = "withdrawn"


class Leg(StrEnum):
    """Which way a parcel goes: W window, H handling place, A applicant."""

    W2H = "w2h"
    H2W = "h2w"
    H2A = "h2a"
    W2A = "w2a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One material as collected, by its code in the handling place's list."""

    code: str
    files: tuple[Blob, ...] = ()
    disposition: Disposition = Disposition.COPY
    originals: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value of the handling place's form."""

    code: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The applicant or the agent: personal data, kept in the case and nowhere else."""

    name: str
    id_scheme: str
    id_type: str
    id_number: str
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An official document 文书: number, title, sealed file."""

    number: str
    title: str
    file: Blob | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something missing, wrong, or not as said."""

    material: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper in a parcel: a material code or a document's number."""

    code: str
    original: bool
    count: int = 1


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
    """告知送达."""

    notice: MessageId
    by: ServedBy
    to_applicant: bool
    served_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """补正."""

    notice: MessageId
    materials: tuple[Material, ...] = ()
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """受理."""

    document: Document
    promised_days: int


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
