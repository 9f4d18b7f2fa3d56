"""What a node holds of catalogues and crosswalks, in memory: every version, read, compared, put in order.

Decides what a version once imported allows: the same content again, nothing else. Reads no store and no
clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from federation.errors import InvalidInput, Reason
from federation.ids import Locality
from federation.items import UNDECLARED, Catalogue, load_catalogue
from federation.items.history import History
from federation.items.profiles import read_profile
from federation.items.share import share
from federation.mapping import Crosswalk, Federation, LoadedCrosswalk, load_crosswalk
from federation.mapping.manifest import ends_of, version_for
from federation.mapping.turns import in_turn
from node.desk.imports import ImportWish, Read, Version


@dataclass(slots=True)
class Shelf:
    """Catalogues by locality, oldest first; crosswalks by pair, in the order in which they came."""

    catalogues: dict[Locality, tuple[Catalogue, ...]] = field(default_factory=dict)
    crosswalks: dict[str, tuple[Crosswalk, ...]] = field(default_factory=dict)

    def any_of(self, wish: ImportWish) -> bool:
        """Whether a version of this name is here already."""
        return wish.locality in self.catalogues if wish.to is None else wish.name in self.crosswalks

    def read(self, wish: ImportWish, data: bytes, since: date | None) -> Read:
        """Read a document and check it; changes nothing.

        Args:
            wish: what it is.
            data: the file.
            since: the first day in force where the document itself says none; None means always.

        Raises:
            InvalidInput: SheetRefused with the report; ProfileInvalid; NOT_FOUND for a crosswalk whose
                catalogues are not here.
        """
        if wish.to is None:
            loaded = load_catalogue(
                data,
                locality=wish.locality,
                version=wish.version,
                effective_from=since,
                profile=read_profile(wish.profile) if wish.profile else UNDECLARED,
                skip_bad=wish.skip_bad,
            )
            held = self.catalogues.get(wish.locality)
            return replace(loaded, catalogue=share(loaded.catalogue, held[-1])) if held else loaded
        accepting, handling = self._history(wish.locality), self._history(wish.to)
        *_, day = ends_of(data)
        found = load_crosswalk(
            data, accepting=version_for(accepting, day), handling=version_for(handling, day)
        )
        return replace(found, crosswalk=replace(found.crosswalk, effective_from=day or since))

    def _history(self, locality: Locality) -> History:
        held = self.catalogues.get(locality)
        if held is None:
            raise InvalidInput(Reason.NOT_FOUND, catalogue=locality)
        return History.of(held)

    def repeats(self, wish: ImportWish, found: Read) -> bool:
        """Whether this very version is here already, with this content.

        Raises:
            InvalidInput: VERSION_TAKEN if it is here with other content or another first day, or if another
                version of the catalogue begins on that day.
        """
        if isinstance(found, LoadedCrosswalk):
            return self._repeats_crosswalk(wish, found.crosswalk)
        versions = self.catalogues.get(wish.locality, ())
        held = next((one for one in versions if one.version == found.catalogue.version), None)
        if held is None:
            History.of((*versions, found.catalogue))
            return False
        if held.items != found.catalogue.items or wish.since not in (None, held.effective_from):
            effective = held.effective_from.isoformat() if held.effective_from else "always"
            raise InvalidInput(
                Reason.VERSION_TAKEN, name=wish.name, version=held.version, effective=effective
            )
        return True

    def _repeats_crosswalk(self, wish: ImportWish, found: Crosswalk) -> bool:
        versions = self.crosswalks.get(wish.name, ())
        held = next((one for one in versions if one.version == found.version), None)
        if held is not None and held != replace(found, effective_from=held.effective_from):
            raise InvalidInput(Reason.VERSION_TAKEN, name=wish.name, version=held.version)
        return held is not None

    def take(self, found: Read) -> None:
        """Keep a checked document.

        Raises:
            InvalidInput: VERSION_TAKEN as `History.of`.
        """
        if isinstance(found, LoadedCrosswalk):
            document = found.crosswalk
            name = f"{document.accepting}-{document.handling}"
            self.crosswalks[name] = (*self.crosswalks.get(name, ()), document)
        else:
            place = found.catalogue.locality
            self.catalogues[place] = History.of((*self.catalogues.get(place, ()), found.catalogue)).versions

    def federation(self) -> Federation:
        """Everything that is here, ready for look-up."""
        return Federation.of(
            (one for versions in self.catalogues.values() for one in versions),
            in_turn(one for versions in self.crosswalks.values() for one in versions),
        )

    def versions(self, on: date) -> list[Version]:
        """What is here: catalogues first, by name, oldest first; ``in_force`` on that day."""
        return [
            *(
                row
                for place in sorted(self.catalogues)
                for row in _catalogue_rows(self.catalogues[place], on)
            ),
            *(row for name in sorted(self.crosswalks) for row in _crosswalk_rows(self.crosswalks[name], on)),
        ]


def _catalogue_rows(versions: tuple[Catalogue, ...], on: date) -> Iterator[Version]:
    history = History.of(versions)
    for one in history.versions:
        yield Version(
            kind="catalogue",
            name=one.locality,
            version=one.version,
            effective=one.effective_from,
            until=history.until(one),
            items=len(one.items),
            in_force=history.on(on) is one,
        )


def _crosswalk_rows(versions: tuple[Crosswalk, ...], on: date) -> Iterator[Version]:
    counting = {one.version: one for one in in_turn(versions)}
    for one in sorted(versions, key=lambda one: one.effective_from or date.min):
        closed = counting.get(one.version, replace(one, effective_to=one.effective_from or date.min))
        yield Version(
            kind="crosswalk",
            name=f"{one.accepting}-{one.handling}",
            version=one.version,
            effective=one.effective_from,
            until=closed.effective_to,
            items=len(one.rows),
            in_force=closed.in_force(on),
        )
