"""Who owes what next: read off a case, for lists and for the sheet a clerk looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from federation.case.authors import AUTHORS, RECEIVER, Author, Route, Side
from federation.case.case import Case
from federation.case.custody import HOLDER_AT
from federation.case.references import SERVABLE
from federation.case.states import DocumentState, Handling, Withdrawal
from federation.case.terms import Kind


class Duty(StrEnum):
    """Something that waits for somebody."""

    SIGN_FOR = "sign_for"
    EXAMINE = "examine"
    CORRECT = "correct"
    ACCEPT_OR_NOT = "accept_or_not"
    DECIDE = "decide"
    ANSWER_WITHDRAWAL = "answer_withdrawal"
    SERVE = "serve"
    DELIVER = "deliver"
    TAKE_IN_PARCEL = "take_in_parcel"
    MOVE_ORIGINAL = "move_original"


DUTY_TERMS: Mapping[Duty, str] = {
    Duty.SIGN_FOR: "签收",
    Duty.EXAMINE: "受理、不予受理或一次性补正告知",
    Duty.CORRECT: "收取补正材料",
    Duty.ACCEPT_OR_NOT: "受理或不予受理",
    Duty.DECIDE: "作出决定并办结",
    Duty.ANSWER_WITHDRAWAL: "答复撤回申请",
    Duty.SERVE: "送达告知文书",
    Duty.DELIVER: "送达结果",
    Duty.TAKE_IN_PARCEL: "查收邮件",
    Duty.MOVE_ORIGINAL: "退还或寄出原件",
}

_BY_STATE: Mapping[Handling, tuple[Side, Duty]] = {
    Handling.SUBMITTED: (Side.HANDLING, Duty.SIGN_FOR),
    Handling.ARRIVED: (Side.HANDLING, Duty.EXAMINE),
    Handling.CORRECTING: (Side.ACCEPTING, Duty.CORRECT),
    Handling.CORRECTED: (Side.HANDLING, Duty.ACCEPT_OR_NOT),
    Handling.ACCEPTED: (Side.HANDLING, Duty.DECIDE),
}
_SIDES: Mapping[Author, Side] = {Author.ACCEPTING: Side.ACCEPTING, Author.HANDLING: Side.HANDLING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """One thing that waits: whose it is, what, and about which document, parcel or material."""

    side: Side
    duty: Duty
    about: str = ""


def pending(case: Case) -> tuple[Pending, ...]:
    """List what waits, the organ's business first. Empty for a case that has ended or is not opened."""
    return tuple(_pending(case))


def _pending(case: Case) -> Iterator[Pending]:
    if case.withdrawal is Withdrawal.REQUESTED:
        yield Pending(side=Side.HANDLING, duty=Duty.ANSWER_WITHDRAWAL)
    elif case.handling in _BY_STATE:
        side, duty = _BY_STATE[case.handling]
        yield Pending(side=side, duty=duty)
    for number, paper in case.documents.items():
        unserved = paper.kind in SERVABLE and paper.state is DocumentState.MADE
        if unserved and not case.decided:
            yield Pending(side=Side.ACCEPTING, duty=Duty.SERVE, about=number)
    for paper in case.outstanding:
        route = Route(case.delivery.value) if case.delivery else Route.WINDOW
        author = _SIDES[AUTHORS[Kind.DELIVERED][route]]
        yield Pending(side=author, duty=Duty.DELIVER, about=paper.document.number)
    for parcel in case.underway:
        side = RECEIVER[parcel.leg] if parcel.leg else parcel.dispatcher.other
        yield Pending(side=side, duty=Duty.TAKE_IN_PARCEL, about=parcel.number)
    for holding in case.unsettled:
        at_window = holding.holder is HOLDER_AT[Side.ACCEPTING]
        side = Side.ACCEPTING if at_window else Side.HANDLING
        yield Pending(side=side, duty=Duty.MOVE_ORIGINAL, about=holding.code)
