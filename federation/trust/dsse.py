"""Documents signed by several: a DSSE JSON envelope under a threshold of root keys.

The payload is judged as the bytes it is: base64 decoded, never serialised again. Order of checks:
size, shape of the envelope, signatures, and only then does anybody read the payload.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from federation.errors import InvalidInput, KuayuError, Reason, Untrusted
from federation.ids import KeyId
from federation.trust import strict_json, suites
from federation.trust.strict_json import Base64, KeyIdText, StrictModel
from federation.trust.suites import PUBLIC_BYTES, Signature, Signer, Suite

MAX_SIGNATURES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class RootKey:
    """A key that may sign the directory, given to a node by hand and never by the directory."""

    key_id: KeyId
    suite: Suite
    public: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Roots:
    """The root keys a verifier trusts, and how many different ones must have signed."""

    keys: tuple[RootKey, ...]
    threshold: int

    def __post_init__(self) -> None:
        """Fail closed: an empty list, a twin, or a threshold out of reach is a fault, not a policy."""
        ids = {key.key_id for key in self.keys}
        publics = {key.public for key in self.keys}
        sound = all(len(key.public) == PUBLIC_BYTES[key.suite] for key in self.keys)
        if (
            not sound
            or not len(ids) == len(publics) == len(self.keys)
            or not 1 <= self.threshold <= len(self.keys)
        ):
            raise InvalidInput(Reason.CONFIG, what="root keys", keys=len(self.keys), threshold=self.threshold)


class _RootKeyDocument(StrictModel):
    key_id: KeyIdText
    suite: str
    public: Base64


class _RootsDocument(StrictModel):
    threshold: int
    keys: list[_RootKeyDocument]


class _SignatureDocument(StrictModel):
    keyid: KeyIdText
    sig: Base64


class _EnvelopeDocument(StrictModel):
    payloadType: str  # noqa: N815  # the name in DSSE v1
    payload: Base64
    signatures: Annotated[list[_SignatureDocument], Field(min_length=1, max_length=MAX_SIGNATURES)]


def parse_roots(text: bytes) -> Roots:
    """Read ``roots.json``: ``{"threshold": 2, "keys": [{"key_id", "suite", "public"}]}``.

    Raises:
        InvalidInput: CONFIG.
    """
    try:
        document = _RootsDocument.model_validate(strict_json.load(text))
        keys = tuple(
            RootKey(key_id=key.key_id, suite=Suite(key.suite), public=key.public) for key in document.keys
        )
    except ValueError as error:
        raise InvalidInput(Reason.CONFIG, what="root keys") from error
    return Roots(keys=keys, threshold=document.threshold)


def encode_roots(roots: Roots) -> bytes:
    """Write what `parse_roots` reads."""
    keys = [
        {"key_id": key.key_id, "suite": key.suite.value, "public": strict_json.put_bytes(key.public)}
        for key in roots.keys
    ]
    return strict_json.dump({"threshold": roots.threshold, "keys": keys})


def sign(payload_type: str, payload: bytes, signers: Sequence[Signer]) -> bytes:
    """A DSSE envelope over these bytes, signed by each."""
    made = [(one.key_id, one.value) for one in (signer.sign(payload_type, payload) for signer in signers)]
    return write_envelope(payload_type, Envelope(payload=payload, signatures=tuple(made)))


def write_envelope(payload_type: str, envelope: Envelope) -> bytes:
    """Write what `read_envelope` reads."""
    payload = envelope.payload
    signatures = [
        {"keyid": key_id, "sig": strict_json.put_bytes(value)} for key_id, value in envelope.signatures
    ]
    return strict_json.dump(
        {"payloadType": payload_type, "payload": strict_json.put_bytes(payload), "signatures": signatures}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What an envelope holds; its signatures are not checked yet."""

    payload: bytes
    signatures: tuple[tuple[KeyId, bytes], ...]


def read_envelope(envelope: bytes, *, payload_type: str, limit: int) -> Envelope:
    """Take an envelope apart. Nobody reads its payload before enough of its signatures are checked.

    Raises:
        Untrusted: DIRECTORY_INVALID if it is too large, malformed or of another type.
    """
    if len(envelope) > limit:
        raise Untrusted(Reason.DIRECTORY_INVALID, why="size", limit=limit)
    document = _parse(envelope)
    if document.payloadType != payload_type:
        raise Untrusted(Reason.DIRECTORY_INVALID, why="payload type")
    signatures = tuple((one.keyid, one.sig) for one in document.signatures)
    return Envelope(payload=document.payload, signatures=signatures)


def open_envelope(envelope: bytes, *, payload_type: str, roots: Roots, limit: int) -> bytes:
    """The payload of an envelope that enough root keys have signed.

    Args:
        envelope: as received.
        payload_type: the only type accepted.
        roots: whom to believe.
        limit: bytes an envelope may have.

    Raises:
        Untrusted: DIRECTORY_INVALID if it is too large, malformed, of another type, or signed by
            fewer than the threshold of different root keys.
    """
    read = read_envelope(envelope, payload_type=payload_type, limit=limit)
    good = {
        key.key_id
        for key in roots.keys
        for key_id, value in read.signatures
        if key_id == key.key_id and _signed(key, payload_type, read.payload, value)
    }
    if len(good) < roots.threshold:
        raise Untrusted(Reason.DIRECTORY_INVALID, why="signatures", good=len(good), need=roots.threshold)
    return read.payload


def _parse(envelope: bytes) -> _EnvelopeDocument:
    try:
        return _EnvelopeDocument.model_validate(strict_json.load(envelope))
    except ValueError as error:
        raise Untrusted(Reason.DIRECTORY_INVALID, why="envelope") from error


def _signed(key: RootKey, payload_type: str, payload: bytes, value: bytes) -> bool:
    try:
        suites.verify(
            public=key.public,
            suite=key.suite,
            payload_type=payload_type,
            payload=payload,
            signature=Signature(key_id=key.key_id, suite=key.suite, value=value),
        )
    except KuayuError:
        return False
    return True
