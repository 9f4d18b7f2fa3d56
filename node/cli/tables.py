"""The files of an export: a folder that is there whole, or not at all. Personal data, for the node's user only."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

from federation.errors import KuayuError, Reason
from federation.exchange import ExchangeRow, Form
from federation.exchange.codes import Encoding
from federation.exchange.spelling import BOM, csv_header, csv_line, csv_row, json_rows, sql_insert

SKIPPED = "not-exported.csv"
_HEADER = ("办件编号", "原因", "表或代码集", "栏或词")


class Writer(Protocol):
    """Writes cases in one form."""

    def add(self, case: str, rows: Sequence[ExchangeRow]) -> None:
        """A case."""

    def close(self) -> None:
        """There are no more."""


class _Csv:
    """One file a table."""

    def __init__(self, stack: ExitStack, folder: Path, _head: Mapping[str, Any], encoding: Encoding) -> None:
        self._stack = stack
        self._folder = folder
        self._encoding = encoding
        self._files: dict[str, IO[str]] = {}

    def add(self, _case: str, rows: Sequence[ExchangeRow]) -> None:
        """A case's rows, each in its table's file."""
        for row in rows:
            if row.table not in self._files:
                self._files[row.table] = file = _open(
                    self._stack, self._folder / f"{row.table}.csv", self._encoding
                )
                file.write((BOM if self._encoding is Encoding.UTF_8 else "") + csv_header(row.table))
            self._files[row.table].write(csv_row(row))

    def close(self) -> None:
        """Nothing is left to write."""


class _Json:
    """One file: an object with the export's head and an array of cases."""

    def __init__(self, stack: ExitStack, folder: Path, head: Mapping[str, Any], _encoding: Encoding) -> None:
        self._file = _open(stack, folder / "cases.json")
        self._file.write(json.dumps(dict(head), ensure_ascii=False)[:-1] + ', "cases": [')
        self._between = "\n"

    def add(self, case: str, rows: Sequence[ExchangeRow]) -> None:
        """A case on a line."""
        self._file.write(f'{self._between}{{"case": "{case}", "rows": {json_rows(rows)}}}')
        self._between = ",\n"

    def close(self) -> None:
        """End the array."""
        self._file.write("\n]}\n")


class _Sql:
    """One file of INSERT statements, case by case."""

    def __init__(self, stack: ExitStack, folder: Path, head: Mapping[str, Any], encoding: Encoding) -> None:
        self._file = _open(stack, folder / "cases.sql", encoding)
        self._file.write(f"-- {head['batch']}\n")

    def add(self, _case: str, rows: Sequence[ExchangeRow]) -> None:
        """A case's rows."""
        self._file.writelines(map(sql_insert, rows))

    def close(self) -> None:
        """Nothing is left to write."""


_WRITERS: Mapping[Form, Callable[[ExitStack, Path, Mapping[str, Any], Encoding], Writer]] = {
    Form.CSV: _Csv,
    Form.JSON: _Json,
    Form.SQL: _Sql,
}


class Files:
    """The files of one export while they are written."""

    def __init__(
        self, stack: ExitStack, folder: Path, form: Form, head: Mapping[str, Any], encoding: Encoding
    ) -> None:
        self._stack = stack
        self._folder = folder
        self._writer = _WRITERS[form](stack, folder, head, encoding)
        self.cases = 0
        self.rows: Counter[str] = Counter()

    def add(self, case: str, rows: Sequence[ExchangeRow]) -> None:
        """A case."""
        self._writer.add(case, rows)
        self.cases += 1
        self.rows.update(row.table for row in rows)

    def close(self, skipped: Sequence[Sequence[str]]) -> None:
        """All cases are written; say which were not, and why."""
        self._writer.close()
        if skipped:
            file = _open(self._stack, self._folder / SKIPPED)
            file.write(BOM + csv_line(_HEADER))
            file.writelines(map(csv_line, skipped))


@contextmanager
def export_folder(
    out: Path, form: Form, head: Mapping[str, Any], encoding: Encoding = Encoding.UTF_8
) -> Iterator[Files]:
    """A new folder in ``out``, named by the batch, when the block ends well and a case was written; else nothing.

    Raises:
        KuayuError: STORE_FAILED if it cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=out, prefix=".kuayu-"))
        try:
            with ExitStack() as stack:
                files = Files(stack, folder, form, head, encoding)
                yield files
            if files.cases:
                for file in folder.iterdir():
                    _flush(file)
                folder.rename(out / head["batch"])
                _flush(out)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise KuayuError(Reason.STORE_FAILED, why=type(error).__name__) from error


def _open(stack: ExitStack, path: Path, encoding: Encoding = Encoding.UTF_8) -> IO[str]:
    return stack.enter_context(path.open("x", encoding=encoding, newline=""))


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
