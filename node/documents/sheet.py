"""Setting a composed sheet, with a font cut for exactly its text.

Equal sheets give equal bytes. The PDF's metadata holds the title and a date, nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from math import ceil
from typing import Any

from fpdf import FPDF
from fpdf.enums import Align, TableHeadingsDisplay, WrapMode, XPos, YPos
from fpdf.fonts import FontFace

from node.documents.blocks import (
    Barcode,
    Block,
    Facts,
    Heading,
    Line,
    Notes,
    Paper,
    Prose,
    Seal,
    Sheet,
    Signatures,
    Table,
)
from node.documents.font import Faces, faces
from node.documents.wrap import wrap

_PAGE = "第 {} 页　共 {{nb}} 页"
_GREY, _THIN, _PAD = 242, 0.2, 1.5
_BAR = 0.75  # mm of a wide bar on A4; a narrow one is a third: 31 characters of Code 39 take 124 mm
_FACTS = (24 / 180, 68 / 180, 24 / 180, 64 / 180)
_ROW_LINES = 40  # a row of a table fits on a page: what is longer goes on in a row below
_SEAL_HEIGHT, _SEAL_WIDTH = 40.0, 100.0
_AIR = 2.0  # mm above and below a table
_TABLE_HEIGHT = 24.0  # a caption and a head never stand alone at the end of a page


def typeset(sheet: Sheet, at: datetime) -> bytes:
    """The sheet as a PDF.

    Args:
        sheet: what to print.
        at: aware; the file's creation date.
    """
    with faces(sheet.text + _PAGE) as font:
        pdf = _Pages(font, sheet)
        pdf.set_creation_date(at)
        pdf.add_page()
        for block in sheet.blocks:
            _DRAW[type(block)](pdf, block)
        return bytes(pdf.output())


class _Pages(FPDF):
    """Black on white, as a hall's laser printer gives it."""

    def __init__(self, font: Faces, sheet: Sheet) -> None:
        width, height, margin = sheet.paper.value
        super().__init__(format=(width, height))
        self.font_cut = font
        self.numbered = sheet.paper is not Paper.LABEL  # a label is one page
        notice = sheet.paper is Paper.NOTICE
        self.cell_size: float = 10.5 if notice else 9
        self.cell_height: float = 5.6 if notice else 4.6
        self.add_font("kuayu", "", font.regular)
        self.add_font("kuayu", "B", font.bold)
        self.set_margin(margin)
        self.inside: float = self.epw
        self.set_auto_page_break(auto=True, margin=20 if self.numbered else margin)
        self.set_title(sheet.title)
        self.set_lang("zh-CN")
        self.set_line_width(_THIN)
        self.c_margin = _PAD

    def footer(self) -> None:
        """Page of pages, on every page."""
        if self.numbered:
            self.set_y(-15)
            self.set_font("kuayu", "", 8)
            self.cell(0, 5, _PAGE.format(self.page_no()), align=Align.C)

    def fit(self, text: str, width: float) -> list[str]:
        """What can be drawn of a text, in lines for a box ``width`` mm wide at the present font."""
        inside = width - 2 * _PAD - 0.1
        return [
            line
            for part in text.splitlines() or [""]
            for line in wrap(self.font_cut.printable(part.replace("\t", " ")), inside, self.get_string_width)
        ]

    def text_over(
        self, text: str, size: float, height: float, *, style: str = "", align: Align = Align.C
    ) -> None:
        """A text over the whole width, in as many lines as it needs."""
        self.set_font("kuayu", style, size)
        fitted = "\n".join(self.fit(text, self.inside))
        self.multi_cell(0, height, fitted, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def keep(self, height: float) -> None:
        """Begin a new page unless so much room is left on this one."""
        if self.will_page_break(height):
            self.add_page()


def _heading(pdf: _Pages, block: Heading) -> None:
    office, title, room = (18, 22, 12) if block.formal else (10, 20, 6)
    if block.formal:
        pdf.ln(4)
    pdf.text_over(block.office, office, room, style="B" if block.formal else "")
    pdf.text_over(block.title, title, 14 if block.formal else 12, style="B")


def _line(pdf: _Pages, block: Line) -> None:
    pdf.text_over(block.content, 12, 9)
    below = pdf.get_y() + 1
    pdf.line(pdf.l_margin, below, pdf.l_margin + pdf.inside, below)
    pdf.ln(5)


def _barcode(pdf: _Pages, block: Barcode) -> None:
    pdf.text_over(block.form.format(block.number), 13, 9, style="B")
    bars = f"*{block.number}*"
    width = len(bars) * (3 + 7 / 3) - 1 / 3  # in wide bars: 3 wide, 6 narrow and a narrow gap a character
    wide = min(_BAR, 0.95 * pdf.inside / width)
    pdf.code39(bars, x=(pdf.w - width * wide) / 2, y=pdf.get_y() + 0.5, w=wide, h=9)
    pdf.ln(11)


def _facts(pdf: _Pages, block: Facts) -> None:
    pdf.ln(_AIR)
    pdf.set_font("kuayu", "", 10)
    label = FontFace(emphasis="B", fill_color=_GREY)
    widths = [share * pdf.inside for share in _FACTS]
    with pdf.table(
        col_widths=widths,
        width=pdf.inside,
        first_row_as_headings=False,
        text_align=(Align.C, Align.L, Align.C, Align.L),
        line_height=5,
        padding=(1, _PAD),
        wrapmode=WrapMode.CHAR,
    ) as table:
        for texts in block.rows:
            row = table.row()
            for place, text in enumerate(texts):
                span = len(widths) - place if place == len(texts) - 1 else 1
                fitted = "\n".join(pdf.fit(text, sum(widths[place : place + span])))
                row.cell(fitted, style=None if place % 2 else label, colspan=span)
    pdf.ln(_AIR)


def _table(pdf: _Pages, block: Table) -> None:
    pdf.ln(_AIR)
    pdf.keep(_TABLE_HEIGHT)
    if block.caption:
        pdf.text_over(block.caption, 11, 7, style="B", align=Align.L)
    pdf.set_font("kuayu", "", pdf.cell_size)
    whole = sum(column.share for column in block.columns)
    widths = [column.share / whole * pdf.inside for column in block.columns]
    with pdf.table(
        col_widths=widths,
        width=pdf.inside,
        headings_style=FontFace(emphasis="B", fill_color=_GREY),
        repeat_headings=TableHeadingsDisplay.ON_TOP_OF_EVERY_PAGE,
        text_align=tuple(Align.C if column.centred else Align.L for column in block.columns),
        line_height=pdf.cell_height,
        padding=(0.9, _PAD),
        wrapmode=WrapMode.CHAR,
    ) as table:
        table.row(
            ["\n".join(pdf.fit(one.head, wide)) for one, wide in zip(block.columns, widths, strict=True)]
        )
        for texts in block.rows:
            for part in _parts([pdf.fit(text, wide) for text, wide in zip(texts, widths, strict=True)]):
                table.row(part)
    pdf.ln(_AIR)


def _parts(cells: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """A row cut into rows that each fit on a page; most rows are one."""
    cut = (
        ["\n".join(lines[at : at + _ROW_LINES]) for at in range(0, len(lines), _ROW_LINES)] for lines in cells
    )
    return list(zip_longest(*cut, fillvalue=""))


def _prose(pdf: _Pages, block: Prose) -> None:
    for paragraph in block.paragraphs:
        for part in paragraph.splitlines():
            pdf.text_over(("　　" if block.indent else "") + part, 13, 8.6, align=Align.L)


def _notes(pdf: _Pages, block: Notes) -> None:
    pdf.ln(2)
    if block.caption:
        pdf.text_over(block.caption, 10, 6, style="B", align=Align.L)
    for note in block.lines:
        pdf.text_over(note, 9, 5, align=Align.L)


def _signatures(pdf: _Pages, block: Signatures) -> None:
    pdf.keep(6 + 9 * ceil(len(block.texts) / 2))
    pdf.ln(6)
    pdf.set_font("kuayu", "", 10)
    for place, text in enumerate(block.texts):
        last = place % 2 == 1
        pdf.cell(
            pdf.inside / 2,
            9,
            pdf.font_cut.printable(text),
            new_x=XPos.LMARGIN if last else XPos.RIGHT,
            new_y=YPos.NEXT if last else YPos.TOP,
        )


def _seal(pdf: _Pages, block: Seal) -> None:
    pdf.keep(_SEAL_HEIGHT)
    pdf.ln(12)
    pdf.set_font("kuayu", "", 13)
    for text in (block.organ + block.mark, block.date):
        pdf.set_x(pdf.l_margin + pdf.inside - _SEAL_WIDTH)
        fitted = "\n".join(pdf.fit(text, _SEAL_WIDTH))
        pdf.multi_cell(_SEAL_WIDTH, 8, fitted, align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(4)


_DRAW: Mapping[type[Block], Callable[[_Pages, Any], None]] = {
    Heading: _heading,
    Line: _line,
    Barcode: _barcode,
    Facts: _facts,
    Table: _table,
    Prose: _prose,
    Notes: _notes,
    Signatures: _signatures,
    Seal: _seal,
}
