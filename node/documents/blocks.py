"""What stands on a printed page, as values: blocks from top to bottom. How they are set: `sheet`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

CASE_NO, NOTES = "办件编号　{}", "说明"


class Paper(Enum):
    """A size of paper: width, height and margin in mm."""

    A4 = (210.0, 297.0, 15.0)
    NOTICE = (210.0, 297.0, 25.0)  # A4 with the margins of an official paper
    LABEL = (100.0, 150.0, 5.0)  # the thermal label of couriers


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Who speaks, and what this paper is called; ``formal`` sets the organ as on a notice of an organ."""

    office: str
    title: str
    formal: bool = False

    @property
    def words(self) -> Iterable[str]:
        """Everything printed."""
        return (self.office, self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line in the middle: the 文号."""

    content: str

    @property
    def words(self) -> Iterable[str]:
        """Everything printed."""
        return (self.content,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Barcode:
    """A number in large characters and as Code 39; ``form`` has one place for it."""

    number: str
    form: str = CASE_NO

    @property
    def words(self) -> Iterable[str]:
        """Everything printed."""
        return (self.form, self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Rows of label, value or label, value, label, value."""

    rows: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> Iterable[str]:
        """Everything printed."""
        return (cell for row in self.rows for cell in row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its head, its share of the width, whether its cells stand in the middle."""

    head: str
    share: float
    centred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table under its caption, with its head on every page."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> Iterable[str]:
        """Everything printed."""
        return (
            self.caption,
            *(column.head for column in self.columns),
            *(cell for row in self.rows for cell in row),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """Paragraphs of a notice; each begins two characters in, unless it is addressed to somebody."""

    paragraphs: tuple[str, ...]
    indent: bool = True

    @property
    def words(self) -> Iterable[str]:
        """Everything printed."""
        return self.paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """Small print."""

    lines: tuple[str, ...]
    caption: str = NOTES

    @property
    def words(self) -> Iterable[str]:
        """Everything printed."""
        return (self.caption, *self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """Where people sign: two in a line."""

    texts: tuple[str, ...]

    @property
    def words(self) -> Iterable[str]:
        """Everything printed."""
        return self.texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """Who makes the paper out, and when; room for the seal above it. Never alone on a page."""

    organ: str
    date: str
    mark: str = "（印章）"

    @property
    def words(self) -> Iterable[str]:
        """Everything printed."""
        return (self.organ, self.date, self.mark)


Block = Heading | Line | Barcode | Facts | Table | Prose | Notes | Signatures | Seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A composed paper: every word that is printed.

    Attributes:
        title: for the file's metadata; never a person's name.
        blocks: from top to bottom.
        paper: its size.
    """

    title: str
    blocks: tuple[Block, ...]
    paper: Paper = Paper.A4

    @property
    def text(self) -> str:
        """Every character of the sheet, for cutting the font."""
        return "".join(word for block in self.blocks for word in block.words)
