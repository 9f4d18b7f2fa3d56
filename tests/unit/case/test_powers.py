"""Verdicts on what an agreement lets a window do, with the clause; and what becomes of it when acts cross."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from federation.case import Duty, Kind, Side, pending, possible
from federation.case.agreement import COLLECTION, WindowPower
from federation.case.choices import Delivery, Mode
from federation.case.custody import Holder
from federation.case.events import Arrived, Delivered
from federation.case.parts import Difference
from federation.case.powers import NO_AGREEMENTS, TEMPLATE, Agreements, Powers
from federation.case.process import FeeDue, OriginalVerified
from federation.case.states import DocumentState, Facet
from federation.errors import Illegal, Reason
from federation.ids import Uscc
from tests.worlds.acts import ACCEPTED, CORRECTION, served
from tests.worlds.agreements import ACCEPT, ITEM, NOTIFY, agreement, entrustment, granting, under
from tests.worlds.case import CASE, START, World, document, opened, submitted
from tests.worlds.process import FEE

A, H = Side.ACCEPTING, Side.HANDLING
DAY = date(2026, 1, 5)
ANOTHER = (Difference(material="M-BACK", note="缺章"),)


def test_without_an_agreement_the_template_holds():
    """代收代办: take in, verify originals, hand over; notice and acceptance are the organ's."""
    assert TEMPLATE.granted == COLLECTION
    world = opened()
    assert world.write(A, OriginalVerified(materials=("M-ID",))).admitted
    for event in (CORRECTION, ACCEPTED):
        verdict = world.write(A, event)
        assert verdict.reason is Reason.POWER_MISSING
        assert verdict.detail["power"] in {"notify_once", "accept"}


@pytest.mark.parametrize(
    ("powers", "event", "missing", "clause"),
    [
        (
            {"receive"},
            OriginalVerified(materials=("M-ID",)),
            "verify_original",
            "国办发〔2020〕35号 形式审查",
        ),
        (COLLECTION, CORRECTION, "notify_once", "32条(四)，依协议"),
        (COLLECTION | {NOTIFY}, ACCEPTED, "accept", "24条，须有委托"),
    ],
)
def test_a_window_without_the_power_is_refused(powers, event, missing, clause):
    """POWER_MISSING names the power and its clause, at its own desk and at the other end."""
    one = agreement(powers=frozenset(map(WindowPower, powers)))
    world = under(one, delivery=Delivery.ONLINE)
    act = world.draw(A, event)
    for side in Side:
        verdict = world.verdict(side, act)
        assert verdict.reason is Reason.POWER_MISSING
        assert (verdict.detail["power"], verdict.detail["clause"]) == (missing, clause)


def test_a_window_without_delivery_takes_no_case_for_pick_up():
    """DELIVER_RESULT is asked for when the case is filed, so that its result never lies where nobody may hand it over."""
    one = agreement(powers=frozenset({WindowPower.RECEIVE, WindowPower.VERIFY_ORIGINAL}))
    event = replace(submitted(), agreement=one.pin)
    world = World(agreements=Agreements.of([one]))
    assert world.write(A, event).detail["power"] == "deliver_result"
    assert world.write(A, replace(event, delivery=Delivery.ONLINE)).admitted


def test_a_window_may_always_hand_papers_back():
    """The applicant's own papers are his: no power is needed."""
    one = agreement(powers=frozenset({WindowPower.RECEIVE}))
    world = under(one, delivery=Delivery.ONLINE)
    assert world.write(A, Delivered(documents=("M-BACK",), to_applicant=True)).admitted


def test_a_moved_power_is_not_doubled():
    """The window notifies and accepts; the organ may do neither."""
    world = under(granting(NOTIFY, ACCEPT))
    world.must(H, Arrived())
    world.settle()
    for event in (CORRECTION, ACCEPTED):
        verdict = world.verdict(H, world.draw(H, event))
        assert verdict.reason is Reason.EVENT_AUTHOR
        assert world.verdict(A, world.draw(A, event)).admitted


def test_the_notice_is_once_whoever_gives_it():
    """A second one-time notice is NOTICE_ONCE, so is a corrected one that names something new (32条(四))."""
    world = under(granting(NOTIFY))
    first = world.must(A, CORRECTION)
    assert world.write(A, replace(CORRECTION, document=document("BZ-2"))).reason is Reason.NOTICE_ONCE
    more = replace(CORRECTION, document=document("BZ-2"), defects=(*CORRECTION.defects, *ANOTHER))
    assert world.write(A, more, supersedes=first).reason is Reason.NOTICE_ONCE
    assert world.write(A, replace(CORRECTION, document=document("BZ-2")), supersedes=first).admitted


@pytest.mark.parametrize(
    ("change", "days"),
    [({"end": "2026-01-05"}, 0), ({"start": "2026-01-06"}, 0), ({"end": "2026-01-08"}, 3)],
)
def test_acceptance_needs_an_entrustment_in_force(change, days):
    """Before and after its term the window may not accept, and the organ may (24条)."""
    one = agreement(powers=COLLECTION | {ACCEPT}, entrusted=entrustment(**change))
    world = under(one)
    world.must(H, Arrived())
    world.settle().later = dict.fromkeys(Side, timedelta(days=days))
    verdict = world.verdict(A, world.draw(A, ACCEPTED))
    assert verdict.reason is Reason.ENTRUSTMENT_MISSING
    assert world.verdict(H, world.draw(H, ACCEPTED)).admitted
    assert world.moved(world.case(A)) == frozenset()


def test_only_the_entrusted_organ_accepts():
    """No re-entrustment: another organ of the window's city may not (24条)."""
    one = agreement(powers=COLLECTION | {ACCEPT}, entrusted=entrustment(organ=Uscc("11431000TEXT00033N")))
    world = under(one)
    assert world.write(A, ACCEPTED).reason is Reason.ENTRUSTMENT_MISSING


def test_a_window_acts_before_the_packet_is_signed_for_and_the_organ_does_not():
    """当场告知: the window need not wait for 签收; the organ signs for the packet first, afterwards too, and once."""
    world = under(granting(NOTIFY))
    assert world.write(H, ACCEPTED).reason is Reason.EVENT_TRANSITION
    world.must(A, CORRECTION)
    world.settle()
    assert [one.duty for one in pending(world.case(H))][:1] == [Duty.SIGN_FOR]
    world.must(H, Arrived())
    assert world.write(H, Arrived()).reason is Reason.EVENT_TRANSITION
    assert world.settle().case(A).handling == "correcting"


def test_the_windows_documents_are_in_the_windows_hands():
    """A notice made out at the window lies there, and goes to the applicant when it is served."""
    world = under(granting(NOTIFY))
    notice = world.must(A, CORRECTION)
    assert world.case(A).held("BZ-1", Holder.ACCEPTING) == 1
    world.must(A, served(notice))
    assert world.settle().case(H).held("BZ-1", Holder.APPLICANT) == 1


def test_what_waits_for_whom_follows_the_power():
    """Where acceptance is moved, it waits at the window; what may be recorded says the same."""
    world = under(granting(ACCEPT))
    case = world.case(A)
    assert (A, Duty.EXAMINE) in [(one.side, one.duty) for one in pending(case, moved=world.moved(case))]
    world.must(H, Arrived())
    case = world.settle().case(A)
    moved = world.moved(case)
    assert [(one.side, one.duty) for one in pending(case, moved=moved)] == [(A, Duty.EXAMINE)]
    assert possible(case, A, moved=moved)[Kind.ACCEPTED] is None
    assert possible(case, H, moved=moved)[Kind.ACCEPTED] is Reason.EVENT_AUTHOR
    assert possible(case, A)[Kind.ACCEPTED] is Reason.POWER_MISSING


# which agreement


def filed(pin, *held, at_day=DAY):
    """The verdict on an application that pins this, where these are held."""
    world = World(agreements=Agreements.of(held))
    act = world.draw(A, replace(submitted(), agreement=pin), at=START + (at_day - DAY))
    return world.verdict(A, act)


OLD = agreement(version="2025.1", start="2025-01-01", end="2026-06-01")
NEW = agreement(version="2026.1", start="2026-03-01", end="2027-03-01")
OTHER = agreement(version="2026.2", start="2026-04-01", end="2027-03-01", codes=("000131901002",))


@pytest.mark.parametrize(
    ("pin", "held", "on", "reason"),
    [
        ("", [], DAY, None),
        ("", [NEW], DAY, None),
        (OLD.pin, [OLD], DAY, None),
        (OLD.pin, [OLD, NEW], date(2026, 5, 1), None),
        ("", [OLD], DAY, Reason.AGREEMENT_REQUIRED),
        (OLD.pin, [OLD], date(2026, 6, 1), Reason.AGREEMENT_ENDED),
        (NEW.pin, [NEW], DAY, Reason.AGREEMENT_ENDED),
        ("", [OLD], date(2026, 6, 1), Reason.AGREEMENT_ENDED),
        ("", [OLD, OTHER], date(2026, 5, 1), Reason.AGREEMENT_ENDED),
        (OLD.pin, [NEW], DAY, Reason.AGREEMENT_UNKNOWN),
        ("anything", [], DAY, Reason.AGREEMENT_UNKNOWN),
        (OTHER.pin, [OTHER], date(2026, 5, 1), Reason.POWER_MISSING),
    ],
)
def test_which_agreement_an_application_goes_by(pin, held, on, reason):
    """One that is held, in force on the day and names the item; none only where none ever named it."""
    assert filed(pin, *held, at_day=on).reason is reason


def test_the_newest_in_force_is_pinned():
    """The one that starts last; before it starts, the one before; after all ended, none and said so."""
    held = Agreements.of([OLD, NEW])
    assert held.to_pin(CASE, ITEM, date(2026, 2, 28)) is OLD
    assert held.to_pin(CASE, ITEM, date(2026, 3, 1)) is NEW
    assert held.to_pin(CASE, "000131901002", date(2026, 3, 1)) is None
    assert NO_AGREEMENTS.to_pin(CASE, ITEM, DAY) is None
    with pytest.raises(Illegal) as refused:
        held.to_pin(CASE, ITEM, date(2027, 3, 1))
    assert refused.value.detail == {"version": "2026.1", "end": "2027-03-01"}


def test_a_mode_the_agreement_does_not_name():
    """The item's modes are the agreement's to say."""
    one = agreement()
    only = replace(one, items=(replace(one.items[0], modes=frozenset({Mode.JOINT})),))
    assert filed(only.pin, only).reason is Reason.VALUE_INVALID


def test_a_case_stays_under_its_agreement():
    """After it ended, and after a newer one moved the power: what was pinned rules to the end of the case."""
    old, newer = granting(NOTIFY), agreement(version="2027.1", start="2027-01-01", end="2028-01-01")
    world = under(old)
    world.agreements = Agreements.of([old, newer])
    world.later = dict.fromkeys(Side, timedelta(days=500))
    assert world.write(A, CORRECTION).admitted
    world.settle().must(H, Arrived())
    assert world.case(H).handling == "correcting"


def test_a_node_without_the_agreement_refuses_what_stands_on_it():
    """AGREEMENT_UNKNOWN, and no guess."""
    world = under(granting(NOTIFY))
    world.agreements = NO_AGREEMENTS
    for side, event in ((A, CORRECTION), (H, Arrived())):
        assert world.write(side, event).reason is Reason.AGREEMENT_UNKNOWN


def test_an_item_nobody_agreed_on_gives_no_power():
    """Powers of a pinned agreement that does not name the item: none at all."""
    one = agreement(codes=("000131901002",))
    powers = Agreements.of([one]).powers(CASE, replace(submitted(), agreement=one.pin))
    assert powers == Powers(granted=frozenset())


# crossings the walk does not reach


def test_a_number_the_organ_used_meanwhile():
    """Two documents of one number: the window's has no effect, nor what stands on it; both are told."""
    world = under(granting(NOTIFY))
    world.must(H, Arrived())
    world.settle()
    fee = FeeDue(code=FEE, name="工本费", fen=1000, payee="西安市财政局", document=document("BZ-1"))
    world.must(H, fee)
    notice = world.must(A, CORRECTION)
    world.must(A, served(notice))
    case = world.settle().case(A)
    assert case == world.case(H)
    assert [row.crossings for row in case.rows[-2:]] == [("number-taken",), ("ground-lost",)]
    assert case.documents["BZ-1"].kind is Kind.FEE_DUE
    assert case.handling == "arrived"


def test_an_overtaken_notice_leaves_a_document_of_no_force():
    """It is there, REPLACED; serving it is on record, and its correction falls with it."""
    world = under(granting(NOTIFY))
    world.must(H, Arrived())
    world.settle().must(H, ACCEPTED)
    notice = world.must(A, CORRECTION)
    world.must(A, served(notice))
    again = world.must(A, replace(CORRECTION, document=document("BZ-2")), supersedes=notice)
    world.must(A, served(again))
    case = world.settle().case(H)
    assert case == world.case(A)
    assert [row.crossings for row in case.rows if row.author == CASE.accepting][1:] == [
        ("notice-after-acceptance",),
        (),
        ("notice-after-acceptance",),
        (),
    ]
    assert {case.documents[one].state for one in ("BZ-1", "BZ-2")} == {DocumentState.REPLACED}
    assert case.handling == "accepted"
    assert case.state(Facet.DOCUMENT, "SL-1") is DocumentState.MADE


def test_both_clerks_are_told_what_a_person_must_decide():
    """The organ's notice against the window's acceptance: one stands, and a person at the organ is asked."""
    world = under(granting(ACCEPT))
    world.must(H, Arrived())
    world.settle().must(H, CORRECTION)
    world.must(A, replace(ACCEPTED, document=document("SL-9")))
    case = world.settle().case(A)
    assert case.handling == "correcting"
    told = {note.side: note.text for note in case.notes}
    assert "请收回受理通知书" in told[A]
    assert "请经办人" in told[H]
