r"""The regular expressions an expression may match with: how large one is, and how the engine takes it.

The engine's matcher is linear in the text but is built anew for every evaluation, and building costs
as much as the pattern can match in one go: ``\w{200}`` takes 40 ms. So the pattern is weighed before
it is used, and classes that hold most of Unicode are refused.
"""

from __future__ import annotations

import re

from federation.mapping.expression.engine import compiled
from federation.mapping.expression.syntax import quoted

WEIGHT = 120  # of all patterns of one expression; measured in docs/mapping-expressions.md
_WIDE = 3  # a character beyond ASCII, a dot or a class with either is several bytes
_TOKEN = re.compile(
    r"""
      (?P<class>\[\^?(?:\\[dnt\-^\]\[\\.]|[^\[\]\\&~])+\])
    | (?P<escape>\\[dnt.^$*+?()\[\]{}|\\/-])
    | (?P<open>\((?:\?:|(?!\?)))
    | (?P<close>\))
    | \{(?P<least>[0-9]{1,3})(?:,(?P<most>[0-9]{0,3}))?\}
    | (?P<more>[*+?])
    | (?P<either>\|)
    | (?P<edge>[$^])
    | (?P<char>[^\\\[\](){}*+?])
    """,
    re.VERBOSE,
)


def weigh(pattern: str) -> int | str:
    """How many steps a pattern unrolls to, or why it is not accepted, in Chinese."""
    groups, last, end = [0], 0, 0
    for found in _TOKEN.finditer(pattern):
        if found.start() != end:
            break
        end = found.end()
        match found.lastgroup:
            case "open":
                groups.append(1)
                continue
            case "close" if len(groups) > 1:
                last = groups.pop()
                groups[-1] += last
            case "least" | "most":
                more = (max(int(found["least"]), int(found["most"] or 0)) - 1) * last
                groups[-1] += max(more, 0)
                last += max(more, 0)
            case "class" | "escape" | "char":
                last = _weight(found[0])
                groups[-1] += last
    if end != len(pattern):
        return f"正则表达式在“{pattern[end : end + 10]}”处用了不支持的写法（可用 [0-9]、\\d、{{n,m}}、*、+、?、|、分组）"
    weight = sum(groups)
    if weight <= WEIGHT:
        try:
            compiled(f'"".matches({quoted(native(pattern))})').execute()
        except RuntimeError:
            return f"正则表达式不合语法：{pattern[:30]}"
    return weight


def _weight(part: str) -> int:
    wide = part == "." or part.startswith("[^") or not part.isascii()
    return _WIDE if wide else 1


def native(pattern: str) -> str:
    r"""The same pattern with ``\d`` as the ten digits: the engine's would hold those of all scripts."""
    return _TOKEN.sub(_digits, pattern)


def _digits(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "class":
            return re.sub(r"\\(.)", lambda escape: "0-9" if escape[1] == "d" else escape[0], found[0])
        case "escape" if found[0] == r"\d":
            return "[0-9]"
        case _:
            return found[0]
