"""The joint case 多地联办 that an event names, by its own content: its lead, its parts, what was gathered."""

from __future__ import annotations

from datetime import datetime

from federation.case.choices import JointOutcome, Mode
from federation.case.events import Submitted
from federation.case.limits import check_count, check_unique
from federation.case.parts import JointPart, Lead
from federation.case.process import Gathered
from federation.case.text import check_line, check_text
from federation.errors import InvalidInput, Reason
from federation.limits import JOINT_PARTS


def check_lead(event: Submitted) -> None:
    """Check that a part of a joint case says of which, and nothing else does.

    Raises:
        InvalidInput: VALUE_MISSING, VALUE_INVALID or TOO_MANY.
    """
    if (event.lead is None) is (event.mode is Mode.JOINT):
        raise InvalidInput(Reason.VALUE_MISSING, field="lead", mode=event.mode)
    if event.lead is not None:
        _check_parts(event.lead)


def _check_parts(lead: Lead) -> None:
    if lead.case.accepting != lead.case.handling:
        raise InvalidInput(Reason.VALUE_INVALID, field="lead.case", why="two places")
    check_count(lead.parts, "lead.parts", JOINT_PARTS, least=2)
    check_unique((f"{part.place}/{part.item}" for part in lead.parts), "lead.parts")
    for part in lead.parts:
        _check_part(part)
        if part.place == lead.case.accepting:
            raise InvalidInput(Reason.VALUE_INVALID, field="lead.parts", why="the lead's own place")
    check_line(lead.bundle, field="lead.bundle", required=False)


def _check_part(part: JointPart) -> None:
    check_line(part.item, field="part.item")


def check_gathered(event: Gathered, _at: datetime) -> None:
    """Check that a stop names the part that was refused and why, and going on names none.

    Raises:
        InvalidInput: VALUE_MISSING, VALUE_INVALID, or what `check_text` raises.
    """
    stops = event.outcome is JointOutcome.STOP
    if stops is (event.part is None):
        raise InvalidInput(Reason.VALUE_MISSING, field="part", outcome=event.outcome)
    if event.part is not None:
        _check_part(event.part)
    check_text(event.reason, field="reason", required=stops)
