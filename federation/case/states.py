"""The states of a case and what the field calls them. How they follow each other: `machine`.

No two states of any facet share a value, because equal values of `StrEnum`s are equal keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Handling(StrEnum):
    """How far the organ is."""

    UNOPENED = "unopened"
    SUBMITTED = "submitted"
    ARRIVED = "arrived"
    CORRECTING = "correcting"
    CORRECTED = "corrected"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    GRANTED = "granted"
    ISSUED = "issued"
    DENIED = "denied"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    DONE = "done"
    NOT_REQUIRED = "not_required"
    VOIDED = "voided"
    LAPSED = "lapsed"
    FORWARDED = "forwarded"


class Arrival(StrEnum):
    """Whether the handling place has signed for the packet; a window with powers may act before it has."""

    UNSIGNED = "unsigned"
    SIGNED = "signed"


class Withdrawal(StrEnum):
    """Whether the applicant wants the case back."""

    NONE = "none"
    REQUESTED = "requested"
    REFUSED = "refused"
    AGREED = "agreed"


class DocumentState(StrEnum):
    """How far one document 文书 is."""

    ABSENT = "absent"
    MADE = "made"
    SERVED = "served"
    DELIVERED = "delivered"
    REPLACED = "replaced"


class ParcelState(StrEnum):
    """Where one parcel is."""

    UNKNOWN = "unknown"
    SENT = "sent"
    EARLY = "early"
    RECEIVED = "received"
    RETURNED = "sent_back"
    LOST = "lost"


class Procedure(StrEnum):
    """Whether the clock of the decision stands for a special procedure."""

    RUNNING = "running"
    SUSPENDED = "suspended"


class Extension(StrEnum):
    """Whether the limit was extended: once at most."""

    PLAIN = "plain"
    EXTENDED = "extended"


class Promise(StrEnum):
    """How far a material is that may follow later 容缺."""

    UNPROMISED = "unpromised"
    OPEN = "open"
    SUPPLIED = "supplied"


class Fee(StrEnum):
    """How far one charge is."""

    UNCHARGED = "uncharged"
    DUE = "due"
    PAID = "paid"


class Talk(StrEnum):
    """How far one question is, of whatever kind."""

    UNASKED = "unasked"
    ASKED = "asked"
    ANSWERED = "answered"


class Rating(StrEnum):
    """How far the rating of one stage is."""

    UNRATED = "unrated"
    RATED = "rated"
    BAD = "bad"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    FIXED = "fixed"


class Archive(StrEnum):
    """Whether the file is closed."""

    UNARCHIVED = "unarchived"
    ARCHIVED = "archived"


class Joint(StrEnum):
    """How far the joint case is in which one refusal stops all, as its lead tells this part."""

    ALONE = "alone"
    GATHERING = "gathering"
    PROCEED = "proceed"
    STOPPED = "stop"


class Facet(StrEnum):
    """A part of the case that has a state of its own."""

    HANDLING = "handling"
    ARRIVAL = "arrival"
    WITHDRAWAL = "withdrawal"
    DOCUMENT = "document"
    PARCEL = "parcel"
    PROCEDURE = "procedure"
    EXTENSION = "extension"
    PROMISE = "promise"
    FEE = "fee"
    TALK = "talk"
    RATING = "rating"
    ARCHIVE = "archive"
    JOINT = "joint"


State = (
    Handling
    | Arrival
    | Withdrawal
    | DocumentState
    | ParcelState
    | Procedure
    | Extension
    | Promise
    | Fee
    | Talk
    | Rating
    | Archive
    | Joint
)


class Subject(NamedTuple):
    """One thing that has a state; the key is empty where a case has just one.

    Keys: a document's number, `parcel_key`, a material's code for a promise, a payment code for a fee,
    the asking message for talk, the stage for a rating.
    """

    facet: Facet
    key: str = ""


START: Mapping[Facet, State] = {
    Facet.HANDLING: Handling.UNOPENED,
    Facet.ARRIVAL: Arrival.UNSIGNED,
    Facet.WITHDRAWAL: Withdrawal.NONE,
    Facet.DOCUMENT: DocumentState.ABSENT,
    Facet.PARCEL: ParcelState.UNKNOWN,
    Facet.PROCEDURE: Procedure.RUNNING,
    Facet.EXTENSION: Extension.PLAIN,
    Facet.PROMISE: Promise.UNPROMISED,
    Facet.FEE: Fee.UNCHARGED,
    Facet.TALK: Talk.UNASKED,
    Facet.RATING: Rating.UNRATED,
    Facet.ARCHIVE: Archive.UNARCHIVED,
    Facet.JOINT: Joint.ALONE,
}

UNDECIDED: frozenset[State] = frozenset(
    {
        Handling.UNOPENED,
        Handling.SUBMITTED,
        Handling.ARRIVED,
        Handling.CORRECTING,
        Handling.CORRECTED,
        Handling.ACCEPTED,
    }
)
"""Handling states in which the organ still owes a decision (or there is no case yet)."""

STATE_TERMS: Mapping[State, str] = {
    Handling.UNOPENED: "未收件",
    Handling.SUBMITTED: "已收件待签收",
    Handling.ARRIVED: "已签收",
    Handling.CORRECTING: "待补正",
    Handling.CORRECTED: "已补正",
    Handling.ACCEPTED: "已受理",
    Handling.NOT_ACCEPTED: "不予受理",
    Handling.GRANTED: "准予",
    Handling.ISSUED: "已出证",
    Handling.DENIED: "不予",
    Handling.RETURNED: "退件",
    Handling.WITHDRAWN: "已撤回",
    Handling.DONE: "已办结",
    Handling.NOT_REQUIRED: "不受理",
    Handling.VOIDED: "作废",
    Handling.LAPSED: "逾期终结",
    Handling.FORWARDED: "已转报",
    Arrival.UNSIGNED: "电子件未签收",
    Arrival.SIGNED: "电子件已签收",
    Withdrawal.NONE: "未申请撤回",
    Withdrawal.REQUESTED: "申请撤回待答复",
    Withdrawal.REFUSED: "不同意撤回",
    Withdrawal.AGREED: "同意撤回",
    DocumentState.ABSENT: "无此文书",
    DocumentState.MADE: "已制作",
    DocumentState.SERVED: "已告知送达",
    DocumentState.DELIVERED: "已送达",
    DocumentState.REPLACED: "已失效(被更正或作废)",
    ParcelState.UNKNOWN: "无此邮件",
    ParcelState.SENT: "寄递中",
    ParcelState.EARLY: "已收到(寄出未登记)",
    ParcelState.RECEIVED: "已收到",
    ParcelState.RETURNED: "已退回",
    ParcelState.LOST: "已丢失",
    Procedure.RUNNING: "计时中",
    Procedure.SUSPENDED: "特别程序中(不计时)",
    Extension.PLAIN: "未延长",
    Extension.EXTENDED: "已延长",
    Promise.UNPROMISED: "未容缺",
    Promise.OPEN: "容缺待补",
    Promise.SUPPLIED: "容缺已补",
    Fee.UNCHARGED: "未开单",
    Fee.DUE: "待缴费",
    Fee.PAID: "已缴费",
    Talk.UNASKED: "未提出",
    Talk.ASKED: "待答复",
    Talk.ANSWERED: "已答复",
    Rating.UNRATED: "未评价",
    Rating.RATED: "已评价",
    Rating.BAD: "差评待核实",
    Rating.UPHELD: "差评属实待整改",
    Rating.DISMISSED: "差评不计",
    Rating.FIXED: "差评已整改",
    Archive.UNARCHIVED: "未归档",
    Archive.ARCHIVED: "已归档",
    Joint.ALONE: "不等联办",
    Joint.GATHERING: "联办待汇总",
    Joint.PROCEED: "联办可出证",
    Joint.STOPPED: "联办已终止",
}
