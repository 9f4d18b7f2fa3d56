"""Epochs: a pump's tenure of a link, and the one check that keeps two pumps apart.

A pump claims a new epoch in the transaction in which it settles, opens it at the receiver, and from
then on writes to the store only if the store is still as this pump left it. A stale standby, a pump
whose database fell back to an older copy, and two pumps that take over at once are all caught by
that one check (docs/protocol/link.md, "Races").
"""

from __future__ import annotations

from dataclasses import dataclass

from federation.errors import Reason, Untrusted
from federation.link.head import Epoch, Standing
from federation.link.merkle import Frontier
from federation.link.sender import Outbound


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """What a pump remembers of its link, in memory only: a pump that starts has none.

    Attributes:
        epoch: the epoch it claimed.
        size: entries in the log as this pump last left it.
        root: the root over them, 32 bytes.
    """

    epoch: Epoch
    size: int
    root: bytes


def claim(epoch: Epoch, frontier: Frontier) -> Tenure:
    """The tenure of a pump that leaves the log at this frontier: after settling, after closing."""
    return Tenure(epoch=epoch, size=frontier.size, root=frontier.root)


def check_tenure(stored: Outbound, tenure: Tenure) -> None:
    """Check that the stored log is as this pump left it. In every transaction of a pump, first.

    Raises:
        Untrusted: SETTLE_MISMATCH if another pump or a restore came between: greet and settle again.
    """
    now = (stored.epoch, stored.frontier.size, stored.frontier.root)
    if now != (tenure.epoch, tenure.size, tenure.root):
        raise Untrusted(Reason.SETTLE_MISMATCH, why="the log is not as this pump left it")


def top_counter(outbound: Outbound, said: Standing) -> int:
    """The highest epoch counter known under our own signature, the Standing's included.

    The Standing must have been believed (`federation.link.sender.believe_standing`): a counter that
    we never signed could leave us none above it.
    """
    known = [outbound.top_counter]
    if outbound.epoch is not None:
        known.append(outbound.epoch.counter)
    known += [
        answer.statement.head.statement.epoch.counter
        for answer in (said.last_receipt, said.last_opened)
        if answer is not None
    ]
    return max(known)


def next_epoch(outbound: Outbound, said: Standing, *, nonce: bytes) -> Epoch:
    """The epoch a pump claims: above every counter known, with a nonce never used before.

    Args:
        outbound: as stored, read in the settling transaction.
        said: a Standing that was believed.
        nonce: 16 fresh random bytes.
    """
    return Epoch(counter=top_counter(outbound, said) + 1, nonce=nonce)
