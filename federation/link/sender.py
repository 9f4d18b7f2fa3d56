"""The sender's judge: closing batches, believing answers, settling, opening an epoch.

Pure, as the receiver's. A pump signs nothing before it has settled at the receiver's standing and
opened an epoch there (docs/protocol/link.md, "Settling").
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from federation.errors import Reason, Untrusted
from federation.ids import LogId, MessageId
from federation.limits import BATCH_BYTES, BATCH_ENTRIES, RESEND_DAYS, RESEND_ENTRIES
from federation.link.head import Countersigned, Epoch, Head, PayloadType, Signed, Standing
from federation.link.merkle import Frontier, leaf_hash
from federation.link.parties import PROBES, Trust, check_fresh


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """What the sender of a log keeps, beside the entries.

    Attributes:
        log: the log.
        frontier: over all closed entries, taken or not.
        epoch: the open one; None until this pump has settled and opened.
        top_counter: the highest epoch counter known under our own signature.
        acked: the newest receipt.
    """

    log: LogId
    frontier: Frontier
    epoch: Epoch | None = None
    top_counter: int = 0
    acked: Signed[Countersigned] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Entries given positions, and the head to sign over them."""

    first: int
    entries: tuple[bytes, ...]
    head: Head
    frontier: Frontier
    nodes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """An entry of our own log with the id of its message."""

    message_id: MessageId
    entry: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """One transaction: cut our log at ``common``, append ``imported``, stage ``returned`` first.

    ``drop`` names staged messages that the receiver turns out to have.
    """

    common: int
    imported: tuple[Owned, ...]
    nodes: tuple[bytes, ...]
    returned: tuple[Owned, ...]
    drop: frozenset[MessageId]
    frontier: Frontier


def close_batch(
    outbound: Outbound, staged: Sequence[bytes], *, limit: int = BATCH_ENTRIES, now: datetime
) -> Batch:
    """Give the first staged entries their positions, as many as one Append may carry.

    With nothing staged the batch is empty and dates the log.

    Raises:
        Untrusted: SETTLE_MISMATCH if no epoch is open.
    """
    if outbound.epoch is None:
        raise Untrusted(Reason.SETTLE_MISMATCH, why="no open epoch")
    chosen: list[bytes] = []
    size = 0
    for entry in staged[: min(limit, BATCH_ENTRIES)]:
        size += len(entry)
        if size > BATCH_BYTES:
            break
        chosen.append(entry)
    frontier, nodes = outbound.frontier.extend([leaf_hash(entry) for entry in chosen])
    head = head_at(outbound.log, epoch=outbound.epoch, frontier=frontier, now=now)
    return Batch(
        first=outbound.frontier.size, entries=tuple(chosen), head=head, frontier=frontier, nodes=nodes
    )


def head_at(log: LogId, *, epoch: Epoch, frontier: Frontier, now: datetime) -> Head:
    """The head over a frontier; also the statement of Open."""
    return Head(
        log=log,
        sender=log.sender,
        receiver=log.receiver,
        epoch=epoch,
        size=frontier.size,
        root=frontier.root,
        at=now,
    )


def believe_receipt(receipt: Signed[Countersigned], *, sent: Head, trust: Trust, now: datetime) -> None:
    """Check that the receiver has taken what we sent.

    The receipt may carry an earlier head of ours over the same epoch, size and root.

    Raises:
        Untrusted: REPLY_MISMATCH if it is for something else; else what the directory says.
    """
    _believe(receipt, sent=sent, outer=PayloadType.RECEIPT, inner=PayloadType.HEAD, trust=trust, now=now)


def believe_past(receipt: Signed[Countersigned], *, log: LogId, root: bytes, trust: Trust) -> None:
    """Check an old receipt that was read back: signed by both, for what our log holds at its size.

    Args:
        receipt: as read back, or a Standing's newest.
        log: our log.
        root: our root at the receipt's size.
        trust: the directory.

    Raises:
        Untrusted: as `believe_receipt`; the receiver's key is judged at the receipt's own time.
    """
    head = receipt.statement.head.statement
    fits = replace(head, log=log, sender=log.sender, receiver=log.receiver, root=root)
    believe_receipt(receipt, sent=fits, trust=trust, now=receipt.statement.at)


def believe_opened(opened: Signed[Countersigned], *, sent: Head, trust: Trust, now: datetime) -> None:
    """Check that the receiver has opened the epoch we asked for, where we asked for it.

    Raises:
        Untrusted: as `believe_receipt`.
    """
    _believe(opened, sent=sent, outer=PayloadType.OPENED, inner=PayloadType.OPEN, trust=trust, now=now)


def _believe(
    answer: Signed[Countersigned],
    *,
    sent: Head,
    outer: PayloadType,
    inner: PayloadType,
    trust: Trust,
    now: datetime,
) -> None:
    got = answer.statement.head.statement
    if (got.log, got.epoch, got.size, got.root) != (sent.log, sent.epoch, sent.size, sent.root):  # step 1
        raise Untrusted(Reason.REPLY_MISMATCH, size=got.size)
    check_fresh(got.at, now=answer.statement.at)  # nobody moves its own clock: it judged the head fresh then
    trust.verify(sent.receiver, outer, answer.payload, answer.signature, now)  # step 2
    inside = answer.statement.head  # step 3
    trust.verify(sent.sender, inner, inside.payload, inside.signature, got.at)


def believe_standing(
    standing: Signed[Standing], *, log: LogId, request: bytes, trust: Trust, now: datetime
) -> None:
    """Check that a Standing is the receiver's, fresh, about this log and in answer to our request.

    Its size and root must be covered by a head or an Open of our own signature.

    Args:
        standing: as received.
        log: our log.
        request: the payload we signed and sent.
        trust: the directory.
        now: our clock.

    Raises:
        Untrusted: REPLY_MISMATCH, PARTIES, STALE, SETTLE_MISMATCH, or what the directory says.
    """
    said = standing.statement
    if (said.log, said.sender, said.receiver) != (log, log.sender, log.receiver):  # step 1
        raise Untrusted(Reason.PARTIES, log=said.log)
    if said.in_reply_to != hashlib.sha256(request).digest():  # step 2
        raise Untrusted(Reason.REPLY_MISMATCH, log=log)
    check_fresh(said.at, now=now)  # step 3
    trust.verify(log.receiver, PayloadType.STANDING, standing.payload, standing.signature, now)  # step 4
    _check_covered(said, log=log, trust=trust)  # step 5


def _check_covered(said: Standing, *, log: LogId, trust: Trust) -> None:
    """The receiver cannot hold what we never signed."""
    covered = said.size == 0
    pairs = ((said.last_receipt, PayloadType.HEAD), (said.last_opened, PayloadType.OPEN))
    for answer, inner in pairs:
        if answer is None:
            continue
        inside = answer.statement.head
        head = inside.statement
        if head.log != log:
            raise Untrusted(Reason.PARTIES, log=head.log)
        trust.verify(log.sender, inner, inside.payload, inside.signature, head.at)
        covered = covered or (head.size, head.root) == (said.size, said.root)
    if not covered:
        raise Untrusted(Reason.SETTLE_MISMATCH, size=said.size)


def probe_sizes(low: int, high: int) -> tuple[int, ...]:
    """Sizes at which to ask for roots, to find the common prefix in (low, high]. At most 64.

    Args:
        low: a size at which the roots are known to be equal.
        high: the largest size both logs have.
    """
    span = high - low
    steps = min(PROBES, span)
    return tuple(low + (span * k) // steps for k in range(1, steps + 1)) if span > 0 else ()


def narrow(low: int, high: int, *, ours: Sequence[bytes], theirs: Sequence[bytes]) -> tuple[int, int]:
    """Narrow the search after one round of probes: equal roots mean equal prefixes (RFC 9162 §2.1).

    Raises:
        Untrusted: REPLY_MISMATCH if not every root that was asked for was given.
    """
    if len(theirs) != len(ours):
        raise Untrusted(Reason.REPLY_MISMATCH, roots=len(theirs))
    for size, mine, other in zip(probe_sizes(low, high), ours, theirs, strict=True):
        if mine != other:
            return low, size - 1
        low = size
    return low, low


def settle(
    *,
    common: Frontier,
    tail: Sequence[Owned],
    read_back: Sequence[Owned],
    staged: Sequence[MessageId],
    said: Standing,
) -> Settlement:
    """Make our log end exactly at the receiver's standing; nothing is lost, nothing doubled.

    Args:
        common: frontier of the common prefix.
        tail: our closed entries above it, in order: the receiver does not have them there.
        read_back: the receiver's entries above it, in order.
        staged: ids waiting in staging.
        said: a Standing that was believed.

    Raises:
        Untrusted: SETTLE_MISMATCH if what was read back does not give the standing.
    """
    frontier, nodes = common.extend([leaf_hash(owned.entry) for owned in read_back])
    if (frontier.size, frontier.root) != (said.size, said.root):
        raise Untrusted(Reason.SETTLE_MISMATCH, size=frontier.size)
    theirs = {owned.message_id for owned in read_back}
    lost: dict[MessageId, Owned] = {}
    for owned in tail:
        if owned.message_id not in theirs:
            lost.setdefault(owned.message_id, owned)
    return Settlement(
        common=common.size,
        imported=tuple(read_back),
        nodes=nodes,
        returned=tuple(lost.values()),
        drop=frozenset(theirs.intersection(staged)),
        frontier=frontier,
    )


def must_hold(settlement: Settlement, *, lost_since: datetime | None, now: datetime) -> bool:
    """Whether a resend waits for the sender's operator, before the settling transaction commits.

    A receiver that lost what it receipted was restored, or its keys were stolen: a small, recent
    loss is resent by itself, a large or old one is not.

    Args:
        settlement: what settling would do.
        lost_since: the time of the first receipt for something above the common prefix, if any.
        now: our clock.
    """
    if not settlement.returned:
        return False
    old = lost_since is not None and now - lost_since > timedelta(days=RESEND_DAYS)
    return old or len(settlement.returned) > RESEND_ENTRIES
