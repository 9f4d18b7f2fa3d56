"""Two ends with real keys: makes the statements of a link for tests of its judges.

Shantou sends, Xi'an receives. What a statement's bytes are is of no matter to a judge; the model's
rendering is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from federation.ids import LogId
from federation.link.head import Append, Countersigned, Epoch, Head, Signed
from federation.link.merkle import Frontier, leaf_hash
from federation.link.receiver import Inbound, Take, TakeOpen, judge_append, judge_open
from tests.model.keys import RealKeys, Scribe
from tests.worlds.trust import NOON, SHANTOU, XIAN

KEYS = RealKeys()
TRUST = KEYS.trust
SENDER, RECEIVER = Scribe(SHANTOU, KEYS), Scribe(XIAN, KEYS)
LOG = LogId.make(SHANTOU, XIAN)
NOW = NOON
EPOCH = Epoch(counter=3, nonce=b"n" * 16)
LATER_EPOCH = Epoch(counter=4, nonce=b"m" * 16)
ENTRIES = (b"first", b"second", b"third", b"fourth", b"fifth")


def seconds(count: float) -> timedelta:
    """A number of seconds."""
    return timedelta(seconds=count)


def frontier(entries: Sequence[bytes]) -> Frontier:
    """The frontier over entries."""
    return Frontier.empty().extend([leaf_hash(entry) for entry in entries])[0]


def head(entries: Sequence[bytes], *, epoch: Epoch = EPOCH, at: datetime = NOW) -> Head:
    """The head over entries."""
    tree = frontier(entries)
    return Head(log=LOG, sender=SHANTOU, receiver=XIAN, epoch=epoch, size=tree.size, root=tree.root, at=at)


def append(
    before: Sequence[bytes], entries: Sequence[bytes], *, epoch: Epoch = EPOCH, at: datetime = NOW
) -> Append:
    """An honest Append of entries after others."""
    signed = SENDER.head(head((*before, *entries), epoch=epoch, at=at))
    return Append(first=len(before), entries=tuple(entries), head=signed)


def opening(entries: Sequence[bytes], *, epoch: Epoch = EPOCH, at: datetime = NOW) -> Signed[Head]:
    """An honest Open at the end of entries."""
    return SENDER.open(head(entries, epoch=epoch, at=at))


def receipt(signed: Signed[Head], *, at: datetime = NOW) -> Signed[Countersigned]:
    """A receipt of the receiver for a signed head."""
    return RECEIVER.receipt(Countersigned(head=signed, at=at, directory_version=TRUST.version))


def opened(signed: Signed[Head], *, at: datetime = NOW) -> Signed[Countersigned]:
    """An Opened of the receiver for a signed Open."""
    return RECEIVER.opened(Countersigned(head=signed, at=at, directory_version=TRUST.version))


def inbound(entries: Sequence[bytes] = (), *, epoch: Epoch = EPOCH) -> Inbound:
    """A receiver that has opened an epoch at the start and taken entries in one batch."""
    first = opened(opening((), epoch=epoch))
    last = receipt(SENDER.head(head(entries, epoch=epoch))) if entries else None
    return Inbound(log=LOG, frontier=frontier(entries), epoch=epoch, last_receipt=last, last_opened=first)


def judged(
    request: Append,
    kept: Inbound,
    *,
    past: Signed[Countersigned] | None = None,
    now: datetime = NOW,
    peer: str = SHANTOU,
) -> object:
    """The receiver's verdict on an Append."""
    return judge_append(request, inbound=kept, past=past, me=XIAN, peer=peer, trust=TRUST, now=now)


def judged_open(request: Signed[Head], kept: Inbound, *, now: datetime = NOW, peer: str = SHANTOU) -> object:
    """The receiver's verdict on an Open."""
    return judge_open(request, inbound=kept, me=XIAN, peer=peer, trust=TRUST, now=now)


def taken(verdict: object) -> Take:
    """The verdict, which must be to take."""
    assert isinstance(verdict, Take)
    return verdict


def taken_open(verdict: object) -> TakeOpen:
    """The verdict, which must be to open."""
    assert isinstance(verdict, TakeOpen)
    return verdict
