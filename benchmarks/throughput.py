"""Applied case events per second, one node process to another.

The link is cut by stopping the receiver; meanwhile the sender's hall records. When the receiver is back,
the clock runs from the sender's first receipt to the receiver's last commit of applied events: everything
after the first batch counts. Both times come from the nodes' own logs.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable
from dataclasses import dataclass

from benchmarks.city import LOOK_SECONDS, City, Line, until_settled

DRAIN_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """What one backlog took.

    Attributes:
        events: applied within the clock.
        seconds: from the first receipt to the last commit.
        staging_rate: events recorded per second through the local API, link down.
        sender_cpu: processor seconds of the sending node while the clock ran.
        receiver_cpu: likewise, of the receiving node.
    """

    events: int
    seconds: float
    staging_rate: float
    sender_cpu: float
    receiver_cpu: float

    @property
    def rate(self) -> float:
        """Applied events per second."""
        return self.events / self.seconds


async def cross(sender: City, receiver: City, staging: Awaitable[int]) -> Crossing:
    """Stage with the link down, then let it cross.

    Args:
        sender: running and settled; its ``batch`` is what is measured.
        receiver: likewise; stopped meanwhile.
        staging: records events at the sender; how many.

    Raises:
        AssertionError: if an event was refused: then it was not the load that was meant.
    """
    receiver.stop()
    start = time.perf_counter()
    staged = await staging
    rate = staged / (time.perf_counter() - start)
    sender.forget_lines()
    receiver.forget_lines()
    receiver.start()
    first = await _first_receipt(sender)
    before = sender.cpu_seconds, receiver.cpu_seconds
    last = await _last_applied(receiver, staged)
    after = sender.cpu_seconds, receiver.cpu_seconds
    await until_settled(sender, receiver)
    return Crossing(
        events=staged - first.count,
        seconds=(last.at - first.at).total_seconds(),
        staging_rate=rate,
        sender_cpu=after[0] - before[0],
        receiver_cpu=after[1] - before[1],
    )


async def with_batch(sender: City, receiver: City, batch: int) -> None:
    """Start the sender anew with this batch."""
    sender.stop()
    sender.set_batch(batch)
    sender.start()
    await until_settled(sender, receiver)


async def _first_receipt(sender: City) -> Line:
    async with asyncio.timeout(DRAIN_SECONDS):
        while True:
            for line in sender.new_lines():
                if line.event == "delivery.sent" and line.count:
                    return line
            await asyncio.sleep(LOOK_SECONDS)


async def _last_applied(receiver: City, staged: int) -> Line:
    applied = 0
    async with asyncio.timeout(DRAIN_SECONDS):
        while True:
            for line in receiver.new_lines():
                if line.event == "inbox.applied":
                    assert not line.refused, "the load is legal"
                    applied += line.count
                    if applied >= staged:
                        return line
            await asyncio.sleep(LOOK_SECONDS)
