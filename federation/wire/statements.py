"""The link's statements, requests and answers: `federation.link` values to bytes and back."""

from __future__ import annotations

from typing import Any, TypeVar

from google.protobuf.message import Message

from federation.errors import Malformed, Reason
from federation.link.head import (
    Append,
    Call,
    Countersigned,
    ForkProof,
    Head,
    PayloadType,
    ReadPage,
    Rejected,
    Signed,
    Standing,
)
from federation.link.merkle import HASH_BYTES
from federation.trust.suites import Signer
from federation.v1 import link_pb2, peer_pb2
from federation.wire.codec import Codec, get_signed, parse, put_signed, refuse_unknown

T = TypeVar("T", Head, Countersigned, Standing, Call)
M = TypeVar("M", bound=Message)


_CODECS: dict[type, Codec[Any]] = {
    Head: Codec(Head, link_pb2.Head),
    Countersigned: Codec(Countersigned, link_pb2.Countersigned),
    Standing: Codec(Standing, link_pb2.Standing),
    Call: Codec(Call, peer_pb2.Call),
    Rejected: Codec(Rejected, link_pb2.Rejected),
    ForkProof: Codec(ForkProof, link_pb2.ForkProof),
    ReadPage: Codec(ReadPage, peer_pb2.ReadPage),
}


def sign(statement: T, *, as_type: PayloadType, signer: Signer) -> Signed[T]:
    """Serialise a statement once and sign the bytes under their payload type."""
    payload = _CODECS[type(statement)].encode(statement)
    return Signed(statement=statement, payload=payload, signature=signer.sign(as_type, payload))


def decode(kind: type[T], payload: bytes) -> T:
    """Parse a signed payload of which the context says what it is.

    Raises:
        Malformed: MALFORMED, EVENT_UNKNOWN for unknown fields.
        InvalidInput: an id in it does not parse.
    """
    value: T = _CODECS[kind].decode(payload)
    _check_root(value)
    return value


def encode_signed(value: Signed[Any]) -> bytes:
    """A signed statement as one blob, for the store and for evidence."""
    data: bytes = put_signed(value).SerializeToString(deterministic=True)
    return data


def decode_signed(kind: type[T], data: bytes) -> Signed[T]:
    """The inverse of `encode_signed`. Raises as `decode`."""
    return read_signed(kind, parse(link_pb2.Signed, data))


def read_signed(kind: type[T], message: link_pb2.Signed) -> Signed[T]:
    """A signed statement from its message, as received. Raises as `decode`."""
    signed: Signed[T] = get_signed(message, _CODECS[kind])
    _check_root(signed.statement)
    return signed


def _check_root(statement: object) -> None:
    root = getattr(statement, "root", None)
    if root is not None and len(root) != HASH_BYTES:
        raise Malformed(Reason.MALFORMED, field="root")


def encode_fork(proof: ForkProof) -> bytes:
    """A fork's proof as one blob."""
    return _CODECS[ForkProof].encode(proof)


def decode_fork(data: bytes) -> ForkProof:
    """The inverse of `encode_fork`. Raises as `decode`."""
    proof: ForkProof = _CODECS[ForkProof].decode(data)
    return proof


def append_request(append: Append) -> peer_pb2.AppendRequest:
    """The message of an Append."""
    return peer_pb2.AppendRequest(first=append.first, entries=append.entries, head=put_signed(append.head))


def read_append(request: peer_pb2.AppendRequest) -> Append:
    """An Append from its message. Raises as `decode`."""
    refuse_unknown(request)
    return Append(first=request.first, entries=tuple(request.entries), head=read_signed(Head, request.head))


_ANSWERS: dict[str, type] = {
    "standing": Standing,
    "opened": Countersigned,
    "receipt": Countersigned,
    "rejected": Rejected,
    "forked": ForkProof,
    "page": ReadPage,
}

Answer = Signed[Standing] | Signed[Countersigned] | Rejected | ForkProof | ReadPage


def put_answer(response: type[M], name: str, value: Answer) -> M:
    """A response with its oneof ``answer`` set: ``name`` is the field, of `_ANSWERS`."""
    message = put_signed(value) if isinstance(value, Signed) else _CODECS[type(value)].put(value)
    return response(**{name: message})


def read_answer(response: Any) -> tuple[str, Answer]:
    """Which answer a response holds, and the answer. Raises as `decode`; MALFORMED if it holds none."""
    refuse_unknown(response)
    name = response.WhichOneof("answer")
    if name not in _ANSWERS:
        raise Malformed(Reason.MALFORMED, field="answer")
    message = getattr(response, name)
    kind = _ANSWERS[name]
    if isinstance(message, link_pb2.Signed):
        answer: Any = read_signed(kind, message)
        return name, answer
    return name, _CODECS[kind].get(message)
