"""The calendars this node counts with: the national years of the program, and signed years beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from federation.calendars import Calendars, CalendarYear, load_year, shipped
from federation.calendars.signed import open_year, text_of
from federation.errors import KuayuError
from federation.trust.directory import Directory
from federation.trust.dsse import Roots
from node.observe.log import Event, log
from node.store.logs import text_time
from node.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldYear:
    """A year, when it was imported (None: it came with the program), and whether it is the one in use."""

    year: CalendarYear
    at: datetime | None
    used: bool


class CalendarBook:
    """Years by place; the latest version of each is in use."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._years: dict[CalendarYear, datetime | None] = dict.fromkeys(shipped())
        self.current = Calendars.of(self._years)

    @classmethod
    async def load(cls, store: Store) -> Self:
        """Everything imported so far; its signatures were checked when it came."""
        book = cls(store)
        async with store.read() as tx:
            rows = await tx.all("all_years")
        for row in rows:
            try:
                book._adopt(load_year(text_of(bytes(row["envelope"]))), datetime.fromisoformat(row["at"]))
            except (
                KuayuError
            ) as error:  # at odds with the program's own year of that version: left out, and said
                log(Event.TERMS_SET_ASIDE, reason=error.reason)
        return book

    async def add(self, envelope: bytes, *, directory: Directory, roots: Roots, now: datetime) -> HeldYear:
        """Import a signed year: in the store first, then in use.

        Raises:
            Untrusted: UNSIGNED by who may state these days.
            InvalidInput: CALENDAR_INVALID also where a year says something else under the same version.
            Unavailable: STORE_FAILED, STORE_BUSY.
        """
        year = open_year(envelope, directory=directory, roots=roots, at=now)
        Calendars.of([*self._years, year])
        row = {"locality": year.locality, "year": year.year, "version": year.version, "envelope": envelope}
        await self._store.write(lambda tx: tx.run("add_year", **row, at=text_time(now)))
        self._adopt(year, now)
        return next(one for one in self.all() if one.year == year)

    def all(self) -> list[HeldYear]:
        """Everything held, by place, year and version."""
        order = sorted(self._years, key=lambda one: (one.locality, one.year, one.version))
        used = self.current.years
        return [
            HeldYear(year=one, at=self._years[one], used=used[one.locality, one.year] == one) for one in order
        ]

    def _adopt(self, year: CalendarYear, at: datetime) -> None:
        self.current = Calendars.of([*self._years, year])
        self._years.setdefault(year, at)
