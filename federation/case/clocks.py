"""Clocks 时限: what is owed by which day, read off a case alone, so that both cities count alike.

Laws: each clock runs on the calendar of the place that owes it. What one end does starts its own clock
by its own word; what the other end did counts from the co-signed receipt of it, not from a click: nobody
delays its own clock, and nobody dates another's back. A special procedure stands still in between (45条);
an extension adds (42条). Silence is derived, and provisional until the silent end's log is known past the
day. Once a case is decided nothing runs but what is owed after a decision: delivery, what may follow
later until the result is issued, and ratings. Articles without a name: 行政许可法.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime

from federation.calendars import Calendars, Counted
from federation.case.authors import Side, intake_side, rated_side
from federation.case.case import Case, Question
from federation.case.choices import Finding, TimeUnit
from federation.case.clock import Clock, ClockName, ClockState, Known, Rules
from federation.case.events import (
    Accepted,
    Act,
    Corrected,
    CorrectionRequested,
    Delivered,
    Finished,
    NotAccepted,
    NoticeServed,
    Submitted,
)
from federation.case.process import (
    Asked,
    DeferredSupplied,
    LicenceAsked,
    NotRequired,
    RatingVerified,
    Resumed,
    Suspended,
)
from federation.case.states import Facet, Rating
from federation.case.timing import Timing
from federation.days import day_of


def due(case: Case, *, rules: Rules, calendars: Calendars, known: Known) -> tuple[Clock, ...]:
    """All clocks of a case that have started, in the order of their names' table."""
    if not case.opened:
        return ()
    timing = Timing(case, rules, calendars, known)
    return tuple(clock for clocks in _CLOCKS for clock in clocks(timing))


def deemed_accepted(
    case: Case, *, rules: Rules, calendars: Calendars, known: Known
) -> tuple[date, bool] | None:
    """The day on which the case counts as accepted by silence 视为受理 (32条(四)), if it does.

    Returns:
        The day of receipt, and whether that is provisional; None if the organ has spoken in time, or may, or
        nobody agreed which day is that of receipt.
    """
    return _deemed(Timing(case, rules, calendars, known)) if case.opened else None


def withheld(case: Case, rules: Rules) -> tuple[ClockName, ...]:
    """Clocks that run in this case and cannot be computed: nobody agreed from which day they do."""
    return (ClockName.NOTICE,) if case.opened and rules.receipt_basis is None else ()


def at_rest(case: Case) -> bool:
    """Whether no clock can run until somebody writes something: the case has ended, and no bad rating is open."""
    open_rating = any(case.state(Facet.RATING, stage) in _OPEN_RATINGS for stage in case.ratings)
    return not case.opened or (case.ended and not open_rating)


_OPEN_RATINGS = frozenset({Rating.BAD, Rating.UPHELD})


def _forward(timing: Timing) -> Iterator[Clock]:
    submitted = timing.first(Submitted)
    if submitted is not None and intake_side(timing.case.mode) is Side.ACCEPTING:
        start = day_of(timing.said(submitted))
        counted = timing.working(Side.ACCEPTING, start, timing.rules.forward)
        yield timing.clock(ClockName.FORWARD, Side.ACCEPTING, start, counted, timing.heard(submitted))


def _notice(timing: Timing) -> Iterator[Clock]:
    start = timing.receipt_day()
    if start is None:
        return
    spoken = timing.first(CorrectionRequested, Accepted, NotAccepted, NotRequired, Finished)
    counted = timing.working(Side.HANDLING, start, timing.rules.notice)
    ended = timing.said(spoken) if spoken is not None else None
    clock = timing.clock(ClockName.NOTICE, Side.HANDLING, start, counted, ended)
    unproven = clock.state is ClockState.OVERDUE and not timing.silent_past(Side.HANDLING, counted.day)
    yield _provisional(clock) if unproven else clock


def _deemed(timing: Timing) -> tuple[date, bool] | None:
    for clock in _notice(timing):
        if clock.state in {ClockState.OVERDUE, ClockState.LATE}:
            return clock.start, clock.provisional
    return None


def _correction(timing: Timing) -> Iterator[Clock]:
    for act, event in timing.acts(CorrectionRequested):
        served = next((one for _, one in timing.acts(NoticeServed) if one.notice == act.message_id), None)
        if served is None:
            continue
        start, side = day_of(served.served_at), intake_side(timing.case.mode)
        counted = timing.days(side, start, event.days, timing.rules.correction_unit)
        answer = next(
            (
                one
                for one, said in timing.acts(Corrected)
                if timing.case.latest(said.notice) == act.message_id
            ),
            None,
        )
        ended = timing.said(answer) if answer is not None else None
        about = event.document.number
        yield timing.clock(ClockName.CORRECTION, side, start, counted, ended, about=about)


def _accepted_day(timing: Timing, accepted: Act | None) -> date | None:
    """受理之日: after a correction the day on which the materials were complete; by silence, of receipt.

    What was corrected must be accepted (32条(五)): the days run before the organ says so, else it could delay
    its own clock by not saying it.
    """
    silence, corrected = _deemed(timing), timing.first(Corrected)
    days = [
        silence[0] if silence else None,
        timing.complete_day(corrected) if corrected is not None else None,
        day_of(timing.said(accepted)) if accepted is not None else None,
    ]
    return min((day for day in days if day is not None), default=None)


def _decision(timing: Timing) -> Iterator[Clock]:
    accepted, silence = timing.first(Accepted), _deemed(timing)
    start = _accepted_day(timing, accepted)
    if start is None:
        return
    ended = timing.first(Finished)
    moment = (
        timing.said(accepted) if accepted is not None and day_of(timing.said(accepted)) == start else None
    )
    unproven = accepted is None and (silence is None or silence[1])
    for name, amount, unit in _limits(timing):
        found = timing.decision(start, amount, unit, at=moment)
        clock = timing.clock(name, Side.HANDLING, start, found.counted, timing.said(ended) if ended else None)
        clock = replace(clock, extended=found.extended, late=found.late)
        yield _provisional(clock) if unproven else clock


def _limits(timing: Timing) -> Iterator[tuple[ClockName, int, TimeUnit]]:
    for _, event in timing.acts(Accepted)[:1]:
        if event.promised_days:
            unit = event.promised_unit or TimeUnit(timing.rules.promised_unit)
            yield ClockName.PROMISED, event.promised_days, unit
    if timing.rules.legal is not None:
        yield ClockName.LEGAL, *timing.rules.legal


def _procedure(timing: Timing) -> Iterator[Clock]:
    ends = {timing.case.latest(event.suspension): timing.said(act) for act, event in timing.acts(Resumed)}
    for act, event in timing.acts(Suspended):
        start = day_of(timing.said(act))
        counted = timing.days(Side.HANDLING, start, event.days, event.unit)
        ended = ends.get(act.message_id)
        about = event.document.number
        yield timing.clock(ClockName.PROCEDURE, Side.HANDLING, start, counted, ended, about=about)


def _delivery(timing: Timing) -> Iterator[Clock]:
    """From the last ending: what is voided or lapsed after a grant is a decision of its own to be delivered."""
    ended = [act for act, _ in timing.acts(Finished, NotAccepted, NotRequired)]
    if not ended:
        return
    decided = timing.said(ended[-1])
    counted = timing.working(Side.HANDLING, day_of(decided), timing.rules.delivery)
    given = [act.at for act, _ in timing.acts(Delivered, NoticeServed) if act.at >= decided]
    done = None if timing.case.outstanding else max(given, default=decided)
    yield timing.clock(ClockName.DELIVERY, Side.HANDLING, day_of(decided), counted, done, runs_on=True)


def _deferred(timing: Timing) -> Iterator[Clock]:
    accepted = timing.first(Accepted)
    side = intake_side(timing.case.mode)
    started = timing.counts_from(accepted, side) if accepted is not None else None
    if started is None:
        return
    supplied = {
        material.code: timing.said(act)
        for act, event in timing.acts(DeferredSupplied)
        for material in event.materials
    }
    for code, one in timing.case.deferred.items():
        counted = timing.working(side, day_of(started), one.days)
        yield timing.clock(
            ClockName.DEFERRED,
            side,
            day_of(started),
            counted,
            supplied.get(code),
            about=code,
            runs_on=code in timing.case.awaited,
        )


def _questions(timing: Timing) -> Iterator[Clock]:
    for question in timing.case.questions.values():
        side, heard = question.side.other, timing.known.received.get(question.message_id)
        if heard is not None:
            name, counted = _answer(timing, question, side, heard)
            yield timing.clock(
                name, side, day_of(heard), counted, question.answered_at, about=question.message_id
            )


def _answer(timing: Timing, question: Question, side: Side, heard: datetime) -> tuple[ClockName, Counted]:
    match question.asked:
        case LicenceAsked():
            return ClockName.LICENCE, timing.working(side, day_of(heard), timing.rules.licence)
        case Asked(days=hours, unit=TimeUnit.HOUR):
            return ClockName.ANSWER, timing.hours(side, heard, hours)
        case Asked(days=days):
            return ClockName.ANSWER, timing.working(side, day_of(heard), days)


def _ratings(timing: Timing) -> Iterator[Clock]:
    acts = {act.message_id: act for act in timing.case.effective}
    for stage, rating in timing.case.ratings.items():
        side, act = rated_side(stage, timing.case.mode), acts.get(rating.message_id)
        heard = timing.counts_from(act, side) if act is not None and rating.bad else None
        if heard is None:
            continue
        for name, start, days, ended in (
            (ClockName.RATING_VERIFY, heard, timing.rules.verify, rating.verified_at),
            (
                ClockName.RATING_FIX,
                rating.verified_at,
                _fix_days(rating.verified, timing.rules),
                rating.fixed_at,
            ),
        ):
            if start is not None and days is not None:
                counted = timing.working(side, day_of(start), days)
                yield timing.clock(name, side, day_of(start), counted, ended, about=stage, runs_on=True)


def _fix_days(verified: RatingVerified | None, rules: Rules) -> int | None:
    """Days to put right what was found; None where nothing is to be."""
    days = {Finding.CLEAR: rules.fix, Finding.COMPLEX: rules.fix_complex}
    return days.get(verified.finding) if verified is not None else None


def _provisional(clock: Clock) -> Clock:
    return replace(clock, provisional=True)


_CLOCKS: tuple[Callable[[Timing], Iterator[Clock]], ...] = (
    _forward,
    _notice,
    _correction,
    _decision,
    _procedure,
    _delivery,
    _deferred,
    _questions,
    _ratings,
)
