"""Joint cases 多地联办: all parts filed in one go, looked at together, and gathered by the rule of their lead."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from federation.case import Case, digest
from federation.case.choices import JointOutcome, JointRule, Mode
from federation.case.events import Submitted
from federation.case.joint import Gathering, PartState, gather
from federation.case.parts import Actor, JointPart, Lead
from federation.case.process import Gathered
from federation.errors import Illegal, InvalidInput, Reason
from federation.ids import CaseId, MessageId
from federation.wire.joint import JointApplication
from federation.wire.local import Application, Wish
from node.desk.desk import Desk
from node.desk.submit import Drawn, Opened, draw
from node.ids import new_case_id, new_message_id
from node.store.joint import load_joint

MOST_LISTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedJoint:
    """The joint case with its parts in order, or why there is none: a gap of some part blocks it."""

    lead: CaseId | None
    parts: tuple[Opened, ...]


async def open_joint(desk: Desk, asked: JointApplication) -> OpenedJoint:
    """Draw up every part, and file all of them or none.

    Sent again under the same message id it answers with what it opened. With ``asked.lead`` it files anew
    those parts of that joint case which are not there: the other end had not taken them.

    Raises:
        InvalidInput: as `submit`; VALUE_INVALID for parts that are not those of ``asked.lead``.
        Illegal, Unavailable: as `submit`.
    """
    names = [_message_id(asked.message_id, index) for index in range(len(asked.parts))]
    before = await _opened_before(desk, names)
    if before is not None:
        return before
    drawn = [_drawn(desk, part, index) for index, part in enumerate(asked.parts)]
    wishes = [one.wish for one in drawn if one.wish is not None]
    if len(wishes) < len(drawn):
        return OpenedJoint(lead=None, parts=tuple(Opened(case=None, gaps=one.gaps) for one in drawn))
    lead, due = await _lead(desk, asked, tuple(_part(wish) for wish in wishes))
    filed = [
        (name, replace(wish, event=_filed(wish, lead)))
        for name, wish in zip(names, wishes, strict=True)
        if _part(wish) in due
    ]
    done = await desk.recorder.record_all(filed)
    folded = {one.message_id: one.case for one in done}
    return OpenedJoint(
        lead=lead.case,
        parts=tuple(_opened(folded.get(name), one) for name, one in zip(names, drawn, strict=True)),
    )


def _drawn(desk: Desk, part: Application, index: int) -> Drawn:
    """One part drawn up; what is wrong with it says which it is."""
    try:
        return draw(desk, part)
    except InvalidInput as error:
        raise InvalidInput(error.reason, **{**error.detail, "part": index + 1}) from error


def _message_id(first: MessageId, index: int) -> MessageId:
    """The message of one part: the first's own moment, the rest from both, so that a repeat has the same."""
    random = int.from_bytes(hashlib.sha256(f"{first}/{index}".encode()).digest(), "big")
    return MessageId.make(unix_ms=int(first.replace("-", "")[:12], 16), random=random % (1 << 74))


def _part(wish: Wish) -> JointPart:
    event = wish.event
    if not isinstance(event, Submitted):
        raise InvalidInput(Reason.VALUE_INVALID, field="event")
    return JointPart(place=wish.case.handling, item=event.item.code)


def _filed(wish: Wish, lead: Lead) -> Submitted:
    event = wish.event
    if not isinstance(event, Submitted):
        raise InvalidInput(Reason.VALUE_INVALID, field="event")
    return replace(event, mode=Mode.JOINT, lead=lead)


async def _lead(
    desk: Desk, asked: JointApplication, parts: tuple[JointPart, ...]
) -> tuple[Lead, frozenset[JointPart]]:
    """A new lead with all its parts to be filed; or the one that is there, with those that are missing."""
    if asked.lead is None:
        case = new_case_id(accepting=desk.me, handling=desk.me, now=desk.clock())
        lead = Lead(case=case, rule=asked.rule, parts=parts, bundle=asked.bundle)
        return lead, frozenset(parts)
    found = await show_joint(desk, asked.lead)
    if set(parts) - set(found.lead.parts):
        raise InvalidInput(Reason.VALUE_INVALID, field="parts", why="not of this joint case")
    missing = {one.part for one in found.parts if one.state is PartState.MISSING}
    if not missing & set(parts):
        raise Illegal(Reason.CASE_EXISTS)
    return found.lead, frozenset(missing)


def _opened(case: Case | None, drawn: Drawn) -> Opened:
    if case is None:
        return Opened(case=None, gaps=drawn.gaps)
    return Opened(case=case.case_id, digest=digest(case), materials=drawn.materials, gaps=drawn.gaps)


async def _opened_before(desk: Desk, names: list[MessageId]) -> OpenedJoint | None:
    """What these very messages opened, if they did."""
    async with desk.store.read() as tx:
        rows = [await tx.one("joint_message", message_id=name) for name in names]
        leads = [row["lead"] for row in rows if row is not None]
        if not leads:
            return None
        cases = {case.case_id: case for case in await load_joint(tx, CaseId(leads[0]), me=desk.me)}
    parts = [cases.get(CaseId(row["case_id"])) if row is not None else None for row in rows]
    return OpenedJoint(
        lead=CaseId(leads[0]),
        parts=tuple(
            Opened(
                case=one.case_id if one else None,
                digest=digest(one) if one else None,
                materials=one.materials if one else (),
                gaps=(),
            )
            for one in parts
        ),
    )


async def show_joint(desk: Desk, lead: CaseId) -> Gathering:
    """How a joint case stands, read off its parts; ``lead`` may be the number of one of them.

    Raises:
        InvalidInput: NOT_FOUND if we do not lead it, or there is no such.
    """
    async with desk.store.read() as tx:
        row = await tx.one("joint_lead", case_id=lead)
        cases = await load_joint(tx, CaseId(row["lead"]) if row and row["lead"] else lead, me=desk.me)
    leads = (one.submitted.lead for one in cases if one.submitted is not None)
    found = next((one for one in leads if one is not None), None)
    if found is None or lead.accepting != desk.me:
        raise InvalidInput(Reason.NOT_FOUND, lead=lead)
    return gather(found, cases)


async def list_joint(desk: Desk, *, before: CaseId | None, count: int) -> list[Gathering]:
    """Joint cases led here, the newest first.

    Raises:
        InvalidInput: NOT_FOUND if ``before`` is none of them.
    """
    async with desk.store.read() as tx:
        row = await tx.one("joint_place", lead=before or "")
        if before is not None and row is None:
            raise InvalidInput(Reason.NOT_FOUND, lead=before)
        place = {"own": f"{desk.me}{desk.me}", "count": min(count or MOST_LISTED, MOST_LISTED)}
        rows = await tx.all("joint_leads", before=row["newest"] if row is not None else 1 << 62, **place)
    return [await show_joint(desk, CaseId(one["lead"])) for one in rows]


async def gather_joint(
    desk: Desk, lead: CaseId, *, actor: Actor, reason: str = ""
) -> tuple[Gathering, tuple[CaseId, ...]]:
    """Write what was found into every part that waits for it, in one go; nothing if none does.

    Returns:
        How it stands then, and the cases that were written into.

    Raises:
        InvalidInput: NOT_FOUND.
        Illegal: JOINT_WAITING while no outcome follows from the parts.
        Unavailable: as `Recorder.record`.
    """
    found = await show_joint(desk, lead)
    if found.outcome is None and found.lead.rule is JointRule.ALL:
        raise Illegal(Reason.JOINT_WAITING, lead=lead)
    if not found.write or found.outcome is None:
        return found, ()
    stops = found.outcome is JointOutcome.STOP
    event = Gathered(
        outcome=found.outcome,
        part=found.refused,
        reason=(reason or _REASON) if stops else reason,
    )
    await desk.recorder.record_all(
        [
            (new_message_id(desk.clock()), Wish(case=case, actor=actor, supersedes=None, event=event))
            for case in found.write
        ]
    )
    return await show_joint(desk, lead), found.write


_REASON = "联办的其他部分未准，按联办规则全部终止"
