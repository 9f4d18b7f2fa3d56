"""For fault tests only: a named point at which the process ends as by a power cut.

``KUAYU_TEST_STOP_AT`` names the point; without it nothing here does anything.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable

IN_FLIGHT_SECONDS = 0.002


def stop_process_at(wanted: str | None) -> Callable[[str], None]:
    """What the rooms call at each named point: kill this very process if it is the one wanted.

    ``sent`` kills a moment later, while the request is on its way.
    """

    def kill() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def stop_at(point: str) -> None:
        if wanted == point == "sent":
            asyncio.get_running_loop().call_later(IN_FLIGHT_SECONDS, kill)
        elif wanted == point:
            kill()

    return stop_at
