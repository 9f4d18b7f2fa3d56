"""What the cities have to do: the example applications without their scans, again and again.

A case goes the way of the story `grant_window`. Shantou: Submitted, ParcelSent. Xi'an: Arrived,
ParcelReceived, Accepted, Finished, Issued, ParcelSent. So both directions carry the events, forms and
sizes of real cases. Intake brings no scans, so that events alone are measured; the organ's documents
must have a file, so on the way back one of 10 KiB per case crosses beside its events.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.city import SHANTOU, City
from examples.cases import collected
from federation.case.choices import Leg, Result
from federation.case.events import Accepted, Arrived, Event, Finished, Issued, ParcelReceived, ParcelSent
from federation.case.parts import Actor, Blob, Document, Paper
from federation.client import Client
from federation.ids import CaseId, MessageId, ParcelNo, Place, Uscc
from federation.wire.local import Application, Wish
from node.cli.application import ApplicationDocument, read_application_file
from node.ids import new_message_id

AT_ONCE = 32
PAPER_BYTES = 10 << 10
INTAKE_EVENTS, HANDLING_EVENTS = 2, 6
_FIRST_PARCEL = 9_801_000_000_000
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A case whose papers are on their way to the organ that is to decide."""

    case: CaseId
    handler: Actor
    parcel: ParcelSent


@dataclass(slots=True, kw_only=True)
class Load:
    """Applications to hand in, in turn, and the cases that were opened with them."""

    templates: Sequence[tuple[Application, Actor]]
    paper: Path
    opened: list[Opened] = field(default_factory=list)
    _turn: Iterator[int] = field(default_factory=itertools.count)
    _parcels: Iterator[int] = field(default_factory=lambda: itertools.count(_FIRST_PARCEL))

    @classmethod
    async def read(cls, folder: Path) -> Load:
        """The applications of ``examples/`` from Shantou to Xi'an; ``folder`` takes them without scans."""
        paper = folder / "paper.pdf"
        paper.write_bytes(b"%PDF-1.7\n" + os.urandom(PAPER_BYTES))
        templates = [await _template(one, folder) for one in collected() if one["from"] == SHANTOU]
        return cls(templates=templates, paper=paper)

    def next_application(self) -> tuple[Application, Actor]:
        """The next application under a message id of its own, and who will handle it."""
        application, handler = self.templates[next(self._turn) % len(self.templates)]
        return replace(application, message_id=fresh_id()), handler

    async def open_cases(self, city: City, count: int) -> int:
        """Open cases and send their papers; how many events that staged."""
        self.opened += await _together(city, self._open, range(count))
        return count * INTAKE_EVENTS

    async def handle_cases(self, city: City, count: int) -> int:
        """Take the first opened cases to their end; how many events that staged."""
        chosen, self.opened = self.opened[:count], self.opened[count:]
        async with Client(city.socket) as client:
            sealed = await client.put_file(self.paper)
        await _together(city, partial(self._handle, sealed=sealed), chosen)
        return len(chosen) * HANDLING_EVENTS

    async def _open(self, client: Client, _number: int) -> Opened:
        application, handler = self.next_application()
        case = CaseId((await client.submit(application)).case)
        papers = _papers(json.loads((await client.show_case(case)).document))
        parcel = ParcelSent(carrier="ems", number=self._parcel_no(), leg=Leg.W2H, papers=papers)
        await _record(client, case, application.actor, parcel)
        return Opened(case=case, handler=handler, parcel=parcel)

    async def _handle(self, client: Client, opened: Opened, *, sealed: Blob) -> None:
        out, tail = opened.parcel, opened.case[-7:]
        notice = Document(number=f"受{tail}", title="受理通知书", file=sealed)
        decision = Document(number=f"准{tail}", title="准予决定书", file=sealed)
        certificate = Document(number=f"证{tail}", title="许可证", file=sealed)
        back = tuple(Paper(code=one.number, original=True) for one in (decision, certificate))
        events: tuple[Event, ...] = (
            Arrived(),
            ParcelReceived(carrier=out.carrier, number=out.number, papers=out.papers),
            Accepted(document=notice, promised_days=1),  # within every item's limit
            Finished(result=Result.GRANT, document=decision),
            Issued(documents=(certificate,)),
            ParcelSent(carrier="ems", number=self._parcel_no(), leg=Leg.H2W, papers=back),
        )
        for event in events:
            await _record(client, opened.case, opened.handler, event)

    def _parcel_no(self) -> ParcelNo:
        return ParcelNo(str(next(self._parcels)))


def fresh_id() -> MessageId:
    """A message id of this moment."""
    return new_message_id(datetime.now(UTC))


def _paper_only(material: Mapping[str, Any]) -> dict[str, Any]:
    """The material without its scans; of what was a scan only, one copy."""
    copies = material["copies"] or int(not material["originals"])
    return {**material, "files": [], "copies": copies}


async def _template(told: Mapping[str, Any], folder: Path) -> tuple[Application, Actor]:
    kept = {name: told[name] for name in ApplicationDocument.model_fields if name in told}
    for name in ("materials", "handling_materials"):
        kept[name] = [_paper_only(material) for material in kept.get(name, ())]
    path = folder / f"{told['id']}.json"
    path.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
    window = _actor(told["accepting_actor"])
    application = await read_application_file(None, path, folder, actor=window, message_id=fresh_id())
    return application, _actor(told["handling_actor"])


def _actor(told: Mapping[str, str]) -> Actor:
    return Actor(organ=Uscc(told["organ"]), place=Place(told["place"]), officer=told["officer"])


def _papers(case: Mapping[str, Any]) -> tuple[Paper, ...]:
    """The originals that the window holds; where it holds none, a copy."""
    held = tuple(
        Paper(code=one["code"], original=True, count=one["count"])
        for one in case["custody"]
        if one["holder"] == "accepting" and one["count"]
    )
    return held or (Paper(code=case["materials"][0]["code"], original=False),)


async def _record(client: Client, case: CaseId, actor: Actor, event: Event) -> None:
    await client.record(fresh_id(), Wish(case=case, actor=actor, supersedes=None, event=event))


async def _together(city: City, work: Callable[[Client, T], Awaitable[R]], jobs: Iterable[T]) -> list[R]:
    """Do the jobs through the local API, as many at once as a hall has windows."""
    gate = asyncio.Semaphore(AT_ONCE)
    async with Client(city.socket) as client:

        async def one(job: T) -> R:
            async with gate:
                return await work(client, job)

        return await asyncio.gather(*map(one, jobs))
