"""Recording an act: judged, staged, folded and audited in one transaction.

The one way by which this node writes into its log on behalf of a person. An act sent twice under one
message id has one effect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from federation.case import Case, Placed, judge
from federation.case.blobs import blobs_of
from federation.case.events import Act, Event, ParcelSent, Refusal
from federation.case.joint import check_gathering, gather
from federation.case.parts import ItemRef
from federation.case.powers import Agreements
from federation.case.process import Gathered, LicenceAsked
from federation.days import day_of
from federation.errors import Illegal, InvalidInput, KuayuError, Reason, Unavailable
from federation.ids import CaseId, Locality, LogId, MessageId
from federation.limits import CASE_BLOB_BYTES, CASE_BLOBS, ENTRY_BYTES
from federation.trust.directory import Directory
from federation.wire.entries import write_entry
from federation.wire.local import Wish
from node.desk.formats import check_formats
from node.ids import new_salt
from node.observe.log import Event as LogEvent
from node.observe.log import log
from node.store import logs
from node.store.blobs import BlobFolder
from node.store.cases import CaseLogs, Known, fold_logs, load_cases, load_known, save_cases, want_blobs
from node.store.joint import load_joint
from node.store.licences import count_asked, note_checks
from node.store.papers import Allotted, claim_numbers, ended_beside
from node.store.store import Store, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of an act."""

    message_id: MessageId
    case: Case
    repeated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """Writes acts.

    Attributes:
        agreements: those this node holds.
        unknown: what an act names that the handling place's catalogue does not have, if anything.
        may_write: whether the link to a peer has settled since we started.
        staged: called with the peer after something was staged for it.
        stop_at: names points at which a fault test stops the process; does nothing in life.
    """

    me: Locality
    store: Store
    folder: BlobFolder
    directory: Callable[[], Directory]
    clock: Callable[[], datetime]
    agreements: Callable[[], Agreements]
    unknown: Callable[[Act, ItemRef | None], KuayuError | None]
    may_write: Callable[[Locality], bool]
    staged: Callable[[Locality], None]
    stop_at: Callable[[str], None]

    async def record(
        self, message_id: MessageId, wish: Wish, *, allotted: Allotted | None = None
    ) -> Recorded:
        """Record an event of a case; ``allotted`` if its document was numbered by this node (`paperwork`).

        Raises:
            InvalidInput: its content is wrong, a file it names was not uploaded, or its 文号 was used before.
            NumberTaken: ``allotted`` is no longer free.
            Illegal: who, when or what the tables do not allow.
            Unavailable: CASE_READ_ONLY while the link settles, STORE_BUSY, STORE_FAILED.
        """
        case = wish.case
        if isinstance(wish.event, Refusal):  # nodes refuse, by their own verdict; people never do
            raise Illegal(Reason.EVENT_AUTHOR, event="Refusal")
        if self.me not in (case.accepting, case.handling):
            raise Illegal(Reason.PARTIES, case=case)
        peer = case.other(self.me)
        done = await self.store.write(lambda tx: self._unit(tx, message_id, wish, peer, allotted))
        log(LogEvent.DESK_RECORDED, case=case, message_id=message_id, kind=type(wish.event).__name__)
        self.stop_at("staged")
        self.staged(peer)
        return done

    async def record_all(self, wishes: Sequence[tuple[MessageId, Wish]]) -> list[Recorded]:
        """Record events of several cases, over whatever links: all of them, or none. Raises as `record`."""

        async def unit(tx: Tx) -> list[Recorded]:
            return [
                await self._unit(tx, message_id, wish, wish.case.other(self.me), None)
                for message_id, wish in wishes
            ]

        done = await self.store.write(unit)
        for message_id, wish in wishes:
            log(LogEvent.DESK_RECORDED, case=wish.case, message_id=message_id, kind=type(wish.event).__name__)
        self.stop_at("staged")
        for peer in dict.fromkeys(wish.case.other(self.me) for _, wish in wishes):
            self.staged(peer)
        return done

    async def _unit(
        self, tx: Tx, message_id: MessageId, wish: Wish, peer: Locality, allotted: Allotted | None
    ) -> Recorded:
        case = wish.case
        known = await load_known(tx, me=self.me, peer=peer)
        if known is None:
            raise KuayuError(Reason.MEMBER_UNKNOWN, peer=peer)
        held = (await load_cases(tx, [case], ours=known.ours))[case]
        before = await tx.one("message_known", log=LogId.make(self.me, peer), message_id=message_id)
        if before is not None:
            if before["case_id"] != case:
                raise Illegal(Reason.DUPLICATE, message_id=message_id)
            return Recorded(message_id=message_id, case=fold_logs(held, known), repeated=True)
        if not self.may_write(peer):
            row = await tx.one("get_log", log=LogId.make(self.me, peer))
            why = (row["last_failure"] if row else None) or "SETTLING"
            raise Unavailable(Reason.CASE_READ_ONLY, peer=peer, why=why)
        if fold_logs(held, known).incomplete:
            raise Unavailable(Reason.CASE_READ_ONLY, case=case)
        act = Act(
            message_id=message_id,
            case=case,
            author=self.me,
            actor=wish.actor,
            seen=known.theirs,
            at=self.clock(),
            supersedes=wish.supersedes,
            event=wish.event,
        )
        await self._judge(tx, act, held, known, peer)
        await claim_numbers(tx, act, allotted)
        check_formats(act, self.folder)
        await self._stage(tx, act, peer)
        await self._adopt(tx, case, wish.event, peer)
        side = held.side(self.me)
        side.append(Placed(max(known.ours, side[-1].position + 1 if side else 0), act))
        folded = fold_logs(held, known)
        await save_cases(tx, [folded], me=self.me, now=act.at)
        await note_checks(tx, [act], now=act.at)
        await self._audit(tx, act)
        return Recorded(message_id=message_id, case=folded, repeated=False)

    async def _judge(self, tx: Tx, act: Act, held: CaseLogs, known: Known, peer: Locality) -> None:
        """Raise unless the act may stand, as both ends judge and by what this node alone knows."""
        verdict = judge(
            act,
            accepting=held.accepting,
            handling=held.handling,
            refused=held.refused,
            speaks=self.directory().speaks_for,
            agreements=self.agreements(),
            asked=await self._asked(tx, act, peer),
            beside=await self._beside(tx, act, known.ours, peer),
            **known.as_sides(held.case),
        )
        verdict.enforce()
        if (stranger := self.unknown(act, held.item)) is not None:
            raise InvalidInput(stranger.reason, **stranger.detail)
        await self._check_gathered(tx, act)

    async def _asked(self, tx: Tx, act: Act, peer: Locality) -> int:
        """How many licences we asked the peer about on the day of this request; 0 for any other act."""
        if not isinstance(act.event, LicenceAsked):
            return 0
        day = day_of(act.at)
        return (await count_asked(tx, asker=self.me, answerer=peer, days=[day])).get(day, 0)

    async def _beside(self, tx: Tx, act: Act, ours: int, peer: Locality) -> Iterable[CaseLogs]:
        """Other cases that say how the parcel ended into which papers are to go."""
        if not isinstance(act.event, ParcelSent):
            return ()
        cases = await ended_beside(tx, [act.event.number], peer=peer)
        return (await load_cases(tx, cases, ours=ours)).values()

    async def _check_gathered(self, tx: Tx, act: Act) -> None:
        """The lead says of a joint case only what its parts say.

        Raises:
            Illegal: JOINT_CONTRADICTED.
        """
        if not isinstance(act.event, Gathered) or act.case is None:
            return
        row = await tx.one("joint_lead", case_id=act.case)
        cases = await load_joint(tx, CaseId(row["lead"]), me=self.me) if row and row["lead"] else []
        leads = (one.submitted.lead for one in cases if one.submitted is not None)
        lead = next((one for one in leads if one is not None), None)
        if lead is None:
            raise Illegal(Reason.JOINT_CONTRADICTED, case=act.case)
        check_gathering(gather(lead, cases), act.case, act.event)

    async def _stage(self, tx: Tx, act: Act, peer: Locality) -> None:
        entry = write_entry(act, receiver=peer, salt=new_salt())
        if len(entry) > ENTRY_BYTES:
            raise InvalidInput(Reason.TOO_LARGE, what="entry", limit=ENTRY_BYTES)
        waiting = logs.Waiting(message_id=act.message_id, case=act.case, entry=entry)
        await logs.stage(tx, LogId.make(self.me, peer), [waiting])

    async def _adopt(self, tx: Tx, case: CaseId, event: Event, peer: Locality) -> None:
        """The files the event names become the case's; within the limits of one case."""
        blobs = blobs_of(event)
        if not blobs:
            return
        sizes = {row["digest"]: row["size"] for row in await tx.all("case_blobs", case_id=case)}
        sizes |= {str(blob.digest): blob.size for blob in blobs}
        if len(sizes) > CASE_BLOBS:
            raise InvalidInput(Reason.TOO_MANY, files=len(sizes), limit=CASE_BLOBS)
        if sum(sizes.values()) > CASE_BLOB_BYTES:
            raise InvalidInput(Reason.TOO_LARGE, what="files", limit=CASE_BLOB_BYTES)
        for blob in blobs:
            self.folder.adopt(case, blob)
        await want_blobs(tx, case, blobs, peer=peer, ours=True, here=True)

    async def _audit(self, tx: Tx, act: Act) -> None:
        await tx.run(
            "add_audit",
            at=logs.text_time(act.at),
            actor=f"{act.actor.organ}/{act.actor.officer}",
            verb=type(act.event).__name__,
            case_id=act.case,
            message_id=act.message_id,
            reason=None,
        )
