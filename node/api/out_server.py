"""The part of the local API about what leaves: exchange tables, archive packets, statistics. Thin: ask the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

from federation.case import Side
from federation.case.line import STATUS_TERMS
from federation.errors import InvalidInput, Reason
from federation.exchange import TABLES, Form, Reject, load_hub, national
from federation.exchange.statistics import ENDINGS, By
from federation.ids import CaseId
from federation.v1 import local_pb2
from federation.wire.parcels import get_actor
from node.api.guard import guarded, guarded_stream
from node.api.read import get_day, get_word
from node.desk import archive, export, statistics
from node.desk.desk import Desk
from node.desk.export import Begun, ExportWish, OpenReject, Sent, Skipped
from node.desk.lines import count_lines

MOST_REJECTS = 1_000
_COUNTS = (
    "taken_in",
    "accepted",
    "open",
    "on_time",
    "late",
    "undated",
    "yellow",
    "red",
    "corrected",
    "parcels_lost",
    "rated",
    "bad",
    "repaired",
)


class OutService:
    """Exports, packets, counts."""

    desk: Desk

    @guarded_stream
    async def ExportCases(  # noqa: N802  # gRPC names its methods
        self, request: local_pb2.ExportCasesRequest, context: Any
    ) -> AsyncIterator[local_pb2.ExportCasesResponse]:
        """Cases as rows."""
        del context
        wish = ExportWish(
            first=get_day(request.first, "first"),
            last=get_day(request.last, "last"),
            side=get_word(Side, request.side, "side") if request.side else None,
            form=get_word(Form, request.form, "form"),
            hub=load_hub(request.hub) if request.hub else national(),
            actor=get_actor(request.actor),
        )
        async for one in export.export_cases(self.desk, wish):
            yield _exported(one)

    @guarded
    async def KeepExport(  # noqa: N802
        self, request: local_pb2.KeepExportRequest, context: Any
    ) -> local_pb2.KeepExportResponse:
        """Its files are saved."""
        del context
        return local_pb2.KeepExportResponse(**asdict(await export.keep(self.desk, request.batch)))

    @guarded
    async def TakeRejects(  # noqa: N802
        self, request: local_pb2.TakeRejectsRequest, context: Any
    ) -> local_pb2.TakeRejectsResponse:
        """Rows that came back."""
        del context
        if len(request.rows) > MOST_REJECTS:
            raise InvalidInput(Reason.TOO_MANY, limit=MOST_REJECTS)
        done = await export.take_back(self.desk, [_reject(row) for row in request.rows], hub=request.hub)
        return local_pb2.TakeRejectsResponse(
            cases=done.cases, taken=done.taken, overtaken=done.overtaken, unknown=done.unknown
        )

    @guarded
    async def ListRejects(  # noqa: N802
        self, request: local_pb2.ListRejectsRequest, context: Any
    ) -> local_pb2.ListRejectsResponse:
        """What is to be exported again."""
        del context
        case = CaseId(request.case) if request.case else None
        rows, more = await export.list_rejects(self.desk, case=case)
        return local_pb2.ListRejectsResponse(rows=[_open(row) for row in rows], more=more)

    @guarded_stream
    async def PackCase(  # noqa: N802
        self, request: local_pb2.PackCaseRequest, context: Any
    ) -> AsyncIterator[local_pb2.PackCaseResponse]:
        """The archive packet of a case."""
        del context
        pieces = archive.pack(
            self.desk,
            CaseId(request.case),
            number=request.number,
            retention=request.retention,
            actor=get_actor(request.actor),
        )
        async for piece in pieces:
            yield local_pb2.PackCaseResponse(chunk=piece)

    @guarded
    async def Statistics(  # noqa: N802
        self, request: local_pb2.StatisticsRequest, context: Any
    ) -> local_pb2.StatisticsResponse:
        """Counts."""
        del context
        days = {"first": get_day(request.first, "first"), "last": get_day(request.last, "last")}
        by = get_word(By, request.by, "by") if request.by else None
        counted = await statistics.count(self.desk, **days, by=by)
        lines = await count_lines(self.desk, **days)
        return local_pb2.StatisticsResponse(
            rows=[_figures(group) for group in counted.groups],
            unknown=counted.unknown,
            lines=[
                local_pb2.CountOf(kind=status, term=term, count=lines[status])
                for status, (term, _) in STATUS_TERMS.items()
                if status in lines
            ],
        )


def _exported(one: Begun | Sent | Skipped) -> local_pb2.ExportCasesResponse:
    match one:
        case Begun():
            begun = local_pb2.ExportBegun(
                batch=one.batch,
                at=one.at.isoformat(),
                source=one.source,
                hub=one.hub,
                unproven=one.unproven,
            )
            return local_pb2.ExportCasesResponse(begun=begun)
        case Sent():
            rows = [
                local_pb2.ExchangeRow(table=row.table, values=list(row.values.values())) for row in one.rows
            ]
            return local_pb2.ExportCasesResponse(case=local_pb2.ExportedCase(case=one.case, rows=rows))
        case Skipped():
            details = [
                local_pb2.Detail(name=name, value=str(value)) for name, value in sorted(one.detail.items())
            ]
            skipped = local_pb2.SkippedCase(case=one.case, reason=one.reason, details=details)
            return local_pb2.ExportCasesResponse(skipped=skipped)


def _reject(row: local_pb2.RejectRow) -> Reject:
    if row.table not in TABLES or not row.row_guid:
        raise InvalidInput(Reason.VALUE_INVALID, field="rows")
    return Reject(table=row.table, row_guid=row.row_guid, kind=row.kind, why=row.why, batch=row.batch)


def _open(row: OpenReject) -> local_pb2.OpenReject:
    return local_pb2.OpenReject(
        case=row.case,
        hub=row.hub,
        table=row.table,
        term=TABLES[row.table].zh,
        kind=row.kind,
        advice=row.advice,
        at=row.at,
        why=row.why,
    )


def _figures(group: statistics.Group) -> local_pb2.FigureRow:
    figures = group.figures
    counts: dict[str, Any] = {name: getattr(figures, name) for name in _COUNTS}
    return local_pb2.FigureRow(
        group=group.group,
        term=group.term,
        ended=[
            local_pb2.CountOf(kind=kind, term=ENDINGS[kind], count=count)
            for kind, count in figures.ended.items()
        ],
        average_tenths=figures.average_tenths,
        **counts,
    )
