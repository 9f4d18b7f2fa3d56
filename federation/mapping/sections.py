"""A crosswalk in one .csv: a first column 表 says to which sheet each row belongs.

The other columns are those of all the sheets together; row numbers stay those of the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from federation.items.cells import is_blank, label_key
from federation.items.grid import Table, header_key
from federation.items.sheet import Cell, RawSheet, Row

SECTION = "表"


def by_section(sheets: Iterator[RawSheet], tables: tuple[Table, ...]) -> Iterator[RawSheet]:
    """Take a CSV apart into its sheets; other files pass as they are."""
    for sheet in sheets:
        if sheet.name is None:
            yield from _sections(list(sheet.rows), tables)
        else:
            yield sheet


def _sections(rows: list[Row], tables: tuple[Table, ...]) -> Iterator[RawSheet]:
    at = next((i for i, (_, cells) in enumerate(rows) if cells and label_key(str(cells[0])) == SECTION), None)
    if at is None:
        yield RawSheet(None, iter(rows))
        return
    number, header = rows[at]
    known = {table.name: table for table in tables}
    groups: dict[str, list[Row]] = {}
    for row, cells in rows[at + 1 :]:
        if any(not is_blank(cell) for cell in cells):
            groups.setdefault(label_key(str(cells[0] or "")), []).append((row, (None, *cells[1:])))
    for name, group in groups.items():
        table = known.get(name)
        own = header if table is None else _own_header(header, table, tables)
        yield RawSheet(name or None, iter([(number, (None, *own[1:])), *group]))


def _own_header(header: tuple[Cell, ...], table: Table, tables: tuple[Table, ...]) -> tuple[Cell, ...]:
    """The headers of this table, and those no table knows; the other tables' are not its business."""
    own, others = table.by_header(), {key for other in tables for key in other.by_header()}
    return tuple(
        cell if (key := header_key(str(cell or ""))) in own or key not in others else None for cell in header
    )
