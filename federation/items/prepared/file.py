"""The file of a prepared index: sections of bytes, then contents that say where they are.

::

    magic (8)  version (4)  offset, length and SHA-256 of the contents (8 + 8 + 32)
    sections, one after the other
    contents, to the end of the file

Numbers are little-endian. A section is checked against its digest in the contents when it is first
used, the contents against the digest in the header when the file is opened, and the contents must
end where the file ends: so a byte that was changed, lost or added is found before it counts. The
digests guard against accidents; whoever may write the file may write other digests too.

The file is mapped, not read: many processes share one copy, what nobody asks for costs nothing, and
what was read stays in the system's memory only (`LET_GO`). The file is replaced as a whole and never
changed in place (`write`).
"""

from __future__ import annotations

import hashlib
import mmap
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from federation.errors import InvalidInput, Reason

MAGIC, VERSION = b"KUAYUIX\n", 1
CONTENTS_BYTES = 8 << 20  # 20,000 documents take half of it
LET_GO = 1_000
"""Reads after which mapped pages are given back: each may have mapped 64 KiB around it."""
_HEADER = struct.Struct("<8sIQQ32s")
_DONT_NEED = getattr(mmap, "MADV_DONTNEED", None)  # not on every system


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Where a section is, and what its bytes must hash to (SHA-256, hex)."""

    offset: int
    length: int
    digest: str


class Writer:
    """Appends to a file that is being made."""

    __slots__ = ("_file", "at")

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.at = file.write(bytes(_HEADER.size))

    def put(self, data: bytes) -> None:
        """Append bytes that something else will hold a digest of."""
        self.at += self._file.write(data)

    def section(self, data: bytes) -> Section:
        """Append a section."""
        section = Section(offset=self.at, length=len(data), digest=hashlib.sha256(data).hexdigest())
        self.put(data)
        return section

    def finish(self, contents: bytes) -> None:
        """Append the contents and write the header.

        Raises:
            InvalidInput: TOO_MANY; more documents than a reader accepts.
        """
        if len(contents) > CONTENTS_BYTES:
            raise InvalidInput(Reason.TOO_MANY, what="index documents", bytes=len(contents))
        offset = self.at
        self.put(contents)
        self._file.seek(0)
        digest = hashlib.sha256(contents).digest()
        self._file.write(_HEADER.pack(MAGIC, VERSION, offset, len(contents), digest))


@contextmanager
def write(path: Path, prove: Callable[[Path], object]) -> Iterator[Writer]:
    """A file to write. It takes its name when it is complete and ``prove`` has opened it."""
    making = path.with_name(path.name + ".part")
    try:
        with making.open("wb") as file:
            yield Writer(file)
        prove(making)
        making.replace(path)
    finally:
        making.unlink(missing_ok=True)


def begins(path: Path) -> bool:
    """Whether a file begins as an index does.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


class Mapped:
    """A file that was opened: its contents, and its bytes where they are asked for.

    Attributes:
        size: bytes in front of the contents; sections are within.
        contents: their bytes, checked.
    """

    __slots__ = ("_map", "_reads", "contents", "size")

    def __init__(self, data: mmap.mmap) -> None:
        self._map = data
        self._reads = 0
        try:
            magic, version, offset, length, digest = _HEADER.unpack_from(data)
        except struct.error as error:
            raise InvalidInput(Reason.INDEX_INVALID, what="header") from error
        if magic != MAGIC or version != VERSION:
            raise InvalidInput(Reason.INDEX_INVALID, what="header", version=VERSION)
        if length > CONTENTS_BYTES or offset < _HEADER.size or offset + length != len(data):
            raise InvalidInput(Reason.INDEX_INVALID, what="length", bytes=len(data))
        self.size = offset
        self.contents = data[offset:]
        if hashlib.sha256(self.contents).digest() != digest:
            raise InvalidInput(Reason.INDEX_INVALID, what="contents")

    @classmethod
    def of(cls, path: Path) -> Self:
        """Map a file and check its header and contents; nothing else is read.

        Raises:
            InvalidInput: INDEX_INVALID.
            OSError: the file cannot be opened.
        """
        with path.open("rb") as file:
            try:
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError as error:  # an empty file
                raise InvalidInput(Reason.INDEX_INVALID, what="length", bytes=0) from error
        return cls(data)

    def part(self, start: int, end: int) -> bytes:
        """Bytes in front of the contents.

        Raises:
            InvalidInput: INDEX_INVALID; they are not there.
        """
        if not 0 <= start <= end <= self.size:
            raise InvalidInput(Reason.INDEX_INVALID, what="offset")
        self._reads += 1
        if self._reads % LET_GO == 0 and _DONT_NEED is not None:
            self._map.madvise(_DONT_NEED)
        return self._map[start:end]

    def section(self, section: Section) -> bytes:
        """The bytes of a section, checked.

        Raises:
            InvalidInput: INDEX_INVALID.
        """
        data = self.part(section.offset, section.offset + section.length)
        if hashlib.sha256(data).hexdigest() != section.digest:
            raise InvalidInput(Reason.INDEX_INVALID, what="section", offset=section.offset)
        return data
