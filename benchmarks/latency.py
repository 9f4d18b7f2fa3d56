"""Open → applied: from a submit at one window until the case stands in the other city's list.

One application at a time, the pair idle between them. The list is asked for every 2 ms, so what is
measured includes up to that and one question, and the asking takes some of the other node's time.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.city import City
from federation.client import Client
from federation.ids import CaseId
from federation.wire.local import Application

PAUSE_SECONDS, ASK_SECONDS = 0.02, 0.002
LIMIT_SECONDS = 10.0
WARM_UP = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Percentiles of the samples, in milliseconds."""

    samples: int
    p50: float
    p99: float

    @classmethod
    def of(cls, seconds: list[float]) -> Spread:
        """From at least two samples."""
        cuts = statistics.quantiles(seconds, n=100, method="inclusive")
        return cls(samples=len(seconds), p50=cuts[49] * 1000, p99=cuts[98] * 1000)


async def open_to_applied(
    window: City, organ: City, applications: Callable[[], Application], count: int
) -> Spread:
    """Measure ``count`` applications, after a few that are not counted."""
    async with Client(window.socket) as here, Client(organ.socket) as there:
        took = [await _one(here, there, applications()) for _ in range(WARM_UP + count)]
    return Spread.of(took[WARM_UP:])


async def _one(here: Client, there: Client, application: Application) -> float:
    start = time.perf_counter()
    case = CaseId((await here.submit(application)).case)
    async with asyncio.timeout(LIMIT_SECONDS):
        while not any(row.case == case for row in await there.list_cases(count=1)):  # noqa: ASYNC110  # another process
            await asyncio.sleep(ASK_SECONDS)
    took = time.perf_counter() - start
    await asyncio.sleep(PAUSE_SECONDS)
    return took
