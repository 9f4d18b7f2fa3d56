"""Make the files of the example applications: ``python -m examples.make_scans FOLDER``.

Every scan named by an application, every official document and proof of delivery of its story, as a
hall makes them, into ``FOLDER/<application>/``. Files that are there already are left alone, so a
second run takes no time. Same descriptions, same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from examples.cases import Scan, applications, files
from examples.scan_kinds import KINDS, LETTER, SEALED, sealed_pdf
from node.documents.font import faces

_SLOW = ("large", "tiff", "scanned_pdf", "camera")


@dataclass(frozen=True, slots=True)
class Job:
    """One file to be made."""

    path: str
    scan: Scan


def every_file() -> Iterator[tuple[str, Scan]]:
    """All files of all applications."""
    for application in applications():
        yield from files(application)


def letters() -> str:
    """All text of the official documents: one font serves them all."""
    sealed = (scan for _, scan in every_file() if scan["kind"] == SEALED)
    return LETTER + "".join("".join((*scan["lines"], scan["title"], scan["seal"])) for scan in sealed)


def plan(folder: Path) -> list[Job]:
    """What is not there yet, the slow ones first so that all processors end together."""
    missing = {path: Job(path, scan) for path, scan in every_file() if not (folder / path).exists()}
    rank = {kind: place for place, kind in enumerate(_SLOW)}
    return sorted(missing.values(), key=lambda job: (rank.get(job.scan["kind"], len(_SLOW)), job.path))


def make(folder: Path, job: Job, font: Path) -> int:
    """Make one file, whole or not at all; returns its size in bytes."""
    kind = job.scan["kind"]
    data = sealed_pdf(job.scan, font) if kind == SEALED else KINDS[kind](job.scan, job.path)
    target = folder / job.path
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    part.write_bytes(data)
    part.replace(target)
    return len(data)


def make_all(folder: Path) -> None:
    """Make all that is missing, with a progress line."""
    jobs, started, size = plan(folder), monotonic(), 0
    if not jobs:
        print(f"scans: all there in {folder}")
        return
    with faces(letters()) as font, ProcessPoolExecutor() as pool:
        waiting = [pool.submit(make, folder, job, font.regular) for job in jobs]
        for done, future in enumerate(as_completed(waiting), 1):
            size += future.result()
            spent = f"{size / 1e6:.0f} MB, {monotonic() - started:.0f} s"
            _show(f"scans: {done}/{len(jobs)} files, {spent}", done, len(jobs))


def _show(line: str, done: int, of: int) -> None:
    """One line that grows on a terminal, a line now and then elsewhere."""
    if sys.stdout.isatty():
        print(f"\r{line}", end="" if done < of else "\n", flush=True)
    elif done in {of, *range(0, of, 50)}:
        print(line, flush=True)


if __name__ == "__main__":
    make_all(Path(sys.argv[1]))
