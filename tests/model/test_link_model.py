"""The model of the link: both judges in an adversarial world, in tens of thousands of runs.

A seeded random walk makes the bulk of the runs, in shards so that workers share them; a hypothesis
machine over the same moves makes some thousands more and shrinks what it finds. How many in all is
read from the environment:

    KUAYU_MODEL_RUNS=200000 KUAYU_MODEL_SEED=7 pytest -n auto tests/model
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as hypothesis_seed
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.model.explore import walk
from tests.model.heal import heal
from tests.model.keys import RealKeys
from tests.model.life import Move, flow
from tests.model.moves import MOVES
from tests.model.world import World

RUNS = int(os.environ.get("KUAYU_MODEL_RUNS", "24000"))
SEED = int(os.environ.get("KUAYU_MODEL_SEED", "0"))
SHARDS = 16
MACHINE_SHARDS = 6
MACHINE_RUNS = RUNS // 8
WALK_RUNS = RUNS - MACHINE_RUNS
NUMBER = st.integers(min_value=0, max_value=4095)

MUST_MEET = {
    "Take",
    "TakeOpen",
    "Repeat",
    "Elsewhere",
    "Refuse BAD_ROOT",
    "Refuse SIGNATURE",
    "Refuse STALE",
    "commit refused: SETTLE_MISMATCH",
    "commit refused: RESEND_HELD",
    "rest: REPLY_MISMATCH",
    "rest: SETTLE_MISMATCH",
    "rest: SIGNATURE",
    "rest: STALE",
}


def _share(runs: int, shards: int, shard: int) -> int:
    """How many of all runs a shard makes, none forgotten."""
    return runs * (shard + 1) // shards - runs * shard // shards


def _walks(first: int, count: int) -> Counter[str]:
    met: Counter[str] = Counter()
    for seed in range(first, first + count):
        met.update(walk(seed).met)
    return met


def test_quick_walks_meet_every_verdict() -> None:
    """A few hundred runs hold every invariant, and the adversary is awake: every verdict occurs."""
    met = _walks(1_000_000, 300)
    assert set(met) >= MUST_MEET


def test_the_runs_are_enough() -> None:
    """Unless the environment says otherwise, more than 20,000 runs are made, and the shards lose none."""
    assert "KUAYU_MODEL_RUNS" in os.environ or RUNS >= 20_000
    walks = sum(_share(WALK_RUNS, SHARDS, shard) for shard in range(SHARDS))
    machines = sum(_share(MACHINE_RUNS, MACHINE_SHARDS, shard) for shard in range(MACHINE_SHARDS))
    assert walks + machines == RUNS


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_walks(shard: int, record_property: Callable[[str, object], None]) -> None:
    """No random walk through the world breaks an invariant."""
    count = _share(WALK_RUNS, SHARDS, shard)
    met = _walks((SEED * SHARDS + shard) * 10_000_000, count)
    for name, value in (("walks", count), ("batches", met["Take"]), ("epochs", met["TakeOpen"])):
        record_property(name, value)


@pytest.mark.slow
def test_walks_with_real_signatures() -> None:
    """The same walks hold with Ed25519 and a published directory."""
    keys = RealKeys()
    for seed in range(2_000_000, 2_000_030):
        walk(seed, keys=keys)


class LinkMachine(RuleBasedStateMachine):
    """The moves of the adversary as hypothesis rules; the ledger checks after every one."""

    runs = 0

    @initialize(both_ways=st.booleans())
    def begin(self, both_ways: bool) -> None:
        """Begin with the link open."""
        type(self).runs += 1
        self.world = World(both_ways=both_ways)
        flow(self.world, 0, 3)

    def teardown(self) -> None:
        """Heal, and check that both ends are equal."""
        if hasattr(self, "world"):
            self.world.ledger.step += 1
            heal(self.world, late=self.world.count % 2 == 0)


def _as_rule(move: Move) -> Callable[..., None]:
    def act(self: LinkMachine, a: int, b: int) -> None:
        self.world.ledger.step += 1
        move(self.world, a, b)

    act.__name__ = move.__name__
    return rule(a=NUMBER, b=NUMBER)(act)


def _machine(name: str) -> type[LinkMachine]:
    rules: dict[str, Any] = {row.move.__name__: _as_rule(row.move) for row in MOVES}
    return type(name, (LinkMachine,), rules)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("shard", range(MACHINE_SHARDS))
def test_machine(shard: int, record_property: Callable[[str, object], None]) -> None:
    """No sequence of moves that hypothesis chooses breaks an invariant."""
    machine = _machine(f"LinkMachine{shard}")
    hypothesis_seed(SEED * MACHINE_SHARDS + shard)(machine)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=_share(MACHINE_RUNS, MACHINE_SHARDS, shard),
            stateful_step_count=60,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
    record_property("machine runs", machine.runs)
