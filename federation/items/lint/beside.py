"""Labels that stand beside their value without a colon: in bold, in a frame, or before a wide space.

Each is written here as ``label：value``, the way every other line of a guide is, so that only one form is
read further on. What a finding quotes is still taken from the source.
"""

from __future__ import annotations

import re

from federation.items.lint.labels import ORDINAL, WEAK, field_of, key_of

_FRAME = re.compile(r"\s*[【〖]([^】〗]{2,16})[】〗][：:]?")
_BOLD = re.compile(r"(\*\*|__)([^*_：:]{2,16})\1(?=[\s\u3000]+[^\s\u3000：:])")
_DEFINED = re.compile(r"[:：]\s+(?=\S)")
_GAP = re.compile(r"[\s\u3000]+")
_WIDE = re.compile(r"\u3000|[ \t]{2,}")
_NUMBER = re.compile(r"[(（]?0\d{2,3}[)）\-—－ ]|\d{5,}|1[0-2]\d{3}")
_JOINS = "：:与和及或、的，。；→"  # what goes on with a sentence
_LONG = 4  # characters of a label that nobody takes for the begin of a sentence


def with_colons(body: str) -> str:
    """A line of a page with a colon behind every label that is plainly one."""
    body = _FRAME.sub(_framed, _DEFINED.sub("", body, count=1) if _DEFINED.match(body) else body)
    bold = _BOLD.sub(_in_bold, body)
    return bold if bold != body else _spaced(body)


def _framed(found: re.Match[str]) -> str:
    """【办件类型】承诺件, also in the middle of a line; any word in a frame that begins the line."""
    if found.start() == 0:
        return f"{found[1]}："
    return f"\u3000{found[1]}：" if field_of(found[1]) else found[0]


def _in_bold(found: re.Match[str]) -> str:
    """**办件类型** 承诺件; a bold word that names nothing is a label only where it begins the line."""
    known = field_of(found[2]) is not None
    return f"{found[0]}：" if known or found.start() == 0 else found[0]


def _spaced(body: str) -> str:
    """办件类型　承诺件: a line that begins with a label; more may follow, each behind a space."""
    number = ORDINAL.match(body)
    start = number.end() if number else 0
    words, gaps = _GAP.split(body[start:]), _GAP.findall(body[start:])
    if len(words) < 2 or not words[-1]:  # noqa: PLR2004 - a label and its value
        return body
    made, opened = "", False
    for at, (word, gap) in enumerate(zip(words, [*gaps, ""], strict=True)):
        following = words[at + 1] if at + 1 < len(words) else ""
        label = (opened or at == 0) and _is_label(word, gap, following)
        opened = opened or label
        made += f"{word}：{gap}" if label else word + gap
    return body[:start] + made


def _is_label(word: str, gap: str, following: str) -> bool:
    if (
        not following
        or re.search("[：:]", word)
        or field_of(word) is None
        or field_of(following) is not None
        or following[0] in _JOINS
    ):
        return False
    if _NUMBER.match(following):
        return True
    return bool(_WIDE.search(gap)) or (len(key_of(word)) >= _LONG and key_of(word) not in WEAK)
