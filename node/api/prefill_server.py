"""The part of the local API about prefill 秒报. Thin: ask the desk, put the answer."""

from __future__ import annotations

from typing import Any

from federation.ids import CaseId, Locality
from federation.v1 import local_pb2
from node.api.guard import guarded
from node.desk.desk import Desk
from node.desk.prefill import Asked, prefill_case


class PrefillService:
    """Forms filled from facts."""

    desk: Desk

    @guarded
    async def PrefillCase(  # noqa: N802  # gRPC names its methods
        self, request: local_pb2.PrefillCaseRequest, context: Any
    ) -> local_pb2.PrefillCaseResponse:
        """Fill a form."""
        del context
        who = request.applicant
        asked = Asked(
            to=Locality(request.to),
            item=request.item,
            table=request.table,
            facts=request.facts,
            own={one.code: one.value for one in request.fields},
            given={one.code: one.value for one in request.handling_fields},
            earlier=CaseId(request.earlier) if request.earlier else None,
            applicant=(who.id_scheme, who.id_type, who.id_number.upper()),
        )
        return local_pb2.PrefillCaseResponse(json=await prefill_case(self.desk, asked))
