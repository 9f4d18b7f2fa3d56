"""What must hold in the world after every step, told by an observer who sees both ends and the wire.

The ledger knows what the ends cannot: which heads left under which epoch, what either end held when
the other was restored, where the receiver stood at each step. It never helps the ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from federation.ids import Locality
from federation.link.head import Countersigned, Epoch, Head, Signed, Standing
from federation.link.sender import Owned
from tests.model.ends import End
from tests.model.store import Receipt, Receiving, Sending
from tests.oracles.merkle import mth

ID_BYTES = 36
Key = tuple[Locality, Epoch, int]


class Broken(AssertionError):
    """An invariant does not hold."""


def must(holds: object, what: str) -> None:
    """Say which invariant is broken."""
    if not holds:
        raise Broken(what)


@lru_cache(maxsize=100_000)
def root_of(entries: tuple[bytes, ...]) -> bytes:
    """The root as RFC 9162 writes it, not as the code under test computes it."""
    return mth(entries)


def entries_of(log: Sequence[Owned]) -> tuple[bytes, ...]:
    """The entries of a sender's log."""
    return tuple(owned.entry for owned in log)


def held_by_sender(mine: Sending) -> set[bytes]:
    """Ids of messages that the sending end keeps: in its log, waiting, or with a person."""
    held = {owned.entry[:ID_BYTES] for owned in (*mine.log, *mine.staging)}
    return held.union(one.encode() for one in mine.hands)


def held_by_receiver(kept: Receiving) -> set[bytes]:
    """Ids of messages that the receiving end keeps."""
    return {entry[:ID_BYTES] for entry in kept.entries}


class Ledger:
    """The observer of one world."""

    def __init__(self) -> None:
        self.step = 0
        self.roots: dict[Key, bytes] = {}
        self.opens: dict[tuple[Locality, Epoch], tuple[int, bytes]] = {}
        self.kept: dict[Locality, set[bytes]] = {}
        self.gone: dict[Locality, set[bytes]] = {}
        self.wrote: dict[Locality, set[bytes]] = {}
        self.stood: dict[Locality, list[tuple[int, tuple[bytes, ...]]]] = {}
        self.answers: dict[tuple[Locality, Epoch, int, bytes], Receipt] = {}
        self.restored: dict[Locality, int] = {}

    # what is written

    def staged(self, sender: Locality, entry: bytes) -> None:
        """A clerk's transaction staged an entry: from now on it may not vanish."""
        self.wrote.setdefault(sender, set()).add(entry)
        self.kept.setdefault(sender, set()).add(entry[:ID_BYTES])

    def gave_to_person(self, sender: Locality, receiver: Locality, ids: Iterable[str], *, since: int) -> None:
        """A person is told that entries never arrived and never will; who restores the receiver may undo it."""
        if self.restored.get(receiver, -1) < since:
            self.gone.setdefault(sender, set()).update(one.encode() for one in ids)

    # what is sent

    def signed(self, sender: Locality, head: Head) -> None:
        """A head left: one root per epoch and size."""
        key = (sender, head.epoch, head.size)
        root = self.roots.setdefault(key, head.root)
        must(root == head.root, "two roots for one epoch and size under the sender's signature")

    def asked_to_open(self, sender: Locality, head: Head) -> None:
        """An Open left: an epoch is opened at one place."""
        at = (head.size, head.root)
        must(self.opens.setdefault((sender, head.epoch), at) == at, "one epoch opened at two places")

    # what is stored

    def stores(self, sender: End, receiver: End) -> None:
        """After a step: nothing was lost, nothing came from nowhere, nothing happened twice."""
        mine, kept = sender.sending, receiver.receiving
        must(mine.outbound.frontier.root == root_of(entries_of(mine.log)), "the sender's tree is wrong")
        held = held_by_sender(mine) | held_by_receiver(kept)
        must(self.kept.get(sender.me, set()) <= held, "a staged or receipted entry was lost")
        wrote = self.wrote.get(sender.me, set())
        must(wrote.issuperset(kept.entries), "the receiver took what the sender never wrote")
        must(wrote.issuperset(entries_of(mine.log)), "the sender imported what it never wrote")
        waiting = [owned.message_id for owned in mine.staging]
        must(len(set(waiting)) == len(waiting), "a message waits twice")
        must(len(set(kept.effects)) == len(kept.effects), "a message had two effects")
        late = self.gone.get(sender.me, set()) & held_by_receiver(kept)
        must(not late, "an entry that a person was told never arrived was taken after all")
        self._stand(receiver.me, kept)

    def _stand(self, receiver: Locality, kept: Receiving) -> None:
        stood = self.stood.setdefault(receiver, [])
        if not stood or stood[-1][1] is not kept.entries:
            stood.append((self.step, kept.entries))

    def was_restored(self, sender: End, receiver: End) -> None:
        """Either end went back: what nobody holds any more is lost for good, and no fault."""
        held = held_by_sender(sender.sending) | held_by_receiver(receiver.receiving)
        if sender.me in self.kept:
            self.kept[sender.me] &= held
        self.gone.pop(sender.me, None)
        had = {one.payload for one in receiver.receiving.receipts}
        for key, answer in list(self.answers.items()):
            if key[0] == sender.me and answer.payload not in had:
                del self.answers[key]

    # what is answered

    def answered(self, receiver: End, answer: Receipt) -> None:
        """A receipt or an Opened leaves: it names what the receiver durably has; a repeat is the same."""
        head = answer.statement.head.statement
        entries = receiver.receiving.entries
        true = head.size <= len(entries) and root_of(entries[: head.size]) == head.root
        must(true, "a receipt names what the receiver does not have")

    def answered_batch(self, head: Head, answer: object) -> None:
        """Entries were answered: once they were taken, the answer is that receipt for ever."""
        key = (head.sender, head.epoch, head.size, head.root)
        if isinstance(answer, Signed) and isinstance(answer.statement, Countersigned):
            self.answers.setdefault(key, answer)
        must(self.answers.get(key, answer) == answer, "a repeat got another answer")

    # what is believed

    def believed(self, receiver: Locality, sent: object, answer: object, since: int) -> None:
        """A pump acts on an answer: it was true at some moment since it asked."""
        if not isinstance(answer, Signed):
            return
        said = answer.statement
        if isinstance(said, Standing):
            now = self._since(receiver, since)
            true = any(len(had) == said.size and root_of(had) == said.root for had in now)
            must(true, "the sender believed a Standing that was not the receiver's")
        elif isinstance(said, Countersigned) and isinstance(sent, Head):
            ever = self._since(receiver, 0)
            true = any(sent.size <= len(had) and root_of(had[: sent.size]) == sent.root for had in ever)
            must(true, "the sender believed that its entries had arrived")

    def _since(self, receiver: Locality, step: int) -> list[tuple[bytes, ...]]:
        stood = self.stood.get(receiver, [(0, ())])
        before = [had for at, had in stood if at < step][-1:]
        return before + [had for at, had in stood if at >= step]
