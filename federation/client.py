"""A thin async client of a node's local API: for the `kuayu` command and for a city's own Python systems.

    async with Client("/var/lib/kuayu/kuayu.sock") as node:
        answer = await node.record(message_id, wish)

Each method asks once; a refusal is raised as KuayuError with the node's reason. Every call that writes
takes a message id made by the caller, so it may be repeated after a failure without a second effect.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import IO, Any, Self

import grpc
import grpc.aio

from federation.case.events import Blob
from federation.errors import KuayuError, Reason, Unavailable
from federation.ids import CaseId, Digest, Locality, MessageId
from federation.limits import CHUNK_BYTES
from federation.v1 import event_pb2, local_pb2, local_pb2_grpc
from federation.wire.local import Application, Wish, get_blob, write_application, write_wish

CALL_SECONDS = 60.0
STREAM_SECONDS = 900.0
Told = Callable[[int], object]


def _untold(_more: int) -> None:
    """Nobody asked how far an upload is."""


class Client:
    """One node, by its socket."""

    def __init__(self, socket: Path | str) -> None:
        self._channel = grpc.aio.insecure_channel(
            f"unix:{socket}", options=(("grpc.max_receive_message_length", 64 << 20),)
        )
        self._stub: Any = local_pb2_grpc.LocalServiceStub(self._channel)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._channel.close()

    async def put_file(self, path: Path, *, told: Told = _untold) -> Blob:
        """Upload a file; it may then be named in an event.

        Args:
            path: the file.
            told: called with the bytes of each piece sent.

        Raises:
            OSError: the file cannot be opened.
            KuayuError: as `_ask`.
        """
        with path.open("rb") as file:
            parts = (local_pb2.PutFileRequest(chunk=chunk) for chunk in _chunks(file, told))
            response = await self._ask(self._stub.PutFile, parts, seconds=STREAM_SECONDS)
        return get_blob(response.blob)

    async def get_file(self, case: CaseId, digest: Digest) -> AsyncIterator[bytes]:
        """The chunks of a file of a case. Raises as `_ask`."""
        request = local_pb2.GetFileRequest(case=case, digest=digest)
        async for part in self._stream(self._stub.GetFile, request):
            yield part.chunk

    async def prepare(
        self, *, to: Locality, item: str, fields: dict[str, str], materials: tuple[str, ...]
    ) -> dict[str, Any]:
        """What the handling place asks for (docs/mapping.md). Raises as `_ask`."""
        pairs = [event_pb2.Field(code=code, value=value) for code, value in fields.items()]
        request = local_pb2.PrepareRequest(to=to, item=item, fields=pairs, materials=materials)
        found: dict[str, Any] = json.loads((await self._ask(self._stub.Prepare, request)).json)
        return found

    async def submit(self, application: Application) -> local_pb2.SubmitResponse:
        """Open a case; an empty ``case`` in the answer means that a gap blocks it. Raises as `_ask`."""
        response: local_pb2.SubmitResponse = await self._ask(
            self._stub.Submit, write_application(application)
        )
        return response

    async def record(self, message_id: MessageId, wish: Wish) -> local_pb2.RecordResponse:
        """Record an event. Raises as `_ask`."""
        response: local_pb2.RecordResponse = await self._ask(self._stub.Record, write_wish(message_id, wish))
        return response

    async def may(self, case: CaseId) -> local_pb2.MayResponse:
        """What may be recorded now, and why not. Raises as `_ask`."""
        response: local_pb2.MayResponse = await self._ask(self._stub.May, local_pb2.MayRequest(case=case))
        return response

    async def list_cases(self, *, state: str = "", after: str = "", count: int = 0) -> list[Any]:
        """A page of cases. Raises as `_ask`."""
        request = local_pb2.ListCasesRequest(state=state, after=after, count=count)
        return list((await self._ask(self._stub.ListCases, request)).rows)

    async def show_case(self, case: CaseId) -> local_pb2.ShowCaseResponse:
        """One case. Raises as `_ask`."""
        response: local_pb2.ShowCaseResponse = await self._ask(
            self._stub.ShowCase, local_pb2.ShowCaseRequest(case=case)
        )
        return response

    async def export_evidence(self, case: CaseId) -> bytes:
        """The evidence file of a case. Raises as `_ask`."""
        request = local_pb2.ExportEvidenceRequest(case=case)
        return b"".join([part.chunk async for part in self._stream(self._stub.ExportEvidence, request)])

    async def print_receipt(self, case: CaseId) -> bytes:
        """收件凭证 as PDF. Raises as `_ask`."""
        request = local_pb2.PrintReceiptRequest(case=case)
        pdf: bytes = (await self._ask(self._stub.PrintReceipt, request)).pdf
        return pdf

    async def import_file(
        self, head: local_pb2.ImportHead, path: Path, *, told: Told = _untold
    ) -> local_pb2.ImportResponse:
        """Import a catalogue or crosswalk. Arguments and errors as `put_file`."""
        with path.open("rb") as file:
            chunks = (local_pb2.ImportRequest(chunk=chunk) for chunk in _chunks(file, told))
            parts = itertools.chain([local_pb2.ImportRequest(head=head)], chunks)
            response: local_pb2.ImportResponse = await self._ask(
                self._stub.Import, parts, seconds=STREAM_SECONDS
            )
        return response

    async def search_items(self, locality: Locality, text: str, *, on: str = "") -> list[Any]:
        """Items of a locality, in its catalogue of a day (YYYY-MM-DD; empty = today). Raises as `_ask`."""
        request = local_pb2.SearchItemsRequest(locality=locality, text=text, on=on)
        return list((await self._ask(self._stub.SearchItems, request)).rows)

    async def list_versions(self, locality: Locality | None = None) -> list[Any]:
        """The versions of catalogues and crosswalks a node holds. Raises as `_ask`."""
        request = local_pb2.ListVersionsRequest(locality=locality or "")
        return list((await self._ask(self._stub.ListVersions, request)).rows)

    async def status(self) -> local_pb2.StatusResponse:
        """Links and work waiting. Raises as `_ask`."""
        response: local_pb2.StatusResponse = await self._ask(self._stub.Status, local_pb2.StatusRequest())
        return response

    async def list_tasks(self) -> list[Any]:
        """What a person has to look at. Raises as `_ask`."""
        return list((await self._ask(self._stub.ListTasks, local_pb2.ListTasksRequest())).tasks)

    async def close_task(self, number: int) -> None:
        """It was looked at. Raises as `_ask`."""
        await self._ask(self._stub.CloseTask, local_pb2.CloseTaskRequest(id=number))

    async def release_link(self, peer: Locality) -> None:
        """Let a held resend go. Raises as `_ask`."""
        await self._ask(self._stub.ReleaseLink, local_pb2.ReleaseLinkRequest(peer=peer))

    async def _ask(self, method: Any, request: Any, *, seconds: float = CALL_SECONDS) -> Any:
        """One call.

        Raises:
            Unavailable: NODE_UNREACHABLE.
            KuayuError: the node's reason and detail.
        """
        try:
            return await method(request, timeout=seconds)
        except grpc.aio.AioRpcError as error:
            raise _as_error(error) from None
        except asyncio.CancelledError:
            if _cancelled_by_caller():
                raise
            raise Unavailable(Reason.NODE_UNREACHABLE, status="CANCELLED") from None

    async def _stream(self, method: Any, request: Any) -> AsyncIterator[Any]:
        try:
            async for part in method(request, timeout=STREAM_SECONDS):
                yield part
        except grpc.aio.AioRpcError as error:
            raise _as_error(error) from None


def _chunks(file: IO[bytes], told: Told) -> Iterator[bytes]:
    while chunk := file.read(CHUNK_BYTES):
        yield chunk
        told(len(chunk))


def _cancelled_by_caller() -> bool:
    """An upload whose connection breaks is cancelled by grpc itself; that is a failure, not a wish to stop."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _as_error(error: grpc.aio.AioRpcError) -> KuayuError:
    try:
        said = json.loads(error.details() or "")
        return KuayuError(Reason(said["reason"]), **said["detail"])
    except (ValueError, KeyError, TypeError):
        return Unavailable(Reason.NODE_UNREACHABLE, status=error.code().name)
