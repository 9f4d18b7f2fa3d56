"""The peer service: who is at the other end, and what it asks, handed to `node.delivery`.

Identity is the SAN URI of the client's certificate. Once the bytes parse, every answer is a message;
what does not parse is Rejected MALFORMED.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import grpc
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from federation.errors import KuayuError, Reason
from federation.ids import Locality
from federation.link.head import Call, Head, Rejected
from federation.trust.identity import peer_identity
from federation.v1 import peer_pb2, peer_pb2_grpc
from federation.wire.codec import parse
from federation.wire.statements import Answer, put_answer, read_append, read_signed
from node.delivery.files import FileServing
from node.delivery.receive import Receiving
from node.observe.log import Event, log
from node.peers.channel import OPTIONS, TlsFiles

SERVER_OPTIONS = (*OPTIONS, ("grpc.so_reuseport", 0))  # a second node on one port must fail, not share it

M = TypeVar("M", bound=Message)
_SERVICE = peer_pb2.DESCRIPTOR.services_by_name["PeerService"]
Handler = Callable[[Locality], Awaitable[tuple[str, Answer]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerService(peer_pb2_grpc.PeerServiceServicer):
    """Thin: parse, hand over, put the answer."""

    receiving: Receiving
    files: FileServing
    clock: Callable[[], datetime]

    async def Greet(self, request: peer_pb2.GreetRequest, context: Any) -> peer_pb2.GreetResponse:
        """See docs/protocol/link.md, Greet."""

        async def handle(peer: Locality) -> tuple[str, Answer]:
            return await self.receiving.greet(read_signed(Call, request.call), peer=peer)

        return await self._answer(peer_pb2.GreetResponse, context, handle)

    async def Open(self, request: peer_pb2.OpenRequest, context: Any) -> peer_pb2.OpenResponse:
        """See docs/protocol/link.md, Open."""

        async def handle(peer: Locality) -> tuple[str, Answer]:
            return await self.receiving.open(read_signed(Head, request.open), peer=peer)

        return await self._answer(peer_pb2.OpenResponse, context, handle)

    async def Append(self, request: peer_pb2.AppendRequest, context: Any) -> peer_pb2.AppendResponse:
        """See docs/protocol/link.md, Append."""

        async def handle(peer: Locality) -> tuple[str, Answer]:
            return await self.receiving.append(read_append(request), peer=peer)

        return await self._answer(peer_pb2.AppendResponse, context, handle)

    async def Read(self, request: peer_pb2.ReadRequest, context: Any) -> peer_pb2.ReadResponse:
        """See docs/protocol/link.md, Read."""

        async def handle(peer: Locality) -> tuple[str, Answer]:
            return await self.receiving.read(read_signed(Call, request.call), peer=peer)

        return await self._answer(peer_pb2.ReadResponse, context, handle)

    async def ReadBlob(
        self, request: peer_pb2.ReadBlobRequest, context: Any
    ) -> AsyncIterator[peer_pb2.ReadBlobResponse]:
        """See docs/protocol/link.md, ReadBlob."""
        peer = await _identity(context)
        try:
            async for chunk in self.files.chunks(read_signed(Call, request.call), peer=peer):
                yield peer_pb2.ReadBlobResponse(chunk=chunk)
        except Exception as error:  # noqa: BLE001  # every error becomes an answer, see _refusal
            yield put_answer(peer_pb2.ReadBlobResponse, "rejected", self._refusal(peer, error))

    async def _answer(self, response: type[M], context: Any, handle: Handler) -> M:
        peer = await _identity(context)
        try:
            name, value = await handle(peer)
        except Exception as error:  # noqa: BLE001  # every error becomes an answer, see _refusal
            name, value = "rejected", self._refusal(peer, error)
        return put_answer(response, name, value)

    def _refusal(self, peer: Locality, error: Exception) -> Rejected:
        """A reason as an answer; what nobody expected is INTERNAL, and its text stays here."""
        if not isinstance(error, KuayuError):
            log(Event.API_FAILED, peer=peer, error=type(error).__name__)
        reason = error.reason if isinstance(error, KuayuError) else Reason.INTERNAL
        log(Event.PEER_REJECTED, peer=peer, reason=reason)
        return Rejected(reason=reason, now=self.clock())


async def _identity(context: Any) -> Locality:
    """The member at the other end, by its certificate; without one the call ends here."""
    sans = context.auth_context().get("x509_subject_alternative_name", [])
    try:
        return peer_identity([san.decode("utf-8", "replace") for san in sans])
    except KuayuError:
        log(Event.PEER_UNKNOWN)
        await context.abort(grpc.StatusCode.UNAUTHENTICATED, "PARTIES")
        raise


def _handlers(service: PeerService) -> grpc.GenericRpcHandler:
    """The service's methods over raw bytes: what does not parse is answered by a message too."""
    methods: dict[str, Any] = {}
    for method in _SERVICE.methods:
        request = GetMessageClass(method.input_type)
        response = GetMessageClass(method.output_type)
        build = (
            grpc.unary_stream_rpc_method_handler
            if method.server_streaming
            else grpc.unary_unary_rpc_method_handler
        )
        wrap = _streamed if method.server_streaming else _single
        methods[method.name] = build(
            wrap(service, getattr(service, method.name), request, response),
            response_serializer=response.SerializeToString,
        )
    return grpc.method_handlers_generic_handler(_SERVICE.full_name, methods)


def _malformed(service: PeerService, response: type[M], error: KuayuError) -> M:
    return put_answer(response, "rejected", Rejected(reason=error.reason, now=service.clock()))


def _single(service: PeerService, method: Any, request: type[Message], response: type[Message]) -> Any:
    async def handle(data: bytes, context: Any) -> Message:
        try:
            parsed = parse(request, data)
        except KuayuError as error:
            await _identity(context)
            return _malformed(service, response, error)
        answer: Message = await method(parsed, context)
        return answer

    return handle


def _streamed(service: PeerService, method: Any, request: type[Message], response: type[Message]) -> Any:
    async def handle(data: bytes, context: Any) -> AsyncIterator[Message]:
        try:
            parsed = parse(request, data)
        except KuayuError as error:
            await _identity(context)
            yield _malformed(service, response, error)
            return
        async for part in method(parsed, context):
            yield part

    return handle


def build_server(service: PeerService, *, listen: str, tls: TlsFiles) -> tuple[grpc.aio.Server, int]:
    """A server that asks every client for a certificate of our CA; the port it got.

    Raises:
        KuayuError: CONFIG if the address cannot be listened on.
    """
    server = grpc.aio.server(options=SERVER_OPTIONS)
    server.add_generic_rpc_handlers((_handlers(service),))
    credentials = grpc.ssl_server_credentials(
        [(tls.key, tls.certificate)], root_certificates=tls.ca, require_client_auth=True
    )
    try:
        return server, server.add_secure_port(listen, credentials)
    except RuntimeError as error:
        raise KuayuError(Reason.CONFIG, setting="listen", why="address in use or not ours") from error
