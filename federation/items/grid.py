"""What a sheet holds, as values: columns, the table they make, a sheet's view of it, its rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from federation.items.cells import label_key
from federation.items.report import Findings, Spot
from federation.items.sheet import Cell
from federation.items.tables import Coded

_DECORATION = re.compile(r"[*＊★]|[（(](必填|选填|可选|必选)[)）]")


def header_key(text: str) -> str:
    """Headers that differ only in width, case, spaces or a required mark have one key."""
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
        required: the header must be there.
        filled: every row must fill it.
        key: a row without any key is not a data row.
        other: further headers in use.
    """

    field: str
    label: str
    read: Callable[[Cell], tuple[object, str]]
    says: str
    codes: type[Coded] | None = None
    required: bool = False
    filled: bool = False
    key: bool = False
    other: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A kind of sheet: its Chinese name and its columns."""

    name: str
    columns: tuple[Column, ...]

    def by_header(self) -> dict[str, Column]:
        """Every header that names a column, as `header_key` writes it."""
        return {
            header_key(text): column
            for column in self.columns
            for text in (column.label, column.field, *column.other)
        }


@dataclass(slots=True)
class View:
    """How one sheet holds one table: which column of the sheet is which of the table's."""

    sheet: str | None
    table: Table
    row: int
    headers: tuple[str, ...]
    columns: dict[int, Column]
    unread: set[int] = field(default_factory=set)

    def spot(self, row: int, name: str) -> Spot:
        """The cell of a field in a row; the row alone if the sheet has no such column."""
        index = self.place(name)
        if index is not None:
            return Spot(self.sheet, row, get_column_letter(index + 1), self.headers[index])
        label = next((column.label for column in self.table.columns if column.field == name), "")
        return Spot(self.sheet, row, "", label)

    def place(self, name: str) -> int | None:
        """The index of a field's column, if the sheet has it."""
        return next((index for index, column in self.columns.items() if column.field == name), None)


@dataclass(slots=True)
class Record:
    """One data row: the values by field name; a field that is empty or was refused is not there."""

    view: View
    row: int
    cells: tuple[Cell, ...]
    values: dict[str, object]
    whole: bool

    def text(self, name: str) -> str:
        """A text value; empty if absent."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def wrong(self, findings: Findings, name: str, why: str, *, allowed: tuple[str, ...] = ()) -> None:
        """Note that what is written for a field, though it could be read, is not right."""
        index = self.view.place(name)
        written = self.cells[index] if index is not None and index < len(self.cells) else None
        findings.error(self.view.spot(self.row, name), written, why, allowed=allowed)
