"""Where and when 办理地点、时间: two elements that many pages put under one headline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from federation.items.lint.entries import Entry
from federation.items.lint.guide import Said

_TIME = re.compile(r"\d{1,2}\s*[:：点时]\s*\d{0,2}|周[一二三四五六日末]|星期|工作日|节假日|双休|[上下]午")
_SIGNS = "，,；;。"


def places_of(entries: Sequence[Entry]) -> tuple[Said[str], ...]:
    """What such entries say of the place."""
    return tuple(said for said, timed in _apart(entries) if not timed)


def hours_of(entries: Sequence[Entry]) -> tuple[Said[str], ...]:
    """What such entries say of the hours."""
    return tuple(said for said, timed in _apart(entries) if timed)


def _apart(entries: Sequence[Entry]) -> Iterator[tuple[Said[str], bool]]:
    """Every line, cut where the hours begin."""
    for entry in entries:
        for part in entry.parts:
            found = _TIME.search(part.text)
            at = (
                max((part.text.rfind(sign, 0, found.start()) for sign in _SIGNS), default=-1) if found else -1
            )
            pieces = [(part.text[: at + 1], False), (part.text[at + 1 :], found is not None)]
            for text, timed in pieces:
                if shown := text.strip(f" \u3000{_SIGNS}"):
                    yield Said(shown, entry.section, part.quote(shown)), timed
