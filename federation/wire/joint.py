"""The local API's messages about joint cases 多地联办."""

from __future__ import annotations

from dataclasses import dataclass

from federation.case.choices import JointRule
from federation.errors import Malformed, Reason
from federation.ids import CaseId, MessageId
from federation.v1 import event_pb2, local_pb2
from federation.wire.codec import refuse_unknown
from federation.wire.local import Application, read_application, write_application


@dataclass(frozen=True, slots=True, kw_only=True)
class JointApplication:
    """Applications that belong together, as a window has them.

    Attributes:
        message_id: of the whole; those of the parts follow from it.
        rule: what one refused part means.
        bundle: the 一件事, ``name@version``; empty if none.
        parts: one application for each.
        lead: the joint case whose missing parts are filed anew; None opens one.
    """

    message_id: MessageId
    rule: JointRule
    bundle: str
    parts: tuple[Application, ...]
    lead: CaseId | None = None


_RULES = {rule: event_pb2.JointRule.Value(f"JOINT_RULE_{rule.name}") for rule in JointRule}
_MEMBERS = {number: rule for rule, number in _RULES.items()}


def write_joint(asked: JointApplication) -> local_pb2.OpenJointRequest:
    """The request that opens a joint case."""
    return local_pb2.OpenJointRequest(
        message_id=asked.message_id,
        rule=_RULES[asked.rule],
        bundle=asked.bundle,
        parts=[write_application(part) for part in asked.parts],
        lead=asked.lead or "",
    )


def read_joint(request: local_pb2.OpenJointRequest) -> JointApplication:
    """A joint application.

    Raises:
        Malformed: VALUE_INVALID for a rule there is not; as `read_application`.
        InvalidInput: an id in it does not parse.
    """
    refuse_unknown(request)
    if request.rule not in _MEMBERS:
        raise Malformed(Reason.VALUE_INVALID, field="rule")
    return JointApplication(
        message_id=MessageId(request.message_id),
        rule=_MEMBERS[request.rule],
        bundle=request.bundle,
        parts=tuple(read_application(part) for part in request.parts),
        lead=CaseId(request.lead) if request.lead else None,
    )
