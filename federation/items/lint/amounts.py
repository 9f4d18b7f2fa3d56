"""Numbers, time limits and days as guides write them."""

from __future__ import annotations

import re
from datetime import date

from federation.items.cells import CellFault, narrow, read_day
from federation.items.lint.guide import Period
from federation.items.tables import LimitUnit

_HAN = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
}
NUMBER = r"\d{1,4}(?:\.\d)?|[零〇一二三四五六七八九十百两]{1,5}"
_UNITS: tuple[tuple[str, LimitUnit | None, int], ...] = (
    ("工作日", LimitUnit.WORKING_DAY, 1),
    ("自然日", LimitUnit.CALENDAR_DAY, 1),
    ("日历日", LimitUnit.CALENDAR_DAY, 1),
    ("日历天", LimitUnit.CALENDAR_DAY, 1),
    ("个自然天", LimitUnit.CALENDAR_DAY, 1),
    ("个月", LimitUnit.MONTH, 1),
    ("月", LimitUnit.MONTH, 1),
    ("年", LimitUnit.MONTH, 12),
    ("个星期", LimitUnit.CALENDAR_DAY, 7),
    ("周", LimitUnit.CALENDAR_DAY, 7),
    ("小时", LimitUnit.HOUR, 1),
    ("日", None, 1),
    ("天", None, 1),
)
_NAMES = "|".join(name for name, _, _ in _UNITS)
_PERIOD = re.compile(rf"({NUMBER})\s*个?\s*[（(]?\s*({_NAMES})(?![岁末]|(?<=周)[一二三四五六日天])")
_BARE = re.compile(rf"\s*({NUMBER})\s*个?\s*")
_AT_ONCE = re.compile(r"即时|当场|即办|立等可取|现场办结|马上办结|秒批|随到随办|\d+\s*分钟|当日办结|即来即办")
_EXCLUDED = (
    re.compile(r"(?:不含|不包括|不包含|扣除|不计|未含|不算)(?!算|入|时)([^）);；。]+)"),
    re.compile(
        r"([^（(，,;；。]{1,40}?)(?:除外|另计|另行计算|不计算在内|不计入\S*|不算在内|不计时|不包含在内|不包括在内)"
    ),
)
_SPLIT = re.compile(r"[、，,]|以及|及其|[和及与]")
_TAIL = re.compile(r"(?:等|所需|所用|的)*(?:时间|时限|期间|期限|时长|环节|天数|日数)*(?:等)?(?:的)?$")
_HEAD = re.compile(r"^(?:其中|但|所需|进行|开展|依法需要|需要|需|因|组织)*")
_QUOTED_UNIT = re.compile(r"[（(](工作日|自然日|日历日)[）)]")


def han_number(text: str) -> int | None:
    """A number in digits or Chinese numerals up to 999; None if it is none."""
    if text.isdigit():
        return int(text)
    total = digit = 0
    for sign in text:
        if sign in _HAN:
            digit = _HAN[sign]
        elif sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            return None
    return total + digit if text else None


def amount_of(text: str) -> float | None:
    """A number that may have a decimal; whole numbers stay whole."""
    return float(text) if "." in text else han_number(text)


def read_period(text: str, *, label: str = "") -> Period | None:
    """A time limit; None where the text holds none.

    Args:
        text: as written beside the label.
        label: the label, which may name the unit: 法定办结时限（工作日）.
    """
    half = narrow(text)
    if found := _PERIOD.search(half):
        amount = amount_of(found[1])
        unit, times = next((unit, times) for name, unit, times in _UNITS if name == found[2])
        if amount is not None:
            named = unit or _unit_of(half[found.end() :])
            return Period(amount=amount * times, unit=named, excludes=excluded(text), text=text)
    if _AT_ONCE.search(half):
        return Period(amount=0, unit=LimitUnit.WORKING_DAY, text=text)
    if found := _BARE.fullmatch(half):
        amount = amount_of(found[1])
        return None if amount is None else Period(amount=amount, unit=_unit_of(label), text=text)
    return None


def _unit_of(label: str) -> LimitUnit | None:
    found = _QUOTED_UNIT.search(label)
    return next((unit for name, unit, _ in _UNITS if found and name == found[1]), None)


def unit_named(text: str) -> LimitUnit | None:
    """A unit that stands in a field of its own."""
    return next((unit for name, unit, _ in _UNITS if name.removeprefix("个") in text), None)


def excluded(text: str) -> tuple[str, ...]:
    """What is said not to count."""
    found = [match[1] for pattern in _EXCLUDED for match in pattern.finditer(text)]
    parts = (_named(part) for span in found for part in _SPLIT.split(span))
    return tuple(dict.fromkeys(part for part in parts if len(part) > 1))


def _named(part: str) -> str:
    part = re.sub(r"[（(].*", "", part)
    return _TAIL.sub(
        "", _HEAD.sub("", re.sub(rf"(?:{NUMBER})\s*个?(?:{_NAMES}).*", "", part.strip()))
    ).strip()


_DAY = re.compile(
    r"(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*日?|(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)"
)
_HAN_DAY = re.compile(
    r"[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
)


def read_date(text: str) -> date | None:
    """The first day a text names; None where it names none.

    Raises:
        ValueError: it names a day that no calendar has.
    """
    half = narrow(text)
    if found := _DAY.search(half):
        year, month, day = (part for part in found.groups() if part)
        return date(int(year), int(month), int(day))
    if found := _HAN_DAY.search(text):
        try:
            return read_day(found[0])[0]
        except CellFault as fault:
            raise ValueError(fault.why) from None
    return None
