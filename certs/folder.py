"""Files of a PKI on disk: secret ones for their owner only, each written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from federation.errors import InvalidInput, Reason

_SECRET, _OPEN = 0o600, 0o644


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to be written, by its path below the folder."""

    path: PurePosixPath
    content: bytes
    secret: bool = False


def write(folder: Path, files: Iterable[File], *, force: bool) -> None:
    """Write files, or none if one is there already.

    Args:
        folder: made if missing.
        files: what to write.
        force: replace what is there.

    Raises:
        InvalidInput: CONFIG if a file is there and ``force`` is not given; nothing was written.
    """
    planned = list(files)
    taken = [file.path for file in planned if (folder / file.path).exists()]
    if taken and not force:
        raise InvalidInput(Reason.CONFIG, what="file exists", path=str(taken[0]), hint="--force")
    for file in planned:
        _replace(folder / file.path, file)


def _replace(path: Path, file: File) -> None:
    """Write beside and move over, so that a reader never sees half a file nor a secret with wide mode."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    with os.fdopen(handle, "wb") as stream:
        stream.write(file.content)
        stream.flush()
        os.fsync(stream.fileno())
    Path(beside).chmod(_SECRET if file.secret else _OPEN)
    Path(beside).replace(path)
