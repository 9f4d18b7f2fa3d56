"""Parts of the walk in which the window notifies or accepts in the organ's stead; and all themes together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from federation.case import Case, Kind, Side, kind_of
from federation.case.agreement import WindowPower
from federation.case.events import Arrived, Event
from federation.case.powers import MOVES
from federation.ids import MessageId
from tests.worlds.agreements import ACCEPT, NOTIFY, granting, under
from tests.worlds.case import START, World, organ_moves
from tests.worlds.themes import SET_ASIDE, THEMES, WISHES, Theme

K = Kind
TURNED_AWAY = {K.NOT_ACCEPTED, K.FINISHED_RETURN}
DECIDED = {K.FINISHED_GRANT, K.FINISHED_DENY, K.FINISHED_DONE}
NOTICE = {K.CORRECTION_REQUESTED, K.CORRECTED}


@dataclass(frozen=True)
class WindowTheme(Theme):
    """A theme in which the window also tries what its powers move to it."""

    def menu(self, case: Case, side: Side) -> Iterator[tuple[Event, MessageId | None]]:
        """What is tried."""
        yield from Theme.menu(self, case, side)
        if side is Side.ACCEPTING:
            for event in organ_moves(case):
                if kind_of(event) in self.kinds & MOVES.keys():
                    yield event, None


def _filed(*powers: WindowPower, arrived: bool = False) -> Callable[[], World]:
    def start() -> World:
        world = under(granting(*powers))
        if arrived:
            world.must(Side.HANDLING, Arrived())
        return world.settle()

    return start


def _entrusted_until_yesterday() -> World:
    """The window still writes on the last day of the entrustment, the organ already on the next."""
    last = START.date() + timedelta(days=1)
    world = under(granting(ACCEPT, until=last.isoformat()))
    world.later = {Side.HANDLING: timedelta(days=1)}
    return world


POWERS: Mapping[str, Theme] = {
    "window notifies, organ accepts": WindowTheme(
        _filed(NOTIFY, arrived=True), NOTICE | DECIDED | {K.ACCEPTED}, least=200
    ),
    "window notifies, organ ends": WindowTheme(
        _filed(NOTIFY), NOTICE | {K.ARRIVED, K.NOTICE_SERVED, K.NOT_ACCEPTED, K.FINISHED_FORWARDED}, least=500
    ),
    "window notifies, organ sets aside": WindowTheme(
        _filed(NOTIFY, arrived=True), NOTICE | SET_ASIDE | {K.ACCEPTED, K.FINISHED_RETURN}, least=400
    ),
    "window accepts, organ notifies": WindowTheme(
        _filed(ACCEPT), NOTICE | {K.ARRIVED, K.NOTICE_SERVED, K.ACCEPTED, K.DEFERRED_SUPPLIED}, least=250
    ),
    "window accepts after correction": WindowTheme(
        _filed(ACCEPT, arrived=True),
        NOTICE | TURNED_AWAY | SET_ASIDE | {K.ACCEPTED, K.DEFERRED_SUPPLIED},
        on_the_way=1,
        least=600,
    ),
    "window accepts, organ ends": WindowTheme(
        _filed(ACCEPT), TURNED_AWAY | SET_ASIDE | {K.ARRIVED, K.ACCEPTED, K.DEFERRED_SUPPLIED}, least=450
    ),
    "window does both": WindowTheme(
        _filed(NOTIFY, ACCEPT),
        NOTICE | {K.ARRIVED, K.ACCEPTED, K.NOT_ACCEPTED, K.FINISHED_LAPSED},
        least=280,
    ),
    "window does both, applicant withdraws": WindowTheme(
        _filed(NOTIFY, ACCEPT),
        WISHES | {K.ARRIVED, K.CORRECTION_REQUESTED, K.ACCEPTED},
        on_the_way=1,
        least=130,
    ),
    "both accept": WindowTheme(
        _entrusted_until_yesterday, DECIDED | {K.ARRIVED, K.ACCEPTED, K.DEFERRED_SUPPLIED}, least=400
    ),
}

ALL: Mapping[str, Theme] = {**THEMES, **POWERS}
