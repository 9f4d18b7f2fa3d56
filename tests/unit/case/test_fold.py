"""One case from window to window, and what the fold says of refusals, gaps and restores."""

from __future__ import annotations

import timeit
from dataclasses import replace

import pytest

from federation.case import Case, Handling, Kind, Outcome, Side, fold
from federation.case.choices import Leg, Result, ServedBy
from federation.case.events import (
    Accepted,
    Arrived,
    Corrected,
    CorrectionRequested,
    Delivered,
    Finished,
    Issued,
    NoticeServed,
    ParcelReceived,
    ParcelSent,
    Refusal,
)
from federation.case.parts import Difference, Field, Paper
from federation.errors import Reason
from tests.worlds.case import CASE, FIRST, MATERIALS, SECOND, START, World, document, opened

A, H = Side.ACCEPTING, Side.HANDLING
CORRECTION = CorrectionRequested(
    document=document("BZ-1"), defects=(Difference(material="M-KEEP", note="缺页"),), days=10
)


def original(code):
    """A paper: one original."""
    return Paper(code=code, original=True)


def whole_life() -> World:
    """A case with a correction, originals there and back, a certificate handed over at the window."""
    world = opened()
    world.must(H, Arrived(), CORRECTION)
    notice = world.settle().case(A).open_notice
    world.must(A, NoticeServed(notice=notice, by=ServedBy.WINDOW, to_applicant=True, served_at=START))
    better = replace(MATERIALS[0], originals=0, copies=3)
    world.must(
        A, Corrected(notice=notice, materials=(better,), fields=(Field(code="purpose", value="开分店"),))
    )
    sent = (original("M-KEEP"), original("M-BACK"), original("M-OLD"))
    world.must(A, ParcelSent(carrier="ems", number=FIRST, leg=Leg.W2H, papers=sent))
    world.settle().must(H, ParcelReceived(carrier="ems", number=FIRST, papers=sent))
    world.must(H, Accepted(document=document("SL-1"), promised_days=10))
    world.must(H, Finished(result=Result.GRANT, document=document("JD-1")))
    world.must(H, Issued(documents=(document("ZZ-1", sealed=False),)))
    back = (original("ZZ-1"), original("M-BACK"), original("JD-1"))
    world.must(H, ParcelSent(carrier="ems", number=SECOND, leg=Leg.H2W, papers=back))
    world.settle().must(A, ParcelReceived(carrier="ems", number=SECOND, papers=back))
    world.must(A, Delivered(documents=("ZZ-1", "JD-1", "M-BACK"), to_applicant=True))
    return world.settle()


def test_a_whole_life():
    """Everything applied in the order it happened; data as corrected; the case has ended at both ends."""
    world = whole_life()
    case = world.case(A)
    assert case == world.case(H)
    assert [row.kind for row in case.rows] == [
        Kind.SUBMITTED,
        Kind.ARRIVED,
        Kind.CORRECTION_REQUESTED,
        Kind.NOTICE_SERVED,
        Kind.CORRECTED,
        Kind.PARCEL_SENT,
        Kind.PARCEL_RECEIVED,
        Kind.ACCEPTED,
        Kind.FINISHED_GRANT,
        Kind.ISSUED,
        Kind.PARCEL_SENT,
        Kind.PARCEL_RECEIVED,
        Kind.DELIVERED,
    ]
    assert {row.outcome for row in case.rows} == {Outcome.APPLIED}
    assert case.handling is Handling.ISSUED
    assert case.ended
    assert {material.code: material.copies for material in case.materials}["M-KEEP"] == 3
    assert [one.value for one in case.fields] == ["开分店"]
    assert case.documents["BZ-1"].served_by is ServedBy.WINDOW
    assert case.open_notice is None
    assert case.item.code == "000131901001"
    assert case.applicant.name == "陈小明"


def test_a_case_is_shown_without_its_data():
    """The repr of a case names the case and its state, nobody and nothing else."""
    assert repr(whole_life().case(A)) == f"Case({CASE}, issued)"


def test_no_entries_no_case():
    """Folding nothing gives a case that is not opened."""
    case = fold(CASE, [], [], refused={}, known_accepting=0, known_handling=0)
    assert case == Case(case_id=CASE)
    assert not case.opened
    assert not case.ended


@pytest.mark.parametrize("told", ["by a Refusal in the log", "by a stored verdict"])
def test_a_refused_act_has_no_effect_at_either_end(told):
    """A refused act shows in the timeline with its reason, tells its author's clerk, and does nothing else."""
    world = opened()
    before = world.case(H)
    world.must(H, Arrived())
    act = world.logs[H][0].act
    refused = {}
    if told == "by a Refusal in the log":
        refusal = Refusal(position=0, message_id=act.message_id, reason=Reason.ORGAN_UNLISTED)
        world.must(A, refusal)
    else:
        refused = {act.message_id: Reason.ORGAN_UNLISTED}
    case = fold(
        CASE, **{**world.held(H), "accepting": world.logs[A], "known_accepting": 9, "refused": refused}
    )
    assert replace(case, rows=before.rows, notes=(), effective=before.effective) == before
    assert act.message_id not in {one.message_id for one in case.effective}
    row = next(row for row in case.rows if row.message_id == act.message_id)
    assert (row.outcome, row.reason) == (Outcome.REFUSED, Reason.ORGAN_UNLISTED)
    assert [(note.side, note.message_id) for note in case.notes] == [(H, act.message_id)]


@pytest.mark.parametrize(("position", "known"), [(0, True), (7, True), (0, False)])
def test_a_refusal_names_a_position(position, known):
    """A Refusal whose position and message do not fit touches nothing; without a message the position rules."""
    world = opened()
    message = world.must(H, Arrived())
    other = world.logs[A][0].act.message_id
    world.must(A, Refusal(position=position, message_id=other if known else None, reason=Reason.MALFORMED))
    case = fold(CASE, **{**world.held(H), "accepting": world.logs[A], "known_accepting": 9})
    outcome = next(row.outcome for row in case.rows if row.message_id == message)
    assert outcome is (Outcome.APPLIED if known else Outcome.REFUSED)


def test_a_restored_end_waits():
    """An end that lost entries of its own log folds what it has and marks the rest as waiting."""
    world = whole_life()
    held = {**world.held(H), "accepting": world.logs[A][:2], "known_accepting": 2}
    case = fold(CASE, **held)
    assert case.incomplete
    assert case.handling is Handling.CORRECTING
    waiting = [row.kind for row in case.rows if row.outcome is Outcome.WAITING]
    assert waiting[0] is Kind.PARCEL_RECEIVED
    assert len(case.rows) == 2 + len(world.logs[H])


def test_what_no_row_explains_waits():
    """An act that should have been refused has no effect until the other end says so."""
    world = opened()
    world.put(H, world.draw(H, Accepted(document=document("SL-1"), promised_days=10)))
    case = world.case(H)
    assert case.handling is Handling.SUBMITTED
    assert case.rows[-1].outcome is Outcome.WAITING
    assert not case.incomplete


def test_folding_is_quick():
    """A case of thirteen events folds in well under a millisecond, on a machine that others use too."""
    held = whole_life().held(A)
    assert min(timeit.repeat(lambda: fold(CASE, **held), number=20, repeat=5)) / 20 < 0.001
