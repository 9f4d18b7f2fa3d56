"""Take a list apart: numbered within a line, by semicolons, by arrows, or by 、 outside brackets."""

from __future__ import annotations

import re

_INLINE = re.compile(
    r"(?:^|(?<=[；;。，,\s：:]))(?:[（(]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[）)]|[①-⑳]"
    r"|\d{1,2}\s*[.．、)）](?!\d)|[一二三四五六七八九十]{1,2}、)\s*"
)
_SECOND = re.compile(r"[（(\s]*(?:2|二|②)[）)\s.．、]*")
ARROW = re.compile(r"\s*(?:→|⟶|➔|➜|➡|⇒|=>|-+>|—+>|－+>|＞|>+|»|↓)️?\s*")
_PAIR = {"（": "）", "(": ")", "《": "》", "“": "”", "【": "】"}


def numbered(text: str) -> list[str]:
    """The entries of a list that is numbered within one line; the whole text if it is not."""
    starts = list(_INLINE.finditer(text))
    goes_on = (
        bool(starts) and _SECOND.fullmatch(starts[0][0]) is not None
    )  # the first number was the line's own
    if len(starts) < 2 and not goes_on and not (starts and starts[0].start() == 0):  # noqa: PLR2004 - one number is no list
        return [text]
    ends = [one.start() for one in starts[1:]] + [len(text)]
    parts = [text[one.end() : end] for one, end in zip(starts, ends, strict=True)]
    if goes_on:
        parts.insert(0, text[: starts[0].start()])
    return [part.strip(" \u3000；;，,\n") for part in parts if part.strip(" \u3000；;，,。\n")]


def split(text: str, signs: str) -> list[str]:
    """Cut at any of the signs that stands outside brackets and quotation marks."""
    parts, start, closing = [], 0, []
    for at, sign in enumerate(text):
        if sign in _PAIR:
            closing.append(_PAIR[sign])
        elif closing and sign == closing[-1]:
            closing.pop()
        elif sign in signs and not closing:
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def bare(text: str) -> str:
    """Without the punctuation that ends an entry of a list."""
    return text.strip(" \u3000\n").rstrip("；;。，,、").strip()
