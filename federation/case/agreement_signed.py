"""A signed agreement: it counts only when the offices of both its cities signed the same bytes."""

from __future__ import annotations

from datetime import datetime

from federation.case.agreement import Agreement
from federation.case.agreement_file import FILE_BYTES, load_agreement
from federation.errors import Reason, Untrusted
from federation.trust import dsse
from federation.trust.cosigned import Cosigned, add_signature, open_cosigned
from federation.trust.directory import Directory
from federation.trust.suites import Signer

AGREEMENT_TYPE = "application/vnd.kuayu.agreement.v1+toml"
ENVELOPE_BYTES = 2 * FILE_BYTES  # base64 and signatures


def sign_agreement(data: bytes, signer: Signer) -> bytes:
    """Put one office's signature under an agreement: the text itself, or what the other office signed.

    Args:
        data: the TOML as both wrote it, or its envelope.
        signer: the office's key.

    Raises:
        InvalidInput: what `load_agreement` raises: nothing that could not be imported is ever signed.
        Untrusted: DIRECTORY_INVALID for another kind of envelope.
    """
    if not _is_envelope(data):
        load_agreement(data)
        return dsse.sign(AGREEMENT_TYPE, data, [signer])
    signed = add_signature(data, signer, payload_type=AGREEMENT_TYPE, limit=ENVELOPE_BYTES)
    load_agreement(text_of(signed))
    return signed


def text_of(data: bytes) -> bytes:
    """The text of an agreement, signed or not; nobody's signature is checked.

    Raises:
        Untrusted: UNSIGNED for another kind of envelope.
    """
    if not _is_envelope(data):
        return data
    try:
        return dsse.read_envelope(data, payload_type=AGREEMENT_TYPE, limit=ENVELOPE_BYTES).payload
    except Untrusted as error:  # that it is no directory says nothing to whoever signs an agreement
        raise Untrusted(Reason.UNSIGNED, **error.detail) from None


def open_agreement(envelope: bytes, *, directory: Directory, at: datetime) -> Agreement:
    """Verify and read an agreement.

    Args:
        envelope: as received.
        directory: whose offices' keys count.
        at: when the keys must be valid, UTC.

    Raises:
        Untrusted: UNSIGNED unless both its cities' offices signed; the detail names the one missing.
        InvalidInput: what `load_agreement` raises.
    """
    signed = look_into(envelope, directory=directory, at=at)
    agreement = load_agreement(signed.payload)
    signed.require(agreement.accepting, agreement.handling)
    return agreement


def look_into(envelope: bytes, *, directory: Directory, at: datetime) -> Cosigned:
    """Who has signed so far: at least one.

    Raises:
        Untrusted: UNSIGNED.
    """
    return open_cosigned(
        envelope, payload_type=AGREEMENT_TYPE, directory=directory, at=at, limit=ENVELOPE_BYTES
    )


def _is_envelope(data: bytes) -> bool:
    """An envelope is JSON, an agreement TOML: no TOML begins with a brace."""
    return data.lstrip().startswith(b"{")
