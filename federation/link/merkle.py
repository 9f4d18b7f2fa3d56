"""The Merkle tree of a log: RFC 9162 §2.1 over SHA-256, pure.

A log keeps a `Frontier` (the roots of its perfect subtrees) and, with each entry, the hashes of
the perfect subtrees which that entry completed. Nothing else is stored, and nothing stored ever
changes: every root and every proof at every size can be made from those rows. A plan
(`inclusion_refs`) names the rows a proof needs, so that a store reads them in one query. It works on
leaf hashes, not on entries: a log whose bodies were erased still proves what remains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256

from federation.errors import Reason, Untrusted

HASH_BYTES = 32
EMPTY_ROOT = sha256().digest()
_LEAF, _NODE = b"\x00", b"\x01"


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry as a leaf: ``H(0x00 ‖ entry)`` (RFC 9162 §2.1.1), 32 bytes."""
    return sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: ``H(0x01 ‖ left ‖ right)`` (RFC 9162 §2.1.1), 32 bytes."""
    return sha256(_NODE + left + right).digest()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class NodeRef:
    """The perfect subtree over leaves ``index << level`` up to, not with, ``(index + 1) << level``."""

    level: int
    index: int

    @property
    def entry(self) -> int:
        """Position of the entry that completed it, in whose row its hash is kept."""
        return ((self.index + 1) << self.level) - 1

    @property
    def offset(self) -> int:
        """Where its hash begins in that row's ``nodes``, in bytes."""
        return HASH_BYTES * self.level

    def read(self, nodes: bytes) -> bytes:
        """Its hash, out of the ``nodes`` of row `entry`.

        Raises:
            ValueError: the row is too short to be that of `entry`.
        """
        found = nodes[self.offset : self.offset + HASH_BYTES]
        if len(found) != HASH_BYTES:
            raise ValueError(f"row {self.entry} does not reach level {self.level}")
        return found


Fetch = Callable[[NodeRef], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """A log's size and the roots of its perfect subtrees, largest first: all one needs to go on.

    Attributes:
        size: entries in the log.
        peaks: one 32-byte hash per bit set in ``size``, from the highest bit down.
    """

    size: int
    peaks: tuple[bytes, ...]

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise ValueError("a frontier has one peak per bit of its size")
        _must_be_hashes(self.peaks)

    @classmethod
    def empty(cls) -> Frontier:
        """The frontier of a log without entries."""
        return cls(size=0, peaks=())

    @classmethod
    def read(cls, size: int, fetch: Fetch) -> Frontier:
        """The frontier of a log's first ``size`` entries, from stored nodes (see `frontier_refs`)."""
        return cls(size=size, peaks=tuple(fetch(ref) for ref in frontier_refs(size)))

    @property
    def root(self) -> bytes:
        """The Merkle tree head MTH(D[size]) (RFC 9162 §2.1.1), 32 bytes."""
        return _fold(self.peaks) if self.peaks else EMPTY_ROOT

    def extend(self, leaves: Sequence[bytes]) -> tuple[Frontier, tuple[bytes, ...]]:
        """Append leaves.

        Args:
            leaves: leaf hashes in order, 32 bytes each (`leaf_hash` of the entries).

        Returns:
            The new frontier, and per leaf its ``nodes``: the hashes, one after the other, of the
            perfect subtrees that it completes, levels 0 (the leaf itself) to the number of
            trailing zero bits of (its position + 1).

        Raises:
            ValueError: a leaf is not 32 bytes long.
        """
        _must_be_hashes(leaves)
        peaks, rows = list(self.peaks), []
        for position, leaf in enumerate(leaves, self.size):
            node, row, above = leaf, [leaf], position
            while above & 1:
                node = sha256(_NODE + peaks.pop() + node).digest()
                row.append(node)
                above >>= 1
            peaks.append(node)
            rows.append(b"".join(row))
        return Frontier(size=self.size + len(leaves), peaks=tuple(peaks)), tuple(rows)


def frontier_refs(size: int) -> tuple[NodeRef, ...]:
    """The perfect subtrees of a log of ``size`` entries, largest first: the peaks of its frontier."""
    return _range_refs(0, size)


def inclusion_refs(position: int, size: int) -> tuple[NodeRef, ...]:
    """The nodes that `inclusion_proof` fetches, in order.

    Raises:
        ValueError: there is no such position in a log of that size.
    """
    return tuple(ref for span in _inclusion_spans(position, size) for ref in _range_refs(*span))


def inclusion_proof(position: int, size: int, fetch: Fetch) -> tuple[bytes, ...]:
    """PATH(position, D[size]): that an entry stands in a log (RFC 9162 §2.1.3.1).

    ``fetch`` gives the hash of a stored perfect subtree. The proof's hashes, 32 bytes each, run from
    the leaf's sibling up.

    Raises:
        ValueError: there is no such position in a log of that size.
    """
    return tuple(_span_root(span, fetch) for span in _inclusion_spans(position, size))


def consistency_proof(old_size: int, size: int, fetch: Fetch) -> tuple[bytes, ...]:
    """PROOF(old_size, D[size]): that a log only grew (RFC 9162 §2.1.4.1).

    From an empty log, and between equal sizes, the proof is empty.

    Raises:
        ValueError: not ``0 <= old_size <= size``.
    """
    return tuple(_span_root(span, fetch) for span in _consistency_spans(old_size, size))


def verify_inclusion(*, leaf: bytes, position: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that a leaf stands at a position of the log with this size and root.

    ``leaf`` is the leaf hash; ``root`` comes from a head whose signature was verified; ``proof`` from
    anybody.

    Raises:
        Untrusted: EVIDENCE_INVALID if it does not.
    """
    _check_shape(proof, root, leaf, ok=0 <= position < size)
    hashed = leaf
    for step, on_left in _climb(position, size - 1, proof):
        hashed = node_hash(step, hashed) if on_left else node_hash(hashed, step)
    if hashed != root:
        raise _invalid("root")


def verify_consistency(
    *, old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the log of ``size`` begins with the log of ``old_size``.

    Raises:
        Untrusted: EVIDENCE_INVALID if it does not, or if an empty log has not `EMPTY_ROOT`.
    """
    _check_shape(proof, root, old_root, ok=0 <= old_size <= size)
    if old_size in {0, size}:
        same = old_root == (EMPTY_ROOT if old_size == 0 else root)
        if proof or not same or (size == 0 and root != EMPTY_ROOT):
            raise _invalid("root")
    elif _grown(old_size, old_root, size, proof) != (old_root, root):
        raise _invalid("root")


def _grown(old_size: int, old_root: bytes, size: int, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Both roots as a consistency proof gives them (RFC 9162 §2.1.4.2)."""
    # Step 2: an old tree that is one perfect subtree is itself the proof's first node.
    nodes = (old_root, *proof) if old_size.bit_count() == 1 else tuple(proof)
    if not nodes:
        raise _invalid("too short")
    old = new = nodes[0]
    skip = (old_size & -old_size).bit_length() - 1  # step 4
    for step, on_left in _climb((old_size - 1) >> skip, (size - 1) >> skip, nodes[1:]):
        old = node_hash(step, old) if on_left else old
        new = node_hash(step, new) if on_left else node_hash(new, step)
    return old, new


def _climb(node: int, last: int, proof: Sequence[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each step of a proof with the side it stands on: RFC 9162 §2.1.3.2 step 4, and §2.1.4.2 step 6.

    Args:
        node: index, at its level, of the subtree that is climbed from (fn).
        last: index of the last subtree of that level (sn).
        proof: the steps, from below.
    """
    for step in proof:
        if last == 0:
            raise _invalid("too long")
        on_left = bool(node & 1) or node == last
        yield step, on_left
        while on_left and node and not node & 1:  # levels at which the right edge has no sibling
            node, last = node >> 1, last >> 1
        node, last = node >> 1, last >> 1
    if last != 0:
        raise _invalid("too short")


_Span = tuple[int, int]


def _inclusion_spans(position: int, size: int) -> list[_Span]:
    """The subtrees beside a leaf's path, leaf upward, as ranges of leaves."""
    if not 0 <= position < size:
        raise ValueError(f"no position {position} in a log of {size}")
    return _descend(position, position + 1, size)[1]


def _consistency_spans(old_size: int, size: int) -> list[_Span]:
    """SUBPROOF(old_size, D[size], true) as ranges of leaves (RFC 9162 §2.1.4.1)."""
    if not 0 <= old_size <= size:
        raise ValueError(f"a log of {size} did not grow from {old_size}")
    if old_size in {0, size}:
        return []
    start, spans = _descend(0, old_size, size)
    return [(start, old_size), *spans] if start else spans  # a whole left edge is known to the verifier


def _descend(floor: int, stop: int, size: int) -> tuple[int, list[_Span]]:
    """Go down to the subtree that ends at ``stop`` and begins at or after ``floor``.

    Returns:
        Where that subtree begins, and the subtrees passed on the way, lowest first.
    """
    start, end, passed = 0, size, list[_Span]()
    while end != stop or start < floor:
        # The largest power of two smaller than the width (RFC 9162 §2.1.1).
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if stop <= middle:
            passed.append((middle, end))
            end = middle
        else:
            passed.append((start, middle))
            start = middle
    return start, passed[::-1]


def _range_refs(start: int, end: int) -> tuple[NodeRef, ...]:
    """The perfect subtrees that make up MTH(D[start:end]), left to right; ``start`` is aligned."""
    refs = []
    while start < end:
        level = (end - start).bit_length() - 1
        refs.append(NodeRef(level=level, index=start >> level))
        start += 1 << level
    return tuple(refs)


def _span_root(span: _Span, fetch: Fetch) -> bytes:
    return _fold([fetch(ref) for ref in _range_refs(*span)])


def _fold(peaks: Sequence[bytes]) -> bytes:
    """The root over adjacent subtrees, each larger than the next."""
    return reduce(lambda right, left: node_hash(left, right), reversed(peaks))


def _must_be_hashes(values: Sequence[bytes]) -> None:
    if any(len(value) != HASH_BYTES for value in values):
        raise ValueError(f"a hash has {HASH_BYTES} bytes")


def _check_shape(proof: Sequence[bytes], *hashes: bytes, ok: bool) -> None:
    if not ok or any(len(value) != HASH_BYTES for value in (*proof, *hashes)):
        raise _invalid("shape")


def _invalid(what: str) -> Untrusted:
    return Untrusted(Reason.EVIDENCE_INVALID, proof=what)
