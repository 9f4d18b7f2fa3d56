"""Cases filed online, and parts of joint cases, in the small world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from federation.case import Case, Side
from federation.case.choices import Delivery, Disposition, JointOutcome, JointRule, Mode
from federation.case.events import Event, Submitted
from federation.case.parts import JointPart, Lead, Material
from federation.case.process import Gathered
from federation.ids import CaseId, Locality
from tests.worlds.case import SHANTOU, XIAN, World, blob, intake_moves, moves, opened, submitted
from tests.worlds.process import window_process

CHENZHOU = Locality("431000")
LEAD_CASE = CaseId.make(accepting=SHANTOU, handling=SHANTOU, on=date(2026, 1, 5), random=9)
HERE = JointPart(place=XIAN, item=submitted().item.code)
THERE = JointPart(place=CHENZHOU, item="000131901002")
PAPERLESS = (Material(code="M-ID", files=(blob("id"),), disposition=Disposition.COPY),)
PROCEED = Gathered(outcome=JointOutcome.PROCEED)
STOP = Gathered(outcome=JointOutcome.STOP, part=THERE, reason="郴州未准")


def lead(rule: JointRule = JointRule.ALL, *parts: JointPart) -> Lead:
    """A joint case of two parts."""
    return Lead(case=LEAD_CASE, rule=rule, parts=parts or (HERE, THERE), bundle="newborn@1")


def part(rule: JointRule = JointRule.ALL, delivery: Delivery = Delivery.WINDOW) -> Submitted:
    """The part that Xi'an decides."""
    return replace(submitted(delivery=delivery), mode=Mode.JOINT, lead=lead(rule))


def joint(rule: JointRule = JointRule.ALL, delivery: Delivery = Delivery.WINDOW) -> World:
    """A world whose case is a part of a joint one."""
    world = World()
    world.must(Side.ACCEPTING, part(rule, delivery))
    return world.settle()


def online(delivery: Delivery = Delivery.WINDOW) -> Submitted:
    """An application filed online at the handling place."""
    return replace(submitted(delivery=delivery, materials=PAPERLESS), mode=Mode.FULL_ONLINE)


def filed_online(delivery: Delivery = Delivery.WINDOW) -> World:
    """A world whose case the handling place filed."""
    world = World()
    world.must(Side.HANDLING, online(delivery))
    return world.settle()


def gatherings(case: Case) -> Iterator[Event]:
    """What a lead could write into a part."""
    if case.opened:
        yield PROCEED
        yield STOP


MODES: tuple[Mode, ...] = (Mode.REMOTE_COLLECTION, Mode.REMOTE_COLLECTION, Mode.FULL_ONLINE, Mode.JOINT)
"""From which random lives draw: most cases are taken in at a window."""


def opened_in(mode: Mode, delivery: Delivery, rule: JointRule = JointRule.ALL) -> World:
    """A world whose case both sides know, in a mode."""
    match mode:
        case Mode.FULL_ONLINE:
            return filed_online(delivery)
        case Mode.JOINT:
            return joint(rule, delivery)
        case Mode.REMOTE_COLLECTION:
            return opened(delivery=delivery)


def moves_in(case: Case, side: Side) -> Iterator[Event]:
    """List what a clerk of a side could try in a case of any mode; most of it is refused."""
    yield from moves(case, side)
    match case.mode:
        case Mode.FULL_ONLINE if side is Side.HANDLING:  # it has the intake too
            yield online()
            yield from intake_moves(case)
            yield from window_process(case)
        case Mode.JOINT if side is Side.ACCEPTING:  # the lead writes from here
            yield from gatherings(case)
        case _:
            return
