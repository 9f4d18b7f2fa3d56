"""The receiver's judge: what becomes of Append and Open. Steps are those of docs/protocol/link.md.

Pure: values in, a verdict out. The shell signs the statement of a verdict, commits it with the
entries in one transaction, and only then answers (DESIGN §2.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from federation.errors import KuayuError, Reason, Untrusted
from federation.ids import Locality, LogId
from federation.limits import BATCH_BYTES, BATCH_ENTRIES, ENTRY_BYTES
from federation.link.head import (
    Append,
    Countersigned,
    Epoch,
    ForkProof,
    Head,
    PayloadType,
    Signed,
    Standing,
)
from federation.link.merkle import Frontier, leaf_hash
from federation.link.parties import NONCE_BYTES, Trust, check_fresh, check_parties


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """What the receiver of a log keeps, beside the entries."""

    log: LogId
    frontier: Frontier
    epoch: Epoch | None = None
    last_receipt: Signed[Countersigned] | None = None
    last_opened: Signed[Countersigned] | None = None
    fork: ForkProof | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """Store the entries with their subtree nodes, sign and store the receipt, then answer it."""

    frontier: Frontier
    nodes: tuple[bytes, ...]
    receipt: Countersigned


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOpen:
    """Store the epoch, sign and store the Opened, then answer it."""

    epoch: Epoch
    opened: Countersigned


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Answer what was answered then, byte for byte."""

    answer: Signed[Countersigned]


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Answer a Standing: not this position or epoch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """Answer Rejected; store nothing."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fork:
    """Keep the proof, stop the link, raise the alarm."""

    proof: ForkProof


AppendVerdict = Take | Repeat | Elsewhere | Refuse | Fork
OpenVerdict = TakeOpen | Repeat | Elsewhere | Refuse


def judge_append(
    append: Append,
    *,
    inbound: Inbound,
    past: Signed[Countersigned] | None,
    me: Locality,
    peer: Locality,
    trust: Trust,
    now: datetime,
) -> AppendVerdict:
    """Decide on an Append.

    Args:
        append: the request, decoded.
        inbound: what is stored of this log.
        past: the first receipt stored for this head's epoch and size, if any.
        me: the receiver.
        peer: the member at the other end of the connection.
        trust: the directory.
        now: the receiver's clock, UTC.

    Returns:
        The verdict; every failed check is a Refuse with its reason, nothing is raised.
    """
    head = append.head.statement
    try:
        _check_shape(append)  # step 1
        check_parties(head, me=me, peer=peer, trust=trust)  # step 2
        _check_log(head, inbound)
        if past is not None and append.entries and past.statement.head.statement.root == head.root:
            return Repeat(answer=past)  # step 3
        check_fresh(head.at, now=now)  # step 4
        trust.verify(head.sender, PayloadType.HEAD, append.head.payload, append.head.signature, now)
    except KuayuError as error:
        return Refuse(reason=error.reason, detail=_spot(error))
    return _judge_position(append, inbound=inbound, past=past, trust=trust, now=now)


def _judge_position(
    append: Append, *, inbound: Inbound, past: Signed[Countersigned] | None, trust: Trust, now: datetime
) -> AppendVerdict:
    head = append.head.statement
    if inbound.fork is not None:
        return Refuse(reason=Reason.FORKED)
    if past is not None and past.statement.head.statement.root != head.root:
        return Fork(proof=ForkProof(first=past.statement.head, second=append.head))
    if head.epoch != inbound.epoch or append.first != inbound.frontier.size:  # step 5
        return Elsewhere()
    dated = None if append.entries else _dated(inbound, head)
    if dated is not None:
        return Repeat(answer=dated)
    frontier, nodes = inbound.frontier.extend([leaf_hash(entry) for entry in append.entries])
    if frontier.root != head.root:  # step 6
        return Refuse(reason=Reason.BAD_ROOT)
    receipt = Countersigned(head=append.head, at=now, directory_version=trust.version)
    return Take(frontier=frontier, nodes=nodes, receipt=receipt)  # step 7 is the shell's transaction


def judge_open(
    opening: Signed[Head], *, inbound: Inbound, me: Locality, peer: Locality, trust: Trust, now: datetime
) -> OpenVerdict:
    """Decide on an Open: a pump takes the link, exactly at our standing, with a counter never seen.

    Args and Returns: as `judge_append`.
    """
    head = opening.statement
    try:
        if len(head.epoch.nonce) != NONCE_BYTES:  # step 1
            return Refuse(reason=Reason.MALFORMED, detail="nonce")
        check_parties(head, me=me, peer=peer, trust=trust)  # step 2
        _check_log(head, inbound)
        last = inbound.last_opened
        if last is not None and last.statement.head.payload == opening.payload:
            return Repeat(answer=last)  # step 3
        check_fresh(head.at, now=now)  # step 4
        trust.verify(head.sender, PayloadType.OPEN, opening.payload, opening.signature, now)
    except KuayuError as error:
        return Refuse(reason=error.reason, detail=_spot(error))
    if inbound.fork is not None:  # step 5
        return Refuse(reason=Reason.FORKED)
    known = inbound.epoch.counter if inbound.epoch else 0
    here = (head.size, head.root) == (inbound.frontier.size, inbound.frontier.root)
    if head.epoch.counter <= known or not here:
        return Elsewhere()
    opened = Countersigned(head=opening, at=now, directory_version=trust.version)
    return TakeOpen(epoch=head.epoch, opened=opened)  # step 7 is the shell's transaction


def standing(inbound: Inbound, *, now: datetime, in_reply_to: bytes) -> Standing:
    """The statement of where we stand, in answer to the request whose payload hashes to ``in_reply_to``."""
    return Standing(
        log=inbound.log,
        sender=inbound.log.sender,
        receiver=inbound.log.receiver,
        size=inbound.frontier.size,
        root=inbound.frontier.root,
        last_receipt=inbound.last_receipt,
        last_opened=inbound.last_opened,
        at=now,
        in_reply_to=in_reply_to,
    )


def _check_shape(append: Append) -> None:
    entries = append.entries
    if len(entries) > BATCH_ENTRIES:
        raise KuayuError(Reason.TOO_MANY, entries=len(entries), limit=BATCH_ENTRIES)
    if any(len(entry) > ENTRY_BYTES for entry in entries):
        raise KuayuError(Reason.TOO_LARGE, what="entry", limit=ENTRY_BYTES)
    if sum(len(entry) for entry in entries) > BATCH_BYTES:
        raise KuayuError(Reason.TOO_LARGE, what="batch", limit=BATCH_BYTES)
    if append.first + len(entries) != append.head.statement.size or not all(entries):
        raise KuayuError(Reason.MALFORMED, what="positions")


def _check_log(head: Head, inbound: Inbound) -> None:
    if head.log != inbound.log:
        raise Untrusted(Reason.PARTIES, log=head.log)


def _dated(inbound: Inbound, head: Head) -> Signed[Countersigned] | None:
    """The receipt that dates this log already by a head at least as late, if there is one."""
    last = inbound.last_receipt
    if last is None:
        return None
    had = last.statement.head.statement
    return last if (had.epoch, had.size) == (head.epoch, head.size) and had.at >= head.at else None


def _spot(error: KuayuError) -> str:
    return " ".join(f"{key}={value}" for key, value in error.detail.items())
