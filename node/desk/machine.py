"""秒批 at work: tries rules on every new case, and does what live rules say, through the ordinary desk.

Safe to start again at any point: what comes next is read off the case, and each act's message id follows from
case, rule and step, so none is written twice.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from federation.case import Case, Kind
from federation.case.choices import Result, TimeUnit
from federation.case.events import Accepted, Arrived, Event, Finished
from federation.case.parts import MACHINE, Actor, Automatic, Document
from federation.errors import KuayuError, Reason, Unavailable
from federation.ids import CaseId, Digest, MessageId
from federation.instant import (
    InstantRule,
    InstantVerdict,
    Outcome,
    Why,
    basis_of,
    decide,
    files_of,
    next_step,
)
from federation.wire.local import Wish
from node.desk.desk import Desk
from node.desk.instant_book import HeldRule, RuleMode
from node.desk.look import load_case
from node.desk.paperwork import generate
from node.observe.log import Event as LogEvent
from node.observe.log import log, reason_fields
from node.store.logs import text_time
from node.store.store import Row

PAGE: Final = 100
AGAIN_SECONDS: Final = 30.0
_OVERLAP = timedelta(seconds=2)  # what was being written while a pass looked is looked at again
_UNNUMBERED = Document(number="", title="")  # made and numbered with its act, from the organ's words


class Machine:
    """One loop per node."""

    def __init__(self, desk: Desk, *, stop_at: Callable[[str], None]) -> None:
        """Take its place at a desk; ``stop_at`` names points at which a fault test stops the process."""
        self._desk, self._stop_at = desk, stop_at
        self._wake = asyncio.Event()
        self._rules: tuple[HeldRule, ...] = ()  # those of the last pass
        self._since = ""  # when it began
        self._again: set[CaseId] = set()  # what could not be done yet
        desk.instant.changed = self.wake

    def wake(self) -> None:
        """A case or a rule changed."""
        self._wake.set()

    async def run(self) -> None:
        """Look at what changed, for ever; what could not be done yet is tried again."""
        while True:
            self._wake.clear()
            began, rules = self._desk.clock(), self._desk.instant.held
            await self._look("" if rules is not self._rules else self._since)
            self._rules, self._since = rules, text_time(began - _OVERLAP)
            try:
                async with asyncio.timeout(AGAIN_SECONDS if self._again else None):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _look(self, since: str) -> None:
        """Every undecided case of ours that changed, and what was left; every open one after a rule changed."""
        if not self._running(RuleMode.SHADOW) and not self._running(RuleMode.LIVE):
            self._again.clear()
            return
        for case_id in sorted(self._again):
            await self._one(case_id)
        after = ""
        while rows := await self._page(since, after):
            for row in rows:
                await self._one(CaseId(row["case_id"]))
            since, after = rows[-1]["updated_at"], rows[-1]["case_id"]

    async def _page(self, since: str, after: str) -> list[Row]:
        async with self._desk.store.read() as tx:
            return await tx.all("instant_cases", me=self._desk.me, since=since, after=after, count=PAGE)

    def _running(self, mode: RuleMode) -> tuple[InstantRule, ...]:
        return self._desk.instant.running(mode)

    async def _one(self, case_id: CaseId) -> None:
        """Ask every rule; what one rule fails at is no matter of the others."""
        case = await load_case(self._desk, case_id)
        here = await self._files(case_id)
        self._again.discard(case_id)
        for mode, work in ((RuleMode.SHADOW, self._try), (RuleMode.LIVE, self._act)):
            for rule in self._running(mode):
                if not files_of(rule, case) <= here:
                    self._again.add(case_id)
                    continue
                try:
                    case = await work(rule, case)
                except Exception as error:  # noqa: BLE001  # whatever it is, other rules and cases go on
                    log(LogEvent.INSTANT_FAILED, case=case_id, **reason_fields(error))
                    if isinstance(error, Unavailable):
                        self._again.add(case_id)

    async def _files(self, case_id: CaseId) -> frozenset[Digest]:
        """The files of a case that this node holds."""
        async with self._desk.store.read() as tx:
            rows = await tx.all("case_blobs", case_id=case_id)
        return frozenset(Digest(row["digest"]) for row in rows if row["here"])

    async def _try(self, rule: InstantRule, case: Case) -> Case:
        """On trial nothing is written into the case; what people have decided is not asked about."""
        found = decide(rule, case)
        if found.why is Why.OTHER_ITEM or next_step(rule, case) is None:
            return case
        values = {
            "name": rule.name,
            "version": rule.version,
            "case_id": case.case_id,
            "outcome": found.outcome,
            "why": found.why,
            "about": found.about,
            "at": text_time(self._desk.clock()),
        }
        await self._desk.store.write(lambda tx: tx.run("add_instant_verdict", **values))
        return case

    async def _act(self, rule: InstantRule, case: Case) -> Case:
        """Step by step to the grant; after each the case is asked anew, and whether the rule still runs."""
        while rule in self._running(RuleMode.LIVE) and (step := next_step(rule, case)) is not None:
            found = decide(rule, case)
            if found.outcome is not Outcome.GRANT:
                break
            case = await self._take(rule, found, case, step)
        return case

    async def _take(self, rule: InstantRule, found: InstantVerdict, case: Case, step: Kind) -> Case:
        actor = Actor(organ=rule.organ, place=rule.place, officer=MACHINE)
        event = _event(rule, basis_of(rule, found), step)
        wish = Wish(case=case.case_id, actor=actor, supersedes=None, event=event)
        message_id = _message_id(rule, case, step)
        if step is Kind.ARRIVED:
            done = await self._desk.recorder.record(message_id, wish)
        else:
            done = await generate(self._desk, message_id, wish)
        if done.repeated:  # it is there and yet was asked for again: a person must look
            raise KuayuError(Reason.DUPLICATE, case=case.case_id)
        log(LogEvent.INSTANT_ACTED, case=case.case_id, message_id=message_id, digest=rule.digest)
        self._stop_at(f"by rule {step}")
        return done.case


def _event(rule: InstantRule, basis: Automatic, step: Kind) -> Event:
    match step:
        case Kind.ARRIVED:
            return Arrived()
        case Kind.ACCEPTED:
            days, unit = rule.promised_days, TimeUnit.WORKING_DAY if rule.promised_days else None
            return Accepted(document=_UNNUMBERED, promised_days=days, promised_unit=unit, basis=basis)
        case _:
            result = Result.GRANT if step is Kind.FINISHED_GRANT else Result.DONE
            return Finished(result=result, document=_UNNUMBERED, basis=basis)


def _message_id(rule: InstantRule, case: Case, step: Kind) -> MessageId:
    """From case, rule and step: the same however often it is asked for."""
    first = case.rows[0].at
    seed = hashlib.sha256(f"{case.case_id}/{rule.digest}/{step}".encode()).digest()
    return MessageId.make(
        unix_ms=int((first - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1)),
        random=int.from_bytes(seed, "big") % (1 << 74),
    )
