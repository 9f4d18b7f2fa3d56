"""The catalogues and crosswalks a node has imported, as the mapping library takes them.

The imported bytes are kept in the store and loaded again at every start: what was good once is good
again, and nothing is rewritten in between.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from federation.case.events import Accepted, Act, Corrected, Submitted
from federation.case.parts import ItemRef
from federation.case.process import DeferredSupplied
from federation.days import day_of
from federation.errors import InvalidInput, KuayuError, Reason
from federation.ids import Locality
from federation.items import Catalogue, Item, Loaded, load_catalogue
from federation.items.item import SCHEME
from federation.items.sheet import FILE_BYTES
from federation.items.tables import Channel
from federation.mapping import Crosswalk, Federation, LoadedCrosswalk, load_crosswalk
from node.desk.plain import plain
from node.observe.log import Event, log
from node.store.logs import text_time
from node.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportWish:
    """What is to be imported."""

    kind: str
    locality: Locality
    to: Locality | None
    version: str
    ending: str

    @property
    def name(self) -> str:
        """The name under which versions follow each other."""
        return f"{self.locality}-{self.to}" if self.to else str(self.locality)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of an import: ``reason`` None = it is in use; the report is JSON."""

    reason: Reason | None
    report: str


class Library:
    """Catalogues by locality, crosswalks by pair, and the federation made of them.

    A crosswalk row that a newer catalogue no longer fits does not run; `resolve` says so, and the report
    of the import that made it stale names it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.catalogues: dict[Locality, Catalogue] = {}
        self.crosswalks: dict[str, Crosswalk] = {}
        self.federation = Federation.of((), ())

    @classmethod
    async def load(cls, store: Store) -> Library:
        """Everything imported so far, in the order in which it was: each document was good when it came."""
        library = cls(store)
        async with store.read() as tx:
            rows = await tx.all("all_imports")
        for row in rows:
            wish, data = _wish(row), bytes(row["bytes"])
            try:
                library._adopt(wish, await asyncio.to_thread(library._parse, wish, data))  # its own
            except InvalidInput as error:  # read by stricter rules than when it came: left out, and said
                log(Event.LIBRARY_SET_ASIDE, reason=error.reason)
        return library

    async def add(self, wish: ImportWish, data: bytes, *, now: datetime) -> Imported:
        """Import a file: all of it or nothing; in the store first, then in use.

        Raises:
            InvalidInput: TOO_LARGE; NOT_FOUND for a crosswalk whose catalogues are not here.
            Unavailable: STORE_FAILED, STORE_BUSY.
        """
        if len(data) > FILE_BYTES:
            raise InvalidInput(Reason.TOO_LARGE, limit=FILE_BYTES)
        try:
            loaded = await asyncio.to_thread(self._parse, wish, data)
        except InvalidInput as error:
            report = getattr(error, "report", None)
            if report is None:
                raise
            return Imported(reason=error.reason, report=_report_json(report, None))
        row = {
            "kind": wish.kind,
            "name": wish.name,
            "version": wish.version,
            "file_name": wish.ending,
            "bytes": data,
            "at": text_time(now),
        }
        await self._store.write(lambda tx: tx.run("add_import", **row))
        self._adopt(wish, loaded)
        return Imported(reason=None, report=_report_json(loaded, self.federation))

    def catalogue(self, locality: Locality) -> Catalogue:
        """A locality's catalogue.

        Raises:
            InvalidInput: NOT_FOUND if it was never imported.
        """
        found = self.catalogues.get(locality)
        if found is None:
            raise InvalidInput(Reason.NOT_FOUND, catalogue=locality)
        return found

    def unknown(self, act: Act, opened_for: ItemRef | None) -> KuayuError | None:
        """What an act names that the handling place's catalogue does not have: items, materials, fields.

        Args:
            act: what is to be taken or recorded.
            opened_for: the item its case was opened for; None before it was.
        """
        match act.event:
            case Submitted() as event:
                return self._unknown_item(act, event)
            case Corrected() | DeferredSupplied() | Accepted() as event if opened_for is not None:
                found = self._published(opened_for, act)
                return _strange_codes(event, found) if found else None
            case _:
                return None

    def _unknown_item(self, act: Act, event: Submitted) -> KuayuError | None:
        found = self._published(event.item, act)
        if found is None:
            return KuayuError(Reason.ITEM_UNKNOWN, item=event.item.code)
        if not found.in_force(day_of(act.at)):
            return KuayuError(Reason.ITEM_NOT_IN_FORCE, item=event.item.code)
        return _strange_codes(event, found)

    def _published(self, ref: ItemRef, act: Act) -> Item | None:
        """The handling place's item, if it travels between nodes."""
        if act.case is None or ref.locality != act.case.handling or ref.scheme != SCHEME:
            return None
        catalogue = self.catalogues.get(ref.locality)
        found = catalogue.find(ref.code) if catalogue else ()
        return found[0] if len(found) == 1 and found[0].channel is Channel.NODE else None

    def _parse(self, wish: ImportWish, data: bytes) -> Loaded | LoadedCrosswalk:
        """Read a document and check it; changes nothing."""
        if wish.kind == "catalogue":
            return load_catalogue(data, locality=wish.locality, version=wish.version)
        if wish.kind == "crosswalk" and wish.to is not None:
            accepting, handling = self.catalogue(wish.locality), self.catalogue(wish.to)
            return load_crosswalk(data, accepting=accepting, handling=handling)
        raise InvalidInput(Reason.VALUE_INVALID, kind=wish.kind)

    def _adopt(self, wish: ImportWish, loaded: Loaded | LoadedCrosswalk) -> None:
        """Put a checked document to use."""
        if isinstance(loaded, Loaded):
            self.catalogues[wish.locality] = loaded.catalogue
        else:
            self.crosswalks[wish.name] = loaded.crosswalk
        self.federation = Federation.of(self.catalogues.values(), self.crosswalks.values())


def _strange_codes(
    event: Submitted | Corrected | DeferredSupplied | Accepted, item: Item
) -> KuayuError | None:
    if isinstance(event, Accepted):
        materials = {one.material for one in event.deferred}
    else:
        materials = {one.code for one in event.materials}
    strange = materials - {spec.code for spec in item.materials}
    if strange:
        return KuayuError(Reason.MATERIAL_UNKNOWN, code=min(strange))
    fields = event.fields if isinstance(event, Submitted | Corrected) else ()
    strange = {one.code for one in fields} - {spec.code for spec in item.fields}
    if strange:
        return KuayuError(Reason.FIELD_UNKNOWN, code=min(strange))
    return None


def _wish(row: Any) -> ImportWish:
    accepting, _, to = row["name"].partition("-")
    return ImportWish(
        kind=row["kind"],
        locality=Locality(accepting),
        to=Locality(to) if to else None,
        version=row["version"],
        ending=row["file_name"],
    )


def _report_json(found: Any, federation: Federation | None) -> str:
    """Errors, repairs and ignored rows of a load, or of a refusal, as JSON; and rows that became stale."""
    report: dict[str, Any] = {
        part: [plain(row) for row in getattr(found, part, ())] for part in ("errors", "repairs", "ignored")
    }
    if isinstance(found, Loaded):
        report["items"] = len(found.catalogue.items)
    if isinstance(found, LoadedCrosswalk):
        report["items"] = len(found.crosswalk.rows)
    stale = federation.stale() if federation is not None else ()
    report["stale"] = [
        {"crosswalk": one.crosswalk.name, "item": one.row.accepting, "why": one.stale} for one in stale
    ]
    return json.dumps(report, ensure_ascii=False)
