"""How many originals and copies a guide asks for: 原件1份，复印件2份, 一式两份, 每人1份."""

from __future__ import annotations

import re

from federation.items.cells import narrow
from federation.items.lint.amounts import NUMBER, amount_of

_SHOWN = re.compile(
    r"(?:查?验|核验|核对|查验|审核|出示|校验|交验)(?:证件)?原件|原件(?:经?核验|查验|核对|备查|校验|审核|交验|验后|现场核验|当场核验)[^，,；;、]*"
)
_KIND = r"原件|复印件|正本|副本|影印件|扫描件|打印件"
_BOTH = re.compile(
    rf"原件\s*(?:及|和|、|与|加|\+|/)\s*复印件\s*(?:各|均|均为|各为)\s*({NUMBER})\s*[份张套本]?|原件、?复印件各({NUMBER})"
)
_NUMBERED = re.compile(rf"({_KIND})\s*[（(：:]?\s*(?:一式|共|为|需|各)?\s*({NUMBER})\s*[份张套本页册]?")
_BEFORE = re.compile(rf"({NUMBER})\s*[份张套本]\s*({_KIND})")
_PLAIN = re.compile(
    rf"(?:一式|每人|每户|每种|各|共)?\s*({NUMBER})\s*(?:份|张|套|本|册|寸?照片)|^\s*({NUMBER})\s*$|一式({NUMBER})份"
)
NUMBERED = re.compile(rf"(?:{NUMBER})\s*[份张套本册]|(?:{_KIND})\s*\d")
SPEAKS = re.compile(rf"{_KIND}|{NUMBER}\s*[份张套本册]|一式")


def read_counts(text: str, *, kind: str = "") -> tuple[int, int]:
    """Originals and copies that are handed in; what is only shown counts as none.

    Args:
        text: number and kind as written.
        kind: 材料类型, which says what a bare number counts.
    """
    half = _SHOWN.sub("", narrow(text))
    if not half.strip():
        return 0, 0  # 验原件 is all it says
    if both := _BOTH.search(half):
        each = _whole(both[1] or both[2]) or 0
        return each, each
    pairs = [(found[1], found[2]) for found in _NUMBERED.finditer(half)]
    pairs = pairs or [(found[2], found[1]) for found in _BEFORE.finditer(half)]
    if pairs:
        return _sum(pairs, originals=True), _sum(pairs, originals=False)
    found = _PLAIN.search(half)
    number = _whole(next(one for one in found.groups() if one)) if found else None
    words = half + kind
    if number is None:
        return (1 if "原件" in words or "正本" in words else 0), (
            1 if "复印" in words or "影印" in words else 0
        )
    copied = "复印" in words
    return (number if "原件" in words or not copied else 0), (number if copied else 0)


def _whole(text: str) -> int | None:
    number = amount_of(text)
    return None if number is None else int(number)


def _sum(pairs: list[tuple[str, str]], *, originals: bool) -> int:
    kinds = {"原件", "正本"}
    return sum(_whole(number) or 0 for kind, number in pairs if (kind in kinds) is originals)
