"""Files on disk, by case and digest. A file appears under its name only when whole and checked.

A part that is being pulled lies beside it as ``<digest>.part``. What a window uploads before a case
has an id waits in ``incoming``. File names are digests: no name of a person or paper reaches the disk.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import uuid
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

from federation.case.parts import Blob
from federation.errors import InvalidInput, KuayuError, Reason, Unavailable
from federation.ids import CaseId, Digest
from federation.limits import BLOB_BYTES, CHUNK_BYTES
from node.store.formats import media_type_of

DAY_SECONDS = 24 * 3600


class BlobFolder:
    """The folder of files."""

    def __init__(self, root: Path) -> None:
        self._root = root
        for name in ("incoming", "cases"):
            (root / name).mkdir(parents=True, exist_ok=True, mode=0o700)

    def tidy(self, *, now: datetime) -> None:
        """At a start, when no upload is under way: away with half, adopted and long unused uploads."""
        for file in (self._root / "incoming").iterdir():
            if file.suffix == ".part" or file.stat().st_nlink > 1 or _unused(file, now):
                file.unlink()

    def path(self, case: CaseId, digest: Digest) -> Path:
        """Where a file of a case lies when it is whole."""
        return self._root / "cases" / case / digest.removeprefix("sha256:")

    def has(self, case: CaseId, digest: Digest) -> bool:
        """Whether it is whole and here."""
        return self.path(case, digest).is_file()

    def part_size(self, case: CaseId, digest: Digest) -> int:
        """How many bytes of a pull are on disk."""
        part = self._part(case, digest)
        return part.stat().st_size if part.is_file() else 0

    async def receive(self, chunks: AsyncIterator[bytes]) -> Blob:
        """Take an upload, hashing while it streams.

        Raises:
            InvalidInput: TOO_LARGE, or VALUE_MISSING for an empty file; nothing of it stays.
        """
        part = self._root / "incoming" / f"{uuid.uuid4().hex}.part"
        digest, size = hashlib.sha256(), 0
        try:
            with part.open("wb") as file:
                async for chunk in chunks:
                    size += len(chunk)
                    if size > BLOB_BYTES:
                        raise InvalidInput(Reason.TOO_LARGE, limit=BLOB_BYTES)
                    digest.update(chunk)
                    await asyncio.to_thread(file.write, chunk)
                if size == 0:
                    raise InvalidInput(Reason.VALUE_MISSING, what="file")
                await asyncio.to_thread(_flush, file)
            name = Digest.of(digest.digest())
            kind = await asyncio.to_thread(media_type_of, part)
            part.replace(self._root / "incoming" / name.removeprefix("sha256:"))
        except OSError as error:
            raise Unavailable(Reason.STORE_FAILED, why=type(error).__name__) from error
        finally:
            part.unlink(missing_ok=True)
        return Blob(digest=name, size=size, media_type=kind)

    def find(self, case: CaseId, digest: Digest) -> Path | None:
        """Where the bytes of a file are that an act is about to name: the case's already, or uploaded."""
        whole = self.path(case, digest)
        return next((one for one in (whole, self._root / "incoming" / whole.name) if one.is_file()), None)

    def adopt(self, case: CaseId, blob: Blob) -> None:
        """Make an uploaded file one of the case's.

        Raises:
            InvalidInput: BLOB_UNKNOWN if it was not uploaded, BLOB_DIGEST if its size is not as said.
        """
        target = self.path(case, blob.digest)
        if not target.is_file():
            source = self._root / "incoming" / target.name
            if not source.is_file():
                raise InvalidInput(Reason.BLOB_UNKNOWN, digest=blob.digest)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.link(source, target)
            _sync_folder(target.parent)
        if target.stat().st_size != blob.size:
            raise InvalidInput(Reason.BLOB_DIGEST, digest=blob.digest)

    async def pull(self, case: CaseId, digest: Digest, *, size: int, chunks: AsyncIterator[bytes]) -> None:
        """Go on with a pull from where it stopped; the file appears when its digest is right.

        Raises:
            KuayuError: BLOB_DIGEST when whole and wrong: the part is thrown away; or what ``chunks`` raises:
                then the part stays for the next time.
        """
        part = self._part(case, digest)
        part.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with part.open("ab") as file:
            try:
                async for chunk in chunks:
                    if file.tell() + len(chunk) > size:
                        break
                    await asyncio.to_thread(file.write, chunk)
            finally:
                await asyncio.to_thread(_flush, file)
        if part.stat().st_size == size and await asyncio.to_thread(_sha256, part) == digest:
            part.replace(self.path(case, digest))
            _sync_folder(part.parent)
            return
        part.unlink()
        raise KuayuError(Reason.BLOB_DIGEST, digest=digest)

    async def chunks(self, case: CaseId, digest: Digest, *, offset: int) -> AsyncIterator[bytes]:
        """The bytes of a whole file, 1 MiB at a time.

        Raises:
            KuayuError: BLOB_UNKNOWN.
        """
        try:
            file = self.path(case, digest).open("rb")
        except OSError as error:
            raise KuayuError(Reason.BLOB_UNKNOWN, digest=digest) from error
        with file:
            file.seek(offset)
            while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
                yield chunk

    def _part(self, case: CaseId, digest: Digest) -> Path:
        whole = self.path(case, digest)
        return whole.with_name(whole.name + ".part")


def _unused(file: Path, now: datetime) -> bool:
    return now.timestamp() - file.stat().st_mtime > DAY_SECONDS


def _flush(file: object) -> None:
    file.flush()  # type: ignore[attr-defined]
    os.fsync(file.fileno())  # type: ignore[attr-defined]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sha256(path: Path) -> Digest:
    with path.open("rb") as file:
        return Digest.of(hashlib.file_digest(file, "sha256").digest())
