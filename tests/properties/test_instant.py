"""Instant approval over random lives: total, the same twice, and never anything but a grant."""

from __future__ import annotations

from hypothesis import given, settings

from federation.case import Kind, Side
from federation.instant import Outcome, decide, load_rule, next_step
from tests.properties.test_case import lives
from tests.worlds.case import World
from tests.worlds.instant import RULE
from tests.worlds.tier import drawn

MADE = load_rule(RULE.encode())
STEPS = {Kind.ARRIVED, Kind.ACCEPTED, Kind.FINISHED_GRANT}


@settings(max_examples=drawn(100), deadline=None)
@given(lives(rogue=True))
def test_a_rule_is_total_and_only_grants(world: World) -> None:
    """Whatever a case went through, a rule answers, answers the same again, and its next step is on the way to a grant."""
    for side in Side:
        case = world.case(side)
        found = decide(MADE, case)
        assert found == decide(MADE, case)
        assert found.outcome in Outcome
        assert next_step(MADE, case) in STEPS | {None}
