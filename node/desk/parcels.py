"""Parcels at a hall: one envelope, many cases. Packed, opened, given up for lost by one command each.

A parcel is no thing of its own: each case in it holds what concerns it. A command writes one act a case; every
act stands or is refused for itself, and what became of each is said. Message ids of the acts are made from
the command's and the case, so a command sent again has no second effect.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from federation.case import Case, Side, side_of
from federation.case.authors import DISPATCHER, TO_APPLICANT
from federation.case.beside import CLOSED, REUSED_AFTER, said_of
from federation.case.choices import Leg
from federation.case.custody import Parcel, parcel_key
from federation.case.events import Event, ParcelLost, ParcelReceived, ParcelSent
from federation.case.parts import Difference, Paper
from federation.case.states import ParcelState
from federation.errors import InvalidInput, KuayuError, Reason
from federation.ids import CaseId, Locality, MessageId, ParcelNo
from federation.wire.local import Wish
from federation.wire.parcels import Envelope, Finding
from node.desk.desk import Desk
from node.desk.look import load_case

_WORDS = {True: "原件", False: "复印件"}
PaperKey = tuple[str, bool]
"""Code, and whether it is an original."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one case's act.

    Attributes:
        case: which.
        message_id: its act.
        reason: why it was not recorded; None if it was.
        detail: technical names that help.
        repeated: it had been recorded before.
    """

    case: CaseId
    message_id: MessageId
    reason: Reason | None = None
    detail: Mapping[str, str | int] = field(default_factory=dict)
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelInCase:
    """A parcel as one case knows it."""

    case: Case
    side: Side
    parcel: Parcel


def message_of(command: MessageId, case: CaseId) -> MessageId:
    """The message id of one case's act in a command on many: always the same, of the same moment."""
    mixed = hashlib.sha256(f"{command} {case}".encode()).digest()
    moment = int(command.replace("-", "")[:12], 16)
    return MessageId.make(unix_ms=moment, random=int.from_bytes(mixed[:10], "big"))


async def pack(
    desk: Desk, envelope: Envelope, *, to: Locality, leg: Leg, papers: Sequence[tuple[CaseId, Paper]]
) -> list[Outcome]:
    """Record that a parcel left with these papers, in each of their cases.

    Args:
        desk: the desk.
        envelope: the parcel.
        to: the hall it goes to; our own city for a parcel to an applicant.
        leg: which way it goes.
        papers: each with its case.

    Raises:
        InvalidInput: VALUE_MISSING without papers; VALUE_INVALID if one is not for that hall, or not ours to
            send: an envelope has one address, so nothing is recorded. PARCEL_CLOSED if it was opened, came
            back or is lost in other cases, unless its papers were found in it.
    """
    by_case: dict[CaseId, list[Paper]] = {}
    for case, paper in papers:
        by_case.setdefault(case, []).append(paper)
    if not by_case:
        raise InvalidInput(Reason.VALUE_MISSING, field="papers")
    for case in by_case:
        _check_address(desk.me, case, to, leg)
    known = await find(desk, envelope.number)
    found_in_it = {one.case.case_id for one in known if one.parcel.state is ParcelState.EARLY}
    for one in known:
        if one.case.case_id not in by_case and _is_ours(one, since=desk.clock() - REUSED_AFTER):
            _check_same_envelope(desk.me, one, to, leg, late=bool(by_case.keys() - found_in_it))
    return [
        await _once(
            desk,
            envelope,
            case,
            ParcelSent(carrier=envelope.carrier, number=envelope.number, leg=leg, papers=tuple(own)),
        )
        for case, own in by_case.items()
    ]


def _check_address(me: Locality, case: CaseId, to: Locality, leg: Leg) -> None:
    if me not in (case.accepting, case.handling):
        raise InvalidInput(Reason.VALUE_INVALID, field="case", case=case, why="not a case of this city")
    if DISPATCHER[leg] is not side_of(me, case):
        raise InvalidInput(Reason.VALUE_INVALID, field="leg", case=case, leg=leg, why="not ours to send")
    expected = me if leg in TO_APPLICANT else case.other(me)
    if to != expected:
        raise InvalidInput(Reason.VALUE_INVALID, field="to", case=case, to=expected)


def _is_ours(one: ParcelInCase, *, since: datetime) -> bool:
    """Whether this hall sent it, and something has been said of it since then."""
    return (
        one.parcel.dispatcher is one.side and max(said_of(one.case, one.parcel.number), default=since) > since
    )


def _check_same_envelope(me: Locality, one: ParcelInCase, to: Locality, leg: Leg, *, late: bool) -> None:
    """What goes in beside another case's papers goes where they go, and before it is opened.

    The judge refuses what is too late case by case; here it is known for the whole envelope, before anything is
    recorded.
    """
    if late and one.parcel.state in CLOSED:
        raise InvalidInput(Reason.PARCEL_CLOSED, parcel=one.parcel.number, state=one.parcel.state)
    if one.parcel.leg not in {None, leg}:
        raise InvalidInput(Reason.VALUE_INVALID, field="leg", leg=one.parcel.leg, why="sent another way")
    if leg not in TO_APPLICANT and one.case.case_id.other(me) != to:
        raise InvalidInput(Reason.VALUE_INVALID, field="to", to=one.case.case_id.other(me))


async def open_parcel(
    desk: Desk, envelope: Envelope, *, sender: Locality | None, findings: Sequence[Finding]
) -> list[Outcome]:
    """Record what was found in a parcel, in each case that it is said to hold papers of, or was found to.

    In a case in which that was said before, and nothing is said now, it stays as it is: papers of another case
    may have been announced since.

    Args:
        desk: the desk.
        envelope: the parcel.
        sender: the hall it came from; None if only one sent a parcel of this number.
        findings: what differs from what the sender said; everything else is there as said.

    Raises:
        InvalidInput: PARCEL_UNKNOWN if no case knows it and nothing is said to be found; VALUE_MISSING if
            several halls used the number and ``sender`` is None; VALUE_INVALID for a finding about a case of
            another hall.
    """
    inside = [
        one
        for one in await find(desk, envelope.number)
        if one.parcel.dispatcher is not one.side and one.parcel.leg not in TO_APPLICANT
        if sender in {None, one.case.case_id.other(desk.me)}
    ]
    halls = {one.case.case_id.other(desk.me) for one in inside}
    halls |= {finding.case.other(desk.me) for finding in findings}
    if not halls:
        raise InvalidInput(Reason.PARCEL_UNKNOWN, parcel=envelope.number)
    if sender is None and len(halls) > 1:
        raise InvalidInput(Reason.VALUE_MISSING, field="from", halls=" ".join(sorted(halls)))
    if sender is not None and halls != {sender}:
        raise InvalidInput(Reason.VALUE_INVALID, field="from", halls=" ".join(sorted(halls)))
    said = {one.case.case_id: one.parcel.sent for one in inside}
    named = dict.fromkeys(finding.case for finding in findings)
    opened = {
        one.case.case_id for one in inside if one.parcel.received or one.parcel.differences
    } - named.keys()
    return [
        Outcome(case=case, message_id=message_of(envelope.message_id, case), repeated=True)
        if case in opened
        else await _once(desk, envelope, case, _found(envelope, said.get(case, ()), findings, case))
        for case in (said | named)
    ]


def _found(
    envelope: Envelope, sent: Sequence[Paper], findings: Iterable[Finding], case: CaseId
) -> ParcelReceived:
    said = counted(sent)
    found, differences = dict(said), []
    for one in findings:
        if one.case == case:
            key = (one.code, one.original)
            found[key] = one.count
            text = f"{_WORDS[one.original]}：清单 {said.get(key, 0)} 份，实有 {one.count} 份"
            note = f"{text}；{one.note}" if one.note else text
            differences.append(Difference(material=one.code, note=note))
    papers = tuple(
        Paper(code=code, original=original, count=count) for (code, original), count in found.items() if count
    )
    return ParcelReceived(
        carrier=envelope.carrier, number=envelope.number, papers=papers, differences=tuple(differences)
    )


def counted(papers: Iterable[Paper]) -> dict[PaperKey, int]:
    """How many there are of each paper."""
    counts: dict[PaperKey, int] = {}
    for paper in papers:
        counts[paper.code, paper.original] = counts.get((paper.code, paper.original), 0) + paper.count
    return counts


async def lose(desk: Desk, envelope: Envelope, *, note: str) -> list[Outcome]:
    """Record that the courier lost a parcel of ours, in each of its cases.

    Raises:
        InvalidInput: PARCEL_UNKNOWN if this hall has sent no parcel of this number; EVENT_TRANSITION if none is
            still on its way.
    """
    sent = [one for one in await find(desk, envelope.number) if one.parcel.dispatcher is one.side]
    ours = [one for one in sent if one.parcel.state in _LOSABLE]
    if not ours:
        states = " ".join(sorted({one.parcel.state for one in sent}))
        known = {"state": states} if sent else {}
        reason = Reason.EVENT_TRANSITION if sent else Reason.PARCEL_UNKNOWN
        raise InvalidInput(reason, parcel=envelope.number, **known)
    event = ParcelLost(carrier=envelope.carrier, number=envelope.number, note=note)
    return [await _once(desk, envelope, one.case.case_id, event) for one in ours]


_LOSABLE = frozenset({ParcelState.SENT, ParcelState.LOST})  # of an earlier use of the number nothing is lost


async def find(desk: Desk, number: ParcelNo) -> list[ParcelInCase]:
    """A parcel as each of its cases knows it; two ends may have used one number for two parcels."""
    async with desk.store.read() as tx:
        rows = await tx.all("parcel_cases", number=number)
    found: list[ParcelInCase] = []
    for row in rows:
        case = await load_case(desk, CaseId(row["case_id"]))
        side = side_of(desk.me, case.case_id)
        found += (
            ParcelInCase(case=case, side=side, parcel=parcel)
            for dispatcher in Side
            if (parcel := case.parcels.get(parcel_key(number, dispatcher))) is not None
        )
    return found


_DONE: Mapping[type[Event], frozenset[ParcelState]] = {
    ParcelSent: frozenset({ParcelState.SENT, ParcelState.RECEIVED}),
    ParcelReceived: frozenset({ParcelState.RECEIVED, ParcelState.EARLY}),
    ParcelLost: frozenset({ParcelState.LOST}),
}


async def _once(desk: Desk, envelope: Envelope, case: CaseId, event: Event) -> Outcome:
    """One case's act: recorded, found to be recorded before, or refused with its reason."""
    message_id = message_of(envelope.message_id, case)
    try:
        if await _stands(desk, case, event, envelope.number):
            return Outcome(case=case, message_id=message_id, repeated=True)
        wish = Wish(case=case, actor=envelope.actor, supersedes=None, event=event)
        done = await desk.recorder.record(message_id, wish)
    except KuayuError as error:
        return Outcome(case=case, message_id=message_id, reason=error.reason, detail=error.detail)
    return Outcome(case=case, message_id=message_id, repeated=done.repeated)


async def _stands(desk: Desk, case: CaseId, event: Event, number: ParcelNo) -> bool:
    """Whether the case holds this very fact already: said by another command, or twice by a clerk."""
    folded = await load_case(desk, case)
    side = side_of(desk.me, case)
    dispatcher = side.other if isinstance(event, ParcelReceived) else side
    parcel = folded.parcels.get(parcel_key(number, dispatcher))
    if parcel is None or parcel.state not in _DONE[type(event)]:
        return False
    match event:
        case ParcelSent():
            return parcel.leg is event.leg and counted(parcel.sent) == counted(event.papers)
        case ParcelReceived():
            return counted(parcel.received) == counted(event.papers)
        case _:
            return True
