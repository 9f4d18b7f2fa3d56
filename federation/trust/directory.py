"""The directory 名录 as a value: who is a member, which keys and organs it has, who may forward.

Everything that verifies goes through `Directory.verify`: a member, a key of that member, valid at
the time in question. Keys are closed, never removed, so what a key signed while it was valid
verifies for ever; evidence passes the statement's time, a live judge passes now. Past its own
expiry a directory still judges: `Directory.expired` is an alarm, not a stop (DESIGN §6).

How a directory is published and read is `federation.trust.publication`'s; later TUF fills the
same value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from federation.errors import Reason, Untrusted
from federation.ids import KeyId, Locality, Place, Uscc
from federation.trust import suites
from federation.trust.suites import Signature, Suite


class KeyUse(StrEnum):
    """What a member's key is for."""

    LOG = "log"  # heads, receipts and calls of links
    DOCUMENT = "document"  # agreements and calendars; kept by the city's office, not by its node


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A public key of a member.

    Attributes:
        key_id: unique within the member.
        suite: the only suite in which the key signs.
        public: raw public key (32 bytes for Ed25519, RFC 8032).
        valid_from: first moment at which it may sign, UTC.
        valid_to: first moment at which it may not, or None while it is open.
        use: what it may sign.
    """

    key_id: KeyId
    suite: Suite
    public: bytes
    valid_from: datetime
    valid_to: datetime | None
    use: KeyUse

    def valid_at(self, at: datetime) -> bool:
        """Whether it may sign at this moment."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Organ:
    """An organ a member speaks for, and the places whose windows or desks are its."""

    uscc: Uscc
    name: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A locality that runs a node.

    Attributes:
        locality: its code; its TLS identity is ``kuayu://<locality>``.
        name: Chinese name.
        organs: those it speaks for, districts included.
        endpoints: ``host:port`` of its node, in order of preference.
        keys: all it ever had.
        forwarders: members whose connections may bring what it signed; empty = nobody but itself.
        suspended_from: from when nothing it signs is taken, or None.
    """

    locality: Locality
    name: str
    organs: Mapping[Uscc, Organ]
    endpoints: tuple[str, ...]
    keys: Mapping[KeyId, Key]
    forwarders: frozenset[Locality]
    suspended_from: datetime | None

    def suspended_at(self, at: datetime) -> bool:
        """Whether what it signs at this moment is refused."""
        return self.suspended_from is not None and self.suspended_from <= at


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """One version of the directory.

    Attributes:
        version: counts up, from 1.
        issued_at: when it was made, UTC.
        expires: when it should have been followed by a newer one, UTC.
        members: by locality.
        source: the signed envelope as received; evidence carries it.
    """

    version: int
    issued_at: datetime
    expires: datetime
    members: Mapping[Locality, Member]
    source: bytes

    def member(self, locality: Locality) -> Member:
        """A member.

        Raises:
            Untrusted: MEMBER_UNKNOWN.
        """
        found = self.members.get(locality)
        if found is None:
            raise Untrusted(Reason.MEMBER_UNKNOWN, locality=locality)
        return found

    def key(self, locality: Locality, key_id: KeyId, at: datetime, *, use: KeyUse = KeyUse.LOG) -> Key:
        """A member's key, if it may sign such things at ``at``.

        Raises:
            Untrusted: MEMBER_UNKNOWN, MEMBER_SUSPENDED, KEY_UNKNOWN also for a key of another use, or
                KEY_EXPIRED when the key was closed by then or not yet open.
        """
        member = self.member(locality)
        if member.suspended_at(at):
            raise Untrusted(Reason.MEMBER_SUSPENDED, locality=locality)
        key = member.keys.get(key_id)
        if key is None or key.use is not use:
            raise Untrusted(Reason.KEY_UNKNOWN, locality=locality, key_id=key_id)
        if not key.valid_at(at):
            raise Untrusted(Reason.KEY_EXPIRED, locality=locality, key_id=key_id)
        return key

    def verify(
        self,
        locality: Locality,
        payload_type: str,
        payload: bytes,
        signature: Signature,
        at: datetime,
        *,
        use: KeyUse = KeyUse.LOG,
    ) -> None:
        """Check that this member signed these bytes, with a key of this use valid at ``at``.

        Raises:
            Untrusted: as `key`; SUITE_UNKNOWN if the signature names another suite than the key's;
                SIGNATURE if it does not verify.
        """
        key = self.key(locality, signature.key_id, at, use=use)
        suites.verify(
            public=key.public,
            suite=key.suite,
            payload_type=payload_type,
            payload=payload,
            signature=signature,
        )

    def signing_key(
        self, locality: Locality, publics: Iterable[bytes], at: datetime, *, use: KeyUse = KeyUse.LOG
    ) -> Key:
        """Which of the private keys in hand a member signs with at ``at``: of those open, the newest.

        Args:
            locality: the member.
            publics: the raw public keys of the private keys it holds.
            at: when it is going to sign, UTC.
            use: what it is going to sign.

        Raises:
            Untrusted: as `key`; KEY_UNKNOWN if none is listed, KEY_EXPIRED if none may sign then.
        """
        held = set(publics)
        listed = [key for key in self.member(locality).keys.values() if key.public in held]
        if not listed:
            raise Untrusted(Reason.KEY_UNKNOWN, locality=locality)
        newest = max(listed, key=lambda key: (key.valid_at(at), key.valid_from))
        return self.key(locality, newest.key_id, at, use=use)

    def speaks_for(self, locality: Locality, organ: Uscc) -> bool:
        """Whether the member lists this organ."""
        member = self.members.get(locality)
        return member is not None and organ in member.organs

    def admits(self, peer: Locality, sender: Locality) -> bool:
        """Whether a connection of ``peer`` may bring what ``sender`` signed.

        A member's own connection may; another's only if the sender lists it as forwarder and it is
        itself a member in good standing.
        """
        if peer == sender:
            return True
        origin, bearer = self.members.get(sender), self.members.get(peer)
        if origin is None or bearer is None or bearer.suspended_from is not None:
            return False
        return peer in origin.forwarders

    def expired(self, now: datetime) -> bool:
        """Whether a newer version is overdue: raise an alarm and go on."""
        return now >= self.expires

    def check_follows(self, earlier: Directory) -> None:
        """Check that nothing of an earlier version was taken back.

        Members and keys stay; a key keeps its bytes and its beginning, and once closed is not
        opened again or for longer.

        Raises:
            Untrusted: DIRECTORY_ROLLBACK if the version is not higher (the same bytes may come
                again), DIRECTORY_INVALID if a member or key was removed, replaced or reopened.
        """
        if self.source == earlier.source:
            return
        if self.version <= earlier.version:
            raise Untrusted(Reason.DIRECTORY_ROLLBACK, version=self.version, had=earlier.version)
        for locality, member in earlier.members.items():
            kept = self.members[locality].keys if locality in self.members else {}
            for key_id, key in member.keys.items():
                if key_id not in kept or not _continues(key, kept[key_id]):
                    raise Untrusted(Reason.DIRECTORY_INVALID, locality=locality, key_id=key_id)


def _continues(old: Key, new: Key) -> bool:
    """Whether a key is the same one, still open or closed no later."""
    same = (old.suite, old.public, old.valid_from, old.use) == (
        new.suite,
        new.public,
        new.valid_from,
        new.use,
    )
    closed = old.valid_to is None or (new.valid_to is not None and new.valid_to <= old.valid_to)
    return same and closed
