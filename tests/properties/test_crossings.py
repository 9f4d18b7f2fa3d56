"""Every way two acts can cross, walked exhaustively: from every reachable state, every legal move of both ends.

A configuration is what both ends hold plus what is on the way. It is walked up to two acts on the way in
each direction; longer queues only repeat the pairs. The walk is cut into themes, because facets that share
no table cannot get in each other's way.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from federation.case import CROSSINGS, Case, Kind, Outcome, Side, check_act, kind_of
from federation.case.crossings import INDEPENDENT
from federation.case.events import Arrived, Delivered, Delivery, Event, Leg, NotAccepted, ParcelSent
from federation.case.machine import TABLES
from federation.errors import KuayuError
from tests.worlds.case import FIRST, World, document, moves, opened, speaks_for

ON_THE_WAY = 2
K = Kind

Pair = tuple[Kind, Kind]


@dataclass(slots=True)
class Met:
    """What the walk found: for each pair what became of the accepting act; and acts nothing explains."""

    pairs: dict[Pair, set[Outcome]] = field(default_factory=dict)
    unexplained: list[tuple[Kind, ...]] = field(default_factory=list)
    codes: set[tuple[Pair, str]] = field(default_factory=set)
    configurations: int = 0


def shape(case: Case) -> tuple[object, ...]:
    """What of a case decides its future, without message ids."""
    return (
        case.states(),
        {key: (parcel.leg, parcel.receiver, parcel.sent) for key, parcel in case.parcels.items()},
        {spot: count for spot, count in case.taken.items() if count},
    )


def configuration(world: World, cases: dict[Side, Case]) -> str:
    """A name for a configuration, equal for those that behave alike."""
    flying = {
        side: [
            (repr(_nameless(placed.act.event)), len(world.logs[side.other]) - placed.act.seen)
            for placed in world.logs[side][world.known[side.other] :]
        ]
        for side in Side
    }
    return repr((flying, {side: shape(case) for side, case in cases.items()}))


def _nameless(event: Event) -> tuple[object, ...]:
    return (kind_of(event), *(getattr(event, name, None) for name in ("number", "leg", "documents", "parcel")))


def steps(world: World, cases: dict[Side, Case], menu: Callable[[Case, Side], Iterator[Event]]) -> Iterator[World]:
    """Every world one move further: a clerk writes, or an entry arrives."""
    for side in Side:
        if len(world.logs[side]) - world.known[side.other] < ON_THE_WAY:
            for event in menu(cases[side], side):
                act = world.draw(side, event)
                if admitted(cases[side], act):
                    further = world.copy()
                    further.put(side, act)
                    yield further
        if world.known[side] < len(world.logs[side.other]):
            further = world.copy()
            further.receive(side)
            yield further


def admitted(view, act) -> bool:
    """Whether the desk lets an act pass that has seen everything its case holds."""
    try:
        check_act(view, act, speaks_for)
    except KuayuError:
        return False
    return True


def walk(start: World, menu: Callable[[Case, Side], Iterator[Event]]) -> Met:
    """Walk every configuration once."""
    met, queue, known = Met(), deque([start]), set()
    while queue:
        world = queue.popleft()
        cases = {side: world.case(side) for side in Side}
        name = configuration(world, cases)
        if name not in known:
            known.add(name)
            note(world, cases[Side.HANDLING], met)
            queue.extend(steps(world, cases, menu))
    met.configurations = len(known)
    return met


def note(world: World, case: Case, met: Met) -> None:
    """Note what became of the accepting act that the handling place applied last."""
    applied = world.logs[Side.ACCEPTING][: world.known[Side.HANDLING]]
    if not applied:
        return
    last, rows = applied[-1], {row.message_id: row for row in case.rows}
    row, order = rows[last.act.message_id], list(rows)
    before = set(order[: order.index(last.act.message_id)])
    unseen = [
        placed.act
        for placed in world.logs[Side.HANDLING]
        if placed.position >= last.act.seen and placed.act.message_id in before
    ]
    for act in unseen:
        pair = (row.kind, kind_of(act.event))
        met.pairs.setdefault(pair, set()).add(row.outcome)
        met.codes.update((pair, code) for code in row.crossings)
    if row.outcome in {Outcome.WAITING, Outcome.REFUSED}:
        met.unexplained.append((row.kind, *(kind_of(act.event) for act in unseen)))


ENDS = {K.ARRIVED, K.CORRECTION_REQUESTED, K.NOT_ACCEPTED, K.FINISHED_RETURN}
DECISIONS = ENDS | {K.ACCEPTED, K.FINISHED_GRANT, K.FINISHED_DENY, K.ISSUED}
WISHES = {K.WITHDRAWAL_REQUESTED, K.WITHDRAWAL_REFUSED, K.FINISHED_WITHDRAWN}
PARCELS = {K.PARCEL_SENT, K.PARCEL_RECEIVED, K.PARCEL_LOST, K.PARCEL_RETURNED}


def _decided(delivery: Delivery) -> World:
    world = opened(delivery=delivery)
    world.must(Side.HANDLING, Arrived(), NotAccepted(document=document("BYSL-1"), reason="不属本机关职权"))
    return world.settle()


@dataclass(frozen=True)
class Theme:
    """A part of the walk: from where, with which kinds, and which events of those."""

    start: Callable[[], World]
    kinds: set[Kind]
    only: Callable[[Event, Side], bool] = lambda _event, _side: True

    def menu(self, case: Case, side: Side) -> Iterator[Event]:
        """What is tried."""
        return (
            event
            for event in moves(case, side)
            if kind_of(event) in self.kinds and self.only(event, side) and _one_number(event)
        )


def _one_number(event: Event) -> bool:
    return getattr(event, "number", None) in {None, FIRST} and getattr(event, "parcel", None) in {None, FIRST}


def _result(event: Event, _side: Side) -> bool:
    return not isinstance(event, Delivered) or not event.documents[0].startswith("M-")


def _own_paper(event: Event, _side: Side) -> bool:
    return not isinstance(event, Delivered) or event.documents == ("M-BACK",)


def _to_organ(event: Event, _side: Side) -> bool:
    return not isinstance(event, ParcelSent) or event.leg is Leg.W2H


def _organ_posts(event: Event, side: Side) -> bool:
    return kind_of(event) is not K.PARCEL_SENT or side is Side.HANDLING


def _window_posts(event: Event, side: Side) -> bool:
    return _organ_posts(event, side.other) and _result(event, side)


THEMES: dict[str, Theme] = {
    "handling": Theme(opened, DECISIONS | WISHES | {K.SUBMITTED, K.CORRECTED}),
    "served": Theme(opened, ENDS | WISHES | {K.ACCEPTED, K.NOTICE_SERVED}),
    "online": Theme(
        lambda: opened(delivery=Delivery.ONLINE),
        DECISIONS | {K.NOTICE_SERVED, K.DELIVERED},
        lambda event, side: _result(event, side) and getattr(event, "parcel", None) is None,
    ),
    "window": Theme(
        opened, DECISIONS | {K.DELIVERED}, lambda event, _side: getattr(event, "parcel", None) is None
    ),
    "handed back": Theme(opened, ENDS | WISHES | {K.ACCEPTED, K.DELIVERED}, _own_paper),
    "parcel": Theme(opened, PARCELS),
    "sent late": Theme(opened, ENDS | WISHES | {K.PARCEL_SENT}, _to_organ),
    "home": Theme(
        lambda: _decided(Delivery.HOME), {K.PARCEL_SENT, K.PARCEL_RECEIVED, K.DELIVERED}, _organ_posts
    ),
    "home by post": Theme(lambda: _decided(Delivery.HOME), {K.PARCEL_SENT, K.NOTICE_SERVED, K.DELIVERED}),
    "window by post": Theme(lambda: _decided(Delivery.WINDOW), PARCELS | {K.DELIVERED}, _window_posts),
}
if __name__=="__main__":
    import time
    for n,t in THEMES.items():
        s=time.time(); m=walk(t.start(),t.menu); print(n,m.configurations,round(time.time()-s,2),len(m.unexplained), m.unexplained[:3])
