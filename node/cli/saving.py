"""Files a command writes. They hold personal data: mode 0600, and whole or not there at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from federation.errors import InvalidInput, KuayuError, Reason
from federation.ids import CaseId

OutOpt = Annotated[Path, typer.Option("--out", "-o", help="文件；多件时为目录 file, or folder for several")]


@contextmanager
def saving(target: Path) -> Iterator[IO[bytes]]:
    """A new file beside ``target`` that takes its place when the block ends well; else nothing changed.

    Raises:
        InvalidInput: VALUE_INVALID, NOT_FOUND if no file can stand there.
        KuayuError: STORE_FAILED if it cannot be written.
    """
    check_target(target)
    try:
        if target.exists() and not target.is_file():  # a pipe or a device takes bytes as they come
            with target.open("wb") as stream:
                yield stream
            return
        target = target.resolve()
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".kuayu-")
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
            Path(name).replace(target)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise KuayuError(Reason.STORE_FAILED, why=type(error).__name__) from error


def check_target(target: Path, option: str = "--out") -> None:
    """Whether a file can stand there, before anybody is asked for its bytes.

    Raises:
        InvalidInput: VALUE_INVALID for a folder, NOT_FOUND if the folder around it is not there.
    """
    if target.is_dir():
        raise InvalidInput(Reason.VALUE_INVALID, option=option, why="a folder, not a file")
    if not target.parent.is_dir():
        raise InvalidInput(Reason.NOT_FOUND, option=option, why="no such folder")


def targets(cases: Sequence[str], out: Path, ending: str) -> list[tuple[CaseId, Path]]:
    """Where each case's file goes: ``out`` itself for one, a folder for several.

    Raises:
        InvalidInput: a case id is malformed, or no file can stand there.
    """
    ids = [CaseId(case) for case in cases]
    if len(ids) == 1 and not out.is_dir():
        check_target(out)
        return [(ids[0], out)]
    if out.exists() and not out.is_dir():
        raise InvalidInput(Reason.VALUE_INVALID, option="--out", why="a file, not a folder")
    out.mkdir(parents=True, exist_ok=True)
    return [(case, out / f"{case}{ending}") for case in ids]


def written(target: Path, case: str, data: bytes) -> dict[str, Any]:
    """Write a file; what to say of it."""
    with saving(target) as file:
        file.write(data)
    return {"case": case, "file": str(target), "bytes": len(data)}
