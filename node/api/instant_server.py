"""The part of the local API about instant approval 秒批. Thin: ask the desk, put the answer."""

from __future__ import annotations

from typing import Any

from federation.v1 import local_pb2
from node.api.guard import guarded
from node.desk import instant
from node.desk.desk import Desk


class InstantService:
    """Rules."""

    desk: Desk

    @guarded
    async def ImportInstant(  # noqa: N802  # gRPC names its methods
        self, request: local_pb2.ImportInstantRequest, context: Any
    ) -> local_pb2.ImportInstantResponse:
        """Import a rule."""
        del context
        held = await instant.import_rule(self.desk, request.text)
        return local_pb2.ImportInstantResponse(json=instant.as_json(held))

    @guarded
    async def ListInstant(  # noqa: N802
        self, request: local_pb2.ListInstantRequest, context: Any
    ) -> local_pb2.ListInstantResponse:
        """Every rule."""
        del request, context
        return local_pb2.ListInstantResponse(json=map(instant.as_json, self.desk.instant.held))

    @guarded
    async def ReportInstant(  # noqa: N802
        self, request: local_pb2.ReportInstantRequest, context: Any
    ) -> local_pb2.ReportInstantResponse:
        """A rule, its text and its trial."""
        del context
        held, trial = await instant.try_rule(self.desk, request.name, request.version)
        return local_pb2.ReportInstantResponse(json=instant.as_json(held, trial))

    @guarded
    async def SetInstant(  # noqa: N802
        self, request: local_pb2.SetInstantRequest, context: Any
    ) -> local_pb2.SetInstantResponse:
        """Live or stopped."""
        del context
        change = instant.go_live if request.live else instant.stop_rule
        return local_pb2.SetInstantResponse(json=instant.as_json(await change(self.desk, request.name)))
