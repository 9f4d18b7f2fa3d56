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
from federation.case.events import Arrived, Delivered, Delivery, Event, Leg, NotAccepted
from federation.case.machine import TABLES
from federation.errors import KuayuError
from federation.ids import ParcelNo
from tests.worlds.case import FIRST, SECOND, World, document, moves, opened, speaks_for

pytestmark = pytest.mark.slow  # the walk takes some ten seconds

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
    parcels = ((key, parcel.leg, parcel.receiver, parcel.sent) for key, parcel in case.parcels.items())
    return (
        sorted(case.states().items()),
        sorted(parcels, key=repr),
        sorted((spot, count) for spot, count in case.taken.items() if count),
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
    return (
        kind_of(event),
        *(getattr(event, name, None) for name in ("number", "leg", "documents", "parcel")),
    )


def steps(
    world: World, cases: dict[Side, Case], menu: Callable[[Case, Side], Iterator[Event]]
) -> Iterator[World]:
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
    numbers: tuple[ParcelNo, ...] = (FIRST,)

    def menu(self, case: Case, side: Side) -> Iterator[Event]:
        """What is tried."""
        return (
            event
            for event in moves(case, side)
            if kind_of(event) in self.kinds and self.only(event, side)
            if {getattr(event, "number", None), getattr(event, "parcel", None)} <= {None, *self.numbers}
        )


def _result(event: Event, _side: Side) -> bool:
    codes = getattr(event, "documents", ()) if isinstance(event, Delivered) else _codes(event)
    return not any(code.startswith("M-") for code in codes)


def _codes(event: Event) -> tuple[str, ...]:
    return tuple(paper.code for paper in getattr(event, "papers", ()))


def _by_hand(event: Event, side: Side) -> bool:
    return _result(event, side) and getattr(event, "parcel", None) is None


def _own_paper(event: Event, _side: Side) -> bool:
    return not isinstance(event, Delivered) or event.documents == ("M-BACK",)


def _to_organ(event: Event, _side: Side) -> bool:
    return getattr(event, "leg", Leg.W2H) is Leg.W2H


def _there_and_back(event: Event, side: Side) -> bool:
    ours = event.number == (FIRST if side is Side.ACCEPTING else SECOND) if _dispatch(event) else True
    return ours and getattr(event, "leg", Leg.W2H) in {Leg.W2H, Leg.H2W}


def _dispatch(event: Event) -> bool:
    return kind_of(event) in {K.PARCEL_SENT, K.PARCEL_LOST, K.PARCEL_RETURNED}


def _organ_posts(event: Event, side: Side) -> bool:
    home = getattr(event, "leg", Leg.H2A) is Leg.H2A
    handed_back = isinstance(event, Delivered) and event.documents == ("M-BACK",) and event.parcel is None
    own = kind_of(event) is not K.PARCEL_SENT or side is Side.HANDLING
    return handed_back or (_result(event, side) and home and own)


def _window_posts(event: Event, side: Side) -> bool:
    return _result(event, side) and (kind_of(event) is not K.PARCEL_SENT or side is Side.ACCEPTING)


THEMES: dict[str, Theme] = {
    "handling": Theme(opened, DECISIONS | WISHES | {K.SUBMITTED, K.CORRECTED}),
    "served": Theme(opened, ENDS | WISHES | {K.CORRECTED, K.ACCEPTED, K.NOTICE_SERVED}),
    "online": Theme(
        lambda: opened(delivery=Delivery.ONLINE), DECISIONS | {K.NOTICE_SERVED, K.DELIVERED}, _by_hand
    ),
    "window": Theme(opened, DECISIONS | {K.DELIVERED}, _by_hand),
    "handed back": Theme(opened, DECISIONS | WISHES | {K.DELIVERED}, _own_paper),
    "sent late": Theme(opened, ENDS | WISHES | {K.PARCEL_SENT}, _to_organ),
    "parcel": Theme(opened, PARCELS, _there_and_back, numbers=(FIRST, SECOND)),
    "home": Theme(lambda: _decided(Delivery.HOME), PARCELS - {K.PARCEL_LOST} | {K.DELIVERED}, _organ_posts),
    "window posts": Theme(lambda: _decided(Delivery.WINDOW), PARCELS | {K.DELIVERED}, _window_posts),
    "both post": Theme(
        lambda: _decided(Delivery.WINDOW), PARCELS - {K.PARCEL_RECEIVED} | {K.DELIVERED}, _result
    ),
}
LEAST = {
    "handling": 400,
    "served": 1300,
    "online": 600,
    "window": 60,
    "handed back": 1500,
    "sent late": 700,
    "parcel": 2200,
    "home": 500,
    "window posts": 35,
    "both post": 80,
}


@pytest.fixture(scope="module")
def met() -> dict[str, Met]:
    """The whole walk, once."""
    return {name: walk(theme.start(), theme.menu) for name, theme in THEMES.items()}


def pairs_of(met: dict[str, Met]) -> dict[Pair, set[Outcome]]:
    """All pairs of all themes."""
    found: dict[Pair, set[Outcome]] = {}
    for one in met.values():
        for pair, outcomes in one.pairs.items():
            found.setdefault(pair, set()).update(outcomes)
    return found


def share_a_table(pair: Pair) -> bool:
    """Whether two kinds move a facet in common."""
    facets = [{facet for facet, table in TABLES.items() if kind in {k for _, k in table}} for kind in pair]
    return bool(facets[0] & facets[1])


def test_the_walk_is_as_large_as_it_was(met):
    """A theme that suddenly reaches little would make the other tests here say little."""
    small = {
        name: met[name].configurations for name, least in LEAST.items() if met[name].configurations < least
    }
    assert small == {}
    assert set(LEAST) == set(THEMES)


def test_every_act_admitted_has_an_outcome(met):
    """No act that its author's desk admitted is refused or left waiting once both ends know everything."""
    assert {name: one.unexplained for name, one in met.items() if one.unexplained} == {}


def test_the_table_is_total(met):
    """Every pair that crosses and shares a table has a row or is declared independent, and never both."""
    assert not set(CROSSINGS) & INDEPENDENT
    crossing = {pair for pair in pairs_of(met) if share_a_table(pair)}
    assert crossing - set(CROSSINGS) - INDEPENDENT == set()


def test_the_table_has_no_dead_rows(met):
    """Every row and every declared independence is met somewhere, and rows have the effect they claim."""
    found = pairs_of(met)
    assert (set(CROSSINGS) | INDEPENDENT) - set(found) == set()
    used = {found_code for one in met.values() for found_code in one.codes}
    assert {(pair, row.code) for pair, row in CROSSINGS.items()} - used == set()


def test_independent_pairs_alone_never_overtake(met):
    """Where only independent acts were unseen, the accepting act applied."""
    lonely = {pair for pair in INDEPENDENT if not any((pair[0], other) in CROSSINGS for other in Kind)}
    outcomes = pairs_of(met)
    assert {pair: outcomes[pair] for pair in lonely if outcomes[pair] != {Outcome.APPLIED}} == {}


def test_codes_name_one_row_each():
    """A crossing's code is one row's, however many pairs share the row, and both clerks are told something."""
    rows = set(CROSSINGS.values())
    assert len({row.code for row in rows}) == len(rows)
    assert all(row.accepting and row.handling for row in rows)
