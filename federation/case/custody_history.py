"""Who held which original at a moment, and which acts prove it: the fold, cut at a time.

The moment is a reading of the authors' clocks, which the two logs keep. A log is cut behind its last act of that
moment or before, and never without what that act had seen, so that what is folded is what somebody knew. Both
ends that hold the same entries answer alike, and so does whoever holds the evidence of the case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from sys import maxsize

from federation.case.authors import Side
from federation.case.case import Case
from federation.case.custody import Holder, Holding
from federation.case.fold import fold
from federation.case.order import Placed, Step, merge
from federation.case.terms import Kind, kind_of
from federation.errors import Reason
from federation.ids import CaseId, Locality, MessageId

Spot = tuple[str, Holder, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What one act did to the originals of one code.

    Attributes:
        message_id: the act: its entry is the proof.
        kind: what happened.
        author: the member that wrote it.
        at: its author's clock.
        code: of the originals.
        holder: whose number of them changed.
        parcel: the parcel they are, or were, in.
        change: by how many; negative if they left.
    """

    message_id: MessageId
    kind: Kind
    author: Locality
    at: datetime
    code: str
    holder: Holder
    parcel: str
    change: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyHistory:
    """Who holds what at a moment, and every act that led to it, in the case's order."""

    holdings: tuple[Holding, ...]
    moves: tuple[Moved, ...]


def custody_at(
    case_id: CaseId,
    accepting: Sequence[Placed],
    handling: Sequence[Placed],
    *,
    refused: Mapping[MessageId, Reason],
    at: datetime,
) -> CustodyHistory:
    """Who held which original at a moment.

    Args:
        case_id: the case.
        accepting: its acts in the accepting place's log, in log order.
        handling: its acts in the handling place's log, likewise.
        refused: why acts were refused, by message id.
        at: the moment, aware.
    """
    first, second = _until(accepting, handling, at)
    merged = merge(first, second, known_accepting=maxsize, known_handling=maxsize, refused=refused.keys())
    moves: list[Moved] = []
    before: dict[Spot, int] = {}
    taken: dict[Side, list[Placed]] = {Side.ACCEPTING: [], Side.HANDLING: []}
    case = Case(case_id=case_id)
    for step in merged.steps:
        taken[step.side].append(Placed(step.position, step.act))
        case = fold(
            case_id,
            taken[Side.ACCEPTING],
            taken[Side.HANDLING],
            refused=refused,
            known_accepting=maxsize,
            known_handling=maxsize,
        )
        after = _spots(case)
        moves += _changes(step, before, after)
        before = after
    return CustodyHistory(holdings=case.custody, moves=tuple(moves))


def _until(
    accepting: Sequence[Placed], handling: Sequence[Placed], at: datetime
) -> tuple[Sequence[Placed], Sequence[Placed]]:
    """Both logs up to a moment, each with all that the other's part had seen."""
    first, second = _said(accepting, at), _said(handling, at)
    while True:
        wider = (
            max(first, _seen(handling[:second], accepting)),
            max(second, _seen(accepting[:first], handling)),
        )
        if wider == (first, second):
            return accepting[:first], handling[:second]
        first, second = wider


def _said(log: Sequence[Placed], at: datetime) -> int:
    """How many acts of a log were written by then."""
    return max((count for count, placed in enumerate(log, 1) if placed.act.at <= at), default=0)


def _seen(by: Sequence[Placed], log: Sequence[Placed]) -> int:
    """How many acts of a log the acts of the other had seen."""
    known = max((placed.act.seen for placed in by), default=0)
    return sum(placed.position < known for placed in log)


def _spots(case: Case) -> dict[Spot, int]:
    return {(one.code, one.holder, one.parcel): one.count for one in case.custody}


def _changes(step: Step, before: Mapping[Spot, int], after: Mapping[Spot, int]) -> list[Moved]:
    act = step.act
    return [
        Moved(
            message_id=act.message_id,
            kind=kind_of(act.event),
            author=act.author,
            at=act.at,
            code=spot[0],
            holder=spot[1],
            parcel=spot[2],
            change=after.get(spot, 0) - before.get(spot, 0),
        )
        for spot in sorted(before.keys() | after.keys())
        if after.get(spot, 0) != before.get(spot, 0)
    ]
