"""Moves of plain life: clerks write, pumps go on, packets arrive, ends apply, time passes.

Every move takes two free numbers, reduced modulo what there is to choose from; so a random walk, a
recorded list of moves and a hypothesis machine drive the world alike. A move that has nothing to
act on does nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from tests.model.ends import Base, End, Runner
from tests.model.pump import Ask, Rest
from tests.model.world import Reply, World

PAUSES = (1, 30, 130, 250, 360, 21 * 3600, 8 * 86400)  # seconds

Move = Callable[[World, int, int], None]


def sender_of(world: World, a: int) -> End:
    return world.senders[a % len(world.senders)]


def runner_of(world: World, a: int, b: int) -> tuple[End, Base, Runner] | None:
    end = sender_of(world, a)
    every = [(end, base, runner) for base in end.bases for runner in base.runners]
    return every[b % len(every)] if every else None


def waiting(world: World, a: int, b: int) -> tuple[End, Runner, Ask] | None:
    """A pump that has sent a request and waits for its answer."""
    chosen = runner_of(world, a, b)
    if chosen and isinstance(chosen[2].waits, Ask) and chosen[2].sent_at is not None:
        return chosen[0], chosen[2], chosen[2].waits
    return None


def recent(b: int, count: int) -> int:
    """A number below ``count``, smaller ones likelier."""
    return b % (1 + (b >> 5) % count)


def stage(world: World, a: int, b: int) -> None:
    """A clerk writes one to three entries."""
    for _ in range(1 + b % 3):
        world.stage(sender_of(world, a))


def step(world: World, a: int, b: int) -> None:
    """A pump takes one step; one that waits gives up waiting, one that rests is woken."""
    chosen = runner_of(world, a, b)
    if chosen:
        world.step(*chosen)


def stride(world: World, a: int, b: int) -> None:
    """A pump goes on until its request has left."""
    chosen = runner_of(world, a, b)
    if chosen:
        _stride(world, *chosen)


def _stride(world: World, end: End, base: Base, runner: Runner) -> None:
    for _ in range(8):
        if runner not in base.runners or runner.sent_at is not None:
            return
        world.step(end, base, runner)
        if isinstance(runner.waits, Rest):
            return


def trip(world: World, a: int, b: int) -> None:
    """One pump makes a few round trips while all else is delayed; the last answer may be delayed too."""
    chosen = runner_of(world, a, b >> 2)
    for left in range(b % 4, -1, -1):
        if chosen is None or chosen[2] not in chosen[1].runners:
            return
        _stride(world, *chosen)
        if chosen[2].sent_at is not None:
            _answer(world, chosen[2], heard=left > 0 or a % 3 > 0)


def _answer(world: World, runner: Runner, *, heard: bool) -> None:
    for packet in [one for one in world.wire if one.asker is runner]:
        world.wire.remove(packet)
        world.arrive(packet)
    for end in world.ends:
        for hand in [one for one in end.base.hands if one.asker is runner]:
            world.commit(end, hand)
    if heard:
        for packet in [one for one in world.wire if one.asker is runner and isinstance(one, Reply)]:
            world.wire.remove(packet)
            world.arrive(packet)


def flow(world: World, a: int, b: int) -> None:
    """For a while nothing goes wrong: pumps go on, and all that is on the way arrives."""
    del a
    for _ in range(1 + b % 4):
        for end in world.senders:
            for base in end.bases:
                for runner in list(base.runners):
                    _stride(world, end, base, runner)
        settle_down(world)


def settle_down(world: World) -> None:
    """All that is on the way arrives and is answered."""
    while world.wire or any(end.base.hands for end in world.ends):
        while world.wire:
            world.arrive(world.wire.pop(0))
        for end in world.ends:
            for hand in list(end.base.hands):
                world.commit(end, hand)


def commit(world: World, a: int, b: int) -> None:
    """A judged request is committed and answered."""
    end = world.ends[a % 2]
    if end.base.hands:
        world.commit(end, end.base.hands[b % len(end.base.hands)])


def apply(world: World, a: int, b: int) -> None:
    """An end applies entries."""
    for _ in range(1 + b % 4):
        world.apply(world.ends[a % 2])


def pause(world: World, a: int, b: int) -> None:
    """Time passes; long pauses are rarer."""
    world.now += timedelta(seconds=PAUSES[min(a, b) % len(PAUSES)])


def spoil(world: World, a: int, b: int) -> None:
    """A case moves on: an entry would no longer be legal if it lost its position."""
    end = sender_of(world, a)
    mine = end.sending
    ids = [one.message_id for one in (*mine.log, *mine.staging)]
    if ids:
        world.keep(end, end.base, replace(mine, spoilt=mine.spoilt | {ids[-1 - recent(b, len(ids))]}))


def release(world: World, a: int, b: int) -> None:
    """The operator confirms that the peer was restored."""
    del b
    end = sender_of(world, a)
    world.keep(end, end.base, replace(end.sending, released=True))


def deliver(world: World, a: int, b: int) -> None:
    """A packet arrives, in any order."""
    del b
    if world.wire:
        world.arrive(world.wire.pop(a % len(world.wire)))
