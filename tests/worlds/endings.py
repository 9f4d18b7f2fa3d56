"""One plain way to bring any case to its end: whoever owes something does the simplest thing that pays it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from federation.case import Case, Duty, Holder, Pending, Side, pending
from federation.case.case import AGREED
from federation.case.choices import Delivery, Disposition, Finding, Leg, LicenceState, Result, ServedBy, Stage
from federation.case.events import (
    Accepted,
    Arrived,
    Delivered,
    Event,
    Finished,
    NoticeServed,
    ParcelLost,
    ParcelReceived,
    ParcelSent,
)
from federation.case.parts import Material, Paper
from federation.case.process import (
    Answered,
    Archived,
    DeferredSupplied,
    FeePaid,
    LicenceAnswered,
    RatingFixed,
    RatingVerified,
    Resumed,
)
from federation.ids import Digest, MessageId, ParcelNo
from tests.worlds.case import START, World, blob, document
from tests.worlds.modes import STOP


def bring_to_end(world: World, *, rounds: int = 40) -> World:
    """Pay what is owed, one thing at a time, everything delivered in between.

    Raises:
        AssertionError: if the case has not ended after so many rounds.
    """
    world.settle()
    for number in range(rounds):
        case = world.case(Side.HANDLING)
        left = pending(case, moved=world.moved(case))
        if not left:
            return world
        owed = left[0]
        for side, event in _PAY[owed.duty](case, owed, number):
            if not world.write(side, event).admitted:
                world.must(*_give_up(case, owed))
            world.settle()
    raise AssertionError(case.handling, pending(case))


Payment = Iterator[tuple[Side, Event]]


def _sign(_case: Case, _owed: Pending, _number: int) -> Payment:
    yield Side.HANDLING, Arrived()


def _give_back(_case: Case, _owed: Pending, number: int) -> Payment:
    yield Side.HANDLING, Finished(result=Result.RETURN, reason="理由", document=document(f"END-{number}"))


def _accept(_case: Case, owed: Pending, number: int) -> Payment:
    yield owed.side, Accepted(document=document(f"END-{number}"), promised_days=1)


def _decide(_case: Case, _owed: Pending, number: int) -> Payment:
    yield Side.HANDLING, Finished(result=Result.DENY, reason="理由", document=document(f"END-{number}"))


def _void(_case: Case, _owed: Pending, number: int) -> Payment:
    yield Side.HANDLING, Finished(result=Result.VOIDED, reason="按期补交", document=document(f"END-{number}"))


def _agree(_case: Case, _owed: Pending, _number: int) -> Payment:
    yield Side.HANDLING, Finished(result=Result.WITHDRAWN, reason="同意")


def _stop(_case: Case, owed: Pending, _number: int) -> Payment:
    yield owed.side, STOP


def _end_joint(case: Case, owed: Pending, number: int) -> Payment:
    yield from (_void if case.handling in AGREED else _give_back)(case, owed, number)


def _serve(case: Case, owed: Pending, _number: int) -> Payment:
    notice = case.documents[owed.about].message_id
    yield (
        owed.side,
        NoticeServed(notice=notice, by=ServedBy.WINDOW, to_applicant=True, served_at=START),
    )


def _deliver(case: Case, owed: Pending, number: int) -> Payment:
    if case.delivery is Delivery.WINDOW:
        if not case.held(owed.about, Holder.ACCEPTING):
            yield from _post(Leg.H2W, owed.about, number)
            yield Side.ACCEPTING, _arrival(owed.about, number)
        yield Side.ACCEPTING, Delivered(documents=(owed.about,), to_applicant=True)
        return
    yield from _post(Leg.H2A, owed.about, number)
    yield (
        Side.HANDLING,
        Delivered(documents=(owed.about,), to_applicant=True, parcel=_number(number), proof=blob("proof")),
    )


def _take_in(case: Case, owed: Pending, _number: int) -> Payment:
    parcel = next(one for one in case.underway if one.number == owed.about)
    event = ParcelReceived(carrier=parcel.carrier, number=parcel.number, papers=parcel.sent)
    yield owed.side, event


def _give_up(case: Case, owed: Pending) -> tuple[Side, Event]:
    """Two ends used one number at once, so the receiver cannot tell which came: the sender gives it up."""
    parcel = next(one for one in case.underway if one.number == owed.about)
    return parcel.dispatcher, ParcelLost(carrier=parcel.carrier, number=parcel.number, note="单号重复")


def _move_on(_case: Case, owed: Pending, number: int) -> Payment:
    if owed.side is Side.ACCEPTING:
        yield Side.ACCEPTING, Delivered(documents=(owed.about,), to_applicant=True)
        return
    yield from _post(Leg.H2W, owed.about, number)
    yield Side.ACCEPTING, _arrival(owed.about, number)


def _post(leg: Leg, code: str, number: int) -> Payment:
    papers = (Paper(code=code, original=True),)
    yield Side.HANDLING, ParcelSent(carrier="ems", number=_number(number), leg=leg, papers=papers)


def _arrival(code: str, number: int) -> ParcelReceived:
    return ParcelReceived(carrier="ems", number=_number(number), papers=(Paper(code=code, original=True),))


def _number(number: int) -> ParcelNo:
    return ParcelNo(f"97{number:011d}")


def _resume(_case: Case, owed: Pending, _number: int) -> Payment:
    yield Side.HANDLING, Resumed(suspension=MessageId(owed.about), outcome="完成")


def _supply(_case: Case, owed: Pending, _number: int) -> Payment:
    material = Material(code=owed.about, disposition=Disposition.COPY, files=(blob("later"),))
    yield owed.side, DeferredSupplied(materials=(material,))


def _pay(_case: Case, owed: Pending, _number: int) -> Payment:
    yield Side.HANDLING, FeePaid(code=owed.about, paid_at=START)


def _answer(_case: Case, owed: Pending, _number: int) -> Payment:
    yield owed.side, Answered(question=MessageId(owed.about), text="是")


def _check(_case: Case, owed: Pending, _number: int) -> Payment:
    yield owed.side, LicenceAnswered(question=MessageId(owed.about), state=LicenceState.VALID)


def _verify(case: Case, owed: Pending, _number: int) -> Payment:
    rating = case.ratings[Stage(owed.about)].message_id
    yield owed.side, RatingVerified(rating=rating, finding=Finding.MISTAKEN, text="误评")


def _fix(case: Case, owed: Pending, _number: int) -> Payment:
    yield owed.side, RatingFixed(rating=case.ratings[Stage(owed.about)].message_id, text="已整改")


def _archive(_case: Case, _owed: Pending, number: int) -> Payment:
    packet = Digest.of(bytes(32))
    yield Side.HANDLING, Archived(number=f"2026-{number:04d}", retention="10年", packet=packet)


_PAY: Mapping[Duty, Callable[[Case, Pending, int], Payment]] = {
    Duty.SIGN_FOR: _sign,
    Duty.EXAMINE: _accept,
    Duty.CORRECT: _give_back,
    Duty.ACCEPT_OR_NOT: _accept,
    Duty.DECIDE: _decide,
    Duty.ANSWER_WITHDRAWAL: _agree,
    Duty.SERVE: _serve,
    Duty.DELIVER: _deliver,
    Duty.TAKE_IN_PARCEL: _take_in,
    Duty.MOVE_ORIGINAL: _move_on,
    Duty.REPLACE_ORIGINAL: _give_back,
    Duty.RESUME: _resume,
    Duty.SUPPLY_DEFERRED: _supply,
    Duty.PAY: _pay,
    Duty.ANSWER: _answer,
    Duty.CHECK_LICENCE: _check,
    Duty.VERIFY_RATING: _verify,
    Duty.FIX_RATING: _fix,
    Duty.ARCHIVE: _archive,
    Duty.REVIEW_LAPSE: _void,
    Duty.GATHER: _stop,
    Duty.END_JOINT: _end_joint,
}
