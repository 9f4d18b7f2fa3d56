"""Looking: lists, one case, what may be done now, links and tasks. Listings hold no personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from federation.case import (
    STATE_TERMS,
    TERMS,
    Case,
    Handling,
    Kind,
    Note,
    Pending,
    pending,
    possible,
    side_of,
)
from federation.case import Row as TimelineRow
from federation.case.events import Accepted, Act, Finished
from federation.case.licences import day_limit
from federation.case.parts import Automatic, Blob
from federation.case.process import SessionHeld
from federation.days import day_of
from federation.errors import Illegal, InvalidInput, Reason
from federation.ids import CaseId, Digest, Locality, LogId, MessageId
from federation.link.head import Countersigned
from federation.wire.statements import decode_signed
from node.desk.desk import Desk
from node.store import logs
from node.store.cases import fold_logs, load_cases, load_known
from node.store.licences import count_asked
from node.store.store import Row, Tx

PAGE = 500
NEWEST = "~"
"""Later than any time as the store writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A row of the list."""

    case: CaseId
    state: str
    term: str
    peer: Locality
    item: str
    digest: Digest
    updated_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWay:
    """An entry's way over the link: ``number`` is its position plus one, 0 while it waits."""

    message_id: MessageId
    ours: bool
    number: int
    receipted_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """One case with what is local about it."""

    document: str
    digest: Digest
    files: tuple[tuple[Blob, bool], ...]
    entries: tuple[EntryWay, ...]
    notes: tuple[Note, ...]
    duties: tuple[Pending, ...]
    timeline: tuple[TimelineRow, ...]
    by_rule: tuple[tuple[MessageId, Automatic], ...]
    sessions: tuple[tuple[Act, SessionHeld], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLine:
    """One link."""

    peer: Locality
    sent: int
    receipted: int
    waiting: int
    taken: int
    applied: int
    settled: bool
    held: bool
    forked: bool
    files_missing: int
    failures: int
    last_failure: str


async def list_cases(desk: Desk, *, state: str, after: str, count: int) -> list[CaseLine]:
    """A page of cases, newest change first; ``after`` is ``updated_at case`` of the last row before it."""
    at, _, case = (after or NEWEST).partition(" ")
    page = {"at": at, "case_id": case, "count": min(count or PAGE, PAGE)}
    async with desk.store.read() as tx:
        rows = await (tx.all("list_cases_in", state=state, **page) if state else tx.all("list_cases", **page))
    return [
        CaseLine(
            case=CaseId(row["case_id"]),
            state=row["state"],
            term=STATE_TERMS[Handling(row["state"])],
            peer=Locality(row["peer"]),
            item=row["item"],
            digest=Digest(row["digest"]),
            updated_at=row["updated_at"],
        )
        for row in rows
    ]


async def show_case(desk: Desk, case: CaseId) -> CaseView:
    """One case: its canonical document, its files, the way of its entries.

    Raises:
        InvalidInput: CASE_UNKNOWN.
    """
    async with desk.store.read() as tx:
        row = await _case_row(tx, case)
        folded = await _fold(tx, desk, case)
        blobs = await tx.all("case_blobs", case_id=case)
        entries = await _ways(tx, desk, case)
    return CaseView(
        document=row["document"],
        digest=Digest(row["digest"]),
        files=tuple((_blob(one), bool(one["here"])) for one in blobs),
        entries=tuple(entries),
        notes=folded.notes,
        duties=pending(folded, moved=desk.agreements.moved(folded, day_of(desk.clock()))),
        timeline=folded.rows,
        by_rule=tuple(
            (act.message_id, act.event.basis)
            for act in folded.effective
            if isinstance(act.event, Accepted | Finished) and act.event.basis is not None
        ),
        sessions=tuple((act, act.event) for act in folded.effective if isinstance(act.event, SessionHeld)),
    )


async def _case_row(tx: Tx, case: CaseId) -> Row:
    row = await tx.one("get_case", case_id=case)
    if row is None:
        raise InvalidInput(Reason.CASE_UNKNOWN, case=case)
    return row


def _blob(row: Row) -> Blob:
    return Blob(digest=Digest(row["digest"]), size=row["size"], media_type=row["media_type"])


async def _ways(tx: Tx, desk: Desk, case: CaseId) -> list[EntryWay]:
    ours = LogId.make(desk.me, case.other(desk.me))
    ways = []
    for row in await tx.all("case_ways", case_id=case):
        receipt = await tx.one("receipt_covering", log=row["log"], position=row["position"])
        at = decode_signed(Countersigned, receipt["bytes"]).statement.at if receipt else None
        ways.append(
            EntryWay(
                message_id=MessageId(row["message_id"]),
                ours=row["log"] == ours,
                number=row["position"] + 1,
                receipted_at=logs.text_time(at) if at else "",
            )
        )
    waiting = await tx.all("case_waiting", case_id=case)
    return ways + [
        EntryWay(message_id=MessageId(row["message_id"]), ours=True, number=0, receipted_at="")
        for row in waiting
    ]


async def load_case(desk: Desk, case: CaseId) -> Case:
    """A case folded anew from its entries.

    Raises:
        InvalidInput: CASE_UNKNOWN.
    """
    async with desk.store.read() as tx:
        await _case_row(tx, case)
        return await _fold(tx, desk, case)


async def _fold(tx: Tx, desk: Desk, case: CaseId) -> Case:
    known = await load_known(tx, me=desk.me, peer=case.other(desk.me))
    if known is None:
        raise InvalidInput(Reason.MEMBER_UNKNOWN)
    return fold_logs((await load_cases(tx, [case], ours=known.ours))[case], known)


async def may_do(desk: Desk, case: CaseId) -> dict[Kind, Reason | None]:
    """Every kind of event, and why this node may not record it now (None: it may). Raises as `load_case`."""
    found, today = await load_case(desk, case), day_of(desk.clock())
    moved = desk.agreements.moved(found, today)
    may = possible(found, side_of(desk.me, case), moved=moved)
    if may[Kind.LICENCE_ASKED] is None:
        may[Kind.LICENCE_ASKED] = await _no_more_licences(desk, found, today)
    return may


async def _no_more_licences(desk: Desk, case: Case, today: date) -> Reason | None:
    """Why this city may not ask the other about one more licence today, whatever the case says."""
    peer = case.case_id.other(desk.me)
    async with desk.store.read() as tx:
        asked = await count_asked(tx, asker=desk.me, answerer=peer, days=[today])
    try:
        limit = day_limit(case.case_id, case.submitted, desk.agreements.current)
    except Illegal as error:
        return error.reason
    return Reason.LICENCE_LIMIT if asked.get(today, 0) >= limit else None


async def list_links(desk: Desk) -> list[LinkLine]:
    """Every link of this node."""
    async with desk.store.read() as tx:
        rows = await tx.all("all_logs")
        waiting = {row["log"]: row["waiting"] for row in await tx.all("staged_count")}
        missing = {row["peer"]: row["missing"] for row in await tx.all("missing_blobs")}
    into = {row["peer"]: row for row in rows if not row["outgoing"]}
    return [
        LinkLine(
            peer=Locality(row["peer"]),
            sent=row["size"],
            receipted=_size(row["last_receipt"]),
            waiting=waiting.get(row["log"], 0),
            taken=into[row["peer"]]["size"],
            applied=into[row["peer"]]["applied"],
            settled=desk.settled(Locality(row["peer"])),
            held=row["held"] == 1,
            forked=into[row["peer"]]["fork"] is not None,
            files_missing=missing.get(row["peer"], 0),
            failures=row["retry_step"],
            last_failure=row["last_failure"] or "",
        )
        for row in rows
        if row["outgoing"]
    ]


def _size(receipt: bytes | None) -> int:
    return decode_signed(Countersigned, receipt).statement.head.statement.size if receipt else 0


async def list_tasks(desk: Desk) -> list[Row]:
    """What a person has to look at."""
    async with desk.store.read() as tx:
        return await tx.all("open_tasks")


async def close_task(desk: Desk, number: int) -> None:
    """A person looked at it.

    Raises:
        InvalidInput: NOT_FOUND.
    """
    at = logs.text_time(desk.clock())
    if not await desk.store.write(lambda tx: tx.run("close_task", id=number, at=at)):
        raise InvalidInput(Reason.NOT_FOUND, task=number)


async def release_link(desk: Desk, peer: Locality) -> None:
    """The operator has made sure that the peer restored: let a held resend go.

    Raises:
        InvalidInput: NOT_FOUND if nothing is held.
    """
    released = await desk.store.write(lambda tx: tx.run("release_held", log=LogId.make(desk.me, peer)))
    if not released:
        raise InvalidInput(Reason.NOT_FOUND, peer=peer)
    desk.release(peer)


def term_of(kind: Kind) -> str:
    """The Chinese term of a kind of event."""
    return TERMS[kind].zh
