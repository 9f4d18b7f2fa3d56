"""Every way two acts can cross, walked: from a world on, every legal move of both ends and every arrival.

A spot is what both ends hold plus what is on the way. Spots that behave alike are walked once. What became
of each accepting act that had handling acts before it which its author had not seen is noted.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from federation.case import Case, Kind, Outcome, Side, check_act, kind_of
from federation.case.crossings import QUIET
from federation.case.events import Act, Event
from federation.case.powers import Agreements
from federation.case.states import Facet
from federation.errors import KuayuError
from federation.ids import MessageId
from tests.worlds.case import World, speaks_for

Pair = tuple[Kind, Kind]
Menu = Callable[[Case, Side], Iterator[tuple[Event, MessageId | None]]]


@dataclass(slots=True)
class Met:
    """What a walk found.

    Attributes:
        pairs: for each pair what became of the accepting act.
        corrected: the same where the handling act superseded another: for each accepting kind.
        after_quiet: what became of accepting acts whose unseen acts were quiet ones only.
        unexplained: acts left without an outcome though both ends knew everything.
        codes: which rows were met by which pair, or for which accepting kind.
        apart: spots at which nothing was on the way and the two ends held two cases.
        spots: how many were walked.
    """

    pairs: dict[Pair, set[Outcome]] = field(default_factory=dict)
    corrected: dict[Kind, set[Outcome]] = field(default_factory=dict)
    after_quiet: set[tuple[Kind, Outcome]] = field(default_factory=set)
    unexplained: list[tuple[Kind, ...]] = field(default_factory=list)
    codes: set[tuple[Pair | Kind, str]] = field(default_factory=set)
    apart: int = 0
    spots: int = 0


@dataclass(frozen=True, slots=True)
class Spot:
    """A world and the case as each end has it."""

    world: World
    cases: dict[Side, Case]

    def after(self, world: World, side: Side) -> Spot:
        """The spot after a move that changed one side's case only."""
        return Spot(world, {**self.cases, side: world.case(side)})


def walk(start: World, menu: Menu, *, on_the_way: int) -> Met:
    """Walk every spot once; at most so many acts are on the way in each direction."""
    first = Spot(start, {side: start.case(side) for side in Side})
    met, queue, known = Met(), deque([first]), set()
    while queue:
        spot = queue.popleft()
        name = _name(spot)
        if name not in known:
            known.add(name)
            met.apart += _settled(spot.world) and spot.cases[Side.ACCEPTING] != spot.cases[Side.HANDLING]
            queue.extend(_steps(spot, menu, on_the_way, met))
    met.spots = len(known)
    return met


def _settled(world: World) -> bool:
    return all(world.known[side] == len(world.logs[side.other]) for side in Side)


def _steps(spot: Spot, menu: Menu, on_the_way: int, met: Met) -> Iterator[Spot]:
    """Every spot one move further: a clerk writes, or an entry arrives; what it met is noted."""
    world = spot.world
    for side in Side:
        if len(world.logs[side]) - world.known[side.other] < on_the_way:
            for event, before in menu(spot.cases[side], side):
                act = world.draw(side, event, supersedes=before)
                if admitted(spot.cases[side], act, world.agreements):
                    further = world.copy()
                    further.put(side, act)
                    yield spot.after(further, side)
        if world.known[side] < len(world.logs[side.other]):
            further = world.copy()
            further.known[side] += (
                1  # admitted by its author's desk; that both ends judge alike, test_case shows
            )
            arrived = spot.after(further, side)
            if side is Side.HANDLING:  # only accepting acts can be overtaken
                _note(arrived, met)
            yield arrived


def admitted(view: Case, act: Act, agreements: Agreements) -> bool:
    """Whether the desk lets an act pass that has seen everything its case holds."""
    try:
        check_act(view, act, speaks_for, agreements)
    except KuayuError:
        return False
    return True


def _name(spot: Spot) -> str:
    """A name for a spot, equal for those that behave alike."""
    logs, known = spot.world.logs, spot.world.known
    flying = [
        [
            (_nameless(placed.act), len(logs[side.other]) - placed.act.seen)
            for placed in logs[side][known[side.other] :]
        ]
        for side in Side
    ]
    return repr((flying, [_shape(spot.cases[side]) for side in Side]))


def _nameless(act: Act) -> tuple[object, ...]:
    names = ("number", "leg", "documents", "document", "parcel", "about")
    said = tuple(getattr(act.event, name, None) for name in names)
    return (kind_of(act.event), act.supersedes is not None, *said)


def _shape(case: Case) -> tuple[object, ...]:
    """What of a case decides its future, without message ids."""
    states = case.states().items()
    plain = ((subject, state) for subject, state in states if subject.facet is not Facet.TALK)
    talk = ((one.side, type(one.asked).__name__, one.answer is None) for one in case.questions.values())
    parcels = ((key, parcel.leg, parcel.receiver, parcel.sent) for key, parcel in case.parcels.items())
    taken = ((spot, count) for spot, count in case.taken.items() if count)
    return (sorted(plain), sorted(talk), sorted(parcels, key=repr), sorted(taken), case.organ)


def _note(spot: Spot, met: Met) -> None:
    """Note what became of the accepting act that the handling place applied last."""
    world, case = spot.world, spot.cases[Side.HANDLING]
    last = world.logs[Side.ACCEPTING][world.known[Side.HANDLING] - 1]
    order = [row.message_id for row in case.rows]
    place = order.index(last.act.message_id)
    row, before = case.rows[place], set(order[:place])
    unseen = [
        placed.act
        for placed in world.logs[Side.HANDLING]
        if placed.position >= last.act.seen and placed.act.message_id in before
    ]
    for act in unseen:
        if act.supersedes is not None:
            met.corrected.setdefault(row.kind, set()).add(row.outcome)
            met.codes.update((row.kind, code) for code in row.crossings)
        else:
            pair = (row.kind, kind_of(act.event))
            met.pairs.setdefault(pair, set()).add(row.outcome)
            met.codes.update((pair, code) for code in row.crossings)
    if unseen and all(kind_of(act.event) in QUIET and act.supersedes is None for act in unseen):
        met.after_quiet.add((row.kind, row.outcome))
    if row.outcome in {Outcome.WAITING, Outcome.REFUSED}:
        met.unexplained.append((row.kind, *(kind_of(act.event) for act in unseen)))
