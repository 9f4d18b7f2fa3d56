"""The part of the local API about joint cases 多地联办. Thin: ask the desk, put the answer."""

from __future__ import annotations

import json
from typing import Any

from federation.case import STATE_TERMS
from federation.case.choices import JointRule
from federation.case.joint import PART_TERMS, STEP_TERMS, Gathering, PartStanding
from federation.ids import CaseId, MessageId
from federation.v1 import local_pb2
from federation.wire.joint import read_joint
from federation.wire.local import put_material
from federation.wire.parcels import get_actor
from node.api.guard import guarded
from node.desk import joint
from node.desk.desk import Desk
from node.desk.submit import Opened


class JointService:
    """Joint cases."""

    desk: Desk

    @guarded
    async def OpenJoint(  # noqa: N802  # gRPC names its methods
        self, request: local_pb2.OpenJointRequest, context: Any
    ) -> local_pb2.OpenJointResponse:
        """Open all parts, or none."""
        del context
        asked = read_joint(request)
        done = await joint.open_joint(self.desk, asked)
        return local_pb2.OpenJointResponse(
            lead=done.lead or "", parts=[put_opened(one, asked.message_id) for one in done.parts]
        )

    @guarded
    async def ShowJoint(  # noqa: N802
        self, request: local_pb2.ShowJointRequest, context: Any
    ) -> local_pb2.ShowJointResponse:
        """How it stands."""
        del context
        return local_pb2.ShowJointResponse(
            json=shown(await joint.show_joint(self.desk, CaseId(request.lead)))
        )

    @guarded
    async def ListJoint(  # noqa: N802
        self, request: local_pb2.ListJointRequest, context: Any
    ) -> local_pb2.ListJointResponse:
        """A page."""
        del context
        before = CaseId(request.before) if request.before else None
        found = await joint.list_joint(self.desk, before=before, count=request.count)
        return local_pb2.ListJointResponse(rows=map(shown, found))

    @guarded
    async def GatherJoint(  # noqa: N802
        self, request: local_pb2.GatherJointRequest, context: Any
    ) -> local_pb2.GatherJointResponse:
        """Write what the parts say."""
        del context
        found, written = await joint.gather_joint(
            self.desk, CaseId(request.lead), actor=get_actor(request.actor), reason=request.reason
        )
        return local_pb2.GatherJointResponse(json=shown(found), written=written)


def put_opened(done: Opened, message_id: MessageId) -> local_pb2.SubmitResponse:
    """What became of an application."""
    gaps = [
        local_pb2.Gap(reason=gap.reason, code=gap.code, label=gap.label, ask=gap.ask, blocks=gap.blocks)
        for gap in done.gaps
    ]
    return local_pb2.SubmitResponse(
        case=done.case or "",
        message_id=message_id,
        gaps=gaps,
        digest=done.digest or "",
        materials=[put_material(one) for one in done.materials],
    )


def shown(found: Gathering) -> str:
    """A joint case as JSON, in words for the window."""
    lead = found.lead
    shown = {
        "lead": lead.case,
        "rule": lead.rule,
        "bundle": lead.bundle,
        "outcome": found.outcome,
        "refused": {"place": found.refused.place, "item": found.refused.item} if found.refused else None,
        "complete": found.complete,
        "parts": [_part(one, lead.rule) for one in found.parts],
    }
    return json.dumps(shown, ensure_ascii=False)


def _part(one: PartStanding, rule: JointRule) -> dict[str, str | None]:
    return {
        "place": one.part.place,
        "item": one.part.item,
        "case": one.case,
        "handling": one.handling,
        "handling_term": STATE_TERMS[one.handling],
        "state": one.state,
        "state_term": PART_TERMS[one.state],
        "joint": one.joint,
        "joint_term": one.joined(rule),
        "step": one.step,
        "step_term": STEP_TERMS[one.step],
    }
