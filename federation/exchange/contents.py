"""What each exchange table says of a case: the case's own words, and nothing that it does not hold.

Each function gives rows as (key, values). The key names the row within its table for good, so that a
corrected fact is the same row again: a message stands under the first message whose place it took. Officers
are numbers here as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from federation.case import ORGANISATIONS, Case
from federation.case.choices import AgentBasis, Delivery, Disposition, Leg, Procedure, Result, Stage, StepEnd
from federation.case.events import (
    Accepted,
    Act,
    CorrectionRequested,
    Finished,
    Issued,
    NotAccepted,
    ParcelReceived,
    ParcelSent,
    Submitted,
)
from federation.case.parts import Material, Party
from federation.case.process import Extended, FeeDue, NotRequired, Resumed, StepTaken, Suspended
from federation.case.states import Facet, Rating
from federation.errors import InvalidInput, Reason
from federation.exchange import codes
from federation.exchange.codes import BODIES, OTHER_BODY, PERSON, Hub
from federation.ids import MessageId

if TYPE_CHECKING:  # whoever only reads rejects need not load what reads catalogues
    from federation.items import Item

Values = Mapping[str, str]
Keyed = tuple[str, Values]
_E = TypeVar("_E")
_Ending = Finished | NotAccepted | NotRequired

PROCEDURES: Mapping[Procedure, str] = {
    Procedure.HEARING: "听证",
    Procedure.TENDER: "招标",
    Procedure.AUCTION: "拍卖",
    Procedure.INSPECTION: "检验",
    Procedure.TESTING: "检测",
    Procedure.QUARANTINE: "检疫",
    Procedure.APPRAISAL: "鉴定",
    Procedure.EXPERT_REVIEW: "专家评审",
}
"""特别程序 as the law names them (行政许可法 45条)."""
_ATTACHMENT_CHARS = 150
_NOT_DIGITS = re.compile(r"[() -]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What an export adds to the case.

    Attributes:
        item: the item version the case is filed under.
        hub: the receiving system.
        batch: number of this export.
        at: when it is made.
        source: who sends it, unless the hub says.
        organs: names of organs by credit code.
        promise: the last day of the promised limit, if it runs or ran.
        known: rows that the receiving system has already, by identity, and their tables.
    """

    item: Item
    hub: Hub
    batch: str
    at: datetime
    source: str
    organs: Mapping[str, str] = field(default_factory=dict)
    promise: date | None = None
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """A case and what an export adds to it."""

    case: Case
    filed: Filed

    def acts(self, *kinds: type[_E]) -> list[tuple[Act, _E]]:
        """Acts of these kinds that took effect, in order."""
        return [(act, act.event) for act in self.case.effective if isinstance(act.event, kinds)]

    def code(self, which: str, word: str) -> str:
        """The receiving system's code. Raises InvalidInput: CODE_UNDECLARED."""
        return self.filed.hub.code(which, word)

    def time(self, at: datetime | date | None) -> str:
        """A time as the receiving system reads it."""
        return self.filed.hub.times.write(at)

    def said(self, act: Act | None) -> str:
        """When a fact was first stated."""
        return "" if act is None else self.time(self.case.said_at(act))

    def submitted(self) -> Submitted:
        """The application. Raises InvalidInput: CASE_UNKNOWN."""
        if self.case.submitted is None:
            raise InvalidInput(Reason.CASE_UNKNOWN, case=self.case.case_id)
        return self.case.submitted

    def first(self, message: MessageId) -> MessageId:
        """The first message whose place this one took, itself if it took none."""
        before = {after: one for one, after in self.case.superseded.items()}
        while message in before:
            message = before[message]
        return message

    def document(self, party: Party) -> str:
        """The code of the document by which somebody identified himself."""
        organisation = party.id_scheme == ORGANISATIONS
        return self.code("document", ORGANISATIONS if organisation else party.id_type)


def accept(told: Told) -> Iterator[Keyed]:
    """The one row that says who applied for what."""
    said, item, case = told.submitted(), told.filed.item, told.case
    party, contact = said.applicant, said.agent or said.applicant
    accepted = next(iter(told.acts(Accepted)), None)
    legal = said.agent.name if said.agent and said.agent_basis is AgentBasis.REPRESENTATIVE else ""
    organ = case.organ or item.organ
    yield (
        "",
        {
            "catalog_code": item.base,
            "task_code": item.task,
            "task_handle_item": item.handling_item or "",
            "task_name": item.name,
            "task_version": said.item.version,
            "project_name": item.title,
            "project_type": told.code("project_type", item.kind.value),
            "apply_type": told.code("apply_type", said.mode),
            "applyer_name": party.name,
            "applyer_type": told.code("applicant", kind_of_applicant(party)),
            "applyer_page_type": told.document(party),
            "applyer_page_code": party.id_number,
            "contact_name": contact.name,
            "contact_type": told.document(contact),
            "contact_code": contact.id_number,
            "contact_mobile": _digits(contact.phone or party.phone),
            "legal": legal,
            "address": party.address,
            "apply_date": told.said(told.acts(Submitted)[0][0]),
            "accept_date": told.said(accepted[0]) if accepted else "",
            "promise_date": told.time(told.filed.promise),
            "accept_doc_no": accepted[1].document.number if accepted else "",
            "org_name": told.filed.organs.get(organ, item.organ_name if organ == item.organ else ""),
            "org_code": organ,
            "handle_user_name": accepted[0].actor.officer if accepted else "",
        },
    )


def kind_of_applicant(party: Party) -> str:
    """What an applicant is: a person, or by the credit code a kind of organisation (GB 32100-2015)."""
    if party.id_scheme != ORGANISATIONS:
        return PERSON
    return BODIES.get(party.id_number[:2], OTHER_BODY)


def _digits(phone: str) -> str:
    """A number as tables write it: without brackets and hyphens, and without the country's own prefix."""
    digits = _NOT_DIGITS.sub("", phone)
    return next((digits.removeprefix(one) for one in ("+86", "0086") if digits.startswith(one)), digits)


_PASSED = {Result.GRANT, Result.DONE}


def _step_of(event: Any) -> tuple[str, StepEnd, str] | None:
    """What an act of the organ is as a step 环节: its name, how it ended, the organ's opinion."""
    match event:
        case StepTaken(name=name, end=end, note=note):
            return name, end, note
        case CorrectionRequested():
            return "补正告知", StepEnd.OTHER, ""
        case Accepted():
            return "受理", StepEnd.PASSED, ""
        case NotAccepted(reason=reason) | NotRequired(reason=reason):
            return "受理", StepEnd.SENT_BACK, reason
        case Finished(result=result, reason=reason):
            ends = {Result.RETURN: StepEnd.SENT_BACK, **dict.fromkeys(_PASSED, StepEnd.PASSED)}
            return "办结", ends.get(result, StepEnd.OTHER), reason
        case _:
            return None


def process(told: Told) -> Iterator[Keyed]:
    """One row for each step of the organ, its decisions among them; a step has one time, begin and end."""
    for act in told.case.effective:
        step = _step_of(act.event)
        if step is not None:
            name, end, opinion = step
            yield (
                told.first(act.message_id),
                {
                    "process_name": name,
                    "event_name": told.code("step", end),
                    "handle_explain": opinion,
                    "handle_user_name": act.actor.officer,
                    "event_start_time": told.said(act),
                    "event_end_time": told.said(act),
                },
            )


def special(told: Told) -> Iterator[Keyed]:
    """One row for each special procedure, with its end; and for the extension."""
    ends = {told.case.latest(event.suspension): (act, event) for act, event in told.acts(Resumed)}
    for act, event in told.acts(Suspended):
        end = ends.get(act.message_id)
        yield (
            told.first(act.message_id),
            {
                "special_type": told.code("special_type", codes.SUSPENDED),
                "special_name": PROCEDURES[event.procedure],
                "special_time": told.said(act),
                "special_reason": event.reason,
                "end_time": told.said(end[0]) if end else "",
                "result": end[1].outcome if end else "",
                "handle_user": act.actor.officer,
            },
        )
    for act, extended in told.acts(Extended):
        yield (
            told.first(act.message_id),
            {
                "special_type": told.code("special_type", codes.EXTENDED),
                "special_name": "延长审批",
                "special_time": told.said(act),
                "special_reason": extended.reason,
                "end_time": told.said(act),
                "result": f"延长{extended.days}个工作日",
                "special_explain": f"批准人：{extended.approver}",
                "handle_user": act.actor.officer,
            },
        )


def result(told: Told) -> Iterator[Keyed]:
    """How the case ended, by its last ending, with the certificates it led to."""
    ends: list[tuple[Act, _Ending]] = told.acts(Finished, NotAccepted, NotRequired)
    if not ends:
        return
    act, event = ends[-1]
    word = _ending(event)
    issued = [one for _, said in told.acts(Issued) for one in said.documents] if word in _PASSED else []
    home = told.case.delivery is Delivery.HOME
    posted = home or any(parcel.leg is Leg.H2A for parcel in told.case.parcels.values())
    yield (
        "",
        {
            "result_type": told.code("result", word),
            "result_date": told.said(act),
            "result_explain": event.reason,
            "result_cetr_name": "、".join(one.title for one in issued),
            "result_cetr_no": "、".join(one.number for one in issued),
            "is_delivery_results": "1" if posted else "0",
            "satisfaction": _satisfaction(told),
        },
    )


def _ending(event: _Ending) -> str:
    match event:
        case Finished():
            return event.result
        case NotAccepted():
            return codes.NOT_ACCEPTED
        case NotRequired():
            return codes.NOT_REQUIRED


def _satisfaction(told: Told) -> str:
    """How the end was rated; a rating that was looked into and not counted says nothing."""
    rating = told.case.ratings.get(Stage.FINISH)
    if rating is None or told.case.state(Facet.RATING, Stage.FINISH) is Rating.DISMISSED:
        return ""
    return told.code("satisfaction", rating.said.level)


def materials(told: Told) -> Iterator[Keyed]:
    """One row for each material that was taken in."""
    names = {spec.code: spec.name for spec in told.filed.item.materials}
    for material in told.case.materials:
        yield (
            material.code,
            {
                "material_name": names.get(material.code, material.code),
                "get_type": told.code("get_type", _taken_as(told.case, material)),
                "get_num": str(material.originals + material.copies or len(material.files)),
                "material_attach_name": _attachments(material),
            },
        )


def _taken_as(case: Case, material: Material) -> str:
    """A material that came later is what was promised; of one without any paper there is a scan only."""
    if material.code in case.deferred:
        return codes.DEFERRED
    paper = material.originals or material.copies or material.disposition is not Disposition.COPY
    return material.disposition if paper else codes.SCAN


def _attachments(material: Material) -> str:
    """Files by the beginnings of their digests; what does not fit is counted."""
    named = [blob.digest.removeprefix("sha256:")[:12] for blob in material.files]
    fit = _ATTACHMENT_CHARS // 13
    more = f"等{len(named)}个" if len(named) > fit else ""
    return "、".join(named[:fit]) + more


def payments(told: Told) -> Iterator[Keyed]:
    """One row for each fee, in yuan."""
    for act, event in told.acts(FeeDue):
        charge = told.case.charges.get(event.code)
        yield (
            told.first(act.message_id),
            {
                "pay_no": event.code,
                "org_name": event.payee,
                "amount": f"{event.fen // 100}.{event.fen % 100:02d}",
                "pay_time": told.time(charge.paid_at if charge else None),
            },
        )


def logistics(told: Told) -> Iterator[Keyed]:
    """One row for each parcel."""
    sent = {event.number: act for act, event in told.acts(ParcelSent)}
    found = {event.number: act for act, event in told.acts(ParcelReceived)}
    for key, parcel in told.case.parcels.items():
        out, back = sent.get(parcel.number), found.get(parcel.number)
        yield key, {"express_no": parcel.number, **_end("send", told, out), **_end("receive", told, back)}


def _end(which: str, told: Told, act: Act | None) -> Values:
    organ = act.actor.organ if act else ""
    return {
        f"{which}_org": told.filed.organs.get(organ, organ),
        f"{which}_time": told.said(act),
        f"{which}_user": act.actor.officer if act else "",
    }


CONTENTS: Mapping[str, Callable[[Told], Iterator[Keyed]]] = {
    "up_pro_accept": accept,
    "up_pro_process": process,
    "up_pro_special_procedure": special,
    "up_pro_result": result,
    "up_pro_material": materials,
    "up_pro_pay": payments,
    "up_pro_logistics": logistics,
}
