"""The field's words for what can happen: every kind of event with its Chinese term and its source.

A kind is an event class; Finished is split by its result, a rating by whether it is bad, Gathered by its
outcome, because the tables treat them differently. docs/protocol/cases.md is rendered from `TERMS`. Articles without a name are those of the
Administrative Licensing Law 行政许可法.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, get_args

from federation.case.choices import Finding, JointOutcome, Result, Satisfaction
from federation.case.events import Event, Finished
from federation.case.process import Gathered, Rated, RatingVerified


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
    FINISHED_DONE = "Finished.done"
    FINISHED_VOIDED = "Finished.voided"
    FINISHED_LAPSED = "Finished.lapsed"
    FINISHED_FORWARDED = "Finished.forwarded"
    ISSUED = "Issued"
    WITHDRAWAL_REQUESTED = "WithdrawalRequested"
    WITHDRAWAL_REFUSED = "WithdrawalRefused"
    PARCEL_SENT = "ParcelSent"
    PARCEL_RECEIVED = "ParcelReceived"
    PARCEL_LOST = "ParcelLost"
    PARCEL_RETURNED = "ParcelReturned"
    DELIVERED = "Delivered"
    DEFERRED_SUPPLIED = "DeferredSupplied"
    ORIGINAL_VERIFIED = "OriginalVerified"
    ASSISTED = "Assisted"
    SESSION_HELD = "SessionHeld"
    NOT_REQUIRED = "NotRequired"
    TRANSFERRED = "Transferred"
    STEP_TAKEN = "StepTaken"
    SUSPENDED = "Suspended"
    RESUMED = "Resumed"
    EXTENDED = "Extended"
    FEE_DUE = "FeeDue"
    FEE_PAID = "FeePaid"
    ARCHIVED = "Archived"
    PARCEL_TRACKED = "ParcelTracked"
    ASKED = "Asked"
    ANSWERED = "Answered"
    URGED = "Urged"
    LICENCE_ASKED = "LicenceAsked"
    LICENCE_ANSWERED = "LicenceAnswered"
    RATED_GOOD = "Rated.good"
    RATED_BAD = "Rated.bad"
    RATING_UPHELD = "RatingVerified.upheld"
    RATING_DISMISSED = "RatingVerified.dismissed"
    RATING_FIXED = "RatingFixed"
    GATHERED_PROCEED = "Gathered.proceed"
    GATHERED_STOP = "Gathered.stop"
    REFUSAL = "Refusal"


_CLASSES: Mapping[str, type[object]] = {kind.__name__: kind for kind in get_args(Event)}
_KIND_OF_CLASS: Mapping[type[object], Kind] = {
    _CLASSES[kind.value]: kind for kind in Kind if "." not in kind.value
}
_KIND_OF_RESULT: Mapping[Result, Kind] = {result: Kind(f"Finished.{result.value}") for result in Result}
BAD = frozenset({Satisfaction.DISSATISFIED, Satisfaction.VERY_DISSATISFIED})
"""差评: levels that must be looked into (国办发〔2019〕51号)."""
_DISMISSED = frozenset({Finding.NO_GROUND, Finding.MISTAKEN})
_SPLIT: Mapping[type[object], Callable[[Any], Kind]] = {
    Finished: lambda event: _KIND_OF_RESULT[event.result],
    Rated: lambda event: Kind.RATED_BAD if event.level in BAD else Kind.RATED_GOOD,
    Gathered: lambda event: (
        Kind.GATHERED_PROCEED if event.outcome is JointOutcome.PROCEED else Kind.GATHERED_STOP
    ),
    RatingVerified: lambda event: (
        Kind.RATING_DISMISSED if event.finding in _DISMISSED else Kind.RATING_UPHELD
    ),
}


def kind_of(event: Event) -> Kind:
    """Return the kind of an event.

    Raises:
        KeyError: never for a member of `Event`; a class added there needs a kind here.
    """
    split = _SPLIT.get(type(event))
    return _KIND_OF_CLASS[type(event)] if split is None else split(event)


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
    Kind.FINISHED_DONE: Term(
        "办结(其他)", "done, where nothing is granted or denied", "public service, transfer, filing items"
    ),
    Kind.FINISHED_VOIDED: Term("办结(作废)", "of no effect", "case data of Guangdong 作废办结"),
    Kind.FINISHED_LAPSED: Term(
        "办结(逾期)",
        "the applicant did not bring what was asked or promised",
        "case data of Guangdong 补正不来办结",
    ),
    Kind.FINISHED_FORWARDED: Term(
        "办结(转报)", "another authority decides", "case data of Guangdong 转报办结"
    ),
    Kind.DEFERRED_SUPPLIED: Term("容缺补齐", "what was promised later has come", "hall practice 容缺受理"),
    Kind.ORIGINAL_VERIFIED: Term("原件核验", "originals were seen and agree", "国办发〔2020〕35号 形式审查"),
    Kind.ASSISTED: Term(
        "帮办", "the window helps an applicant who applies online", "国办发〔2020〕35号 全程网办"
    ),
    Kind.SESSION_HELD: Term(
        "视频办/预审",
        "a meeting by video, or a check before filing, as a record",
        "国办发〔2022〕34号 远程帮办",
    ),
    Kind.NOT_REQUIRED: Term("不受理", "no licence is needed, or another authority decides", "32条(一)(二)"),
    Kind.TRANSFERRED: Term("移送", "another organ of the place goes on", "hall practice 转报、移送"),
    Kind.STEP_TAKEN: Term("环节", "one step of the organ's work", "GB/T 39046 过程"),
    Kind.SUSPENDED: Term("特别程序", "its time does not count", "45条"),
    Kind.RESUMED: Term("特别程序结束", "the time counts again", "45条"),
    Kind.EXTENDED: Term(
        "延长期限", "working days more: ten, or fifteen where organs decide together", "42条"
    ),
    Kind.FEE_DUE: Term("应缴费", "a charge with its payment code", "58条；GB/T 39046 表14 支付"),
    Kind.FEE_PAID: Term("已缴费", "the charge was paid", "GB/T 39046 表14 支付"),
    Kind.ARCHIVED: Term(
        "归档", "the file is closed under its archive number", "档案法 37条；GB/T 42727-2023"
    ),
    Kind.PARCEL_TRACKED: Term("寄递轨迹", "the courier's word on a parcel", "GB/T 39046 表15 物流"),
    Kind.ASKED: Term("会商", "a question to the other end", "agreements of halls 会商"),
    Kind.ANSWERED: Term("会商答复", "its answer", "agreements of halls 会商"),
    Kind.URGED: Term("催办", "a reminder", "GB/T 39046 表11 督办"),
    Kind.LICENCE_ASKED: Term("电子证照核验", "is this licence good?", "GB/T 36906"),
    Kind.LICENCE_ANSWERED: Term("核验结果", "what the issuing place says of it", "GB/T 36906"),
    Kind.RATED_GOOD: Term("评价", "a rating that asks for nothing", "国办发〔2019〕51号"),
    Kind.RATED_BAD: Term("差评", "a rating that must be looked into", "国办发〔2019〕51号"),
    Kind.RATING_UPHELD: Term("差评属实", "looked into, to be put right", "国办发〔2019〕51号"),
    Kind.RATING_DISMISSED: Term("差评不计", "looked into, explained, not counted", "国办发〔2019〕51号"),
    Kind.RATING_FIXED: Term("差评整改", "put right", "国办发〔2019〕51号"),
    Kind.GATHERED_PROCEED: Term(
        "联办汇总(继续)", "all parts of the joint case agree: they may issue", "国办发〔2020〕35号 多地联办"
    ),
    Kind.GATHERED_STOP: Term(
        "联办汇总(终止)", "one part was refused: the others end too", "国办发〔2020〕35号 多地联办"
    ),
    Kind.REFUSAL: Term("拒收", "an entry of the other log has no effect at either end", "this protocol"),
}
