"""RFC 9162 §2.1 as the standard writes it: recursive, slow, and the judge of `federation.link.merkle`."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256


def mth(entries: Sequence[bytes]) -> bytes:
    """Return MTH(D_n), §2.1.1."""
    match len(entries):
        case 0:
            return sha256().digest()
        case 1:
            return sha256(b"\x00" + entries[0]).digest()
        case n:
            k = split(n)
            return sha256(b"\x01" + mth(entries[:k]) + mth(entries[k:])).digest()


def path(m: int, entries: Sequence[bytes]) -> list[bytes]:
    """Return PATH(m, D_n), §2.1.3.1."""
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*path(m, entries[:k]), mth(entries[k:])]
    return [*path(m - k, entries[k:]), mth(entries[:k])]


def proof(m: int, entries: Sequence[bytes]) -> list[bytes]:
    """Return PROOF(m, D_n) for 0 < m < n, §2.1.4.1; else nothing."""
    return subproof(m, entries, known=True) if 0 < m < len(entries) else []


def subproof(m: int, entries: Sequence[bytes], *, known: bool) -> list[bytes]:
    """Return SUBPROOF(m, D_n, b), §2.1.4.1."""
    if m == len(entries):
        return [] if known else [mth(entries)]
    k = split(len(entries))
    if m <= k:
        return [*subproof(m, entries[:k], known=known), mth(entries[k:])]
    return [*subproof(m - k, entries[k:], known=False), mth(entries[:k])]


def split(n: int) -> int:
    """Return the largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k
