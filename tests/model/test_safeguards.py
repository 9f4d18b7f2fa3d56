"""The test of the test: leave out one safeguard of the link, and the model must notice."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.model.explore import walk
from tests.model.ledger import Broken
from tests.model.safeguards import Safeguard
from tests.model.weak import WEAK

# Enough for the rarest, whose walks are told which misfortunes to look at.
BOUND = 3_000
FOCUS: Mapping[Safeguard, frozenset[str]] = {
    Safeguard.RECEIVER_EPOCH: frozenset({"drop", "replay", "person", "second pump"}),
    Safeguard.NONCE: frozenset({"copy", "restore"}),
    Safeguard.CLOSING: frozenset({"roll back"}),
    Safeguard.CLOSING_PLACE: frozenset({"roll back"}),
    Safeguard.CLOSING_EPOCH: frozenset({"roll back", "second pump"}),
    Safeguard.RECORDING: frozenset({"roll back", "second pump", "drop"}),
    Safeguard.PATIENCE: frozenset({"person", "second pump", "replay", "drop"}),
    Safeguard.SETTLE_FIRST: frozenset({"copy", "restore"}),
    Safeguard.GREET_FIRST: frozenset({"roll back", "second pump"}),
}
# What the model shows to be the second of two locks: either alone suffices.
SECOND_LOCKS = (Safeguard.CLOSING_EPOCH, Safeguard.RECEIVER_RULE)


def _runs_until_broken(safeguard: Safeguard, bound: int) -> tuple[int, str]:
    for seed in range(bound):
        try:
            walk(seed, world_class=WEAK[safeguard], kinds=FOCUS.get(safeguard))
        except Broken as broken:
            return seed + 1, str(broken).split(" [", 1)[0]
    return bound, ""


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("safeguard", [one for one in Safeguard if one not in SECOND_LOCKS])
def test_leaving_it_out_breaks_an_invariant(
    safeguard: Safeguard, record_property: Callable[[str, object], None]
) -> None:
    """Without this safeguard an invariant breaks within a bounded number of runs."""
    runs, broken = _runs_until_broken(safeguard, BOUND)
    record_property("runs until broken", runs)
    record_property("broken", broken)
    assert broken, f"{BOUND} runs without it broke nothing: {safeguard.value}"


@pytest.mark.slow
@pytest.mark.parametrize("safeguard", SECOND_LOCKS)
def test_a_second_lock_is_not_missed(safeguard: Safeguard) -> None:
    """What another safeguard covers as well is not missed; should this fail, it is needed by itself."""
    assert _runs_until_broken(safeguard, 600) == (600, "")


def test_every_safeguard_has_a_world_without_it() -> None:
    """The table of worlds leaves no safeguard out."""
    assert set(WEAK) == set(Safeguard)


@pytest.mark.parametrize(
    "safeguard",
    [Safeguard.EPOCH, Safeguard.ATOMIC_SETTLING, Safeguard.MESSAGE_ID, Safeguard.COMMIT_FIRST],
)
def test_the_first_ones_break_at_once(safeguard: Safeguard) -> None:
    """Four of them break within a hundred runs, so that the quick check would notice a sleeping model."""
    assert _runs_until_broken(safeguard, 100)[1]
