"""Documents that members sign together, each with a key of its office: agreements and calendars.

One DSSE envelope over the bytes as they were written; each signer adds a signature to the same bytes
(DESIGN §2 law 3). `open_cosigned` says who signed; who must have, the document's reader decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from federation.errors import KuayuError, Reason, Untrusted
from federation.ids import Locality
from federation.trust import dsse
from federation.trust.directory import Directory, KeyUse
from federation.trust.dsse import Envelope, Roots
from federation.trust.suites import Signature, Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigned:
    """A payload, and the members that validly signed it: at least one."""

    payload: bytes
    by: frozenset[Locality]

    def require(self, *members: Locality) -> None:
        """Check that all of these signed.

        Raises:
            Untrusted: UNSIGNED, naming the first that did not.
        """
        missing = [member for member in members if member not in self.by]
        if missing:
            raise Untrusted(Reason.UNSIGNED, missing=missing[0])


def add_signature(envelope: bytes, signer: Signer, *, payload_type: str, limit: int) -> bytes:
    """The envelope with one more signature over the same bytes; one of that key before is replaced.

    Raises:
        Untrusted: UNSIGNED if it is no envelope of this type.
    """
    read = _read(envelope, payload_type=payload_type, limit=limit)
    made = signer.sign(payload_type, read.payload)
    others = (one for one in read.signatures if one[0] != made.key_id)
    signatures = (*others, (made.key_id, made.value))
    return dsse.write_envelope(payload_type, Envelope(payload=read.payload, signatures=signatures))


def open_cosigned(
    envelope: bytes, *, payload_type: str, directory: Directory, at: datetime, limit: int
) -> Cosigned:
    """Check every signature of an envelope against the directory.

    Args:
        envelope: as received.
        payload_type: the only type accepted.
        directory: whose keys count.
        at: when the keys must be valid, UTC.
        limit: bytes an envelope may have.

    Raises:
        Untrusted: UNSIGNED if it is too large, malformed, of another type, or nobody in the directory signed.
    """
    read = _read(envelope, payload_type=payload_type, limit=limit)
    by = frozenset(_signers(read, payload_type, directory, at))
    if not by:
        raise Untrusted(Reason.UNSIGNED, why="signatures")
    return Cosigned(payload=read.payload, by=by)


def open_by_roots(envelope: bytes, *, payload_type: str, roots: Roots, limit: int) -> bytes:
    """The payload, if the threshold of root keys signed it.

    Raises:
        Untrusted: UNSIGNED.
    """
    try:
        return dsse.open_envelope(envelope, payload_type=payload_type, roots=roots, limit=limit)
    except Untrusted as error:
        raise Untrusted(Reason.UNSIGNED, **error.detail) from error


def _read(envelope: bytes, *, payload_type: str, limit: int) -> Envelope:
    try:
        return dsse.read_envelope(envelope, payload_type=payload_type, limit=limit)
    except Untrusted as error:
        raise Untrusted(Reason.UNSIGNED, **error.detail) from error


def _signers(read: Envelope, payload_type: str, directory: Directory, at: datetime) -> Iterator[Locality]:
    """Members one of whose keys of this use made one of the signatures; a key's id is only a hint."""
    for key_id, value in read.signatures:
        for locality, member in directory.members.items():
            if key_id in member.keys:
                signature = Signature(key_id=key_id, suite=member.keys[key_id].suite, value=value)
                try:
                    directory.verify(locality, payload_type, read.payload, signature, at, use=KeyUse.DOCUMENT)
                except KuayuError:
                    continue
                yield locality
