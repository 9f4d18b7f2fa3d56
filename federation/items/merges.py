"""Merged cells of a sheet, found before its rows are read: in the XML they stand below the data.

A value written in the first of several rows and merged over the others is true of each of them.
Merged over columns it says nothing about the other columns: those stay empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import IO, NamedTuple

from openpyxl.utils import column_index_from_string

from federation.items.raw import CHUNK_BYTES, MERGES, SHEET_COLUMNS, TEXT_BYTES, Cell, Covered, unreadable

_MERGE = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^<>]*?ref\s*=\s*["']([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})["']"""
)
_OVERLAP = 256  # bytes kept from one piece to the next: longer than one mergeCell


class Merge(NamedTuple):
    """Rows ``top`` to ``bottom`` of one column, at ``place`` from 0."""

    top: int
    bottom: int
    place: int


def scan(source: IO[bytes], sheet: str) -> list[Merge]:
    """The ranges of a sheet's XML that are merged over rows.

    Raises:
        SheetRefused: SHEET_UNREADABLE: more of them than are kept, or as `refuse_strange` says.
    """
    found: list[Merge] = []
    for piece, new in _pieces(source, sheet):
        if b"mergeCell" in piece:
            found += _merges(piece, after=len(piece) - new)
            if len(found) > MERGES:
                raise unreadable(f"合并的单元格超过 {MERGES} 处，请取消合并后重试", sheet)
    return found


def refuse_strange(source: IO[bytes], sheet: str | None) -> None:
    """A look at an XML part for what a parser should never be given.

    Raises:
        SheetRefused: SHEET_UNREADABLE: a document type (ECMA-376 part 2 §8.1 allows none), with which
            entities could grow without end, or one text longer than 16 MiB.
    """
    for _ in _pieces(source, sheet):
        pass


def _pieces(source: IO[bytes], sheet: str | None) -> Iterator[tuple[bytes, int]]:
    """The XML in overlapping pieces, each with the number of its bytes that are new."""
    kept, dry = b"", 0
    while chunk := source.read(CHUNK_BYTES):
        piece = kept + chunk
        dry = 0 if b"<" in chunk else dry + len(chunk)
        if dry > TEXT_BYTES or b"<!DOCTYPE" in piece:
            raise unreadable("工作簿里有不正常的内容（过长的文字或文档类型声明），请另存为新的 .xlsx", sheet)
        yield piece, len(chunk)
        kept = piece[-_OVERLAP:]


def _merges(piece: bytes, *, after: int) -> Iterable[Merge]:
    """Those that end in the new part of a piece."""
    for match in _MERGE.finditer(piece):
        top, bottom = int(match[2]), int(match[3])
        place = column_index_from_string(match[1].decode()) - 1
        if match.end() > after and bottom > top and place < SHEET_COLUMNS:
            yield Merge(top, bottom, place)


class Merges:
    """Hands the value of a range's first row to its other rows, as the rows come by."""

    def __init__(self, merges: Iterable[Merge]) -> None:
        self._coming = sorted(merges, reverse=True)
        self._open: dict[int, tuple[Merge, Cell]] = {}

    def cover(self, number: int, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """The cells of a row, with `Covered` where a range that began above holds a value."""
        if not self._coming and not self._open:
            return cells
        self._open = {place: held for place, held in self._open.items() if held[0].bottom >= number}
        covered = {
            place: Covered(value, merge.top)
            for place, (merge, value) in self._open.items()
            if value is not None and not isinstance(value, Covered)
        }
        while self._coming and self._coming[-1].top <= number:
            merge = self._coming.pop()
            if merge.top == number and merge.place < len(cells):
                self._open[merge.place] = (merge, cells[merge.place])
        if not covered:
            return cells
        row = list(cells) + [None] * (max(covered) + 1 - len(cells))
        for place, value in covered.items():
            if row[place] is None:
                row[place] = value
        return tuple(row)
