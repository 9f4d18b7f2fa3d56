"""Which links have settled since the start: their cases may be written, their other way applied."""

from __future__ import annotations

from federation.ids import Locality


class Settled:
    """The links that have settled; in memory, since every start settles anew."""

    def __init__(self) -> None:
        self._peers: set[Locality] = set()
        self._rechecked: set[Locality] = set()

    def has(self, peer: Locality) -> bool:
        """Whether this link has settled."""
        return peer in self._peers

    def add(self, peer: Locality) -> None:
        """The pump holds the link."""
        self._peers.add(peer)

    def remove(self, peer: Locality) -> None:
        """The pump lost it."""
        self._peers.discard(peer)

    def recheck(self, peer: Locality) -> bool:
        """Ask once for another settling; False if that was done already."""
        if peer in self._rechecked:
            self._rechecked.discard(peer)
            return False
        self._rechecked.add(peer)
        self._peers.discard(peer)
        return True
