"""What the adversary may do, one function a move, in one table.

Every move takes two free numbers, reduced modulo what there is to choose from; so a random walk, a
recorded list of moves and a hypothesis machine drive the world alike. A move that has nothing to
act on does nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from federation.ids import MessageId
from federation.link.head import Append, Call
from federation.link.merkle import leaf_hash
from federation.link.sender import head_at
from tests.model.ends import Base, End, Runner
from tests.model.pump import Ask, Rest
from tests.model.world import Letter, Reply, World

PAUSES = (1, 30, 130, 250, 360, 21 * 3600, 8 * 86400)  # seconds

Move = Callable[[World, int, int], None]


def _sender(world: World, a: int) -> End:
    return world.senders[a % len(world.senders)]


def _runner(world: World, a: int, b: int) -> tuple[End, Base, Runner] | None:
    end = _sender(world, a)
    every = [(end, base, runner) for base in end.bases for runner in base.runners]
    return every[b % len(every)] if every else None


def _waiting(world: World, a: int, b: int) -> tuple[End, Runner, Ask] | None:
    """A pump that has sent a request and waits for its answer."""
    chosen = _runner(world, a, b)
    if chosen and isinstance(chosen[2].waits, Ask) and chosen[2].sent_at is not None:
        return chosen[0], chosen[2], chosen[2].waits
    return None


def _recent(b: int, count: int) -> int:
    """A number below ``count``, smaller ones likelier."""
    return b % (1 + (b >> 5) % count)


# life


def stage(world: World, a: int, b: int) -> None:
    """A clerk writes one to three entries."""
    for _ in range(1 + b % 3):
        world.stage(_sender(world, a))


def step(world: World, a: int, b: int) -> None:
    """A pump takes one step; one that waits gives up waiting, one that rests is woken."""
    chosen = _runner(world, a, b)
    if chosen:
        world.step(*chosen)


def stride(world: World, a: int, b: int) -> None:
    """A pump goes on until its request has left."""
    chosen = _runner(world, a, b)
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
    chosen = _runner(world, a, b >> 2)
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
    end = _sender(world, a)
    mine = end.sending
    ids = [one.message_id for one in (*mine.log, *mine.staging)]
    if ids:
        world.keep(end, end.base, replace(mine, spoilt=mine.spoilt | {ids[-1 - _recent(b, len(ids))]}))


def release(world: World, a: int, b: int) -> None:
    """The operator confirms that the peer was restored."""
    del b
    end = _sender(world, a)
    world.keep(end, end.base, replace(end.sending, released=True))


# the network


def deliver(world: World, a: int, b: int) -> None:
    """A packet arrives, in any order."""
    del b
    if world.wire:
        world.arrive(world.wire.pop(a % len(world.wire)))


def drop(world: World, a: int, b: int) -> None:
    """A packet is lost."""
    del b
    if world.wire:
        world.wire.pop(a % len(world.wire))


def replay(world: World, a: int, b: int) -> None:
    """A request that left once arrives again, perhaps only now; newer ones are likelier."""
    del a
    if world.letters:
        world.arrive(world.letters[-1 - _recent(b, len(world.letters))])


def alter(world: World, a: int, b: int) -> None:
    """A relay changes the entries of a batch on the way."""
    batches = [one for one in world.wire if isinstance(one, Letter) and isinstance(one.request, Append)]
    if not batches:
        return
    letter = batches[a % len(batches)]
    batch = letter.request
    assert isinstance(batch, Append)
    if batch.entries:
        other = (batch.entries[0][:-1] + bytes([48 + b % 10]), *batch.entries[1:])
        form = other if b % 2 else batch.entries[::-1]
        world.arrive(replace(letter, request=replace(batch, entries=form)))


def substitute(world: World, a: int, b: int) -> None:
    """A pump that waits gets an answer that was given to something else."""
    chosen = _waiting(world, a, b)
    if chosen and world.answers:
        end, runner, ask = chosen
        answer = world.answers[-1 - _recent(b, len(world.answers))]
        world.hear(Reply(to=end, asker=runner, request=ask.request, answer=answer))


def forge(world: World, a: int, b: int) -> None:
    """A stranger appends in the sender's name, without its key."""
    end = _sender(world, a)
    inbound = world.other(end).receiving.inbound
    if inbound.epoch is None or not world.letters:
        return
    entry = f"{MessageId.make(unix_ms=b, random=b)} 0".encode()
    frontier, _ = inbound.frontier.extend([leaf_hash(entry)])
    head = head_at(end.out, epoch=inbound.epoch, frontier=frontier, now=world.now)
    signed = replace(end.scribe.head(head), signature=end.scribe.open(head).signature)
    append = Append(first=frontier.size - 1, entries=(entry,), head=signed)
    world.arrive(replace(world.letters[-1], to=world.other(end), request=append))


def thief(world: World, a: int, b: int) -> None:
    """Who holds the receiver's key answers for it: with an entry that the sender never wrote."""
    chosen = _waiting(world, a, b)
    if not chosen:
        return
    end, runner, ask = chosen
    call, peer = ask.request, world.other(end)
    if isinstance(call, Append) or not isinstance(call.statement, Call):
        return
    kept, entry = peer.receiving, f"{MessageId.make(unix_ms=1, random=1)} 0".encode()
    frontier, nodes = kept.inbound.frontier.extend([leaf_hash(entry)])
    lie = replace(
        kept,
        inbound=replace(kept.inbound, frontier=frontier),
        entries=(*kept.entries, entry),
        nodes=kept.nodes + nodes,
    )
    _, answer = peer.answering.commit(call, None, lie, world.now)
    world.hear(Reply(to=end, asker=runner, request=call, answer=answer))


# crashes, restores, second pumps


def start(world: World, a: int, b: int) -> None:
    """A pump starts, on the database in use or on the stale copy."""
    end = _sender(world, a)
    base = end.bases[b % len(end.bases)]
    if len(base.runners) < 2:
        world.start(end, base)


def stop(world: World, a: int, b: int) -> None:
    """A pump dies where it is."""
    chosen = _runner(world, a, b)
    if chosen:
        chosen[1].runners.remove(chosen[2])


def crash(world: World, a: int, b: int) -> None:
    """An end's process dies, and comes up again."""
    del b
    end = world.ends[a % 2]
    end.base.crash()
    if end in world.senders:
        world.start(end, end.base)


def restore(world: World, a: int, b: int) -> None:
    """An end is restored from any earlier copy, and comes up."""
    end = world.ends[a % 2]
    end.base.crash()
    _go_back(world, end, b)
    if end in world.senders:
        world.start(end, end.base)


def roll_back(world: World, a: int, b: int) -> None:
    """The database falls back to an older copy under running processes (a lagging replica takes over)."""
    _go_back(world, world.ends[a % 2], b)


def _go_back(world: World, end: End, b: int) -> None:
    past = end.base.past
    end.base.keep(past[-1 - _recent(b, len(past))])
    world.went_back(end)


def copy(world: World, a: int, b: int) -> None:
    """A standby wakes on an old copy of the sender's database, beside the one in use."""
    end = _sender(world, a)
    past = end.base.past
    end.stale = Base(store=past[-1 - _recent(b, len(past))])
    world.ledger.gone.pop(end.me, None)
    world.start(end, end.stale)


def fail_over(world: World, a: int, b: int) -> None:
    """The stale copy becomes the one in use; the other lives on, unknown to all."""
    del b
    end = _sender(world, a)
    if end.stale is not None:
        end.base, end.stale = end.stale, end.base
        world.went_back(end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A move, how often it is drawn, and the misfortune it belongs to ("" = plain life)."""

    move: Move
    weight: int
    kind: str = ""


MOVES: tuple[Row, ...] = (
    Row(move=stage, weight=8),
    Row(move=step, weight=12),
    Row(move=stride, weight=14),
    Row(move=deliver, weight=12),
    Row(move=commit, weight=12),
    Row(move=trip, weight=14),
    Row(move=flow, weight=4),
    Row(move=apply, weight=5),
    Row(move=drop, weight=4, kind="drop"),
    Row(move=replay, weight=6, kind="replay"),
    Row(move=alter, weight=3, kind="relay"),
    Row(move=substitute, weight=4, kind="relay"),
    Row(move=forge, weight=1, kind="relay"),
    Row(move=thief, weight=2, kind="thief"),
    Row(move=pause, weight=3, kind="time"),
    Row(move=release, weight=1, kind="time"),
    Row(move=spoil, weight=6, kind="person"),
    Row(move=start, weight=4, kind="second pump"),
    Row(move=stop, weight=3, kind="second pump"),
    Row(move=crash, weight=4, kind="crash"),
    Row(move=restore, weight=4, kind="restore"),
    Row(move=roll_back, weight=3, kind="roll back"),
    Row(move=copy, weight=3, kind="copy"),
    Row(move=fail_over, weight=3, kind="copy"),
)
