"""What both judges of a link ask of trust, and the checks they share: parties and freshness."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from federation.errors import InvalidInput, Malformed, Reason, Untrusted
from federation.ids import Locality
from federation.limits import FRESH_SECONDS
from federation.link.head import BlobAsk, Call, GreetAsk, Head, PayloadType, ReadAsk, Signed
from federation.trust.suites import Signature

NONCE_BYTES = 16  # 128 bits: two pumps that choose one counter still differ
PROBES = 64  # roots asked in one Read: two rounds find the common prefix of 4,096 entries


class Trust(Protocol):
    """The part of the directory a link needs (`federation.trust.directory.Directory`)."""

    @property
    def version(self) -> int:
        """Counts up with every directory."""

    def verify(
        self, locality: Locality, payload_type: str, payload: bytes, signature: Signature, at: datetime
    ) -> None:
        """Raise Untrusted unless a key of this member, valid at ``at``, made the signature."""

    def admits(self, peer: Locality, sender: Locality) -> bool:
        """Whether a connection of ``peer`` may bring what ``sender`` signed."""


def check_parties(head: Head, *, me: Locality, peer: Locality, trust: Trust) -> None:
    """Receiver is me, the log names both, the connection may bring it.

    Raises:
        Untrusted: PARTIES or FORWARDER.
    """
    if head.receiver != me or head.sender == me:
        raise Untrusted(Reason.PARTIES, receiver=head.receiver)
    if (head.log.sender, head.log.receiver) != (head.sender, head.receiver):
        raise Untrusted(Reason.PARTIES, log=head.log)
    if not trust.admits(peer, head.sender):
        raise Untrusted(Reason.PARTIES if peer == head.sender else Reason.FORWARDER, peer=peer)


def check_fresh(at: datetime, *, now: datetime) -> None:
    """Within ±5 minutes of now.

    Raises:
        Untrusted: STALE; the detail says by how many seconds.
    """
    drift = now - at
    if abs(drift) > timedelta(seconds=FRESH_SECONDS):
        raise Untrusted(Reason.STALE, seconds=round(drift.total_seconds()))


def check_call(call: Signed[Call], *, me: Locality, peer: Locality, trust: Trust, now: datetime) -> None:
    """A signed question: for me, about the caller's own log, brought by a connection that may, signed, fresh.

    Raises:
        Untrusted: PARTIES, FORWARDER, STALE, or what the directory says of the signature.
        Malformed: MALFORMED if the nonce or the position is no such thing.
        InvalidInput: TOO_MANY roots asked.
    """
    asked = call.statement
    _check_question(asked)  # step 1
    if asked.callee != me or asked.caller == me:  # step 2
        raise Untrusted(Reason.PARTIES, callee=asked.callee)
    _check_own(asked)
    if not trust.admits(peer, asked.caller):
        raise Untrusted(Reason.PARTIES if peer == asked.caller else Reason.FORWARDER, peer=peer)
    check_fresh(asked.at, now=now)  # step 3
    trust.verify(asked.caller, PayloadType.CALL, call.payload, call.signature, now)


def _check_question(asked: Call) -> None:
    ask = asked.ask
    if len(asked.nonce) != NONCE_BYTES:
        raise Malformed(what="nonce")
    if isinstance(ask, ReadAsk):
        if len(ask.root_sizes) > PROBES:
            raise InvalidInput(Reason.TOO_MANY, roots=len(ask.root_sizes), limit=PROBES)
        if min(0, ask.start, *ask.root_sizes) < 0:
            raise Malformed(what="position")
    if isinstance(ask, BlobAsk) and ask.offset < 0:
        raise Malformed(what="offset")


def _check_own(asked: Call) -> None:
    """The sender of a log asks about it, and a case's file is for its two ends only."""
    match asked.ask:
        case GreetAsk(log=log) | ReadAsk(log=log):
            if (log.sender, log.receiver) != (asked.caller, asked.callee):
                raise Untrusted(Reason.PARTIES, log=log)
        case BlobAsk(case=case):
            if {case.accepting, case.handling} != {asked.caller, asked.callee}:
                raise Untrusted(Reason.PARTIES, case=case)
