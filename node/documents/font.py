"""A font for one document: only its characters, cut from Noto Sans CJK SC, as small TrueType files.

The package holds one variable CFF2 collection of 65,535 glyphs; a PDF can embed neither. Outlines are
read at a weight, turned into quadratic curves and packed. Reading them takes most of the time, so the last
some thousand are kept, a few KiB each; the collection itself is not. What the font lacks is printed as
``[U+XXXX]``, never dropped: the reader of a receipt sees that a character is there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import manimgx_fonts_cjk
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

COLLECTION = Path(manimgx_fonts_cjk.__file__).with_name("NotoSansCJK-VF.otf.ttc")
SIMPLIFIED = 2  # the face of the collection drawn for mainland China
REGULAR, BOLD = 400, 700

_EM, _ASCENT, _DESCENT, _CAPITAL = 1000, 880, -120, 733
_EPOCH = 3_660_681_600  # 2020-01-01 in seconds since 1904, as the table `head` counts
_CURVE_ERROR = 1.0  # of an em of 1000: invisible at 600 dpi
_ALWAYS = "".join(map(chr, range(0x20, 0x7F)))


@dataclass(frozen=True, slots=True)
class Faces:
    """Two font files that hold every character of one document, and what they hold."""

    regular: Path
    bold: Path
    characters: frozenset[str]

    def printable(self, text: str) -> str:
        """The text with what cannot be drawn named by its code point, and invisible marks left out."""
        return "".join(self._draw(char) for char in text)

    def _draw(self, char: str) -> str:
        if char in self.characters:
            return char
        return "" if unicodedata.category(char) in {"Mn", "Cf"} else f"[U+{ord(char):04X}]"


@dataclass(frozen=True, slots=True)
class _Outline:
    """A glyph at a weight, and how far the next one stands from it."""

    glyph: Any
    advance: int


_KEPT: dict[tuple[str, int], _Outline] = {}
_MOST_KEPT = 6_000  # both weights of the characters of a city's documents, some 15 MB


@contextmanager
def faces(text: str) -> Iterator[Faces]:
    """Cut both weights for ``text``; the files live as long as the context.

    Args:
        text: every character of the document, in any order, repeats welcome.
    """
    known = _characters()
    wanted = sorted({ord(char) for char in text + _ALWAYS if ord(char) in known})
    names = {point: known[point] for point in wanted}
    order = [".notdef", *dict.fromkeys(names.values())]
    outlines = _outlines(order)
    with TemporaryDirectory() as folder:
        cut = {}
        for weight in (REGULAR, BOLD):
            cut[weight] = Path(folder, f"{weight}.ttf")
            _cut(names, {name: outlines[name, weight] for name in order}, weight, cut[weight])
        yield Faces(cut[REGULAR], cut[BOLD], frozenset(map(chr, names)))


@cache
def _characters() -> Mapping[int, str]:
    """The glyph of every character the font has."""
    with _collection() as source:
        found: Mapping[int, str] = source.getBestCmap()
        return found


def _collection() -> TTFont:
    return TTFont(COLLECTION, fontNumber=SIMPLIFIED, lazy=True)


def _outlines(names: Sequence[str]) -> dict[tuple[str, int], _Outline]:
    """Outlines at both weights; those not kept from before are read anew."""
    wanted = [(name, weight) for weight in (REGULAR, BOLD) for name in names]
    found = {spot: kept for spot in wanted if (kept := _KEPT.get(spot)) is not None}
    missing = [spot for spot in wanted if spot not in found]
    if missing:
        found |= _read(missing)
    if len(_KEPT) + len(missing) > _MOST_KEPT:
        _KEPT.clear()
    _KEPT.update((spot, found[spot]) for spot in missing)
    return found


def _read(spots: Sequence[tuple[str, int]]) -> dict[tuple[str, int], _Outline]:
    """Outlines from the collection, in quadratic curves."""
    found = {}
    with _collection() as source:
        if all(source["hmtx"][name][0] == _EM for name, _weight in spots):
            del source["HVAR"]  # full-width glyphs are as wide at every weight; the table is long to read
        drawn = {weight: source.getGlyphSet(location={"wght": weight}) for weight in (REGULAR, BOLD)}
        for name, weight in spots:
            pen = TTGlyphPen(None)
            drawn[weight][name].draw(Cu2QuPen(pen, _CURVE_ERROR, reverse_direction=True))
            found[name, weight] = _Outline(pen.glyph(), round(drawn[weight][name].width))
    return found


def _cut(names: Mapping[int, str], outlines: Mapping[str, _Outline], weight: int, to: Path) -> None:
    """Write one static TrueType file with the named glyphs at one weight."""
    glyphs = {name: deepcopy(one.glyph) for name, one in outlines.items()}
    font = FontBuilder(_EM, isTTF=True)
    font.updateHead(created=_EPOCH, modified=_EPOCH)  # equal text gives equal bytes
    font.setupGlyphOrder(list(outlines))
    font.setupCharacterMap(names)
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics({name: (one.advance, glyphs[name].xMin) for name, one in outlines.items()})
    font.setupHorizontalHeader(ascent=_ASCENT, descent=_DESCENT)
    font.setupNameTable(
        {"familyName": f"Kuayu {weight}", "styleName": "Regular", "fullName": f"Kuayu {weight}"}
    )
    font.setupOS2(sTypoAscender=_ASCENT, sTypoDescender=_DESCENT, sCapHeight=_CAPITAL, usWeightClass=weight)
    font.setupPost()
    font.save(to)
