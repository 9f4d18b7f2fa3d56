"""The local API: messages in, use cases of the desk, messages out. Decides nothing.

Served on a Unix socket of mode 0600: whoever may open it is the node's user. Refusals: `node.api.guard`.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import grpc

from federation.case import DUTY_TERMS, digest, side_of
from federation.case import Row as TimelineRow
from federation.case.events import Act
from federation.case.process import SessionHeld
from federation.case.words import word
from federation.days import day_of
from federation.errors import InvalidInput, Reason
from federation.ids import CaseId, Digest, Locality
from federation.items.sheet import FILE_BYTES
from federation.limits import CHUNK_BYTES
from federation.v1 import local_pb2, local_pb2_grpc
from federation.wire.local import put_automatic, put_blob, read_application, read_wish
from federation.wire.parcels import put_actor, put_documents
from node.api.bundles_server import BundlesService
from node.api.guard import guarded, guarded_stream
from node.api.instant_server import InstantService
from node.api.joint_server import JointService, put_opened
from node.api.licences_server import LicencesService
from node.api.lines_server import LinesService
from node.api.out_server import OutService
from node.api.papers_server import PapersService
from node.api.prefill_server import PrefillService
from node.api.read import get_optional_day
from node.api.terms_server import TermsService
from node.desk import evidence, look, prepare, receipt
from node.desk.desk import Desk
from node.desk.imports import ImportWish, Version, day_words
from node.desk.paperwork import generate
from node.desk.submit import submit


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalService(
    TermsService,
    PapersService,
    OutService,
    LinesService,
    BundlesService,
    InstantService,
    LicencesService,
    PrefillService,
    JointService,
    local_pb2_grpc.LocalServiceServicer,
):
    """Thin: parse, call the desk, put the answer."""

    desk: Desk

    @guarded
    async def PutFile(self, request: Any, context: Any) -> local_pb2.PutFileResponse:
        """Upload a file."""
        del context

        async def chunks() -> AsyncIterator[bytes]:
            async for part in request:
                yield part.chunk

        return local_pb2.PutFileResponse(blob=put_blob(await self.desk.folder.receive(chunks())))

    @guarded_stream
    async def GetFile(
        self, request: local_pb2.GetFileRequest, context: Any
    ) -> AsyncIterator[local_pb2.GetFileResponse]:
        """Read a file of a case."""
        del context
        async for chunk in self.desk.folder.chunks(CaseId(request.case), Digest(request.digest), offset=0):
            yield local_pb2.GetFileResponse(chunk=chunk)

    @guarded
    async def Prepare(self, request: local_pb2.PrepareRequest, context: Any) -> local_pb2.PrepareResponse:
        """What the handling place asks for."""
        del context
        fields = {one.code: one.value for one in request.fields}
        document = prepare.prepare(
            self.desk,
            to=Locality(request.to),
            item=request.item,
            fields=fields,
            materials=tuple(request.materials),
        )
        return local_pb2.PrepareResponse(json=document)

    @guarded
    async def Submit(self, request: local_pb2.SubmitRequest, context: Any) -> local_pb2.SubmitResponse:
        """Open a case."""
        del context
        application = read_application(request)
        return put_opened(await submit(self.desk, application), application.message_id)

    @guarded
    async def Record(self, request: local_pb2.RecordRequest, context: Any) -> local_pb2.RecordResponse:
        """Record an event."""
        del context
        message_id, wish = read_wish(request)
        made = generate(self.desk, message_id, wish) if request.generate else None
        done = await (made or self.desk.recorder.record(message_id, wish))
        numbers = done.case.documents_of(message_id)
        return local_pb2.RecordResponse(
            message_id=message_id,
            state=done.case.handling,
            repeated=done.repeated,
            digest=digest(done.case),
            documents=put_documents(done.case.documents[number].document for number in numbers),
        )

    @guarded
    async def May(self, request: local_pb2.MayRequest, context: Any) -> local_pb2.MayResponse:
        """What may be recorded now."""
        del context
        found = await look.may_do(self.desk, CaseId(request.case))
        rows = [
            local_pb2.Possible(kind=kind, term=look.term_of(kind), reason=reason or "")
            for kind, reason in found.items()
        ]
        return local_pb2.MayResponse(rows=rows)

    @guarded
    async def ListCases(
        self, request: local_pb2.ListCasesRequest, context: Any
    ) -> local_pb2.ListCasesResponse:
        """A page of cases."""
        del context
        lines = await look.list_cases(
            self.desk, state=request.state, after=request.after, count=request.count
        )
        return local_pb2.ListCasesResponse(rows=[local_pb2.CaseRow(**asdict(line)) for line in lines])

    @guarded
    async def ShowCase(self, request: local_pb2.ShowCaseRequest, context: Any) -> local_pb2.ShowCaseResponse:
        """One case."""
        del context
        view = await look.show_case(self.desk, CaseId(request.case))
        return local_pb2.ShowCaseResponse(
            document=view.document,
            digest=view.digest,
            files=[local_pb2.FileState(blob=put_blob(blob), here=here) for blob, here in view.files],
            entries=[local_pb2.EntryState(**asdict(one)) for one in view.entries],
            notes=[local_pb2.Note(**asdict(one)) for one in view.notes],
            duties=[
                local_pb2.Duty(side=one.side, duty=one.duty, term=DUTY_TERMS[one.duty], about=one.about)
                for one in view.duties
            ],
            timeline=[_timeline_row(one) for one in view.timeline],
            by_rule=[
                local_pb2.ByRule(message_id=message_id, basis=put_automatic(basis))
                for message_id, basis in view.by_rule
            ],
            sessions=[_session(act, said) for act, said in view.sessions],
        )

    @guarded_stream
    async def ExportEvidence(
        self, request: local_pb2.ExportEvidenceRequest, context: Any
    ) -> AsyncIterator[local_pb2.ExportEvidenceResponse]:
        """The evidence of a case."""
        del context
        data = await evidence.export(self.desk, CaseId(request.case))
        for start in range(0, len(data), CHUNK_BYTES):
            yield local_pb2.ExportEvidenceResponse(chunk=data[start : start + CHUNK_BYTES])

    @guarded
    async def PrintReceipt(
        self, request: local_pb2.PrintReceiptRequest, context: Any
    ) -> local_pb2.PrintReceiptResponse:
        """The printed receipt."""
        del context
        return local_pb2.PrintReceiptResponse(
            pdf=await receipt.print_receipt(self.desk, CaseId(request.case))
        )

    @guarded
    async def Import(self, request: Any, context: Any) -> local_pb2.ImportResponse:
        """Import a catalogue or crosswalk."""
        del context
        wish: ImportWish | None = None
        data = bytearray()
        async for part in request:
            if part.WhichOneof("part") == "head":
                wish = _import_wish(part.head)
            data += part.chunk
            if len(data) > FILE_BYTES:
                raise InvalidInput(Reason.TOO_LARGE, limit=FILE_BYTES)
        if wish is None:
            raise InvalidInput(Reason.VALUE_MISSING, field="head")
        done = await self.desk.library.add(wish, bytes(data), now=self.desk.clock())
        return local_pb2.ImportResponse(reason=done.reason or "", report=done.report)

    @guarded
    async def SearchItems(
        self, request: local_pb2.SearchItemsRequest, context: Any
    ) -> local_pb2.SearchItemsResponse:
        """Find items."""
        del context
        on = get_optional_day(request.on, "on")
        rows = prepare.search(self.desk, Locality(request.locality), request.text, on=on)
        return local_pb2.SearchItemsResponse(rows=[local_pb2.ItemRow(**row) for row in rows])

    @guarded
    async def ListVersions(
        self, request: local_pb2.ListVersionsRequest, context: Any
    ) -> local_pb2.ListVersionsResponse:
        """Which versions are held."""
        del context
        locality = Locality(request.locality) if request.locality else None
        held = self.desk.library.versions(locality, day_of(self.desk.clock()))
        return local_pb2.ListVersionsResponse(rows=map(_version_row, held))

    @guarded
    async def Status(self, request: local_pb2.StatusRequest, context: Any) -> local_pb2.StatusResponse:
        """Links and work waiting."""
        del request, context
        lines = await look.list_links(self.desk)
        return local_pb2.StatusResponse(
            locality=self.desk.me,
            links=[local_pb2.LinkState(**asdict(line)) for line in lines],
            tasks=len(await look.list_tasks(self.desk)),
            directory_version=self.desk.directory().version,
        )

    @guarded
    async def ListTasks(
        self, request: local_pb2.ListTasksRequest, context: Any
    ) -> local_pb2.ListTasksResponse:
        """What a person has to look at."""
        del request, context
        rows = await look.list_tasks(self.desk)
        tasks = [
            local_pb2.Task(
                id=row["id"],
                case=row["case_id"] or "",
                message_id=row["message_id"] or "",
                kind=row["kind"],
                reason=row["reason"],
                at=row["at"],
            )
            for row in rows
        ]
        return local_pb2.ListTasksResponse(tasks=tasks)

    @guarded
    async def CloseTask(
        self, request: local_pb2.CloseTaskRequest, context: Any
    ) -> local_pb2.CloseTaskResponse:
        """It was looked at."""
        del context
        await look.close_task(self.desk, request.id)
        return local_pb2.CloseTaskResponse()

    @guarded
    async def ReleaseLink(
        self, request: local_pb2.ReleaseLinkRequest, context: Any
    ) -> local_pb2.ReleaseLinkResponse:
        """The operator lets a held resend go."""
        del context
        await look.release_link(self.desk, Locality(request.peer))
        return local_pb2.ReleaseLinkResponse()


def _timeline_row(row: TimelineRow) -> local_pb2.TimelineRow:
    return local_pb2.TimelineRow(
        message_id=row.message_id,
        kind=row.kind,
        author=row.author,
        officer=row.actor.officer,
        at=row.at.isoformat(),
        outcome=row.outcome,
        crossings=row.crossings,
        reason=row.reason or "",
    )


def _session(act: Act, said: SessionHeld) -> local_pb2.SessionState:
    side = side_of(act.author, act.case) if act.case is not None else None
    return local_pb2.SessionState(
        message_id=act.message_id,
        side=side or "",
        actor=put_actor(act.actor),
        kind=said.kind,
        term=word(said.kind),
        held_at=said.held_at.isoformat(),
        identity_shown=said.identity_shown,
        seen_materials=said.seen_materials,
        note=said.note,
        file=said.file.digest if said.file is not None else "",
        meeting=said.meeting,
    )


def _import_wish(head: local_pb2.ImportHead) -> ImportWish:
    return ImportWish(
        kind=head.kind,
        locality=Locality(head.locality),
        to=Locality(head.to) if head.to else None,
        version=head.version,
        ending=head.ending,
        since=get_optional_day(head.effective, "effective"),
        profile=head.profile,
        skip_bad=head.skip_bad,
    )


def _version_row(held: Version) -> local_pb2.VersionRow:
    return local_pb2.VersionRow(
        kind=held.kind,
        name=held.name,
        version=held.version,
        effective=day_words(held.effective),
        until=day_words(held.until),
        items=held.items,
        in_force=held.in_force,
    )


def build_local_server(service: LocalService, *, socket: Path) -> grpc.aio.Server:
    """A server on a Unix socket that only this user may open."""
    socket.unlink(missing_ok=True)
    socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    server = grpc.aio.server(options=(("grpc.max_receive_message_length", 4 << 20),))
    local_pb2_grpc.add_LocalServiceServicer_to_server(service, server)
    old = os.umask(0o177)
    try:
        server.add_insecure_port(f"unix:{socket}")
    finally:
        os.umask(old)
    return server
