"""The whole development PKI as files in memory; nothing is written here.

Beside the folders of the nodes stand three that no node may have: ``ca/`` and ``roots/`` with the keys
that make certificates and sign the directory, ``documents/`` with the keys by which each city's office
signs agreements and calendars.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from certs import tls
from certs.cities import City
from certs.folder import File
from federation.ids import KeyId, Locality
from federation.trust.directory import Directory, Key, KeyUse, Member
from federation.trust.dsse import RootKey, Roots, encode_roots
from federation.trust.publication import sign_directory
from federation.trust.suites import SoftwareSigner, Suite

ROOT_KEYS, ROOT_THRESHOLD = 3, 2
LOCAL_HOSTS = ("localhost", "127.0.0.1")


def make_pki(cities: Sequence[City], *, now: datetime, days: int) -> list[File]:
    """Make every key, certificate and document of a federation.

    Args:
        cities: the members.
        now: start of validity, UTC; whole seconds count.
        days: validity of certificates and of the directory.

    Returns:
        The files: ``ca/``, ``roots/``, ``documents/``, ``directory.json``, ``roots.json``, and per city a
        folder with exactly what its node needs.
    """
    now = now.replace(microsecond=0)
    authority = tls.make_authority(now=now, days=days)
    root_signers = [new_signer(KeyId(f"root-{number}")) for number in range(1, ROOT_KEYS + 1)]
    log_signers = {city.locality: new_signer(log_key_id(city.locality, 1)) for city in cities}
    offices = {city.locality: new_signer(document_key_id(city.locality)) for city in cities}
    directory = Directory(
        version=1,
        issued_at=now,
        expires=now + timedelta(days=days),
        members={
            city.locality: _member(city, log_signers[city.locality], offices[city.locality], now)
            for city in cities
        },
        source=b"",
    )
    envelope = sign_directory(directory, root_signers[:ROOT_THRESHOLD])
    roots = encode_roots(_roots(root_signers))
    ca_pem = authority.certificate.public_bytes(Encoding.PEM)
    files = [
        _file("ca/ca.pem", ca_pem),
        _file("ca/ca-key.pem", tls.key_pem(authority.key), secret=True),
        *(_file(f"roots/{one.key_id}.pem", tls.key_pem(one.key), secret=True) for one in root_signers),
        *(
            _file(f"documents/{name}-key.pem", tls.key_pem(one.key), secret=True)
            for name, one in offices.items()
        ),
        *documents("", envelope=envelope, roots=roots),
    ]
    for city in cities:
        hosts = dict.fromkeys((*LOCAL_HOSTS, city.host))
        node, node_key = tls.issue(authority, city.locality, hosts=hosts, now=now, days=days)
        files += [
            _file(f"{city.locality}/ca.pem", ca_pem),
            _file(f"{city.locality}/node.pem", node),
            _file(f"{city.locality}/node-key.pem", node_key, secret=True),
            _file(f"{city.locality}/log-key.pem", tls.key_pem(log_signers[city.locality].key), secret=True),
            *documents(f"{city.locality}/", envelope=envelope, roots=roots),
        ]
    return files


def documents(prefix: str, *, envelope: bytes, roots: bytes) -> list[File]:
    """The signed directory, and the root keys to judge it by."""
    return [_file(f"{prefix}directory.json", envelope), _file(f"{prefix}roots.json", roots)]


def new_signer(key_id: KeyId) -> SoftwareSigner:
    """A fresh Ed25519 key."""
    return SoftwareSigner(key_id=key_id, key=Ed25519PrivateKey.generate())


def log_key_id(locality: Locality, number: int) -> KeyId:
    """The name of a member's log key, counting from 1."""
    return KeyId(f"{locality}-log-{number}")


def document_key_id(locality: Locality) -> KeyId:
    """The name of the key by which a member's office signs documents."""
    return KeyId(f"{locality}-document-1")


def listed(signer: SoftwareSigner, *, valid_from: datetime, use: KeyUse = KeyUse.LOG) -> Key:
    """A key as the directory lists it: open."""
    return Key(
        key_id=signer.key_id,
        suite=Suite.ED25519,
        public=public_bytes(signer),
        valid_from=valid_from,
        valid_to=None,
        use=use,
    )


def public_bytes(signer: SoftwareSigner) -> bytes:
    """The raw public key, 32 bytes."""
    return signer.key.public_key().public_bytes_raw()


def _member(city: City, signer: SoftwareSigner, office: SoftwareSigner, now: datetime) -> Member:
    return Member(
        locality=city.locality,
        name=city.name,
        organs=city.organs,
        endpoints=(city.endpoint,),
        keys={
            signer.key_id: listed(signer, valid_from=now),
            office.key_id: listed(office, valid_from=now, use=KeyUse.DOCUMENT),
        },
        forwarders=frozenset(),
        suspended_from=None,
    )


def _roots(signers: Iterable[SoftwareSigner]) -> Roots:
    keys = tuple(RootKey(key_id=one.key_id, suite=Suite.ED25519, public=public_bytes(one)) for one in signers)
    return Roots(keys=keys, threshold=ROOT_THRESHOLD)


def _file(path: str, content: bytes, *, secret: bool = False) -> File:
    return File(path=PurePosixPath(path), content=content, secret=secret)
