"""Who signs in the model, and how statements become bytes there.

The wire is another room: here a statement's bytes are a thin deterministic rendering. The signatures
are either cheap keyed hashes, for many runs, or Ed25519 under a real directory, for some.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Protocol, TypeVar

from federation.errors import Reason, Untrusted
from federation.ids import KeyId, Locality
from federation.link.head import Call, Countersigned, Head, PayloadType, Signed, Standing
from federation.link.parties import Trust
from federation.trust.suites import Signature, Suite
from tests.worlds import trust as real

T = TypeVar("T")
START = datetime(2026, 2, 4, 1, 0, tzinfo=UTC)
A, B = real.SHANTOU, real.XIAN


class Keys(Protocol):
    """Every member's private key, and the directory."""

    trust: Trust

    def sign(self, member: Locality, payload_type: str, payload: bytes) -> Signature:
        """Sign as a member."""


class _KeyedHashes:
    """A directory whose signatures are keyed hashes: the secret is the member's name."""

    version = 7

    def verify(
        self, locality: Locality, payload_type: str, payload: bytes, signature: Signature, at: datetime
    ) -> None:
        del at
        if signature.value != _tag(locality, payload_type, payload):
            raise Untrusted(Reason.SIGNATURE)

    def admits(self, peer: Locality, sender: Locality) -> bool:
        return peer == sender


def _tag(locality: Locality, payload_type: str, payload: bytes) -> bytes:
    return sha256(b"%s|%s|%s" % (locality.encode(), payload_type.encode(), payload)).digest()


class CheapKeys:
    """Keyed hashes: quick, and nobody in the model guesses them."""

    trust: Trust = _KeyedHashes()
    _key_id = KeyId("cheap")

    def sign(self, member: Locality, payload_type: str, payload: bytes) -> Signature:
        value = _tag(member, payload_type, payload)
        return Signature(key_id=self._key_id, suite=Suite.ED25519, value=value)


class RealKeys:
    """Ed25519 and the directory as nodes use them."""

    def __init__(self) -> None:
        self.trust: Trust = real.directory()

    def sign(self, member: Locality, payload_type: str, payload: bytes) -> Signature:
        return real.LOG_SIGNERS[member].sign(payload_type, payload)


@dataclass(frozen=True, slots=True)
class Scribe:
    """Renders and signs one member's statements."""

    me: Locality
    keys: Keys

    def head(self, head: Head) -> Signed[Head]:
        return self._signed(head, PayloadType.HEAD, _head(head))

    def open(self, head: Head) -> Signed[Head]:
        return self._signed(head, PayloadType.OPEN, _head(head))

    def receipt(self, receipt: Countersigned) -> Signed[Countersigned]:
        return self._signed(receipt, PayloadType.RECEIPT, _countersigned(receipt))

    def opened(self, opened: Countersigned) -> Signed[Countersigned]:
        return self._signed(opened, PayloadType.OPENED, _countersigned(opened))

    def standing(self, said: Standing) -> Signed[Standing]:
        return self._signed(said, PayloadType.STANDING, _standing(said))

    def call(self, call: Call) -> Signed[Call]:
        asked = repr((call.caller, call.callee, _micros(call.at), call.nonce, call.ask))
        return self._signed(call, PayloadType.CALL, asked.encode())

    def _signed(self, statement: T, payload_type: PayloadType, payload: bytes) -> Signed[T]:
        signature = self.keys.sign(self.me, payload_type, payload)
        return Signed(statement=statement, payload=payload, signature=signature)


def _head(head: Head) -> bytes:
    text = f"{head.log} {head.epoch.counter} {head.size} {_micros(head.at)} "
    return text.encode() + head.epoch.nonce + head.root


def _countersigned(made: Countersigned) -> bytes:
    inside = made.head
    text = f"{_micros(made.at)} {made.directory_version} {len(inside.payload)} "
    return text.encode() + inside.payload + inside.signature.value


def _standing(said: Standing) -> bytes:
    lasts = [
        one.payload + one.signature.value if one else b"-" for one in (said.last_receipt, said.last_opened)
    ]
    text = f"{said.log} {said.size} {_micros(said.at)} {len(lasts[0])} "
    return text.encode() + said.root + said.in_reply_to + b"".join(lasts)


def _micros(at: datetime) -> str:
    return str((at - START) // timedelta(microseconds=1))
