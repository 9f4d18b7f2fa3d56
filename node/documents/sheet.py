"""Setting a composed sheet on A4, with a font cut for exactly its text.

Equal sheets give equal bytes. The PDF's metadata holds the title and a date, nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import Align, TableHeadingsDisplay, WrapMode, XPos, YPos
from fpdf.fonts import FontFace

from node.documents.font import Faces, faces
from node.documents.wrap import wrap

_PAGE, _CASE_NO, _RECEIVED, _NOTES = "第 {} 页　共 {{nb}} 页", "办件编号　{}", "已收材料（{} 项）", "说明"
_MARGIN, _WIDTH, _GREY, _THIN, _PAD = 15.0, 180.0, 242, 0.2, 1.5
_BAR = 0.75  # mm of a wide bar; a narrow one is a third: 31 characters of Code 39 take 124 mm
_FACTS = (24.0, 68.0, 24.0, 64.0)
_PAPERS = (10.0, 60.0, 13.0, 14.0, 14.0, 20.0, 49.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A composed receipt: every word that is printed.

    Attributes:
        facts: rows of label, value or label, value, label, value.
        materials: header and rows of the table of papers.
    """

    title: str
    case_id: str
    office: str
    facts: tuple[tuple[str, ...], ...]
    materials: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    signatures: tuple[str, ...]

    @property
    def text(self) -> str:
        """Every character of the sheet, for cutting the font."""
        cells = (cell for row in (*self.facts, *self.materials) for cell in row)
        fixed = (_PAGE, _CASE_NO, _RECEIVED, _NOTES, self.title, self.office)
        return "".join((*fixed, *cells, *self.notes, *self.signatures))


def typeset(sheet: Sheet, at: datetime) -> bytes:
    """The sheet as a PDF.

    Args:
        sheet: what to print.
        at: aware; the file's creation date.
    """
    with faces(sheet.text) as font:
        pdf = _Paper(font, sheet.title)
        pdf.set_creation_date(at)
        pdf.add_page()
        pdf.draw(sheet)
        return bytes(pdf.output())


class _Paper(FPDF):
    """A4 in black on white, as a hall's laser printer gives it."""

    def __init__(self, font: Faces, title: str) -> None:
        super().__init__(format="A4")
        self._faces = font
        self.add_font("kuayu", "", font.regular)
        self.add_font("kuayu", "B", font.bold)
        self.set_margin(_MARGIN)
        self.set_auto_page_break(auto=True, margin=_MARGIN + 5)
        self.set_title(title)
        self.set_lang("zh-CN")
        self.set_line_width(_THIN)
        self.c_margin = _PAD

    def footer(self) -> None:
        """Page of pages, on every page."""
        self.set_y(-_MARGIN)
        self.set_font("kuayu", "", 8)
        self.cell(0, 5, _PAGE.format(self.page_no()), align=Align.C)

    def draw(self, sheet: Sheet) -> None:
        """Set the whole sheet."""
        self._heading(sheet)
        self._facts(sheet.facts)
        self._papers(sheet.materials)
        self._notes(sheet.notes)
        self._signatures(sheet.signatures)

    def _fit(self, text: str, width: float) -> str:
        """What can be drawn of a text, broken for a box ``width`` mm wide at the present font."""
        return "\n".join(wrap(self._faces.printable(text), width - 2 * _PAD - 0.1, self.get_string_width))

    def _line(
        self, text: str, size: float, height: float, *, style: str = "", align: Align = Align.C
    ) -> None:
        self.set_font("kuayu", style, size)
        self.multi_cell(0, height, self._fit(text, _WIDTH), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _heading(self, sheet: Sheet) -> None:
        self._line(sheet.office, 10, 6)
        self._line(sheet.title, 20, 12, style="B")
        self._line(_CASE_NO.format(sheet.case_id), 13, 9, style="B")
        bars, narrow = f"*{sheet.case_id}*", _BAR / 3
        width = len(bars) * (3 * _BAR + 7 * narrow) - narrow
        self.code39(bars, x=(self.w - width) / 2, y=self.get_y() + 0.5, w=_BAR, h=9)
        self.ln(13)

    def _facts(self, rows: tuple[tuple[str, ...], ...]) -> None:
        self.set_font("kuayu", "", 10)
        label = FontFace(emphasis="B", fill_color=_GREY)
        with self.table(
            col_widths=_FACTS,
            width=_WIDTH,
            first_row_as_headings=False,
            text_align=(Align.C, Align.L, Align.C, Align.L),
            line_height=5,
            padding=(1, _PAD),
            wrapmode=WrapMode.CHAR,
        ) as table:
            for texts in rows:
                row = table.row()
                for place, text in enumerate(texts):
                    span = len(_FACTS) - place if place == len(texts) - 1 else 1
                    fitted = self._fit(text, sum(_FACTS[place : place + span]))
                    row.cell(fitted, style=None if place % 2 else label, colspan=span)

    def _papers(self, rows: tuple[tuple[str, ...], ...]) -> None:
        self.ln(2)
        self._line(_RECEIVED.format(len(rows) - 1), 11, 7, style="B", align=Align.L)
        self.set_font("kuayu", "", 9)
        with self.table(
            col_widths=_PAPERS,
            width=_WIDTH,
            headings_style=FontFace(emphasis="B", fill_color=_GREY),
            repeat_headings=TableHeadingsDisplay.ON_TOP_OF_EVERY_PAGE,
            text_align=(Align.C, Align.L, Align.C, Align.C, Align.C, Align.C, Align.L),
            line_height=4.6,
            padding=(0.9, _PAD),
            wrapmode=WrapMode.CHAR,
        ) as table:
            for texts in rows:
                table.row([self._fit(text, wide) for text, wide in zip(texts, _PAPERS, strict=True)])

    def _notes(self, notes: tuple[str, ...]) -> None:
        self.ln(2)
        self._line(_NOTES, 10, 6, style="B", align=Align.L)
        for note in notes:
            self._line(note, 9, 5, align=Align.L)

    def _signatures(self, texts: tuple[str, ...]) -> None:
        if self.will_page_break(26):
            self.add_page()
        self.ln(6)
        self.set_font("kuayu", "", 10)
        for place, text in enumerate(texts):
            last = place % 2 == 1
            self.cell(
                _WIDTH / 2,
                9,
                self._faces.printable(text),
                new_x=XPos.LMARGIN if last else XPos.RIGHT,
                new_y=YPos.NEXT if last else YPos.TOP,
            )
