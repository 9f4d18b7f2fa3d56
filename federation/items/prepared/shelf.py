"""A shelf: records in order, found by the codes each of them has.

Of every record the shelf's table knows where it is, the digest of its bytes, its codes, and its
*light*: what must be known of it before it is read (whether an item is in force). Few lights differ
from each other, so each is kept once. The table is one section: checked and kept in memory when the
shelf is first used, some 120 bytes an item. A record is checked each time it is read.

Table::

    record: offset in the shelf (4)  digest (8)  number of its light (4)      one for each record
    code of the record, filled up with zero bytes to the widest               for each column
    CRC-32 of the codes, ascending (4 each), then their records (4 each)      for each column
    the lights, a JSON array of arrays
"""

from __future__ import annotations

import hashlib
import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from sys import byteorder
from typing import Generic, NoReturn, TypeVar
from zlib import crc32

from federation.errors import InvalidInput, Reason
from federation.items.prepared.file import Mapped, Section, Writer
from federation.items.prepared.shape import RECORD_BYTES, Shape

SHELF_RECORDS = 1 << 20  # rows of one sheet
SHELF_BYTES = 1 << 32
CODE_BYTES = 200
_ROW = struct.Struct("<I8sI")
_OFFSET = struct.Struct("<I")
_DIGEST_BYTES, _NUMBER_BYTES = 8, 4
L = TypeVar("L")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfPlace:
    """Where a shelf is in the file.

    Attributes:
        offset: of the first record.
        length: bytes of all records.
        count: of records.
        widths: bytes of each column's codes.
        table: the section.
    """

    offset: int
    length: int
    count: int
    widths: tuple[int, ...]
    table: Section


class ShelfWriter:
    """Writes records as they come; only their codes and digests are kept until the end.

    Args:
        out: the file; nothing else may be written to it meanwhile.
        columns: codes that each record has.
    """

    def __init__(self, out: Writer, columns: int) -> None:
        self._out = out
        self._start = out.at
        self._rows: list[bytes] = []
        self._codes: list[list[bytes]] = [[] for _ in range(columns)]
        self._lights: dict[bytes, int] = {}

    def add(self, record: bytes, codes: Sequence[str], light: bytes) -> None:
        """Append a record.

        Args:
            record: its bytes.
            codes: one for each column; empty where it has none.
            light: the record of its light.

        Raises:
            InvalidInput: TOO_LARGE or TOO_MANY beyond what a reader accepts; VALUE_INVALID for a
                code of zero bytes or too many bytes.
        """
        at = self._out.at - self._start
        if len(self._rows) >= SHELF_RECORDS:
            raise InvalidInput(Reason.TOO_MANY, what="records", most=SHELF_RECORDS)
        if len(record) > RECORD_BYTES or at + len(record) >= SHELF_BYTES:
            raise InvalidInput(Reason.TOO_LARGE, what="records", most=RECORD_BYTES)
        for column, code in zip(self._codes, codes, strict=True):
            column.append(_code(code))
        number = self._lights.setdefault(light, len(self._lights))
        self._rows.append(_ROW.pack(at, hashlib.sha256(record).digest()[:_DIGEST_BYTES], number))
        self._out.put(record)

    def finish(self) -> ShelfPlace:
        """Write the table."""
        length, count = self._out.at - self._start, len(self._rows)
        widths = tuple(max(map(len, column), default=0) for column in self._codes)
        parts = [b"".join(self._rows)]
        parts += [
            b"".join([code.ljust(width, b"\0") for code in column])
            for column, width in zip(self._codes, widths, strict=True)
        ]
        for column in self._codes:
            sums = sorted(zip(map(crc32, column), range(count), strict=True))
            for numbers in zip(*sums, strict=True):
                parts.append(struct.pack(f"<{count}I", *numbers))
        parts.append(b"[" + b",".join(self._lights) + b"]")
        table = self._out.section(b"".join(parts))
        return ShelfPlace(offset=self._start, length=length, count=count, widths=widths, table=table)


def _code(text: str) -> bytes:
    code = text.encode("utf-8", "surrogatepass")
    if b"\0" in code or len(code) > CODE_BYTES:
        raise InvalidInput(Reason.VALUE_INVALID, what="code", most=CODE_BYTES)
    return code


class Shelf(Generic[L]):
    """Records of a file. Nothing is read before it is asked for.

    Every method raises InvalidInput INDEX_INVALID where the file is damaged.
    """

    def __init__(self, file: Mapped, place: ShelfPlace, light: Shape[L]) -> None:
        self._file = file
        self._place = place
        self._light = light

    def __len__(self) -> int:
        return self._place.count

    def record(self, at: int) -> bytes:
        """The bytes of a record."""
        table, place = self._table, self._place
        start, digest, _ = _ROW.unpack_from(table.rows, at * _ROW.size)
        end = place.length
        if at + 1 < place.count:
            (end,) = _OFFSET.unpack_from(table.rows, (at + 1) * _ROW.size)
        if not 0 <= start <= end <= place.length:
            _invalid("record")
        record = self._file.part(place.offset + start, place.offset + end)
        if hashlib.sha256(record).digest()[:_DIGEST_BYTES] != digest:
            _invalid("record")
        return record

    def light(self, at: int) -> L:
        """The light of a record: the same object for all that share it."""
        table = self._table
        _, _, number = _ROW.unpack_from(table.rows, at * _ROW.size)
        if number >= len(table.lights):
            _invalid("light")
        light: L = table.lights[number]
        return light

    def code(self, column: int, at: int) -> str:
        """A code of a record; empty where it has none."""
        try:
            return self._table.columns[column].code(at).decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            _invalid("code")

    def find(self, column: int, code: str) -> tuple[int, ...]:
        """The records that have a code, ascending."""
        return self._table.columns[column].find(code)

    def codes(self, column: int) -> Iterator[str]:
        """Every code of a column once, in the order of the records; without the empty one."""
        return iter(dict.fromkeys(filter(None, (self.code(column, at) for at in range(len(self))))))

    @cached_property
    def _table(self) -> _Table[L]:
        return _Table(self._file.section(self._place.table), self._place, self._light)


class _Column:
    """The codes of all records in one column, found by their check sums.

    The sums stand in an array of machine numbers, which is searched without a Python call a step; what
    is found is compared, so two codes of one sum do no harm.
    """

    __slots__ = ("_codes", "_records", "_sums", "_width")

    def __init__(self, codes: bytes, width: int, sums: array[int], records: array[int]) -> None:
        self._codes = codes
        self._width = width
        self._sums = sums
        self._records = records

    def code(self, at: int) -> bytes:
        start = at * self._width
        return self._codes[start : start + self._width].rstrip(b"\0")

    def find(self, code: str) -> tuple[int, ...]:
        wanted = code.encode("utf-8", "surrogatepass")
        total, sums = crc32(wanted), self._sums
        place = bisect_left(sums, total)
        found: tuple[int, ...] = ()
        while place < len(sums) and sums[place] == total:
            at = self._records[place]
            if wanted and self.code(at) == wanted:
                found += (at,)
            place += 1
        return found


class _Table(Generic[L]):
    """The table of a shelf, taken apart."""

    __slots__ = ("columns", "lights", "rows")

    def __init__(self, data: bytes, place: ShelfPlace, light: Shape[L]) -> None:
        count, at = place.count, place.count * _ROW.size
        if not _holds(place, len(data)):
            _invalid("table")
        self.rows = data[:at]
        codes = []
        for width in place.widths:
            codes.append(data[at : at + count * width])
            at += count * width
        self.columns = []
        for held, width in zip(codes, place.widths, strict=True):
            sums, records = (_numbers(data, at + part, count) for part in (0, count * _NUMBER_BYTES))
            if count and max(records) >= count:
                _invalid("table")
            self.columns.append(_Column(held, width, sums, records))
            at += 2 * count * _NUMBER_BYTES
        self.lights = light.decode_many(data[at:])


def _numbers(data: bytes, at: int, count: int) -> array[int]:
    numbers = array("I", data[at : at + count * _NUMBER_BYTES])
    if byteorder == "big":
        numbers.byteswap()
    return numbers


def _holds(place: ShelfPlace, length: int) -> bool:
    """Whether a table of that length has room for what it should hold."""
    wide = all(0 <= width <= CODE_BYTES for width in place.widths)
    each = _ROW.size + sum(place.widths) + len(place.widths) * 2 * _NUMBER_BYTES
    return wide and 0 <= place.count <= SHELF_RECORDS and place.count * each <= length


def _invalid(what: str) -> NoReturn:
    raise InvalidInput(Reason.INDEX_INVALID, what=what)
