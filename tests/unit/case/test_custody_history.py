"""Who held which original at a moment, and the messages that prove it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from federation.case import Holder, Side
from federation.case.choices import Leg
from federation.case.custody_history import CustodyHistory, custody_at
from federation.case.events import Arrived, ParcelLost
from federation.ids import ParcelNo
from tests.worlds.acts import ACCEPTED, GRANT, ISSUED, at, delivered, received, sent
from tests.worlds.case import CASE, FIRST, SECOND, START, World, opened, submitted

A, H = Side.ACCEPTING, Side.HANDLING
MINUTE = timedelta(minutes=1)
THIRD = ParcelNo("9800000000003")
LOST = ParcelLost(carrier="ems", number=THIRD)
STORY = (
    (A, sent(Leg.W2H, "M-KEEP", "M-BACK", "M-OLD")),
    (H, Arrived()),
    (H, received("M-KEEP", "M-BACK")),
    (H, ACCEPTED),
    (H, GRANT),
    (H, ISSUED),
    (H, sent(Leg.H2W, "M-BACK", "ZZ-1", number=SECOND)),
    (A, received("M-BACK", "ZZ-1", number=SECOND)),
    (A, delivered("M-BACK", "ZZ-1")),
)


def history(world: World, when: datetime, side: Side = A) -> CustodyHistory:
    """As one end answers."""
    held = world.held(side)
    return custody_at(CASE, held["accepting"], held["handling"], refused=held["refused"], at=when)


def who(found: CustodyHistory, code: str) -> dict[tuple[Holder, str], int]:
    """The holders of one code."""
    return {(one.holder, one.parcel): one.count for one in found.holdings if one.code == code}


def end(world: World) -> datetime:
    """After everything."""
    return START + (world.count + 1) * MINUTE


def test_every_moment_of_a_story():
    """The window, the post, the organ, the post again, the window, the applicant; what was missing stays so."""
    world = at(*STORY)
    times = {placed.act.event: placed.act.at for log in world.logs.values() for placed in log}
    before = min(times.values()) - MINUTE
    assert history(world, before).holdings == ()
    moments = [times[event] for _, event in STORY]
    assert [who(history(world, when), "M-BACK") for when in moments] == [
        {(Holder.IN_TRANSIT, FIRST): 1},
        {(Holder.IN_TRANSIT, FIRST): 1},
        {(Holder.HANDLING, ""): 1},
        {(Holder.HANDLING, ""): 1},
        {(Holder.HANDLING, ""): 1},
        {(Holder.HANDLING, ""): 1},
        {(Holder.IN_TRANSIT, SECOND): 1},
        {(Holder.ACCEPTING, ""): 1},
        {(Holder.APPLICANT, ""): 1},
    ]
    assert who(history(world, end(world)), "M-OLD") == {(Holder.MISSING, FIRST): 1}


def test_both_ends_answer_alike():
    """Once they hold the same entries."""
    world = at(*STORY)
    for minute in range(world.count + 1):
        when = START + minute * MINUTE
        assert history(world, when, A) == history(world, when, H)


def test_now_is_the_case_itself():
    """The last moment is what the case says."""
    world = at(*STORY)
    assert history(world, end(world)).holdings == world.case(A).custody


def test_the_messages_that_moved_a_paper_are_named():
    """Each move has its message, and the moves add up to the holdings."""
    world = at(*STORY, (H, sent(Leg.H2W, "JD-1", number=THIRD)), (H, LOST))
    found = history(world, end(world))
    total: Counter[tuple[str, Holder, str]] = Counter()
    for move in found.moves:
        total[move.code, move.holder, move.parcel] += move.change
    assert {spot: count for spot, count in total.items() if count} == {
        (one.code, one.holder, one.parcel): one.count for one in found.holdings
    }
    acts = {placed.act.message_id: placed.act for log in world.logs.values() for placed in log}
    assert all(acts[move.message_id].at == move.at for move in found.moves)
    assert {move.message_id for move in found.moves if move.code == "M-OLD"} == {
        placed.act.message_id for placed in (*world.logs[A][:2], world.logs[H][1])
    }


def test_a_clock_that_runs_ahead_hides_nothing():
    """What an act had seen is folded before it, also where the other end's clock stood later."""
    world = opened()
    world.later = {A: timedelta(hours=5)}
    world.must(A, sent(Leg.W2H, "M-BACK"))
    world.settle().must(H, received("M-BACK"))
    when = world.logs[H][-1].act.at
    assert world.logs[A][-1].act.at > when
    assert who(history(world, when, H), "M-BACK") == {(Holder.HANDLING, ""): 1}


@pytest.mark.parametrize("gap", [1, 3])
def test_no_original_without_a_holder(gap: int):
    """At every moment as many originals of the applicant's have a holder as were taken in by then."""
    world = World(gap=gap)
    world.must(A, submitted())
    for side, event in STORY:
        world.settle().must(side, event)
    world.settle()
    for minute in range(world.count + 1):
        found = history(world, START + minute * MINUTE)
        taken = any(move.code == "M-BACK" for move in found.moves)
        assert sum(who(found, "M-BACK").values()) == taken
