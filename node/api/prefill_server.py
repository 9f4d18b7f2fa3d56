"""The part of the local API about prefill 秒报. Thin: ask the desk, put the answer."""

from __future__ import annotations

from typing import Any

from federation.ids import Locality
from federation.v1 import local_pb2
from node.api.guard import guarded
from node.desk.desk import Desk
from node.desk.prefill import prefill_case


class PrefillService:
    """Forms filled from facts."""

    desk: Desk

    @guarded
    async def PrefillCase(  # noqa: N802  # gRPC names its methods
        self, request: local_pb2.PrefillCaseRequest, context: Any
    ) -> local_pb2.PrefillCaseResponse:
        """Fill a form."""
        del context
        found = prefill_case(
            self.desk,
            to=Locality(request.to),
            item=request.item,
            table=request.table,
            facts=request.facts,
            own={one.code: one.value for one in request.fields},
            given={one.code: one.value for one in request.handling_fields},
        )
        return local_pb2.PrefillCaseResponse(json=found)
