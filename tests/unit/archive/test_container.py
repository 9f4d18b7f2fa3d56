"""The container: a ZIP that any program opens, of which only one spelling is read back."""

from __future__ import annotations

import hashlib
import io
import itertools
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.archive import container
from federation.archive.container import MOST_BYTES, MOST_NAME, MOST_PARTS, Member, Part, read, write
from federation.errors import InvalidInput, KuayuError, Reason, Untrusted
from federation.ids import Digest
from federation.limits import BLOB_BYTES, CHUNK_BYTES, MIB

NAMES = st.from_regex(
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}(/[A-Za-z0-9][A-Za-z0-9._-]{0,20}){0,2}", fullmatch=True
)
CONTENTS = st.dictionaries(NAMES, st.binary(max_size=60), max_size=6)
SMALL = b"".join(write([Part.of("a/b.pdf", b"paper"), Part.of("digests.sha256", b"")]))


def found(data: bytes, *keep: str) -> list[Member]:
    """What is in a container."""
    return list(read(io.BytesIO(data), keep=keep))


@given(CONTENTS)
def test_round_trip(contents: dict[str, bytes]):
    """Names, order and bytes come back, here and in the standard library."""
    data = b"".join(write([Part.of(name, one) for name, one in contents.items()]))
    assert {one.name: one.data for one in found(data, *contents)} == contents
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == contents
        assert archive.namelist() == list(contents)


def test_the_same_bytes_whenever_it_is_made():
    """Nothing of the day or the machine is in it."""
    expected = "f8301c6022498849e900c9054c3d0410884c0856ce860db8ef259a70dbcf0928"
    assert hashlib.sha256(SMALL).hexdigest() == expected


@pytest.mark.parametrize("bit", range(8))
def test_every_flipped_bit_is_seen(bit: int):
    """Header, name, content, directory, end: not one bit may differ."""
    for place in range(len(SMALL)):
        twisted = bytearray(SMALL)
        twisted[place] ^= 1 << bit
        with pytest.raises(Untrusted):
            found(bytes(twisted))


def test_whatever_is_cut_off_or_added_is_seen():
    """A file that ends early, or goes on."""
    for size in range(len(SMALL)):
        with pytest.raises(Untrusted):
            found(SMALL[:size])
    for more in (b"\0", SMALL):
        with pytest.raises(Untrusted):
            found(SMALL + more)


def test_another_program_s_zip_is_not_a_packet():
    """The same files, written with times and flags of today."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a/b.pdf", b"paper")
    with pytest.raises(Untrusted) as refused:
        found(stream.getvalue())
    assert refused.value.reason is Reason.ARCHIVE_INVALID


@pytest.mark.parametrize(
    "name", ["", "/a", "a//b", "../a", "a/../b", ".a", "a b", "文书.pdf", "a\\b", "a" * (MOST_NAME + 1)]
)
def test_paths_that_lead_elsewhere(name: str):
    """A path is plain and below the packet, when it is written and when it is read."""
    with pytest.raises(InvalidInput):
        Part.of(name, b"")
    part = Part(name=name, size=0, crc=0, digest=Digest.of(bytes(32)), content=lambda: ())
    with pytest.raises(Untrusted):
        found(b"".join(write([part])))


def test_limits():
    """Not too many files, none twice, none too large, and none that grows while it is written."""
    with pytest.raises(InvalidInput) as refused:
        list(write([Part.of(f"{number}", b"") for number in range(MOST_PARTS + 1)]))
    assert refused.value.reason is Reason.TOO_MANY
    with pytest.raises(InvalidInput):
        list(write([Part.of("a", b""), Part.of("a", b"")]))
    twice = b"".join(write([Part.of("a", b""), Part.of("b", b"")])).replace(b"b", b"a")
    with pytest.raises(Untrusted):
        found(twice)
    large = Part(name="a", size=MOST_BYTES + 1, crc=0, digest=Digest.of(bytes(32)), content=lambda: ())
    with pytest.raises(InvalidInput) as refused:
        list(write([large]))
    assert refused.value.reason is Reason.TOO_LARGE


def test_a_part_is_measured_within_its_limit(monkeypatch: pytest.MonkeyPatch):
    """A file larger than a case may hold is given up as soon as that is seen."""
    monkeypatch.setattr(container, "BLOB_BYTES", 10)
    with pytest.raises(InvalidInput) as refused:
        Part.measured("a", lambda: itertools.repeat(b"12345"))
    assert refused.value.reason is Reason.TOO_LARGE


def test_a_file_that_changed_in_between():
    """What was measured is what is written, or nothing is."""
    answers = iter([b"one", b"two"])
    part = Part.measured("a", lambda: (next(answers),))
    with pytest.raises(KuayuError) as refused:
        list(write([part]))
    assert refused.value.reason is Reason.BLOB_DIGEST


class Long:
    """The container of one long file, made while it is read."""

    def __init__(self, size: int) -> None:
        self.size = size
        part = Part.measured("a", self.chunks)
        self.left: Iterator[bytes] = write([part])
        self.held = b""

    def chunks(self) -> Iterator[bytes]:
        """Pieces of 1 MiB."""
        return (b"\0" * CHUNK_BYTES for _ in range(self.size // CHUNK_BYTES))

    def read(self, size: int, /) -> bytes:
        """As a file."""
        while len(self.held) < size and (more := next(self.left, b"")):
            self.held += more
        data, self.held = self.held[:size], self.held[size:]
        return data


@pytest.mark.parametrize("size", [8 * MIB, pytest.param(BLOB_BYTES, marks=pytest.mark.slow)])
def test_memory_does_not_grow_with_a_file(size: int):
    """Measuring, writing and reading hold a few pieces, whatever the size."""
    tracemalloc.start()
    (member,) = read(Long(size), keep=())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert member.size == size
    assert member.crc == zlib.crc32(bytes(size)) if size < BLOB_BYTES else True
    assert peak < 6 * CHUNK_BYTES
