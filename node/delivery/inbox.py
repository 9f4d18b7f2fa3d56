"""The inbox of one link: applies what the peer's log brought, in order, many entries per transaction.

Verdicts, case, cursor, audit, refusals and wanted files commit together, so each entry has exactly one
effect. Nothing is applied before the link the other way has settled, nor what waits for an import (`Waiting`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from federation.case.blobs import blobs_of
from federation.case.events import Act, ParcelSent, Refusal
from federation.case.parts import Actor, ItemRef
from federation.case.powers import Agreements
from federation.case.process import LicenceAsked
from federation.days import day_of
from federation.errors import KuayuError, Reason
from federation.ids import CaseId, Locality, LogId, MessageId, ParcelNo
from federation.trust.directory import Directory
from federation.wire.entries import write_entry
from node.delivery.apply import Parsed, Round, Waiting, take_apart
from node.delivery.backoff import wait_for_work
from node.ids import new_message_id, new_salt
from node.observe.log import Event, log
from node.store import logs
from node.store.cases import fold_logs, load_cases, load_known, save_cases, want_blobs
from node.store.licences import count_asked, count_noted, flood_told, note_checks
from node.store.papers import ended_beside
from node.store.store import Store, Tx

GROUP = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What one round did: entries applied, of them refused, ours that the peer refused, files wanted."""

    count: int
    refused: int = 0
    told: int = 0
    wanted: int = 0


class Inbox:
    """Applies one incoming log.

    Args:
        actor: who acts when the node itself refuses.
        agreements: those this node holds.
        unknown: what an act names that is not in our catalogue, if anything.
        may_apply: whether the link the other way has settled since we started.
        resettle: asks for that once more, when the peer has seen more of our log than we hold; False if
            it was done already.
        applied: called after a round was committed.
        stop_at: names points at which a fault test stops the process; does nothing in life.
    """

    def __init__(
        self,
        *,
        me: Locality,
        peer: Locality,
        actor: Actor,
        store: Store,
        directory: Callable[[], Directory],
        clock: Callable[[], datetime],
        agreements: Callable[[], Agreements],
        unknown: Callable[[Act, ItemRef | None], KuayuError | None],
        may_apply: Callable[[Locality], bool],
        resettle: Callable[[Locality], bool],
        applied: Callable[[Locality, Applied], None],
        stop_at: Callable[[str], None],
    ) -> None:
        self._me, self._peer, self._actor = me, peer, actor
        self._store, self._directory, self._clock = store, directory, clock
        self._agreements, self._unknown = agreements, unknown
        self._may_apply, self._resettle, self._applied = may_apply, resettle, applied
        self._stop_at = stop_at
        self._wake = asyncio.Event()
        self._waits_for: MessageId | None = None
        self._in, self._out = LogId.make(peer, me), LogId.make(me, peer)

    def wake(self) -> None:
        """There may be something to apply."""
        self._wake.set()

    async def run(self) -> None:
        """Apply for ever."""
        while True:
            self._wake.clear()
            while self._may_apply(self._peer) and await self._apply_round() == GROUP:
                pass
            await wait_for_work(self._wake)

    async def _apply_round(self) -> int:
        done = await self._store.write(self._unit)
        if done.count:
            log(Event.INBOX_APPLIED, peer=self._peer, count=done.count, refused=done.refused)
            if done.told:
                log(Event.INBOX_TOLD, peer=self._peer, count=done.told)
            self._stop_at("applied")
            self._applied(self._peer, done)
        return done.count

    async def _unit(self, tx: Tx) -> Applied:
        row = await tx.one("get_log", log=self._in)
        known = await load_known(tx, me=self._me, peer=self._peer)
        if row is None or known is None or row["applied"] >= row["size"]:
            return Applied(count=0)
        rows = await logs.entries_from(tx, self._in, start=row["applied"], count=GROUP)
        parsed = [
            take_apart(one["position"], bytes(one["bytes"]), me=self._me, peer=self._peer) for one in rows
        ]
        parsed = self._until_ahead(parsed, known.ours)
        if not parsed:
            return Applied(count=0)
        work = await self._prepare(tx, parsed, ours=known.ours)
        count = work.apply(parsed)
        if work.waiting is not None:
            await self._tell_waiting(tx, work.waiting)
        if count:
            await self._write(tx, work, upto=parsed[count - 1].position + 1)
        return Applied(
            count=count,
            refused=len(work.refusals),
            told=len(work.voided),
            wanted=sum(len(blobs_of(act.event)) for act in work.taken),
        )

    def _until_ahead(self, parsed: list[Parsed], ours: int) -> list[Parsed]:
        """Entries before the first that has seen more of our log than we hold: settle again first."""
        for k, one in enumerate(parsed):
            if one.act is not None and one.act.seen > ours and self._resettle(self._peer):
                return parsed[:k]
        return parsed

    async def _prepare(self, tx: Tx, parsed: Sequence[Parsed], *, ours: int) -> Round:
        """Everything a round needs to know, in a fixed number of queries."""
        ids = json.dumps([one.peek.message_id for one in parsed if one.peek.message_id])
        before = await tx.all("known_messages", log=self._in, below=parsed[0].position, ids=ids)
        named = [
            one.act.event.position
            for one in parsed
            if one.act is not None and isinstance(one.act.event, Refusal)
        ]
        own = {
            row["position"]: (MessageId(row["message_id"]), _case(row["case_id"]))
            for row in await tx.all("entries_at", log=self._out, positions=json.dumps(named))
        }
        cases = {one.act.case for one in parsed if one.act is not None and one.act.case is not None}
        cases |= {case for _, case in own.values() if case is not None}
        days = {
            day_of(one.act.at)
            for one in parsed
            if one.act is not None and isinstance(one.act.event, LicenceAsked)
        }
        ways, today = {"asker": self._peer, "answerer": self._me}, day_of(self._clock())
        cases |= await ended_beside(tx, _numbers(parsed), peer=self._peer)
        return Round(
            me=self._me,
            peer=self._peer,
            ours=ours,
            cases=await load_cases(tx, cases, ours=ours),
            own=own,
            taken_before={MessageId(row["message_id"]) for row in before},
            speaks=self._directory().speaks_for,
            agreements=self._agreements(),
            unknown=self._unknown,
            asked=await count_asked(tx, **ways, days=days) if days else {},
            noted=await count_noted(tx, **ways, day=today) if days else 0,
            told=await flood_told(tx, **ways, day=today) if days else False,
        )

    async def _note_checks(self, tx: Tx, work: Round, now: datetime) -> None:
        """Licences that were asked about; a person is told where more came in a day than may be asked."""
        await note_checks(tx, work.checks, now=now)
        if work.flood is not None:
            about = {"case_id": work.flood.case, "message_id": work.flood.message_id}
            at = logs.text_time(now)
            await tx.run("add_task", **about, kind="licence_flood", reason=Reason.LICENCE_FLOOD, at=at)

    async def _tell_waiting(self, tx: Tx, waiting: Waiting) -> None:
        """The link stands until this is imported again: said once in the log, and to a person as a task."""
        about = {"case_id": waiting.case, "message_id": waiting.message_id, "reason": waiting.reason}
        await tx.run("add_task", **about, kind="import_again", at=logs.text_time(self._clock()))
        if waiting.message_id != self._waits_for:
            self._waits_for = waiting.message_id
            log(Event.INBOX_WAITS, peer=self._peer, case=waiting.case, reason=waiting.reason)

    async def _write(self, tx: Tx, work: Round, *, upto: int) -> None:
        now = self._clock()
        await tx.many(
            "mark_entry",
            [
                {
                    "log": self._in,
                    "position": mark.position,
                    "message_id": mark.message_id,
                    "case_id": mark.case,
                    "reason": mark.reason,
                }
                for mark in work.marks
            ],
        )
        await self._write_refusals(tx, work, now, seen=upto)
        await self._write_voided(tx, work, now)
        for act in work.taken:
            if act.case is not None and (blobs := blobs_of(act.event)):
                await want_blobs(tx, act.case, blobs, peer=self._peer, ours=False, here=False)
        await tx.run("set_applied", log=self._in, applied=upto)
        known = await load_known(tx, me=self._me, peer=self._peer)
        if known is not None and work.touched:
            folded = [fold_logs(work.cases[case], known) for case in work.touched]
            await save_cases(tx, folded, me=self._me, now=now)
        await self._note_checks(tx, work, now)
        await self._write_audit(tx, work, now)

    async def _write_refusals(self, tx: Tx, work: Round, now: datetime, *, seen: int) -> None:
        waiting = []
        for case, refusal in work.refusals:
            act = Act(
                message_id=new_message_id(now),
                case=case,
                author=self._me,
                actor=self._actor,
                seen=seen,
                at=now,
                event=refusal,
            )
            entry = write_entry(act, receiver=self._peer, salt=new_salt())
            waiting.append(logs.Waiting(message_id=act.message_id, case=case, entry=entry))
            if case is not None:
                work.place_own(act, case)
        await logs.stage(tx, self._out, waiting)
        await tx.many(
            "add_refused",
            [
                {"case_id": case, "message_id": refusal.message_id, "reason": refusal.reason}
                for case, refusal in work.refusals
                if case is not None and refusal.message_id is not None
            ],
        )

    async def _write_voided(self, tx: Tx, work: Round, now: datetime) -> None:
        """Our entries that the peer refused: no effect, and a person is told."""
        rows = [
            {
                "log": self._out,
                "position": one.position,
                "case_id": one.case,
                "message_id": one.message_id,
                "reason": one.reason,
                "kind": "refused_by_peer",
                "at": logs.text_time(now),
            }
            for one in work.voided
        ]
        await tx.many("void_entry", rows)
        await tx.many("add_refused", [row for row in rows if row["case_id"]])
        await tx.many("add_task", rows)

    async def _write_audit(self, tx: Tx, work: Round, now: datetime) -> None:
        await tx.many(
            "add_audit",
            [
                {
                    "at": logs.text_time(now),
                    "actor": self._peer,
                    "verb": "applied",
                    "case_id": mark.case,
                    "message_id": mark.message_id,
                    "reason": mark.reason,
                }
                for mark in work.marks
            ],
        )


def _numbers(parsed: Sequence[Parsed]) -> set[ParcelNo]:
    """Parcels that entries say were sent."""
    return {
        one.act.event.number
        for one in parsed
        if one.act is not None and isinstance(one.act.event, ParcelSent)
    }


def _case(text: str | None) -> CaseId | None:
    return CaseId(text) if text else None
