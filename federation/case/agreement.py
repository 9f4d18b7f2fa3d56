"""An agreement 通办协议 between two cities: which items, in which modes, with which powers of the window.

A document that both sign and a case pins to its end. What the law or the two cities must decide has no
default: without a `receipt_basis` an agreement does not load; ACCEPT needs an entrustment 委托 (行政许可法
24条: a legal basis, another administrative organ, published, not passed on).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from federation.case.choices import DayUnit, Mode, TimeUnit
from federation.case.clock import ReceiptBasis, Rules
from federation.ids import Digest, Locality, Uscc
from federation.limits import DAY_LICENCES


class WindowPower(StrEnum):
    """What the accepting window may do for the handling organ."""

    RECEIVE = "receive"
    VERIFY_ORIGINAL = "verify_original"
    DELIVER_RESULT = "deliver_result"
    NOTIFY_ONCE = "notify_once"
    ACCEPT = "accept"


POWER_TERMS: Mapping[WindowPower, tuple[str, str]] = {
    WindowPower.RECEIVE: ("收件", "国办发〔2020〕35号 异地代收代办"),
    WindowPower.VERIFY_ORIGINAL: ("原件核验", "国办发〔2020〕35号 形式审查"),
    WindowPower.DELIVER_RESULT: ("审批结果送达", "国办发〔2020〕35号；44条"),
    WindowPower.NOTIFY_ONCE: ("一次性告知", "32条(四)，依协议"),
    WindowPower.ACCEPT: ("受理", "24条，须有委托"),
}
COLLECTION = frozenset({WindowPower.RECEIVE, WindowPower.VERIFY_ORIGINAL, WindowPower.DELIVER_RESULT})
"""The template for 代收代办: what a window may do where an agreement says no more."""


MODE_TERMS: Mapping[Mode, str] = {
    Mode.FULL_ONLINE: "全程网办",
    Mode.REMOTE_COLLECTION: "异地代收代办",
    Mode.JOINT: "多地联办",
}
UNIT_TERMS: Mapping[DayUnit, str] = {DayUnit.WORKING_DAY: "工作日", DayUnit.CALENDAR_DAY: "自然日"}


class Payer(StrEnum):
    """Who pays the courier."""

    SENDER_HALL = "sender_hall"
    RECEIVER_HALL = "receiver_hall"
    APPLICANT_COD = "applicant_cod"
    NONE = "none"


PAYER_TERMS: Mapping[Payer, str] = {
    Payer.SENDER_HALL: "寄出方大厅",
    Payer.RECEIVER_HALL: "收到方大厅",
    Payer.APPLICANT_COD: "申请人到付",
    Payer.NONE: "无",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrustment:
    """委托 of acceptance to the window's organ (24条).

    Attributes:
        organ: the administrative organ that is entrusted; a public institution cannot be.
        document: number of the written entrustment.
        start: first day.
        end: first day no longer.
        published: where it was made public.
    """

    organ: Uscc
    document: str
    start: date
    end: date
    published: str

    def in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.start <= on < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTerms:
    """What holds for some items.

    Attributes:
        codes: codes of 12, 31 or 33 characters of the handling place's catalogue.
        modes: in which they may be handled.
        powers: what the window may do.
        entrustment: needed for ACCEPT.
    """

    codes: tuple[str, ...]
    modes: frozenset[Mode]
    powers: frozenset[WindowPower]
    entrustment: Entrustment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """联络员: a telephone of an organ, never a person's own; whom to turn to after so many working days."""

    role: str
    organ: str
    phone: str
    escalate_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The document.

    Attributes:
        accepting: whose window.
        handling: whose organs.
        version: its name between the two cities.
        digest: of the bytes both cities signed.
        start: first day on which cases may be opened under it.
        end: first day no longer; cases that are open stay under it to their end.
        receipt_basis: which day is that of receipt.
        items: the terms, by items.
        days: days of its clocks by name of `Rules`, where they differ from the law's.
        correction_unit: what the days of a correction notice are counted in.
        carriers: couriers by which papers are sent.
        payer: who pays them.
        originals: what is done with originals, for people.
        contacts: whom to ask.
        licence_checks: of electronic licences that each of the two may ask of the other in a day.
    """

    accepting: Locality
    handling: Locality
    version: str
    digest: Digest
    start: date
    end: date
    receipt_basis: ReceiptBasis
    items: tuple[ItemTerms, ...]
    days: Mapping[str, int] = field(default_factory=dict)
    correction_unit: DayUnit = DayUnit.CALENDAR_DAY
    carriers: tuple[str, ...] = ()
    payer: Payer = Payer.SENDER_HALL
    originals: str = ""
    contacts: tuple[Contact, ...] = ()
    licence_checks: int = DAY_LICENCES

    @property
    def name(self) -> str:
        """What people call it: ``440500-610100/2026.1``."""
        return f"{self.accepting}-{self.handling}/{self.version}"

    @property
    def pin(self) -> str:
        """How a case names it: the version and the bytes, so that two texts under one version never mix."""
        return f"{self.version}@{self.digest}"

    def in_force(self, on: date) -> bool:
        """Whether a case may be opened under it on a day."""
        return self.start <= on < self.end

    def terms(self, *codes: str) -> ItemTerms | None:
        """The terms of an item by any of its codes; the longest code that is named decides."""
        by_code = {code: terms for terms in self.items for code in terms.codes}
        return next((by_code[code] for code in sorted(codes, key=len, reverse=True) if code in by_code), None)

    def rules(
        self,
        legal: tuple[int, TimeUnit] | None = None,
        *,
        promised_unit: DayUnit = DayUnit.WORKING_DAY,
    ) -> Rules:
        """The rules of its clocks for an item with this legal limit, promised in this unit."""
        agreed = Rules(
            receipt_basis=self.receipt_basis,
            legal=legal,
            promised_unit=promised_unit,
            correction_unit=self.correction_unit,
        )
        changes: dict[str, Any] = dict(self.days)
        return replace(agreed, **changes)
