"""How many of a material 份数: ``2``, ``2份``, ``一式两份``, ``原件1复印件2``, ``原件和复印件各1份``.

Where originals and copies are told apart, in one cell or in two columns, both numbers are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from federation.items.cells import CellFault, label_key, number_of, read_text, read_whole
from federation.items.grid import Record
from federation.items.limit_words import NO_VALUE, WIDE
from federation.items.raw import Cell
from federation.items.report import Findings

MOST_COPIES = 999
_NUMBER = r"[0-9]{1,3}|[一二两三四五六七八九十]{1,3}"
_COUNT = rf"(?:{_NUMBER})(?:份|套|张|本|个)?"
_ALONE = re.compile(rf"(?:一式|共)?(?P<number>{_NUMBER})(?:份|套|张|本|个)?")
_EACH = re.compile(rf"原件[和及与、,/]*复印件各(?P<number>{_NUMBER})(?:份|套|张|本|个)?")
_PART = rf"(?:(?:原件|复印件)[:：]?{_COUNT}|{_COUNT}(?:原件|复印件))"
_APART = re.compile(rf"{_PART}(?:[,，、;；和及与+]*{_PART})?")
_PIECE = re.compile(rf"(原件|复印件)[:：]?({_NUMBER})|({_NUMBER})(?:份|套|张|本|个)?(原件|复印件)")
_REMARK = re.compile(r"([^()]+)[(]([^()]+)[)]")
_SAY = f"应为 0 到 {MOST_COPIES} 的整数，或如 原件1份、复印件2份"


@dataclass(frozen=True, slots=True)
class CopiesCell:
    """What a cell says.

    Attributes:
        total: how many in all; None where it says nothing.
        originals: how many of these are originals; None where it does not tell.
        note: what else it says.
    """

    total: int | None
    originals: int | None = None
    note: str = ""

    def __str__(self) -> str:
        if self.total is None:
            return "空白"
        if self.originals is None:
            return str(self.total)
        return f"原件{self.originals}份、复印件{self.total - self.originals}份"


def read_copies(value: Cell) -> tuple[CopiesCell, str]:
    """A cell of 份数.

    Raises:
        CellFault: no number, or one that may mean originals or copies (各1份 alone, 正本, 副本).
    """
    try:
        number, why = read_whole(value, most=MOST_COPIES, unit="份")
    except CellFault:
        if not isinstance(value, str):
            raise
    else:
        return CopiesCell(number), why
    key = label_key(read_text(value)[0])
    if found := _REMARK.fullmatch(key):
        return _remarked(read_copies(found[1])[0], found[2])
    if key in NO_VALUE:
        return CopiesCell(None), f"“{key}”按空白读取"
    if found := _ALONE.fullmatch(key):
        return CopiesCell(_whole(found["number"])), "去掉单位"
    if found := _EACH.fullmatch(key):
        each = _whole(found["number"])
        return CopiesCell(2 * each, originals=each), "原件、复印件份数已分开"
    counts = _counts(key)
    if not counts:
        raise CellFault(_SAY)
    originals = counts.get("原件", 0)
    return CopiesCell(originals + counts.get("复印件", 0), originals=originals), "原件、复印件份数已分开"


def _remarked(cell: CopiesCell, remark: str) -> tuple[CopiesCell, str]:
    """A number with a remark behind it: which of them are originals, or words for the material's note."""
    originals = _originals(remark, cell.total)
    if originals is not None and cell.originals is None:
        return replace(cell, originals=originals), "原件、复印件份数已分开"
    note = remark.translate(WIDE)
    return replace(cell, note=note), f"份数以外的“{note}”记入材料说明"


def _counts(key: str) -> dict[str, int]:
    """How many originals and copies a text tells apart; empty if it does not, or says one of them twice."""
    pieces = _PIECE.findall(key) if _APART.fullmatch(key) else []
    counts = {kind or last: _whole(number or first) for kind, number, first, last in pieces}
    return counts if len(counts) == len(pieces) else {}


def _originals(remark: str, total: int | None) -> int | None:
    """How many of a total are originals by the remark behind it: 2（原件1、复印件1）, 1（原件）."""
    if total is None:
        return None
    if remark in {"原件", "复印件"}:
        return total if remark == "原件" else 0
    counts = _counts(remark)
    return counts.get("原件", 0) if counts and sum(counts.values()) == total else None


def _whole(text: str) -> int:
    number = number_of(text)
    if number is None:
        raise CellFault(_SAY)
    return number


def settle_copies(record: Record, findings: Findings) -> None:
    """Make one total, and how many of it are originals, of up to three columns of a material's row."""
    cell = record.values.pop("page_num", None)
    said = cell if isinstance(cell, CopiesCell) else CopiesCell(None)
    first, second = (record.values.pop(name, None) for name in ("original_num", "copies_num"))
    made = _together(said, first, second)
    if made is None:
        record.wrong(findings, "page_num", f"份数与原件 {first or 0} 份、复印件 {second or 0} 份不符")
        return
    if said.note and said.note not in record.text("fill_explain"):
        record.values["fill_explain"] = "；".join(filter(None, (record.text("fill_explain"), said.note)))
    for name, number in (("page_num", made.total), ("original_num", made.originals)):
        if number is not None:
            record.values[name] = number


def _together(said: CopiesCell, first: object, second: object) -> CopiesCell | None:
    """What the columns say together; None if they contradict each other. An empty one of two is 0."""
    originals = first if isinstance(first, int) else None
    copies = second if isinstance(second, int) else None
    if originals is None and copies is None:
        return said
    if copies is None and said.total is not None:
        copies = said.total - (originals or 0)
    made = CopiesCell((originals or 0) + (copies or 0), originals=originals or 0)
    fits = said.total in {None, made.total} and said.originals in {None, made.originals}
    return made if fits and (copies or 0) >= 0 else None
