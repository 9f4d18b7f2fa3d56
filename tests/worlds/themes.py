"""Parts of the walk over crossings: facets that share no table cannot get in each other's way.

Each theme begins as near to its crossings as it can and tries a few kinds only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from federation.case import Case, Kind, Side, kind_of
from federation.case.choices import Delivery, Leg, Result
from federation.case.events import (
    Accepted,
    Arrived,
    Delivered,
    Event,
    Finished,
    Issued,
    NotAccepted,
    NoticeServed,
)
from federation.case.parts import Deferred
from federation.case.process import Asked, LicenceAsked
from federation.ids import MessageId, ParcelNo
from tests.worlds.acts import CORRECTION
from tests.worlds.case import CASE, FIRST, SECOND, World, blob, corrections, document, moves, opened
from tests.worlds.process import EXTENDED, FEE_DUE, LATER, SUSPENDED

K = Kind

ENDS = {K.ARRIVED, K.CORRECTION_REQUESTED, K.NOT_ACCEPTED, K.FINISHED_RETURN}
DECISIONS = ENDS | {K.ACCEPTED, K.FINISHED_GRANT, K.FINISHED_DENY, K.ISSUED}
WISHES = {K.WITHDRAWAL_REQUESTED, K.WITHDRAWAL_REFUSED, K.FINISHED_WITHDRAWN}
SET_ASIDE = {K.NOT_REQUIRED, K.FINISHED_FORWARDED, K.FINISHED_VOIDED, K.FINISHED_LAPSED}
LAST = {kind for kind in K if kind.value.startswith("Finished.")}
PARCELS = {K.PARCEL_SENT, K.PARCEL_RECEIVED, K.PARCEL_LOST, K.PARCEL_RETURNED}

Only = Callable[[Event, Side, Case], bool]


def _any(_event: Event, _side: Side, _case: Case) -> bool:
    return True


@dataclass(frozen=True)
class Theme:
    """A part of the walk.

    Attributes:
        start: from where.
        kinds: with which kinds.
        only: which events of those.
        numbers: which parcels.
        corrects: kinds whose documents the organ may correct.
        on_the_way: acts in flight in each direction; one, where a second could only repeat the pairs.
        least: spots the walk found when it was written.
    """

    start: Callable[[], World]
    kinds: set[Kind]
    only: Only = _any
    numbers: tuple[ParcelNo, ...] = (FIRST,)
    corrects: frozenset[Kind] = frozenset()
    on_the_way: int = 2
    least: int = 0

    def menu(self, case: Case, side: Side) -> Iterator[tuple[Event, MessageId | None]]:
        """What is tried."""
        for event in moves(case, side):
            if kind_of(event) in self.kinds and self._known(event) and self.only(event, side, case):
                yield event, None
        for event, before in corrections(case, side):
            if kind_of(event) in self.corrects:
                yield event, before

    def _known(self, event: Event) -> bool:
        number = getattr(event, "parcel", None) or (hasattr(event, "carrier") and event.number)
        return not number or number in self.numbers


def _after(*events: Event, delivery: Delivery = Delivery.WINDOW) -> Callable[[], World]:
    def start() -> World:
        world = opened(delivery=delivery)
        world.must(Side.HANDLING, *events)
        return world.settle()

    return start


def _over() -> World:
    world = _after(*TURNED_AWAY)()
    handed_over = ("BYSL-1", "M-BACK", "M-KEEP", "M-OLD")
    world.must(Side.ACCEPTING, Delivered(documents=handed_over, to_applicant=True))
    return world.settle()


TURNED_AWAY = (Arrived(), NotAccepted(document=document("BYSL-1"), reason="不属本机关职权"))
PROMISE = Deferred(material=LATER, days=5, promise=blob("promise"))
TAKEN_UP = (Arrived(), Accepted(document=document("SL-1"), promised_days=10))
ON_PROMISE = (Arrived(), Accepted(document=document("SL-1"), promised_days=10, deferred=(PROMISE,)))
GRANT = Finished(result=Result.GRANT, document=document("JD-grant"))


def _result(event: Event, _side: Side, _case: Case) -> bool:
    papers = (paper.code for paper in getattr(event, "papers", ()))
    codes = event.documents if isinstance(event, Delivered) else papers
    return not any(code.startswith("M-") for code in codes)


def _by_hand(event: Event, side: Side, case: Case) -> bool:
    return _result(event, side, case) and getattr(event, "parcel", None) is None


def _own_paper(event: Event, _side: Side, _case: Case) -> bool:
    return not isinstance(event, Delivered) or event.documents == ("M-BACK",)


def _to_organ(event: Event, _side: Side, _case: Case) -> bool:
    return getattr(event, "leg", Leg.W2H) is Leg.W2H


def _there_and_back(event: Event, side: Side, _case: Case) -> bool:
    ours = event.number == (FIRST if side is Side.ACCEPTING else SECOND) if _dispatch(event) else True
    return ours and getattr(event, "leg", Leg.W2H) in {Leg.W2H, Leg.H2W}


def _dispatch(event: Event) -> bool:
    return kind_of(event) in {K.PARCEL_SENT, K.PARCEL_LOST, K.PARCEL_RETURNED}


def _organ_posts(event: Event, side: Side, case: Case) -> bool:
    home = getattr(event, "leg", Leg.H2A) is Leg.H2A
    handed_back = isinstance(event, Delivered) and event.documents == ("M-BACK",) and event.parcel is None
    own = kind_of(event) is not K.PARCEL_SENT or side is Side.HANDLING
    return handed_back or (_result(event, side, case) and home and own)


def _window_posts(event: Event, side: Side, case: Case) -> bool:
    return _result(event, side, case) and (kind_of(event) is not K.PARCEL_SENT or side is Side.ACCEPTING)


RECORDS = {K.STEP_TAKEN, K.ORIGINAL_VERIFIED, K.ASSISTED, K.SESSION_HELD, K.URGED, K.PARCEL_TRACKED}
"""Kinds that leave nothing behind that a second one could meet."""


def _once(event: Event, _side: Side, case: Case) -> bool:
    if isinstance(event, Asked | LicenceAsked):
        return not case.questions
    return kind_of(event) not in RECORDS or kind_of(event) not in {row.kind for row in case.rows}


def _one_record(event: Event, side: Side, case: Case) -> bool:
    """One of them all for each end."""
    place = CASE.accepting if side is Side.ACCEPTING else CASE.handling
    written = {row.kind for row in case.rows if row.author == place}
    return kind_of(event) not in RECORDS | {K.ASKED} or not written & (RECORDS | {K.ASKED})


def _newer(event: Event, side: Side, case: Case) -> bool:
    """By hand, and not about the acceptance."""
    notice = case.document_of(event.notice) if isinstance(event, NoticeServed) else ""
    return _by_hand(event, side, case) and notice != "SL-1"


def _tracked(event: Event, side: Side, case: Case) -> bool:
    return _once(event, side, case) and _there_and_back(event, side, case)


THEMES: Mapping[str, Theme] = {
    "handling": Theme(opened, DECISIONS | WISHES | {K.SUBMITTED, K.CORRECTED}, least=540),
    "served": Theme(
        opened, ENDS | WISHES | {K.CORRECTED, K.ACCEPTED, K.NOTICE_SERVED}, on_the_way=1, least=980
    ),
    "online": Theme(
        lambda: opened(delivery=Delivery.ONLINE),
        DECISIONS | {K.NOTICE_SERVED, K.DELIVERED},
        _by_hand,
        least=740,
    ),
    "window": Theme(opened, DECISIONS | {K.DELIVERED}, _by_hand, least=70),
    "handed back": Theme(opened, ENDS | WISHES | {K.DELIVERED}, _own_paper, least=700),
    "sent late": Theme(opened, ENDS | WISHES | {K.PARCEL_SENT}, _to_organ, least=700),
    "parcel": Theme(opened, PARCELS, _there_and_back, numbers=(FIRST, SECOND), least=1980),
    "home": Theme(
        _after(*TURNED_AWAY, delivery=Delivery.HOME),
        PARCELS - {K.PARCEL_LOST} | {K.DELIVERED},
        _organ_posts,
        least=480,
    ),
    "window posts": Theme(_after(*TURNED_AWAY), PARCELS | {K.DELIVERED}, _window_posts, least=30),
    "both post": Theme(
        _after(*TURNED_AWAY), PARCELS - {K.PARCEL_RECEIVED} | {K.DELIVERED}, _result, least=70
    ),
    "set aside": Theme(
        _after(Arrived()), SET_ASIDE | {K.CORRECTION_REQUESTED, K.CORRECTED, K.NOTICE_SERVED}, least=460
    ),
    "withdrawn otherwise": Theme(
        _after(Arrived()),
        SET_ASIDE | WISHES | {K.ACCEPTED, K.FINISHED_DONE, K.CORRECTION_REQUESTED},
        least=470,
    ),
    "sent otherwise": Theme(
        opened, SET_ASIDE | {K.ARRIVED, K.CORRECTION_REQUESTED, K.PARCEL_SENT}, _to_organ, least=180
    ),
    "promised": Theme(
        _after(*ON_PROMISE), LAST | {K.DEFERRED_SUPPLIED, K.WITHDRAWAL_REQUESTED, K.ISSUED}, least=520
    ),
    "undone": Theme(
        _after(*ON_PROMISE, GRANT),
        {K.FINISHED_LAPSED, K.FINISHED_VOIDED, K.DELIVERED, K.NOTICE_SERVED},
        _by_hand,
        on_the_way=1,
        least=290,
    ),
    "suspended": Theme(
        _after(*TAKEN_UP), {K.SUSPENDED, K.RESUMED, *WISHES, K.NOTICE_SERVED}, on_the_way=1, least=310
    ),
    "extended": Theme(
        _after(*TAKEN_UP),
        {K.EXTENDED, K.TRANSFERRED, K.STEP_TAKEN, *WISHES, K.NOTICE_SERVED},
        _once,
        on_the_way=1,
        least=690,
    ),
    "charged": Theme(
        _after(*TAKEN_UP), {K.FEE_DUE, K.FEE_PAID, *WISHES, K.NOTICE_SERVED}, on_the_way=1, least=370
    ),
    "checked": Theme(
        _after(*TAKEN_UP),
        {K.LICENCE_ASKED, K.ISSUED, K.WITHDRAWAL_REQUESTED, *LAST},
        _once,
        on_the_way=1,
        least=420,
    ),
    "checked late": Theme(
        _after(*ON_PROMISE),
        {K.LICENCE_ASKED, K.FINISHED_LAPSED, K.FINISHED_VOIDED},
        _once,
        on_the_way=1,
        least=40,
    ),
    "handed back otherwise": Theme(
        _after(Arrived()),
        {K.DELIVERED, K.ACCEPTED, *LAST},
        _own_paper,
        on_the_way=1,
        least=300,
    ),
    "served late": Theme(_after(*TAKEN_UP), {K.NOTICE_SERVED, K.FINISHED_DONE}, on_the_way=1, least=10),
    "turned away": Theme(
        _after(Arrived()),
        {K.LICENCE_ASKED, K.DELIVERED, K.NOT_ACCEPTED, K.NOT_REQUIRED, K.FINISHED_RETURN},
        lambda *said: _once(*said) and _own_paper(*said),
        least=270,
    ),
    "asked": Theme(
        _after(*TAKEN_UP),
        {K.ASKED, K.ANSWERED, K.LICENCE_ASKED, K.LICENCE_ANSWERED, K.URGED, K.FINISHED_GRANT},
        _once,
        on_the_way=1,
        least=980,
    ),
    "rated": Theme(
        _after(*TURNED_AWAY),
        {K.RATED_GOOD, K.RATED_BAD, K.RATING_UPHELD, K.RATING_DISMISSED, K.RATING_FIXED},
        least=280,
    ),
    "records": Theme(
        opened,
        {K.ORIGINAL_VERIFIED, K.ASSISTED, K.SESSION_HELD, K.ASKED, K.URGED, *ENDS},
        _one_record,
        on_the_way=1,
        least=820,
    ),
    "tracked": Theme(
        opened, PARCELS | {K.PARCEL_TRACKED}, _tracked, numbers=(FIRST, SECOND), on_the_way=1, least=970
    ),
    "charged early": Theme(_after(Arrived(), FEE_DUE), {K.NOTICE_SERVED, K.CORRECTION_REQUESTED}, least=16),
    "closed": Theme(
        _over,
        {K.ARCHIVED, K.FINISHED_VOIDED, K.ASSISTED, K.RATED_BAD, K.NOTICE_SERVED},
        _once,
        on_the_way=1,
        least=220,
    ),
    "notice again": Theme(
        _after(Arrived(), CORRECTION),
        {K.CORRECTED, K.NOTICE_SERVED, K.WITHDRAWAL_REQUESTED},
        corrects=frozenset({K.CORRECTION_REQUESTED}),
        least=140,
    ),
    "suspended again": Theme(
        _after(*TAKEN_UP, SUSPENDED),
        {K.NOTICE_SERVED},
        corrects=frozenset({K.ACCEPTED, K.SUSPENDED}),
        on_the_way=1,
        least=180,
    ),
    "charged again": Theme(
        _after(*TAKEN_UP, EXTENDED, FEE_DUE),
        {K.NOTICE_SERVED},
        _newer,
        corrects=frozenset({K.EXTENDED, K.FEE_DUE}),
        on_the_way=1,
        least=180,
    ),
    "result again": Theme(
        _after(*TAKEN_UP, GRANT, Issued(documents=(document("ZZ-1"),))),
        {K.DELIVERED, K.NOTICE_SERVED},
        _newer,
        corrects=frozenset({K.FINISHED_GRANT, K.ISSUED}),
        on_the_way=1,
        least=380,
    ),
    "end again": Theme(
        _after(*TURNED_AWAY),
        {K.DELIVERED, K.NOTICE_SERVED},
        _by_hand,
        corrects=frozenset({K.NOT_ACCEPTED}),
        least=30,
    ),
}
