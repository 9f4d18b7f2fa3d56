"""A story acted out on both ends' judges and folds: each step of an example application becomes an event."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from examples.cases import HERE, NOT_EVENTS, Application, Step, documents, steps
from federation.case import Case, Side, Verdict, judge
from federation.case import choices as c
from federation.case import events as e
from federation.case import parts as p
from federation.case import process as x
from federation.case.agreement_file import load_agreement
from federation.case.powers import NO_AGREEMENTS, Agreements
from federation.errors import Reason
from federation.ids import CaseId, Digest, LicenceId, Locality, MessageId, ParcelNo, Place, Uscc
from node.cli.procedure import fen_of
from tests.worlds.case import CASE, SHANTOU, START, XIAN, World, blob, speaks_for
from tests.worlds.examples import handling_codes

IN_FORCE = timedelta(days=60)
"""From the first day of this world until the agreement's term has begun."""
ORGANS = json.loads((HERE / "organs.json").read_text("utf-8"))
ELSEWHERE = p.JointPart(place=Locality("640100"), item="000131911001")
ORIGINALS = {
    "materials": {c.Disposition.KEEP, c.Disposition.RETURN, c.Disposition.SURRENDER},
    "returns": {c.Disposition.RETURN},
}
AGREEMENTS = Agreements.of([load_agreement((HERE / "agreements/440500-610100-2026.2.toml").read_bytes())])
(_PIN,) = (one.pin for one in AGREEMENTS.between(CASE))
AGREED = {"window_accepts": _PIN}
"""Stories that need more than the template, and the agreement their cases pin."""


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


class Stage(World):
    """Two cities whose directory lists the organs of the examples too."""

    def verdict(self, side: Side, act: e.Act) -> Verdict:
        return judge(act, speaks=_speaks, agreements=self.agreements, **self.held(side))


def _speaks(member: Locality, organ: Uscc) -> bool:
    return speaks_for(member, organ) or organ in {one["uscc"] for one in ORGANS[member]}


class Play:
    """One application on a stage of two cities."""

    def __init__(self, application: Application) -> None:
        self.application = application
        agreed = application["story"] in AGREED
        self.world = Stage(
            agreements=AGREEMENTS if agreed else NO_AGREEMENTS,
            later=dict.fromkeys(Side, IN_FORCE) if agreed else {},
        )
        self.named: dict[str, MessageId] = {}
        self.made: dict[str, list[p.Document]] = {}

    def act(self) -> World:
        """Play to the end; an act that its author's judge refuses fails the test."""
        for step in steps(self.application):
            if step["do"] in NOT_EVENTS:
                continue
            up = step.get("link") != "cut"
            if up:
                self.world.settle()
            self._write(step)
            if up:
                self.world.settle()
        return self.world.settle()

    def _write(self, step: Step) -> None:
        side = Side(step["side"])
        event = _EVENTS[step["do"]](self, step)
        if "refused" in step:
            assert self.world.write(side, event).reason is Reason(step["refused"])
            return
        before = {"supersedes": self.named[step["supersedes"]]} if "supersedes" in step else {}
        message = self.world.must(side, event, **before)
        self.named[step.get("as", "")] = message
        self.made[step.get("as", "")] = [_document(one) for one in documents(step)]

    def case(self, step: Step) -> Case:
        """The case as the one who acts knows it."""
        return self.world.case(Side(step["side"]))

    def submit(self, _step: Step) -> e.Event:
        app = self.application
        return e.Submitted(
            mode=c.Mode(app.get("mode", "remote_collection")),
            lead=_lead(app) if "joint" in app else None,
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
            agreement=AGREED.get(app["story"], ""),
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
        if group == "missing":
            yield self.missing
        if group == "supplied":
            for one in map(_material, self.application["supplied"]):
                yield p.Paper(code=one.code, original=True, count=one.originals)

    @property
    def missing(self) -> p.Paper:
        """What the organ does not find in the envelope."""
        said = self.application["missing"]
        return p.Paper(code=said["code"], original=False, count=said["count"])

    def opened(self, step: Step) -> e.Event:
        """The envelope is opened; what is missing is a difference."""
        papers, differences = self.papers(step), ()
        if "missing" in step:
            papers = tuple(paper for paper in papers if paper != self.missing)
            note = self.application["missing"]["note"]
            differences = (p.Difference(material=self.missing.code, note=note),)
        return e.ParcelReceived(**self.parcel(step), papers=papers, differences=differences)

    def accept(self, step: Step) -> e.Event:
        """Acceptance; what may come later comes with the applicant's promise."""
        later = self.application["deferred"] if "deferred" in step else None
        promised = (
            [p.Deferred(material=later["code"], days=later["days"], promise=blob("promise"))] if later else []
        )
        return e.Accepted(
            document=_only(step), promised_days=self.application["promised_days"], deferred=tuple(promised)
        )

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


def _lead(application: Application) -> p.Lead:
    """The joint case of a part, which this world plays in Xi'an; the other part is Yinchuan's."""
    own = p.JointPart(place=XIAN, item=application["handling_item"])
    return p.Lead(
        case=CaseId.make(accepting=SHANTOU, handling=SHANTOU, on=START.date(), random=1),
        rule=c.JointRule(application["joint"]["rule"]),
        parts=(own, ELSEWHERE),
    )


def _gathered(_play: Play, step: Step) -> e.Event:
    stops = step["outcome"] == "stop"
    return x.Gathered(
        outcome=c.JointOutcome(step["outcome"]),
        part=ELSEWHERE if stops else None,
        reason="一地不予" if stops else "",
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
    "accept": Play.accept,
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
    "pack": lambda play, step: e.ParcelSent(
        **play.parcel(step), leg=c.Leg(step["leg"]), papers=play.papers(step)
    ),
    "open": Play.opened,
    "gather": _gathered,
    "parcel-tracked": lambda play, step: x.ParcelTracked(
        **play.parcel(step), status=c.Tracking(step["status"]), tracked_at=START, place=step["place"]
    ),
    "supply": lambda play, _step: x.DeferredSupplied(
        materials=tuple(map(_material, play.application["supplied"]))
    ),
    "verify-original": lambda play, step: x.OriginalVerified(
        materials=tuple(play.application["verified"]), note=step["note"]
    ),
    "assist": lambda _play, step: x.Assisted(note=step["note"]),
    "session": lambda _play, step: x.SessionHeld(
        kind=c.SessionKind(step["kind"]),
        held_at=START,
        identity_shown=step["identity_shown"],
        note=step["note"],
        meeting=step.get("meeting", ""),
    ),
    "not-require": lambda _play, step: x.NotRequired(document=_only(step), reason=step["reason"]),
    "transfer": lambda _play, step: x.Transferred(
        organ=Uscc(step["organ"]), place=Place(step["place"]), reason=step["reason"]
    ),
    "step": lambda _play, step: x.StepTaken(
        name=step["name"], end=c.StepEnd(step["end"]), note=step.get("note", "")
    ),
    "suspend": lambda _play, step: x.Suspended(
        procedure=c.Procedure(step["procedure"]),
        days=step["days"],
        unit=c.DayUnit.WORKING_DAY,
        reason=step["reason"],
        document=_only(step),
    ),
    "resume": lambda play, step: x.Resumed(suspension=play.named[step["about"]], outcome=step["outcome"]),
    "extend": lambda _play, step: x.Extended(
        days=step["days"], approver=step["approver"], reason=step["reason"], document=_only(step)
    ),
    "fee-due": lambda _play, step: x.FeeDue(
        code=step["code"],
        name=step["name"],
        fen=fen_of(step["yuan"]),
        payee=step["payee"],
        document=_only(step),
    ),
    "fee-paid": lambda _play, step: x.FeePaid(
        code=step["code"], paid_at=START, voucher=blob(step["voucher"])
    ),
    "archive": lambda _play, step: x.Archived(
        number=step["number"], retention=step["retention"], packet=Digest.of(bytes(32))
    ),
    "ask": lambda _play, step: x.Asked(text=step["text"], days=step["days"]),
    "answer": lambda play, step: x.Answered(question=play.named[step["about"]], text=step["text"]),
    "urge": lambda _play, step: x.Urged(text=step["text"]),
    "ask-licence": lambda _play, step: x.LicenceAsked(
        licence=LicenceId(step["licence"]), name=step["name"], purpose=step["purpose"]
    ),
    "answer-licence": lambda play, step: x.LicenceAnswered(
        question=play.named[step["about"]], state=c.LicenceState(step["state"]), note=step["note"]
    ),
    "rate": lambda _play, step: x.Rated(
        about=c.Stage(step["stage"]),
        level=c.Satisfaction(step["level"]),
        text=step.get("text", ""),
        named=step["named"],
    ),
    "verify-rating": lambda play, step: x.RatingVerified(
        rating=play.named[step["about"]], finding=c.Finding(step["finding"]), text=step["text"]
    ),
    "fix-rating": lambda play, step: x.RatingFixed(rating=play.named[step["about"]], text=step["text"]),
}
