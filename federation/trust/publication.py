"""How a directory is published: one JSON document in a DSSE envelope under a threshold of root keys.

`parse_directory` turns the envelope's bytes into a `Directory` or refuses it whole; `encode_directory`
and `sign_directory` are its inverse, for those who publish. A later issue puts TUF in this place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, Field

from federation.errors import KuayuError, Reason, Untrusted
from federation.ids import Locality
from federation.limits import MIB
from federation.trust import dsse, strict_json
from federation.trust.directory import Directory, Key, KeyUse, Member, Organ
from federation.trust.dsse import Roots
from federation.trust.strict_json import (
    Base64,
    KeyIdText,
    LocalityText,
    Name,
    PlaceText,
    StrictModel,
    Time,
    UsccText,
)
from federation.trust.suites import PUBLIC_BYTES, Signer, Suite

PAYLOAD_TYPE = "application/vnd.kuayu.directory.v1+json"
DIRECTORY_BYTES = 4 * MIB  # 333 localities with 30 organs each are under 2 MiB

_ENDPOINT = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]):([1-9]\d{0,4})", re.ASCII)
_PORT_MAX = 65535
_Id = TypeVar("_Id", bound=str)
_Value = TypeVar("_Value")
_PublicName = Annotated[Name, Field(min_length=1, max_length=100)]


def _endpoint(text: str) -> str:
    found = _ENDPOINT.fullmatch(text)
    if found is None or int(found[1]) > _PORT_MAX:
        raise ValueError("an endpoint is host:port")
    return text


class _KeyDocument(StrictModel):
    key_id: KeyIdText
    suite: str
    public: Base64
    valid_from: Time
    valid_to: Time | None
    use: str

    def value(self) -> Key:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("a key closes after it opens")
        suite = Suite(self.suite)
        if len(self.public) != PUBLIC_BYTES[suite]:
            raise ValueError("a public key of another length")
        return Key(
            key_id=self.key_id,
            suite=suite,
            public=self.public,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            use=KeyUse(self.use),
        )


class _OrganDocument(StrictModel):
    uscc: UsccText
    name: _PublicName
    places: Annotated[list[PlaceText], Field(min_length=1)]

    def value(self) -> Organ:
        return Organ(uscc=self.uscc, name=self.name, places=tuple(self.places))


class _MemberDocument(StrictModel):
    locality: LocalityText
    name: _PublicName
    organs: list[_OrganDocument]
    endpoints: list[Annotated[str, AfterValidator(_endpoint)]]
    keys: list[_KeyDocument]
    forwarders: list[LocalityText]
    suspended_from: Time | None

    def value(self) -> Member:
        return Member(
            locality=self.locality,
            name=self.name,
            organs=_by_id((organ.uscc, organ.value()) for organ in self.organs),
            endpoints=tuple(self.endpoints),
            keys=_by_id((key.key_id, key.value()) for key in self.keys),
            forwarders=frozenset(self.forwarders),
            suspended_from=self.suspended_from,
        )


class _DirectoryDocument(StrictModel):
    version: Annotated[int, Field(ge=1, lt=1 << 53)]
    issued_at: Time
    expires: Time
    members: list[_MemberDocument]

    def value(self, source: bytes) -> Directory:
        if self.expires <= self.issued_at:
            raise ValueError("a directory expires after it is issued")
        members = _by_id((member.locality, member.value()) for member in self.members)
        _check_forwarders(members)
        _check_no_shared_key(members)
        return Directory(
            version=self.version,
            issued_at=self.issued_at,
            expires=self.expires,
            members=members,
            source=source,
        )


def parse_directory(envelope: bytes, *, roots: Roots, at_least_version: int = 1) -> Directory:
    """Verify and read a published directory.

    Args:
        envelope: the DSSE JSON envelope as received.
        roots: the root keys and threshold that this verifier was given by hand.
        at_least_version: the highest version seen so far.

    Raises:
        Untrusted: DIRECTORY_INVALID if it is larger than 4 MiB, not signed by the threshold of
            different root keys, or anything in it is malformed, unknown or there twice;
            DIRECTORY_ROLLBACK if it is older than ``at_least_version``.
    """
    payload = dsse.open_envelope(envelope, payload_type=PAYLOAD_TYPE, roots=roots, limit=DIRECTORY_BYTES)
    directory = _read(payload, source=envelope)
    if directory.version < at_least_version:
        raise Untrusted(Reason.DIRECTORY_ROLLBACK, version=directory.version, had=at_least_version)
    return directory


def encode_directory(directory: Directory) -> bytes:
    """The JSON payload of a directory in its one spelling, as it will be signed; ``source`` is left out."""
    return strict_json.dump(
        {
            "version": directory.version,
            "issued_at": strict_json.put_time(directory.issued_at),
            "expires": strict_json.put_time(directory.expires),
            "members": [_member(member) for _, member in sorted(directory.members.items())],
        }
    )


def sign_directory(directory: Directory, signers: Sequence[Signer]) -> bytes:
    """A directory's envelope, signed by each root key.

    Raises:
        Untrusted: DIRECTORY_INVALID if no reader would take it; nothing invalid is ever signed.
    """
    payload = encode_directory(directory)
    _read(payload, source=b"")
    return dsse.sign(PAYLOAD_TYPE, payload, signers)


def _read(payload: bytes, *, source: bytes) -> Directory:
    try:
        return _DirectoryDocument.model_validate(strict_json.load(payload)).value(source)
    except KuayuError as error:
        raise Untrusted(Reason.DIRECTORY_INVALID, why="content", cause=error.reason.value) from error
    except ValueError as error:
        raise Untrusted(Reason.DIRECTORY_INVALID, why="content") from error


def _member(member: Member) -> dict[str, Any]:
    return {
        "locality": member.locality,
        "name": member.name,
        "organs": [
            {"uscc": organ.uscc, "name": organ.name, "places": list(organ.places)}
            for _, organ in sorted(member.organs.items())
        ],
        "endpoints": list(member.endpoints),
        "keys": [_key(key) for _, key in sorted(member.keys.items())],
        "forwarders": sorted(member.forwarders),
        "suspended_from": member.suspended_from and strict_json.put_time(member.suspended_from),
    }


def _key(key: Key) -> dict[str, Any]:
    return {
        "key_id": key.key_id,
        "suite": key.suite.value,
        "public": strict_json.put_bytes(key.public),
        "valid_from": strict_json.put_time(key.valid_from),
        "valid_to": key.valid_to and strict_json.put_time(key.valid_to),
        "use": key.use.value,
    }


def _by_id(pairs: Iterable[tuple[_Id, _Value]]) -> Mapping[_Id, _Value]:
    """A table of these; an id there twice is a ValueError."""
    listed = list(pairs)
    table = dict(listed)
    if len(table) != len(listed):
        raise ValueError("an id twice in one list")
    return MappingProxyType(table)


def _check_forwarders(members: Mapping[Locality, Member]) -> None:
    if any(not member.forwarders <= members.keys() for member in members.values()):
        raise ValueError("a forwarder is a member")


def _check_no_shared_key(members: Mapping[Locality, Member]) -> None:
    """One public key under two names would let one member speak as another."""
    _by_id((key.public.hex(), key) for member in members.values() for key in member.keys.values())
