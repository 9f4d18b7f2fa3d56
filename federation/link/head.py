"""The statements of a link: what the two ends sign, as values.

A ``Signed[X]`` keeps the bytes as they were signed (DESIGN §2.3); the decoded statement beside
them is for judging only. Nothing here serialises: that is `federation.wire`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from federation.errors import Reason
from federation.ids import CaseId, Digest, Locality, LogId
from federation.trust.suites import Signature

T_co = TypeVar("T_co", covariant=True)


class PayloadType(StrEnum):
    """What was signed: the type string of the DSSE pre-authentication encoding."""

    HEAD = "application/vnd.kuayu.head.v1"
    OPEN = "application/vnd.kuayu.open.v1"
    RECEIPT = "application/vnd.kuayu.receipt.v1"
    OPENED = "application/vnd.kuayu.opened.v1"
    STANDING = "application/vnd.kuayu.standing.v1"
    CALL = "application/vnd.kuayu.call.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed(Generic[T_co]):
    """A statement, the exact bytes that were signed, and one signature over them."""

    statement: T_co
    payload: bytes
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Epoch:
    """A pump's tenure of a link: a counter and 16 random bytes."""

    counter: int
    nonce: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The state of a log as its sender signs it; also the statement of Open."""

    log: LogId
    sender: Locality
    receiver: Locality
    epoch: Epoch
    size: int
    root: bytes
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Countersigned:
    """The receiver's signature over a signed head: a Receipt, or an Opened over an Open."""

    head: Signed[Head]
    at: datetime
    directory_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the receiver of a log stands, in answer to one signed request."""

    log: LogId
    sender: Locality
    receiver: Locality
    size: int
    root: bytes
    last_receipt: Signed[Countersigned] | None
    last_opened: Signed[Countersigned] | None
    at: datetime
    in_reply_to: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class GreetAsk:
    """Where does the receiver of this log stand?"""

    log: LogId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAsk:
    """Read my own log back from a position; and its roots at these sizes (at most 64)."""

    log: LogId
    start: int
    root_sizes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobAsk:
    """A file that an entry of this case names, from an offset."""

    case: CaseId
    digest: Digest
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A signed question of one member to another."""

    caller: Locality
    callee: Locality
    at: datetime
    nonce: bytes
    ask: GreetAsk | ReadAsk | BlobAsk


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """Entries from position ``first``, and the signed head over the log with them."""

    first: int
    entries: tuple[bytes, ...]
    head: Signed[Head]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Why a request was not taken; nothing was stored."""

    reason: Reason
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ForkProof:
    """Two heads of one sender, one epoch, one size, with two roots."""

    first: Signed[Head]
    second: Signed[Head]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """A page of a log, as its receiver holds it."""

    start: int
    entries: tuple[bytes, ...]
    receipts: tuple[Signed[Countersigned], ...]
    roots: tuple[bytes, ...]
    size: int
