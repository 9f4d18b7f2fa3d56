"""The catalogues and crosswalks a node has imported, as the mapping library takes them.

Every version is kept: an application is judged by the one in force on its day, a case for ever by the one
it was filed under. A version once imported is frozen; the same content again is answered, not stored
again. The imported bytes are kept in the store and loaded anew at every start, in the order in which they
came: what was good once is good again.
"""

from __future__ import annotations

import asyncio
from datetime import date, datetime

from federation.case.events import Act
from federation.case.parts import ItemRef
from federation.days import day_of
from federation.errors import InvalidInput, KuayuError, Reason
from federation.ids import CaseId, Locality
from federation.items import Catalogue, Item, Loaded, SheetRefused
from federation.items.diff import diff
from federation.items.history import History
from federation.items.sheet import FILE_BYTES
from federation.mapping import Federation
from federation.mapping.follow import left_behind
from node.desk.imports import Imported, ImportWish, Read, Version, refused_json, report_json, version_of
from node.desk.shelf import Shelf
from node.desk.strangers import filed_item, misfit, stranger
from node.observe.log import Event, log
from node.store.logs import text_time
from node.store.store import Row, Store


class Library:
    """Every version of every catalogue and crosswalk, and the federation made of them.

    A crosswalk row that a newer catalogue no longer fits does not run; `resolve` says so, and the report
    of the import that made it stale names it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._shelf = Shelf()
        self._importing = asyncio.Lock()
        self.federation = Federation.of((), ())

    @classmethod
    async def load(cls, store: Store) -> Library:
        """Everything imported so far, in the order in which it was: each document was good when it came."""
        library = cls(store)
        shelf = library._shelf
        async with store.read() as tx:
            rows = await tx.all("all_imports")
        for row in rows:
            since = date.fromisoformat(row["effective"]) if row["effective"] else None
            try:
                shelf.take(await asyncio.to_thread(shelf.read, _wish(row), bytes(row["bytes"]), since))
            except InvalidInput as error:  # read by stricter rules than when it came: left out, and said
                log(Event.LIBRARY_SET_ASIDE, reason=error.reason)
        library.federation = shelf.federation()
        return library

    async def add(self, wish: ImportWish, data: bytes, *, now: datetime) -> Imported:
        """Import a file: all of it or nothing; in the store first, then in use.

        Without a day of its own a version counts from the day of its import, the first of a name always.

        Raises:
            InvalidInput: TOO_LARGE; VALUE_INVALID for a wish that cannot be meant; PROFILE_INVALID; NOT_FOUND for a
                crosswalk whose catalogues are not here; VERSION_TAKEN as `Shelf.repeats`.
            Unavailable: STORE_FAILED, STORE_BUSY.
        """
        wish.check()
        if len(data) > FILE_BYTES:
            raise InvalidInput(Reason.TOO_LARGE, limit=FILE_BYTES)
        async with self._importing:  # so that two of one version, sent at once, do not cross
            since = wish.since or (day_of(now) if self._shelf.any_of(wish) else None)
            try:
                found = await asyncio.to_thread(self._shelf.read, wish, data, since)
            except SheetRefused as error:
                return Imported(reason=error.reason, report=refused_json(error))
            repeated = self._shelf.repeats(wish, found)
            if not repeated:
                await self._keep(wish, data, since, found, now)
            return Imported(
                reason=None, report=await asyncio.to_thread(self._report, wish, found, repeated=repeated)
            )

    async def _keep(
        self, wish: ImportWish, data: bytes, since: date | None, found: Read, now: datetime
    ) -> None:
        row = {
            "kind": wish.kind,
            "name": wish.name,
            "version": version_of(found),
            "file_name": wish.ending,
            "bytes": data,
            "at": text_time(now),
            "effective": since.isoformat() if since else None,
            "profile": wish.profile,
            "skip_bad": int(wish.skip_bad),
        }
        await self._store.write(lambda tx: tx.run("add_import", **row))
        self._shelf.take(found)
        self.federation = self._shelf.federation()

    def _report(self, wish: ImportWish, found: Read, *, repeated: bool) -> str:
        version = version_of(found)
        held = next(
            one for one in self._shelf.versions(date.max) if (one.name, one.version) == (wish.name, version)
        )
        before = self._before(found.catalogue) if isinstance(found, Loaded) else None
        return report_json(
            found,
            held,
            repeated=repeated,
            stale=self.federation.stale(),
            left=left_behind(self.federation.crosswalks, *before) if before else (),
            differs=diff(*before) if before else None,
        )

    def _before(self, catalogue: Catalogue) -> tuple[Catalogue, Catalogue] | None:
        """The version before one, and that one as it is held; None if it is the first."""
        versions = self.federation.histories[catalogue.locality].versions
        at = next(at for at, one in enumerate(versions) if one.version == catalogue.version)
        return (versions[at - 1], versions[at]) if at else None

    def history(self, locality: Locality) -> History | None:
        """All versions of a locality's catalogue; None if there is none."""
        return self.federation.histories.get(locality)

    def catalogue(self, locality: Locality, on: date) -> Catalogue:
        """A locality's catalogue in force on a day.

        Raises:
            InvalidInput: NOT_FOUND if it was never imported, or begins later.
        """
        found = self.federation.catalogue(locality, on)
        if found is None:
            raise InvalidInput(Reason.NOT_FOUND, catalogue=locality, on=on.isoformat())
        return found

    def versions(self, locality: Locality | None, on: date) -> list[Version]:
        """What is held, of one locality or of all; ``in_force`` on that day."""
        return [
            one for one in self._shelf.versions(on) if locality is None or locality in one.name.split("-")
        ]

    def filed(self, ref: ItemRef, case: CaseId) -> Item | None:
        """The item of a case in the version it was filed under; None if that version is not held."""
        found = filed_item(self.history, ref, case)
        return found[0] if found is not None else None

    def unknown(self, act: Act, opened_for: ItemRef | None) -> KuayuError | None:
        """What an act names that is not in the catalogues held: as `stranger`."""
        return stranger(self.history, act, opened_for)

    def unfit(self, act: Act, opened_for: ItemRef | None) -> KuayuError | None:
        """Why this node does not record an act: what is `unknown` in it, or an answer that is a `misfit`."""
        return self.unknown(act, opened_for) or misfit(self.history, act, opened_for)


def _wish(row: Row) -> ImportWish:
    accepting, _, to = row["name"].partition("-")
    return ImportWish(
        kind=row["kind"],
        locality=Locality(accepting),
        to=Locality(to) if to else None,
        version=row["version"],
        ending=row["file_name"],
        profile=bytes(row["profile"]),
        skip_bad=bool(row["skip_bad"]),
    )
