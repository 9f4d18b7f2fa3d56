"""A seeded random walk through the world: the bulk of the runs.

In each run some misfortunes are switched off, so that the others get far ("swarm testing"): a run
with every misfortune at once rarely gets deep into any.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.model.heal import heal
from tests.model.keys import Keys
from tests.model.ledger import Broken
from tests.model.life import flow
from tests.model.moves import MOVES, Row
from tests.model.world import World

LENGTH = 160


@dataclass(slots=True)
class Walk:
    """One run: its seed, and what it did, to be told when it fails."""

    seed: int
    world: World
    kinds: frozenset[str] | None = None
    done: list[tuple[str, int, int]] = field(default_factory=list)

    def run(self) -> None:
        """Walk, then heal.

        Raises:
            Broken: an invariant does not hold.
        """
        rng = random.Random(self.seed)
        rows = _some(rng, self.kinds)
        weights = [row.weight for row in rows]
        flow(self.world, 0, 3)
        for row in rng.choices(rows, weights, k=rng.randint(10, LENGTH)):
            self._move(row, rng.getrandbits(12), rng.getrandbits(12))
        self.world.ledger.step += 1
        heal(self.world, late=rng.random() < 0.5)

    def _move(self, row: Row, a: int, b: int) -> None:
        self.world.ledger.step += 1
        self.done.append((row.move.__name__, a, b))
        row.move(self.world, a, b)


def _some(rng: random.Random, kinds: frozenset[str] | None) -> list[Row]:
    every = sorted({row.kind for row in MOVES if row.kind})
    chosen = kinds if kinds is not None else {kind for kind in every if rng.random() < 0.5}
    return [row for row in MOVES if not row.kind or row.kind in chosen]


def walk(
    seed: int,
    *,
    world_class: type[World] = World,
    keys: Keys | None = None,
    kinds: frozenset[str] | None = None,
) -> World:
    """One run from a seed.

    Args:
        seed: everything follows from it.
        world_class: the world, or one without a safeguard.
        keys: who signs; cheap ones unless told.
        kinds: the misfortunes of this run, instead of a random choice.

    Raises:
        Broken: with the seed and the moves that led there.
    """
    world = world_class(keys=keys, both_ways=seed % 4 == 0)
    one = Walk(seed=seed, world=world, kinds=kinds)
    try:
        one.run()
    except Broken as broken:
        moves = "\n".join(f"{name}(world, {a}, {b})" for name, a, b in one.done)
        raise Broken(f"{broken} [seed {seed}, {world_class.__name__}]\n{moves}") from broken
    return world
