"""Random lives of cases under agreements: a moved power moves the authorship, never doubles it, at both ends alike."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings

from federation.case import Outcome, Side, canonical, kind_of, side_of
from federation.case.agreement import WindowPower
from federation.case.events import Accepted, CorrectionRequested
from federation.case.powers import MOVES
from federation.days import day_of
from tests.worlds.case import CASE
from tests.worlds.endings import bring_to_end
from tests.worlds.lives import AGREEMENTS, lives
from tests.worlds.tier import drawn

lived = settings(
    max_examples=drawn(50),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
MOVING = {name: one for name, one in AGREEMENTS.items() if one is not None and name != "template"}


def check(life) -> None:
    """All laws of powers once everything has arrived."""
    life.settle()
    world = life.world
    ours, theirs = (world.case(side) for side in Side)
    assert ours == theirs
    assert canonical(ours) == canonical(theirs)
    assert {row.outcome for row in ours.rows} <= {Outcome.APPLIED, Outcome.CROSSED}
    powers = world.agreements.powers(CASE, ours.submitted)
    for log in world.logs.values():
        for act in (placed.act for placed in log):
            kind = kind_of(act.event)
            if kind in MOVES:
                moved = kind in powers.moved(day_of(act.at))
                assert side_of(act.author, CASE) is (Side.ACCEPTING if moved else Side.HANDLING)
    taken = Counter(type(act.event) for act in ours.effective)
    assert max(taken[Accepted], taken[CorrectionRequested]) <= 1


@lived
@given(lives())
def test_the_laws_of_powers(life):
    """Two desks that keep to their agreement: one case, nothing refused, one author for every notice and acceptance."""
    check(life)


@pytest.mark.slow
@settings(lived, max_examples=500)
@given(lives(agreements=MOVING))
def test_the_laws_of_powers_over_many_lives(life):
    """The same over many more lives, where powers move."""
    check(life)


@settings(lived, max_examples=drawn(15))
@given(lives(agreements=MOVING))
def test_every_case_under_an_agreement_can_end(life):
    """Whoever has the power, plain work brings every case to its end."""
    life.settle()
    bring_to_end(life.world)
    assert all(life.world.case(side).ended for side in Side)


def test_only_some_powers_move_authorship():
    """The others are leave to do what is the window's own."""
    assert set(MOVES.values()) == {WindowPower.NOTIFY_ONCE, WindowPower.ACCEPT}
