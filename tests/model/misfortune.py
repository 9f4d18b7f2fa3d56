"""Moves of the adversary: it owns the network, crashes and restores ends, and starts second pumps."""

from __future__ import annotations

from dataclasses import replace

from federation.ids import MessageId
from federation.link.head import Append, Call
from federation.link.merkle import leaf_hash
from federation.link.sender import head_at
from tests.model.ends import Base, End
from tests.model.life import recent, runner_of, sender_of, waiting
from tests.model.world import Letter, Reply, World

# the network


def drop(world: World, a: int, b: int) -> None:
    """A packet is lost."""
    del b
    if world.wire:
        world.wire.pop(a % len(world.wire))


def replay(world: World, a: int, b: int) -> None:
    """A request that left once arrives again, perhaps only now; newer ones are likelier."""
    del a
    if world.letters:
        world.arrive(world.letters[-1 - recent(b, len(world.letters))])


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
    chosen = waiting(world, a, b)
    if chosen and world.answers:
        end, runner, ask = chosen
        answer = world.answers[-1 - recent(b, len(world.answers))]
        world.hear(Reply(to=end, asker=runner, request=ask.request, answer=answer))


def forge(world: World, a: int, b: int) -> None:
    """A stranger appends in the sender's name, without its key."""
    end = sender_of(world, a)
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
    chosen = waiting(world, a, b)
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
    end = sender_of(world, a)
    base = end.bases[b % len(end.bases)]
    if len(base.runners) < 2:
        world.start(end, base)


def stop(world: World, a: int, b: int) -> None:
    """A pump dies where it is."""
    chosen = runner_of(world, a, b)
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
    end.base.keep(past[-1 - recent(b, len(past))])
    world.went_back(end)


def copy(world: World, a: int, b: int) -> None:
    """A standby wakes on an old copy of the sender's database, beside the one in use."""
    end = sender_of(world, a)
    past = end.base.past
    end.stale = Base(store=past[-1 - recent(b, len(past))])
    world.ledger.gone.pop(end.me, None)
    world.start(end, end.stale)


def fail_over(world: World, a: int, b: int) -> None:
    """The stale copy becomes the one in use; the other lives on, unknown to all."""
    del b
    end = sender_of(world, a)
    if end.stale is not None:
        end.base, end.stale = end.stale, end.base
        world.went_back(end)
