"""Random lives of a case: two desks that write, entries that arrive when they like, and an end that misbehaves.

Whatever happened, once everything is delivered both ends hold the same case, every original has a holder,
every act has an outcome, and the case can be brought to its end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from federation.case import (
    Case,
    Holder,
    Kind,
    Outcome,
    Side,
    canonical,
    check_act,
    digest,
    fold,
    judge,
    kind_of,
    pending,
    possible,
)
from federation.case.choices import Delivery, JointRule
from federation.case.custody import TAKEN_BY
from federation.case.events import Act, Corrected, Event, Refusal, Submitted
from federation.case.process import DeferredSupplied
from federation.errors import KuayuError, Reason
from tests.worlds.case import CASE, World, corrections, speaks_for
from tests.worlds.endings import bring_to_end
from tests.worlds.lives import TRUNK, further, in_any_unit, weighted
from tests.worlds.modes import MODES, moves_in, opened_in
from tests.worlds.tier import drawn

lives_of = settings(
    max_examples=drawn(32),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
STEPS = 16


def admitted(case: Case, act: Act) -> bool:
    """Whether the desk lets an act pass that has seen everything its case holds."""
    try:
        check_act(case, act, speaks_for)
    except KuayuError:
        return False
    return True


def legal(world: World, side: Side) -> Mapping[Kind, list[Event]]:
    """What the desk of a side admits now, by kind."""
    case, found = world.case(side), {}
    for event in moves_in(case, side):
        if admitted(case, world.draw(side, event)):
            found.setdefault(kind_of(event), []).append(event)
    return found


@st.composite
def lives(draw, *, rogue: bool = False) -> World:
    """A world after some moves, with entries still on the way; with ``rogue``, some were never judged."""
    mode, delivery, rule = (draw(st.sampled_from(one)) for one in (MODES, Delivery, JointRule))
    world = opened_in(mode, delivery, rule)
    world.gap = 3
    further(world, draw(st.integers(0, len(TRUNK))))
    ways = ["write", "write", "write", "receive", "correct", *(["rogue"] if rogue else [])]
    for _ in range(draw(st.integers(0, STEPS))):
        side = draw(st.sampled_from(Side))
        match draw(st.sampled_from(ways)):
            case "receive":
                world.receive(side)
            case "write":
                choice = legal(world, side)
                if choice:
                    events = choice[draw(st.sampled_from(weighted(choice)))]
                    world.write(side, draw(in_any_unit(draw(st.sampled_from(events)))))
            case "correct":
                again = list(corrections(world.case(side), side))
                if again:
                    event, before = draw(st.sampled_from(again))
                    world.write(side, event, supersedes=before)
            case _:
                event = draw(st.sampled_from(list(moves_in(world.case(side), side))))
                written = [one.act.message_id for log in world.logs.values() for one in log]
                before = draw(st.sampled_from([None, None, *written]))
                act = world.draw(side, event, supersedes=before)
                world.put(side, replace(act, seen=act.seen + draw(st.sampled_from([0, 1, 1000]))))
    note({side.value: [kind_of(one.act.event).value for one in log] for side, log in world.logs.items()})
    return world


@lives_of
@given(lives())
def test_both_ends_agree(world):
    """Two desks that keep the rules: no refusals, one case, one digest, every act with an outcome."""
    world.settle()
    ours, theirs = world.case(Side.ACCEPTING), world.case(Side.HANDLING)
    assert ours == theirs
    assert canonical(ours) == canonical(theirs)
    assert digest(ours) == digest(theirs)
    assert not ours.incomplete
    assert {row.outcome for row in ours.rows} <= {Outcome.APPLIED, Outcome.CROSSED}


@lives_of
@given(lives(rogue=True))
def test_both_ends_agree_though_one_misbehaves(world):
    """Entries that no desk would have written are refused by the other end and change nothing at either."""
    world.settle()
    ours, theirs = world.case(Side.ACCEPTING), world.case(Side.HANDLING)
    assert ours == theirs
    assert not ours.incomplete
    assert Outcome.WAITING not in {row.outcome for row in ours.rows}


@pytest.mark.slow
@settings(lives_of, max_examples=600)
@given(lives(rogue=True))
def test_many_lives(world):
    """The same over many more lives, and each of them can end."""
    world.settle()
    assert world.case(Side.ACCEPTING) == world.case(Side.HANDLING)
    bring_to_end(world)


@lives_of
@given(lives(rogue=True))
def test_the_fold_never_raises_and_never_looks_back(world):
    """Any prefix of either log folds; what is not there yet makes the case incomplete, not wrong."""
    for side in Side:
        held = world.held(side)
        for known in range(len(world.logs[side.other]) + 1):
            name = "handling" if side is Side.ACCEPTING else "accepting"
            part = {**held, name: world.logs[side.other][:known], f"known_{name}": world.gap * known}
            assert len(fold(CASE, **part).rows) == known + len(world.logs[side])


@lives_of
@given(lives(rogue=True))
def test_a_verdict_does_not_depend_on_when_it_is_reached(world):
    """Judged at once or when the receiver has written much more, an act gets one verdict.

    Only a claim to have seen what is not there yet turns on the hour: such verdicts are stored. A refusal by
    the author stands in its log before its later acts; this world tells refusals when it settles, so authors
    that refused something are left out.
    """
    world.settle()
    for side in (side for side in Side if not world.refused[side]):
        late = world.held(side.other)
        name = str(side)
        for index, placed in enumerate(world.logs[side]):
            if not isinstance(placed.act.event, Refusal):
                held = {**late, name: world.logs[side][:index]}
                verdict = judge(placed.act, speaks=speaks_for, agreements=world.agreements, **held)
                stored = world.refused[side.other].get(placed.act.message_id)
                assert stored in {verdict.reason, Reason.SEEN_AHEAD}


@lives_of
@given(lives())
def test_no_original_without_a_holder(world):
    """What the applicant brought is somewhere, and nowhere twice, unless a parcel report invented more."""
    world.settle()
    case = world.case(Side.HANDLING)
    brought: Counter[str] = Counter()
    for placed in (one for log in world.logs.values() for one in log):
        event = placed.act.event
        if isinstance(event, (Submitted, Corrected, DeferredSupplied)):
            for material in event.materials:
                brought[material.code] += material.originals
    held: Counter[str] = Counter()
    for holding in case.custody:
        assert holding.count > 0
        held[holding.code] += holding.count
    assert {code: count for code, count in brought.items() if held[code] < count} == {}
    assert set(TAKEN_BY.values()) <= set(Holder)


@lives_of
@given(lives(rogue=True))
def test_every_reachable_case_can_end(world):
    """From wherever two desks and a rogue have led a case, plain work brings it to its end at both ends."""
    bring_to_end(world)
    for side in Side:
        case = world.case(side)
        assert case.ended
        assert pending(case) == ()


@lives_of
@given(lives())
def test_what_is_possible_is_what_the_judge_admits(world):
    """A kind the desk admits with some content is never said to be impossible."""
    for side in Side:
        case = world.case(side)
        said = possible(case, side)
        assert {kind: said[kind] for kind in legal(world, side) if said[kind] is not None} == {}


@lives_of
@given(lives(), st.data())
def test_an_illegal_act_changes_nothing(world, data):
    """An act the tables refuse, logged and refused, leaves states, data, papers and parcels as they were."""
    world.settle()
    side = data.draw(st.sampled_from(Side))
    before = world.case(side)
    events = [one for one in moves_in(before, side) if not admitted(before, world.draw(side, one))]
    act = world.draw(side, data.draw(st.sampled_from(events)))
    assert not world.verdict(side, act).admitted
    world.put(side, act)
    world.refused[side][act.message_id] = Reason.EVENT_TRANSITION
    after = world.case(side)
    assert [row.outcome for row in after.rows if row.message_id == act.message_id] == [Outcome.REFUSED]
    assert replace(after, rows=before.rows, notes=before.notes) == before
