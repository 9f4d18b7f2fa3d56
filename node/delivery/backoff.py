"""How long to wait: before the next try exponential, jittered, bounded, its step kept in the store.

With nothing to do a loop waits to be woken. A wake-up is only a hint (the one who should give it may have been
cancelled after its commit), so every loop looks into the store now and then by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import random

FIRST_SECONDS = 0.25
LONGEST_SECONDS = 10.0
LOOK_SECONDS = 5.0


def next_delay(step: int) -> float:
    """Seconds to wait after ``step`` failures in a row."""
    ceiling = min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** min(step, 16))
    return random.uniform(ceiling / 2, ceiling)  # noqa: S311  # spreads retries, guards nothing


async def wait_for_work(wake: asyncio.Event, *, seconds: float = LOOK_SECONDS) -> None:
    """Wait until woken, or until it is time to look again, whichever comes first."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(min(seconds, LOOK_SECONDS)):  # wait_for of 3.11 can swallow a cancellation
            await wake.wait()
