"""The way to one peer: a gRPC channel over mTLS. Bytes and identity, nothing else.

Every call has a deadline, and until then waits for a connection, so that a peer that comes back is met at
once. What goes wrong on the way is PEER_UNREACHABLE; what the peer answers is
returned as it is, for the judges to believe or not.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from typing import Any, Self

import grpc

from federation.errors import KuayuError, Reason, Unavailable, Untrusted
from federation.ids import Locality
from federation.link.head import Append, Call, Head, Rejected, Signed
from federation.trust.identity import server_name
from federation.v1 import peer_pb2, peer_pb2_grpc
from federation.wire.codec import put_signed
from federation.wire.statements import Answer, append_request, read_answer

CALL_SECONDS = 20.0
CHUNK_SECONDS = 300.0
OPTIONS = (
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.min_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    ("grpc.max_receive_message_length", 4 << 20),
    ("grpc.enable_http_proxy", 0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFiles:
    """What both ends of a connection show: PEM bytes of the CA, our certificate and its key."""

    ca: bytes
    certificate: bytes
    key: bytes


class PeerChannel:
    """Asks one peer. The server must show the member's own name in its certificate."""

    def __init__(self, *, peer: Locality, endpoint: str, tls: TlsFiles) -> None:
        credentials = grpc.ssl_channel_credentials(tls.ca, tls.key, tls.certificate)
        options = (*OPTIONS, ("grpc.ssl_target_name_override", server_name(peer)))
        self.peer = peer
        self._channel = grpc.aio.secure_channel(endpoint, credentials, options=options)
        self._stub: Any = peer_pb2_grpc.PeerServiceStub(self._channel)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._channel.close()

    async def greet(self, call: Signed[Call]) -> tuple[str, Answer]:
        """Where does the peer stand? Raises as `_ask`."""
        return await self._ask(self._stub.Greet, peer_pb2.GreetRequest(call=put_signed(call)))

    async def open(self, opening: Signed[Head]) -> tuple[str, Answer]:
        """Take the link. Raises as `_ask`."""
        return await self._ask(self._stub.Open, peer_pb2.OpenRequest(open=put_signed(opening)))

    async def append(self, append: Append) -> tuple[str, Answer]:
        """Send a batch. Raises as `_ask`."""
        return await self._ask(self._stub.Append, append_request(append))

    async def read(self, call: Signed[Call]) -> tuple[str, Answer]:
        """Read our own log back. Raises as `_ask`."""
        return await self._ask(self._stub.Read, peer_pb2.ReadRequest(call=put_signed(call)))

    async def read_blob(self, call: Signed[Call]) -> AsyncIterator[bytes]:
        """The chunks of a file from an offset.

        Raises:
            Unavailable: PEER_UNREACHABLE.
            Untrusted: what the peer rejected it for.
        """
        request = peer_pb2.ReadBlobRequest(call=put_signed(call))
        try:
            async for response in self._stub.ReadBlob(request, timeout=CHUNK_SECONDS, wait_for_ready=True):
                if response.WhichOneof("answer") == "rejected":
                    raise Untrusted(_known(response.rejected.reason))
                yield response.chunk
        except grpc.aio.AioRpcError as error:
            raise _unreachable(error) from error

    async def _ask(self, method: Any, request: Any) -> tuple[str, Answer]:
        """One unary call.

        Raises:
            Unavailable: PEER_UNREACHABLE.
            KuayuError: the answer does not parse.
        """
        call: Awaitable[Any] = method(request, timeout=CALL_SECONDS, wait_for_ready=True)
        try:
            response = await call
        except grpc.aio.AioRpcError as error:
            raise _unreachable(error) from error
        return read_answer(response)


def rejection(answer: Answer) -> KuayuError:
    """A Rejected, or an answer out of place, as the error it is for us."""
    if isinstance(answer, Rejected):
        return Untrusted(answer.reason)
    return Untrusted(Reason.REPLY_MISMATCH)


def _unreachable(error: grpc.aio.AioRpcError) -> Unavailable:
    return Unavailable(Reason.PEER_UNREACHABLE, status=error.code().name)


def _known(text: str) -> Reason:
    return Reason(text) if text in set(Reason) else Reason.UNKNOWN_REASON
