"""A clock 时限 as a value: its names, states and cards, and the rules two cities agreed. How it runs: `clocks`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from federation.case.authors import Side
from federation.case.choices import DayUnit, TimeUnit
from federation.case.terms import Kind
from federation.ids import MessageId


class ReceiptBasis(StrEnum):
    """收到申请材料之日: what two cities agreed the day of receipt to be. There is no default."""

    ACCEPTING = "accepting"
    HANDLING_E = "handling_e"
    HANDLING_PAPER = "handling_paper"


BASIS_TERMS: Mapping[ReceiptBasis, str] = {
    ReceiptBasis.ACCEPTING: "收件窗口收件之日",
    ReceiptBasis.HANDLING_E: "电子件到达办理地之日",
    ReceiptBasis.HANDLING_PAPER: "纸质件到达办理地之日",
}


EXTENSION_DAYS, JOINT_EXTENSION_DAYS = 10, 15
JOINT_LIMIT = (45, TimeUnit.WORKING_DAY)


def most_added(legal: tuple[int, TimeUnit] | None) -> int:
    """Working days by which a decision may be put off (42条).

    Ten, approved by the head of the organ (第一款). Fifteen, approved by the head of the government of its
    level, where several organs decide together 统一办理、联合办理、集中办理 (26条): the items whose legal limit
    their catalogue gives as 45 working days (第二款).
    """
    return JOINT_EXTENSION_DAYS if legal == JOINT_LIMIT else EXTENSION_DAYS


MOST_REST = 12
"""No break is longer: days off in one piece, by which the end of a limit may move."""


def exceeds(promised: tuple[int, TimeUnit], legal: tuple[int, TimeUnit]) -> bool:
    """Whether a promise is longer than the legal limit on every calendar, whatever the day it begins.

    承诺办结时限 is the organ's word to do better than the law (42条: 法律、法规另有规定的，依照其规定).
    """
    if promised[1] is legal[1]:
        return promised[0] > legal[0]
    return _LEAST[promised[1]](promised[0]) > _MOST[legal[1]](legal[0]) + MOST_REST


_LEAST: Mapping[TimeUnit, Callable[[int], int]] = {
    TimeUnit.WORKING_DAY: lambda days: days,
    TimeUnit.CALENDAR_DAY: lambda days: days,
    TimeUnit.MONTH: lambda months: 28 * months,
    TimeUnit.HOUR: lambda hours: hours // 24,
}
_MOST: Mapping[TimeUnit, Callable[[int], int]] = {
    **_LEAST,
    TimeUnit.WORKING_DAY: lambda days: 2 * days,
    TimeUnit.MONTH: lambda months: 31 * months,
    TimeUnit.HOUR: lambda hours: hours // 24 + 1,
}
"""Days of the calendar; of each working day a day off is counted beside it, the longest break apart."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTerm:
    """What a clock is called, what it says, and where it comes from.

    Attributes:
        zh: its Chinese term.
        en: what must happen.
        owes: whose calendar it runs on: who owes it.
        begins: the day that is not counted.
        ends: what ends it.
        source: law, standard or agreement.
    """

    zh: str
    en: str
    owes: Side | None
    begins: str
    ends: str
    source: str


_A, _H = Side.ACCEPTING, Side.HANDLING

CLOCK_TERMS: Mapping[ClockName, ClockTerm] = {
    ClockName.FORWARD: ClockTerm(
        zh="推送时限",
        en="the packet reaches the handling place",
        owes=_A,
        begins="the window took the papers in",
        ends="the receipt of the application",
        source="agreement",
    ),
    ClockName.NOTICE: ClockTerm(
        zh="补正告知时限",
        en="the organ notifies what is missing, or speaks; else it has accepted 视为受理",
        owes=_H,
        begins="收到申请材料之日, by the agreement's `receipt_basis`",
        ends="notice, acceptance, refusal or ending",
        source="32条(四)",
    ),
    ClockName.CORRECTION: ClockTerm(
        zh="补正时限",
        en="the applicant answers the notice",
        owes=_A,
        begins="the notice was served",
        ends="the correction",
        source="the locality's rule, in the notice; its unit: agreement",
    ),
    ClockName.PROMISED: ClockTerm(
        zh="承诺办结时限",
        en="the decision, as promised",
        owes=_H,
        begins="受理之日; after a correction the day the materials were complete; by silence the day of receipt",
        ends="办结",
        source="item 承诺办结时限; 45条, 42条",
    ),
    ClockName.LEGAL: ClockTerm(
        zh="法定办结时限",
        en="the decision, as the law asks",
        owes=_H,
        begins="as the promised limit",
        ends="办结",
        source="42条、43条, or the item's own law; 45条",
    ),
    ClockName.PROCEDURE: ClockTerm(
        zh="特别程序时限",
        en="the special procedure ends",
        owes=_H,
        begins="its written notice",
        ends="特别程序结束",
        source="45条",
    ),
    ClockName.DELIVERY: ClockTerm(
        zh="送达时限",
        en="the result is handed over",
        owes=_H,
        begins="the last ending",
        ends="the last result handed over",
        source="44条",
    ),
    ClockName.DEFERRED: ClockTerm(
        zh="容缺补齐时限",
        en="what was promised later comes",
        owes=_A,
        begins="the acceptance reached the window",
        ends="容缺补齐",
        source="the applicant's promise 承诺书",
    ),
    ClockName.ANSWER: ClockTerm(
        zh="会商答复时限",
        en="the other end answers",
        owes=None,
        begins="the question arrived",
        ends="the answer",
        source="the question's days or hours",
    ),
    ClockName.LICENCE: ClockTerm(
        zh="证照核验时限",
        en="the issuing place answers",
        owes=None,
        begins="the request arrived",
        ends="the finding",
        source="agreement",
    ),
    ClockName.RATING_VERIFY: ClockTerm(
        zh="差评核实时限",
        en="the applicant is called back",
        owes=None,
        begins="the rated end had the rating",
        ends="差评核实",
        source="国办发〔2019〕51号; days: agreement",
    ),
    ClockName.RATING_FIX: ClockTerm(
        zh="差评整改时限",
        en="what was found is put right",
        owes=None,
        begins="差评核实",
        ends="差评整改",
        source="国办发〔2019〕51号; days: agreement",
    ),
}
"""``owes`` None: whoever was asked, or rated. Articles without a name: 行政许可法."""


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
    ClockState.SUSPENDED: "特别程序中，不计时",
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


DAY_TERMS: Mapping[str, str] = {
    "forward": "推送",
    "notice": "补正告知",
    "delivery": "送达",
    "licence": "证照核验答复",
    "verify": "差评核实",
    "fix": "差评整改",
    "fix_complex": "复杂差评整改",
    "yellow": "黄牌提前",
}
"""The days of `Rules` that an agreement may state, and what they are called."""


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


@dataclass(frozen=True, slots=True)
class Late:
    """An extension (42条) or a special procedure (45条) that came too late for a limit: it mends nothing.

    Attributes:
        kind: which of the two.
        number: its document 文书.
        on: the day on which it was written.
    """

    kind: Kind
    number: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One limit.

    Attributes:
        name: which.
        side: who owes it.
        about: the document, material, message or stage it is about; empty for the case.
        start: the day that is not counted.
        due: the last day; None while it stands still.
        due_at: the moment of that day, where hours are counted; None: the whole day.
        ended: the day on which what was owed was done.
        left: working days left, negative once overdue; None unless it runs.
        state: how it stands.
        provisional: a year without a published calendar was counted, or the silence is not proven yet.
        card: what it earns.
        extended: working days that an extension added to it (42条).
        late: what was written when this limit was over, and so does not count for it.
    """

    name: ClockName
    side: Side
    about: str = ""
    start: date
    due: date | None
    due_at: datetime | None = None
    ended: date | None = None
    left: int | None = None
    state: ClockState
    provisional: bool = False
    card: Card | None = None
    extended: int = 0
    late: tuple[Late, ...] = ()
