"""The common order of two logs: the spine, the cuts, repeats, and what is not there yet."""

from __future__ import annotations

import pytest

from federation.case import Placed, Side
from federation.case.events import Arrived
from federation.case.order import merge
from tests.worlds.case import World

WORLD = World()


def log(side, *placed):
    """Acts at positions, each with what its author had seen: (position, seen)."""
    return [Placed(position, WORLD.draw(side, Arrived(), seen=seen)) for position, seen in placed]


def order(accepting, handling, *, refused=(), known=(100, 100)):
    """The merged order as names: a0, h5 ..., and what waits."""
    merged = merge(
        accepting,
        handling,
        known_accepting=known[0],
        known_handling=known[1],
        refused={placed.act.message_id for placed in refused},
    )

    def name(step):
        return f"{step.side[0]}{step.position}"

    return [name(step) for step in merged.steps], [name(step) for step in merged.waiting]


@pytest.mark.parametrize(
    ("accepting", "handling", "expected"),
    [
        ([], [], []),
        ([(0, 0), (4, 0)], [], ["a0", "a4"]),
        ([(0, 0)], [(0, 1)], ["a0", "h0"]),
        ([(0, 0), (1, 0)], [(0, 1), (1, 1)], ["a0", "h0", "h1", "a1"]),
        ([(0, 0), (1, 0)], [(0, 1), (1, 2)], ["a0", "h0", "a1", "h1"]),
        ([(7, 0), (9, 3)], [(2, 8), (5, 9), (6, 10)], ["a7", "h2", "h5", "a9", "h6"]),
    ],
)
def test_the_handling_log_is_the_spine(accepting, handling, expected):
    """An accepting act stands before the first handling act that had seen it; positions may have gaps."""
    assert order(log(Side.ACCEPTING, *accepting), log(Side.HANDLING, *handling)) == (expected, [])


def test_what_was_seen_is_not_unseen():
    """A handling act that claims to have seen less than its predecessor still stands after what that saw."""
    handling = log(Side.HANDLING, (0, 2), (1, 0))
    assert order(log(Side.ACCEPTING, (0, 0), (1, 0)), handling)[0] == ["a0", "a1", "h0", "h1"]


def test_a_repeat_counts_once():
    """The first occurrence of a message id stands; the second has no second effect."""
    first, second = log(Side.ACCEPTING, (0, 0), (1, 0))
    again = Placed(2, first.act)
    assert order([first, second, again], [])[0] == ["a0", "a1"]


def test_nothing_is_guessed_after_a_restore():
    """From the first act that has seen more than is held here, everything waits."""
    accepting = log(Side.ACCEPTING, (0, 0))
    handling = log(Side.HANDLING, (0, 1), (1, 3), (2, 3))
    assert order(accepting, handling, known=(1, 3)) == (["a0", "h0"], ["h1", "h2"])
    assert order(log(Side.ACCEPTING, (0, 0), (1, 2), (2, 0)), [], known=(3, 1)) == (["a0"], ["a1", "a2"])


def test_a_refused_claim_pulls_nothing_along():
    """What a refused act says it has seen neither waits nor moves the acts after it."""
    accepting = log(Side.ACCEPTING, (0, 0), (1, 0))
    handling = log(Side.HANDLING, (0, 1), (1, 9_999), (2, 1))
    assert order(accepting, handling, refused=[handling[1]], known=(2, 3)) == (
        ["a0", "h0", "h1", "h2", "a1"],
        [],
    )


def test_a_refused_act_keeps_its_place():
    """A refused act is shown where its author wrote it: after what it had seen."""
    handling = log(Side.HANDLING, (0, 1))
    assert order(log(Side.ACCEPTING, (0, 0)), handling, refused=handling)[0] == ["a0", "h0"]
