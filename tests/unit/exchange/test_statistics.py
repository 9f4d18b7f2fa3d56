"""What supervision counts: hand-made cases, and any lives at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from federation.calendars import Calendars, shipped
from federation.case import Case, ParcelState, Side
from federation.case.choices import Finding, Leg, Result, Satisfaction, Stage, TimeUnit
from federation.case.clock import Clock, Known, Rules
from federation.case.clocks import due
from federation.case.events import Arrived, Finished, NotAccepted, ParcelLost
from federation.case.process import Rated, RatingFixed, RatingVerified
from federation.case.terms import Kind
from federation.exchange.statistics import ENDINGS, OPEN, By, Figures, figures_of, group_of, term_of
from federation.ids import CaseId
from tests.properties.test_case import lives, lives_of
from tests.worlds.acts import ACCEPTED, CORRECTION, at, sent
from tests.worlds.case import FIRST, SHANTOU, START, XIAN, World, document
from tests.worlds.exchange import granted_case
from tests.worlds.tier import drawn

A, H = Side.ACCEPTING, Side.HANDLING
CALENDARS = Calendars.of(shipped())
RULES = Rules(receipt_basis=None, legal=(20, TimeUnit.WORKING_DAY))


def clocks(case: Case, *, days: int = 0) -> tuple[Clock, ...]:
    """The clocks of a case so many days after it was taken in."""
    return due(
        case, rules=RULES, calendars=CALENDARS, known=Known(received={}, now=START + timedelta(days=days))
    )


def figures(case: Case, *, days: int = 0) -> Figures:
    """The counts of one case."""
    return figures_of(case, clocks(case, days=days))


def test_a_granted_case():
    """Taken in, accepted, ended in time; its rating is no bad one."""
    found = figures(granted_case())
    assert found == Figures(taken_in=1, accepted=1, ended={"Finished.grant": 1}, on_time=1, rated=1)
    assert (found.ends, found.average_tenths) == (1, 0)


def test_a_case_that_was_not_accepted():
    """It ended without a limit for the decision: neither in time nor late."""
    case = at((H, Arrived()), (H, NotAccepted(document=document("BY"), reason="不属本机关职权"))).case(H)
    assert figures(case) == Figures(taken_in=1, ended={"NotAccepted": 1}, undated=1)


def test_a_late_case():
    """An end after the promised day is late, and a red card."""
    world = at((H, Arrived()), (H, ACCEPTED))
    world.must(
        H,
        Finished(result=Result.DENY, reason="不符合", document=document("JD")),
        at=START + timedelta(days=30),
    )
    found = figures(world.case(H), days=31)
    assert (found.on_time, found.late, found.red, found.days) == (0, 1, 2, 30)


def test_a_case_that_goes_on():
    """Open; forwarding is due the next day, the decision on the last one: yellow cards first, red ones after."""
    case = at((H, Arrived()), (H, ACCEPTED)).case(H)
    assert figures(case) == Figures(taken_in=1, accepted=1, open=1, yellow=1)
    cards = [(found.yellow, found.red) for found in (figures(case, days=days) for days in (7, 11, 20))]
    assert cards == [(0, 1), (1, 1), (0, 2)]


def test_corrections_parcels_and_ratings():
    """A notice, a lost parcel, a bad rating that was put right, another that was a mistake."""
    assert figures(at((H, Arrived()), (H, CORRECTION)).case(H)).corrected == 1
    world = at((A, sent(Leg.W2H, "M-BACK")))
    world.must(A, ParcelLost(carrier="ems", number=FIRST))
    assert figures(world.case(A)).parcels_lost == 1
    case = world.case(A)
    assert {parcel.state for parcel in case.parcels.values()} == {ParcelState.LOST}
    rated = at((H, Arrived()), (H, NotAccepted(document=document("BY"), reason="不属本机关职权")))
    bad = rated.must(A, Rated(about=Stage.FINISH, level=Satisfaction.DISSATISFIED, named=True))
    rated.settle()
    assert counts(rated) == (1, 1, 0)
    rated.must(H, RatingVerified(rating=bad, finding=Finding.CLEAR, text="属实"))
    rated.must(H, RatingFixed(rating=bad, text="已整改"))
    assert counts(rated) == (1, 1, 1)
    intake = rated.settle().must(
        A, Rated(about=Stage.INTAKE, level=Satisfaction.VERY_DISSATISFIED, named=True)
    )
    rated.settle().must(A, RatingVerified(rating=intake, finding=Finding.MISTAKEN, text="误评"))
    assert counts(rated.settle()) == (2, 1, 1)


def counts(world: World) -> tuple[int, int, int]:
    """Ratings, bad ones that count, and those put right."""
    found = figures(world.case(H))
    return found.rated, found.bad, found.repaired


def test_an_unopened_case_counts_nothing():
    """Nobody was taken in."""
    assert figures(World().case(H)) == Figures()


@pytest.mark.parametrize(
    ("by", "group", "term"),
    [
        (By.MODE, "remote_collection", "异地代收代办"),
        (By.CITY, SHANTOU, SHANTOU),
        (By.ITEM, "000131901001", "000131901001"),
        (By.END, "Finished.grant", "办结(准予)"),
        (By.MONTH, "2026-01", "2026-01"),
    ],
)
def test_groups(by: By, group: str, term: str):
    """What a case is counted under, and what that is called."""
    assert group_of(granted_case(), by, XIAN) == group
    assert term_of(by, group) == term


def test_a_month_is_that_of_the_number():
    """Cases are found by the day in their number: no month outside the days asked for."""
    older = CaseId.make(accepting=SHANTOU, handling=XIAN, on=date(2025, 12, 31), random=7)
    assert group_of(replace(granted_case(), case_id=older), By.MONTH, XIAN) == "2025-12"


def test_open_cases_have_their_group():
    """By ending, a case without one is 在办."""
    case = at((H, Arrived())).case(H)
    assert (group_of(case, By.END, XIAN), term_of(By.END, OPEN)) == (OPEN, "在办")


def test_every_ending_is_known():
    """Whatever ends a case has its column."""
    assert set(ENDINGS) == {
        kind.value
        for kind in Kind
        if kind.value.startswith("Finished.") or kind in {Kind.NOT_ACCEPTED, Kind.NOT_REQUIRED}
    }


@settings(lives_of, max_examples=drawn(25))
@given(lives(), st.integers(0, 60))
def test_counts_add_up(world: World, days: int):
    """Of any life: taken in = ended + open, ended = in time + late + without a limit; and sums are sums."""
    found = figures(world.settle().case(H), days=days)
    assert found.taken_in == 1 == found.ends + found.open
    assert found.ends == found.on_time + found.late + found.undated
    double = found + found
    assert double.ended == {kind: 2 * count for kind, count in found.ended.items()}
    assert (double.taken_in, double.days, double.average_tenths) == (2, 2 * found.days, found.average_tenths)
    assert found + Figures() == found


@settings(lives_of, max_examples=drawn(15))
@given(lives())
def test_both_cities_count_alike(world: World):
    """Once everything is delivered."""
    world.settle()
    assert figures(world.case(A), days=9) == figures(world.case(H), days=9)


def test_days_are_counted_from_taking_in():
    """An end on the next day is one day, whatever the hour."""
    world = at((H, Arrived()), (H, ACCEPTED))
    world.must(H, Finished(result=Result.DONE), at=START + timedelta(hours=16))
    case = world.case(H)
    assert figures(case, days=2).days == 1
    assert replace(figures(case, days=2), days=3).average_tenths == 30
