"""A member's node that keeps an honest log and lies in its answers: a real receiver, twisted on the way out."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from federation.ids import Locality
from federation.v1 import peer_pb2
from federation.wire.statements import Answer
from node.app import utc_now
from node.delivery.files import FileServing
from node.delivery.receive import Receiving
from node.peers.server import PeerService, build_server
from node.store import logs
from node.store.blobs import BlobFolder
from node.store.store import Store
from tests.worlds.member import directory, signer_of, tls_of
from tests.worlds.nodes import City

Named = tuple[str, Answer]
Twist = Callable[[str, Answer], Named]


def honest(name: str, answer: Answer) -> Named:
    """As it is."""
    return name, answer


@dataclass(kw_only=True)
class Liar:
    """What to say instead, by rpc; and the chunks of every file."""

    twists: dict[str, Twist] = field(default_factory=dict)
    file: Callable[[int], list[bytes]] = lambda _offset: []
    asked: list[str] = field(default_factory=list)


class TwistedService(PeerService):
    """The honest service with a twist on every answer."""

    liar: Liar

    async def _answer(self, response: Any, context: Any, handle: Any) -> Any:
        rpc = response.DESCRIPTOR.name.removesuffix("Response")
        self.liar.asked.append(rpc)

        async def twisted(peer: Locality) -> Named:
            return self.liar.twists.get(rpc, honest)(*await handle(peer))

        return await super()._answer(response, context, twisted)

    async def ReadBlob(self, request: Any, context: Any) -> AsyncIterator[Any]:  # noqa: N802  # gRPC's name
        """The file as the liar has it."""
        del context
        self.liar.asked.append("ReadBlob")
        call = peer_pb2.Call.FromString(request.call.payload)
        for chunk in self.liar.file(call.blob.offset):
            yield peer_pb2.ReadBlobResponse(chunk=chunk)


@asynccontextmanager
async def liar(city: City, *, cert: Locality | None = None) -> AsyncIterator[Liar]:
    """In place of a city's node, on its port, with its keys; ``cert`` is another member's certificate."""
    made = Liar()
    with tempfile.TemporaryDirectory(prefix="ky-liar-") as folder:
        async with Store(Path(folder) / "node.sqlite") as store:
            await store.write(partial(logs.add_link, me=city.me, peer=city.peer))
            common: dict[str, Any] = {
                "me": city.me,
                "store": store,
                "directory": directory,
                "clock": utc_now,
            }
            quiet = {name: lambda _peer: None for name in ("arrived", "heard", "taken_over")}
            receiving = Receiving(signer=signer_of(city.me), stop_at=lambda _point: None, **quiet, **common)
            files = FileServing(folder=BlobFolder(Path(folder) / "files"), **common)
            service = TwistedService(receiving=receiving, files=files, clock=utc_now)
            object.__setattr__(service, "liar", made)
            server, _ = build_server(service, listen=f"127.0.0.1:{city.port}", tls=tls_of(cert or city.me))
            await server.start()
            try:
                yield made
            finally:
                await server.stop(0)
