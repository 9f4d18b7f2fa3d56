"""A small world of cases: two desks, two logs, acts that travel in order, and every move a clerk could try."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from federation.case import Case, Kind, Placed, Side, Verdict, fold, judge, side_of
from federation.case.choices import Delivery, Disposition, Leg, Mode, Result, ServedBy
from federation.case.events import (
    Accepted,
    Act,
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
    Refusal,
    Submitted,
    WithdrawalRefused,
    WithdrawalRequested,
)
from federation.case.paperwork import documents_of
from federation.case.parts import (
    Actor,
    Blob,
    Deferred,
    Difference,
    Document,
    Field,
    ItemRef,
    Material,
    Paper,
    Party,
)
from federation.case.powers import NO_AGREEMENTS, Agreements
from federation.case.process import Transferred
from federation.days import day_of
from federation.errors import Reason
from federation.ids import CaseId, Digest, Locality, MessageId, ParcelNo, Place, Uscc
from tests.worlds.process import LATER, SUCCESSOR, organ_process, window_process

SHANTOU, XIAN = Locality("440500"), Locality("610100")
CASE = CaseId.make(accepting=SHANTOU, handling=XIAN, on=date(2026, 1, 5), random=7)
START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
ACTORS = {
    Side.ACCEPTING: Actor(organ=Uscc("11440500TEXT00017J"), place=Place("440507"), officer="W-03"),
    Side.HANDLING: Actor(organ=Uscc("11610100TEXT00025R"), place=Place("610103"), officer="XA-118"),
}
MEMBERS = {Side.ACCEPTING: SHANTOU, Side.HANDLING: XIAN}
AGAIN = "-2"
FIRST, SECOND = ParcelNo("9800000000001"), ParcelNo("9800000000002")


def blob(name: str, size: int = 1000) -> Blob:
    """Make a file whose digest follows from its name."""
    return Blob(digest=Digest.of(name.encode().ljust(32, b".")[:32]), size=size, media_type="application/pdf")


def document(number: str, *, sealed: bool = True) -> Document:
    """Make a document 文书."""
    return Document(number=number, title="文书", file=blob(number) if sealed else None)


APPLICANT = Party(
    name="陈小明",
    id_scheme="GA/T 2000.156",
    id_type="111",
    id_number="440524197001010086",
    phone="13800000000",
    address="汕头市龙湖区某路1号",
)
MATERIALS = (
    Material(code="M-KEEP", files=(blob("keep"),), disposition=Disposition.KEEP, originals=1),
    Material(code="M-BACK", files=(blob("back"),), disposition=Disposition.RETURN, originals=1),
    Material(code="M-OLD", disposition=Disposition.SURRENDER, originals=1),
    Material(code="M-ID", files=(blob("id"),), disposition=Disposition.COPY, copies=1),
)


def submitted(
    *, delivery: Delivery = Delivery.WINDOW, materials: tuple[Material, ...] = MATERIALS
) -> Submitted:
    """Make an application as a window hands it over."""
    return Submitted(
        mode=Mode.REMOTE_COLLECTION,
        item=ItemRef(locality=XIAN, scheme="GB/T 39554", code="000131901001", version="1"),
        applicant=APPLICANT,
        materials=materials,
        fields=(Field(code="purpose", value="开店"),),
        identity_checked=True,
        form_checked=True,
        notice_version="2026-1",
        delivery=delivery,
        local_no="ST-2026-000001",
    )


def speaks_for(member: Locality, organ: Uscc) -> bool:
    """The directory of this world: one organ each, and the one that may take over."""
    side = side_of(member, CASE)
    return organ == ACTORS[side].organ or (side is Side.HANDLING and organ == SUCCESSOR)


@dataclass(slots=True)
class World:
    """Two cities and one case.

    Attributes:
        logs: the entries of each side, all of this case.
        known: how many entries of the other side's log each side has applied.
        refused: the verdicts each side holds: its own on the other's acts, and the other's told by Refusal.
        agreements: those both sides hold.
        later: by how much a side's acts are later than the count says.
        outside: entries of other cases that stand before each entry: they make gaps in the positions.
    """

    logs: dict[Side, list[Placed]] = field(default_factory=lambda: {side: [] for side in Side})
    known: dict[Side, int] = field(default_factory=lambda: dict.fromkeys(Side, 0))
    refused: dict[Side, dict[MessageId, Reason]] = field(default_factory=lambda: {side: {} for side in Side})
    gap: int = 1
    count: int = 0
    agreements: Agreements = NO_AGREEMENTS
    later: Mapping[Side, timedelta] = field(default_factory=dict)

    def copy(self) -> World:
        """A world that may go another way."""
        return World(
            logs={side: list(log) for side, log in self.logs.items()},
            known=dict(self.known),
            refused={side: dict(verdicts) for side, verdicts in self.refused.items()},
            gap=self.gap,
            count=self.count,
            agreements=self.agreements,
            later=self.later,
        )

    def held(self, side: Side) -> dict[str, object]:
        """What a side holds: its own log, and of the other's what it has applied."""
        logs = {side: self.logs[side], side.other: self.logs[side.other][: self.known[side]]}
        size = {one: self.gap * len(log) for one, log in logs.items()}
        return {
            "accepting": logs[Side.ACCEPTING],
            "handling": logs[Side.HANDLING],
            "refused": self.refused[side],
            "known_accepting": size[Side.ACCEPTING],
            "known_handling": size[Side.HANDLING],
        }

    def case(self, side: Side) -> Case:
        """The case as a side has it now."""
        return fold(CASE, **self.held(side))

    def moved(self, case: Case) -> frozenset[Kind]:
        """Kinds the case's agreement moved to the window, on the day of the last act drawn."""
        on = day_of(START + timedelta(minutes=self.count) + max(self.later.values(), default=timedelta()))
        return self.agreements.powers(CASE, case.submitted).moved(on)

    def actor(self, side: Side) -> Actor:
        """Who acts for a side: after a transfer somebody of the organ that took over."""
        acts = (placed.act for placed in reversed(self.logs[side]))
        events = (act.event for act in acts if act.message_id not in self.refused[side])
        moved = next((event for event in events if isinstance(event, Transferred)), None)
        actor = ACTORS[side]
        return actor if moved is None else replace(actor, organ=moved.organ, place=moved.place)

    def draw(self, side: Side, event: Event, **changes: object) -> Act:
        """Write an act at a side's desk, as that side stands."""
        self.count += 1
        act = Act(
            message_id=MessageId.make(unix_ms=1_767_574_800_000 + self.count, random=self.count),
            case=CASE,
            author=MEMBERS[side],
            actor=self.actor(side),
            seen=self.gap * self.known[side],
            at=START + timedelta(minutes=self.count) + self.later.get(side, timedelta()),
            event=event,
        )
        return replace(act, **changes) if changes else act

    def verdict(self, side: Side, act: Act) -> Verdict:
        """Judge at a side's desk or inbox."""
        return judge(act, speaks=speaks_for, agreements=self.agreements, **self.held(side))

    def put(self, side: Side, act: Act) -> None:
        """Put an act into a side's log, whatever it is worth."""
        self.logs[side].append(Placed(self.gap * len(self.logs[side]), act))

    def write(self, side: Side, event: Event, **changes: object) -> Verdict:
        """A clerk writes: judged at the desk, logged if admitted."""
        act = self.draw(side, event, **changes)
        verdict = self.verdict(side, act)
        if verdict.admitted:
            self.put(side, act)
        return verdict

    def must(self, side: Side, *events: Event, **changes: object) -> MessageId:
        """Write what must be admitted."""
        for event in events:
            self.write(side, event, **changes).enforce()
        return self.logs[side][-1].act.message_id

    def receive(self, side: Side) -> bool:
        """Apply the next entry of the other log: judge it, answer it with a Refusal if need be."""
        log = self.logs[side.other]
        if self.known[side] == len(log):
            return False
        placed = log[self.known[side]]
        verdict = self.verdict(side, placed.act)
        self.known[side] += 1
        if isinstance(placed.act.event, Refusal):
            self._told(side, placed.act.event)
        elif verdict.reason is not None:
            self.refused[side][placed.act.message_id] = verdict.reason
            said = Refusal(position=placed.position, message_id=placed.act.message_id, reason=verdict.reason)
            self.put(side, self.draw(side, said))
        return True

    def _told(self, side: Side, refusal: Refusal) -> None:
        for placed in self.logs[side]:
            if placed.position == refusal.position:
                self.refused[side][placed.act.message_id] = refusal.reason

    def settle(self) -> World:
        """Deliver everything both ways."""
        while self.receive(Side.ACCEPTING) or self.receive(Side.HANDLING):
            pass
        return self


def opened(*, delivery: Delivery = Delivery.WINDOW) -> World:
    """A world whose case both sides know."""
    world = World()
    world.must(Side.ACCEPTING, submitted(delivery=delivery))
    return world.settle()


def moves(case: Case, side: Side) -> Iterator[Event]:
    """List what a clerk of a side could try in a case; most of it is refused."""
    yield from intake_moves(case) if side is Side.ACCEPTING else organ_moves(case)
    yield from parcel_moves(case, side)
    yield from window_process(case) if side is Side.ACCEPTING else organ_process(case)


def corrections(case: Case, side: Side) -> Iterator[tuple[Event, MessageId]]:
    """List how a clerk of a side could correct documents: each once, under a new number."""
    for act in case.effective:
        made = documents_of(act.event)
        if side_of(act.author, CASE) is side and made and not made[0].number.endswith(AGAIN):
            yield again(act.event), act.message_id


def again(event: Event) -> Event:
    """The same event with its documents made out anew."""
    made = tuple(replace(one, number=one.number + AGAIN) for one in documents_of(event))
    return replace(event, documents=made) if isinstance(event, Issued) else replace(event, document=made[0])


def intake_moves(case: Case) -> Iterator[Event]:
    """List what a window could write, parcels apart."""
    yield submitted()
    if case.open_notice is not None:
        yield Corrected(notice=case.open_notice, materials=(MATERIALS[0],))
    yield WithdrawalRequested(reason="不办了")
    for paper in case.documents.values():
        yield NoticeServed(notice=paper.message_id, by=ServedBy.WINDOW, to_applicant=True, served_at=START)
    for number in (*case.documents, "M-BACK", "M-KEEP", "M-OLD"):
        for parcel in (None, FIRST, SECOND):
            proof = blob("proof") if parcel else None
            yield Delivered(documents=(number,), to_applicant=True, parcel=parcel, proof=proof)


def organ_moves(case: Case) -> Iterator[Event]:
    """List what an organ could write, parcels apart."""
    yield Arrived()
    yield CorrectionRequested(
        document=document("BZ-1"), defects=(Difference(material="M-KEEP", note="缺页"),), days=10
    )
    yield Accepted(document=document("SL-1"), promised_days=10)
    later = Deferred(material=LATER, days=5, promise=blob("promise"))
    yield Accepted(document=document("SL-1"), promised_days=10, deferred=(later,))
    yield NotAccepted(document=document("BYSL-1"), reason="不属本机关职权")
    for result in Result:
        yield Finished(result=result, reason="理由", document=document(f"JD-{result}"))
    yield Issued(documents=(document("ZZ-1"),))
    if case.open_withdrawal is not None:
        yield WithdrawalRefused(request=case.open_withdrawal, reason="已近办结")
    for number in case.documents:
        for parcel in (None, FIRST, SECOND):
            proof = blob("proof") if parcel else None
            yield Delivered(documents=(number,), to_applicant=True, parcel=parcel, proof=proof)


LEGS = {Side.ACCEPTING: (Leg.W2H, Leg.W2A), Side.HANDLING: (Leg.H2W, Leg.H2A)}


def parcel_moves(case: Case, side: Side) -> Iterator[Event]:
    """List what can be done with two parcel numbers, each with one paper inside."""
    codes = ("M-BACK", *(paper.document.number for paper in case.outstanding))
    for number in (FIRST, SECOND):
        for papers in ((Paper(code=code, original=True),) for code in codes):
            for leg in LEGS[side]:
                yield ParcelSent(carrier="ems", number=number, leg=leg, papers=papers)
            yield ParcelReceived(carrier="ems", number=number, papers=papers)
        yield ParcelLost(carrier="ems", number=number)
        yield ParcelReturned(carrier="ems", number=number)
