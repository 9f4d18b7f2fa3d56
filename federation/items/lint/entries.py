"""From lines to entries: a label, and everything that belongs to it until the next one.

A label may be a heading, a bold word, the begin of a list item, a cell beside its value, or a word
between two wide spaces. Pages nest: within a list of materials a word that names nothing of the guide
stays part of the list.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from federation.items.lint.guide import Said, Spot
from federation.items.lint.labels import ORDINAL, WEAK, Field, field_of, key_of, material_field, step_field
from federation.items.lint.page import Line, Row, Shape, quote, read_lines

LISTS = frozenset({Field.MATERIALS, Field.FLOW, Field.CONDITIONS, Field.LAWS})
_ASKED = frozenset({Field.SUPERVISION, Field.PHONE, Field.PHONES})
_APPEALS = frozenset({Field.REMEDY, Field.RECONSIDERATION, Field.LITIGATION})
_HOLDERS = frozenset({Field.REMEDY, Field.WHERE_WHEN, Field.CODES})  # 救济渠道：复议机关：…
_FEES = frozenset({Field.IS_FEE, Field.FEE, Field.FEE_STANDARD})
_MEANS = frozenset({"电话", "热线", "联系电话", "电话投诉", "电话咨询", "地址", "联系地址"})
_BEFORE = re.compile(r"[\u3000\s；;。，,|｜/]")
_OUTER = {"（": 1, "(": 1, "《": 1, "）": -1, ")": -1, "》": -1}
_MARKS = re.compile(rf"(?:\*\*|__)?(?:{ORDINAL.pattern})?(?:\*\*|__)?[【〖]?$")
_NOTE = re.compile(r"[※★☆▲]")
_QUESTION = re.compile(r"(?:Q|问)\s*\d*\s*[：:、.\s]|.*[？?]$", re.DOTALL)
_APART = re.compile(r"(?<=[\u3000|｜])\s*$|\s{2,}$")
_WHEN = re.compile(r"周[一二三四五六日末]|星期|工作日|法定工作日|每[日天周]|夏|冬|上午|下午|节假日|\d+月")
_UNKNOWN = re.compile(r"[\u4e00-\u9fff]{2,8}")
_TITLE_CHARS = 14
_TITLED = frozenset({"han", "chapter"})  # numerals that headlines have: 三、申请材料, 3 申请材料
_HALF = 0.5
_SHORT = 4  # a cell of fewer characters is quoted with its label


@dataclass(slots=True, kw_only=True)
class Part:
    """A piece of an entry: a line of text, or a table."""

    text: str
    raw: str
    line: Line
    rows: tuple[Row, ...] = ()

    def quote(self, fragment: str = "") -> str:
        """A fragment of the text as the source writes it."""
        return quote(fragment or self.text, self.raw)


@dataclass(slots=True, kw_only=True)
class Entry:
    """What a page says under one label."""

    field: Field | None
    label: str
    section: str
    raw: str
    opener: Line
    place: int = 0
    parts: list[Part] = dataclasses.field(default_factory=list)

    @property
    def value(self) -> str:
        """The text of all parts."""
        return "\n".join(part.text for part in self.parts if part.text)

    @property
    def spot(self) -> Spot:
        """The label with what stands on its line, as the source writes it."""
        text = self.parts[0].text if self.parts and self.parts[0].line is self.opener else ""
        shown = quote(f"{self.label}：{text}".rstrip("："), self.raw).strip()
        return Spot(self.section, self._marks(shown) + shown)

    def shown(self) -> str:
        """Label and value where they share a line of text, else the value."""
        beside = self.opener.shape is not Shape.TABLE and self.parts and self.parts[0].line is self.opener
        return self.spot.quote if beside or not self.value.strip() else self.said().quote

    def label_spot(self) -> Spot:
        """The label alone, with its number and marks."""
        shown = quote(self.label, self.raw)
        behind = re.match(r"[*_]*", self.raw.partition(shown)[2])
        return Spot(self.section, self._marks(shown) + shown + (behind[0] if behind else ""))

    def _marks(self, shown: str) -> str:
        """The number and the bold marks before some words of the source."""
        found = _MARKS.search(self.raw[: self.raw.find(shown)])
        return found[0] if found else ""

    def said(self) -> Said[str]:
        """The whole value, quoted by its first part."""
        if not self.value.strip():
            return Said(self.value, *self.label_spot())
        shown = self.parts[0].quote() if self.parts[0].text else self.spot.quote
        if self.opener.shape is Shape.TABLE and len(shown) < _SHORT:
            found = re.search(rf"{re.escape(self.label)}[\s|*]*{re.escape(shown)}", self.raw)
            shown = found[0] if found else shown
        return Said(self.value, self.section, shown.partition("\n")[0])


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line: behind a label, or before the first one (``label`` is empty)."""

    label: str
    text: str


def pieces(text: str) -> list[Piece]:
    """Cut a line at every word that is a label of a guide, and at an unknown one that begins it."""
    cuts = list(_cuts(text))
    if not cuts:
        return [Piece("", text)]
    found = [Piece("", text[: cuts[0][0]].strip())] if text[: cuts[0][0]].strip() else []
    ends = [cut[0] for cut in cuts[1:]] + [len(text)]
    for (start, colon), end in zip(cuts, ends, strict=True):
        value = text[colon + 1 : end].strip(" \u3000；;，,|｜/·•") if end < len(text) else text[colon + 1 :]
        found.append(Piece(text[start:colon].strip(), value.strip()))
    return found


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Where labels begin, and their colons; an unknown word is one only behind a wide space."""
    depth = start = 0
    behind: Field | None = None  # the label that a colon has just ended
    for at, sign in enumerate(text):
        depth = max(0, depth + _OUTER.get(sign, 0))
        if sign in "：:" and not depth:
            label = text[start:at]
            apart = _APART.search(text[:start]) is not None and _UNKNOWN.fullmatch(label) is not None
            known = field_of(label)
            if text[start - 1 : start] in {"：", ":"} and start:
                opens = known is not None and behind in _HOLDERS
            else:
                opens = known is not None or ((start == 0 or apart) and not _is_value(label))
            if opens:
                yield start, at
                start, behind = at + 1, known
        elif _BEFORE.fullmatch(sign) and not depth and text[at + 1 : at + 2] not in "：:":
            start = at + 1


def _is_value(label: str) -> bool:
    """Whether what stands before a colon is rather a time of day or a sentence than a label."""
    text = label.strip()
    return not text or text[-1].isdigit() or len(label) > 2 * _TITLE_CHARS or _WHEN.match(text) is not None


@dataclass(slots=True)
class _Builder:
    """Walks the lines; ``entry`` is the one that is open."""

    entries: list[Entry] = dataclasses.field(default_factory=list)
    lines: list[Said[str]] = dataclasses.field(default_factory=list)
    title: str = ""
    section: str = ""
    chapter: str = ""
    entry: Entry | None = None

    def take(self, line: Line) -> None:
        """One line."""
        if line.shape is Shape.TABLE:
            self._table(line)
        elif line.shape is Shape.HEADING:
            self._heading(line)
        else:
            self._text(line)
        self._keep(line)

    def _keep(self, line: Line) -> None:
        section = self.entry.section if self.entry else self.section
        rows = line.rows or ()
        for text, raw in [(" ".join(row.cells), row.raw) for row in rows] or [(line.text, line.raw)]:
            self.lines.append(Said(text, section or "全文", raw))

    def _heading(self, line: Line) -> None:
        label, _, value = line.text.partition("：")
        found = field_of(label)
        inside = self.entry
        if found is None and inside and inside.field in LISTS and _is_below(line, inside.opener):
            inside.parts.append(Part(text=line.text, raw=line.raw, line=line))
            return
        if not self.title and line.depth == 1 and found is None:
            self.title = line.text
        self.section, self.chapter = line.raw.lstrip("#").strip().strip("*【】〖〗").strip(), ""
        self.entry = None
        if found is not None or value:
            self._open(found, label, line, section=self.section)
            self._add(value, line)

    def _text(self, line: Line) -> None:
        if _NOTE.match(line.raw) and self.entry and self.entry.field in LISTS:
            return  # a remark on the list, not one of its entries; `lines` keeps it
        found = pieces(line.text)
        if not found[0].label and len(found) == 1 and self._is_title(line) and not self._is_value(line):
            if line.style in _TITLED or not line.style:
                self.chapter = line.number
            self._open(field_of(line.text), line.text, line, section=self._section_of(line, line.text))
            return
        for piece in found:
            if piece.label and self._opens(piece, line):
                section = self._section_of(line, piece.label)
                self._open(self._meant(piece.label, line), piece.label, line, section=section)
                self._add(piece.text, line)
            else:
                self._add(f"{piece.label}：{piece.text}" if piece.label else piece.text, line)

    def _meant(self, label: str, line: Line) -> Field | None:
        """What a label names where it stands: 依据 behind 收费 on one line is that of the fee."""
        inside = self.entry
        of_fee = inside is not None and inside.opener is line and inside.field in _FEES
        return Field.FEE_BASIS if of_fee and key_of(label) == "依据" else field_of(label)

    def _is_value(self, line: Line) -> bool:
        """Whether a word that is also a label stands where a value is due: 办理时间, and below it 上班时间."""
        inside = self.entry
        return inside is not None and not inside.parts and inside.field is field_of(line.text) is not None

    def _is_title(self, line: Line) -> bool:
        """Whether a line without a colon is the headline of what follows."""
        text = line.text
        if line.bold and line.raw.endswith(("**", "__")) and _QUESTION.fullmatch(text):
            return True
        if not text or len(key_of(text)) > _TITLE_CHARS or re.search(r"[，,。；;→]", text):
            return False
        known = field_of(text)
        if self.entry and self.entry.field in LISTS and not self._is_sibling(line):
            return (
                known is not None
                and known is not self.entry.field
                and key_of(text) not in WEAK
                and line.depth == 0
            )
        return known is not None or line.style in _TITLED or (line.bold and line.raw.endswith(("**", "__")))

    def _opens(self, piece: Piece, line: Line) -> bool:
        """Whether a labelled piece begins a new entry, or belongs to the list that is open."""
        known = field_of(piece.label)
        inside = self.entry
        if inside and key_of(piece.label) in _MEANS and self._is_detail(inside, line):
            return False
        if inside is None or inside.field not in LISTS:
            return True
        if self._is_sibling(line):
            return True
        if known is None or known is Field.OTHER:
            return known is Field.OTHER and line.depth == 0 and line.shape is Shape.TEXT
        of_entry = {Field.MATERIALS: material_field, Field.FLOW: step_field}.get(inside.field or Field.OTHER)
        if of_entry and of_entry(piece.label):
            return False
        weak = key_of(piece.label) in WEAK and not self._stands_beside(line)
        return not weak and known is not inside.field

    def _stands_beside(self, line: Line) -> bool:
        """Whether a plain line is on a level with the plain one that opened the list, whose entries differ."""
        inside = self.entry
        if inside is None or not inside.parts:
            return False
        one, other = (
            (row.shape is Shape.TEXT, row.style, row.depth, row.bold) for row in (line, inside.opener)
        )
        last = inside.parts[-1].line
        below = last is inside.opener or bool(last.style) or last.depth > inside.opener.depth
        return one == other and one[0] and below

    def _is_detail(self, inside: Entry, line: Line) -> bool:
        """Whether 电话, 地址 tell more of whom one may ask, complain to, or appeal to."""
        if inside.opener is line:
            return inside.field in _ASKED | _APPEALS
        return inside.field in _APPEALS or (
            inside.field in _ASKED and not inside.value and not self._is_sibling(line)
        )

    def _is_sibling(self, line: Line) -> bool:
        """Whether a line looks just like the one that opened the list: then it stands beside it."""
        opener = self.entry.opener if self.entry else None
        if opener is None or opener.shape is Shape.HEADING:
            return False
        alike = (line.shape, line.style, line.depth, line.bold)
        return alike == (opener.shape, opener.style, opener.depth, opener.bold) and (
            line.bold or bool(line.style)
        )

    def _section_of(self, line: Line, label: str) -> str:
        framed = line.raw.startswith(("【", "〖")) and line.shape is not Shape.HEADING
        if self.section and self.section != self.title and not framed:
            return self.section
        own = line.number if line.style in _TITLED else self.chapter or line.number
        return own or key_of(label)

    def _open(self, found: Field | None, label: str, line: Line, *, section: str) -> None:
        if self.entry and self.entry.opener is line and line.number:
            section = self.entry.section  # a second label of the same numbered line
        place = len(self.entries)
        self.entry = Entry(field=found, label=label, section=section, raw=line.raw, opener=line, place=place)
        self.entries.append(self.entry)

    def _add(self, text: str, line: Line) -> None:
        if self.entry and text:
            self.entry.parts.append(Part(text=text, raw=line.raw, line=line))

    def _table(self, line: Line) -> None:
        inside = self.entry
        if inside and inside.field in LISTS and not _is_pairs(line.rows):
            inside.parts.append(Part(text="", raw=line.raw, line=line, rows=line.rows))
        elif kind := _list_kind(line.rows[0].cells):
            self._open(kind, kind.value, line, section=self._section_of(line, kind.value))
            self._part_of_table(line)
        elif _is_pairs(line.rows):
            self._pairs(line.rows, line)
        elif _labelled(line.rows[0].cells) and len(line.rows) > 1:
            for row in line.rows[1:]:
                for label, value in zip(line.rows[0].cells, row.cells, strict=False):
                    self._pair(label, value, row, line)
        elif inside:
            self._part_of_table(line)

    def _part_of_table(self, line: Line) -> None:
        if self.entry:
            self.entry.parts.append(Part(text="", raw=line.raw, line=line, rows=line.rows))

    def _pairs(self, rows: Sequence[Row], line: Line) -> None:
        for row in rows:
            at = 0
            while at < len(row.cells) - 1:
                if field_of(row.cells[at]) is not None:
                    self._pair(row.cells[at], row.cells[at + 1], row, line)
                    at += 1
                at += 1

    def _pair(self, label: str, value: str, row: Row, line: Line) -> None:
        """A label and its value in cells of one row."""
        if not label:
            return
        self.entry = None
        own = Line(shape=Shape.TABLE, text=label, raw=row.raw, depth=line.depth)
        self._open(field_of(label), label, own, section=self._section_of(own, label))
        for text in value.split("\n"):
            self._add(text.strip(), own)
        self.entry = None


def _is_below(line: Line, opener: Line) -> bool:
    """Whether a heading stands under another."""
    return opener.shape is Shape.HEADING and line.depth > opener.depth


def text_entry(what: Field, text: str) -> Entry:
    """A text that stands under a label, read as lines: the cell of a catalogue."""
    lines = [line for line in read_lines(text) if line.shape is not Shape.TABLE]
    opener = Line(shape=Shape.HEADING, text=what.value, raw=text)
    parts = [Part(text=line.text, raw=line.raw, line=line) for line in lines]
    return Entry(field=what, label=what.value, section=what.value, raw=text, opener=opener, parts=parts)


def _labelled(cells: Sequence[str]) -> bool:
    """Whether most cells of a header row are labels of a guide."""
    known = [cell for cell in cells if field_of(cell) is not None]
    return len(known) > 1 and len(known) >= len(cells) * _HALF


def _is_pairs(rows: Sequence[Row]) -> bool:
    """Whether a table puts labels beside their values."""
    firsts = [row.cells for row in rows]
    hits = sum(any(field_of(cell) for cell in cells[:-1][:2]) for cells in firsts)
    return (
        hits >= max(1, (len(rows) - 1) * _HALF)
        and not _list_kind(rows[0].cells)
        and not (_labelled(rows[0].cells) and hits <= 1 < len(rows))
    )


def _list_kind(cells: Sequence[str]) -> Field | None:
    """Which list a table's header announces."""
    material = {material_field(cell) for cell in cells} - {None}
    step = {step_field(cell) for cell in cells} - {None}
    if Field.MATERIAL_NAME in material and len(material - {Field.MATERIAL_NOTE, Field.MATERIAL_NAME}) > 0:
        return Field.MATERIALS
    if Field.STEP_NAME in step and len(step) > 1:
        return Field.FLOW
    return None


def read_entries(lines: Sequence[Line]) -> tuple[str, list[Entry], list[Said[str]]]:
    """The page's headline, its entries in order, and its lines with their sections."""
    builder = _Builder()
    for line in lines:
        builder.take(line)
    return builder.title, builder.entries, builder.lines
