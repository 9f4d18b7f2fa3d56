"""Telephone numbers as guides write them.

Sources: the national numbering plan 电信网编号计划 (2017): area codes are 010, 02x with eight digits
behind, all others four digits with seven or eight behind; 1xx and 12xxx are services; mobile numbers
begin with 13 to 19.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from federation.items.cells import narrow

_SPLIT = re.compile(r"[、，,；;/／|\n]|或者|或|和|\s{2,}|\u3000+")
_DIGITS = re.compile(
    r"(?<![\d])(?:\+?86[-\s]?)?[（(]?(010|02\d|0[3-9]\d{2})[）)]?\s*[-—–－\s]?\s*(\d{3,4}[\s-]?\d{3,5}|\d{3,9})(?!\d)"
)
_ALONE = re.compile(r"(?<!\d)(?:[48]00[-\s]?\d{3}[-\s]?\d{4}|1[3-9]\d[\d*\s-]{8,10}|\d{5,12}|1[12]\d)(?!\d)")
_DASHES = re.compile(r"[—–－﹣−]")
_COUNTRY = re.compile(r"\+86[-\s]?(?=(?:10|[2-9]\d{1,2})[-\s])")  # abroad the 0 of the area code is left out
_FAX = re.compile(r"传真[：:]?\s*[\d\-()（）—–]+")
_EXTENSION = re.compile(r"(?:转|分机|(?<=\d{7})-)\s*\d{1,4}$")
_HOTLINE = re.compile(r"1[0-2]\d{1,3}|9[56]\d{3,6}|[48]00\d{7}")
_MOBILE = re.compile(r"1[3-9]\d[\d*]{8}")
EIGHT = frozenset({"0754", "0755", "0757", "0760", "0769", "0571", "0574", "0591", "0592", "0595", "0731", "0371", "0311", "0531", "0532", "0411", "0431", "0451", "0871", "0851", "0512", "0510"})  # fmt: skip
SEVEN = frozenset({"0735", "0596", "0951", "0468", "0766", "0768", "0663", "0750", "0751", "0752", "0753", "0756", "0758", "0759", "0762", "0763", "0660", "0662", "0668"})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One number.

    Attributes:
        area: its area code; empty for mobiles and hotlines, or where none is written.
        local: the digits behind it.
        inherited: whether the area code was taken from the number before it.
    """

    area: str = ""
    local: str
    inherited: bool = False

    def __str__(self) -> str:
        return f"{self.area}-{self.local}" if self.area else self.local

    @property
    def hotline(self) -> bool:
        """12345 and its like, 400 numbers; also with an area code before it."""
        return _HOTLINE.fullmatch(self.local) is not None and len(self.local) != 8  # noqa: PLR2004 - eight digits are a line

    @property
    def mobile(self) -> bool:
        """A mobile number, also where some digits are hidden."""
        return not self.area and _MOBILE.fullmatch(self.local) is not None

    @property
    def fault(self) -> str:
        """Why nobody can call it, in Chinese; empty if it is in order."""
        if self.mobile:
            return "是私人手机号，应公布办公电话"
        if self.hotline:
            return ""
        if not self.area:
            return "缺区号" if len(self.local) in {7, 8} else "位数不对"
        wanted = _lengths(self.area)
        if len(self.local) not in wanted:
            return f"位数不对（区号 {self.area} 后应为 {' 或 '.join(map(str, sorted(wanted)))} 位）"
        return "不是有效的号码" if self.local[0] in "01" else ""


def _lengths(area: str) -> frozenset[int]:
    if len(area) == len("010") or area in EIGHT:
        return frozenset({8})
    return frozenset({7}) if area in SEVEN else frozenset({7, 8})


@lru_cache(maxsize=4096)  # a catalogue's items share their organs' numbers
def read_numbers(text: str) -> tuple[Number, ...]:
    """Every number in a text, in order; a number without area code takes that of the one before it."""
    found: list[Number] = []
    area = ""
    half = _COUNTRY.sub("0", _DASHES.sub("-", narrow(text)))
    for part in _SPLIT.split(_FAX.sub("", half)):
        for one in _numbers(part):
            number = one
            if one.area:
                area = one.area
            elif area and not one.hotline and not one.mobile and len(one.local) in {7, 8}:
                number = Number(area=area, local=one.local, inherited=True)
            found.append(number)
    return tuple(dict.fromkeys(found))


def _numbers(text: str) -> list[Number]:
    text = _EXTENSION.sub("", text.strip())
    with_area = [
        (one.start(), Number(area=one[1], local=re.sub(r"\D", "", one[2]))) for one in _DIGITS.finditer(text)
    ]
    rest = _DIGITS.sub(lambda one: " " * len(one[0]), text)
    alone = [(one.start(), Number(local=re.sub(r"[\s-]", "", one[0]))) for one in _ALONE.finditer(rest)]
    return [number for _, number in sorted(with_area + alone, key=lambda one: one[0])]
