"""The part of the local API about documents, parcels and originals. Thin: ask the desk, put the answer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from federation.case import STATE_TERMS, TERMS
from federation.case.custody import HOLDER_TERMS
from federation.errors import InvalidInput, Reason
from federation.ids import CaseId, Locality, ParcelNo
from federation.v1 import local_pb2
from federation.wire.parcels import (
    get_actor,
    get_envelope,
    get_finding,
    get_leg,
    get_paper,
    put_differences,
    put_papers,
)
from node.api.guard import guarded
from node.desk import custody, paperwork, parcel_papers, parcels
from node.desk.desk import Desk
from node.desk.parcel_papers import LEG_TERMS, Consequence, consequences, grounds_of
from node.desk.parcels import Outcome, ParcelInCase
from node.documents.particulars import material_name


class PapersService:
    """Documents, parcels, originals."""

    desk: Desk

    @guarded
    async def PrintPaper(  # noqa: N802  # gRPC names its methods
        self, request: local_pb2.PrintPaperRequest, context: Any
    ) -> local_pb2.PrintPaperResponse:
        """A form for a case."""
        del context
        case, actor = CaseId(request.case), get_actor(request.actor)
        if request.kind == "proof":
            pdf = await paperwork.print_proof(self.desk, case, tuple(request.numbers), actor=actor)
        elif request.kind == "handover":
            pdf = await paperwork.print_handover(self.desk, case, actor=actor)
        elif request.kind == "promise":
            pdf = await paperwork.print_promise(self.desk, case, tuple(request.numbers), actor=actor)
        else:
            raise InvalidInput(Reason.VALUE_INVALID, field="kind")
        return local_pb2.PrintPaperResponse(pdf=pdf)

    @guarded
    async def CaseCustody(  # noqa: N802
        self, request: local_pb2.CaseCustodyRequest, context: Any
    ) -> local_pb2.CaseCustodyResponse:
        """Who held which original."""
        del context
        view = await custody.custody_of(self.desk, CaseId(request.case), _moment(request.at))
        rows = [
            local_pb2.CustodyRow(
                code=one.code,
                name=material_name(view.item, one.code),
                holder=one.holder,
                term=HOLDER_TERMS[one.holder],
                parcel=one.parcel,
                count=one.count,
            )
            for one in view.history.holdings
        ]
        moves = [
            local_pb2.CustodyMove(
                message_id=one.message_id,
                kind=one.kind,
                term=TERMS[one.kind].zh,
                author=one.author,
                at=one.at.isoformat(),
                code=one.code,
                holder=one.holder,
                parcel=one.parcel,
                change=one.change,
            )
            for one in view.history.moves
        ]
        return local_pb2.CaseCustodyResponse(at=view.at.isoformat(), rows=rows, moves=moves)

    @guarded
    async def PackParcel(  # noqa: N802
        self, request: local_pb2.PackParcelRequest, context: Any
    ) -> local_pb2.PackParcelResponse:
        """A parcel leaves."""
        del context
        done = await parcels.pack(
            self.desk,
            get_envelope(request),
            to=Locality(request.to),
            leg=get_leg(request.leg),
            papers=[(CaseId(one.case), get_paper(one.paper)) for one in request.papers],
        )
        return local_pb2.PackParcelResponse(rows=_outcomes(done))

    @guarded
    async def OpenParcel(  # noqa: N802
        self, request: local_pb2.OpenParcelRequest, context: Any
    ) -> local_pb2.OpenParcelResponse:
        """A parcel is opened."""
        del context
        findings = [get_finding(one) for one in request.findings]
        sender = Locality(request.sender) if request.sender else None
        done = await parcels.open_parcel(self.desk, get_envelope(request), sender=sender, findings=findings)
        return local_pb2.OpenParcelResponse(rows=_outcomes(done))

    @guarded
    async def LoseParcel(  # noqa: N802
        self, request: local_pb2.LoseParcelRequest, context: Any
    ) -> local_pb2.LoseParcelResponse:
        """A parcel of ours is lost."""
        del context
        done = await parcels.lose(self.desk, get_envelope(request), note=request.note)
        _found, lost = await self._lost(ParcelNo(request.number))
        return local_pb2.LoseParcelResponse(rows=_outcomes(done), consequences=lost)

    @guarded
    async def ShowParcel(  # noqa: N802
        self, request: local_pb2.ShowParcelRequest, context: Any
    ) -> local_pb2.ShowParcelResponse:
        """A parcel with its cases and papers."""
        del context
        found, lost = await self._lost(ParcelNo(request.number))
        if not found:
            raise InvalidInput(Reason.PARCEL_UNKNOWN, parcel=ParcelNo(request.number))
        rows = [_parcel_case(one, peer=one.case.case_id.other(self.desk.me)) for one in found]
        return local_pb2.ShowParcelResponse(rows=rows, consequences=lost)

    @guarded
    async def PrintParcel(  # noqa: N802
        self, request: local_pb2.PrintParcelRequest, context: Any
    ) -> local_pb2.PrintParcelResponse:
        """Label or manifest."""
        del context
        number, actor = ParcelNo(request.number), get_actor(request.actor)
        if request.kind == "label":
            pdf = await parcel_papers.print_label(self.desk, number, actor=actor)
        elif request.kind == "manifest":
            pdf = await parcel_papers.print_manifest(self.desk, number, actor=actor)
        else:
            raise InvalidInput(Reason.VALUE_INVALID, field="kind")
        return local_pb2.PrintParcelResponse(pdf=pdf)

    async def _lost(self, number: ParcelNo) -> tuple[list[ParcelInCase], list[local_pb2.ParcelConsequence]]:
        found = await parcels.find(self.desk, number)
        lines = consequences(found, grounds_of(self.desk, found))
        return found, [_consequence(one) for one in lines]


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(Reason.VALUE_INVALID, field="at", form="RFC 3339") from error
    if at.tzinfo is None:
        raise InvalidInput(Reason.VALUE_INVALID, field="at", form="RFC 3339")
    return at


def _outcomes(done: Iterable[Outcome]) -> list[local_pb2.ParcelOutcome]:
    return [
        local_pb2.ParcelOutcome(
            case=one.case,
            message_id=one.message_id,
            reason=one.reason or "",
            detail=json.dumps(dict(one.detail), ensure_ascii=False),
            repeated=one.repeated,
        )
        for one in done
    ]


def _parcel_case(one: ParcelInCase, *, peer: Locality) -> local_pb2.ParcelCase:
    parcel = one.parcel
    return local_pb2.ParcelCase(
        case=one.case.case_id,
        peer=peer,
        dispatcher=parcel.dispatcher,
        leg=parcel.leg or "",
        leg_term=LEG_TERMS[parcel.leg] if parcel.leg is not None else "",
        carrier=parcel.carrier,
        state=parcel.state,
        state_term=STATE_TERMS[parcel.state],
        sent=put_papers(parcel.sent),
        received=put_papers(parcel.received),
        differences=put_differences(parcel.differences),
    )


def _consequence(one: Consequence) -> local_pb2.ParcelConsequence:
    return local_pb2.ParcelConsequence(
        case=one.case,
        code=one.code,
        name=one.name,
        original=one.original,
        count=one.count,
        side=one.side,
        text=one.text,
    )
