"""Clocks beyond the sheet: units, corrections of what was said, endings undone, cards, what is not computed."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timedelta

import pytest

from federation.calendars import Calendars, shipped
from federation.case import Side
from federation.case.choices import DayUnit, Finding, Result, Satisfaction, Stage, TimeUnit
from federation.case.clock import (
    CLOCK_TERMS,
    DAY_TERMS,
    STATE_WORDS,
    Card,
    ClockName,
    ClockState,
    Known,
    ReceiptBasis,
    Rules,
)
from federation.case.clocks import at_rest, deemed_accepted, due, withheld
from federation.case.events import Accepted, Arrived, Corrected, Finished
from federation.case.parts import Deferred
from federation.case.process import Extended, Rated, RatingVerified
from federation.days import BEIJING
from tests.worlds.acts import CORRECTION, ISSUED, served
from tests.worlds.case import MATERIALS, World, blob, document, submitted
from tests.worlds.process import LATER

A, H = Side.ACCEPTING, Side.HANDLING
CALENDARS = Calendars.of(shipped())
RULES = Rules(receipt_basis=ReceiptBasis.HANDLING_E)
GRANT = Finished(result=Result.GRANT, document=document("JD-1"))
PROMISE = Deferred(material=LATER, days=5, promise=blob("promise"))


def moment(text):
    """A time in Beijing; the hour is ten if none is given."""
    return datetime.fromisoformat(text if " " in text else f"{text} 10:00").replace(tzinfo=BEIJING)


class Story:
    """A case told day by day; every entry is receipted a minute after it was written."""

    def __init__(self):
        self.world, self.received, self.last = World(), {}, moment("2026-03-02")

    def tell(self, side, event, when, *, got=None, arrives=True, supersedes=None):
        """Write an act at a time; its message id."""
        self.last = moment(when)
        act = self.world.draw(side, event, at=self.last, supersedes=supersedes)
        self.world.verdict(side, act).enforce()
        self.world.put(side, act)
        if arrives:
            self.world.settle()
        self.received[act.message_id] = moment(got) if got else self.last + timedelta(minutes=1)
        return act.message_id

    def clocks(self, rules=RULES, *, now=None):
        """All clocks at a time, equal at both ends."""
        at = moment(now) if now else self.last + timedelta(minutes=2)
        known = Known(received=self.received, until=dict.fromkeys(Side, at), now=at)
        ours, theirs = (
            due(self.world.case(side), rules=rules, calendars=CALENDARS, known=known) for side in Side
        )
        assert ours == theirs
        return ours

    def clock(self, name, rules=RULES, *, now=None):
        """The last clock of this name."""
        return [one for one in self.clocks(rules, now=now) if one.name is name][-1]


def accepted(*, on="2026-03-04", days=10, deferred=()):
    """A case accepted on the day it came, a Wednesday without days off near."""
    story = Story()
    story.tell(A, submitted(), f"{on} 08:00")
    story.tell(H, Arrived(), f"{on} 09:00")
    story.tell(H, Accepted(document=document("SL-1"), promised_days=days, deferred=deferred), on)
    return story


@pytest.mark.parametrize(
    ("amount", "unit", "on", "last"),
    [
        (1, TimeUnit.MONTH, "2026-03-31", date(2026, 4, 30)),
        (3, TimeUnit.MONTH, "2026-03-12", date(2026, 6, 12)),
        (10, TimeUnit.MONTH, "2026-03-12", date(2027, 1, 12)),
        (24, TimeUnit.HOUR, "2026-03-12", date(2026, 3, 13)),
        (14, TimeUnit.HOUR, "2026-03-12", date(2026, 3, 12)),
        (15, TimeUnit.HOUR, "2026-03-12", date(2026, 3, 13)),
        (48, TimeUnit.HOUR, "2026-03-12", date(2026, 3, 16)),
        (0, TimeUnit.WORKING_DAY, "2026-03-12", date(2026, 3, 12)),
        (30, TimeUnit.CALENDAR_DAY, "2026-03-12", date(2026, 4, 13)),
    ],
)
def test_a_limit_in_any_unit(amount, unit, on, last):
    """Months to the day of their number or the month's last (民法典 202条), hours from the moment, none on a day off."""
    story = accepted(on=on)
    assert story.clock(ClockName.LEGAL, replace(RULES, legal=(amount, unit))).due == last


def test_an_extension_adds_working_days_to_any_limit():
    """42条 speaks of working days; a limit in months is not extended by months."""
    story = accepted()
    rules = replace(RULES, legal=(1, TimeUnit.MONTH))
    assert story.clock(ClockName.LEGAL, rules).due == date(2026, 4, 7)
    story.tell(H, Extended(days=2, approver="负责人", reason="复杂", document=document("YQ-1")), "2026-03-20")
    assert story.clock(ClockName.LEGAL, rules).due == date(2026, 4, 9)


def test_correcting_an_acceptance_does_not_make_it_later():
    """The limit runs from the day the case was accepted, not from the day its notice was put right."""
    story = accepted()
    first = story.world.case(H).documents["SL-1"].message_id
    before = story.clock(ClockName.PROMISED).due
    again = Accepted(document=document("SL-2"), promised_days=10)
    story.tell(H, again, "2026-03-09", supersedes=first)
    assert story.clock(ClockName.PROMISED).due == before == date(2026, 3, 18)
    assert story.clock(ClockName.NOTICE).state is ClockState.MET


def test_an_answer_to_a_notice_that_was_put_right_meanwhile_is_an_answer():
    """The organ corrects its notice while the correction is on the way: the applicant's clock has ended."""
    story = Story()
    story.tell(A, submitted(), "2026-03-02")
    story.tell(H, Arrived(), "2026-03-03")
    first = story.tell(H, CORRECTION, "2026-03-04")
    story.tell(A, replace(served(first), served_at=moment("2026-03-04 11:00")), "2026-03-04 11:00")
    second = story.tell(
        H, replace(CORRECTION, document=document("BZ-2")), "2026-03-05", arrives=False, supersedes=first
    )
    story.tell(A, Corrected(notice=first, materials=MATERIALS[:1]), "2026-03-05 11:00")
    story.tell(A, replace(served(second), served_at=moment("2026-03-06")), "2026-03-06")
    clock = story.clock(ClockName.CORRECTION)
    assert (clock.about, clock.state) == ("BZ-2", ClockState.MET)


def test_delivery_counts_from_the_last_ending():
    """A grant voided later: the voiding is a decision that must reach the applicant too."""
    story = accepted()
    story.tell(H, GRANT, "2026-03-10")
    assert story.clock(ClockName.DELIVERY).start == date(2026, 3, 10)
    story.tell(H, Finished(result=Result.VOIDED, reason="错发", document=document("ZF-1")), "2026-03-20")
    clock = story.clock(ClockName.DELIVERY)
    assert (clock.start, clock.state) == (date(2026, 3, 20), ClockState.RUNNING)


def test_what_may_follow_later_is_owed_until_the_result_is_issued():
    """After the grant the clock of a deferred material runs on: nothing is issued without it."""
    story = accepted(deferred=(PROMISE,))
    story.tell(H, GRANT, "2026-03-06")
    clock = story.clock(ClockName.DEFERRED, now="2026-03-12")
    assert (clock.due, clock.state, clock.card) == (date(2026, 3, 11), ClockState.OVERDUE, Card.RED)
    story.tell(H, Finished(result=Result.LAPSED, reason="容缺逾期", document=document("YQ-1")), "2026-03-13")
    assert story.clock(ClockName.DEFERRED).state is ClockState.DROPPED


@pytest.mark.parametrize(
    ("now", "left", "card"),
    [
        ("2026-03-16", 2, None),
        ("2026-03-17", 1, Card.YELLOW),
        ("2026-03-18", 0, Card.YELLOW),
        ("2026-03-19", -1, Card.RED),
    ],
)
def test_cards(now, left, card):
    """Yellow from the agreed days left on, red once it is late."""
    clock = accepted().clock(ClockName.PROMISED, now=now)
    assert (clock.left, clock.card) == (left, card)
    wider = accepted().clock(ClockName.PROMISED, replace(RULES, yellow=2), now=now)
    assert wider.card is (card or Card.YELLOW)


def test_a_late_end_keeps_its_red_card():
    """What was decided too late stays so, with the day on which it was."""
    story = accepted()
    story.tell(H, GRANT, "2026-03-20")
    clock = story.clock(ClockName.PROMISED)
    assert (clock.state, clock.ended, clock.card) == (ClockState.LATE, date(2026, 3, 20), Card.RED)


def test_without_a_receipt_basis_nothing_is_deemed():
    """No agreement says which day is that of receipt: the notice clock is withheld, and no silence counts."""
    story = Story()
    story.tell(A, submitted(), "2026-03-02")
    bare = replace(RULES, receipt_basis=None)
    case = story.world.case(A)
    assert withheld(case, bare) == (ClockName.NOTICE,)
    assert withheld(case, RULES) == ()
    assert withheld(World().case(A), bare) == ()
    assert [one.name for one in story.clocks(bare, now="2026-06-01")] == [ClockName.FORWARD]
    known = Known(received=story.received, until={}, now=moment("2026-06-01"))
    assert deemed_accepted(case, rules=bare, calendars=CALENDARS, known=known) is None
    assert deemed_accepted(case, rules=RULES, calendars=CALENDARS, known=known) == (date(2026, 3, 2), True)


def test_silence_becomes_firm():
    """视为受理: provisional until the silent end's log is known past the limit."""
    story = Story()
    story.tell(A, submitted(), "2026-03-02")
    case, found = story.world.case(A), []
    for until in ("2026-03-09", "2026-03-10"):
        known = Known(received=story.received, until={H: moment(until)}, now=moment("2026-03-20"))
        found.append(deemed_accepted(case, rules=RULES, calendars=CALENDARS, known=known))
    assert found == [(date(2026, 3, 2), True), (date(2026, 3, 2), False)]


def test_promised_in_calendar_days():
    """The unit of the promised limit is the item's."""
    rules = replace(RULES, promised_unit=DayUnit.CALENDAR_DAY)
    assert accepted().clock(ClockName.PROMISED, rules).due == date(2026, 3, 16)


def test_the_promise_says_its_own_unit():
    """Said with the acceptance it is that; two hours end at their minute, and are over a second later."""
    story = Story()
    story.tell(A, submitted(), "2026-03-04 08:00")
    story.tell(H, Arrived(), "2026-03-04 09:00")
    said = Accepted(document=document("SL-1"), promised_days=2, promised_unit=TimeUnit.HOUR)
    story.tell(H, said, "2026-03-04 10:00")
    for now, state, card in (
        ("2026-03-04 12:00:00", ClockState.RUNNING, Card.YELLOW),
        ("2026-03-04 12:00:01", ClockState.OVERDUE, Card.RED),
    ):
        clock = story.clock(ClockName.PROMISED, replace(RULES, promised_unit=DayUnit.CALENDAR_DAY), now=now)
        assert (clock.due_at, clock.state, clock.card) == (moment("2026-03-04 12:00"), state, card)
    story.tell(H, GRANT, "2026-03-04 12:00:01")
    assert story.clock(ClockName.PROMISED).state is ClockState.LATE


def test_a_case_with_an_open_bad_rating_does_not_rest():
    """Ended and answered for, no clock can run; a bad rating opens one again."""
    story = accepted()
    story.tell(H, GRANT, "2026-03-06")
    story.tell(H, ISSUED, "2026-03-06 11:00")
    for paper in ("JD-1", "ZZ-1"):
        assert not at_rest(story.world.case(A)), paper
    assert at_rest(World().case(A))
    rated = Rated(about=Stage.INTAKE, level=Satisfaction.VERY_DISSATISFIED, named=True)
    rating = story.tell(A, rated, "2026-03-09")
    assert story.clock(ClockName.RATING_VERIFY).due == date(2026, 3, 10)
    story.tell(A, RatingVerified(rating=rating, finding=Finding.COMPLEX, text="属实"), "2026-03-10")
    assert story.clock(ClockName.RATING_FIX).due == date(2026, 3, 31)


def test_every_clock_and_state_has_its_words():
    """Clocks, states and agreed days: one row each."""
    assert set(CLOCK_TERMS) == set(ClockName)
    assert set(STATE_WORDS) == set(ClockState)
    assert set(DAY_TERMS) == {one.name for one in fields(Rules) if one.type == "int"}
