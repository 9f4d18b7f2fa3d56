"""What is due: the clocks of one case, and the cards over all cases in which a clock can run.

Both nodes of a case answer alike once both hold the same entries and calendars (see `batches`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from federation.case.clock import Clock, ClockState
from federation.case.clocks import at_rest
from federation.case.timing import LIVE
from federation.days import BEIJING, day_of
from federation.errors import InvalidInput, KuayuError, Reason
from federation.ids import CaseId, Locality
from node.desk.batches import BATCH, Batch, CaseDue, due_of, read_batch, read_batches
from node.desk.desk import Desk
from node.store.store import Row

MOST_ROWS = 500
NOON = time(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A clock that earned a card."""

    case: CaseId
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class DueList:
    """What is late, or soon will be.

    Attributes:
        cards: the first of them, the earliest due first.
        more: how many there are beyond.
        open: how many cases were looked at.
        unknown: cases whose agreement this node does not hold, the first of them: import it.
    """

    cards: tuple[Card, ...]
    more: int
    open: int
    unknown: tuple[CaseId, ...]


def moment(now: datetime, on: str) -> datetime:
    """The moment clocks are read at: now, or noon of a later day, as if nothing more happened until then.

    Raises:
        InvalidInput: VALUE_INVALID for what is no day, or a day that has passed.
    """
    if not on:
        return now
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise InvalidInput(Reason.VALUE_INVALID, field="on", form="YYYY-MM-DD") from None
    if day < day_of(now):
        raise InvalidInput(Reason.VALUE_INVALID, field="on", why="in the past")
    return max(now, datetime.combine(day, NOON, tzinfo=BEIJING))


async def due_of_case(desk: Desk, case: CaseId, *, now: datetime) -> CaseDue:
    """The clocks of one case at a moment (see `moment`).

    Raises:
        InvalidInput: CASE_UNKNOWN.
        Illegal: AGREEMENT_UNKNOWN.
    """
    async with desk.store.read() as tx:
        if await tx.one("get_case", case_id=case) is None:
            raise InvalidInput(Reason.CASE_UNKNOWN, case=case)
        batch = await read_batch(tx, desk, [case], case.other(desk.me))
    (folded,) = batch.folded()
    return due_of(desk, folded, batch.known(case, now), desk.calendars.current)


async def due_list(desk: Desk, *, side: Locality | None, late: bool, now: datetime) -> DueList:
    """Yellow and red cards over all cases in which a clock can run; only those that are shown are kept.

    Args:
        desk: the desk.
        side: only what this locality owes.
        late: also what was done too late, in cases that go on.
        now: the moment clocks are read at (see `moment`).
    """
    cards: list[Card] = []
    unknown: list[CaseId] = []
    after, count, more = "", 0, 0
    wanted = LIVE | ({ClockState.LATE} if late else set())
    while page := await _page(desk, after):
        after, count = page[-1]["case_id"], count + len(page)
        for batch in await read_batches(desk, page):
            found = await asyncio.to_thread(_look, desk, batch, now)
            resting = [row for row in page if row["case_id"] in found.resting]
            await _put_to_rest(desk, resting)
            count -= len(resting)
            chosen = [one for one in found.cards if one.clock.state in wanted and side in {None, _owes(one)}]
            more += max(0, len(cards) + len(chosen) - MOST_ROWS)
            cards = sorted((*cards, *chosen), key=_earliest)[:MOST_ROWS]
            unknown = (unknown + found.unknown)[:MOST_ROWS]
    return DueList(cards=tuple(cards), more=more, open=count, unknown=tuple(unknown))


def _earliest(card: Card) -> tuple[date, CaseId, str]:
    return (card.clock.due or date.max, card.case, card.clock.name)


def _owes(card: Card) -> Locality:
    return card.case.accepting if card.clock.side == "accepting" else card.case.handling


async def _page(desk: Desk, after: str) -> list[Row]:
    async with desk.store.read() as tx:
        return await tx.all("live_cases", after=after, count=BATCH)


@dataclass(slots=True)
class _Found:
    cards: list[Card] = field(default_factory=list)
    unknown: list[CaseId] = field(default_factory=list)
    resting: set[CaseId] = field(default_factory=set)


def _look(desk: Desk, batch: Batch, now: datetime) -> _Found:
    """The cards of one batch: computed apart from the event loop."""
    found = _Found()
    calendars = desk.calendars.current
    for folded in batch.folded():
        case = folded.case_id
        if at_rest(folded):
            found.resting.add(case)
            continue
        try:
            clocks = due_of(desk, folded, batch.known(case, now), calendars).clocks
        except KuayuError:
            found.unknown.append(case)
        else:
            found.cards += (Card(case=case, clock=clock) for clock in clocks if clock.card is not None)
    return found


async def _put_to_rest(desk: Desk, cases: Sequence[Row]) -> None:
    """Cases of an older store that were taken for live until somebody looked."""
    if cases:
        rows = [{"case_id": row["case_id"], "updated_at": row["updated_at"]} for row in cases]
        await desk.store.write(lambda tx: tx.many("set_at_rest", rows))
