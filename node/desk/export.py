"""Handing cases out as rows of the exchange tables, and taking back in what the hub did not take.

An export counts only once whoever asked for it says that its files are saved: until then the next one sends
everything as if it had never been. A case is handed out whole or not at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from federation.case import Case, Side, side_of
from federation.case.clock import ClockName
from federation.case.parts import Actor
from federation.days import BEIJING
from federation.errors import InvalidInput, KuayuError, Reason
from federation.exchange import ADVICE, ExchangeRow, Filed, Form, Hub, Reject, rows_of
from federation.exchange.spelling import check
from federation.ids import CaseId
from node.desk.batches import BATCH, Batch, due_of, item_of, read_batches
from node.desk.desk import Desk
from node.store.exchange import Kept, Taken, begin_export, exported_of, keep_export, take_rejects
from node.store.logs import text_time
from node.store.store import Row

NUMBER_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportWish:
    """What is to be handed out.

    Attributes:
        first: cases that changed here on this day or later, in Beijing,
        last: and on this day or earlier.
        side: those in which this city is at this end; None for both.
        form: how they will be written.
        hub: for whom.
        actor: who asks.
    """

    first: date
    last: date
    side: Side | None
    form: Form
    hub: Hub
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """An export: its number, its time, who is named as its source, and what nobody has compared with the hub."""

    batch: str
    at: datetime
    source: str
    hub: str
    unproven: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A case, whole."""

    case: CaseId
    rows: tuple[ExchangeRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A case that was not handed out, and why; the detail names table and column, or set and word."""

    case: CaseId
    reason: Reason
    detail: Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReject:
    """A row that came back. ``why`` is empty in lists over several cases: it may be personal data."""

    case: CaseId
    hub: str
    table: str
    kind: str
    advice: str
    at: str
    why: str


async def export_cases(desk: Desk, wish: ExportWish) -> AsyncIterator[Begun | Sent | Skipped]:
    """Hand out the cases that changed on some days, one after the other.

    Raises:
        InvalidInput: VALUE_INVALID if the last day is before the first.
    """
    if wish.last < wish.first:
        raise InvalidInput(Reason.VALUE_INVALID, field="last", why="before the first day")
    now = desk.clock()
    number = await desk.store.write(lambda tx: begin_export(tx, hub=wish.hub.name, actor=wish.actor, now=now))
    begun = Begun(
        batch=batch_of(desk, number),
        at=now,
        source=wish.hub.source or desk.me,
        hub=wish.hub.name,
        unproven=wish.hub.unproven,
    )
    yield begun
    members = desk.directory().members.values()
    organs = {str(organ.uscc): organ.name for one in members for organ in one.organs.values()}
    run = _Run(desk, wish, begun, organs)
    async for page in _pages(desk, wish, upto=now):
        for batch in await read_batches(desk, page):
            cases = [case for case in batch.folded() if _wanted(desk, case, wish.side)]
            async with desk.store.read() as tx:
                known = await exported_of(tx, [case.case_id for case in cases], hub=wish.hub.name)
            made = await asyncio.to_thread(run.make, batch, cases, known)
            rows = [row for one in made if isinstance(one, Sent) for row in _kept_rows(one, number)]
            await desk.store.write(lambda tx, rows=rows: tx.many("add_export_row", rows))  # type: ignore[misc]
            for one in made:
                yield one


def batch_of(desk: Desk, number: int) -> str:
    """How a batch is called: our locality and its number."""
    return f"{desk.me}-{number:06d}"


def number_of(desk: Desk, batch: str) -> int:
    """The number of a batch of ours.

    Raises:
        InvalidInput: NOT_FOUND.
    """
    me, _, number = batch.partition("-")
    if me != desk.me or not (number.isascii() and number.isdigit() and len(number) <= NUMBER_DIGITS):
        raise InvalidInput(Reason.NOT_FOUND, what="export")
    return int(number)


async def keep(desk: Desk, batch: str) -> Kept:
    """The files of an export are saved: from now on the hub has its rows.

    Raises:
        InvalidInput: NOT_FOUND if it is not the last one, or kept already.
    """
    number, now = number_of(desk, batch), desk.clock()
    return await desk.store.write(lambda tx: keep_export(tx, number, now=now))


async def take_back(desk: Desk, rejects: Sequence[Reject], *, hub: str) -> Taken:
    """Take in rows that a hub did not take."""
    known = [(reject, _sending(desk, reject.batch)) for reject in rejects]
    now = desk.clock()
    return await desk.store.write(lambda tx: take_rejects(tx, known, hub=hub, now=now))


async def list_rejects(desk: Desk, *, case: CaseId | None) -> tuple[list[OpenReject], int]:
    """Rows that came back and whose case was not exported again, and how many there are beyond the list."""
    wanted = case or ""
    async with desk.store.read() as tx:
        rows = await tx.all("open_rejects", case_id=wanted)
        count = await tx.one("count_rejects", case_id=wanted)
    found = [
        OpenReject(
            case=CaseId(row["case_id"]),
            hub=row["hub"],
            table=row["sheet"],
            kind=row["kind"],
            advice=ADVICE[row["sheet"]],
            at=row["at"],
            why=row["why"] if case is not None else "",
        )
        for row in rows
    ]
    return found, max(0, (count["open"] if count else 0) - len(found))


def _sending(desk: Desk, batch: str) -> int | None:
    """The number of the sending a hub names; None if it names none, or none of ours."""
    try:
        return number_of(desk, batch)
    except InvalidInput:
        return None


async def _pages(desk: Desk, wish: ExportWish, *, upto: datetime) -> AsyncIterator[list[Row]]:
    """What changes from now on is the next export's: no case is read twice."""
    at, case = text_time(_midnight(wish.first)), ""
    end = text_time(min(_midnight(wish.last + timedelta(days=1)), upto))
    while True:
        async with desk.store.read() as tx:
            page = await tx.all("changed_cases", at=at, case_id=case, end=end, count=BATCH)
        if not page:
            return
        yield page
        at, case = page[-1]["updated_at"], page[-1]["case_id"]


def _midnight(day: date) -> datetime:
    """When a day begins in Beijing, as the store writes times."""
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING).astimezone(UTC)


def _wanted(desk: Desk, case: Case, side: Side | None) -> bool:
    return case.opened and side in {None, side_of(desk.me, case.case_id)}


@dataclass(frozen=True, slots=True)
class _Run:
    """An export under way."""

    desk: Desk
    wish: ExportWish
    begun: Begun
    organs: Mapping[str, str]

    def make(
        self, batch: Batch, cases: Iterable[Case], known: Mapping[CaseId, Mapping[str, str]]
    ) -> list[Sent | Skipped]:
        """The rows of some cases: computed apart from the event loop."""
        made: list[Sent | Skipped] = []
        for case in cases:
            try:
                rows = rows_of(case, self._filed(batch, case, known.get(case.case_id, {})))
                check(rows, self.wish.form, self.wish.hub.encoding)
            except KuayuError as error:
                made.append(Skipped(case=case.case_id, reason=error.reason, detail=error.detail))
            else:
                made.append(Sent(case=case.case_id, rows=rows))
        return made

    def _filed(self, batch: Batch, case: Case, known: Mapping[str, str]) -> Filed:
        desk, now = self.desk, self.begun.at
        item = item_of(desk, case)
        if item is None:
            raise InvalidInput(Reason.ITEM_UNKNOWN, version=case.item.version if case.item else "")
        if case.incomplete:
            raise KuayuError(Reason.CASE_READ_ONLY)
        clocks = due_of(desk, case, batch.known(case.case_id, now), desk.calendars.current).clocks
        return Filed(
            item=item,
            hub=self.wish.hub,
            batch=self.begun.batch,
            at=now,
            source=desk.me,
            organs=self.organs,
            promise=next((clock.due for clock in clocks if clock.name is ClockName.PROMISED), None),
            known=known,
        )


def _kept_rows(sent: Sent, number: int) -> list[dict[str, str | int]]:
    return [
        {
            "batch": number,
            "row_guid": row.guid,
            "case_id": sent.case,
            "sheet": row.table,
            "operation": row.operation,
        }
        for row in sent.rows
    ]
