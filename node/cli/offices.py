"""A city's office: its key, and the directory that lists it. Used by verbs that need no running node."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from federation.errors import KuayuError, Reason
from federation.ids import KeyId, Locality


def directory_of(config: Any) -> Any:
    """The directory the node's file names.

    Raises:
        KuayuError: CONFIG if it or its root keys are not there; DIRECTORY_INVALID.
    """
    from federation.trust.dsse import parse_roots  # noqa: PLC0415  # pydantic is slow to start
    from federation.trust.publication import parse_directory  # noqa: PLC0415

    try:
        roots, envelope = config.roots.read_bytes(), config.directory.read_bytes()
    except OSError as error:
        raise KuayuError(Reason.CONFIG, file="directory or roots", why=type(error).__name__) from error
    return parse_directory(envelope, roots=parse_roots(roots))


def signer_of(key: Path, directory: Any, me: Locality) -> Any:
    """The office's key, under the name the directory gives it.

    Raises:
        Untrusted: KEY_UNKNOWN if it is not listed for documents, KEY_EXPIRED.
        KuayuError: CONFIG if it is no key.
    """
    from federation.trust.directory import KeyUse  # noqa: PLC0415
    from federation.trust.suites import SoftwareSigner  # noqa: PLC0415

    signer = SoftwareSigner.from_pem(key.read_bytes(), key_id=KeyId("own"))
    listed = directory.signing_key(me, [signer.public], datetime.now(UTC), use=KeyUse.DOCUMENT)
    return replace(signer, key_id=listed.key_id)
