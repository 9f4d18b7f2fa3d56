"""Loops that outlive a store that is busy or full for a while; any other fault still ends the node, visibly."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from federation.errors import Reason, Unavailable
from node.delivery.backoff import next_delay
from node.observe.log import Event, log, reason_fields

_PASSING = frozenset({Reason.STORE_BUSY, Reason.STORE_FAILED})


async def persist(run: Callable[[], Awaitable[None]]) -> None:
    """Run a loop for ever, from its start again, after a pause, when the store failed it.

    Every loop is safe to start again: what it had not committed it does again.
    """
    step = 0
    while True:
        began = asyncio.get_running_loop().time()
        try:
            await run()
        except Unavailable as error:
            if error.reason not in _PASSING:
                raise
            log(Event.STORE_FAILED, **reason_fields(error))
        lasted = asyncio.get_running_loop().time() - began
        step = 0 if lasted > next_delay(step) * 4 else step + 1
        await asyncio.sleep(next_delay(step))
