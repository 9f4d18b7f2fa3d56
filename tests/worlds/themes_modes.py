"""Parts of the walk in cases filed online and in joint cases; and all themes together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from federation.case import Case, Kind, Side, kind_of
from federation.case.events import Corrected, Event, Issued
from federation.case.process import DeferredSupplied, OriginalVerified
from federation.ids import MessageId
from tests.worlds.case import World, document, intake_moves
from tests.worlds.modes import PAPERLESS, filed_online, gatherings, joint
from tests.worlds.process import window_process
from tests.worlds.themes import GRANT, LAST, ON_PROMISE, SET_ASIDE, TAKEN_UP, WISHES, Theme
from tests.worlds.themes_powers import ALL as PLAIN

K = Kind
GATHERED = {K.GATHERED_PROCEED, K.GATHERED_STOP}


@dataclass(frozen=True)
class JointTheme(Theme):
    """A theme in which the lead tells its part what it gathered."""

    def menu(self, case: Case, side: Side) -> Iterator[tuple[Event, MessageId | None]]:
        """What is tried."""
        yield from Theme.menu(self, case, side)
        if side is Side.ACCEPTING:
            for event in gatherings(case):
                if kind_of(event) in self.kinds:
                    yield event, None


@dataclass(frozen=True)
class OnlineTheme(Theme):
    """A theme in which both ends try what the intake writes."""

    def menu(self, case: Case, side: Side) -> Iterator[tuple[Event, MessageId | None]]:
        """What is tried."""
        yield from Theme.menu(self, case, side)
        if side is Side.HANDLING:
            for event in (*intake_moves(case), *window_process(case)):
                if kind_of(event) in self.kinds and self.only(event, side, case):
                    yield _paperless(event), None


def _paperless(event: Event) -> Event:
    if isinstance(event, OriginalVerified):
        return OriginalVerified(materials=(PAPERLESS[0].code,))
    if isinstance(event, Corrected):
        return Corrected(notice=event.notice, materials=PAPERLESS)
    if isinstance(event, DeferredSupplied):
        paper = PAPERLESS[0]
        return DeferredSupplied(
            materials=tuple(type(paper)(code=one.code, files=paper.files) for one in event.materials)
        )
    return event


def _part(*events: Event) -> Callable[[], World]:
    def start() -> World:
        world = joint()
        world.must(Side.HANDLING, *events)
        return world.settle()

    return start


def _online(*events: Event) -> Callable[[], World]:
    def start() -> World:
        world = filed_online()
        world.must(Side.HANDLING, *events)
        return world.settle()

    return start


def _few(event: Event, side: Side, case: Case) -> bool:
    """Each kind once at each end, and of the window's deliveries those of documents."""
    again = {K.NOTICE_SERVED, K.DELIVERED, K.CORRECTED}
    kind, place = kind_of(event), case.case_id.accepting if side is Side.ACCEPTING else case.case_id.handling
    written = {row.kind for row in case.rows if row.author == place}
    return kind in again or kind not in written


MODES: Mapping[str, Theme] = {
    "joint, early": JointTheme(
        joint,
        GATHERED | SET_ASIDE | {K.ARRIVED, K.CORRECTION_REQUESTED, K.NOT_ACCEPTED, K.FINISHED_RETURN},
        least=340,
    ),
    "joint, withdrawn": JointTheme(joint, GATHERED | WISHES | {K.ARRIVED, K.ACCEPTED}, least=410),
    "joint, decided": JointTheme(_part(*TAKEN_UP), GATHERED | LAST | {K.ISSUED}, least=180),
    "joint, lapsed": JointTheme(
        _part(*ON_PROMISE, GRANT), GATHERED | {K.FINISHED_LAPSED, K.FINISHED_VOIDED}, least=90
    ),
    "online, intake": OnlineTheme(
        _online(*TAKEN_UP[:1]),
        {K.CORRECTION_REQUESTED, K.CORRECTED, K.ORIGINAL_VERIFIED, K.ASSISTED, K.LICENCE_ASKED, *WISHES},
        _few,
        on_the_way=1,
        least=1300,
    ),
    "online, promised": OnlineTheme(
        _online(*ON_PROMISE),
        {K.DEFERRED_SUPPLIED, K.ASSISTED, K.LICENCE_ASKED, K.RATED_GOOD, K.RATED_BAD, K.FINISHED_LAPSED},
        _few,
        on_the_way=1,
        least=750,
    ),
    "online, served": OnlineTheme(
        _online(*TAKEN_UP, GRANT, Issued(documents=(document("ZZ-1"),))),
        {K.NOTICE_SERVED, K.DELIVERED, K.ASSISTED},
        _few,
        on_the_way=1,
        least=170,
    ),
}

ALL: Mapping[str, Theme] = {**PLAIN, **MODES}
