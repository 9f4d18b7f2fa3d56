"""Cases read a batch at a time, folded, and dated: for lists of what is due, exports and statistics.

The clocks are computed from the entries, their receipts, the pinned agreement, the item's catalogue and the
calendars each time: nothing is kept that could be out of date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from federation.calendars import Calendars
from federation.case import Case
from federation.case.agreement import Agreement
from federation.case.choices import TimeUnit
from federation.case.clock import Clock, ClockName, Known, Rules
from federation.case.clocks import deemed_accepted, due, withheld
from federation.errors import InvalidInput, Reason
from federation.ids import CaseId, Locality
from federation.items.item import Item
from node.desk.desk import Desk
from node.desk.limits import legal_limit, promised_days_unit, promised_limit
from node.store.cases import CaseLogs, fold_logs, load_cases, load_known
from node.store.cases import Known as Counts
from node.store.store import Row, Tx
from node.store.terms import Received, by_side, load_received, load_until

BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDue:
    """The clocks of one case.

    Attributes:
        case: which.
        agreement: version of the agreement it pins; empty if it has none.
        clocks: those that have started.
        withheld: those that run and cannot be computed, and why.
        deemed: the day from which it counts as accepted by silence, and whether that is provisional.
        promised: the limit the item's catalogue promises, if it does and is held.
        legal: the limit of the item's law, likewise.
    """

    case: CaseId
    agreement: str
    clocks: tuple[Clock, ...]
    withheld: tuple[tuple[ClockName, Reason], ...]
    deemed: tuple[date, bool] | None
    promised: tuple[int, TimeUnit] | None
    legal: tuple[int, TimeUnit] | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything some cases of one link are computed from."""

    counts: Counts
    logs: Mapping[CaseId, CaseLogs]
    received: Mapping[CaseId, Received]
    until: Mapping[Locality, datetime]

    def folded(self) -> Iterator[Case]:
        """The cases."""
        return (fold_logs(logs, self.counts) for logs in self.logs.values())

    def known(self, case: CaseId, now: datetime) -> Known:
        """What the clocks of one of them depend on beside the case."""
        return Known(received=self.received.get(case, {}), until=by_side(self.until, case), now=now)


async def read_batches(desk: Desk, rows: Sequence[Row]) -> list[Batch]:
    """The cases of some rows (``case_id``, ``peer``), a batch a link.

    Raises:
        InvalidInput: MEMBER_UNKNOWN.
    """
    by_peer: dict[Locality, list[CaseId]] = {}
    for row in rows:
        by_peer.setdefault(Locality(row["peer"]), []).append(CaseId(row["case_id"]))
    async with desk.store.read() as tx:
        return [await read_batch(tx, desk, cases, peer) for peer, cases in by_peer.items()]


async def read_batch(tx: Tx, desk: Desk, cases: Sequence[CaseId], peer: Locality) -> Batch:
    """Some cases of one link. Raises as `read_batches`."""
    counts = await load_known(tx, me=desk.me, peer=peer)
    if counts is None:
        raise InvalidInput(Reason.MEMBER_UNKNOWN, peer=peer)
    return Batch(
        counts,
        await load_cases(tx, cases, ours=counts.ours),
        await load_received(tx, cases),
        await load_until(tx, me=desk.me, peer=peer),
    )


def due_of(desk: Desk, case: Case, known: Known, calendars: Calendars) -> CaseDue:
    """The clocks of a case.

    Raises:
        Illegal: AGREEMENT_UNKNOWN.
    """
    agreement = _agreement(desk, case)
    item = item_of(desk, case)
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
        promised=promised_limit(item),
        legal=rules.legal,
    )


def item_of(desk: Desk, case: Case) -> Item | None:
    """The item in the version the case was filed under; None if that version is not here."""
    return desk.library.filed(case.item, case.case_id) if case.item is not None else None


def _agreement(desk: Desk, case: Case) -> Agreement | None:
    pin = case.submitted.agreement if case.submitted is not None else ""
    return desk.agreements.current.pinned(case.case_id, pin)


def _rules(agreement: Agreement | None, item: Item | None) -> Rules:
    """What was agreed, and what the item's catalogue says; without an agreement the law's days."""
    legal = legal_limit(item)
    unit = promised_days_unit(item)
    if agreement is None:
        return Rules(receipt_basis=None, legal=legal, promised_unit=unit)
    return agreement.rules(legal, promised_unit=unit)
