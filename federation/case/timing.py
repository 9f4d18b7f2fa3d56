"""When things happened in a case, and how many days they leave: what every clock is read with (see `clocks`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar

from federation.calendars import Calendars, Counted
from federation.case.authors import Side
from federation.case.case import Case
from federation.case.choices import DayUnit, Mode, TimeUnit, Tracking
from federation.case.clock import (
    Card,
    Clock,
    ClockName,
    ClockState,
    Known,
    Late,
    ReceiptBasis,
    Rules,
    most_added,
)
from federation.case.events import Act, Finished, ParcelReceived, Submitted
from federation.case.process import Extended, ParcelTracked, Resumed, Suspended
from federation.case.terms import kind_of
from federation.days import BEIJING, day_of
from federation.ids import Locality, MessageId

_E = TypeVar("_E")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A special procedure: the decision's days stand from after the day it was told to the day it ended."""

    told: datetime
    ended: datetime | None

    @property
    def first(self) -> date:
        """The day it was told, which counts."""
        return day_of(self.told)

    @property
    def last(self) -> date | None:
        """The day it ended, which does not; None while it runs."""
        return day_of(self.ended) if self.ended is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A limit of the decision.

    Attributes:
        counted: its last day; None while a special procedure runs.
        extended: working days added.
        late: what came when it was over.
    """

    counted: Counted | None
    extended: int
    late: tuple[Late, ...]


@dataclass(frozen=True, slots=True)
class Timing:
    """One case, with what its clocks depend on."""

    case: Case
    rules: Rules
    calendars: Calendars
    known: Known

    # what happened, and when

    def acts(self, *kinds: type[_E]) -> list[tuple[Act, _E]]:
        """Acts of these kinds that took effect, in order."""
        return [(act, act.event) for act in self.case.effective if isinstance(act.event, kinds)]

    def first(self, *kinds: type) -> Act | None:
        """The first of them."""
        return next((act for act, _ in self.acts(*kinds)), None)

    def place(self, side: Side) -> Locality:
        """The locality of an end."""
        case_id = self.case.case_id
        return case_id.accepting if side is Side.ACCEPTING else case_id.handling

    def said(self, act: Act) -> datetime:
        """When a fact was first stated: correcting it makes it no later."""
        return self.case.said_at(act)

    def heard(self, act: Act) -> datetime | None:
        """When the other end first had it; None if that is not known yet."""
        times = (self.known.received.get(one) for one in self._stands_for(act.message_id))
        return min((at for at in times if at is not None), default=None)

    def _stands_for(self, message: MessageId) -> list[MessageId]:
        """A message and those whose place it took."""
        earlier = [one for one in self.case.superseded if self.case.latest(one) == message]
        return [message, *earlier]

    def counts_from(self, act: Act, side: Side) -> datetime | None:
        """When an act counts for a clock of ``side``: its own by its word, the other's by the receipt."""
        return self.said(act) if act.author == self.place(side) else self.heard(act)

    def receipt_day(self) -> date | None:
        """收到申请材料之日, by the agreement; None if it has not come, or nobody agreed which day it is."""
        submitted = self.first(Submitted)
        if submitted is None or self.rules.receipt_basis is None:
            return None
        if self.rules.receipt_basis is ReceiptBasis.HANDLING_PAPER and self.case.mode is not Mode.FULL_ONLINE:
            return self._paper_day()
        return self.complete_day(submitted)

    def complete_day(self, act: Act) -> date | None:
        """The day on which what an act of the intake brought counts as received by the organ.

        What the handling place took in itself 全程网办 it has received when it says so: at once.
        """
        window = self.rules.receipt_basis is ReceiptBasis.ACCEPTING
        at = self.said(act) if window else self.counts_from(act, Side.HANDLING)
        return day_of(at) if at is not None else None

    def _paper_day(self) -> date | None:
        """When the papers came: as the organ registers them, or as the courier says, whichever is earlier."""
        handling = self.place(Side.HANDLING)
        times = [self.said(act) for act, _ in self.acts(ParcelReceived) if act.author == handling]
        times += [
            event.tracked_at
            for act, event in self.acts(ParcelTracked)
            if act.author != handling and event.status in {Tracking.SIGNED, Tracking.SIGNED_BY_OTHER}
        ]
        return day_of(min(times)) if times else None

    def silent_past(self, side: Side, day: date) -> bool:
        """Whether an end's log is known past a day."""
        until = self.known.until.get(side)
        return until is not None and day_of(until) > day

    def standing(self) -> list[Stretch]:
        """The special procedures told, as far as the decision has not ended them."""
        ends = {self.case.latest(event.suspension): act for act, event in self.acts(Resumed)}
        decided = self.first(Finished)
        return [
            Stretch(self.said(act), self.said(end) if end is not None else None)
            for act, _ in self.acts(Suspended)
            for end in (ends.get(act.message_id, decided),)
        ]

    # counting

    def working(self, side: Side, start: date, days: int) -> Counted:
        """So many working days on an end's calendar."""
        return self.calendars.working_days(self.place(side), start, days)

    def days(self, side: Side, start: date, days: int, unit: DayUnit) -> Counted:
        """So many days of a kind on an end's calendar."""
        if unit is DayUnit.WORKING_DAY:
            return self.working(side, start, days)
        return self.calendars.calendar_days(self.place(side), start, days)

    def hours(self, side: Side, begin: datetime, amount: int) -> Counted:
        """So many hours from a moment on an end's calendar."""
        return self.calendars.until(self.place(side), begin + timedelta(hours=amount))

    def decision(self, start: date, amount: int, unit: TimeUnit, *, at: datetime | None) -> Decision:
        """The last day for the decision, with its extension (42条) and without special procedures (45条).

        What comes when the limit is over mends nothing, neither a special procedure nor an extension.

        Args:
            start: the day that is not counted.
            amount: how much time.
            unit: of what kind. Months end on the day of their number, or the month's last (民法典 202条).
            at: the moment hours are counted from; without one, the end of ``start``.
        """
        standing = self.standing()
        closed = sorted((one for one in standing if one.last is not None), key=lambda one: one.told)
        limit = self._limit(start, amount, unit, closed, at)
        more = sum(
            min(event.days, most_added(self.rules.legal))
            for act, event in self.acts(Extended)
            if limit.holds(self.said(act))
        )
        counted = self._working(limit, more, closed) if more else limit
        late = (*self._late(self.acts(Extended), limit), *self._late(self.acts(Suspended), counted))
        runs = any(counted.holds(one.told) for one in standing if one.last is None)
        return Decision(counted=None if runs else counted, extended=more, late=late)

    def _late(self, acts: Sequence[tuple[Act, Extended | Suspended]], limit: Counted) -> Iterator[Late]:
        """What was written when a limit was over."""
        for act, event in acts:
            said = self.said(act)
            if not limit.holds(said):
                yield Late(kind_of(event), event.document.number, day_of(said))

    def _limit(
        self, start: date, amount: int, unit: TimeUnit, standing: Sequence[Stretch], at: datetime | None
    ) -> Counted:
        """The last day of a limit without its extension."""
        if unit is TimeUnit.WORKING_DAY:
            return self._working(Counted(start, provisional=False), amount, standing)
        if unit is TimeUnit.HOUR:
            since = at or _over(start)
            return self._put_off(since + timedelta(hours=amount), standing, partial(_time_in, since))
        return self._put_off(_over(_ENDS[unit](start, amount)), standing, partial(_days_in, start))

    def _put_off(
        self, end: datetime, standing: Sequence[Stretch], lasted: Callable[[Stretch], timedelta]
    ) -> Counted:
        """A limit that ends at a moment, put off by the special procedures told before it was over.

        One told behind that moment, on the days off or the working day to which the limit moved, puts it off
        to the day on which it ended.

        Args:
            end: the moment; of a limit in days the end of its last day.
            standing: the procedures, the earliest told first.
            lasted: how long one stood.
        """
        place = self.place(Side.HANDLING)
        counted = self.calendars.until(place, end)
        for one in standing:
            if one.ended is None or not counted.holds(one.told):
                continue
            end = end + lasted(one) if one.told <= end else _over(day_of(one.ended))
            counted = self.calendars.until(place, end)
        return counted

    def _working(self, after: Counted, days: int, standing: Sequence[Stretch]) -> Counted:
        """Working days more, special procedures left out: one told on the last day puts that day off too."""
        place = self.place(Side.HANDLING)
        counted = self.calendars.working_days(place, after.day, days, stands=partial(_stands, standing))
        for one in standing:
            if one.last is not None and one.first == counted.day:
                counted = self.calendars.calendar_days(place, one.last, 0)
        return replace(counted, provisional=counted.provisional or after.provisional)

    def clock(
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
            state = ClockState.DROPPED if self.case.decided else ClockState.SUSPENDED
            return Clock(name=name, side=side, about=about, start=start, due=None, state=state)
        today = day_of(self.known.now)
        if ended is not None:
            state = ClockState.MET if counted.holds(ended) else ClockState.LATE
        elif self.case.decided and not runs_on:
            state = ClockState.DROPPED
        else:
            state = ClockState.RUNNING if counted.holds(self.known.now) else ClockState.OVERDUE
        live = state in LIVE
        left = self.calendars.between(self.place(side), today, counted.day) if live else None
        return Clock(
            name=name,
            side=side,
            about=about,
            start=start,
            due=counted.day,
            due_at=counted.at,
            ended=done,
            left=left,
            state=state,
            provisional=counted.provisional,
            card=self._card(state, left),
        )

    def _card(self, state: ClockState, left: int | None) -> Card | None:
        if state in {ClockState.OVERDUE, ClockState.LATE}:
            return Card.RED
        return Card.YELLOW if left is not None and left <= self.rules.yellow else None


def _stands(standing: Sequence[Stretch], day: date) -> bool:
    return any(one.last is not None and one.first < day <= one.last for one in standing)


LIVE = frozenset({ClockState.RUNNING, ClockState.OVERDUE})
"""States in which something is owed now."""


def _days_in(start: date, one: Stretch) -> timedelta:
    """Days that a procedure stood after a day."""
    return max(one.last or start, start) - max(one.first, start)


def _time_in(since: datetime, one: Stretch) -> timedelta:
    """The same to the minute."""
    return max(one.ended or since, since) - max(one.told, since)


def _over(day: date) -> datetime:
    """The end of a day."""
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING) + _DAY


def _after_days(start: date, amount: int) -> date:
    return start + amount * _DAY


def _after_months(start: date, amount: int) -> date:
    months = start.year * 12 + start.month - 1 + amount
    year, month = divmod(months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - _DAY).day
    return date(year, month + 1, min(start.day, last))


_ENDS = {TimeUnit.CALENDAR_DAY: _after_days, TimeUnit.MONTH: _after_months}
