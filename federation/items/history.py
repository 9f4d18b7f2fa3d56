"""The versions of one locality's catalogue, and which of them counts on a day.

A version is in force from its first day until the first day of the next: exactly one counts on any
day, none before the first. A version once published is frozen: two documents under one name, or two
that begin on one day, contradict each other and are refused here, for nobody could say which holds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from federation.errors import InvalidInput, Reason
from federation.ids import Locality
from federation.items.catalogue import Catalogue
from federation.items.item import Item, ItemKey


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Catalogues of one locality, oldest first. Build it with `of`.

    Attributes:
        locality: whose catalogues.
        versions: at least one, by their first day in force; no two share a day or a version.
    """

    locality: Locality
    versions: tuple[Catalogue, ...]

    @classmethod
    def of(cls, catalogues: Iterable[Catalogue]) -> Self:
        """Put versions in order; the order they come in does not matter.

        Raises:
            InvalidInput: VALUE_MISSING without a catalogue; VALUE_INVALID where they are of several
                localities; VERSION_TAKEN where two share a version or a first day (None, always, is
                a day too).
        """
        ordered = tuple(sorted(catalogues, key=lambda one: (first_day(one), one.version)))
        if not ordered:
            raise InvalidInput(Reason.VALUE_MISSING, what="catalogue")
        localities = sorted({one.locality for one in ordered})
        if len(localities) > 1:
            raise InvalidInput(Reason.VALUE_INVALID, localities=" ".join(localities))
        history = cls(locality=ordered[0].locality, versions=ordered)
        history._refuse_twins()
        return history

    def _refuse_twins(self) -> None:
        names: set[str] = set()
        days: dict[date, str] = {}
        for one in self.versions:
            day = first_day(one)
            if one.version in names:
                raise InvalidInput(Reason.VERSION_TAKEN, locality=self.locality, version=one.version)
            if day in days:
                raise InvalidInput(
                    Reason.VERSION_TAKEN,
                    locality=self.locality,
                    version=one.version,
                    day=day_text(one),
                    other=days[day],
                )
            names.add(one.version)
            days[day] = one.version

    def on(self, day: date) -> Catalogue | None:
        """The version in force on a day; None before the first one."""
        at = bisect_right(self.versions, day, key=first_day)
        return self.versions[at - 1] if at else None

    def version(self, name: str) -> Catalogue | None:
        """The version of that name; None if it is not held."""
        return next((one for one in self.versions if one.version == name), None)

    def filed(self, key: ItemKey, on: date) -> tuple[Item, Catalogue] | None:
        """An item in the very version a case names, and a catalogue that has it; None if none has.

        A careless catalogue changes an item and leaves its version: then the one in force on the day
        the case was filed is meant, else the one that begins last.

        Args:
            key: as the case names it; a base code for its code only where that means one item.
            on: the day on which the case was filed.
        """
        now = self.on(on)
        for catalogue in (*((now,) if now else ()), *reversed(self.versions)):
            found = catalogue.find(key.code)
            if len(found) == 1 and (found[0].key.scheme, found[0].key.version) == (key.scheme, key.version):
                return found[0], catalogue
        return None

    @property
    def latest(self) -> Catalogue:
        """The version that begins last, be it in force already or not."""
        return self.versions[-1]

    def until(self, version: Catalogue) -> date | None:
        """The first day on which another version follows it; None while it is the last."""
        at = self.versions.index(version) + 1
        return self.versions[at].effective_from if at < len(self.versions) else None


def first_day(catalogue: Catalogue) -> date:
    """Its first day in force; the earliest there is where it always was."""
    return catalogue.effective_from or date.min


def day_text(catalogue: Catalogue) -> str:
    """Its first day as people read it: ``2026-12-01``, or 一直."""
    return catalogue.effective_from.isoformat() if catalogue.effective_from else "一直"
