"""What a verification found: every check by step and subject, and who said what when.

A report is not a boolean that may be overlooked: `Report.enforce` raises unless everything held.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from federation.case.case import Case
from federation.case.events import Act
from federation.errors import Reason, Untrusted
from federation.ids import CaseId, Digest, KeyId, LogId


class Step(IntEnum):
    """The numbered steps of verification; the numbers stand in the code and in the report."""

    SHAPE = 1
    DIRECTORIES = 2
    RECEIPTS = 3
    INCLUSION = 4
    ENVELOPE = 5
    ACT = 6
    FOLD = 7


STEPS: Mapping[Step, tuple[str, str]] = {
    Step.SHAPE: ("格式与上限", "shape and limits"),
    Step.DIRECTORIES: ("名录由您给定的根密钥签名", "directories, by the root keys you gave"),
    Step.RECEIPTS: ("回执由收方、日志头由发方签名", "receipts signed by receiver, heads by sender"),
    Step.INCLUSION: ("条目在已签名的日志内", "entries stand in the signed log"),
    Step.ENVELOPE: ("信封收发双方与承诺值", "envelope's parties and commitment"),
    Step.ACT: ("业务事件属于本办件", "acts decode and belong to the case"),
    Step.FOLD: ("办件状态摘要一致", "the case folds to the stated digest"),
}


class Standing(StrEnum):
    """How far an entry is proven."""

    PROVEN = "proven"  # both ends signed for it
    UNRECEIPTED = "unreceipted"  # it stands in the sender's file, the receiver has not signed for it
    FAILED = "failed"  # a check of it failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: it held, or the reason why not."""

    step: Step
    subject: str
    reason: Reason | None = None
    detail: str = ""

    @property
    def held(self) -> bool:
        """Whether it held."""
        return self.reason is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Who said what when.

    Attributes:
        log: sender and receiver.
        position: of the entry in that log.
        standing: how far it is proven.
        act: what was said, by whom; None if it does not decode.
        received_at: the receiver's clock in its receipt: the time of arrival; None unless proven.
        sender_key: the key under the sender's head; None unless proven.
        receiver_key: the key under the receipt; None unless proven.
    """

    log: LogId
    position: int
    standing: Standing
    act: Act | None
    received_at: datetime | None = None
    sender_key: KeyId | None = None
    receiver_key: KeyId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole verification.

    Attributes:
        case: the case; None if the file's shape is wrong.
        checks: every check made, in order of steps.
        findings: every entry, log by log, in order of position.
        digest: canonical digest of the case as folded from the proven entries.
        folded: that case; None unless it has the digest that the file states.
    """

    case: CaseId | None
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...] = ()
    digest: Digest | None = None
    folded: Case | None = None

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that did not hold."""
        return tuple(check for check in self.checks if not check.held)

    @property
    def verified(self) -> bool:
        """Whether every check held and something is proven."""
        proven = any(one.standing is Standing.PROVEN for one in self.findings)
        return proven and not self.failed

    def enforce(self) -> None:
        """Raise unless verified.

        Raises:
            Untrusted: EVIDENCE_INVALID, naming the first step that failed.
        """
        if self.verified:
            return
        if self.failed:
            first = self.failed[0]
            cause = first.reason.value if first.reason else ""
            raise Untrusted(Reason.EVIDENCE_INVALID, step=first.step, subject=first.subject, cause=cause)
        raise Untrusted(Reason.EVIDENCE_INVALID, why="nothing is proven")
