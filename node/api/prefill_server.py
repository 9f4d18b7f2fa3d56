"""The part of the local API about prefill 秒报. Thin: ask the desk, put the answer."""

from __future__ import annotations

import json
from typing import Any

from federation.ids import CaseId, Locality
from federation.v1 import local_pb2
from node.api.guard import guarded
from node.desk import prefill_tables
from node.desk.desk import Desk
from node.desk.prefill import Asked, prefill_case


class PrefillService:
    """Forms filled from facts, and the tables for it."""

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

    @guarded
    async def ImportPrefill(  # noqa: N802
        self, request: local_pb2.ImportPrefillRequest, context: Any
    ) -> local_pb2.ImportPrefillResponse:
        """Import a table."""
        del context
        found = await prefill_tables.add_table(self.desk, request.text)
        return local_pb2.ImportPrefillResponse(json=_as_json(found))

    @guarded
    async def ListPrefill(  # noqa: N802
        self, request: local_pb2.ListPrefillRequest, context: Any
    ) -> local_pb2.ListPrefillResponse:
        """Every table."""
        del request, context
        return local_pb2.ListPrefillResponse(json=map(_as_json, await prefill_tables.list_tables(self.desk)))


def _as_json(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)
