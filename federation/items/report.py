"""What a file's reader found: errors that stop the import, repairs made, rows and columns left out.

Every finding names its cell as a person finds it: sheet, row, column letter, header.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from federation.errors import InvalidInput, Reason

SHOWN_CHARS = 120  # of a cell's text in a report: enough to recognise it
KEPT_ERRORS = 10_000  # a file that is wrong throughout is still one report that fits in memory
KEPT_REPAIRS = 1_000  # of one kind in one column; the others are counted and said in one line


def _place(sheet: str | None, row: int, column: str, header: str) -> str:
    """``材料清单!C7 材料类型``; what is not known, or not meant, is left out."""
    if column and row:
        return " ".join(filter(None, ("!".join(filter(None, (sheet, f"{column}{row}"))), header)))
    whole = f"第 {row} 行" if row else f"{column} 列" if column else ""
    return " ".join(filter(None, (sheet, whole, header)))


class Spot(NamedTuple):
    """A cell, or a whole column (``row`` 0) or sheet (``column`` empty); ``sheet`` is None for CSV."""

    sheet: str | None
    row: int
    column: str
    header: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellError:
    """A cell that must be corrected.

    Attributes:
        sheet: its sheet's name; None for CSV and JSON.
        row: counted from 1 as in Excel; 0 when the whole column or sheet is meant.
        column: its letter; empty when the whole row or sheet is meant.
        header: the header above it.
        value: what stands there, cut to 120 characters.
        why: what is wrong and what to do, in Chinese.
        allowed: the values that would do, where they can be listed.
    """

    sheet: str | None
    row: int
    column: str
    header: str
    value: str
    why: str
    allowed: tuple[str, ...] = ()

    def __str__(self) -> str:
        value = f"“{self.value}”" if self.value else ""
        allowed = f"；可用：{'、'.join(self.allowed)}" if self.allowed else ""
        spot = f"{_place(self.sheet, self.row, self.column, self.header)}{value}"
        return "：".join(filter(None, (spot, self.why))) + allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A value that was read otherwise than it is written.

    Attributes:
        sheet: its sheet's name; None for CSV and JSON.
        row: counted from 1 as in Excel; 0 when the whole column is meant.
        column: its letter.
        header: the header above it.
        before: what stands there, cut to 120 characters.
        after: as what it was read, likewise.
        why: what was done, in Chinese.
    """

    sheet: str | None
    row: int
    column: str
    header: str
    before: str
    after: str
    why: str

    def __str__(self) -> str:
        read = f"“{self.before}”读作“{self.after}”，" if self.before or self.after else ""
        return f"{_place(self.sheet, self.row, self.column, self.header)}：{read}{self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """What was not imported: rows, a column, or a whole sheet.

    Attributes:
        sheet: its sheet's name; None for CSV and JSON.
        first: the first of the rows, counted from 1; 0 for a column or sheet.
        last: the last of them; 0 for a column or sheet.
        column: the column's letter; empty for rows or a sheet.
        why: in Chinese.
    """

    sheet: str | None
    first: int = 0
    last: int = 0
    column: str = ""
    why: str

    @property
    def rows(self) -> range:
        """The row numbers; empty for a column or sheet."""
        return range(self.first, self.last + 1) if self.first else range(0)

    def __str__(self) -> str:
        rows = f"第 {self.first} 行" if self.first == self.last else f"第 {self.first}–{self.last} 行"
        what = rows if self.first else f"{self.column} 列" if self.column else "整表"
        return f"{' '.join(filter(None, (self.sheet, what)))}：{self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that was found in one file.

    Attributes:
        errors: what stops the import, in the order of the file; at most 10,000.
        repairs: values read otherwise than written; of one kind in one column at most 1,000.
        ignored: what was left out.
        more: errors beyond those kept, which were only counted.
    """

    errors: tuple[CellError, ...] = ()
    repairs: tuple[Repair, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    more: int = 0


class SheetRefused(InvalidInput):
    """A file that was not imported, with everything that is wrong in it."""

    default = Reason.SHEET_VALUE

    def __init__(self, reason: Reason, report: Report, **detail: str | int) -> None:
        self.report = report
        first = report.errors[0] if report.errors else None
        spot = {"errors": len(report.errors) + report.more}
        if first is not None:
            detail = {"first": f"{first.sheet or ''}!{first.column}{first.row or ''}", **detail}
        super().__init__(reason, **spot, **detail)


def shown(value: object) -> str:
    """A cell's value as a report may show it, and any file keep it."""
    text = "" if value is None else str(value)[: SHOWN_CHARS + 1].encode("utf-8", "replace").decode()
    return text if len(text) <= SHOWN_CHARS else text[: SHOWN_CHARS - 1] + "…"


@dataclass(slots=True)
class Findings:
    """Collects while a file is read; `report` is what leaves this room.

    ``blocking`` is set by an error that is not of single rows: no leaving out of rows mends it.
    ``struck`` holds the codes that stand in hidden rows: what refers to them goes with them.
    """

    errors: list[CellError] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    reasons: set[Reason] = field(default_factory=set)
    more: int = 0
    blocking: bool = False
    struck: set[str] = field(default_factory=set)
    repeated: Counter[tuple[Spot, str]] = field(default_factory=Counter)

    def error(
        self,
        spot: Spot,
        value: object,
        why: str,
        *,
        allowed: tuple[str, ...] = (),
        reason: Reason = Reason.SHEET_VALUE,
        blocking: bool = False,
    ) -> None:
        """Note a cell that stops the import."""
        self.reasons.add(reason)
        self.blocking |= blocking or not spot.row or reason is not Reason.SHEET_VALUE
        if len(self.errors) >= KEPT_ERRORS:
            self.more += 1
            return
        self.errors.append(CellError(**spot._asdict(), value=shown(value), why=why, allowed=allowed))

    def repair(self, spot: Spot, before: object, after: object, why: str) -> None:
        """Note a value read otherwise than written."""
        if spot.row:
            kind = spot._replace(row=0), why
            self.repeated[kind] += 1
            if self.repeated[kind] > KEPT_REPAIRS:
                return
        self.repairs.append(Repair(**spot._asdict(), before=shown(before), after=shown(after), why=why))

    def skip(self, sheet: str | None, row: int, why: str) -> None:
        """Note a row left out; neighbours left out for one reason become one entry."""
        last = self.ignored[-1] if self.ignored else None
        if last and last.first and (last.sheet, last.why, last.last + 1) == (sheet, why, row):
            self.ignored[-1] = Ignored(sheet=sheet, first=last.first, last=row, why=why)
        else:
            self.ignored.append(Ignored(sheet=sheet, first=row, last=row, why=why))

    def skip_column(self, sheet: str | None, column: str, why: str) -> None:
        """Note a column, or with an empty letter a whole sheet, left out."""
        self.ignored.append(Ignored(sheet=sheet, column=column, why=why))

    def report(self) -> Report:
        """Everything found so far, errors in the order of the file."""
        counted = (
            Repair(**spot._asdict(), before="", after="", why=f"{why}（另有 {times - KEPT_REPAIRS} 处）")
            for (spot, why), times in self.repeated.items()
            if times > KEPT_REPAIRS
        )
        return Report(
            errors=tuple(self.errors),
            repairs=(*self.repairs, *counted),
            ignored=tuple(self.ignored),
            more=self.more,
        )

    def raise_if_wrong(self) -> None:
        """Stop the import if anything is wrong; a wrong header weighs more than a wrong value.

        Raises:
            SheetRefused: SHEET_HEADER or SHEET_VALUE, with the report.
        """
        if not self.errors:
            return
        header = Reason.SHEET_HEADER in self.reasons
        raise SheetRefused(Reason.SHEET_HEADER if header else Reason.SHEET_VALUE, self.report())
