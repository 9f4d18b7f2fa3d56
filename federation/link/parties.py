"""What both judges of a link ask of trust, and the checks they share: parties and freshness."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from federation.errors import Reason, Untrusted
from federation.ids import Locality
from federation.limits import FRESH_SECONDS
from federation.link.head import Call, Head, PayloadType, Signed
from federation.trust.suites import Signature


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
    """A signed question: for me, brought by a connection that may, signed, fresh.

    Raises:
        Untrusted: PARTIES, FORWARDER, STALE, or what the directory says of the signature.
    """
    asked = call.statement
    if asked.callee != me or asked.caller == me:
        raise Untrusted(Reason.PARTIES, callee=asked.callee)
    if not trust.admits(peer, asked.caller):
        raise Untrusted(Reason.FORWARDER, peer=peer)
    check_fresh(asked.at, now=now)
    trust.verify(asked.caller, PayloadType.CALL, call.payload, call.signature, now)
