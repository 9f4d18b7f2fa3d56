"""Clerks of two cities who take a case from application to delivery, whatever happens to their nodes.

A clerk repeats what failed under the same message id until the node has it, and writes only after what it
answers has arrived: the retries of a person or a city's own system, by the public client.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from federation.case.choices import AgentBasis, Delivery, Disposition, Leg, Mode, Result, ServedBy
from federation.case.events import (
    Accepted,
    Arrived,
    Corrected,
    CorrectionRequested,
    Delivered,
    Event,
    Finished,
    Issued,
    NotAccepted,
    NoticeServed,
    ParcelLost,
    ParcelReceived,
    ParcelReturned,
    ParcelSent,
    Submitted,
    WithdrawalRefused,
    WithdrawalRequested,
)
from federation.case.parts import Blob, Difference, Document, Field, ItemRef, Material, Paper, Party
from federation.client import Client
from federation.errors import KuayuError, Reason
from federation.ids import CaseId, Digest, Locality, MessageId, ParcelNo
from federation.wire.local import Wish
from node.ids import new_case_id, new_message_id
from tests.worlds.ground import ACTORS, SHANTOU, XIAN, until
from tests.worlds.nodes import City

ITEMS = {SHANTOU: "11440507TEXT02020H4000511922000", XIAN: "11610104TEXT02039F400051192200001"}
MATERIAL = {SHANTOU: ("M01", "M02"), XIAN: ("C01", "C02")}
FIELD = {SHANTOU: "XM", XIAN: "F01"}
PATIENCE = 60.0
BUSY = {Reason.NODE_UNREACHABLE, Reason.CASE_READ_ONLY, Reason.STORE_BUSY, Reason.STORE_FAILED}
"""Refusals after which a clerk tries again: the node is down, starting, or settling."""

KIB, MIB = 1 << 10, 1 << 20
PDF = b"%PDF-1.7\n"
"""What a document's file begins with: the node looks."""


def item_of(handling: Locality) -> ItemRef:
    """An item both ends know: the two allowances for disabled persons."""
    return ItemRef(locality=handling, scheme="GB/T 39554", code=ITEMS[handling], version="2026.1")


def applicant() -> Party:
    """A person whose number passes its check."""
    return Party(
        name="陈小明",
        id_scheme="GA/T 2000.156",
        id_type="111",
        id_number="440524197001010086",
        phone="13800000000",
        address="汕头市龙湖区某路1号",
    )


def submitted(handling: Locality, *files: Blob, delivery: Delivery = Delivery.WINDOW) -> Submitted:
    """An application with one material kept and one copied."""
    first, second = MATERIAL[handling]
    return Submitted(
        mode=Mode.REMOTE_COLLECTION,
        item=item_of(handling),
        applicant=applicant(),
        materials=(
            Material(code=first, files=files[:1], disposition=Disposition.KEEP, originals=1),
            Material(code=second, files=files[1:], copies=1),
        ),
        fields=(),
        identity_checked=True,
        form_checked=True,
        notice_version="2026-1",
        delivery=delivery,
    )


async def upload(client: Client, data: bytes) -> Blob:
    """Upload a file."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        return await client.put_file(Path(file.name))


async def record(city: City, case: CaseId, event: Event, message_id: MessageId | None = None) -> MessageId:
    """Record an event once."""
    message_id = message_id or new_message_id(datetime.now(UTC))
    wish = Wish(case=case, actor=ACTORS[city.me], supersedes=None, event=event)
    async with city.client() as client:
        await client.record(message_id, wish)
    return message_id


Build = Callable[["Story", tuple[Blob, ...]], Event]


@dataclass(frozen=True, slots=True)
class Step:
    """What one side writes next, and the files it uploads for it: their sizes in bytes."""

    accepting: bool
    build: Build
    files: tuple[int, ...] = ()


def _document(number: str, file: Blob | None = None) -> Document:
    return Document(number=number, title="文书", file=file)


def _steps(big: int, small: int) -> tuple[Step, ...]:
    """From application to delivery at the window; one big file each way."""
    return (
        Step(True, lambda s, f: submitted(s.handling.me, *f), (big, small)),
        Step(False, lambda _s, _f: Arrived()),
        Step(
            False,
            lambda s, f: CorrectionRequested(
                document=_document(f"BZ{s.mark}", *f),
                defects=(Difference(material=s.code, note="缺页"),),
                days=10,
            ),
            (small,),
        ),
        Step(
            True,
            lambda s, _f: NoticeServed(
                notice=s.said[-1], by=ServedBy.WINDOW, to_applicant=True, served_at=datetime.now(UTC)
            ),
        ),
        Step(
            True,
            lambda s, f: Corrected(
                notice=s.said[2],
                materials=(Material(code=s.code, files=f),),
                fields=(Field(code=FIELD[s.handling.me], value="1"),),
            ),
            (small,),
        ),
        Step(False, lambda s, f: Accepted(document=_document(f"SL{s.mark}", *f), promised_days=5), (small,)),
        Step(
            False, lambda s, f: Finished(result=Result.GRANT, document=_document(f"JD{s.mark}", *f)), (big,)
        ),
        Step(False, lambda _s, _f: Issued(documents=(_document("ZZ"),))),
        Step(False, lambda s, _f: ParcelSent(leg=Leg.H2W, papers=s.papers, **s.parcel)),
        Step(True, lambda s, _f: ParcelReceived(papers=s.papers, **s.parcel)),
        Step(True, lambda _s, _f: Delivered(documents=("ZZ",), to_applicant=True)),
    )


@dataclass(kw_only=True)
class Story:
    """One case and how far it is."""

    accepting: City
    handling: City
    big: int = 2 * MIB + 100 * KIB
    small: int = 10 * KIB
    case: CaseId = field(init=False)
    said: list[MessageId] = field(default_factory=list)
    trying: MessageId | None = None

    def __post_init__(self) -> None:
        self.case = new_case_id(accepting=self.accepting.me, handling=self.handling.me, now=datetime.now(UTC))

    @property
    def code(self) -> str:
        """The material that is wanted again."""
        return MATERIAL[self.handling.me][1]

    @property
    def mark(self) -> str:
        """What tells its documents' numbers from those of other cases."""
        return self.case[-7:]

    @property
    def papers(self) -> tuple[Paper, ...]:
        return (Paper(code="ZZ", original=True),)

    @property
    def parcel(self) -> dict[str, object]:
        number = ParcelNo(f"98{int(self.case[-7:-1], 36) % 10**11:011d}")
        return {"carrier": "ems", "number": number}

    @property
    def finished(self) -> bool:
        return len(self.said) == len(_steps(self.big, self.small))

    async def run(self, *, upto: int | None = None) -> None:
        """Go on from where the case is, to its end or to a step."""
        steps = _steps(self.big, self.small)[:upto]
        for step in steps[len(self.said) :]:
            city = self.accepting if step.accepting else self.handling
            if self.said:
                await self.arrived(city, self.said[-1])
            self.said.append(await self._insist(city, step))
            self.trying = None

    def moved(self, old: City, new: City) -> Story:
        """The same case, its clerks at another node of their city."""
        ends = {"accepting": self.accepting, "handling": self.handling}
        story = replace(self, **{end: new if city is old else city for end, city in ends.items()})
        story.case = self.case
        return story

    def forget_lost(self) -> None:
        """As a person does who finds that what he wrote last is gone with a disk: it will be written anew."""
        while self.said and not any(
            city.rows(
                "SELECT 1 FROM entry WHERE message_id = :m UNION SELECT 1 FROM staged WHERE message_id = :m",
                m=self.said[-1],
            )
            for city in (self.accepting, self.handling)
        ):
            self.said.pop()

    async def arrived(self, city: City, message: MessageId) -> None:
        """Wait until a message is one of the city's own or was applied there."""

        async def known() -> bool:
            with suppress(Exception):
                found = city.rows(
                    "SELECT 1 FROM entry JOIN log USING (log) WHERE message_id = :m AND "
                    "(outgoing OR position < applied) UNION SELECT 1 FROM staged WHERE message_id = :m",
                    m=message,
                )
                return bool(found)
            return False

        await until(known, within=PATIENCE, what=f"{message} at {city.me}")

    async def _insist(self, city: City, step: Step) -> MessageId:
        self.trying = self.trying or new_message_id(datetime.now(UTC))
        end = time.monotonic() + PATIENCE
        scans = [PDF + random.randbytes(max(size - len(PDF), 0)) for size in step.files if size]
        while True:
            try:
                async with city.client() as client:
                    files = [await upload(client, scan) for scan in scans]
                return await record(city, self.case, step.build(self, tuple(files)), self.trying)
            except KuayuError as error:
                if error.reason not in BUSY or time.monotonic() > end:
                    raise
            await asyncio.sleep(0.05)


def every_event(handling: Locality) -> tuple[Event, ...]:
    """One of each kind that a clerk may try, with every field filled in."""
    file = Blob(digest=Digest.of(bytes(32)), size=10, media_type="application/pdf")
    paper = _document("ZZ", file)
    nobody = MessageId.make(unix_ms=1, random=1)
    parcel = {"carrier": "ems", "number": ParcelNo("9800000000001")}
    differences = (Difference(material="C01", note="缺页"),)
    papers = (Paper(code="C01", original=True),)
    value = Field(code="F01", value="1")
    return (
        replace(
            submitted(handling, file),
            agent=applicant(),
            agent_basis=AgentBasis.AUTHORISATION,
            fields=(value,),
        ),
        Arrived(differences=differences),
        CorrectionRequested(document=paper, defects=differences, days=3),
        NoticeServed(notice=nobody, by=ServedBy.WINDOW, to_applicant=True, served_at=datetime.now(UTC)),
        Corrected(notice=nobody, materials=(Material(code="C01", files=(file,)),), fields=(value,)),
        Accepted(document=paper, promised_days=1),
        NotAccepted(document=paper, reason="不属本机关"),
        Finished(result=Result.DENY, local_code="1", reason="不符合", document=paper),
        Issued(documents=(paper,)),
        WithdrawalRequested(reason="不办了"),
        WithdrawalRefused(request=nobody, reason="已办结"),
        ParcelSent(leg=Leg.W2H, papers=papers, **parcel),
        ParcelReceived(papers=papers, differences=differences, **parcel),
        ParcelLost(note="丢失", **parcel),
        ParcelReturned(note="退回", **parcel),
        Delivered(documents=("ZZ",), to_applicant=True, parcel=ParcelNo("9800000000001"), proof=file),
    )
