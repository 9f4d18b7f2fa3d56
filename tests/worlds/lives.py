"""Random lives of a case over weeks: agreements that move powers, days that pass, receipts when entries arrive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hypothesis import note
from hypothesis import strategies as st

from federation.case import Case, Kind, Side, kind_of
from federation.case.agreement import Agreement
from federation.case.choices import DayUnit, Delivery, JointRule, Mode, TimeUnit
from federation.case.clock import Known, ReceiptBasis, Rules
from federation.case.events import Accepted, Arrived, Event
from federation.case.powers import MOVES
from federation.case.process import Asked
from federation.ids import MessageId
from tests.worlds.acts import ACCEPTED, GRANT, ISSUED
from tests.worlds.agreements import ACCEPT, NOTIFY, granting, under
from tests.worlds.case import START, World, organ_moves
from tests.worlds.modes import MODES, PROCEED, moves_in, opened_in

STEPS = 22
TRIES = 12
SPINE: Mapping[Kind, int] = {
    **dict.fromkeys(
        (Kind.ARRIVED, Kind.ACCEPTED, Kind.FINISHED_GRANT, Kind.ISSUED, Kind.CORRECTED, Kind.NOTICE_SERVED), 8
    ),
    **dict.fromkeys((Kind.CORRECTION_REQUESTED, Kind.DEFERRED_SUPPLIED, Kind.SUSPENDED, Kind.RESUMED), 6),
    **dict.fromkeys((Kind.EXTENDED, Kind.FINISHED_LAPSED, Kind.FINISHED_DONE, Kind.FEE_DUE), 3),
    Kind.GATHERED_PROCEED: 6,
}
"""How much more often than the others a kind is tried, so that lives get somewhere."""
AGREEMENTS: Mapping[str, Agreement | None] = {
    "none": None,
    "template": granting(),
    "notifies": granting(NOTIFY),
    "accepts": granting(ACCEPT),
    "both": granting(NOTIFY, ACCEPT),
    "accepts for a week": granting(ACCEPT, until="2026-01-12"),
}


TRUNK = (Arrived(), ACCEPTED, GRANT, PROCEED, ISSUED)
"""The plain way of a case, by whoever may write it."""


def further(world: World, steps: int) -> World:
    """A case some steps on its plain way, known to both sides: what is not admitted there is left out."""
    for event in TRUNK[:steps]:
        side = Side.ACCEPTING if event is PROCEED else Side.HANDLING
        world.write(side, event)
        world.settle()
    return world


def weighted(kinds: Iterable[Kind]) -> list[Kind]:
    """Kinds, those of the spine more often."""
    return [kind for kind in sorted(kinds) for _ in range(SPINE.get(kind, 1))]


@dataclass
class Life:
    """A world, its hour, and when entries were receipted.

    Attributes:
        world: the case at both ends.
        received: when the other end receipted an entry.
        until: the date of the last head of each log that the other end has.
    """

    world: World
    received: dict[MessageId, datetime] = field(default_factory=dict)
    until: dict[Side, datetime] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """A minute after the last act."""
        return START + timedelta(minutes=self.world.count + 1) + self.world.later[Side.HANDLING]

    def pass_days(self, days: int) -> None:
        """Both sides' clocks go on."""
        later = self.world.later[Side.HANDLING] + timedelta(days=days)
        self.world.later = dict.fromkeys(Side, later)

    def receive(self, side: Side) -> bool:
        """An entry arrives and is receipted now."""
        place = self.world.known[side]
        if not self.world.receive(side):
            return False
        self.received[self.world.logs[side.other][place].act.message_id] = self.now
        self.until[side.other] = self.now
        return True

    def settle(self) -> None:
        """Everything arrives."""
        while any(self.receive(side) for side in Side):
            pass
        self.until = dict.fromkeys(Side, self.now)

    def known(self, *, ahead: int = 0) -> Known:
        """What both ends know beside the case, so many days later."""
        now = self.now + timedelta(days=ahead)
        return Known(received=self.received, until=self.until, now=now)


def tries(case: Case, side: Side) -> list[Event]:
    """What a clerk of a side could try; at the window also what only a power lets it write."""
    extra = (one for one in organ_moves(case) if kind_of(one) in MOVES) if side is Side.ACCEPTING else ()
    return [*moves_in(case, side), *extra]


def in_any_unit(event: Event) -> st.SearchStrategy[Event]:
    """The same event; of a promise or a question, its time counted in whatever it may be counted in."""
    amount = st.integers(1, 40)
    match event:
        case Accepted():
            units = st.sampled_from([None, *TimeUnit])
            return st.builds(
                lambda days, unit: replace(event, promised_days=days, promised_unit=unit), amount, units
            )
        case Asked():
            return st.builds(
                lambda days, unit: replace(event, days=days, unit=unit), amount, st.sampled_from(_ANSWERED_IN)
            )
        case _:
            return st.just(event)


_ANSWERED_IN = (None, TimeUnit.WORKING_DAY, TimeUnit.HOUR)


@st.composite
def lives(draw: st.DrawFn, *, agreements: Mapping[str, Agreement | None] = AGREEMENTS) -> Life:
    """A life after some moves, with entries still on the way."""
    name = draw(st.sampled_from(sorted(agreements)))
    agreement, delivery = agreements[name], draw(st.sampled_from(Delivery))
    mode, rule = draw(st.sampled_from(MODES)), draw(st.sampled_from(JointRule))
    plain = agreement is None or (mode is not Mode.REMOTE_COLLECTION and None in agreements.values())
    world = opened_in(mode, delivery, rule) if plain else under(agreement, delivery=delivery)
    world.later = dict.fromkeys(Side, timedelta())
    life = Life(further(world, draw(st.integers(0, len(TRUNK)))))
    for placed in (one for log in world.logs.values() for one in log):
        life.received[placed.act.message_id] = placed.act.at
    for _ in range(draw(st.integers(0, STEPS))):
        side = draw(st.sampled_from(Side))
        life.pass_days(draw(st.sampled_from([0, 0, 0, 1, 3, 9])))
        if draw(st.booleans()):
            life.receive(side)
        else:
            _write(draw, life, side)
    note((name, world.case(Side.HANDLING).mode))
    note({side.value: [kind_of(one.act.event).value for one in log] for side, log in world.logs.items()})
    return life


def _write(draw: st.DrawFn, life: Life, side: Side) -> None:
    """A clerk tries a few kinds of event, the spine's more often, until one is admitted."""
    by_kind: dict[Kind, list[Event]] = {}
    for event in tries(life.world.case(side), side):
        by_kind.setdefault(kind_of(event), []).append(event)
    for kind in draw(st.permutations(weighted(by_kind)))[:TRIES]:
        event = draw(in_any_unit(draw(st.sampled_from(by_kind[kind]))))
        if life.world.write(side, event).admitted:
            return


def rules() -> st.SearchStrategy[Rules]:
    """Rules as two cities and a catalogue could state them."""
    days = st.integers(0, 20)
    return st.builds(
        Rules,
        receipt_basis=st.sampled_from([None, *ReceiptBasis]),
        legal=st.none() | st.tuples(st.integers(0, 60), st.sampled_from(TimeUnit)),
        promised_unit=st.sampled_from(DayUnit),
        correction_unit=st.sampled_from(DayUnit),
        notice=days,
        forward=days,
        delivery=days,
        yellow=st.integers(0, 5),
    )
