"""A guide page as lines: headings, list items, texts and tables, in Markdown or plain text.

Only the shape of a page is read here, not its meaning. Every line keeps what stands in the source, so
that a finding can quote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum, auto

from federation.items.lint.beside import with_colons
from federation.items.lint.labels import ORDINAL

LINE_CHARS = 8_000  # of a line or cell: a whole law may be quoted in one, and says nothing new behind that
PAGE_CHARS = 1 << 20  # a guide of a megabyte is none; what is read of it stays bounded


class Shape(StrEnum):
    """What a line looks like."""

    HEADING = auto()
    ITEM = auto()
    TEXT = auto()
    TABLE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table: its cells without markup, and the source."""

    cells: tuple[str, ...]
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line, or a whole table.

    Attributes:
        shape: what it looks like.
        text: without markup and without its number.
        raw: the source, without outer spaces.
        number: 七, 5, or empty.
        style: how it is numbered: the kind of numeral with its brackets, or ``-`` for a bullet.
        depth: level of a heading, else the indent in characters.
        bold: whether it begins in bold.
        rows: of a table.
        headed: whether the table's first row is marked as its header.
    """

    shape: Shape
    text: str = ""
    raw: str = ""
    number: str = ""
    style: str = ""
    depth: int = 0
    bold: bool = False
    rows: tuple[Row, ...] = ()
    headed: bool = False


_HEADING = re.compile(r"(#{1,6})\s*(.*?)\s*#*")
_FRAMED = re.compile(r"(?:\*\*)?[【〖\[]([^】〗\]]{2,20})[】〗\]](?:\*\*)?[：:]?")
_FRAMED_LEVEL = 2
_BULLET = re.compile(r"[-*+•·●○◆■▪–—]\s+")
_CELL = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[|:\-\s]*-[|:\-\s]*")
_HTML_ROW = re.compile(r"<tr\b(?:(?!<tr\b).){0,8000}?</tr>", re.DOTALL | re.IGNORECASE)
_HTML_CELL = re.compile(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", re.DOTALL | re.IGNORECASE)
_HTML_FRAME = re.compile(r"</?(?:table|thead|tbody|colgroup)\b[^>]*>|<table\b[^>]*>.*", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARK = re.compile(r"\*\*|__|`|~~|(?<!\*)\*(?=\S)|(?<=\S)\*(?!\*)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_CHOSEN = re.compile(r"[☑√✓✔■●◉🗹]\s*([^□☐○☑√✓✔■●◉🗹]+)")
_OPEN = re.compile(r"[□☐○◯]")
_CHAPTER = re.compile(r"(?P<chapter>\d{1,2})[ \u3000]+(?=[\u4e00-\u9fff]{2,8}$)")  # 3 申请材料
_COLON = "[：:】〗]{0,2}"  # behind a label the source may have another sign, or none
_SPACED = re.compile(r"(?<![\u4e00-\u9fff])(?:[\u4e00-\u9fff]\s){2,7}[\u4e00-\u9fff](?=\s*[：:])")


def plain(text: str) -> str:
    """Text without Markdown's marks; a choice of boxes as the box that is ticked."""
    text = _LINK.sub(r"\1", text.replace("&nbsp;", " ").replace("&emsp;", "\u3000"))
    text = _ESCAPE.sub(r"\1", _MARK.sub("", _TAG.sub("", _BREAK.sub("\n", text))))
    text = _SPACED.sub(lambda found: re.sub(r"\s", "", found[0]), text).strip()
    return _ticked(text)


def _ticked(text: str) -> str:
    chosen = _CHOSEN.findall(text)
    if not chosen or not _OPEN.search(text):
        return text
    head = re.split(r"[□☐○◯☑√✓✔■●◉🗹]", text, maxsplit=1)[0]
    return head + "、".join(one.strip(" 　、，,") for one in chosen)


def quote(fragment: str, raw: str) -> str:
    """The fragment as the source writes it; the whole source where it cannot be found there."""
    if fragment in raw or not fragment:
        return fragment or raw
    between = r"[*_`\\~\s]*"
    signs = (_COLON if sign == "：" else re.escape(sign) for sign in re.sub(r"\s", "", fragment))
    found = re.search(between.join(signs), raw)
    return found[0] if found else raw


@dataclass(slots=True)
class _Reader:
    """Joins the rows of a table; everything else is one line at a time."""

    lines: list[Line] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    headed: bool = False
    indent: int = 0
    blank: bool = True

    def take(self, source: str) -> None:
        """One line of the source."""
        raw = source[:LINE_CHARS].strip().removeprefix(">").strip()
        if self.rows and (not raw or _HTML_FRAME.fullmatch(raw)) and self.rows[-1].raw[:3].lower() == "<tr":
            self.blank = True
            if raw.lower() == "</table>":
                self.close()
            return
        indent = len(source) - len(source.lstrip(" \t"))
        if cells := _cells(raw):
            if _RULE.fullmatch(raw):
                self.headed = len(self.rows) == 1
            else:
                self.indent = self.indent if self.rows else indent
                self.rows.append(Row(cells=cells, raw=raw))
            return
        self.close()
        for one in filter(None, map(str.strip, _BREAK.split(raw))):
            self._add(one, indent)
        self.blank = not raw

    def _add(self, raw: str, indent: int) -> None:
        if re.fullmatch(r"[-=*_~`]{3,}\w*|<!--.*-->|</?[a-zA-Z][^<>]*>", raw):
            return
        line = _line(raw, indent)
        if not self.blank and _continues(self.lines, line):
            line = _joined(self.lines.pop(), line)
        self.lines.append(line)

    def close(self) -> None:
        """The table so far is whole."""
        if self.rows:
            rows, raw = tuple(self.rows), self.rows[0].raw
            self.lines.append(
                Line(shape=Shape.TABLE, raw=raw, depth=self.indent, rows=rows, headed=self.headed)
            )
        self.rows, self.headed = [], False


def _continues(lines: list[Line], line: Line) -> bool:
    """Whether a line is the rest of the list item above it: indented, without a mark or a label of its own."""
    above = lines[-1] if lines else None
    if (
        above is None
        or above.shape is not Shape.ITEM
        or line.shape is not Shape.TEXT
        or line.bold
        or not line.depth
    ):
        return False
    open_bracket = above.text.count("（") > above.text.count("）")
    return open_bracket or not (above.text.endswith(("。", "；", ";", "：", ":", "）")) or "：" in line.text)


def _joined(above: Line, line: Line) -> Line:
    return replace(above, text=above.text + line.text, raw=f"{above.raw}\n{line.raw}")


def _cells(raw: str) -> tuple[str, ...]:
    if raw[:3].lower() == "<tr":
        return tuple(plain(cell) for cell in _HTML_CELL.findall(raw))
    if "\t" in raw and "|" not in raw:
        return tuple(plain(cell) for cell in raw.split("\t"))
    if raw.count("|") < 2 and not raw.startswith("|"):  # noqa: PLR2004 - one bar is punctuation
        return ()
    return tuple(plain(cell) for cell in _CELL.split(raw.removeprefix("|").removesuffix("|")))


def _line(raw: str, indent: int) -> Line:
    if found := _HEADING.fullmatch(raw):
        return _numbered(Shape.HEADING, found[2], raw, len(found[1]))
    if found := _FRAMED.fullmatch(raw):
        return _numbered(Shape.HEADING, found[1], raw, _FRAMED_LEVEL)
    bullet = _BULLET.match(raw)
    body = with_colons(raw[bullet.end() :] if bullet else raw)
    line = _numbered(Shape.ITEM if bullet else Shape.TEXT, body, raw, indent)
    if line.style:
        return line
    return replace(line, shape=Shape.ITEM, style="-") if bullet else line


def _numbered(shape: Shape, body: str, raw: str, depth: int) -> Line:
    bold = body.startswith(("**", "__"))
    bare = body.lstrip("*_")
    found = ORDINAL.match(bare) or _CHAPTER.match(bare)
    if found is None:
        return Line(shape=shape, text=plain(body), raw=raw, depth=depth, bold=bold)
    kind = found.lastgroup or ""
    rest = bare[found.end() :]
    bold = bold or rest.startswith(("**", "__"))
    # what closes the bold that was opened before the number is a mark like any other: `plain` drops it
    item = Shape.ITEM if shape is Shape.TEXT else shape
    return Line(shape=item, text=plain(rest), raw=raw, number=found[kind], style=kind, depth=depth, bold=bold)


def read_lines(text: str) -> tuple[Line, ...]:
    """The lines of a page; what stands behind its first 1,048,576 characters is not read."""
    reader = _Reader()
    for source in _sources(text[:PAGE_CHARS]):
        reader.take(source)
    reader.close()
    return tuple(reader.lines)


def _sources(text: str) -> Iterator[str]:
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    start = 0
    for row in _HTML_ROW.finditer(text):
        yield from text[start : row.start()].split("\n")
        yield row[0]
        start = row.end()
    yield from text[start:].split("\n")
