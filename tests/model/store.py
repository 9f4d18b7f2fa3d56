"""A node's store as one immutable value, and the transactions on it as pure functions.

A snapshot is a reference to the value; a restore puts an old reference back. Every function here is
one transaction: it returns the whole new store, or raises and nothing has changed. All that is
decided is decided by the judges of `federation.link`; what is left here is what rows a node keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from federation.errors import Reason, Untrusted
from federation.ids import LogId, MessageId
from federation.link.epoch import Tenure, check_tenure, claim, next_epoch
from federation.link.head import Append, Countersigned, Epoch, Head, Signed, Standing
from federation.link.merkle import Frontier, NodeRef
from federation.link.receiver import Inbound
from federation.link.sender import Outbound, Owned, Settlement, close_batch, must_hold, settle

Receipt = Signed[Countersigned]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What a node keeps of the log it sends.

    Attributes:
        outbound: the judge's part.
        log: closed entries.
        nodes: per entry, the subtrees it completes.
        staging: entries without a position, in order.
        receipts: for what the log holds now, as they came; the first that covers an entry dates it.
        opened: the newest Opened.
        flight: the batch that was closed and has no receipt yet.
        returned: messages that lost a position and wait again.
        spoilt: messages that would no longer be legal if they lost their position.
        hands: messages that went to a person instead of being sent again.
        released: the operator has confirmed that the peer was restored.
    """

    outbound: Outbound
    log: tuple[Owned, ...] = ()
    nodes: tuple[bytes, ...] = ()
    staging: tuple[Owned, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    opened: Receipt | None = None
    flight: Append | None = None
    returned: frozenset[MessageId] = frozenset()
    spoilt: frozenset[MessageId] = frozenset()
    hands: frozenset[MessageId] = frozenset()
    released: bool = False

    @property
    def epoch(self) -> Epoch | None:
        """The epoch claimed."""
        return self.outbound.epoch

    @property
    def settled(self) -> bool:
        """Whether the claimed epoch was opened."""
        return self.opened is not None and self.opened.statement.head.statement.epoch == self.epoch

    @property
    def dated(self) -> int:
        """How many entries have their receipt."""
        return size_of(self.receipts[-1]) if self.receipts else 0

    def frontier_at(self, size: int) -> Frontier:
        """The frontier at an earlier size."""
        return Frontier.read(size, fetch(self.nodes))

    def root_at(self, size: int) -> bytes:
        """The root at an earlier size."""
        return self.frontier_at(size).root


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiving:
    """What a node keeps of the log it receives.

    Attributes:
        inbound: the judge's part.
        entries: as taken.
        nodes: per entry, the subtrees it completes.
        receipts: as given, in order.
        applied: how many entries were applied.
        effects: messages that had an effect, in order.
        refused: messages that had none.
    """

    inbound: Inbound
    entries: tuple[bytes, ...] = ()
    nodes: tuple[bytes, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    applied: int = 0
    effects: tuple[MessageId, ...] = ()
    refused: tuple[MessageId, ...] = ()

    def root_at(self, size: int) -> bytes:
        """The root at an earlier size."""
        return Frontier.read(size, fetch(self.nodes)).root

    def past(self, head: Head) -> Receipt | None:
        """The first receipt for this epoch and size."""
        for one in self.receipts:
            had = one.statement.head.statement
            if (had.epoch, had.size) == (head.epoch, head.size):
                return one
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """All that one node keeps: one log out, one log in."""

    sending: Sending
    receiving: Receiving

    @classmethod
    def empty(cls, *, out: LogId, into: LogId) -> Store:
        """A new node's store."""
        return cls(
            sending=Sending(outbound=Outbound(log=out, frontier=Frontier.empty())),
            receiving=Receiving(inbound=Inbound(log=into, frontier=Frontier.empty())),
        )


def fetch(nodes: Sequence[bytes]) -> Callable[[NodeRef], bytes]:
    """How the tree reads stored subtrees."""
    return lambda ref: ref.read(nodes[ref.entry])


def size_of(receipt: Receipt) -> int:
    """How many entries a receipt covers."""
    return receipt.statement.head.statement.size


def stage(mine: Sending, owned: Owned) -> Sending:
    """A case's transaction stages its entry."""
    return replace(mine, staging=(*mine.staging, owned))


def plan(mine: Sending, *, common: int, read_back: Sequence[Owned], said: Standing) -> Settlement:
    """What settling does to the store as it is now: read inside the transaction, never before it."""
    return settle(
        common=mine.frontier_at(common),
        tail=mine.log[common:],
        read_back=read_back,
        staged=[owned.message_id for owned in mine.staging],
        said=said,
    )


def settled(
    mine: Sending,
    *,
    start: int,
    common: int,
    read_back: Sequence[Owned],
    receipts: Sequence[Receipt],
    said: Standing,
    nonce: bytes,
    now: datetime,
) -> tuple[Sending, tuple[Tenure, Frontier]]:
    """Settle and claim an epoch, in one transaction.

    Args:
        mine: what is stored now.
        start: from where receipts were read back.
        common: size of the common prefix.
        read_back: the receiver's entries above it.
        receipts: those read back, believed.
        said: the Standing, believed.
        nonce: 16 fresh bytes.
        now: our clock.

    Raises:
        Untrusted: SETTLE_MISMATCH, or RESEND_HELD.
    """
    if common > len(mine.log) or start > mine.dated:
        raise Untrusted(Reason.SETTLE_MISMATCH, why="our log fell back since the probes")
    todo = plan(mine, common=common, read_back=read_back, said=said)
    if not mine.released and must_hold(todo, lost_since=_lost_since(mine, common), now=now):
        raise Untrusted(Reason.RESEND_HELD, entries=len(todo.returned))
    epoch = next_epoch(mine.outbound, said, nonce=nonce)
    done = with_receipts(_cut(mine, todo), receipts)
    outbound = replace(done.outbound, epoch=epoch, top_counter=epoch.counter)
    return replace(done, outbound=outbound, released=False), (claim(epoch, todo.frontier), todo.frontier)


def _cut(mine: Sending, todo: Settlement) -> Sending:
    ids = [owned.message_id for owned in todo.returned]
    waiting = tuple(
        one for one in mine.staging if one.message_id not in todo.drop and one.message_id not in ids
    )
    kept = tuple(one for one in mine.receipts if size_of(one) <= todo.common)
    return replace(
        mine,
        log=mine.log[: todo.common] + todo.imported,
        nodes=mine.nodes[: todo.common] + todo.nodes,
        staging=todo.returned + waiting,
        flight=None,
        receipts=kept,
        returned=(mine.returned - todo.drop).union(ids),
        outbound=replace(mine.outbound, frontier=todo.frontier, acked=kept[-1] if kept else None),
    )


def _lost_since(mine: Sending, common: int) -> datetime | None:
    times = [one.statement.at for one in mine.receipts if size_of(one) > common]
    return min(times, default=None)


def with_receipts(mine: Sending, receipts: Sequence[Receipt]) -> Sending:
    """Keep receipts that were read back, each where it belongs."""
    had = {one.payload for one in mine.receipts}
    new = [one for one in receipts if one.payload not in had]
    if not new:
        return mine
    every = tuple(sorted((*mine.receipts, *new), key=lambda one: (size_of(one), one.statement.at)))
    return replace(mine, receipts=every, outbound=replace(mine.outbound, acked=every[-1]))


def opened(mine: Sending, *, tenure: Tenure, answer: Receipt) -> tuple[Sending, None]:
    """Keep the Opened: the epoch is ours, and old positions are void; only now is a person told."""
    check_tenure(mine.outbound, tenure)
    return hand_over(replace(mine, opened=answer)), None


def hand_over(mine: Sending) -> Sending:
    """Give to a person what lost its position and is no longer legal."""
    lost = mine.returned & mine.spoilt
    waiting = tuple(one for one in mine.staging if one.message_id not in lost)
    return replace(mine, staging=waiting, returned=mine.returned - lost, hands=mine.hands | lost)


def closed(
    mine: Sending,
    *,
    tenure: Tenure,
    limit: int,
    date: bool,
    sign: Callable[[Head], Signed[Head]],
    now: datetime,
) -> tuple[Sending, tuple[Tenure, Append | None]]:
    """What is in flight, else a batch of what is staged, else a later date if that is due."""
    check_tenure(mine.outbound, tenure)
    if mine.flight is not None or not (mine.staging or date):
        return mine, (tenure, mine.flight)
    batch = close_batch(mine.outbound, [owned.entry for owned in mine.staging], limit=limit, now=now)
    count = len(batch.entries)
    append = Append(first=batch.first, entries=batch.entries, head=sign(batch.head))
    done = replace(
        mine,
        log=mine.log + mine.staging[:count],
        nodes=mine.nodes + batch.nodes,
        staging=mine.staging[count:],
        flight=append,
        returned=mine.returned.difference(one.message_id for one in mine.staging[:count]),
        outbound=replace(mine.outbound, frontier=batch.frontier),
    )
    return done, (claim(tenure.epoch, batch.frontier), append)


def signed_again(mine: Sending, *, tenure: Tenure, append: Append) -> tuple[Sending, None]:
    """Keep what is in flight under a later date."""
    check_tenure(mine.outbound, tenure)
    return replace(mine, flight=append), None


def receipted(mine: Sending, *, tenure: Tenure, sent: Append, answer: Receipt) -> tuple[Sending, None]:
    """Keep the receipt for what was in flight; a head that dates has the same size as the batch before it."""
    check_tenure(mine.outbound, tenure)
    if mine.flight is None or mine.flight.first != sent.first:
        raise Untrusted(Reason.SETTLE_MISMATCH, why="something else is in flight")
    return replace(with_receipts(mine, (answer,)), flight=None), None
