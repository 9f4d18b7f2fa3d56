"""Clocks 时限: what is owed by which day, read off a case alone, so that both cities count alike.

Laws: each clock runs on the calendar of the place that owes it. What one end does starts its own clock
by its own word; what the other end did counts from the co-signed receipt of it, not from a click: nobody
delays its own clock, and nobody dates another's back. A special procedure stands still in between (45条);
an extension adds (42条). Silence is derived, and provisional until the silent end's log is known past the
day. No clock runs in a case that has ended. Articles without a name: 行政许可法.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from federation.calendars import Calendars, Counted
from federation.case.authors import RATED_SIDE, Side
from federation.case.case import Case, Question
from federation.case.choices import DayUnit, Finding, Tracking
from federation.case.clock import Card, Clock, ClockName, ClockState, Known, ReceiptBasis, Rules
from federation.case.events import (
    Accepted,
    Act,
    Corrected,
    CorrectionRequested,
    Delivered,
    Finished,
    NotAccepted,
    NoticeServed,
    ParcelReceived,
    Submitted,
)
from federation.case.process import (
    Asked,
    DeferredSupplied,
    Extended,
    LicenceAsked,
    NotRequired,
    ParcelTracked,
    Resumed,
    Suspended,
)
from federation.days import day_of
from federation.ids import Locality

_E = TypeVar("_E")


def due(case: Case, *, rules: Rules, calendars: Calendars, known: Known) -> tuple[Clock, ...]:
    """All clocks of a case that have started, in the order of their names' table."""
    if not case.opened:
        return ()
    return tuple(_Reader(case, rules, calendars, known).clocks())


def deemed_accepted(
    case: Case, *, rules: Rules, calendars: Calendars, known: Known
) -> tuple[date, bool] | None:
    """The day on which the case counts as accepted by silence 视为受理 (32条(四)), if it does.

    Returns:
        The day of receipt, and whether that is provisional; None if the organ has spoken in time, or may.
    """
    if not case.opened:
        return None
    return _Reader(case, rules, calendars, known).deemed()


@dataclass(slots=True)
class _Reader:
    """Reads the clocks of one case."""

    case: Case
    rules: Rules
    calendars: Calendars
    known: Known

    def clocks(self) -> Iterator[Clock]:
        """Every clock that has started."""
        yield from self._forward()
        yield from self._notice()
        yield from self._correction()
        yield from self._decision()
        yield from self._procedure()
        yield from self._delivery()
        yield from self._deferred()
        yield from self._questions()
        yield from self._ratings()

    # what happened, and when

    def _acts(self, *kinds: type[_E]) -> list[tuple[Act, _E]]:
        return [(act, act.event) for act in self.case.effective if isinstance(act.event, kinds)]

    def _first(self, *kinds: type) -> Act | None:
        return next((act for act, _ in self._acts(*kinds)), None)

    def _place(self, side: Side) -> Locality:
        case_id = self.case.case_id
        return case_id.accepting if side is Side.ACCEPTING else case_id.handling

    def _by(self, act: Act, side: Side) -> datetime | None:
        """When an act counts for a clock of ``side``: its own by its word, the other's by the receipt."""
        if act.author == self._place(side):
            return act.at
        return self.known.received.get(act.message_id)

    def _receipt_day(self) -> date | None:
        """收到申请材料之日, by the agreement."""
        submitted = self._first(Submitted)
        if submitted is None:
            return None
        if self.rules.receipt_basis is ReceiptBasis.ACCEPTING:
            return day_of(submitted.at)
        arrived = self.known.received.get(submitted.message_id)
        if self.rules.receipt_basis is ReceiptBasis.HANDLING_E:
            return day_of(arrived) if arrived else None
        return self._paper_day()

    def _paper_day(self) -> date | None:
        """When the papers came: as the organ registers them, or as the courier says, whichever is earlier."""
        handling = self._place(Side.HANDLING)
        times = [act.at for act, _ in self._acts(ParcelReceived) if act.author == handling]
        times += [
            event.tracked_at
            for act, event in self._acts(ParcelTracked)
            if act.author != handling and event.status in {Tracking.SIGNED, Tracking.SIGNED_BY_OTHER}
        ]
        return day_of(min(times)) if times else None

    # the clocks

    def _forward(self) -> Iterator[Clock]:
        submitted = self._first(Submitted)
        if submitted is not None:
            arrived = self.known.received.get(submitted.message_id)
            counted = self._working(Side.ACCEPTING, day_of(submitted.at), self.rules.forward)
            yield self._clock(ClockName.FORWARD, Side.ACCEPTING, day_of(submitted.at), counted, arrived)

    def _spoken(self) -> Act | None:
        return self._first(CorrectionRequested, Accepted, NotAccepted, NotRequired, Finished)

    def _notice(self) -> Iterator[Clock]:
        start = self._receipt_day()
        if start is None:
            return
        spoken = self._spoken()
        counted = self._working(Side.HANDLING, start, self.rules.notice)
        clock = self._clock(
            ClockName.NOTICE, Side.HANDLING, start, counted, spoken.at if spoken is not None else None
        )
        unproven = clock.state is ClockState.OVERDUE and not self._silent_past(Side.HANDLING, counted.day)
        yield _provisional(clock) if unproven else clock

    def deemed(self) -> tuple[date, bool] | None:
        """See `deemed_accepted`."""
        for clock in self._notice():
            if clock.state in {ClockState.OVERDUE, ClockState.LATE}:
                return clock.start, clock.provisional
        return None

    def _silent_past(self, side: Side, day: date) -> bool:
        until = self.known.until.get(side)
        return until is not None and day_of(until) > day

    def _correction(self) -> Iterator[Clock]:
        for act, event in self._acts(CorrectionRequested):
            served = next((one for _, one in self._acts(NoticeServed) if one.notice == act.message_id), None)
            if served is None:
                continue
            start = day_of(served.served_at)
            counted = self._days(Side.ACCEPTING, start, event.days, self.rules.correction_unit)
            answer = next((one for one, said in self._acts(Corrected) if said.notice == act.message_id), None)
            yield self._clock(
                ClockName.CORRECTION,
                Side.ACCEPTING,
                start,
                counted,
                answer.at if answer else None,
                about=event.document.number,
            )

    def _accepted_day(self) -> date | None:
        """受理之日: after a correction the day on which the materials were complete; by silence, of receipt."""
        accepted = self._first(Accepted)
        silence = self.deemed()
        if accepted is None:
            return silence[0] if silence else None
        corrected = self._first(Corrected)
        complete = self._by(corrected, Side.HANDLING) if corrected is not None else None
        days = [day_of(complete)] if complete else []
        if silence is not None:
            days.append(silence[0])
        return min([day_of(accepted.at), *days])

    def _decision(self) -> Iterator[Clock]:
        start = self._accepted_day()
        if start is None:
            return
        ended = self._first(Finished)
        provisional = bool(self._first(Accepted) is None and (deemed := self.deemed()) and deemed[1])
        for name, limit in self._limits():
            counted = self._stopped(start, *limit)
            clock = self._clock(name, Side.HANDLING, start, counted, ended.at if ended else None)
            yield _provisional(clock) if provisional else clock

    def _limits(self) -> Iterator[tuple[ClockName, tuple[int, DayUnit]]]:
        more = sum(event.days for _, event in self._acts(Extended))
        for _, event in self._acts(Accepted)[:1]:
            if event.promised_days:
                yield ClockName.PROMISED, (event.promised_days + more, self.rules.promised_unit)
        if self.rules.legal is not None:
            days, unit = self.rules.legal
            yield ClockName.LEGAL, (days + more, unit)

    def _standing(self) -> list[tuple[date, date | None]]:
        """The stretches in which the decision's clock stands: from after the first day to the last."""
        ends = {event.suspension: day_of(act.at) for act, event in self._acts(Resumed)}
        decided = self._first(Finished)
        last = day_of(decided.at) if decided else None
        return [(day_of(act.at), ends.get(act.message_id, last)) for act, _ in self._acts(Suspended)]

    def _stopped(self, start: date, days: int, unit: DayUnit) -> Counted | None:
        """Counted with the special procedures left out; None while one runs."""
        standing = self._standing()
        if any(end is None for _, end in standing):
            return None

        def stands(day: date) -> bool:
            return any(first < day <= last for first, last in standing if last is not None)

        if unit is DayUnit.WORKING_DAY:
            return self.calendars.working_days(self._place(Side.HANDLING), start, days, stands=stands)
        still = sum((last - max(first, start)).days for first, last in standing if last and last > start)
        return self.calendars.calendar_days(self._place(Side.HANDLING), start, days + still)

    def _procedure(self) -> Iterator[Clock]:
        ends = {event.suspension: act.at for act, event in self._acts(Resumed)}
        for act, event in self._acts(Suspended):
            start = day_of(act.at)
            counted = self._days(Side.HANDLING, start, event.days, event.unit)
            yield self._clock(
                ClockName.PROCEDURE,
                Side.HANDLING,
                start,
                counted,
                ends.get(act.message_id),
                about=event.document.number,
            )

    def _delivery(self) -> Iterator[Clock]:
        decided = self._first(Finished, NotAccepted, NotRequired)
        if decided is None:
            return
        start = day_of(decided.at)
        counted = self._working(Side.HANDLING, start, self.rules.delivery)
        given = [act.at for act, _ in self._acts(Delivered, NoticeServed) if act.at >= decided.at]
        done = None if self.case.outstanding else max(given, default=decided.at)
        yield self._clock(ClockName.DELIVERY, Side.HANDLING, start, counted, done, runs_on=True)

    def _deferred(self) -> Iterator[Clock]:
        accepted = self._first(Accepted)
        supplied = {
            material.code: act.at
            for act, event in self._acts(DeferredSupplied)
            for material in event.materials
        }
        for code, one in self.case.deferred.items():
            started = self._by(accepted, Side.ACCEPTING) if accepted else None
            if started is None:
                continue
            counted = self._working(Side.ACCEPTING, day_of(started), one.days)
            yield self._clock(
                ClockName.DEFERRED, Side.ACCEPTING, day_of(started), counted, supplied.get(code), about=code
            )

    def _questions(self) -> Iterator[Clock]:
        for question in self.case.questions.values():
            side = question.side.other
            heard = self.known.received.get(question.message_id)
            if heard is None:
                continue
            name, days = _answer_days(question, self.rules)
            counted = self._working(side, day_of(heard), days)
            yield self._clock(
                name, side, day_of(heard), counted, question.answered_at, about=question.message_id
            )

    def _ratings(self) -> Iterator[Clock]:
        for stage, rating in self.case.ratings.items():
            side = RATED_SIDE[stage]
            act = next((act for act in self.case.effective if act.message_id == rating.message_id), None)
            heard = self._by(act, side) if act is not None and rating.bad else None
            if heard is None:
                continue
            counted = self._working(side, day_of(heard), self.rules.verify)
            yield self._clock(
                ClockName.RATING_VERIFY,
                side,
                day_of(heard),
                counted,
                rating.verified_at,
                about=stage,
                runs_on=True,
            )
            if rating.verified is None or rating.verified_at is None:
                continue
            days = _FIX_DAYS.get(rating.verified.finding)
            if days is not None:
                start = day_of(rating.verified_at)
                counted = self._working(side, start, getattr(self.rules, days))
                yield self._clock(
                    ClockName.RATING_FIX, side, start, counted, rating.fixed_at, about=stage, runs_on=True
                )

    # counting

    def _working(self, side: Side, start: date, days: int) -> Counted:
        return self.calendars.working_days(self._place(side), start, days)

    def _days(self, side: Side, start: date, days: int, unit: DayUnit) -> Counted:
        if unit is DayUnit.WORKING_DAY:
            return self._working(side, start, days)
        return self.calendars.calendar_days(self._place(side), start, days)

    def _clock(
        self,
        name: ClockName,
        side: Side,
        start: date,
        counted: Counted | None,
        ended: datetime | None,
        *,
        about: str = "",
        runs_on: bool = False,
    ) -> Clock:
        """A clock as it stands now; one that does not ``run_on`` is dropped when the case is decided."""
        done = day_of(ended) if ended is not None else None
        if counted is None:
            return Clock(name=name, side=side, about=about, start=start, due=None, state=ClockState.SUSPENDED)
        today = day_of(self.known.now)
        if done is not None:
            state = ClockState.MET if done <= counted.day else ClockState.LATE
        elif self.case.decided and not runs_on:
            state = ClockState.DROPPED
        else:
            state = ClockState.RUNNING if today <= counted.day else ClockState.OVERDUE
        live = state in {ClockState.RUNNING, ClockState.OVERDUE}
        left = self.calendars.between(self._place(side), today, counted.day) if live else None
        return Clock(
            name=name,
            side=side,
            about=about,
            start=start,
            due=counted.day,
            ended=done,
            left=left,
            state=state,
            provisional=counted.provisional,
            card=_card(state, left, self.rules),
        )


_FIX_DAYS: Mapping[Finding, str] = {Finding.CLEAR: "fix", Finding.COMPLEX: "fix_complex"}


def _answer_days(question: Question, rules: Rules) -> tuple[ClockName, int]:
    match question.asked:
        case LicenceAsked():
            return ClockName.LICENCE, rules.licence
        case Asked(days=days):
            return ClockName.ANSWER, days


def _card(state: ClockState, left: int | None, rules: Rules) -> Card | None:
    if state in {ClockState.OVERDUE, ClockState.LATE}:
        return Card.RED
    return Card.YELLOW if left is not None and left <= rules.yellow else None


def _provisional(clock: Clock) -> Clock:
    return replace(clock, provisional=True)
