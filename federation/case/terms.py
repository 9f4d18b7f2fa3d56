"""The field's words for what can happen: every kind of event with its Chinese term and its source.

A kind is an event class; Finished is split by its result, because the tables treat each end
differently. docs/protocol/cases.md is rendered from `TERMS`. Articles without a name are those of the
Administrative Licensing Law 行政许可法.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from federation.case import events
from federation.case.events import Event, Result


class Kind(StrEnum):
    """What happened, as the tables know it; the value is the class name, with the result after a dot."""

    SUBMITTED = "Submitted"
    ARRIVED = "Arrived"
    CORRECTION_REQUESTED = "CorrectionRequested"
    NOTICE_SERVED = "NoticeServed"
    CORRECTED = "Corrected"
    ACCEPTED = "Accepted"
    NOT_ACCEPTED = "NotAccepted"
    FINISHED_GRANT = "Finished.grant"
    FINISHED_DENY = "Finished.deny"
    FINISHED_RETURN = "Finished.return"
    FINISHED_WITHDRAWN = "Finished.withdrawn"
    ISSUED = "Issued"
    WITHDRAWAL_REQUESTED = "WithdrawalRequested"
    WITHDRAWAL_REFUSED = "WithdrawalRefused"
    PARCEL_SENT = "ParcelSent"
    PARCEL_RECEIVED = "ParcelReceived"
    PARCEL_LOST = "ParcelLost"
    PARCEL_RETURNED = "ParcelReturned"
    DELIVERED = "Delivered"
    REFUSAL = "Refusal"


_KIND_OF_CLASS: Mapping[type[object], Kind] = {
    getattr(events, kind.value): kind for kind in Kind if "." not in kind.value
}
_KIND_OF_RESULT: Mapping[Result, Kind] = {result: Kind(f"Finished.{result.value}") for result in Result}


def kind_of(event: Event) -> Kind:
    """Return the kind of an event.

    Raises:
        KeyError: never for a member of `Event`; a class added there needs a kind here.
    """
    if isinstance(event, events.Finished):
        return _KIND_OF_RESULT[event.result]
    return _KIND_OF_CLASS[type(event)]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the field: Chinese, English, and where it comes from."""

    zh: str
    en: str
    source: str


TERMS: Mapping[Kind, Term] = {
    Kind.SUBMITTED: Term(
        "申请", "the window hands the application over", "29条；国办发〔2020〕35号 异地代收代办"
    ),
    Kind.ARRIVED: Term("签收", "the handling place has the electronic packet", "hand-over practice 交接签收"),
    Kind.CORRECTION_REQUESTED: Term("一次性补正告知", "all that is missing or wrong, at once", "32条(四)"),
    Kind.NOTICE_SERVED: Term(
        "告知送达",
        "a document reached the applicant; its clock starts",
        "case-file review practice 案卷评查 送达回证",
    ),
    Kind.CORRECTED: Term("补正", "what the applicant brought in answer", "32条(四)(五)"),
    Kind.ACCEPTED: Term("受理", "the organ takes the case up", "32条(五)"),
    Kind.NOT_ACCEPTED: Term("不予受理", "the organ does not take the case up", "32条(二)"),
    Kind.FINISHED_GRANT: Term("办结(准予)", "granted", "38条"),
    Kind.FINISHED_DENY: Term("办结(不予)", "denied, with reasons and remedies", "38条"),
    Kind.FINISHED_RETURN: Term("办结(退件)", "returned, with the reason", "case data of Guangdong 退回办结"),
    Kind.FINISHED_WITHDRAWN: Term("办结(同意撤回)", "ended at the applicant's wish", "hall practice"),
    Kind.ISSUED: Term("出证", "certificates or papers are made out", "39条"),
    Kind.WITHDRAWAL_REQUESTED: Term("撤回申请", "the applicant asks to withdraw", "hall practice"),
    Kind.WITHDRAWAL_REFUSED: Term("不同意撤回", "the organ goes on with the case", "hall practice"),
    Kind.PARCEL_SENT: Term("寄出", "papers leave with a courier", "GB/T 39046 表15 物流"),
    Kind.PARCEL_RECEIVED: Term("收到寄件", "papers were found in a parcel", "GB/T 39046 表15 物流"),
    Kind.PARCEL_LOST: Term("寄件丢失", "the courier lost a parcel", "courier practice"),
    Kind.PARCEL_RETURNED: Term("寄件退回", "a parcel came back to its sender", "courier practice"),
    Kind.DELIVERED: Term("送达", "documents or papers were handed to the applicant", "44条"),
    Kind.REFUSAL: Term("拒收", "an entry of the other log has no effect at either end", "this protocol"),
}
