"""A catalogue on a shelf: written record by record, read as the `Catalogue` it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from federation.ids import BaseCode, Locality, TaskCode
from federation.items.catalogue import Catalogue
from federation.items.item import Item, ItemKey
from federation.items.prepared.file import Mapped, Writer
from federation.items.prepared.lazy import Lazy
from federation.items.prepared.shape import Shape
from federation.items.prepared.shelf import Shelf, ShelfPlace, ShelfWriter
from federation.items.prepared.views import Coded, Keep, Listed
from federation.items.tables import Channel, ItemState

_CODE, _BASE, _TASK = range(3)
_COLUMNS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """A catalogue in the contents of an index."""

    locality: Locality
    version: str
    effective_from: date | None
    shelf: ShelfPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class _Light:
    """What is known of an item besides its codes before it is read: whether it is in force."""

    locality: Locality
    scheme: str
    version: str
    channel: Channel
    state: ItemState
    effective_from: date | None
    effective_to: date | None


ITEM = Shape(Item)
_LIGHT = Shape(_Light)


class PreparedItem(Lazy, Item):
    """An item of which key, codes, state and dates are known, and the rest is read when asked for."""

    __slots__ = ("_whole",)


def put_catalogue(out: Writer, catalogue: Catalogue) -> CatalogueEntry:
    """Write a catalogue.

    Raises:
        InvalidInput: as `ShelfWriter.add`.
    """
    shelf = ShelfWriter(out, _COLUMNS)
    for item in catalogue.items:
        light = _Light(
            locality=item.key.locality,
            scheme=item.key.scheme,
            version=item.key.version,
            channel=item.channel,
            state=item.state,
            effective_from=item.effective_from,
            effective_to=item.effective_to,
        )
        shelf.add(ITEM.encode(item), (item.key.code, item.base, item.task), _LIGHT.encode(light))
    return CatalogueEntry(
        locality=catalogue.locality,
        version=catalogue.version,
        effective_from=catalogue.effective_from,
        shelf=shelf.finish(),
    )


def get_catalogue(file: Mapped, entry: CatalogueEntry, keep: Keep) -> Catalogue:
    """The catalogue of an entry; nothing of it is read yet.

    Its views raise InvalidInput INDEX_INVALID where the file is damaged.
    """
    items = _Items(file, entry)

    def one(found: tuple[int, ...]) -> Item:
        item: Item = keep(items, found[-1])
        return item

    def several(found: tuple[int, ...]) -> tuple[Item, ...]:
        return tuple([keep(items, at) for at in found])

    return Catalogue(
        locality=entry.locality,
        version=entry.version,
        effective_from=entry.effective_from,
        items=Listed(items, keep),
        by_code=Coded(items, _CODE, one),
        by_base=Coded(items, _BASE, several),
        by_task=Coded(items, _TASK, several),
    )


class _Items:
    """Makes the items of a shelf."""

    __slots__ = ("_shelf", "codes", "find")

    def __init__(self, file: Mapped, entry: CatalogueEntry) -> None:
        self._shelf = Shelf(file, entry.shelf, _LIGHT)
        self.find: Callable[[int, str], tuple[int, ...]] = self._shelf.find
        self.codes: Callable[[int], Iterator[str]] = self._shelf.codes

    def __len__(self) -> int:
        return len(self._shelf)

    def make(self, at: int) -> Item:
        shelf = self._shelf
        light = shelf.light(at)
        return PreparedItem.of(
            partial(self._read, at),
            key=ItemKey(
                locality=light.locality,
                scheme=light.scheme,
                code=shelf.code(_CODE, at),
                version=light.version,
            ),
            base=BaseCode(shelf.code(_BASE, at)),
            task=TaskCode(shelf.code(_TASK, at)),
            channel=light.channel,
            state=light.state,
            effective_from=light.effective_from,
            effective_to=light.effective_to,
        )

    def _read(self, at: int) -> Item:
        return ITEM.decode(self._shelf.record(at))
