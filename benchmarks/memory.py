"""How much two nodes grow while one large file crosses: uploaded at a window, pulled by the other city.

Growth is the peak of resident memory (VmHWM, reset just before) over what was resident before.
"""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.city import LOOK_SECONDS, City, link_of
from federation.client import Client
from federation.limits import MIB
from federation.wire.local import Application

CROSS_SECONDS = 150.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """MiB each node grew, and the seconds of the upload and of the rest of the way."""

    sender: float
    receiver: float
    upload_seconds: float
    crossing_seconds: float


async def carry_file(window: City, organ: City, application: Application, file: Path) -> Growth:
    """Upload a file, open a case that names it, wait until the other city has it whole and checked."""
    before = [city.memory("VmRSS") for city in (window, organ)]
    for city in (window, organ):
        city.forget_peak()
    start = time.perf_counter()
    async with Client(window.socket) as client:
        blob = await client.put_file(file)
        uploaded = time.perf_counter()
        first, *rest = application.own_materials
        await client.submit(replace(application, own_materials=(replace(first, files=(blob,)), *rest)))
    async with asyncio.timeout(CROSS_SECONDS):
        while not _pulled(organ):  # noqa: ASYNC110  # it is another process that gets there
            await asyncio.sleep(LOOK_SECONDS)
    whole = time.perf_counter()
    link = await link_of(organ)
    assert link is not None
    assert not link.files_missing, "the file is there"
    grown = [city.memory("VmHWM") - was for city, was in zip((window, organ), before, strict=True)]
    return Growth(
        sender=grown[0],
        receiver=grown[1],
        upload_seconds=uploaded - start,
        crossing_seconds=whole - uploaded,
    )


def _pulled(organ: City) -> bool:
    return any(line.event == "blob.pulled" for line in organ.new_lines())


def write_file(path: Path, mebibytes: int) -> None:
    """A scan-like file: a PDF by its first bytes, otherwise random, so that nothing compresses it."""
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n" + os.urandom(MIB - 9))
        for _ in range(mebibytes - 1):
            file.write(os.urandom(MIB))
