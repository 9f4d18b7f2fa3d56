"""Rules about time limits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from federation.items.lint.guide import Guide, Period, Spot, Step, across
from federation.items.lint.labels import Field
from federation.items.lint.rule import Fault, Severity
from federation.items.tables import LimitUnit, ProjectType

PUBLIC_SERVICE = "20"
_WEEK, _WORK = 7, 5
_MONTH_LEAST, _MONTH_MOST = 28, 31
_FREE = re.compile(r"节假日|双休|法定假|公休|补正|补齐|补充材料|邮寄|寄递|快递|物流|申请人|送达")
_UNSAID = re.compile(r"(?:未|没有|无)(?:作|做)?(?:明确)?(?:规定|要求|法定时限)|法律法规[^，。]{0,6}无")
_NONE = frozenset({"无", "没有", "无法定时限", "无法定办结时限"})
_HANDED_OVER = frozenset(
    {
        "送达",
        "领取",
        "领证",
        "发证",
        "取件",
        "结果送达",
        "送达领取",
        "领取证件",
        "结果领取",
        "申请",
        "收件",
        "提交申请",
    }
)
_OWN_TIME = re.compile(r"不计入|不计算|不含在|不计时|不算|不包含在")
_SLOW_STEP = re.compile(r"现场核查|现场勘[查验]|实地核查|专家评审|听证|检验|检测|鉴定")
_HOURS = frozenset({LimitUnit.HOUR})


def promise_over_legal(guide: Guide) -> Iterator[Fault]:
    """承诺办结时限 longer than 法定办结时限."""
    legal, promised = guide.legal, guide.promised
    if legal and promised and _longer(promised.value, legal.value):
        yield Fault(
            promised.spot,
            f"承诺时限（{_shown(promised.value)}）长于法定时限（{_shown(legal.value)}），应不超过法定时限",
        )


def _longer(promised: Period, legal: Period) -> bool:
    """Whether a period is longer than another on every calendar; where a unit is open, in both readings."""
    if promised.unit is legal.unit:
        return promised.amount > legal.amount
    if promised.unit is None or legal.unit is None:
        wider = Period(amount=promised.amount, unit=promised.unit or LimitUnit.CALENDAR_DAY)
        return (
            promised.amount > legal.amount
            and _least(wider)
            > _most(Period(amount=legal.amount, unit=legal.unit or LimitUnit.CALENDAR_DAY)) - 2
        )
    return _least(promised) > _most(legal)


def _least(period: Period) -> float:
    """The fewest calendar days it can take."""
    match period.unit:
        case LimitUnit.WORKING_DAY:
            return period.amount + 2 * max(0, (period.amount - 1) // _WORK)
        case LimitUnit.MONTH:
            return period.amount * _MONTH_LEAST
        case LimitUnit.HOUR:
            return 0
        case _:
            return period.amount


def _most(period: Period) -> float:
    """The most calendar days it takes outside long holidays."""
    match period.unit:
        case LimitUnit.WORKING_DAY:
            return -(-period.amount * _WEEK // _WORK) + 2 if period.amount else 0
        case LimitUnit.MONTH:
            return period.amount * _MONTH_MOST
        case LimitUnit.HOUR:
            return 1
        case _:
            return period.amount


def _shown(period: Period) -> str:
    if not period.amount:
        return "当场办结"
    return f"{period.amount:g}个{period.unit.label}" if period.unit else f"{period.amount:g}日"


def exclusion_undeclared(guide: Guide) -> Iterator[Fault]:
    """不含…, where no special procedure with its time is declared."""
    for said in (guide.legal, guide.promised):
        if said is None:
            continue
        period = said.value
        names = [
            name
            for name in period.excludes
            if not _FREE.search(name) and not _declared(name, guide, period.text)
        ]
        if names:
            yield Fault(
                Spot(said.section, _words(names[0], said.quote)),
                f"时限写明不含“{'、'.join(names)}”，但特别程序没有列出它及其时长，申请人无法知道总共要多久",
            )


def _declared(name: str, guide: Guide, text: str) -> bool:
    named = any(
        name in one.value and re.search(r"\d|[一二三四五六七八九十]+个?[工自日月天]", one.value)
        for one in guide.special
    )
    own_step = any(
        name in step.name and step.days is not None and _OWN_TIME.search(step.text) for step in guide.steps
    )
    return (
        named
        or own_step
        or re.search(rf"{re.escape(name)}[^）)，,；;]{{0,6}}\d+\s*个?(?:工作日|自然日|日|天)", text)
        is not None
    )


def _words(name: str, quote: str) -> str:
    found = re.search(rf"[^（(，,；;。：:]*{re.escape(name)}[^（()）；;。，,]*", quote)
    return found[0] if found else quote


def kind_mismatch(guide: Guide) -> Iterator[Fault]:
    """即办件 with days, 承诺件 without."""
    kind, promised = guide.kind, guide.promised
    if kind is None:
        return
    if kind.value is ProjectType.INSTANT:
        if promised and promised.value.amount >= 1 and promised.value.unit not in _HOURS:
            yield Fault(
                across(kind, promised, kind.quote), f"办件类型为即办件，承诺时限却是 {_shown(promised.value)}"
            )
        elif slow := next((step for step in guide.steps if _SLOW_STEP.search(step.name)), None):
            yield Fault(kind.spot, f"办件类型为即办件，流程中却有“{slow.name}”，不可能当场办结")
    elif kind.value is ProjectType.PROMISED and promised and not promised.value.amount:
        yield Fault(across(kind, promised, kind.quote), "办件类型为承诺件，承诺时限却是当场办结（0 日）")


def unit(guide: Guide) -> Iterator[Fault]:
    """A limit in 日 or 天, or without a unit."""
    for name, said in (("法定", guide.legal), ("承诺", guide.promised)):
        if said and said.value.amount and said.value.unit is None:
            yield Fault(said.spot, f"{name}办结时限没有写明是工作日还是自然日")


def missing(guide: Guide) -> Iterator[Fault]:
    """No legal limit."""
    if guide.legal is not None or not guide.says(Field.LEGAL):
        return
    said, public = guide.legal_text, guide.type is not None and guide.type.value == PUBLIC_SERVICE
    told_none = said is not None and said.value.strip().rstrip("。") in _NONE
    if said is not None and (_UNSAID.search(said.value) or (public and told_none)):
        return  # the guide says that no law sets one
    spot = said.spot if said and said.quote else _nowhere(guide)
    yield Fault(
        spot,
        "没有写法定办结时限；法律没有规定的，应写明“法律法规未规定”",
        Severity.WARNING if public else None,
    )


def _nowhere(guide: Guide) -> Spot:
    """What is missing stands beside the promised limit, or nowhere."""
    return guide.promised.spot if guide.promised else Spot("全文", guide.title)


def steps_sum(guide: Guide) -> Iterator[Fault]:
    """The steps together take longer than the promised limit."""
    limit = guide.promised or guide.legal
    if limit is None or not limit.value.amount or limit.value.unit in _HOURS:
        return
    counted = [step for step in guide.steps if _counts(step, limit.value, guide)]
    days = [step.days for step in counted if step.days]
    total = sum(one.amount for one in days)
    if sum(_at_least(one, limit.value) for one in days) > limit.value.amount:
        longest = max(counted, key=lambda step: step.days.amount if step.days else 0)
        terms = "+".join(f"{one.amount:g}" for one in days)
        name = "承诺" if guide.promised else "法定"
        yield Fault(
            longest.spot, f"各环节时限之和（{terms}={total:g}）大于{name}时限（{_shown(limit.value)}）"
        )


def _at_least(days: Period, limit: Period) -> float:
    """A step's time in the limit's unit; a bare 日 is no more than a calendar day."""
    bare = days.unit is None and limit.unit is LimitUnit.WORKING_DAY
    return days.amount * _WORK / _WEEK if bare else days.amount


def _counts(step: Step, limit: Period, guide: Guide) -> bool:
    """Whether a step's time is part of the limit, in the limit's own unit."""
    if step.days is None or step.name in _HANDED_OVER or _OWN_TIME.search(step.text):
        return False
    apart = any(step.name in one.value for one in guide.special) or any(
        name in step.name for name in limit.excludes
    )
    return not apart and (step.days.unit is limit.unit or step.days.unit is None or limit.unit is None)
