"""Values to protobuf messages and back, derived once from the dataclass: no hand-written setters.

A value class and its message have the same name and the same field names; a field that is a union of
classes is the oneof of that name. What a message can hold and the value may not (an enum's zero, an
unknown field, a malformed id) is refused here.
"""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass
from google.protobuf.timestamp_pb2 import Timestamp

from federation.errors import Malformed, Reason
from federation.link.head import Countersigned, Head, Signed
from federation.trust.suites import Signature
from federation.v1 import link_pb2

LARGEST = (1 << 63) - 1  # what a store's column holds; no count, position or size comes near it

T = TypeVar("T")
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slot:
    """How one field travels: ``put`` to what a message's constructor takes, ``get`` back."""

    name: str
    put: Convert
    get: Convert
    many: bool = False
    presence: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """How a oneof travels: class to (field, put), field to get."""

    name: str
    puts: dict[type, tuple[str, Convert]]
    gets: dict[str, Convert]


class Codec(Generic[T]):
    """Turns one dataclass into one message type and back.

    Args:
        value: the dataclass.
        message: the message type.
        given: fields of the value that the message does not hold; ``get`` takes them by name.
    """

    def __init__(self, value: type[T], message: type[Message], *, given: tuple[str, ...] = ()) -> None:
        self.value = value
        self.message = message
        hints = typing.get_type_hints(value)
        descriptor = message.DESCRIPTOR
        names = [f.name for f in fields(value) if f.name not in given]  # type: ignore[arg-type]
        oneofs = {one.name for one in descriptor.oneofs if not one.name.startswith("_")}
        self._choices = [_choice(name, hints[name], descriptor) for name in names if name in oneofs]
        self._slots = [
            _slot(name, hints[name], descriptor.fields_by_name[name]) for name in names if name not in oneofs
        ]

    def put(self, value: T) -> Any:
        """The message of a value."""
        held: dict[str, Any] = {}
        for slot in self._slots:
            raw = getattr(value, slot.name)
            if raw is not None:
                held[slot.name] = [slot.put(one) for one in raw] if slot.many else slot.put(raw)
        for choice in self._choices:
            raw = getattr(value, choice.name)
            name, put = choice.puts[type(raw)]
            held[name] = put(raw)
        return self.message(**held)

    def get(self, message: Any, **given: Any) -> T:
        """The value of a message.

        Raises:
            Malformed: MALFORMED, VALUE_INVALID or EVENT_UNKNOWN with the field's name.
            InvalidInput: an id in it does not parse.
        """
        for slot in self._slots:
            given[slot.name] = _read(slot, message)
        for choice in self._choices:
            name = message.WhichOneof(choice.name)
            if name is None:
                raise Malformed(Reason.EVENT_UNKNOWN, field=choice.name)
            given[choice.name] = choice.gets[name](getattr(message, name))
        return self.value(**given)

    def encode(self, value: T) -> bytes:
        """Serialise once; the bytes are then kept, never made again."""
        data: bytes = self.put(value).SerializeToString(deterministic=True)
        return data

    def decode(self, data: bytes, **given: Any) -> T:
        """Parse bytes. Raises as `parse` and `get`."""
        return self.get(parse(self.message, data), **given)


def parse(message: type[Message], data: bytes) -> Any:
    """Parse bytes into a message without unknown fields.

    Raises:
        Malformed: MALFORMED if they do not parse, EVENT_UNKNOWN if they hold fields we do not know.
    """
    try:
        parsed = message.FromString(data)
    except DecodeError as error:
        raise Malformed(Reason.MALFORMED, what=message.DESCRIPTOR.name) from error
    refuse_unknown(parsed)
    return parsed


def refuse_unknown(message: Any) -> None:
    """Unknown is refused, never dropped (DESIGN §2.7).

    Raises:
        Malformed: EVENT_UNKNOWN.
    """
    size = message.ByteSize()
    message.DiscardUnknownFields()
    if message.ByteSize() != size:
        raise Malformed(Reason.EVENT_UNKNOWN, what=message.DESCRIPTOR.name, why="unknown field")


def put_signed(value: Signed[Any]) -> link_pb2.Signed:
    """The message of signed bytes: the payload goes out as it was signed."""
    return link_pb2.Signed(payload=value.payload, signature=_signature().put(value.signature))


def get_signed(message: Any, statement: Codec[T]) -> Signed[T]:
    """Signed bytes with their statement beside them. Raises as `Codec.decode`."""
    return Signed(
        statement=statement.decode(message.payload),
        payload=message.payload,
        signature=_signature().get(message.signature),
    )


@functools.cache
def _signature() -> Codec[Signature]:
    return Codec(Signature, link_pb2.Signature)


def _read(slot: _Slot, message: Any) -> Any:
    raw = getattr(message, slot.name)
    if slot.many:
        return tuple(slot.get(one) for one in raw)
    empty = not message.HasField(slot.name) if slot.presence else not raw
    if empty and slot.optional:
        return None
    if empty and slot.presence:
        raise Malformed(Reason.MALFORMED, field=slot.name)
    return slot.get(raw)


def _slot(name: str, hint: Any, field: Any) -> _Slot:
    parts = typing.get_args(hint)
    optional = isinstance(hint, types.UnionType | typing._UnionGenericAlias) and type(None) in parts  # type: ignore[attr-defined]  # noqa: SLF001
    if optional:
        (hint,) = (one for one in parts if one is not type(None))
    many = typing.get_origin(hint) is tuple
    put, get = _converters(typing.get_args(hint)[0] if many else hint, field)
    return _Slot(
        name=name, put=put, get=get, many=many, presence=field.has_presence and not many, optional=optional
    )


def _choice(name: str, hint: Any, descriptor: Any) -> _Choice:
    kinds = {kind.__name__: kind for kind in typing.get_args(hint)}
    puts: dict[type, tuple[str, Convert]] = {}
    gets: dict[str, Convert] = {}
    for field in descriptor.oneofs_by_name[name].fields:
        kind = kinds[field.message_type.name]
        put, get = _converters(kind, field)
        puts[kind] = (field.name, put)
        gets[field.name] = get
    return _Choice(name=name, puts=puts, gets=gets)


_STATEMENTS: dict[type, type[Message]] = {Head: link_pb2.Head, Countersigned: link_pb2.Countersigned}


def _converters(hint: Any, field: Any) -> tuple[Convert, Convert]:
    if typing.get_origin(hint) is Signed:
        (statement,) = typing.get_args(hint)
        inner = Codec(statement, _STATEMENTS[statement])
        return put_signed, lambda message: get_signed(message, inner)
    if hint is datetime:
        return (_put_text_time, _get_text_time) if field.message_type is None else (_put_time, _get_time)
    if is_dataclass(hint) and isinstance(hint, type):
        codec: Codec[Any] = Codec(hint, GetMessageClass(field.message_type))
        return codec.put, codec.get
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _text_enum(hint) if field.enum_type is None else _enum(hint, field)
    if hint in (str, int, bool, bytes):
        return _same, _get_plain
    return str, hint  # a parsed id


def _same(value: Any) -> Any:
    return value


def _get_plain(value: Any) -> Any:
    if isinstance(value, int) and value > LARGEST:
        raise Malformed(Reason.VALUE_INVALID, field="number", most=LARGEST)
    return value


YEARS = range(2000, 2200)
"""Years that a time in a message may name; others are a fault, and would overflow where days are counted."""


def _plausible(value: datetime) -> datetime:
    if value.year not in YEARS:
        raise Malformed(Reason.VALUE_INVALID, field="time")
    return value


def _put_time(value: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(value)
    return stamp


def _get_time(stamp: Timestamp) -> datetime:
    try:
        return _plausible(stamp.ToDatetime(tzinfo=UTC))
    except (ValueError, OverflowError) as error:
        raise Malformed(Reason.MALFORMED, field="time") from error


def _put_text_time(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _get_text_time(text: str) -> datetime:
    try:
        value = datetime.fromisoformat(text)
    except ValueError as error:
        raise Malformed(Reason.MALFORMED, field="time") from error
    if value.tzinfo is None:
        raise Malformed(Reason.MALFORMED, field="time", why="no offset")
    return _plausible(value).astimezone(UTC)


def _text_enum(kind: type[StrEnum]) -> tuple[Convert, Convert]:
    def get(text: str) -> StrEnum:
        try:
            return kind(text)
        except ValueError as error:
            if kind is Reason:  # a newer node refuses for a reason we do not know: it refuses all the same
                return Reason.UNKNOWN_REASON
            raise Malformed(Reason.VALUE_INVALID, field=kind.__name__) from error

    return str, get


def _enum(kind: type[StrEnum], field: Any) -> tuple[Convert, Convert]:
    """Members by name: ``MODE_JOINT`` is ``Mode("joint")``. Zero and numbers not in the class are refused."""
    prefix = field.enum_type.values_by_number[0].name.removesuffix("UNSPECIFIED")
    named = {value.name.removeprefix(prefix).lower(): value.number for value in field.enum_type.values}
    numbers = {member: named[member.value] for member in kind}
    members = {number: member for member, number in numbers.items()}

    def get(number: int) -> StrEnum:
        if number not in members:
            raise Malformed(Reason.VALUE_INVALID, field=field.name)
        return members[number]

    return numbers.__getitem__, get
