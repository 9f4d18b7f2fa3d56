"""The line between two nodes, as a gateway or a moved address: it can be cut, and lead elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from tests.worlds.ground import free_port


@dataclass(kw_only=True)
class Wire:
    """Forwards connections to ``port`` to ``target``; ``count`` is how many there were."""

    port: int
    target: int
    cut: bool = False
    count: int = 0
    _ends: set[asyncio.StreamWriter] = field(default_factory=set)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection both ways until either end closes."""
        self.count += 1
        with suppress(OSError, asyncio.CancelledError):
            if not self.cut:
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
                self._ends |= {writer, far_writer}
                await asyncio.wait(
                    [
                        asyncio.create_task(_pour(reader, far_writer)),
                        asyncio.create_task(_pour(far_reader, writer)),
                    ],
                    return_when=asyncio.FIRST_COMPLETED,
                )
                far_writer.close()
        writer.close()

    def lead_to(self, target: int) -> None:
        """From now on to another node; what was connected is closed."""
        self.target = target
        self.break_off()

    def break_off(self) -> None:
        """Close every connection."""
        for end in self._ends:
            end.close()
        self._ends.clear()


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()


@asynccontextmanager
async def wire(target: int) -> AsyncIterator[Wire]:
    """A line to a node's port."""
    line = Wire(port=free_port(), target=target)
    server = await asyncio.start_server(line.carry, "127.0.0.1", line.port)
    try:
        yield line
    finally:
        server.close()
        line.break_off()
