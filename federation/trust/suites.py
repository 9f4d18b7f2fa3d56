"""Signature suites: one table; what is not in it is refused. Ed25519 now, SM2-with-SM3 later.

Signatures cover the DSSE pre-authentication encoding of (payload type, payload); its lengths are
byte lengths, so Chinese text in either cannot shift a boundary.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from federation.errors import KuayuError, Reason, Untrusted
from federation.ids import KeyId


class Suite(StrEnum):
    """How a signature is made."""

    ED25519 = "ed25519"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature and a hint to its key."""

    key_id: KeyId
    suite: Suite
    value: bytes


class Signer(Protocol):
    """Holds a member's private key: software here, an HSM elsewhere."""

    def sign(self, payload_type: str, payload: bytes) -> Signature:
        """Sign PAE(payload_type, payload)."""


def pae(payload_type: str, payload: bytes) -> bytes:
    """Pre-authentication encoding of DSSE v1: ``DSSEv1 SP len SP type SP len SP payload``."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def _verify_ed25519(public: bytes, message: bytes, value: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(public).verify(value, message)


_VERIFIERS: Mapping[Suite, Callable[[bytes, bytes, bytes], None]] = {Suite.ED25519: _verify_ed25519}
PUBLIC_BYTES: Mapping[Suite, int] = {Suite.ED25519: 32}


def verify(*, public: bytes, suite: Suite, payload_type: str, payload: bytes, signature: Signature) -> None:
    """Check a signature made with a key of ``suite``.

    Args:
        public: the raw public key as the directory lists it (32 bytes for Ed25519, RFC 8032).
        suite: the suite the directory lists for that key; the signature may not name another.
        payload_type: what the payload is, by context.
        payload: the bytes as received.
        signature: the signature as received.

    Raises:
        Untrusted: SUITE_UNKNOWN on a downgrade or unknown suite, SIGNATURE if it does not verify.
    """
    if signature.suite is not suite or suite not in _VERIFIERS:
        raise Untrusted(Reason.SUITE_UNKNOWN, suite=str(signature.suite))
    try:
        _VERIFIERS[suite](public, pae(payload_type, payload), signature.value)
    except (InvalidSignature, ValueError) as error:
        raise Untrusted(Reason.SIGNATURE, key_id=signature.key_id) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftwareSigner:
    """An Ed25519 key in memory. For production prefer a key held in a device (docs/adr)."""

    key_id: KeyId
    key: Ed25519PrivateKey

    @classmethod
    def from_pem(cls, pem: bytes, *, key_id: KeyId) -> SoftwareSigner:
        """Load an unencrypted PKCS #8 key.

        Raises:
            KuayuError: CONFIG if it is not an Ed25519 key in PEM.
        """
        try:
            key = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError) as error:
            raise KuayuError(Reason.CONFIG, what="signing key") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise KuayuError(Reason.CONFIG, what="signing key is not Ed25519")
        return cls(key_id=key_id, key=key)

    @property
    def public(self) -> bytes:
        """The raw public key, 32 bytes."""
        return self.key.public_key().public_bytes_raw()

    def sign(self, payload_type: str, payload: bytes) -> Signature:
        """Sign PAE(payload_type, payload) with Ed25519 (RFC 8032)."""
        value = self.key.sign(pae(payload_type, payload))
        return Signature(key_id=self.key_id, suite=Suite.ED25519, value=value)
