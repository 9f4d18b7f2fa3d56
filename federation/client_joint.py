"""The client's calls about joint cases 多地联办."""

from __future__ import annotations

import json
from typing import Any, Protocol

from federation.case.parts import Actor
from federation.ids import CaseId
from federation.v1 import local_pb2
from federation.wire.joint import JointApplication, write_joint
from federation.wire.parcels import put_actor


class Asking(Protocol):
    """What the client itself has: one call, refusals raised as KuayuError."""

    _stub: Any

    async def _ask(self, method: Any, request: Any) -> Any: ...


class JointCalls:
    """A part of `federation.client.Client`."""

    async def open_joint(self: Asking, asked: JointApplication) -> local_pb2.OpenJointResponse:
        """Open all parts or none; an empty ``lead`` in the answer: a gap blocks one. Raises as `_ask`."""
        response: local_pb2.OpenJointResponse = await self._ask(self._stub.OpenJoint, write_joint(asked))
        return response

    async def show_joint(self: Asking, lead: CaseId) -> dict[str, Any]:
        """How a joint case stands (docs/modes.md). Raises as `_ask`."""
        response = await self._ask(self._stub.ShowJoint, local_pb2.ShowJointRequest(lead=lead))
        found: dict[str, Any] = json.loads(response.json)
        return found

    async def list_joint(self: Asking, *, before: str = "", count: int = 0) -> list[dict[str, Any]]:
        """A page of the joint cases led there, the newest first. Raises as `_ask`."""
        response = await self._ask(
            self._stub.ListJoint, local_pb2.ListJointRequest(before=before, count=count)
        )
        return [json.loads(row) for row in response.rows]

    async def gather_joint(
        self: Asking, lead: CaseId, *, actor: Actor, reason: str = ""
    ) -> tuple[dict[str, Any], list[str]]:
        """Write what the parts say: how it stands then, and the cases written into. Raises as `_ask`."""
        request = local_pb2.GatherJointRequest(lead=lead, actor=put_actor(actor), reason=reason)
        response = await self._ask(self._stub.GatherJoint, request)
        return json.loads(response.json), list(response.written)
