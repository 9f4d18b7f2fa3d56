"""Clocks over random lives of a case: the same at both ends, never before their start, none where nothing is owed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from federation.calendars import Calendars, shipped
from federation.case import Case, Side
from federation.case.choices import TimeUnit
from federation.case.clock import Card, ClockName, ClockState, Known, Rules, exceeds
from federation.case.clocks import at_rest, deemed_accepted, due, withheld
from federation.case.events import Accepted, Arrived
from federation.case.timing import LIVE
from federation.days import day_of
from tests.worlds.case import START, World, document, submitted
from tests.worlds.endings import bring_to_end
from tests.worlds.lives import Life, lives, rules
from tests.worlds.tier import drawn

CALENDARS = Calendars.of(shipped())
AFTER_DECISION = {
    ClockName.DELIVERY,
    ClockName.DEFERRED,
    ClockName.RATING_VERIFY,
    ClockName.RATING_FIX,
}
RATINGS = {ClockName.RATING_VERIFY, ClockName.RATING_FIX}
lived = settings(
    max_examples=drawn(48),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def clocks(case: Case, life: Life, said: Rules, *, ahead: int = 0):
    """All clocks of a case, so many days later."""
    return due(case, rules=said, calendars=CALENDARS, known=life.known(ahead=ahead))


def check(life: Life, said: Rules) -> None:
    """All laws of clocks at one moment."""
    life.settle()
    ours, theirs = (life.world.case(side) for side in Side)
    found = clocks(ours, life, said)
    assert found == clocks(theirs, life, said)
    for ahead in (0, 3, 200):
        for clock in clocks(ours, life, said, ahead=ahead):
            now = life.known(ahead=ahead).now
            today = day_of(now)
            assert clock.due is None or clock.start <= clock.due
            assert clock.due_at is None or day_of(clock.due_at) == clock.due
            assert clock.due is None or all(one.on >= clock.due for one in clock.late)
            assert (clock.left is None) is (clock.state not in LIVE)
            assert (clock.due is None) is (
                clock.state is ClockState.SUSPENDED
            ) or clock.state is ClockState.DROPPED
            if clock.state in LIVE and clock.due is not None:
                over = now > clock.due_at if clock.due_at is not None else today > clock.due
                assert (clock.state is ClockState.OVERDUE) is over
                assert (clock.card is Card.RED) is over
                assert not ours.decided or clock.name in AFTER_DECISION
                assert not ours.ended or clock.name in RATINGS
                assert not at_rest(ours)
    if withheld(ours, said):
        assert said.receipt_basis is None
        assert ClockName.NOTICE not in {clock.name for clock in found}
        assert deemed_accepted(ours, rules=said, calendars=CALENDARS, known=life.known()) is None


@lived
@given(lives(), rules())
def test_the_laws_of_clocks(life, said):
    """Equal at both ends; due no earlier than the start; after the decision only what is owed after it."""
    check(life, said)


@pytest.mark.slow
@settings(lived, max_examples=600)
@given(lives(), rules())
def test_the_laws_of_clocks_over_many_lives(life, said):
    """The same over many more lives."""
    check(life, said)


@settings(lived, max_examples=drawn(15))
@given(lives(), rules(), st.integers(0, 400))
def test_no_clock_runs_in_an_ended_case(life, said, ahead):
    """Brought to its end, a case has no clock that runs, however long one waits."""
    bring_to_end(life.world)
    for placed in (one for log in life.world.logs.values() for one in log):
        life.received.setdefault(placed.act.message_id, placed.act.at)
    case = life.world.case(Side.ACCEPTING)
    assert at_rest(case)
    assert [one.name for one in clocks(case, life, said, ahead=ahead) if one.state in LIVE] == []


@lived
@given(lives(), rules())
def test_a_wait_moves_no_limit(life, said):
    """A limit, once it has one, stays the day it is while nobody writes; a silence only becomes firm."""
    life.settle()
    case = life.world.case(Side.HANDLING)
    before = {(one.name, one.about): one for one in clocks(case, life, said)}
    after = {(one.name, one.about): one for one in clocks(case, life, said, ahead=2)}
    assert before.keys() <= after.keys()
    assert {key for key, one in before.items() if after[key].due != one.due} == set()


LIMITS = st.tuples(st.integers(1, 90), st.sampled_from(TimeUnit))


@settings(lived, max_examples=drawn(100))
@given(LIMITS, LIMITS, st.integers(0, 330))
def test_a_promise_that_is_refused_would_never_have_ended_before_the_legal_limit(promised, legal, days):
    """What is called longer than the law on every calendar ends no earlier, whatever the day of the acceptance."""
    assume(exceeds(promised, legal))
    world = World(later=dict.fromkeys(Side, timedelta(days=days)))
    said = Accepted(document=document("SL-1"), promised_days=promised[0], promised_unit=promised[1])
    world.must(Side.ACCEPTING, submitted())
    world.settle().must(Side.HANDLING, Arrived(), said)
    known = Known(received={}, now=START + timedelta(days=days))
    rules = Rules(receipt_basis=None, legal=legal)
    found = due(world.case(Side.HANDLING), rules=rules, calendars=CALENDARS, known=known)
    ends = {clock.name: clock.due for clock in found}
    assert ends[ClockName.PROMISED] >= ends[ClockName.LEGAL]
