"""One order for the acts of a case, computed alike at both ends from the two logs.

The handling log is the spine: its acts stand in its own order, and before each of them stand the accepting
acts its author had seen. The accepting acts nobody has seen yet come last. So a handling act always stands
exactly where its author thought it stood; only accepting acts can be overtaken (see `crossings`).

`seen` counts entries of the other *link log*, other cases' included, so positions here have gaps. What an
author saw it does not unsee: the cut of an act is the largest `seen` of its log so far in this case.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from sys import maxsize

from federation.case.authors import Side
from federation.case.events import Act
from federation.ids import MessageId


@dataclass(frozen=True, slots=True)
class Placed:
    """An act and where it stands in its link's log; staged acts get positions after all others."""

    position: int
    act: Act


@dataclass(frozen=True, slots=True)
class Step:
    """An act in the case's order.

    Attributes:
        act: the act.
        side: which end wrote it.
        position: where it stands in its own log.
        cut: how many entries of the other log its author knew.
    """

    act: Act
    side: Side
    position: int
    cut: int


@dataclass(frozen=True, slots=True)
class Merged:
    """The case's order: ``steps`` are settled, ``waiting`` depend on entries this node does not hold."""

    steps: tuple[Step, ...]
    waiting: tuple[Step, ...]


def merge(
    accepting: Sequence[Placed],
    handling: Sequence[Placed],
    *,
    known_accepting: int,
    known_handling: int,
    refused: Container[MessageId] = frozenset(),
) -> Merged:
    """Put the acts of one case in order.

    Args:
        accepting: its acts in the accepting place's log, in log order.
        handling: its acts in the handling place's log, in log order.
        known_accepting: how many entries of the accepting place's log this node holds.
        known_handling: how many entries of the handling place's log this node holds.
        refused: message ids of acts that were refused: they keep their place, but what they claim to have
            seen counts for nothing.

    Returns:
        All acts, each message id once (the first occurrence). From the first act on that has seen more of
        the other log than is held here (after a restore), everything waits: nothing is guessed.
    """
    known = {Side.ACCEPTING: known_handling, Side.HANDLING: known_accepting}
    intake = _steps(accepting, Side.ACCEPTING, refused)
    spine = _steps(handling, Side.HANDLING, refused)
    steps = list(_once(_weave(intake, spine)))
    ahead = (
        index
        for index, step in enumerate(steps)
        if step.cut > known[step.side] and step.act.message_id not in refused
    )
    settled = next(ahead, len(steps))
    return Merged(tuple(steps[:settled]), tuple(steps[settled:]))


def _steps(log: Sequence[Placed], side: Side, refused: Container[MessageId]) -> list[Step]:
    """Give every act its cut; a refused one stands where it says, but never pulls its successors along."""
    void = [placed.act.message_id in refused for placed in log]
    cuts = list(accumulate((0 if no else one.act.seen for one, no in zip(log, void, strict=True)), max))
    bound = maxsize
    for index in range(len(log) - 1, -1, -1):
        if void[index]:
            cuts[index] = max(cuts[index], min(log[index].act.seen, bound))
        else:
            bound = cuts[index]
    return [Step(one.act, side, one.position, cut) for one, cut in zip(log, cuts, strict=True)]


def _weave(accepting: list[Step], handling: list[Step]) -> Iterator[Step]:
    taken = 0
    for spine in handling:
        while taken < len(accepting) and accepting[taken].position < spine.cut:
            yield accepting[taken]
            taken += 1
        yield spine
    yield from accepting[taken:]


def _once(steps: Iterator[Step]) -> Iterator[Step]:
    met: set[MessageId] = set()
    for step in steps:
        if step.act.message_id not in met:
            met.add(step.act.message_id)
            yield step
