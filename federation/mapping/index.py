"""A federation in one file, prepared once and opened in an instant: the prepared index 预编索引.

`write_index` takes catalogues and crosswalks one after the other and keeps none of them, so a whole
country fits through; `open_index` gives a `Federation` whose items and rows are read from the file
when they are asked for. Both give the same answers. The file's layout: `federation.items.prepared`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from federation.errors import InvalidInput, Reason
from federation.ids import BaseCode, Locality
from federation.items import Catalogue, Condition
from federation.items.prepared.catalogue import ITEM, CatalogueEntry, get_catalogue, put_catalogue
from federation.items.prepared.file import Mapped, Section, Writer, begins, write
from federation.items.prepared.lazy import Lazy
from federation.items.prepared.shape import Shape
from federation.items.prepared.shelf import Shelf, ShelfPlace, ShelfWriter
from federation.items.prepared.views import Coded, Keep, Listed, keeping
from federation.mapping.crosswalk import CodeRow, Crosswalk, CrosswalkRow, Relation
from federation.mapping.routes import Federation
from federation.mapping.rows import Positions, target

_ACCEPTING, _HANDLING, _CANONICAL, _TARGET = range(4)
_COLUMNS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _CrosswalkEntry:
    """A crosswalk in the contents."""

    accepting: Locality
    handling: Locality
    version: str
    effective_from: date | None
    effective_to: date | None
    codes: Section
    shelf: ShelfPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contents:
    """What is in the file, and the shapes its records were written in."""

    shapes: str
    catalogues: tuple[CatalogueEntry, ...]
    crosswalks: tuple[_CrosswalkEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Light:
    """What is known of a row besides its codes before it is read: all but its materials and fields."""

    relation: Relation
    condition: Condition | None
    back: Condition | None
    note: str
    effective_from: date | None
    effective_to: date | None


_ROW, _CODE, _LIGHT, _CONTENTS = Shape(CrosswalkRow), Shape(CodeRow), Shape(_Light), Shape(_Contents)
_SHAPES = sha256("".join(one.name for one in (ITEM, _ROW, _CODE, _LIGHT, _CONTENTS)).encode()).hexdigest()


class PreparedCrosswalk(Lazy, Crosswalk):
    """A document of which the code tables are read when asked for, and the rows one by one."""

    __slots__ = ("_whole",)


class PreparedRow(Lazy, CrosswalkRow):
    """A row of which all but materials and fields is known; they are read when asked for."""

    __slots__ = ("_whole",)


class PreparedRows(Listed[CrosswalkRow]):
    """The rows of a crosswalk, which know their positions."""

    __slots__ = ("positions",)

    def __init__(self, rows: _Rows, keep: Keep) -> None:
        super().__init__(rows, keep)
        self.positions = Positions(
            accepting=Coded(rows, _ACCEPTING, _places), handling=Coded(rows, _TARGET, _places)
        )


def write_index(path: Path, catalogues: Iterable[Catalogue], crosswalks: Iterable[Crosswalk] = ()) -> None:
    """Prepare the index of a federation.

    The file appears under its name when it is complete; a reader that has an earlier one open keeps
    that one.

    Args:
        path: of the file; replaced if there. An item with eight materials and its row take two KiB.
        catalogues: of any localities and versions, read once, one after the other.
        crosswalks: the same.

    Raises:
        InvalidInput: VERSION_TAKEN as `Federation.of`; TOO_MANY or TOO_LARGE beyond a million
            items or 4 GiB a catalogue. Nothing was written then.
        OSError: the file cannot be written.
    """
    with write(path, open_index) as out:
        contents = _Contents(
            shapes=_SHAPES,
            catalogues=tuple([put_catalogue(out, catalogue) for catalogue in catalogues]),
            crosswalks=tuple([_put_crosswalk(out, crosswalk) for crosswalk in crosswalks]),
        )
        out.finish(_CONTENTS.encode(contents))


def is_index(path: Path) -> bool:
    """Whether a file is a prepared index, of whatever version and in whatever state. Raises OSError."""
    return begins(path)


def open_index(path: Path) -> Federation:
    """Open a prepared index: at once, whatever its size.

    Nothing but the contents is read; of a city's catalogue the codes stay in memory once it was
    asked for (about 120 bytes an item), items and rows in a bounded number (`views.VALUES_KEPT`).
    Several processes may open one file; it is mapped, so do not cut it short while it is open.

    Raises:
        InvalidInput: INDEX_INVALID where the file is damaged, cut short, or made by another version
            of this library; VERSION_TAKEN as `Federation.of`. What is damaged further inside is
            found when it is first needed, and raises the same from there.
        OSError: the file cannot be read.
    """
    file, keep = Mapped.of(path), keeping()
    contents = _CONTENTS.decode(file.contents)
    if contents.shapes != _SHAPES:
        raise InvalidInput(Reason.INDEX_INVALID, what="another version")
    return Federation.of(
        [get_catalogue(file, entry, keep) for entry in contents.catalogues],
        [_get_crosswalk(file, entry, keep) for entry in contents.crosswalks],
    )


def _put_crosswalk(out: Writer, document: Crosswalk) -> _CrosswalkEntry:
    shelf = ShelfWriter(out, _COLUMNS)
    for row in document.rows:
        light = _Light(
            relation=row.relation,
            condition=row.condition,
            back=row.back,
            note=row.note,
            effective_from=row.effective_from,
            effective_to=row.effective_to,
        )
        codes = row.accepting, row.handling, row.canonical or "", target(row)
        shelf.add(_ROW.encode(row), codes, _LIGHT.encode(light))
    return _CrosswalkEntry(
        accepting=document.accepting,
        handling=document.handling,
        version=document.version,
        effective_from=document.effective_from,
        effective_to=document.effective_to,
        shelf=shelf.finish(),
        codes=out.section(_CODE.encode_many(document.codes)),
    )


def _get_crosswalk(file: Mapped, entry: _CrosswalkEntry, keep: Keep) -> Crosswalk:
    head: dict[str, Any] = {
        "accepting": entry.accepting,
        "handling": entry.handling,
        "version": entry.version,
        "effective_from": entry.effective_from,
        "effective_to": entry.effective_to,
        "rows": PreparedRows(_Rows(file, entry), keep),
    }

    def whole() -> Crosswalk:
        return Crosswalk(codes=_CODE.decode_many(file.section(entry.codes)), **head)

    return PreparedCrosswalk.of(whole, **head)


def _places(found: tuple[int, ...]) -> tuple[int, ...]:
    return found


class _Rows:
    """Makes the rows of a shelf."""

    __slots__ = ("_shelf", "codes", "find")

    def __init__(self, file: Mapped, entry: _CrosswalkEntry) -> None:
        self._shelf = Shelf(file, entry.shelf, _LIGHT)
        self.find: Callable[[int, str], tuple[int, ...]] = self._shelf.find
        self.codes: Callable[[int], Iterator[str]] = self._shelf.codes

    def __len__(self) -> int:
        return len(self._shelf)

    def make(self, at: int) -> CrosswalkRow:
        shelf = self._shelf
        light = shelf.light(at)
        canonical = shelf.code(_CANONICAL, at)
        return PreparedRow.of(
            partial(self._read, at),
            accepting=shelf.code(_ACCEPTING, at),
            canonical=BaseCode(canonical) if canonical else None,
            handling=shelf.code(_HANDLING, at),
            relation=light.relation,
            condition=light.condition,
            back=light.back,
            note=light.note,
            effective_from=light.effective_from,
            effective_to=light.effective_to,
        )

    def _read(self, at: int) -> CrosswalkRow:
        return _ROW.decode(self._shelf.record(at))
