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


class ParcelState(StrEnum):
    """Where one parcel is."""

    UNKNOWN = "unknown"
    SENT = "sent"
    EARLY = "early"
    RECEIVED = "received"
    RETURNED = "sent_back"
    LOST = "lost"


class Facet(StrEnum):
    """A part of the case that has a state of its own."""

    HANDLING = "handling"
    WITHDRAWAL = "withdrawal"
    DOCUMENT = "document"
    PARCEL = "parcel"


State = Handling | Withdrawal | DocumentState | ParcelState


class Subject(NamedTuple):
    """One thing that has a state: the case's handling or withdrawal (empty key), a document, a parcel."""

    facet: Facet
    key: str = ""


START: Mapping[Facet, State] = {
    Facet.HANDLING: Handling.UNOPENED,
    Facet.WITHDRAWAL: Withdrawal.NONE,
    Facet.DOCUMENT: DocumentState.ABSENT,
    Facet.PARCEL: ParcelState.UNKNOWN,
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
    Withdrawal.NONE: "未申请撤回",
    Withdrawal.REQUESTED: "申请撤回待答复",
    Withdrawal.REFUSED: "不同意撤回",
    Withdrawal.AGREED: "同意撤回",
    DocumentState.ABSENT: "无此文书",
    DocumentState.MADE: "已制作",
    DocumentState.SERVED: "已告知送达",
    DocumentState.DELIVERED: "已送达",
    ParcelState.UNKNOWN: "无此邮件",
    ParcelState.SENT: "寄递中",
    ParcelState.EARLY: "已收到(寄出未登记)",
    ParcelState.RECEIVED: "已收到",
    ParcelState.RETURNED: "已退回",
    ParcelState.LOST: "已丢失",
}
