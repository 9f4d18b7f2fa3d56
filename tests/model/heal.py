"""Healing: the network becomes kind, both ends are up, one pump a log; then all must be equal."""

from __future__ import annotations

from dataclasses import replace

from federation.link.head import Head, Signed
from tests.model.answering import Request
from tests.model.ends import End
from tests.model.ledger import ID_BYTES, entries_of, held_by_sender, must, root_of
from tests.model.life import flow, settle_down
from tests.model.store import size_of
from tests.model.world import World

ROUNDS = 30  # beside those that a backlog takes


def heal(world: World, *, late: bool) -> None:
    """Run until nothing moves, and check.

    Args:
        world: any.
        late: what was on the way still arrives; else it is lost.
    """
    if late:
        settle_down(world)
    world.wire.clear()
    for end in world.ends:
        end.stale = None
        end.base.hands.clear()
    for end in world.senders:
        end.base.runners.clear()
        end.base.ready = False
        world.start(end, end.base)
    before = len(world.letters)
    must(_quiet(world), "the ends do not come to rest")
    opens = [one.request for one in world.letters[before:] if _opens(one.request)]
    must(len(opens) == len(world.senders), "a kind network needs more than one Open")
    for sender in world.senders:
        _check(world, sender)


def _opens(request: Request) -> bool:
    return isinstance(request, Signed) and isinstance(request.statement, Head)


def _quiet(world: World) -> bool:
    backlog = sum(len(end.sending.staging) + len(end.sending.log) for end in world.senders)
    for _ in range(ROUNDS + backlog):
        for end in world.senders:
            if not end.sending.released:
                world.keep(end, end.base, replace(end.sending, released=True))
        flow(world, 0, 0)
        for end in world.ends:
            for _ in range(len(end.receiving.entries) + 1):
                world.apply(end)
        if all(_at_rest(world, sender) for sender in world.senders):
            return True
    return False


def _at_rest(world: World, sender: End) -> bool:
    kept = world.other(sender).receiving
    idle = all(runner.idle for runner in sender.base.runners) and sender.base.ready
    return idle and not sender.sending.staging and kept.applied == len(kept.entries)


def _check(world: World, sender: End) -> None:
    """Healed ends are equal."""
    mine, kept = sender.sending, world.other(sender).receiving
    entries = entries_of(mine.log)
    must(entries == kept.entries, "healed ends hold different entries")
    must(mine.outbound.frontier == kept.inbound.frontier, "healed ends have different trees")
    must(kept.inbound.frontier.root == root_of(entries), "the receiver's tree is wrong")
    must(mine.settled, "no epoch is open")
    here = {entry[:ID_BYTES] for entry in entries}
    must(world.ledger.kept.get(sender.me, set()) <= here | held_by_sender(mine), "an entry was lost")
    once = list(dict.fromkeys(entry[:ID_BYTES].decode() for entry in entries))
    did = [*kept.effects, *kept.refused]
    must(sorted(did) == sorted(once), "an entry had no effect, or two")
    if sender.peer not in world.ledger.restored:
        _check_arrivals(sender, world)


def _check_arrivals(sender: End, world: World) -> None:
    """Both ends date each entry by the same receipt."""
    mine, kept = sender.sending, world.other(sender).receiving
    for position in range(len(mine.log)):
        ours = next((one for one in mine.receipts if size_of(one) > position), None)
        theirs = next(one for one in kept.receipts if size_of(one) > position)
        must(ours == theirs, "the ends date an entry by different receipts")
