"""The rows of one case for the exchange tables, each complete and within its lengths, or none at all.

A row's identity follows from the case, the table and what it is about, so that the receiving system can tell
a change (U) from something new (I); a row that is told no more is taken back (D). Rows are personal data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from federation.case import Case
from federation.errors import InvalidInput, Reason
from federation.exchange.contents import CONTENTS, Filed, Told, Values
from federation.exchange.tables import TABLES


class Operation(StrEnum):
    """同步类型: whether the receiving system has the row already."""

    INSERT = "I"
    UPDATE = "U"
    DELETE = "D"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRow:
    """A row: its table, and its values by column in the table's order, empty where it says nothing."""

    table: str
    values: Mapping[str, str]

    @property
    def guid(self) -> str:
        """Its identity."""
        return self.values["row_guid"]

    @property
    def operation(self) -> Operation:
        """What the receiving system is to do."""
        return Operation(self.values["cd_operation"])

    def __repr__(self) -> str:
        return f"ExchangeRow({self.table}, {self.guid})"


def rows_of(case: Case, filed: Filed) -> tuple[ExchangeRow, ...]:
    """All rows of a case, table by table.

    Raises:
        InvalidInput: CODE_UNDECLARED for a word without a code; EXPORT_INCOMPLETE with table and column for
            one that must not be empty; TOO_LARGE with table, column and limit; CASE_UNKNOWN for a case that
            was not opened. Nothing is cut.
    """
    told = Told(case, filed)
    made = [
        ExchangeRow(table=name, values=_whole(told, name, key, values))
        for name, contents in CONTENTS.items()
        for key, values in contents(told)
    ]
    return (*made, *_taken_back(told, {row.guid for row in made}))


def row_guid(case: Case, table: str, key: str) -> str:
    """A row's identity; nothing can be read from it."""
    return hashlib.sha256(f"{case.case_id}/{table}/{key}".encode()).hexdigest()[:32]


def _whole(told: Told, table: str, key: str, values: Values) -> Mapping[str, str]:
    guid = row_guid(told.case, table, key)
    known = guid in told.filed.known
    said = {**values, **_head(told, guid, Operation.UPDATE if known else Operation.INSERT)}
    row, hub = {}, told.filed.hub
    for column in TABLES[table].columns:
        value = said.get(column, "")
        if not value and hub.required(table, column):
            raise InvalidInput(Reason.EXPORT_INCOMPLETE, table=table, column=column)
        if len(value) > hub.length(table, column):
            raise InvalidInput(Reason.TOO_LARGE, table=table, column=column, limit=hub.length(table, column))
        row[column] = value
    return row


def _head(told: Told, guid: str, operation: Operation) -> Values:
    filed = told.filed
    return {
        "row_guid": guid,
        "project_no": told.submitted().local_no or str(told.case.case_id),
        "cd_batch": filed.batch,
        "cd_operation": operation,
        "cd_time": told.time(filed.at),
        "data_source": filed.hub.source or filed.source,
    }


def _taken_back(told: Told, told_now: set[str]) -> Iterator[ExchangeRow]:
    for guid, table in sorted(told.filed.known.items()):
        if guid not in told_now:
            head = _head(told, guid, Operation.DELETE)
            values = {column: head.get(column, "") for column in TABLES[table].columns}
            yield ExchangeRow(table=table, values=values)
