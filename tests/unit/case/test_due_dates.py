"""The sheet of due dates computed by hand (tests/data/clocks): every one, and the same at both ends."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from federation.calendars import Calendars, load_year, shipped
from federation.case import Side
from federation.case.choices import (
    DayUnit,
    Delivery,
    Disposition,
    Finding,
    Leg,
    Mode,
    Procedure,
    Result,
    Satisfaction,
    ServedBy,
    Stage,
    TimeUnit,
    Tracking,
)
from federation.case.clock import ClockName, ClockState, Known, ReceiptBasis, Rules
from federation.case.clocks import due
from federation.case.events import (
    Accepted,
    Arrived,
    Corrected,
    CorrectionRequested,
    Event,
    Finished,
    NoticeServed,
    ParcelReceived,
    ParcelSent,
)
from federation.case.parts import Deferred, Difference, Paper
from federation.case.process import (
    Asked,
    Extended,
    LicenceAsked,
    ParcelTracked,
    Rated,
    RatingVerified,
    Resumed,
    Suspended,
    Transferred,
)
from federation.days import BEIJING
from federation.ids import CaseId, Locality, MessageId, Place
from tests.worlds import case as world_of
from tests.worlds.case import CASE, FIRST, MATERIALS, World, blob, document, submitted
from tests.worlds.process import OF_XIAN, SUCCESSOR

DATA = Path(__file__).resolve().parents[2] / "data" / "clocks"
SHEET: list[dict[str, Any]] = tomllib.loads((DATA / "due-dates.toml").read_text(encoding="utf-8"))["sheet"]
CALENDARS = Calendars.of([*shipped(), load_year((DATA / "640000-2026.toml").read_bytes())])
A, H = Side.ACCEPTING, Side.HANDLING


def moment(text: str) -> datetime:
    """A time of the sheet."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def _accepted(said: Mapping[str, Any], _world: World) -> Event:
    later = (
        (Deferred(material="M-LATER", days=said["deferred"], promise=blob("promise")),)
        if "deferred" in said
        else ()
    )
    unit = TimeUnit(said["unit"]) if "unit" in said else None
    return Accepted(document=document("SL-1"), promised_days=said["days"], promised_unit=unit, deferred=later)


def _last(world: World, side: Side, kind: type) -> MessageId:
    return [one.act.message_id for one in world.logs[side] if isinstance(one.act.event, kind)][-1]


EVENTS: dict[str, tuple[Side, Callable[[Mapping[str, Any], World], Event]]] = {
    "arrived": (H, lambda _said, _world: Arrived()),
    "accepted": (H, _accepted),
    "asked": (
        H,
        lambda said, _world: CorrectionRequested(
            document=document("BZ-1"),
            defects=(Difference(material="M-KEEP", note="缺页"),),
            days=said["days"],
        ),
    ),
    "served": (
        A,
        lambda said, world: NoticeServed(
            notice=_last(world, H, CorrectionRequested),
            by=ServedBy.WINDOW,
            to_applicant=True,
            served_at=said["at"],
        ),
    ),
    "corrected": (
        A,
        lambda _said, world: Corrected(
            notice=_last(world, H, CorrectionRequested), materials=(MATERIALS[0],)
        ),
    ),
    "extended": (
        H,
        lambda said, _world: Extended(
            days=said["days"], approver="负责人", reason="案情复杂", document=document("YQ-1")
        ),
    ),
    "suspended": (
        H,
        lambda said, _world: Suspended(
            procedure=Procedure.EXPERT_REVIEW,
            days=said["days"],
            unit=DayUnit(said.get("unit", "working_day")),
            reason="专家评审",
            document=document(said.get("no", "TB-1")),
        ),
    ),
    "resumed": (H, lambda _said, world: Resumed(suspension=_last(world, H, Suspended), outcome="通过")),
    "forwarded": (
        H,
        lambda _said, _world: Finished(result=Result.FORWARDED, reason="初审完毕，转报上级机关"),
    ),
    "granted": (H, lambda _said, _world: Finished(result=Result.GRANT, document=document("JD-1"))),
    "sent": (
        A,
        lambda _said, _world: ParcelSent(
            carrier="ems", number=FIRST, leg=Leg.W2H, papers=(Paper(code="M-KEEP", original=True),)
        ),
    ),
    "tracked": (
        A,
        lambda said, _world: ParcelTracked(
            carrier="ems", number=FIRST, status=Tracking.SIGNED, tracked_at=said["at"]
        ),
    ),
    "received": (
        H,
        lambda _said, _world: ParcelReceived(
            carrier="ems", number=FIRST, papers=(Paper(code="M-KEEP", original=True),)
        ),
    ),
    "transferred": (
        H,
        lambda _said, _world: Transferred(organ=SUCCESSOR, place=Place("610100"), reason="职能调整"),
    ),
    "licence": (
        A,
        lambda _said, _world: LicenceAsked(licence=OF_XIAN, name="营业执照", purpose="核验主体资格"),
    ),
    "question": (
        A,
        lambda said, _world: Asked(
            text="是否齐全？", days=said["days"], unit=TimeUnit(said["unit"]) if "unit" in said else None
        ),
    ),
    "rated": (
        A,
        lambda said, _world: Rated(
            about=Stage(said.get("about", "finish")), level=Satisfaction.VERY_DISSATISFIED, named=True
        ),
    ),
    "verified": (
        H,
        lambda said, world: RatingVerified(
            rating=_last(world, A, Rated), finding=Finding(said.get("finding", "clear")), text="属实"
        ),
    ),
}


def lived(row: Mapping[str, Any]) -> tuple[World, dict[MessageId, datetime]]:
    """The case of a row, as both ends hold it, and when each entry was receipted."""
    world, received = World(), {}
    for what, when, *more in row["events"]:
        side, make = EVENTS[what]
        said = {"at": moment(when), **(more[0] if more else {})}
        act = world.draw(side, make(said, world), at=moment(when))
        world.verdict(side, act).enforce()
        world.put(side, act)
        world.settle()
        received[act.message_id] = (
            moment(said["got"]) if "got" in said else moment(when) + timedelta(seconds=1)
        )
    return world, received


def _elsewhere(row: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the places of a row, if it names one."""
    ends = {
        side: Locality(row.get(side, member)) for side, member in ((A, CASE.accepting), (H, CASE.handling))
    }
    case_id = CaseId.make(accepting=ends[A], handling=ends[H], on=date(2026, 5, 1), random=7)
    monkeypatch.setattr(world_of, "CASE", case_id)
    for side, place in ends.items():
        monkeypatch.setitem(world_of.MEMBERS, side, place)
    monkeypatch.setattr(world_of, "speaks_for", lambda _member, _organ: True)


def _filed(row: Mapping[str, Any]) -> tuple[Side, Callable[[Mapping[str, Any], World], Event]]:
    """The application of a row, and who files it."""
    made = submitted()
    place = Locality(row.get("handling", CASE.handling))
    made = replace(made, item=replace(made.item, locality=place))
    if row.get("mode") != Mode.FULL_ONLINE:
        return A, lambda _said, _world: made
    files = tuple(
        replace(one, disposition=Disposition.COPY, originals=0, copies=0)
        for one in made.materials
        if one.files
    )
    online = replace(made, mode=Mode.FULL_ONLINE, materials=files, delivery=Delivery.ONLINE)
    return H, lambda _said, _world: online


@pytest.mark.parametrize("row", SHEET, ids=[str(row["no"]) for row in SHEET])
def test_the_sheet(row: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """What a person computed is what both cities compute."""
    if {"accepting", "handling"} & row.keys():
        _elsewhere(row, monkeypatch)
    monkeypatch.setitem(EVENTS, "submitted", _filed(row))
    world, received = lived(row)
    legal = (row["legal"], TimeUnit(row.get("legal_unit", "working_day"))) if "legal" in row else None
    rules = Rules(
        receipt_basis=ReceiptBasis(row.get("basis", "handling_e")),
        legal=legal,
        promised_unit=DayUnit(row.get("promised_unit", "working_day")),
        correction_unit=DayUnit(row.get("correction_unit", "calendar_day")),
    )
    last = moment(row["events"][-1][1])
    now = moment(row["now"]) if "now" in row else last + timedelta(minutes=1)
    until = {side: moment(row["until"]) for side in Side} if "until" in row else {}
    known = Known(received=received, until=until, now=now)
    ours, theirs = (due(world.case(side), rules=rules, calendars=CALENDARS, known=known) for side in Side)
    assert ours == theirs
    clock = next(clock for clock in ours if clock.name is ClockName(row["clock"]))
    assert clock.due == row.get("due")
    assert clock.due_at == (moment(row["due_at"]) if "due_at" in row else None)
    assert [one.number for one in clock.late] == row.get("late", [])
    assert clock.provisional is row.get("provisional", False)
    assert clock.state is ClockState(row["state"]) if "state" in row else True


def test_the_sheet_is_long_enough() -> None:
    """At least 24, each with its clause, and all numbered once."""
    assert len(SHEET) >= 24
    assert all(row["clause"] and row["what"] for row in SHEET)
    assert len({row["no"] for row in SHEET}) == len(SHEET)
