"""A clock 时限 as a value: its names, states and cards, and the rules two cities agreed. How it runs: `clocks`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from federation.case.authors import Side
from federation.case.choices import DayUnit
from federation.ids import MessageId


class ReceiptBasis(StrEnum):
    """收到申请材料之日: what two cities agreed the day of receipt to be. There is no default."""

    ACCEPTING = "accepting"
    HANDLING_E = "handling_e"
    HANDLING_PAPER = "handling_paper"


class TimeUnit(StrEnum):
    """What a limit is counted in."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"
    HOUR = "hour"


class ClockName(StrEnum):
    """Which limit."""

    FORWARD = "forward"
    NOTICE = "notice"
    CORRECTION = "correction"
    PROMISED = "promised"
    LEGAL = "legal"
    PROCEDURE = "procedure"
    DELIVERY = "delivery"
    DEFERRED = "deferred"
    ANSWER = "answer"
    LICENCE = "licence"
    RATING_VERIFY = "rating_verify"
    RATING_FIX = "rating_fix"


@dataclass(frozen=True, slots=True)
class ClockTerm:
    """What a clock is called, and where it comes from."""

    zh: str
    en: str
    source: str


CLOCK_TERMS: Mapping[ClockName, ClockTerm] = {
    ClockName.FORWARD: ClockTerm("推送时限", "the packet reaches the handling place", "agreement"),
    ClockName.NOTICE: ClockTerm("补正告知时限", "notice, or acceptance by silence 视为受理", "32条(四)"),
    ClockName.CORRECTION: ClockTerm("补正时限", "the applicant answers the notice", "the locality's rule"),
    ClockName.PROMISED: ClockTerm("承诺办结时限", "decision as promised", "item 承诺办结时限"),
    ClockName.LEGAL: ClockTerm(
        "法定办结时限", "decision as the law asks", "42条、43条, or the item's own law"
    ),
    ClockName.PROCEDURE: ClockTerm("特别程序时限", "the special procedure ends", "45条"),
    ClockName.DELIVERY: ClockTerm("送达时限", "the result is handed over", "44条"),
    ClockName.DEFERRED: ClockTerm("容缺补齐时限", "what was promised later comes", "the applicant's promise"),
    ClockName.ANSWER: ClockTerm("会商答复时限", "the other end answers", "agreement"),
    ClockName.LICENCE: ClockTerm("证照核验时限", "the issuing place answers", "agreement"),
    ClockName.RATING_VERIFY: ClockTerm(
        "差评核实时限", "the applicant is called back", "国办发〔2019〕51号; days: agreement"
    ),
    ClockName.RATING_FIX: ClockTerm("差评整改时限", "it is put right", "国办发〔2019〕51号; days: agreement"),
}


class ClockState(StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    SUSPENDED = "suspended"
    OVERDUE = "overdue"
    MET = "met"
    LATE = "late"
    DROPPED = "dropped"


STATE_WORDS: Mapping[ClockState, str] = {
    ClockState.RUNNING: "计时中",
    ClockState.SUSPENDED: "不计时",
    ClockState.OVERDUE: "已逾期",
    ClockState.MET: "按期",
    ClockState.LATE: "逾期完成",
    ClockState.DROPPED: "不再计算",
}


class Card(StrEnum):
    """黄红牌: a warning, and a limit that was broken."""

    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What two cities agreed, and what the item's catalogue says; days are working days unless said.

    Attributes:
        receipt_basis: which day is that of receipt; None where no agreement says so: what depends on it is
            not computed.
        legal: the item's legal limit, and what it is counted in; None where its law has none.
        promised_unit: what the item's promised limit is counted in.
        forward: from taking in to forwarding.
        notice: to notify what is missing (32条(四): 5).
        correction_unit: what the days of a correction notice are counted in.
        delivery: from decision to delivery (44条: 10).
        licence: to answer a licence check.
        verify: to call back after a bad rating.
        fix: to put a clear complaint right.
        fix_complex: to put a complex one right.
        yellow: a yellow card from so many working days left on.
    """

    receipt_basis: ReceiptBasis | None
    legal: tuple[int, TimeUnit] | None = None
    promised_unit: DayUnit = DayUnit.WORKING_DAY
    forward: int = 1
    notice: int = 5
    correction_unit: DayUnit = DayUnit.CALENDAR_DAY
    delivery: int = 10
    licence: int = 1
    verify: int = 1
    fix: int = 5
    fix_complex: int = 15
    yellow: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known beside the case itself.

    Attributes:
        received: when the other end receipted an entry, by message id.
        until: the date of the last head seen of each end's log: until then its silence is proven.
        now: the present instant.
    """

    received: Mapping[MessageId, datetime]
    until: Mapping[Side, datetime] = field(default_factory=dict)
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One limit.

    Attributes:
        name: which.
        side: who owes it.
        about: the document, material, message or stage it is about; empty for the case.
        start: the day that is not counted.
        due: the last day; None while it stands still.
        ended: the day on which what was owed was done.
        left: working days left, negative once overdue; None unless it runs.
        state: how it stands.
        provisional: a year without a published calendar was counted, or the silence is not proven yet.
        card: what it earns.
    """

    name: ClockName
    side: Side
    about: str = ""
    start: date
    due: date | None
    ended: date | None = None
    left: int | None = None
    state: ClockState
    provisional: bool = False
    card: Card | None = None
