"""文号: how an organ numbers its documents, for example 莲市监补〔2026〕12号.

A pattern has places for the organ's short name 机关代字, the kind's word 文种代字, the year and the serial
number. Documents whose numbers differ in nothing but the serial are one series and share its counter: by
leaving ``{word}`` out an organ counts all its kinds together. The counter itself is the store's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import Formatter

from federation.errors import KuayuError, Reason

HOLE = "#"
"""Stands for the serial in the name of a series: no number holds it."""
DEFAULT = "{organ}{word}〔{year}〕{serial}号"
_PLACES = frozenset({"organ", "word", "year", "serial"})
_NEEDED = frozenset({"year", "serial"})
_WIDTH = re.compile(r"[1-9]?", re.ASCII)
_LAST_DIGITS = re.compile(r"(.*?)(\d+)(\D*)", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Numbers that share a counter.

    Attributes:
        before: what stands before the serial.
        after: what stands behind it.
        width: digits at least, filled up with zeros.
    """

    before: str
    after: str
    width: int = 0

    @property
    def name(self) -> str:
        """What the store calls it."""
        return f"{self.before}{HOLE}{self.after}"

    def number(self, serial: int) -> str:
        """One of its numbers."""
        return f"{self.before}{serial:0{self.width}d}{self.after}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """How numbers look: literal text and places in turn. Made by `parse_pattern`."""

    parts: tuple[tuple[str, str | None], ...]
    width: int

    def series(self, *, organ: str, word: str, year: int) -> Series:
        """The series of an organ's documents with this word in a year."""
        values = {"organ": organ, "word": word, "year": str(year), "serial": HOLE}
        text = "".join(literal + (values[place] if place else "") for literal, place in self.parts)
        before, _, after = text.partition(HOLE)
        return Series(before=before, after=after, width=self.width)


def parse_pattern(text: str) -> Pattern:
    """Read a pattern such as ``{organ}{word}〔{year}〕{serial:3}号``; a digit behind the colon fills up with zeros.

    Raises:
        KuayuError: CONFIG if a place is unknown, missing or twice there.
    """
    try:
        found = list(Formatter().parse(text))
    except ValueError as error:
        raise KuayuError(Reason.CONFIG, pattern=text, why="unbalanced braces") from error
    parts = tuple((literal, place) for literal, place, _width, _turned in found)
    places = [place for _literal, place in parts if place is not None]
    widths = {place: width or "" for _literal, place, width, _turned in found if place is not None}
    wrong = (
        HOLE in text
        or any(turned for *_rest, turned in found)
        or any(width and place != "serial" for place, width in widths.items())
        or _WIDTH.fullmatch(widths.get("serial", "")) is None
        or len(places) != len(set(places))
    )
    if wrong or set(places) - _PLACES or _NEEDED - set(places):
        why = "{organ} {word} {year} {serial}, the last two always, each once"
        raise KuayuError(Reason.CONFIG, pattern=text, why=why)
    return Pattern(parts=parts, width=int(widths["serial"] or 0))


def last_of(number: str) -> tuple[str, int]:
    """The series and serial of a number that was given elsewhere: its last digits are the serial.

    Raises:
        KuayuError: CONFIG if there is no digit in it.
    """
    found = _LAST_DIGITS.fullmatch(number)
    if found is None:
        raise KuayuError(Reason.CONFIG, number=number, why="no serial number in it")
    return f"{found[1]}{HOLE}{found[3]}", int(found[2])
