"""Organs: who decides is fixed by the first act of an organ, and changes by a transfer only."""

from __future__ import annotations

from dataclasses import replace

from federation.case import Side, judge
from federation.case.events import Arrived, NotAccepted
from federation.case.process import FeePaid, Transferred, Urged
from federation.errors import Reason
from federation.ids import Place, Uscc
from tests.worlds.acts import ACCEPTED, GRANT, at
from tests.worlds.case import ACTORS, START, document, speaks_for
from tests.worlds.process import EXTENDED, FEE, FEE_DUE, SUCCESSOR

A, H = Side.ACCEPTING, Side.HANDLING
OLD, NEW = ACTORS[H], replace(ACTORS[H], organ=SUCCESSOR)
MOVED = Transferred(organ=SUCCESSOR, place=Place("610100"), reason="职能调整")
STRANGER = Uscc("11431000TEXT00033N")


def test_the_first_organ_act_fixes_the_organ():
    """A hall may sign for the packet; who gives the first notice or decision is the organ of the case."""
    world = at()
    world.must(H, Arrived(), actor=NEW)
    assert world.case(H).organ is None
    world.must(H, ACCEPTED, actor=OLD)
    assert world.case(H).organ == OLD.organ
    verdict = world.verdict(H, world.draw(H, EXTENDED, actor=NEW))
    told = {"organ": SUCCESSOR, "decides": OLD.organ}
    assert (verdict.reason, verdict.detail) == (Reason.EVENT_AUTHOR, told)
    assert world.write(H, Urged(text="请寄原件"), actor=NEW).admitted


def test_after_a_transfer_only_the_new_organ_acts():
    """The organ that took over is the author from then on; the old one's acts are refused."""
    world = at((H, Arrived()), (H, ACCEPTED))
    world.must(H, FEE_DUE, actor=OLD)
    world.must(H, MOVED, actor=OLD)
    assert world.settle().case(A).organ == SUCCESSOR
    assert world.write(H, GRANT, actor=OLD).reason is Reason.EVENT_AUTHOR
    world.must(H, FeePaid(code=FEE, paid_at=START), actor=OLD)
    world.must(H, GRANT, actor=NEW)


def test_the_successor_may_say_that_it_took_over():
    """An organ that is no more cannot write: the one that goes on with its work may."""
    world = at((H, Arrived()), (H, ACCEPTED))
    world.must(H, MOVED, actor=NEW)
    assert world.case(H).organ == SUCCESSOR
    assert world.write(H, MOVED, actor=NEW).reason is Reason.EVENT_REFERENCE
    back = replace(MOVED, organ=OLD.organ)
    world.must(H, back, actor=NEW)
    assert world.case(H).organ == OLD.organ


def test_an_unlisted_organ_is_refused():
    """Neither may it act, nor may a case be handed to it."""
    world = at((H, Arrived()))
    reject = NotAccepted(document=document("B-1"), reason="不属本机关职权")
    for event, actor in ((reject, replace(OLD, organ=STRANGER)), (replace(MOVED, organ=STRANGER), OLD)):
        verdict = world.verdict(H, world.draw(H, event, actor=actor))
        assert (verdict.reason, verdict.detail) == (Reason.ORGAN_UNLISTED, {"organ": STRANGER})


def test_the_window_has_its_own_organs():
    """Transfers are the handling place's; a window's acts are not bound by its first one."""
    assert at((H, Arrived())).write(A, MOVED).reason is Reason.EVENT_AUTHOR


def test_an_organ_that_was_dissolved_is_succeeded_mid_case():
    """The directory lists the successor and no longer the old one: the case goes on, and the old one's acts end."""
    world = at((H, Arrived()), (H, ACCEPTED))

    def now(member, organ):
        return organ in {ACTORS[A].organ, SUCCESSOR} and speaks_for(member, organ)

    def verdict(event, actor):
        act = world.draw(H, event, actor=actor)
        return judge(act, speaks=now, agreements=world.agreements, **world.held(H))

    gone = verdict(GRANT, OLD)
    assert (gone.reason, gone.detail) == (Reason.ORGAN_UNLISTED, {"organ": OLD.organ})
    assert verdict(GRANT, NEW).reason is Reason.EVENT_AUTHOR
    moved = world.draw(H, MOVED, actor=NEW)
    assert judge(moved, speaks=now, agreements=world.agreements, **world.held(H)).admitted
    world.put(H, moved)
    assert verdict(GRANT, NEW).admitted
    gone = verdict(GRANT, OLD)
    assert (gone.reason, gone.detail) == (Reason.ORGAN_UNLISTED, {"organ": OLD.organ, "decides": SUCCESSOR})
    assert world.settle().case(A).organ == SUCCESSOR
    assert world.case(A).documents["SL-1"].document.number == "SL-1"
