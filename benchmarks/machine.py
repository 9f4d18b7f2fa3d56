"""The machine under the figures: processor, Python, and how long its disk takes to keep 4 KiB."""

from __future__ import annotations

import os
import platform
import statistics
import time
from pathlib import Path
from typing import Any

SYNCS = 100
PAGE_BYTES = 4096


def describe(folder: Path) -> dict[str, Any]:
    """The machine line.

    Args:
        folder: on the disk that the nodes will write to.
    """
    return {
        "cpu": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "disk_sync_ms": round(_sync_milliseconds(folder), 3),
        "load_at_start": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def _sync_milliseconds(folder: Path) -> float:
    """Median time to append 4 KiB and fsync."""
    path = folder / "sync.probe"
    took = []
    with path.open("wb", buffering=0) as file:
        for _ in range(SYNCS):
            file.write(os.urandom(PAGE_BYTES))
            start = time.perf_counter()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - start)
    path.unlink()
    return statistics.median(took) * 1000
