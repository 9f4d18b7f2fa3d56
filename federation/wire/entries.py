"""Entries: an act becomes an Envelope's bytes once, and the bytes become an act again.

The header is in clear and says nothing of the case; salt and body travel as Content, in clear while
``key_reference`` is empty. The commitment binds header and body: H(salt ‖ body).
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from google.protobuf.message import DecodeError

from federation.case.events import Act
from federation.errors import InvalidInput, Malformed, Reason, Untrusted
from federation.ids import CaseId, Locality, MessageId
from federation.v1 import envelope_pb2
from federation.wire.codec import Codec, parse

VERSION = 1
SALT_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What passes in clear."""

    version: int
    message_id: MessageId
    sender: Locality
    receiver: Locality
    commitment: bytes
    key_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An envelope taken apart: its header and the content as it travelled."""

    header: Header
    content: bytes


_HEADER = Codec(Header, envelope_pb2.Header)
_ACT = Codec(Act, envelope_pb2.Act, given=("message_id", "author"))


def commit(salt: bytes, body: bytes) -> bytes:
    """SHA-256(salt ‖ body); the salt is always 16 bytes, so no boundary can shift."""
    return hashlib.sha256(salt + body).digest()


def write_entry(act: Act, *, receiver: Locality, salt: bytes) -> bytes:
    """The bytes of an act as an entry of the log from its author to ``receiver``.

    Args:
        act: the event and all that is said of it.
        receiver: the other end of the case.
        salt: 16 random bytes, fresh for each entry.
    """
    body = _ACT.encode(act)
    header = Header(
        version=VERSION,
        message_id=act.message_id,
        sender=act.author,
        receiver=receiver,
        commitment=commit(salt, body),
        key_reference="",
    )
    content = envelope_pb2.Content(salt=salt, body=body).SerializeToString(deterministic=True)
    envelope = envelope_pb2.Envelope(header=_HEADER.encode(header), content=content)
    return envelope.SerializeToString(deterministic=True)


def read_entry(data: bytes) -> Entry:
    """Take an envelope apart without opening its content.

    Raises:
        Malformed: MALFORMED, ENVELOPE_VERSION, EVENT_UNKNOWN (unknown fields).
        InvalidInput: an id in the header does not parse.
    """
    message = parse(envelope_pb2.Envelope, data)
    header = _HEADER.decode(message.header)
    if header.version != VERSION:
        raise Malformed(Reason.ENVELOPE_VERSION, version=header.version)
    if header.key_reference:
        raise Malformed(Reason.ENVELOPE_VERSION, why="sealed")
    return Entry(header=header, content=message.content)


def open_entry(entry: Entry) -> Act:
    """The act inside, its commitment checked.

    Raises:
        Untrusted: COMMITMENT.
        Malformed: MALFORMED, EVENT_UNKNOWN, VALUE_INVALID.
        InvalidInput: an id inside does not parse.
    """
    content = parse(envelope_pb2.Content, entry.content)
    if len(content.salt) != SALT_BYTES:
        raise Malformed(Reason.MALFORMED, field="salt")
    if not hmac.compare_digest(commit(content.salt, content.body), entry.header.commitment):
        raise Untrusted(Reason.COMMITMENT, message_id=entry.header.message_id)
    return _ACT.decode(content.body, message_id=entry.header.message_id, author=entry.header.sender)


def read_act(data: bytes) -> Act:
    """`read_entry` and `open_entry` in one."""
    return open_entry(read_entry(data))


@dataclass(frozen=True, slots=True, kw_only=True)
class Peek:
    """What can still be read of an entry that cannot be used: enough to refuse it by name."""

    message_id: MessageId | None = None
    case: CaseId | None = None


def peek_entry(data: bytes) -> Peek:
    """Read message id and case as far as they parse; never raises, decides nothing."""
    message_id: MessageId | None = None
    try:
        envelope = envelope_pb2.Envelope.FromString(data)
        message_id = MessageId(envelope_pb2.Header.FromString(envelope.header).message_id)
        body = envelope_pb2.Content.FromString(envelope.content).body
        return Peek(message_id=message_id, case=CaseId(envelope_pb2.Act.FromString(body).case))
    except (DecodeError, InvalidInput):
        return Peek(message_id=message_id)
