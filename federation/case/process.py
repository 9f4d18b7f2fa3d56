"""What happens while a case is handled, beside the spine: procedures, fees, questions, ratings, records.

Every class here has one message in ``protos/federation/v1/event.proto`` of the same name and fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from federation.case.choices import (
    DayUnit,
    Finding,
    JointOutcome,
    LicenceState,
    Procedure,
    Satisfaction,
    SessionKind,
    Stage,
    StepEnd,
    TimeUnit,
    Tracking,
)
from federation.case.parts import Blob, Document, JointPart, Material
from federation.ids import Digest, LicenceId, MessageId, ParcelNo, Place, Uscc


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferredSupplied:
    """容缺补齐."""

    materials: tuple[Material, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalVerified:
    """原件核验: the originals of these materials were seen and agree with their copies."""

    materials: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assisted:
    """帮办."""

    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHeld:
    """视频办或预审的记录: who met, is the actor; what was shown and seen, no picture of it travels.

    Attributes:
        kind: which.
        held_at: when.
        identity_shown: whether the identity document was shown and agreed.
        seen_materials: codes of the materials that were seen.
        note: what was seen and said.
        file: a record that is kept.
        meeting: hand-off to the city's own video system, an address or a number (`meeting`); empty if none.
    """

    kind: SessionKind
    held_at: datetime
    identity_shown: bool
    seen_materials: tuple[str, ...] = ()
    note: str
    file: Blob | None = None
    meeting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRequired:
    """不受理: the law asks for no licence here, or another authority decides (32条(一)(二))."""

    document: Document
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred:
    """转报、移送: another organ of the handling place goes on with the case."""

    organ: Uscc
    place: Place
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTaken:
    """环节."""

    name: str
    end: StepEnd
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspended:
    """特别程序: the time it needs does not count (45条); the applicant is told in writing."""

    procedure: Procedure
    days: int
    unit: DayUnit
    reason: str
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """特别程序结束."""

    suspension: MessageId
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """延长: by so many working days, once, said before the limit ends (42条).

    Approved by the head of the organ, up to ten; up to fifteen, by the head of the government of its level,
    where several organs decide together (`federation.case.clock.most_added`).
    """

    days: int
    approver: str
    reason: str
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeDue:
    """应缴费: by payment code 缴款码; no money moves here.

    Attributes:
        code: the payment code, 20 digits.
        name: of the charge.
        fen: the amount in 分.
        payee: who charges it.
        document: 缴费通知.
    """

    code: str
    name: str
    fen: int
    payee: str
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class FeePaid:
    """已缴费."""

    code: str
    paid_at: datetime
    voucher: Blob | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """归档: under which number, for how long 保管期限, and the digest of the packet 归档信息包."""

    number: str
    retention: str
    packet: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelTracked:
    """寄递轨迹: the courier's word, without names and telephone numbers."""

    carrier: str
    number: ParcelNo
    status: Tracking
    tracked_at: datetime
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """会商: a question to the other end, with a time to answer.

    Attributes:
        text: the question.
        days: how much time.
        unit: of what: working days, as where it is None, or hours.
        files: beside it.
    """

    text: str
    days: int
    unit: TimeUnit | None = None
    files: tuple[Blob, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """会商答复."""

    question: MessageId
    text: str
    files: tuple[Blob, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Urged:
    """催办."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceAsked:
    """电子证照核验请求: one licence, for the purpose of this case, to the place that issued it."""

    licence: LicenceId
    name: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceAnswered:
    """电子证照核验结果."""

    question: MessageId
    state: LicenceState
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """评价, about the intake or about the end; a bad one must be looked into."""

    about: Stage
    level: Satisfaction
    text: str = ""
    named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingVerified:
    """差评核实: the applicant was called back, and what was found."""

    rating: MessageId
    finding: Finding
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingFixed:
    """差评整改."""

    rating: MessageId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """联办汇总: what the lead of a joint case found, written into every part that waits for it.

    Attributes:
        outcome: go on and issue, or stop.
        part: the one that was refused; None if they go on.
        reason: why they stop; nothing personal.
    """

    outcome: JointOutcome
    part: JointPart | None = None
    reason: str = ""
