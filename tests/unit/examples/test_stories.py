"""Every story, acted out on both ends' judges and folds, with the link cut where the story cuts it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from examples.cases import Application, Step, applications, documents, steps, stories
from federation.case import Case, Handling, Kind, Side, kind_of
from federation.case import choices as c
from federation.case import events as e
from federation.case import parts as p
from federation.ids import MessageId, ParcelNo
from tests.worlds.case import START, XIAN, World, blob
from tests.worlds.examples import handling_codes

ENDS = {
    "grant_window": Handling.ISSUED,
    "grant_returns": Handling.ISSUED,
    "grant_home": Handling.ISSUED,
    "grant_online": Handling.ISSUED,
    "corrected_granted": Handling.ISSUED,
    "correction_returned": Handling.RETURNED,
    "correction_crosses_return": Handling.RETURNED,
    "not_accepted": Handling.NOT_ACCEPTED,
    "denied": Handling.DENIED,
    "withdrawn": Handling.WITHDRAWN,
    "withdrawal_refused": Handling.ISSUED,
    "parcel_lost": Handling.ISSUED,
    "parcel_returned": Handling.ISSUED,
    "withdrawal_crosses_decision": Handling.ISSUED,
    "lost_crosses_received": Handling.ISSUED,
}
CROSSINGS = {
    "correction_crosses_return": "correction-after-end",
    "withdrawal_crosses_decision": "withdrawal-after-decision",
    "lost_crosses_received": "lost-yet-received",
}
ORIGINALS = {
    "materials": {c.Disposition.KEEP, c.Disposition.RETURN, c.Disposition.SURRENDER},
    "returns": {c.Disposition.RETURN},
}
ALL = {one["id"]: one for one in applications()}
TOLD = [one for one in ALL.values() if one["story"] in ENDS]


def _materials(application: Application) -> tuple[p.Material, ...]:
    codes = handling_codes(application)
    translated = [
        {**one, "code": codes[one["code"]]} for one in application["materials"] if one["code"] in codes
    ]
    return tuple(map(_material, (*translated, *application["handling_materials"])))


def _material(one: dict[str, Any]) -> p.Material:
    return p.Material(
        code=one["code"],
        files=tuple(map(blob, one["files"])),
        disposition=c.Disposition(one["disposition"]),
        originals=one["originals"],
        copies=one["copies"],
    )


class Play:
    """One application on a stage of two cities."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.world = World()
        self.named: dict[str, MessageId] = {}
        self.made: dict[str, list[p.Document]] = {}

    def act(self) -> World:
        """Play to the end; an act that its author's judge refuses fails the test."""
        for step in steps(self.application):
            up = step.get("link") != "cut"
            if up:
                self.world.settle()
            side = Side(step["side"])
            message = self.world.must(side, _EVENTS[step["do"]](self, step))
            self.named[step.get("as", "")] = message
            self.made[step.get("as", "")] = [_document(one) for one in documents(step)]
            if up:
                self.world.settle()
        return self.world.settle()

    def case(self, step: Step) -> Case:
        """The case as the one who acts knows it."""
        return self.world.case(Side(step["side"]))

    def submit(self, _step: Step) -> e.Event:
        app = self.application
        return e.Submitted(
            mode=c.Mode.REMOTE_COLLECTION,
            item=p.ItemRef(locality=XIAN, scheme="GB/T 39554", code=app["handling_item"], version="1"),
            applicant=p.Party(**app["applicant"]),
            agent=p.Party(**app["agent"]) if "agent" in app else None,
            agent_basis=c.AgentBasis(app["agent_basis"]) if "agent" in app else None,
            materials=_materials(app),
            fields=tuple(p.Field(code=code, value=value) for code, value in app["handling_fields"].items()),
            identity_checked=True,
            form_checked=True,
            notice_version=app["notice_version"],
            delivery=c.Delivery(app["delivery"]),
            local_no=app["local_no"],
        )

    def correct(self, step: Step) -> e.Event:
        said = self.application["correction"]
        return e.Corrected(
            notice=self.named[step["about"]],
            materials=tuple(map(_material, said["materials"])),
            fields=tuple(p.Field(code=code, value=value) for code, value in said["fields"].items()),
        )

    def papers(self, step: Step) -> tuple[p.Paper, ...]:
        return tuple(paper for group in step["papers"] for paper in self._papers(step, group))

    def _papers(self, step: Step, group: str) -> Iterator[p.Paper]:
        for made in self.made.get(group, ()):
            yield p.Paper(code=made.number, original=True)
        for one in self.case(step).materials:
            if one.originals and one.disposition in ORIGINALS.get(group, ()):
                yield p.Paper(code=one.code, original=True, count=one.originals)
            if group == "copies" or (group == "materials" and one.copies):
                yield p.Paper(code=one.code, original=False, count=one.copies or 1)

    def parcel(self, step: Step) -> dict[str, Any]:
        said = self.application["parcels"][step["parcel"]]
        return {"carrier": said["carrier"], "number": ParcelNo(said["number"])}

    def deliver(self, step: Step) -> e.Event:
        papers = self.papers({**step, "papers": step["documents"]})
        return e.Delivered(
            documents=tuple(dict.fromkeys(paper.code for paper in papers if paper.original)),
            to_applicant="agent" not in self.application,
            parcel=self.parcel(step)["number"] if "parcel" in step else None,
            proof=blob(step["proof"]) if "proof" in step else None,
        )


def _document(one: dict[str, Any]) -> p.Document:
    return p.Document(number=one["number"], title=one["title"], file=blob(one["number"]))


def _only(step: Step) -> p.Document:
    return _document(documents(step)[0])


def _differences(said: list[dict[str, str]]) -> tuple[p.Difference, ...]:
    return tuple(p.Difference(**one) for one in said)


_EVENTS = {
    "submit": Play.submit,
    "arrived": lambda _play, step: e.Arrived(differences=_differences(step.get("differences", []))),
    "request-correction": lambda play, step: e.CorrectionRequested(
        document=_only(step),
        defects=_differences(play.application["correction"]["defects"]),
        days=play.application["correction"]["days"],
    ),
    "notice-served": lambda play, step: e.NoticeServed(
        notice=play.named[step["about"]],
        by=c.ServedBy(step["by"]),
        to_applicant="agent" not in play.application,
        served_at=START,
    ),
    "correct": Play.correct,
    "accept": lambda play, step: e.Accepted(
        document=_only(step), promised_days=play.application["promised_days"]
    ),
    "not-accept": lambda _play, step: e.NotAccepted(document=_only(step), reason=step["reason"]),
    "finish": lambda _play, step: e.Finished(
        result=c.Result(step["result"]), reason=step.get("reason", ""), document=_only(step)
    ),
    "issue": lambda _play, step: e.Issued(documents=tuple(map(_document, documents(step)))),
    "request-withdrawal": lambda _play, step: e.WithdrawalRequested(reason=step["reason"]),
    "refuse-withdrawal": lambda play, step: e.WithdrawalRefused(
        request=play.named[step["about"]], reason=step["reason"]
    ),
    "parcel-sent": lambda play, step: e.ParcelSent(
        **play.parcel(step), leg=c.Leg(step["leg"]), papers=play.papers(step)
    ),
    "parcel-received": lambda play, step: e.ParcelReceived(
        **play.parcel(step), papers=play.papers(step), differences=_differences(step.get("differences", []))
    ),
    "parcel-lost": lambda play, step: e.ParcelLost(**play.parcel(step), note=step["note"]),
    "parcel-returned": lambda play, step: e.ParcelReturned(**play.parcel(step), note=step["note"]),
    "deliver": Play.deliver,
}


@pytest.mark.parametrize("application", TOLD, ids=lambda one: f"{one['id']}-{one['story']}")
def test_a_story_is_legal_and_ends_alike_at_both_ends(application: Application) -> None:
    """Every act is admitted where its author stands, both ends fold the same case, nothing is refused."""
    world = Play(application).act()
    ours, theirs = world.case(Side.ACCEPTING), world.case(Side.HANDLING)
    assert ours == theirs
    assert ours.handling is ENDS[application["story"]]
    assert not world.refused[Side.ACCEPTING]
    assert not world.refused[Side.HANDLING]
    assert not ours.incomplete


@pytest.mark.parametrize(("story", "code"), CROSSINGS.items())
def test_a_crossing_story_crosses(story: str, code: str) -> None:
    """The acts during the cut meet as the table of crossings says."""
    application = next(one for one in TOLD if one["story"] == story)
    case = Play(application).act().case(Side.ACCEPTING)
    assert code in {crossing for row in case.rows for crossing in row.crossings}


def test_together_the_stories_use_every_event() -> None:
    """No kind of the spine is left out; a Refusal is what the story `refused` expects."""
    used = {
        kind_of(placed.act.event) for one in TOLD for log in Play(one).act().logs.values() for placed in log
    }
    expected = {Kind(step["expect"]) for one in stories().values() for step in one if "expect" in step}
    assert used | expected == set(Kind)


def test_every_story_is_told_and_every_application_has_one() -> None:
    """No story without an application, none unknown."""
    assert {one["story"] for one in ALL.values()} == set(stories())


def test_a_cut_comes_once_in_every_story() -> None:
    """Both halls work on during the cut; it is one stretch, so one cut serves all stories at once."""
    for name, told in stories().items():
        links = [step.get("link", "up") for step in told]
        stretches = [link for place, link in enumerate(links) if place == 0 or links[place - 1] != link]
        assert stretches.count("cut") == 1, name


def test_an_original_comes_back_and_an_old_certificate_is_surrendered() -> None:
    """The story of the association: the approval returns to the applicant, the certificate stays."""
    case = Play(ALL["05"]).act().case(Side.ACCEPTING)
    holders = {one.code: str(one.holder) for one in case.custody}
    assert holders["C03"] == "applicant"
    assert holders["C04"] in {"handling", "surrendered"}
