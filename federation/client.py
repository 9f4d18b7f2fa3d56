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
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

import grpc
import grpc.aio

from federation.case.choices import Leg
from federation.case.parts import Actor, Blob, Paper
from federation.client_instant import InstantCalls
from federation.client_joint import JointCalls
from federation.client_licences import LicenceCalls
from federation.client_lines import LineCalls
from federation.client_prefill import PrefillCalls
from federation.errors import InvalidInput, KuayuError, Reason, Unavailable
from federation.ids import CaseId, Digest, Locality, MessageId, ParcelNo
from federation.limits import CHUNK_BYTES
from federation.v1 import event_pb2, local_pb2, local_pb2_grpc
from federation.wire.local import Application, Wish, get_blob, write_application, write_wish
from federation.wire.parcels import (
    Envelope,
    Finding,
    put_actor,
    put_envelope,
    put_finding,
    put_leg,
    put_parcel_papers,
)

if TYPE_CHECKING:  # programs that export nothing start faster
    from federation.exchange import Reject

CALL_SECONDS = 60.0
STREAM_SECONDS = 900.0
Told = Callable[[int], object]


def _untold(_more: int) -> None:
    """Nobody asked how far an upload is."""


class Client(LineCalls, JointCalls, InstantCalls, LicenceCalls, PrefillCalls):
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

    async def record(
        self, message_id: MessageId, wish: Wish, *, generate: bool = False
    ) -> local_pb2.RecordResponse:
        """Record an event; ``generate`` to have its document made, numbered and kept there. Raises as `_ask`."""
        request = write_wish(message_id, wish)
        request.generate = generate
        response: local_pb2.RecordResponse = await self._ask(self._stub.Record, request)
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

    async def import_agreement(self, envelope: bytes) -> local_pb2.AgreementRow:
        """Import an agreement that both cities' offices signed. Raises as `_ask`."""
        request = local_pb2.ImportAgreementRequest(envelope=envelope)
        row: local_pb2.AgreementRow = (await self._ask(self._stub.ImportAgreement, request)).agreement
        return row

    async def list_agreements(self) -> list[Any]:
        """Every agreement held. Raises as `_ask`."""
        return list((await self._ask(self._stub.ListAgreements, local_pb2.ListAgreementsRequest())).rows)

    async def get_agreement(self, accepting: Locality, handling: Locality, version: str) -> bytes:
        """One agreement as it was signed. Raises as `_ask`."""
        request = local_pb2.GetAgreementRequest(accepting=accepting, handling=handling, version=version)
        envelope: bytes = (await self._ask(self._stub.GetAgreement, request)).envelope
        return envelope

    async def import_calendar(self, envelope: bytes) -> local_pb2.CalendarRow:
        """Import a signed calendar year. Raises as `_ask`."""
        request = local_pb2.ImportCalendarRequest(envelope=envelope)
        row: local_pb2.CalendarRow = (await self._ask(self._stub.ImportCalendar, request)).calendar
        return row

    async def list_calendars(self) -> list[Any]:
        """Every calendar year held. Raises as `_ask`."""
        return list((await self._ask(self._stub.ListCalendars, local_pb2.ListCalendarsRequest())).rows)

    async def case_due(self, case: CaseId, *, on: str = "") -> local_pb2.CaseDueResponse:
        """The clocks of one case, today or as of a later day. Raises as `_ask`."""
        response: local_pb2.CaseDueResponse = await self._ask(
            self._stub.CaseDue, local_pb2.CaseDueRequest(case=case, on=on)
        )
        return response

    async def list_due(
        self, *, locality: str = "", late: bool = False, on: str = ""
    ) -> local_pb2.ListDueResponse:
        """Yellow and red cards over all cases in which a clock can run. Raises as `_ask`."""
        request = local_pb2.ListDueRequest(locality=locality, late=late, on=on)
        response: local_pb2.ListDueResponse = await self._ask(
            self._stub.ListDue, request, seconds=STREAM_SECONDS
        )
        return response

    async def print_paper(
        self, case: CaseId, kind: str, *, actor: Actor, numbers: Sequence[str] = ()
    ) -> bytes:
        """送达回证 (``proof``), 物品清单 (``handover``) or 容缺受理承诺书 (``promise``) as PDF. Raises as `_ask`.

        Args:
            case: the case.
            kind: which.
            actor: who prints it.
            numbers: of a proof the documents, of a promise ``MATERIAL=DAYS``.
        """
        request = local_pb2.PrintPaperRequest(case=case, kind=kind, numbers=numbers, actor=put_actor(actor))
        pdf: bytes = (await self._ask(self._stub.PrintPaper, request)).pdf
        return pdf

    async def case_custody(self, case: CaseId, *, at: str = "") -> local_pb2.CaseCustodyResponse:
        """Who held which original at a moment, RFC 3339; empty is now. Raises as `_ask`."""
        response: local_pb2.CaseCustodyResponse = await self._ask(
            self._stub.CaseCustody, local_pb2.CaseCustodyRequest(case=case, at=at)
        )
        return response

    async def pack_parcel(
        self, envelope: Envelope, *, to: Locality, leg: Leg, papers: Iterable[tuple[CaseId, Paper]]
    ) -> list[Any]:
        """A parcel leaves with papers of many cases: what became of each. Raises as `_ask`."""
        request = local_pb2.PackParcelRequest(
            **put_envelope(envelope), to=to, leg=put_leg(leg), papers=put_parcel_papers(papers)
        )
        return list((await self._ask(self._stub.PackParcel, request)).rows)

    async def open_parcel(
        self, envelope: Envelope, *, sender: str = "", findings: Iterable[Finding] = ()
    ) -> list[Any]:
        """A parcel is opened and counted: what became of each case. Raises as `_ask`."""
        found = [put_finding(one) for one in findings]
        request = local_pb2.OpenParcelRequest(**put_envelope(envelope), sender=sender, findings=found)
        return list((await self._ask(self._stub.OpenParcel, request)).rows)

    async def lose_parcel(self, envelope: Envelope, *, note: str = "") -> local_pb2.LoseParcelResponse:
        """A parcel of ours is lost: what became of each case, and what that means. Raises as `_ask`."""
        request = local_pb2.LoseParcelRequest(**put_envelope(envelope), note=note)
        response: local_pb2.LoseParcelResponse = await self._ask(self._stub.LoseParcel, request)
        return response

    async def show_parcel(self, number: ParcelNo) -> local_pb2.ShowParcelResponse:
        """A parcel with its cases and papers. Raises as `_ask`."""
        response: local_pb2.ShowParcelResponse = await self._ask(
            self._stub.ShowParcel, local_pb2.ShowParcelRequest(number=number)
        )
        return response

    async def print_parcel(self, number: ParcelNo, kind: str, *, actor: Actor) -> bytes:
        """面单 (``label``) or 交接清单 (``manifest``) as PDF. Raises as `_ask`."""
        request = local_pb2.PrintParcelRequest(kind=kind, number=number, actor=put_actor(actor))
        pdf: bytes = (await self._ask(self._stub.PrintParcel, request)).pdf
        return pdf

    async def export_cases(
        self, *, first: str, last: str, form: str, actor: Actor, side: str = "", hub: bytes = b""
    ) -> AsyncIterator[local_pb2.ExportCasesResponse]:
        """Cases as rows of the exchange tables (docs/exchange.md), then say `keep_export`. Raises as `_ask`."""
        request = local_pb2.ExportCasesRequest(
            first=first, last=last, side=side, form=form, hub=hub, actor=put_actor(actor)
        )
        async for part in self._stream(self._stub.ExportCases, request):
            yield part

    async def keep_export(self, batch: str) -> local_pb2.KeepExportResponse:
        """The files of the last export are saved. Raises as `_ask`."""
        response: local_pb2.KeepExportResponse = await self._ask(
            self._stub.KeepExport, local_pb2.KeepExportRequest(batch=batch)
        )
        return response

    async def take_rejects(self, rejects: Sequence[Reject], *, hub: str) -> local_pb2.TakeRejectsResponse:
        """At most 1,000 rows that a hub did not take. Raises as `_ask`."""
        rows = [
            local_pb2.RejectRow(
                table=one.table, row_guid=one.row_guid, kind=one.kind, why=one.why, batch=one.batch
            )
            for one in rejects
        ]
        response: local_pb2.TakeRejectsResponse = await self._ask(
            self._stub.TakeRejects, local_pb2.TakeRejectsRequest(hub=hub, rows=rows)
        )
        return response

    async def list_rejects(self, *, case: str = "") -> local_pb2.ListRejectsResponse:
        """Rows that came back and whose case was not exported again. Raises as `_ask`."""
        response: local_pb2.ListRejectsResponse = await self._ask(
            self._stub.ListRejects, local_pb2.ListRejectsRequest(case=case)
        )
        return response

    async def pack_case(
        self, case: CaseId, *, number: str, retention: str, actor: Actor
    ) -> AsyncIterator[bytes]:
        """The archive packet 归档信息包 of a case that has ended, in pieces. Raises as `_ask`."""
        request = local_pb2.PackCaseRequest(
            case=case, number=number, retention=retention, actor=put_actor(actor)
        )
        async for part in self._stream(self._stub.PackCase, request):
            yield part.chunk

    async def statistics(self, *, first: str, last: str, by: str = "") -> local_pb2.StatisticsResponse:
        """Counts for supervision. Raises as `_ask`."""
        response: local_pb2.StatisticsResponse = await self._ask(
            self._stub.Statistics,
            local_pb2.StatisticsRequest(first=first, last=last, by=by),
            seconds=STREAM_SECONDS,
        )
        return response

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
        if (
            error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        ):  # the node is there: the message is too large for it
            return InvalidInput(Reason.TOO_LARGE, what="message")
        return Unavailable(Reason.NODE_UNREACHABLE, status=error.code().name)
