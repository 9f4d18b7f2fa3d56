"""Statistics for supervision: counts over the cases taken in on some days, as they stand now. No personal data."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date

from federation.errors import InvalidInput, KuayuError, Reason
from federation.exchange.statistics import By, Figures, figures_of, group_of, term_of
from node.desk.batches import BATCH, Batch, due_of, item_of, read_batches
from node.desk.desk import Desk
from node.store.store import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The counts of one group; of all cases if nothing is counted apart."""

    group: str
    term: str
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Groups in the order of their codes, and how many cases' limits this node cannot compute."""

    groups: tuple[Group, ...]
    unknown: int


@dataclass(slots=True)
class _Tally:
    figures: dict[str, Figures]
    terms: dict[str, str]
    unknown: int = 0


async def count(desk: Desk, *, first: date, last: date, by: By | None) -> Counted:
    """Count the cases taken in from the first day to the last.

    Raises:
        InvalidInput: VALUE_INVALID if the last day is before the first.
    """
    if last < first:
        raise InvalidInput(Reason.VALUE_INVALID, field="last", why="before the first day")
    tally = _Tally(figures={} if by else {"": Figures()}, terms={})
    async for page in _pages(desk, first, last):
        for batch in await read_batches(desk, page):
            await asyncio.to_thread(_add, desk, batch, by, tally)
    groups = (
        Group(group=name, term=tally.terms.get(name, ""), figures=tally.figures[name])
        for name in sorted(tally.figures)
    )
    return Counted(groups=tuple(groups), unknown=tally.unknown)


def _add(desk: Desk, batch: Batch, by: By | None, tally: _Tally) -> None:
    """Add one batch: computed apart from the event loop."""
    calendars, now = desk.calendars.current, desk.clock()
    for case in batch.folded():
        if not case.opened:
            continue
        try:
            clocks = due_of(desk, case, batch.known(case.case_id, now), calendars).clocks
        except KuayuError:
            clocks, tally.unknown = (), tally.unknown + 1
        group = group_of(case, by, desk.me) if by is not None else ""
        tally.figures[group] = tally.figures.get(group, Figures()) + figures_of(case, clocks)
        if group not in tally.terms:
            item = item_of(desk, case) if by is By.ITEM else None
            named = desk.directory().members.get(case.case_id.other(desk.me)) if by is By.CITY else None
            tally.terms[group] = (
                item.title if item is not None else named.name if named is not None else term_of(by, group)
            )


async def _pages(desk: Desk, first: date, last: date) -> AsyncIterator[list[Row]]:
    days = {"first": first.strftime("%Y%m%d"), "last": last.strftime("%Y%m%d")}
    day, after = "", ""
    while True:
        async with desk.store.read() as tx:
            page = await tx.all("cases_of_days", **days, day=day, after=after, count=BATCH)
        if not page:
            return
        yield page
        after = page[-1]["case_id"]
        day = after[14:22]
