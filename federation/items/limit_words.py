"""Time limits as people write them: ``20``, ``20个工作日``, ``10个工作日（不含现场核查）``, ``即办``.

A cell may hold the amount alone, with its unit, and with a remark on what does not count. The unit
may also stand in a column of its own or in the header; all that say one must agree, and one must
say it: a bare 日 or 天 may be either kind of day, and is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from federation.items.cells import (
    EMPTY_MARKS,
    CellFault,
    label_key,
    number_of,
    read_text,
    read_whole,
)
from federation.items.grid import Record
from federation.items.raw import Cell
from federation.items.report import Findings
from federation.items.tables import LimitUnit

MOST_DAYS = 3_650  # a longer limit is a slip of the pen
NO_VALUE = EMPTY_MARKS | {"无", "不适用"}
_AT_ONCE = frozenset({"即办", "即办件", "即时", "即时办结", "当场", "当场办结", "当场办理", "立即办结"})
_UNITS = {
    label_key(text): unit for unit in LimitUnit for text in (unit.label, *unit.other) if not text.isascii()
}
_BARE = frozenset({"日", "天", "个日", "个天"})
_UNIT = "|".join(sorted((*_UNITS, *_BARE), key=len, reverse=True))
_WORDS = re.compile(
    rf"(?P<from>(?:自|从)?(?:受理|收件|收到)[^0-9，。；]{{0,12}}?(?:之日起|后))?(?:不超过)?"
    rf"(?P<amount>[0-9]{{1,4}}|[一二两三四五六七八九十]{{1,3}})[(]?(?P<unit>{_UNIT})[)]?(?:以内|之内|内)?(?:办结)?"
    r"(?:[(](?P<note>[^()]+)[)]|[,;。]?(?P<rest>(?:不含|不包括|不计|扣除|其中不含).+))?[。.]?"
)
_IN_HEADER = re.compile(rf"[(（](?:单位[:：为是]?)?(?P<unit>{_UNIT})数?[)）]|/(?P<slashed>{_UNIT})$")
WIDE = str.maketrans(",;:()", "，；：（）")  # as they were before the cell was narrowed
_BARE_WHY = "“日”“天”可能是工作日，也可能是自然日，请写明"


@dataclass(frozen=True, slots=True)
class LimitCell:
    """What a cell says of a limit.

    Attributes:
        amount: None where it says there is none.
        unit: None where it does not say, or only 日 or 天.
        bare: whether it says 日 or 天.
        note: what else it says.
    """

    amount: int | None
    unit: LimitUnit | None = None
    bare: bool = False
    note: str = ""

    def __str__(self) -> str:
        if self.amount is None:
            return "空白"
        unit = f"个{self.unit.label}" if self.unit else ""
        return f"{self.amount}{unit}" + (f"（{self.note}）" if self.note else "")


def read_limit(value: Cell) -> tuple[LimitCell, str]:
    """A limit cell, with or without unit and remark.

    Raises:
        CellFault: not a whole number from 0 to 3,650, or more than one limit in it.
    """
    try:
        number, why = read_whole(value, most=MOST_DAYS)
    except CellFault:
        if not isinstance(value, str):
            raise
    else:
        return LimitCell(number), why
    text, _ = read_text(value)
    key = label_key(text)
    if key in NO_VALUE:
        return LimitCell(None), f"“{key}”按没有时限读取"
    if key in _AT_ONCE:
        return LimitCell(0), f"“{key}”即 0"
    found = _WORDS.fullmatch(key)
    amount = number_of(found["amount"]) if found else None
    if found is None or amount is None or amount > MOST_DAYS:
        raise CellFault(f"应为 0 到 {MOST_DAYS} 的整数，或如 5个工作日、10个工作日（不含现场核查）")
    note = "，".join(part for part in (found["from"], found["note"], found["rest"]) if part).translate(WIDE)
    why = "数量和单位写在一格，已分开" + ("，其余文字记入时限说明" if note else "")
    return LimitCell(amount, _UNITS.get(found["unit"]), bare=found["unit"] in _BARE, note=note), why


def settle_limits(record: Record, findings: Findings) -> None:
    """Put amount, unit and remark of both limits of an item's row under their own names."""
    for name in ("anticipate", "promise"):
        cell = record.values.pop(f"{name}_day", None)
        if isinstance(cell, LimitCell) and cell.amount is not None:
            _settle(record, findings, name, cell, cell.amount)


def _settle(record: Record, findings: Findings, name: str, cell: LimitCell, amount: int) -> None:
    day, kind, remark = f"{name}_day", f"{name}_type", f"{name}_explain"
    said = record.values.get(kind)
    units = {unit for unit in (cell.unit, said, _header_unit(record, day)) if isinstance(unit, LimitUnit)}
    if len(units) > 1:
        labels = "、".join(sorted(unit.label for unit in units))
        record.wrong(findings, day, f"时限的单位前后不一致：{labels}")
        return
    if not units and amount == 0:
        units = {LimitUnit.WORKING_DAY}
        record.repair(findings, kind, LimitUnit.WORKING_DAY.label, "0 即当场办结，单位按工作日")
    if not units:
        if record.written(kind) is None:  # else its own cell is already in the report
            where = day if cell.bare or record.view.place(kind) is None else kind
            why = _BARE_WHY if cell.bare else "有天数而没有单位"
            record.wrong(findings, where, why, allowed=LimitUnit.allowed())
        return
    record.values[day], record.values[kind] = amount, units.pop()
    if cell.note and cell.note not in record.text(remark):
        record.values[remark] = "；".join(text for text in (record.text(remark), cell.note) if text)


def _header_unit(record: Record, day: str) -> LimitUnit | None:
    place = record.view.place(day)
    found = _IN_HEADER.search(label_key(record.view.headers[place])) if place is not None else None
    return _UNITS.get(found["unit"] or found["slashed"]) if found else None
