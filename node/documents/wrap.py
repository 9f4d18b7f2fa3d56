"""Breaking Chinese text into lines: no closing mark begins a line, no opening mark ends one (GB/T 15834).

Numbers, codes and Latin words stay whole unless they alone are longer than a line.
"""

from __future__ import annotations

from collections.abc import Callable

_NEVER_FIRST = frozenset("，。、；：？！）》」』】”’…—％·,.;:?!)]}%")
_NEVER_LAST = frozenset("（《「『【“‘([{")


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Lines of ``text`` that ``measure`` finds no wider than ``width``, as full as the rules allow.

    Args:
        text: without line breaks.
        width: in the unit of ``measure``.
        measure: the width of a piece of text.
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and measure(line + piece) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
        while len(line) > 1 and measure(line) > width:
            fits = _fitting(line, width, measure)
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line] if line or not lines else lines


def _fitting(text: str, width: float, measure: Callable[[str], float]) -> int:
    """How many characters fit, at least one."""
    return next((n - 1 for n in range(2, len(text) + 1) if measure(text[:n]) > width), len(text))


def _pieces(text: str) -> list[str]:
    """The text cut wherever a line may break."""
    pieces: list[str] = []
    for char in text:
        if pieces and _together(pieces[-1][-1], char):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _together(left: str, right: str) -> bool:
    word = left.isascii() and right.isascii() and " " not in (left, right)
    return word or right in _NEVER_FIRST or left in _NEVER_LAST
