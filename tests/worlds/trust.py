"""A small world of trust: three members with real keys, three root keys of which two must sign."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from federation.ids import KeyId, Locality, Place, Uscc
from federation.trust.directory import Directory, Key, KeyUse, Member, Organ
from federation.trust.dsse import RootKey, Roots
from federation.trust.publication import parse_directory, sign_directory
from federation.trust.suites import SoftwareSigner, Suite

SHANTOU, XIAN, YUNFU = Locality("440500"), Locality("610100"), Locality("445300")
NAMES = {SHANTOU: "汕头市", XIAN: "西安市", YUNFU: "云浮市"}
ORGANS = {
    SHANTOU: Organ(
        uscc=Uscc("11440500MA0000015L"), name="汕头市政务服务中心", places=(Place("440500"), Place("440507"))
    ),
    XIAN: Organ(uscc=Uscc("11610100MA0000023U"), name="西安市碑林区民政局", places=(Place("610103"),)),
    YUNFU: Organ(uscc=Uscc("11445300MA0000031X"), name="云浮市民政局", places=(Place("445300"),)),
}
START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
NOON = START + timedelta(days=30)


def signer(name: str) -> SoftwareSigner:
    """Make the key of this name: the same in every run, so that a failure can be repeated."""
    seed = hashlib.sha256(name.encode()).digest()
    return SoftwareSigner(key_id=KeyId(name), key=Ed25519PrivateKey.from_private_bytes(seed))


def public(one: SoftwareSigner) -> bytes:
    """Return the raw public key."""
    return one.key.public_key().public_bytes_raw()


def key_of(one: SoftwareSigner, *, valid_from: datetime = START, valid_to: datetime | None = None) -> Key:
    """List a signer's key as a directory does."""
    return Key(
        key_id=one.key_id,
        suite=Suite.ED25519,
        public=public(one),
        valid_from=valid_from,
        valid_to=valid_to,
        use=KeyUse.LOG,
    )


LOG_SIGNERS = {locality: signer(f"{locality}-log-1") for locality in NAMES}
ROOT_SIGNERS = tuple(signer(f"root-{number}") for number in (1, 2, 3))
ROOTS = Roots(
    keys=tuple(RootKey(key_id=one.key_id, suite=Suite.ED25519, public=public(one)) for one in ROOT_SIGNERS),
    threshold=2,
)


def member(locality: Locality, **changes: object) -> Member:
    """Make a member with one organ, one key, one endpoint; ``changes`` replace fields."""
    organ, own = ORGANS[locality], key_of(LOG_SIGNERS[locality])
    made = Member(
        locality=locality,
        name=NAMES[locality],
        organs={organ.uscc: organ},
        endpoints=("127.0.0.1:7441",),
        keys={own.key_id: own},
        forwarders=frozenset(),
        suspended_from=None,
    )
    return replace(made, **changes)


def draft(*members: Member, version: int = 1, **changes: object) -> Directory:
    """Make a directory value that nobody has signed."""
    made = Directory(
        version=version,
        issued_at=START,
        expires=START + timedelta(days=365),
        members={one.locality: one for one in members or [member(locality) for locality in NAMES]},
        source=b"",
    )
    return replace(made, **changes)


def publish(directory: Directory) -> Directory:
    """Sign by two roots and read it back: a Directory as a node holds it."""
    return parse_directory(sign_directory(directory, ROOT_SIGNERS[:2]), roots=ROOTS)


def directory(*members: Member, **changes: object) -> Directory:
    """Make a published directory."""
    return publish(draft(*members, **changes))
