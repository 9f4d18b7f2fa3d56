"""Reject rows `dn_audit_abnormal`: what the hub did not take, and which of our rows each is about."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from federation.errors import InvalidInput, Reason
from federation.exchange.tables import TABLES
from federation.limits import MIB

FILE_BYTES = 32 * MIB
MOST_ROWS = 100_000
MOST_KIND, MOST_TEXT = 100, 1_000
_TABLE = ("table_sql_name", "table_name")
"""Columns with the table's name, the first that is there; some hubs write the Chinese one."""
_WHY = ("remark", "err_explain")
_NAMES = {table.zh: table.name for table in TABLES.values()} | {name: name for name in TABLES}
_ENCODINGS = ("utf-8-sig", "gb18030")

ADVICE: Mapping[str, str] = {
    "up_pro_accept": "核对申请人证件、事项编码和代码表；办件有误的先更正，再重新导出。",
    "up_pro_process": "核对环节名称和业务动作的代码，再重新导出。",
    "up_pro_special_procedure": "核对特别程序的种类、起止时间和代码，再重新导出。",
    "up_pro_result": "核对办结结果的代码和证照名称、编号，再重新导出。",
    "up_pro_material": "核对材料名称和收取方式的代码，再重新导出。",
    "up_pro_pay": "核对缴款单号和金额，再重新导出。",
    "up_pro_logistics": "核对物流单号和寄送、接收单位，再重新导出。",
}
"""What to do about a row of a table that was rejected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row that was rejected.

    Attributes:
        table: which of the tables.
        row_guid: the row's identity, as `rows_of` made it.
        kind: the hub's code or word for what is wrong.
        why: in its words: may hold personal data.
        batch: which sending it is about; empty where the hub does not say.
    """

    table: str
    row_guid: str
    kind: str
    why: str
    batch: str = ""

    def __repr__(self) -> str:
        return f"Reject({self.table}, {self.row_guid})"


def parse_rejects(data: bytes, *, ending: str) -> tuple[Reject, ...]:
    """Read a file of reject rows; columns that are not needed are passed over.

    Args:
        data: the file, at most 32 MiB; CSV in UTF-8 or GB 18030, JSON as an array of objects.
        ending: ``csv`` or ``json``.

    Raises:
        InvalidInput: TOO_LARGE, TOO_MANY, SHEET_UNREADABLE; VALUE_MISSING or VALUE_INVALID with row and
            column: then nothing is read.
    """
    if len(data) > FILE_BYTES:
        raise InvalidInput(Reason.TOO_LARGE, limit=FILE_BYTES)
    rows = _json(data) if ending == "json" else _csv(data)
    if len(rows) > MOST_ROWS:
        raise InvalidInput(Reason.TOO_MANY, limit=MOST_ROWS)
    return read_rejects(rows)


def read_rejects(rows: Iterable[Mapping[str, str]]) -> tuple[Reject, ...]:
    """Read rows of the table; all or nothing.

    Raises:
        InvalidInput: VALUE_MISSING or VALUE_INVALID with row and column.
    """
    return tuple(_reject(at, row) for at, row in enumerate(rows, 1))


def _reject(at: int, row: Mapping[str, str]) -> Reject:
    column = next((one for one in _TABLE if row.get(one)), "table_name")
    for needed in ("err_type", column, "table_row_guid"):
        if not row.get(needed):
            raise InvalidInput(Reason.VALUE_MISSING, row=at, column=needed)
    table = _NAMES.get(row[column])
    if table is None:
        raise InvalidInput(Reason.VALUE_INVALID, row=at, column=column)
    return Reject(
        table=table,
        row_guid=row["table_row_guid"],
        kind=row["err_type"][:MOST_KIND],
        why=next((row[one] for one in _WHY if row.get(one)), "")[:MOST_TEXT],
        batch=row.get("table_cd_batch", "")[:MOST_KIND],
    )


def _csv(data: bytes) -> list[dict[str, str]]:
    for encoding in _ENCODINGS:
        try:
            lines = io.StringIO(data.decode(encoding), newline="")
        except UnicodeDecodeError:
            continue
        try:
            reader = csv.DictReader(lines)
            found = [{name.strip().lower(): _cell(row[name]) for name in row if name} for row in reader]
            names = {name.strip().lower() for name in reader.fieldnames or ()}
        except csv.Error as error:
            raise InvalidInput(Reason.SHEET_UNREADABLE, why="CSV") from error
        return found or _none(names)
    raise InvalidInput(Reason.SHEET_UNREADABLE, why="neither UTF-8 nor GB 18030")


def _none(names: set[str]) -> list[dict[str, str]]:
    """No rows below a header of the table: an empty file, or another's, does not say that nothing came back."""
    for needed in ("err_type", "table_row_guid"):
        if needed not in names:
            raise InvalidInput(Reason.VALUE_MISSING, row=0, column=needed)
    return []


def _json(data: bytes) -> list[dict[str, str]]:
    try:
        rows = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise InvalidInput(Reason.SHEET_UNREADABLE, why="JSON") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InvalidInput(Reason.SHEET_UNREADABLE, why="not an array of objects")
    return [{str(name).strip().lower(): _cell(value) for name, value in row.items()} for row in rows]


def _cell(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
