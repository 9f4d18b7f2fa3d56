"""A member's hand without its node: real certificate, real log key, and whatever it pleases to say with them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from federation.case.events import Act, Event
from federation.ids import CaseId, KeyId, Locality, LogId
from federation.link.head import (
    Append,
    BlobAsk,
    Call,
    Epoch,
    GreetAsk,
    Head,
    PayloadType,
    ReadAsk,
    Signed,
    Standing,
)
from federation.link.merkle import Frontier, leaf_hash
from federation.trust.directory import Directory
from federation.trust.dsse import parse_roots
from federation.trust.publication import parse_directory
from federation.trust.suites import SoftwareSigner
from federation.v1 import envelope_pb2
from federation.wire.entries import commit, write_entry
from federation.wire.statements import sign
from node.ids import new_message_id, new_salt
from node.peers.channel import PeerChannel, TlsFiles
from tests.worlds.ground import ACTORS, pki
from tests.worlds.nodes import City


def signer_of(member: Locality) -> SoftwareSigner:
    """The member's log key."""
    pem = (pki() / member / "log-key.pem").read_bytes()
    return SoftwareSigner.from_pem(pem, key_id=KeyId(f"{member}-log-1"))


def directory() -> Directory:
    """The directory of the three cities."""
    roots = parse_roots((pki() / "roots.json").read_bytes())
    return parse_directory((pki() / "directory.json").read_bytes(), roots=roots)


def tls_of(member: Locality) -> TlsFiles:
    """The member's certificate."""
    keys = pki() / member
    return TlsFiles(
        ca=(keys / "ca.pem").read_bytes(),
        certificate=(keys / "node.pem").read_bytes(),
        key=(keys / "node-key.pem").read_bytes(),
    )


@dataclass(kw_only=True)
class Hand:
    """Speaks for one member to one node.

    Attributes:
        me: whose log key signs.
        at: the node it speaks to.
        channel: over the certificate of whoever brings it.
        frontier: of the log as the node has it.
        epoch: the one this hand opened.
    """

    me: Locality
    at: City
    channel: PeerChannel
    frontier: Frontier = field(default_factory=Frontier.empty)
    epoch: Epoch = field(default_factory=lambda: Epoch(counter=0, nonce=bytes(16)))

    @property
    def log(self) -> LogId:
        return LogId.make(self.me, self.at.me)

    @property
    def signer(self) -> SoftwareSigner:
        return signer_of(self.me)

    def call(self, ask: GreetAsk | ReadAsk | BlobAsk | None = None, **changes: Any) -> Signed[Call]:
        """A signed question; ``changes`` are to the statement."""
        made = Call(
            caller=self.me,
            callee=self.at.me,
            at=datetime.now(UTC),
            nonce=os.urandom(16),
            ask=ask or GreetAsk(log=self.log),
        )
        return sign(replace(made, **changes), as_type=PayloadType.CALL, signer=self.signer)

    def head(self, *, as_type: PayloadType = PayloadType.HEAD, **changes: Any) -> Signed[Head]:
        """A signed head over the log as it stands; ``changes`` are to the statement."""
        made = Head(
            log=self.log,
            sender=self.me,
            receiver=self.at.me,
            epoch=self.epoch,
            size=self.frontier.size,
            root=self.frontier.root,
            at=datetime.now(UTC),
        )
        return sign(replace(made, **changes), as_type=as_type, signer=self.signer)

    def batch(self, *entries: bytes, first: int | None = None, **changes: Any) -> Append:
        """Entries after the log as it stands, with a right head over them but for ``changes``."""
        after, _ = self.frontier.extend([leaf_hash(entry) for entry in entries])
        head = self.head(**{"size": after.size, "root": after.root, **changes})
        return Append(first=self.frontier.size if first is None else first, entries=entries, head=head)

    async def take(self) -> None:
        """Take the link as an honest pump would: greet, read the log back, open."""
        name, answer = await self.channel.greet(self.call())
        assert name == "standing", answer
        said: Standing = answer.statement  # type: ignore[union-attr]
        rows = self.at.rows("SELECT bytes FROM entry WHERE log = :l ORDER BY position", l=self.log)
        self.frontier, _ = Frontier.empty().extend([leaf_hash(row["bytes"]) for row in rows])
        assert (self.frontier.size, self.frontier.root) == (said.size, said.root)
        known = said.last_opened.statement.head.statement.epoch.counter if said.last_opened else 0
        self.epoch = Epoch(counter=known + 1, nonce=os.urandom(16))
        name, answer = await self.channel.open(self.head(as_type=PayloadType.OPEN))
        assert name == "opened", answer

    async def send(self, *entries: bytes) -> int:
        """Send entries as an honest pump would; the position of the first.

        Holds only while nobody else speaks for the member: its own node would take the link back at any time.
        """
        batch = self.batch(*entries)
        name, answer = await self.channel.append(batch)
        assert name == "receipt", answer
        self.frontier, _ = self.frontier.extend([leaf_hash(entry) for entry in entries])
        return batch.first

    def act(self, case: CaseId | None, event: Event, **changes: Any) -> Act:
        """An act of this member's window."""
        now = datetime.now(UTC)
        made = Act(
            message_id=new_message_id(now),
            case=case,
            author=self.me,
            actor=ACTORS.get(self.me, next(iter(ACTORS.values()))),
            seen=0,
            at=now,
            event=event,
        )
        return replace(made, **changes)

    def entry(self, act: Act) -> bytes:
        """An act as bytes."""
        return write_entry(act, receiver=self.at.me, salt=new_salt())


def remake(entry: bytes, *, body: bytes | None = None, salt: bytes | None = None, **header: Any) -> bytes:
    """An entry with another body, salt or header fields, its commitment made to fit unless given."""
    envelope = envelope_pb2.Envelope.FromString(entry)
    content = envelope_pb2.Content.FromString(envelope.content)
    content.body = content.body if body is None else body
    content.salt = content.salt if salt is None else salt
    clear = envelope_pb2.Header.FromString(envelope.header)
    clear.commitment = commit(content.salt, content.body)
    for name, value in header.items():
        setattr(clear, name, value)
    made = envelope_pb2.Envelope(header=clear.SerializeToString(), content=content.SerializeToString())
    return made.SerializeToString()


def body_of(entry: bytes) -> bytes:
    """The serialised act inside."""
    content = envelope_pb2.Envelope.FromString(entry).content
    return bytes(envelope_pb2.Content.FromString(content).body)


def answer_to(call: Signed[Call]) -> bytes:
    """What a Standing names as the request it answers."""
    return hashlib.sha256(call.payload).digest()


@asynccontextmanager
async def hand(me: Locality, at: City, *, cert: Locality | None = None) -> AsyncIterator[Hand]:
    """A member's hand at a node, brought by its own certificate or another's."""
    async with PeerChannel(peer=at.me, endpoint=f"127.0.0.1:{at.port}", tls=tls_of(cert or me)) as channel:
        yield Hand(me=me, at=at, channel=channel)


def held(city: City) -> Sequence[tuple[Any, ...]]:
    """What a refused request must not change."""
    logs = city.rows(
        "SELECT log, size, peaks, epoch_counter, last_receipt, last_opened, applied, fork FROM log ORDER BY log"
    )
    counts = city.rows(
        "SELECT (SELECT count(*) FROM entry), (SELECT count(*) FROM receipt), (SELECT count(*) FROM blob), "
        "(SELECT count(*) FROM staged), (SELECT count(*) FROM casebook), (SELECT count(*) FROM audit)"
    )
    return [tuple(row) for row in (*logs, *counts)]
