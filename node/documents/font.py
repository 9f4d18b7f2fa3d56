"""A font for one document: only its characters, cut from Noto Sans CJK SC, as small TrueType files.

The package holds one variable CFF2 collection of 65,535 glyphs; a PDF can embed neither. Outlines are
read at a weight, turned into quadratic curves and packed. One cut of 400 characters takes some
0.3 s, so nothing is kept between documents. What the font lacks is printed as ``[U+XXXX]``, never
dropped: the reader of a receipt sees that a character is there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

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


@contextmanager
def faces(text: str) -> Iterator[Faces]:
    """Cut both weights for ``text``; the files live as long as the context.

    Args:
        text: every character of the document, in any order, repeats welcome.
    """
    with TTFont(COLLECTION, fontNumber=SIMPLIFIED, lazy=True) as source, TemporaryDirectory() as folder:
        known = source.getBestCmap()
        wanted = {ord(char) for char in text + _ALWAYS if ord(char) in known}
        names = {point: known[point] for point in sorted(wanted)}
        cut = {}
        for weight in (REGULAR, BOLD):
            cut[weight] = Path(folder, f"{weight}.ttf")
            _cut(source, names, weight, cut[weight])
        yield Faces(cut[REGULAR], cut[BOLD], frozenset(map(chr, names)))


def _cut(source: TTFont, names: dict[int, str], weight: int, to: Path) -> None:
    """Write one static TrueType file with the named glyphs at one weight."""
    outlines = source.getGlyphSet(location={"wght": weight})
    order = [".notdef", *dict.fromkeys(names.values())]
    glyphs, advances = {}, {}
    for name in order:
        pen = TTGlyphPen(None)
        outlines[name].draw(Cu2QuPen(pen, _CURVE_ERROR, reverse_direction=True))
        glyphs[name], advances[name] = pen.glyph(), round(outlines[name].width)
    font = FontBuilder(_EM, isTTF=True)
    font.updateHead(created=_EPOCH, modified=_EPOCH)  # equal text gives equal bytes
    font.setupGlyphOrder(order)
    font.setupCharacterMap(names)
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics({name: (advances[name], glyphs[name].xMin) for name in order})
    font.setupHorizontalHeader(ascent=_ASCENT, descent=_DESCENT)
    font.setupNameTable(
        {"familyName": f"Kuayu {weight}", "styleName": "Regular", "fullName": f"Kuayu {weight}"}
    )
    font.setupOS2(sTypoAscender=_ASCENT, sTypoDescender=_DESCENT, sCapHeight=_CAPITAL, usWeightClass=weight)
    font.setupPost()
    font.save(to)
