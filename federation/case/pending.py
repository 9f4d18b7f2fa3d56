"""Who owes what next: read off a case, for lists and for the sheet a clerk looks at."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from federation.case.authors import AUTHORS, RECEIVER, Author, Route, Side, intake_side, rated_side
from federation.case.case import AGREED, Case
from federation.case.crossings import PERSONS
from federation.case.custody import HOLDER_AT, Holder
from federation.case.process import LicenceAsked
from federation.case.references import SERVABLE
from federation.case.states import (
    UNDECIDED,
    Archive,
    Arrival,
    DocumentState,
    Facet,
    Handling,
    Joint,
    Rating,
    State,
    Withdrawal,
)
from federation.case.terms import Kind
from federation.ids import MessageId


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
    REPLACE_ORIGINAL = "replace_original"
    SUPPLY_DEFERRED = "supply_deferred"
    RESUME = "resume"
    PAY = "pay"
    ANSWER = "answer"
    CHECK_LICENCE = "check_licence"
    VERIFY_RATING = "verify_rating"
    FIX_RATING = "fix_rating"
    ARCHIVE = "archive"
    REVIEW_LAPSE = "review_lapse"
    GATHER = "gather"
    END_JOINT = "end_joint"


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
    Duty.REPLACE_ORIGINAL: "原件丢失或缺件，商定补办、补制或撤回",
    Duty.SUPPLY_DEFERRED: "收取容缺后补材料",
    Duty.RESUME: "结束特别程序",
    Duty.PAY: "登记缴费",
    Duty.ANSWER: "答复会商",
    Duty.CHECK_LICENCE: "核验电子证照",
    Duty.VERIFY_RATING: "回访核实差评",
    Duty.FIX_RATING: "整改差评",
    Duty.ARCHIVE: "归档",
    Duty.REVIEW_LAPSE: "核对补交是否按期，决定是否作废逾期终结",
    Duty.GATHER: "汇总联办各地结果",
    Duty.END_JOINT: "联办已终止，退件；已准予的作废",
}

_ACCEPTANCE = frozenset({Duty.EXAMINE, Duty.ACCEPT_OR_NOT})
_BY_STATE: Mapping[Handling, tuple[Side, Duty]] = {
    Handling.SUBMITTED: (Side.HANDLING, Duty.SIGN_FOR),
    Handling.ARRIVED: (Side.HANDLING, Duty.EXAMINE),
    Handling.CORRECTING: (Side.ACCEPTING, Duty.CORRECT),
    Handling.CORRECTED: (Side.HANDLING, Duty.ACCEPT_OR_NOT),
    Handling.ACCEPTED: (Side.HANDLING, Duty.DECIDE),
}
_LOOK_INTO: Mapping[State, Duty] = {Rating.BAD: Duty.VERIFY_RATING, Rating.UPHELD: Duty.FIX_RATING}
_GONE = frozenset({Holder.LOST, Holder.MISSING})
_SIDES: Mapping[Author, Side] = {Author.ACCEPTING: Side.ACCEPTING, Author.HANDLING: Side.HANDLING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """One thing that waits: whose it is, what, and about which document, parcel or material."""

    side: Side
    duty: Duty
    about: str = ""


def pending(case: Case, *, moved: Container[Kind] = frozenset()) -> tuple[Pending, ...]:
    """List what waits, the organ's business first. Empty for a case that is over and archived, or not opened.

    Args:
        case: the case.
        moved: kinds whose authorship its agreement moved to the window (see `powers`).
    """
    return tuple(_pending(case, moved))


def left_to_persons(case: Case) -> tuple[tuple[MessageId, Side], ...]:
    """Crossings that no rule decides: the accepting act, and the end at which a person must."""
    return tuple(
        (row.message_id, PERSONS[code]) for row in case.rows for code in row.crossings if code in PERSONS
    )


def _pending(case: Case, moved: Container[Kind]) -> Iterator[Pending]:
    yield from _organ(case, moved)
    yield from _underway(case)
    yield from _handing_over(case)
    yield from _answers(case)
    yield from _originals(case)
    yield from _gone(case)
    yield from _closing(case)


def _organ(case: Case, moved: Container[Kind]) -> Iterator[Pending]:
    """The next step of the organ, or what it waits for; where it was moved to the window, the window's."""
    if case.withdrawal is Withdrawal.REQUESTED:
        yield Pending(side=Side.HANDLING, duty=Duty.ANSWER_WITHDRAWAL)
    elif case.suspension is not None and not case.decided:
        yield Pending(side=Side.HANDLING, duty=Duty.RESUME, about=case.suspension)
    elif _joint(case) is not None:
        yield from filter(None, (_joint(case),))
    elif case.handling in _BY_STATE:
        yield from _step(case, accepts=Side.ACCEPTING if Kind.ACCEPTED in moved else Side.HANDLING)


def _joint(case: Case) -> Pending | None:
    """What the joint case asks of this part: its lead gathers, and the organ ends what was stopped."""
    state = case.state(Facet.JOINT)
    if state is Joint.STOPPED and case.handling in AGREED | UNDECIDED - {Handling.SUBMITTED}:
        return Pending(side=Side.HANDLING, duty=Duty.END_JOINT)
    if state is Joint.GATHERING and case.handling in AGREED:
        return Pending(side=Side.ACCEPTING, duty=Duty.GATHER)
    return None


def _step(case: Case, *, accepts: Side) -> Iterator[Pending]:
    if case.state(Facet.ARRIVAL) is Arrival.UNSIGNED:
        yield Pending(side=Side.HANDLING, duty=Duty.SIGN_FOR)
        if case.handling is Handling.SUBMITTED and accepts is Side.ACCEPTING:
            yield Pending(side=accepts, duty=Duty.EXAMINE)
    if case.handling is not Handling.SUBMITTED:
        side, duty = _BY_STATE[case.handling]
        side = intake_side(case.mode) if duty is Duty.CORRECT else side
        yield Pending(side=accepts if duty in _ACCEPTANCE else side, duty=duty)


def _handing_over(case: Case) -> Iterator[Pending]:
    """Notices and results that the applicant has not got, and parcels under way."""
    for number, paper in case.documents.items():
        unserved = paper.kind in SERVABLE and paper.state is DocumentState.MADE
        if unserved and not case.decided:
            yield Pending(side=intake_side(case.mode), duty=Duty.SERVE, about=number)
    for paper in case.outstanding:
        route = Route(case.delivery.value) if case.delivery else Route.WINDOW
        author = _SIDES[AUTHORS[Kind.DELIVERED][route]]
        yield Pending(side=author, duty=Duty.DELIVER, about=paper.document.number)
    for parcel in case.underway:
        side = RECEIVER[parcel.leg] if parcel.leg else parcel.dispatcher.other
        yield Pending(side=side, duty=Duty.TAKE_IN_PARCEL, about=parcel.number)


def _originals(case: Case) -> Iterator[Pending]:
    """Originals that are not where they belong."""
    for holding in case.unsettled:
        at_window = holding.holder is HOLDER_AT[Side.ACCEPTING]
        side = Side.ACCEPTING if at_window else Side.HANDLING
        yield Pending(side=side, duty=Duty.MOVE_ORIGINAL, about=holding.code)


def _gone(case: Case) -> Iterator[Pending]:
    """Originals that were lost or not in the envelope, before the decision, and that nothing has replaced."""
    there = {holding.code for holding in case.custody if holding.holder not in _GONE}
    gone = dict.fromkeys(holding.code for holding in case.custody if holding.code not in there)
    for code in gone if not case.decided else ():
        side = Side.ACCEPTING if case.is_own_paper(code) else Side.HANDLING
        yield Pending(side=side, duty=Duty.REPLACE_ORIGINAL, about=code)


def _closing(case: Case) -> Iterator[Pending]:
    """What is left of a case that is over: a decision the crossings left to a person, and the file."""
    if case.state(Facet.ARCHIVE) is Archive.ARCHIVED:
        return
    if case.handling is Handling.LAPSED:
        for message_id, side in left_to_persons(case):
            yield Pending(side=side, duty=Duty.REVIEW_LAPSE, about=message_id)
    if case.ended:
        yield Pending(side=Side.HANDLING, duty=Duty.ARCHIVE)


def _underway(case: Case) -> Iterator[Pending]:
    """What stands between acceptance and issue."""
    for code in case.awaited:
        yield Pending(side=intake_side(case.mode), duty=Duty.SUPPLY_DEFERRED, about=code)
    for code in case.unpaid:
        yield Pending(side=Side.HANDLING, duty=Duty.PAY, about=code)


def _answers(case: Case) -> Iterator[Pending]:
    """What one end waits for from the other, and bad ratings."""
    for question in case.questions.values():
        if question.answer is None and not case.decided:
            duty = Duty.CHECK_LICENCE if isinstance(question.asked, LicenceAsked) else Duty.ANSWER
            yield Pending(side=question.side.other, duty=duty, about=question.message_id)
    for stage in case.ratings:
        state = case.state(Facet.RATING, stage)
        if state in _LOOK_INTO:
            yield Pending(side=rated_side(stage, case.mode), duty=_LOOK_INTO[state], about=stage)
