"""How long to wait before the next try: exponential, jittered, bounded. The step is kept in the store."""

from __future__ import annotations

import random

FIRST_SECONDS = 0.25
LONGEST_SECONDS = 15.0


def next_delay(step: int) -> float:
    """Seconds to wait after ``step`` failures in a row."""
    ceiling = min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** min(step, 16))
    return random.uniform(ceiling / 2, ceiling)  # noqa: S311  # spreads retries, guards nothing
