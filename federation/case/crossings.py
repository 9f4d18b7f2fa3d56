"""Crossings: what becomes of an accepting act when handling acts its author had not seen stand before it.

Only accepting acts can be overtaken, because the handling log is the spine (see `order`). For every pair
(accepting kind, handling kind) that can happen without one knowing of the other there is exactly one row,
or the pair is declared independent; tests/properties/test_crossings.py walks all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from federation.case.machine import Facet, Subject
from federation.case.terms import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """One row.

    Attributes:
        code: its released name.
        overtaken: True: the accepting act has no effect on states; False: it takes effect all the same.
        on: both must concern the same document or parcel; None: both concern the case.
        accepting: what the clerk at the accepting place is told.
        handling: what the clerk at the handling place is told.
    """

    code: str
    overtaken: bool
    on: Facet | None = None
    accepting: str
    handling: str


CROSSINGS: Mapping[tuple[Kind, Kind], Crossing] = {}
INDEPENDENT: frozenset[tuple[Kind, Kind]] = frozenset()


@dataclass(frozen=True, slots=True)
class Met:
    """A handling act already in the order: where it stands in its log and what it touched."""

    position: int
    kind: Kind
    touched: tuple[Subject, ...]


def crossed(kind: Kind, touched: Iterable[Subject], unseen: Iterable[Met], *, overtaken: bool) -> Iterator[Crossing]:
    """Find the rows that apply to an accepting act.

    Args:
        kind: the accepting act's kind.
        touched: what it touches.
        unseen: the handling acts before it that its author had not seen, in order.
        overtaken: whether its row in the tables is missing.
    """
    subjects = set(touched)
    for met in unseen:
        row = CROSSINGS.get((kind, met.kind))
        if row is None or row.overtaken is not overtaken:
            continue
        if row.on is None or any(s.facet is row.on and s in subjects for s in met.touched):
            yield row
