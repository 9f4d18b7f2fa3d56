"""Reject rows `dn_audit_abnormal`: what the hub did not take, and which of our cases each is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from federation.errors import InvalidInput, Reason
from federation.exchange.tables import TABLES

COLUMNS = ("err_type", "table_name", "table_row_guid", "err_explain")
MOST_TEXT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row that was rejected.

    Attributes:
        table: which of the tables.
        row_guid: the row's identity, as `rows_of` made it.
        kind: the hub's code for what is wrong.
        why: in its words.
    """

    table: str
    row_guid: str
    kind: str
    why: str


def read_rejects(rows: Iterable[Mapping[str, str]]) -> tuple[Reject, ...]:
    """Read rows of the table; all or nothing.

    Raises:
        InvalidInput: VALUE_MISSING or VALUE_INVALID with row and column.
    """
    return tuple(_reject(at, row) for at, row in enumerate(rows, 1))


def _reject(at: int, row: Mapping[str, str]) -> Reject:
    for column in ("err_type", "table_name", "table_row_guid"):
        if not row.get(column):
            raise InvalidInput(Reason.VALUE_MISSING, row=at, column=column)
    if row["table_name"] not in TABLES:
        raise InvalidInput(Reason.VALUE_INVALID, row=at, column="table_name")
    return Reject(
        table=row["table_name"],
        row_guid=row["table_row_guid"],
        kind=row["err_type"],
        why=row.get("err_explain", "")[:MOST_TEXT],
    )
