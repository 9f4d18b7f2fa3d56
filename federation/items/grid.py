"""What a sheet holds, as values: columns, the table they make, a sheet's view of it, its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from federation.items.cells import is_blank, label_key
from federation.items.raw import Cell
from federation.items.report import Findings, Spot
from federation.items.tables import Coded

_REQUIRED = "必填|选填|可选|必选|必填项|单选|多选"
_UNIT = "个?工作日数?|自然日|日历日|个?月|小时|[天日份次元]"
_DECORATION = re.compile(
    rf"[*＊★]|[（(]({_REQUIRED}|\d+位|(单位[:：为是]?)?({_UNIT}))[)）]|[【\[]({_REQUIRED})[】\]]"
    rf"|^\s*([(（]\d{{1,2}}[)）][.、．]?|\d{{1,2}}[.、．])\s*(?=\D)|[:：]\s*$|/({_UNIT})\s*$"
)


def header_key(text: str) -> str:
    """Headers that differ only in width, case, spaces, a required mark or a unit have one key.

    So do those numbered (4.受理条件), closed with a colon, or with the unit behind a stroke.
    """
    return label_key(_DECORATION.sub("", text)).lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table.

    Attributes:
        field: its name in the national exchange tables, or ours.
        label: its Chinese header.
        read: cell → value and why it was repaired; raises `CellFault`.
        says: what a value must be, for people.
        codes: the code table its values come from.
        coding: makes a reader for a source's own codes; None where there are none.
        required: the header must be there.
        filled: every row must fill it.
        key: a row without any key is not a data row.
        other: further headers in use.
        theirs: headers of the source system (its profile), which go before everybody's.
        default: what stands in a row that says nothing, by the source's profile; None for nothing.
    """

    field: str
    label: str
    read: Callable[[Cell], tuple[object, str]]
    says: str
    codes: type[Coded] | None = None
    coding: Callable[[Mapping[str, str] | None], Callable[[Cell], tuple[object, str]]] | None = None
    required: bool = False
    filled: bool = False
    key: bool = False
    other: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    default: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A kind of sheet.

    Attributes:
        name: its Chinese name.
        columns: in the order in which they are printed.
        one_of: fields of which every sheet must have, and every row fill, at least one.
        exchange: further columns by which exchange tables refer to each other; read, never written.
        marks: whether / and — mean an empty cell, and 同上 the value above; else they are text.
    """

    name: str
    columns: tuple[Column, ...]
    one_of: tuple[str, ...] = ()
    exchange: tuple[Column, ...] = ()
    marks: bool = False

    def by_header(self) -> dict[str, Column]:
        """Every header that names a column, as `header_key` writes it."""
        usual = {
            header_key(text): column
            for column in self.every()
            for text in (column.label, column.field, *column.other)
        }
        return usual | {header_key(text): column for column in self.every() for text in column.theirs}

    def every(self) -> tuple[Column, ...]:
        """All columns that are read."""
        return (*self.columns, *self.exchange)

    def column(self, name: str) -> Column | None:
        """The column of a field."""
        return next((column for column in self.every() if column.field == name), None)


@dataclass(slots=True)
class View:
    """How one sheet holds one table: which column of the sheet is which of the table's.

    Attributes:
        sheet: its name; None for CSV.
        table: what it holds.
        row: the last row of its header.
        headers: by place; of a header in several rows, the labels from top to bottom.
        columns: the table's column at each place that is read.
        first: the first row of its header; 0 means it is ``row``.
        delimited: whether a cell beyond the header means that cells were shifted.
        trimmed: places whose header has a remark behind the label.
        unread: places already reported as not read.
        beside: the materials in further columns of the items' sheet, a row each.
    """

    sheet: str | None
    table: Table
    row: int
    headers: tuple[str, ...]
    columns: dict[int, Column]
    first: int = 0
    delimited: bool = False
    trimmed: set[int] = field(default_factory=set)
    unread: set[int] = field(default_factory=set)
    beside: View | None = None
    _places: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._places = {column.field: index for index, column in reversed(self.columns.items())}

    def spot(self, row: int, name: str) -> Spot:
        """The cell of a field in a row; the row alone if the sheet has no such column."""
        index = self.place(name)
        if index is not None:
            return self.at(row, index)
        column = self.table.column(name)
        return Spot(self.sheet, row, "", column.label if column else "")

    def at(self, row: int, index: int) -> Spot:
        """The cell at a place in a row."""
        header = self.headers[index] if index < len(self.headers) else ""
        return Spot(self.sheet, row, get_column_letter(index + 1), header)

    def place(self, name: str) -> int | None:
        """The index of a field's column, if the sheet has it."""
        return self._places.get(name)


@dataclass(slots=True)
class Record:
    """One data row: the values by field name; a field that is empty or was refused is not there.

    ``whole`` says that no cell was refused, ``good`` that nothing else was found wrong either;
    ``follows`` is the row whose 实施编码 is merged over this one, 0 if none is.
    """

    view: View
    row: int
    cells: tuple[Cell, ...]
    values: dict[str, object]
    whole: bool
    good: bool = True
    follows: int = 0

    def text(self, name: str) -> str:
        """A text value; empty if absent."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def written(self, name: str) -> object:
        """What the file has in a field's cell, or what it was read as; None if empty or not there."""
        index = self.view.place(name)
        cell = self.cells[index] if index is not None and index < len(self.cells) else None
        return self.values.get(name) if is_blank(cell) else cell

    def release(self) -> None:
        """Let the cells go, once a row is good: its values are kept."""
        if self.good:
            self.cells = ()

    def wrong(self, findings: Findings, name: str, why: str, *, allowed: tuple[str, ...] = ()) -> None:
        """Note that what is written for a field, though it could be read, is not right."""
        self.good = False
        findings.error(self.view.spot(self.row, name), self.written(name), why, allowed=allowed)

    def repair(self, findings: Findings, name: str, after: object, why: str) -> None:
        """Note that a field was read otherwise than it is written."""
        findings.repair(self.view.spot(self.row, name), self.written(name), after, why)
