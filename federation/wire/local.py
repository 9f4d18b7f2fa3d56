"""The local API's messages that hold events: the same codecs, filled in where the node knows better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from federation.case.events import Event, Submitted
from federation.case.parts import Actor, Automatic, Blob, Field, ItemRef, Material
from federation.ids import CaseId, Locality, MessageId
from federation.v1 import envelope_pb2, event_pb2, local_pb2
from federation.wire.codec import Codec, refuse_unknown

UNFILLED = ItemRef(locality=Locality("100000"), scheme="", code="", version="")
"""Stands in an application where the item goes until the node has resolved it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An act as a person asks for it: the node adds author, seen and time."""

    case: CaseId
    actor: Actor
    supersedes: MessageId | None
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """An application as a window has it, before the handling place's rules were looked at."""

    message_id: MessageId
    actor: Actor
    to: str
    item: str
    draft: Submitted
    own_materials: tuple[Material, ...]
    own_fields: tuple[Field, ...]


_WISH = Codec(Wish, envelope_pb2.Act)
_DRAFT = Codec(Submitted, event_pb2.Submitted, given=("item", "crosswalk"))
_BLOB = Codec(Blob, event_pb2.Blob)
_AUTOMATIC = Codec(Automatic, event_pb2.Automatic)
_ACTOR = Codec(Actor, event_pb2.Actor)
_MATERIAL = Codec(Material, event_pb2.Material)
_FIELD = Codec(Field, event_pb2.Field)


def read_wish(request: local_pb2.RecordRequest) -> tuple[MessageId, Wish]:
    """An event to record.

    Raises:
        Malformed: MALFORMED, EVENT_UNKNOWN, VALUE_INVALID.
        InvalidInput: an id in it does not parse.
    """
    refuse_unknown(request)
    return MessageId(request.message_id), _WISH.get(request.act)


def write_wish(message_id: MessageId, wish: Wish) -> local_pb2.RecordRequest:
    """The request that records an event."""
    return local_pb2.RecordRequest(message_id=message_id, act=_WISH.put(wish))


def read_application(request: local_pb2.SubmitRequest) -> Application:
    """An application; its item is UNFILLED until the node has resolved it. Raises as `read_wish`."""
    refuse_unknown(request)
    return Application(
        message_id=MessageId(request.message_id),
        actor=_ACTOR.get(request.actor),
        to=request.to,
        item=request.item,
        draft=_DRAFT.get(request.application, item=UNFILLED, crosswalk=""),
        own_materials=tuple(_MATERIAL.get(one) for one in request.own_materials),
        own_fields=tuple(_FIELD.get(one) for one in request.own_fields),
    )


def write_application(application: Application) -> local_pb2.SubmitRequest:
    """The request that submits an application."""
    return local_pb2.SubmitRequest(
        message_id=application.message_id,
        actor=_ACTOR.put(application.actor),
        to=application.to,
        item=application.item,
        application=_DRAFT.put(application.draft),
        own_materials=[_MATERIAL.put(one) for one in application.own_materials],
        own_fields=[_FIELD.put(one) for one in application.own_fields],
    )


def put_blob(blob: Blob) -> Any:
    """A file's message."""
    return _BLOB.put(blob)


def put_automatic(basis: Automatic) -> Any:
    """A basis's message."""
    return _AUTOMATIC.put(basis)


def put_material(material: Material) -> Any:
    """A material's message."""
    return _MATERIAL.put(material)


def get_material(message: Any) -> Material:
    """A material from its message. Raises as `read_wish`."""
    return _MATERIAL.get(message)


def get_blob(message: Any) -> Blob:
    """A file from its message. Raises as `read_wish`."""
    return _BLOB.get(message)
