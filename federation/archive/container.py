"""The file around a packet: a ZIP that any program opens, of which only one spelling is a packet.

Every byte follows from the names, the contents and their order: nothing is compressed, times are those on
which ZIP begins, and there are no extra fields. So equal contents give equal files, a reader needs no more
memory for a large file than for a small one, and whatever was changed, cut off or added is seen.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from federation.errors import InvalidInput, KuayuError, Reason, Untrusted
from federation.ids import Digest
from federation.limits import BLOB_BYTES, CASE_BLOB_BYTES, CASE_BLOBS, CHUNK_BYTES, MIB

MOST_PARTS = 2 * CASE_BLOBS
MOST_BYTES = CASE_BLOB_BYTES + 256 * MIB
"""A case's files and what tells of them; below 4 GiB, so that plain ZIP holds it."""
KEPT_BYTES = 64 * MIB
MOST_NAME = 200

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _UNIX, _FIRST_DAY = 20, 3 << 8, (1 << 5) | 1
_ATTRIBUTES = 0o100600 << 16
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*", re.ASCII)

Content = Callable[[], Iterable[bytes]]
"""Gives the bytes of a part, each time from the beginning, in pieces."""


class Source(Protocol):
    """Where a packet is read from."""

    def read(self, size: int, /) -> bytes:
        """The next bytes; fewer at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file of a packet: its path, size, checksum and digest, and how to get its bytes."""

    name: str
    size: int
    crc: int
    digest: Digest
    content: Content

    @classmethod
    def of(cls, name: str, data: bytes) -> Part:
        """A part whose bytes are at hand."""
        starts = range(0, len(data), CHUNK_BYTES)
        return cls.measured(name, lambda: (data[start : start + CHUNK_BYTES] for start in starts))

    @classmethod
    def measured(cls, name: str, content: Content) -> Part:
        """A part whose bytes are read once to measure them, and again to write them.

        Raises:
            InvalidInput: VALUE_INVALID for a path that is not plain ASCII; TOO_LARGE.
        """
        if not _named(name):
            raise InvalidInput(Reason.VALUE_INVALID, field="name")
        size, crc, digest = 0, 0, hashlib.sha256()
        for chunk in content():
            size, crc = size + len(chunk), zlib.crc32(chunk, crc)
            digest.update(chunk)
            if size > BLOB_BYTES:
                raise InvalidInput(Reason.TOO_LARGE, limit=BLOB_BYTES)
        return cls(name=name, size=size, crc=crc, digest=Digest.of(digest.digest()), content=content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file found in a packet; its bytes only where they were asked for."""

    name: str
    size: int
    crc: int
    digest: Digest
    data: bytes | None


def write(parts: Sequence[Part]) -> Iterator[bytes]:
    """The packet's bytes, in pieces.

    Raises:
        InvalidInput: TOO_MANY, TOO_LARGE; VALUE_INVALID for a path that is there twice.
        KuayuError: BLOB_DIGEST for a part whose bytes are not what was measured.
    """
    if len(parts) > MOST_PARTS:
        raise InvalidInput(Reason.TOO_MANY, limit=MOST_PARTS)
    if sum(part.size for part in parts) > MOST_BYTES:
        raise InvalidInput(Reason.TOO_LARGE, limit=MOST_BYTES)
    if len({part.name for part in parts}) < len(parts):
        raise InvalidInput(Reason.VALUE_INVALID, field="name", why="repeated")
    for part in parts:
        yield _local(part)
        yield from _checked(part)
    yield _tail(parts)


def _checked(part: Part) -> Iterator[bytes]:
    size, crc = 0, 0
    for chunk in part.content():
        size, crc = size + len(chunk), zlib.crc32(chunk, crc)
        yield chunk
    if (size, crc) != (part.size, part.crc):
        raise KuayuError(Reason.BLOB_DIGEST, digest=part.digest)


def read(source: Source, *, keep: Collection[str]) -> Iterator[Member]:
    """The files of a packet in its order, one after the other.

    Args:
        source: the packet, from its first byte.
        keep: paths of files whose bytes are wanted; each at most 64 MiB.

    Raises:
        Untrusted: ARCHIVE_INVALID if any byte is not as `write` would have written it.
    """
    found: list[Member] = []
    total = 0
    while (head := source.read(_LOCAL.size)).startswith(b"PK\x03\x04"):
        name, size, crc = _announced(head, source)
        total += size
        if len(found) == MOST_PARTS or size > BLOB_BYTES or total > MOST_BYTES:
            raise _invalid("too large")
        member = _member(source, name, size, keep=name in keep)
        if member.crc != crc or any(member.name == one.name for one in found):
            raise _invalid("checksum" if member.crc != crc else "path twice")
        found.append(member)
        yield member
    tail = _tail(found)
    rest = head + source.read(len(tail) + 1)
    while len(rest) <= len(tail) and (more := source.read(CHUNK_BYTES)):
        rest += more
    if rest != tail:
        raise _invalid("directory")


def _announced(head: bytes, source: Source) -> tuple[str, int, int]:
    """What a file's header says, if it is the one header that can say it."""
    if len(head) < _LOCAL.size:
        raise _invalid("cut short")
    *_, crc, size, _, name_size, _ = _LOCAL.unpack(head)
    if name_size > MOST_NAME:
        raise _invalid("path")
    name = source.read(name_size).decode("ascii", "replace")
    if not _named(name) or head + name.encode() != _header(name, size, crc):
        raise _invalid("header")
    return name, size, crc


def _member(source: Source, name: str, size: int, *, keep: bool) -> Member:
    if keep and size > KEPT_BYTES:
        raise _invalid("too large")
    crc, digest, kept, left = 0, hashlib.sha256(), bytearray(), size
    while left:
        chunk = source.read(min(left, CHUNK_BYTES))
        if not chunk:
            raise _invalid("cut short")
        left, crc = left - len(chunk), zlib.crc32(chunk, crc)
        digest.update(chunk)
        if keep:
            kept += chunk
    data = bytes(kept) if keep else None
    return Member(name=name, size=size, crc=crc, digest=Digest.of(digest.digest()), data=data)


def _named(name: str) -> bool:
    return len(name) <= MOST_NAME and _NAME.fullmatch(name) is not None


def _local(part: Part) -> bytes:
    return _header(part.name, part.size, part.crc)


def _header(name: str, size: int, crc: int) -> bytes:
    said = (b"PK\x03\x04", _VERSION, 0, 0, 0, _FIRST_DAY, crc, size, size, len(name), 0)
    return _LOCAL.pack(*said) + name.encode()


def _tail(parts: Sequence[Part | Member]) -> bytes:
    """The central directory and the end record."""
    rows, offset = [], 0
    for part in parts:
        size, name = part.size, part.name.encode()
        rows.append(
            _CENTRAL.pack(
                b"PK\x01\x02", _UNIX | _VERSION, _VERSION, 0, 0, 0, _FIRST_DAY, part.crc, size, size,
                len(name), 0, 0, 0, 0, _ATTRIBUTES, offset,
            )
            + name
        )  # fmt: skip
        offset += _LOCAL.size + len(name) + size
    directory = b"".join(rows)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(parts), len(parts), len(directory), offset, 0)
    return directory + end


def _invalid(why: str) -> Untrusted:
    return Untrusted(Reason.ARCHIVE_INVALID, why=why)
