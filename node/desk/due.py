"""What is due: the clocks of one case, and the cards over all cases in which a clock can run.

Computed from the entries, their receipts, the pinned agreement, the item's catalogue and the calendars each
time it is asked: nothing is kept that could be out of date. Both nodes of a case answer alike once both hold
the same entries and calendars.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from federation.calendars import Calendars
from federation.case import Case
from federation.case.agreement import Agreement
from federation.case.choices import DayUnit
from federation.case.clock import Clock, ClockName, ClockState, Known, Rules, TimeUnit
from federation.case.clocks import at_rest, deemed_accepted, due, withheld
from federation.case.timing import LIVE
from federation.errors import InvalidInput, KuayuError, Reason
from federation.ids import CaseId, Locality
from federation.items.item import Item, Limit
from federation.items.tables import LimitUnit
from node.desk.desk import Desk
from node.store.cases import CaseLogs, fold_logs, load_cases, load_known
from node.store.cases import Known as Counts
from node.store.store import Row, Tx
from node.store.terms import Received, by_side, load_received, load_until

BATCH = 100
MOST_ROWS = 500

_UNITS: Mapping[LimitUnit, TimeUnit] = {
    LimitUnit.WORKING_DAY: TimeUnit.WORKING_DAY,
    LimitUnit.CALENDAR_DAY: TimeUnit.CALENDAR_DAY,
    LimitUnit.MONTH: TimeUnit.MONTH,
    LimitUnit.HOUR: TimeUnit.HOUR,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDue:
    """The clocks of one case.

    Attributes:
        case: which.
        agreement: version of the agreement it pins; empty if it has none.
        clocks: those that have started.
        withheld: those that run and cannot be computed, and why.
        deemed: the day from which it counts as accepted by silence, and whether that is provisional.
    """

    case: CaseId
    agreement: str
    clocks: tuple[Clock, ...]
    withheld: tuple[tuple[ClockName, Reason], ...]
    deemed: tuple[date, bool] | None


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
        unknown: cases whose agreement this node does not hold: import it.
    """

    cards: tuple[Card, ...]
    more: int
    open: int
    unknown: tuple[CaseId, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """Everything one batch of a link's cases is computed from."""

    counts: Counts
    cases: Mapping[CaseId, CaseLogs]
    received: Mapping[CaseId, Received]
    until: Mapping[Locality, datetime]


async def due_of_case(desk: Desk, case: CaseId) -> CaseDue:
    """The clocks of one case now.

    Raises:
        InvalidInput: CASE_UNKNOWN.
        Illegal: AGREEMENT_UNKNOWN.
    """
    async with desk.store.read() as tx:
        if await tx.one("get_case", case_id=case) is None:
            raise InvalidInput(Reason.CASE_UNKNOWN, case=case)
        read = await _read(tx, desk, [case], case.other(desk.me))
    folded = fold_logs(read.cases[case], read.counts)
    return _due(desk, folded, _known(desk, read, case), desk.calendars.current)


async def due_list(desk: Desk, *, side: Locality | None, late: bool) -> DueList:
    """Yellow and red cards over all cases in which a clock can run.

    Args:
        desk: the desk.
        side: only what this locality owes.
        late: also what was done too late, in cases that go on.
    """
    cards: list[Card] = []
    unknown: list[CaseId] = []
    resting: list[Row] = []
    after, count = "", 0
    wanted = LIVE | ({ClockState.LATE} if late else set())
    while page := await _page(desk, after):
        after, count = page[-1]["case_id"], count + len(page)
        for read in await _read_page(desk, page):
            found = await asyncio.to_thread(_look, desk, read)
            cards += (one for one in found.cards if one.clock.state in wanted)
            unknown += found.unknown
            resting += (row for row in page if row["case_id"] in found.resting)
    await _put_to_rest(desk, resting)
    chosen = [card for card in cards if side in {None, _owes(card)}]
    chosen.sort(key=lambda one: (one.clock.due or date.max, one.case, one.clock.name))
    return DueList(
        cards=tuple(chosen[:MOST_ROWS]),
        more=max(0, len(chosen) - MOST_ROWS),
        open=count - len(resting),
        unknown=tuple(unknown),
    )


def _owes(card: Card) -> Locality:
    return card.case.accepting if card.clock.side == "accepting" else card.case.handling


async def _page(desk: Desk, after: str) -> list[Row]:
    async with desk.store.read() as tx:
        return await tx.all("live_cases", after=after, count=BATCH)


async def _read_page(desk: Desk, page: Sequence[Row]) -> list[_Read]:
    by_peer: dict[Locality, list[CaseId]] = {}
    for row in page:
        by_peer.setdefault(Locality(row["peer"]), []).append(CaseId(row["case_id"]))
    async with desk.store.read() as tx:
        return [await _read(tx, desk, cases, peer) for peer, cases in by_peer.items()]


async def _read(tx: Tx, desk: Desk, cases: Sequence[CaseId], peer: Locality) -> _Read:
    counts = await load_known(tx, me=desk.me, peer=peer)
    if counts is None:
        raise InvalidInput(Reason.MEMBER_UNKNOWN, peer=peer)
    return _Read(
        counts,
        await load_cases(tx, cases, ours=counts.ours),
        await load_received(tx, cases),
        await load_until(tx, me=desk.me, peer=peer),
    )


@dataclass(slots=True)
class _Found:
    cards: list[Card] = field(default_factory=list)
    unknown: list[CaseId] = field(default_factory=list)
    resting: set[CaseId] = field(default_factory=set)


def _look(desk: Desk, read: _Read) -> _Found:
    """The cards of one batch: computed apart from the event loop."""
    found = _Found()
    calendars = desk.calendars.current
    for case, logs in read.cases.items():
        folded = fold_logs(logs, read.counts)
        if at_rest(folded):
            found.resting.add(case)
            continue
        try:
            clocks = _due(desk, folded, _known(desk, read, case), calendars).clocks
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


def _known(desk: Desk, read: _Read, case: CaseId) -> Known:
    return Known(received=read.received.get(case, {}), until=by_side(read.until, case), now=desk.clock())


def _due(desk: Desk, case: Case, known: Known, calendars: Calendars) -> CaseDue:
    agreement = _agreement(desk, case)
    item = _item(desk, case)
    rules = _rules(agreement, item)
    unknown = [(name, Reason.RECEIPT_BASIS_MISSING) for name in withheld(case, rules)]
    if item is None and case.opened:
        unknown.append((ClockName.LEGAL, Reason.ITEM_UNKNOWN))
    return CaseDue(
        case=case.case_id,
        agreement=agreement.version if agreement is not None else "",
        clocks=due(case, rules=rules, calendars=calendars, known=known),
        withheld=tuple(unknown),
        deemed=deemed_accepted(case, rules=rules, calendars=calendars, known=known),
    )


def _agreement(desk: Desk, case: Case) -> Agreement | None:
    pin = case.submitted.agreement if case.submitted is not None else ""
    return desk.agreements.current.pinned(case.case_id, pin)


def _rules(agreement: Agreement | None, item: Item | None) -> Rules:
    """What was agreed, and what the item's catalogue says; without an agreement the law's days."""
    legal = _limit(item.legal) if item is not None else None
    promised = item.promised.unit if item is not None and item.promised is not None else None
    unit = DayUnit.CALENDAR_DAY if promised is LimitUnit.CALENDAR_DAY else DayUnit.WORKING_DAY
    if agreement is None:
        return Rules(receipt_basis=None, legal=legal, promised_unit=unit)
    return agreement.rules(legal, promised_unit=unit)


def _limit(limit: Limit | None) -> tuple[int, TimeUnit] | None:
    return (limit.amount, _UNITS[limit.unit]) if limit is not None else None


def _item(desk: Desk, case: Case) -> Item | None:
    """The item in the version the case was filed under; None if that version is not here."""
    ref = case.item
    catalogue = desk.library.catalogues.get(ref.locality) if ref is not None else None
    found = catalogue.find(ref.code) if catalogue is not None and ref is not None else ()
    return next((one for one in found if ref is not None and one.key.version == ref.version), None)
