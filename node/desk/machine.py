"""秒批 at work: tries rules on every new case, and does what live rules say, through the ordinary desk.

Safe to start again at any point: what comes next is read off the case, and each act's message id follows from
case, rule and step, so none is written twice.
"""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Final

from federation.case import Case, Kind
from federation.case.choices import Result, TimeUnit
from federation.case.events import Accepted, Arrived, Event, Finished
from federation.case.parts import MACHINE, Actor, Automatic, Document
from federation.errors import KuayuError, Reason, Unavailable
from federation.ids import CaseId, MessageId
from federation.instant import InstantRule, InstantVerdict, Outcome, Why, basis_of, decide, next_step
from federation.wire.local import Wish
from node.desk.desk import Desk
from node.desk.instant_book import RuleMode
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

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._wake = asyncio.Event()
        self._since = ""

    def wake(self) -> None:
        """A case changed."""
        self._wake.set()

    async def run(self) -> None:
        """Look at what changed, for ever; what failed is tried again."""
        while True:
            self._wake.clear()
            began = self._desk.clock()
            whole = await self._look()
            if whole:
                self._since = text_time(began - _OVERLAP)
            try:
                async with asyncio.timeout(None if whole else AGAIN_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _look(self) -> bool:
        """Every undecided case of ours that changed; whether none failed."""
        desk = self._desk
        if not desk.instant.running(RuleMode.SHADOW) and not desk.instant.running(RuleMode.LIVE):
            return True
        since, after, whole = self._since, "", True
        while rows := await self._page(since, after):
            for row in rows:
                whole = await self._one(CaseId(row["case_id"])) and whole
            since, after = rows[-1]["updated_at"], rows[-1]["case_id"]
        return whole

    async def _page(self, since: str, after: str) -> list[Row]:
        async with self._desk.store.read() as tx:
            return await tx.all("instant_cases", me=self._desk.me, since=since, after=after, count=PAGE)

    async def _one(self, case_id: CaseId) -> bool:
        try:
            case = await load_case(self._desk, case_id)
            for rule in self._desk.instant.running(RuleMode.SHADOW):
                await self._try(rule, case)
            for rule in self._desk.instant.running(RuleMode.LIVE):
                case = await self._act(rule, case)
        except Unavailable as error:
            log(LogEvent.INSTANT_FAILED, case=case_id, **reason_fields(error))
            return False
        except KuayuError as error:  # the case is a person's: looking again would change nothing
            log(LogEvent.INSTANT_FAILED, case=case_id, **reason_fields(error))
        return True

    async def _try(self, rule: InstantRule, case: Case) -> None:
        """On trial nothing is written into the case."""
        found = decide(rule, case)
        if found.why is Why.OTHER_ITEM:
            return
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

    async def _act(self, rule: InstantRule, case: Case) -> Case:
        """Step by step to the grant; after each the case is asked anew."""
        while (step := next_step(rule, case)) is not None:
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
