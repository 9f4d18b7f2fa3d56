"""A new log key for a member: listed a day before it is used, the old one closed and never removed.

A directory must reach every node before a key in it is used; a head signed just before the change
must still be taken just after it. So the new key opens after `NOTICE`, and the old one closes
`OVERLAP` later. After a theft there is no time for either: ``at_once``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from certs import tls
from certs.folder import File
from certs.pki import documents, listed, log_key_id, new_signer
from federation.errors import InvalidInput, Reason
from federation.ids import KeyId, Locality
from federation.trust.directory import Directory, Key, KeyUse, Member
from federation.trust.dsse import Roots, parse_roots
from federation.trust.publication import parse_directory, sign_directory
from federation.trust.suites import SoftwareSigner, Suite

NOTICE = timedelta(hours=24)  # DESIGN §6: new keys are published 24 h before use
OVERLAP = timedelta(hours=24)  # a head signed before the change is still delivered after it


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """What a rotation gives: the new directory, its files, and private keys that are of no more use."""

    directory: Directory
    key: Key
    files: list[File]
    spent: list[Path]


def rotate(folder: Path, locality: Locality, *, now: datetime, at_once: bool) -> Rotation:
    """Plan a member's next log key; nothing is written here.

    Args:
        folder: as `certs.pki.make_pki` laid it out, root keys included.
        locality: the member.
        now: UTC; whole seconds count.
        at_once: the new key opens and the old ones close now, without notice or overlap.

    Raises:
        InvalidInput: CONFIG if the folder is not such a one, or a change is pending already.
        Untrusted: MEMBER_UNKNOWN; DIRECTORY_INVALID if the present directory is.
    """
    now = now.replace(microsecond=0)
    roots_text = _read(folder / "roots.json")
    roots = parse_roots(roots_text)
    before = parse_directory(_read(folder / "directory.json"), roots=roots)
    member = before.member(locality)
    if any(key.valid_from > now for key in member.keys.values()) and not at_once:
        raise InvalidInput(Reason.CONFIG, what="a new key is pending", locality=locality)
    held = sum(key.use is KeyUse.LOG for key in member.keys.values())
    signer = new_signer(log_key_id(locality, held + 1))
    opens = now if at_once else now + NOTICE
    key = listed(signer, valid_from=opens)
    after = _with_key(before, member, key, closing=opens if at_once else opens + OVERLAP, now=now)
    envelope = sign_directory(after, _root_signers(folder, roots))
    directory = parse_directory(envelope, roots=roots)
    directory.check_follows(before)
    suffix = signer.key_id.rpartition("-")[2]
    files = [
        File(
            path=PurePosixPath(f"{locality}/log-key-{suffix}.pem"),
            content=tls.key_pem(signer.key),
            secret=True,
        ),
        *documents("", envelope=envelope, roots=roots_text),
    ]
    for each in after.members:
        files += documents(f"{each}/", envelope=envelope, roots=roots_text)
    return Rotation(directory=directory, key=key, files=files, spent=_spent(folder, directory, locality, now))


def _with_key(before: Directory, member: Member, key: Key, *, closing: datetime, now: datetime) -> Directory:
    """The next version, with this key added and the member's other log keys closed by then."""
    kept = {
        key_id: _closed(old, closing) if old.use is key.use else old for key_id, old in member.keys.items()
    }
    changed = replace(member, keys={**kept, key.key_id: key})
    return replace(
        before,
        version=before.version + 1,
        issued_at=now,
        expires=now + (before.expires - before.issued_at),
        members={**before.members, member.locality: changed},
        source=b"",
    )


def _closed(key: Key, closing: datetime) -> Key:
    """The key closed by then, and never later than it was."""
    end = max(closing, key.valid_from)
    return replace(key, valid_to=end if key.valid_to is None else min(end, key.valid_to))


def _root_signers(folder: Path, roots: Roots) -> list[SoftwareSigner]:
    """Root keys at hand, as many as must sign."""
    found = [
        SoftwareSigner.from_pem(path.read_bytes(), key_id=KeyId(path.stem))
        for path in sorted((folder / "roots").glob("*.pem"))
    ]
    if len(found) < roots.threshold:
        raise InvalidInput(Reason.CONFIG, what="root keys", found=len(found), need=roots.threshold)
    return found[: roots.threshold]


def _spent(folder: Path, directory: Directory, locality: Locality, now: datetime) -> list[Path]:
    """Private log keys in a node's folder whose keys are closed."""
    closed = {
        key.public
        for key in directory.member(locality).keys.values()
        if key.suite is Suite.ED25519 and key.valid_to is not None and key.valid_to <= now
    }
    return [path for path in sorted((folder / locality).glob("log-key*.pem")) if _public(path) in closed]


def _public(path: Path) -> bytes:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise InvalidInput(Reason.CONFIG, what="signing key is not Ed25519", path=path.name)
    return key.public_key().public_bytes_raw()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput(Reason.CONFIG, what="file missing", path=path.name) from error
