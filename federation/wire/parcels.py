"""The local API's messages about parcels: papers, findings, actors, by the same codecs as events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from federation.case.choices import Leg
from federation.case.parts import Actor, Difference, Document, Paper
from federation.errors import Malformed, Reason
from federation.ids import CaseId, MessageId, ParcelNo
from federation.v1 import event_pb2, local_pb2
from federation.wire.codec import Codec


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What names a parcel: who writes, by which courier, under which number, in which command."""

    message_id: MessageId
    actor: Actor
    carrier: str
    number: ParcelNo


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found in a parcel otherwise than said: so many of one paper; 0 is none."""

    case: CaseId
    code: str
    original: bool
    count: int
    note: str = ""


_ACTOR = Codec(Actor, event_pb2.Actor)
_PAPER = Codec(Paper, event_pb2.Paper)
_DIFFERENCE = Codec(Difference, event_pb2.Difference)
_DOCUMENT = Codec(Document, event_pb2.Document)
_PREFIX = "LEG_"


def get_envelope(request: Any) -> Envelope:
    """The parcel of a request. Raises Malformed or InvalidInput, as `read_wish`."""
    return Envelope(
        message_id=MessageId(request.message_id),
        actor=get_actor(request.actor),
        carrier=request.carrier,
        number=ParcelNo(request.number),
    )


def put_envelope(envelope: Envelope) -> dict[str, Any]:
    """The fields of a request that name a parcel."""
    return {
        "message_id": envelope.message_id,
        "actor": put_actor(envelope.actor),
        "carrier": envelope.carrier,
        "number": envelope.number,
    }


def get_finding(message: Any) -> Finding:
    """A finding. Raises InvalidInput: CASE_ID."""
    return Finding(
        case=CaseId(message.case),
        code=message.code,
        original=message.original,
        count=message.count,
        note=message.note,
    )


def put_finding(finding: Finding) -> local_pb2.ParcelFinding:
    """A finding's message."""
    return local_pb2.ParcelFinding(
        case=finding.case,
        code=finding.code,
        original=finding.original,
        count=finding.count,
        note=finding.note,
    )


def put_parcel_papers(papers: Iterable[tuple[CaseId, Paper]]) -> list[local_pb2.ParcelPaper]:
    """Papers of a parcel, each with its case."""
    return [local_pb2.ParcelPaper(case=case, paper=_PAPER.put(paper)) for case, paper in papers]


def get_actor(message: Any) -> Actor:
    """Who acts. Raises Malformed or InvalidInput, as `read_wish`."""
    return _ACTOR.get(message)


def put_actor(actor: Actor) -> Any:
    """An actor's message."""
    return _ACTOR.put(actor)


def get_paper(message: Any) -> Paper:
    """A paper. Raises as `get_actor`."""
    return _PAPER.get(message)


def put_papers(papers: Iterable[Paper]) -> list[Any]:
    """Papers' messages."""
    return [_PAPER.put(paper) for paper in papers]


def put_differences(differences: Iterable[Difference]) -> list[Any]:
    """Differences' messages."""
    return [_DIFFERENCE.put(difference) for difference in differences]


def put_documents(documents: Iterable[Document]) -> list[Any]:
    """Documents' messages."""
    return [_DOCUMENT.put(document) for document in documents]


def get_leg(number: Any) -> Leg:
    """A leg. Raises Malformed: VALUE_INVALID for one that is not known."""
    try:
        return Leg(event_pb2.Leg.Name(number).removeprefix(_PREFIX).lower())
    except ValueError as error:
        raise Malformed(Reason.VALUE_INVALID, field="leg") from error


def put_leg(leg: Leg) -> Any:
    """A leg's number."""
    return event_pb2.Leg.Value(_PREFIX + leg.name)
