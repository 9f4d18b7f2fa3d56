"""Proposals as a sheet for a person to tick, and the ticked rows as crosswalk rows.

A proposal becomes a row only where 确认 says 是; the relation is 相同 unless the person writes
another. A row without a proposal is there to be filled in by hand, or confirmed as 无对应.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from federation.errors import Reason
from federation.items import Catalogue, Condition, Item, SheetRefused
from federation.items.cells import read_text
from federation.items.grid import Column, Record, Table
from federation.items.readers import coded
from federation.items.report import Findings
from federation.items.rows import read_tables
from federation.items.sheet import open_sheets
from federation.items.tables import Coded
from federation.items.write import Value
from federation.mapping.columns import ROWS
from federation.mapping.crosswalk import CrosswalkRow, Relation
from federation.mapping.suggest.propose import TOP, Proposal, Suggestions

SHEET = "建议对照"
_HELP = "填写说明"
_NOTHING = "没有足够相近的事项"
_STEPS = (
    ("步骤", "怎样填"),
    (1, "逐行比对两地事项，在“确认”一列填 是 或 否；空着等于没有确认，不会生效。"),
    (
        2,
        "建议不对时，可改写“办理地事项编码”再填 是；确实没有对应的，对应关系填“无对应”、编码留空、确认填 是。",
    ),
    (3, "“对应关系”空着按“相同”；一项对几项时，每行都填“按情形分”并写“情形”（受理地字段=值1|值2）。"),
    (4, "填好后运行 kuayu mapping confirm，生成对照表；材料对照和字段规则在对照表里补。"),
)

_T = TypeVar("_T")


class Tick(Coded):
    """确认: what a person says of a proposal."""

    YES = "Y", "是", "√", "✓", "✔", "对", "确认"
    NO = "N", "否", "×", "✗", "x", "不是"


def _column(name: str) -> Column:
    found = ROWS.column(name)
    if found is None:
        raise KeyError(name)
    return found


def _shown(name: str, label: str) -> Column:
    return Column(field=name, label=label, read=read_text, says="只供比对，不读取")


_TABLE = Table(
    name=SHEET,
    columns=(
        _column("accepting_code"),
        _shown("accepting_name", "受理地事项"),
        _shown("accepting_organ", "受理地实施主体"),
        _shown("rank", "名次"),
        _shown("score", "相近程度"),
        _column("handling_code"),
        _shown("handling_name", "办理地事项"),
        _shown("handling_organ", "办理地实施主体"),
        _shown("reasons", "理由"),
        Column(
            field="tick",
            label="确认",
            read=coded(Tick),
            says="是 或 否；空为未确认",
            codes=Tick,
            required=True,
        ),
        Column(field="relation", label="对应关系", read=coded(Relation), says="空为相同", codes=Relation),
        _column("condition"),
        _column("note"),
    ),
)


def review_sheets(
    suggestions: Iterable[Suggestions], *, top: int = TOP
) -> Mapping[str, Sequence[Sequence[Value]]]:
    """The rows of the review, by sheet, for `federation.items.write.workbook`: nothing is ticked yet.

    Args:
        suggestions: as `suggest` gave them.
        top: at most so many proposals for an item.
    """
    rows: list[Sequence[Value]] = [[column.label for column in _TABLE.columns]]
    for one in suggestions:
        proposals: Sequence[Proposal | None] = one.proposals[:top] or (None,)
        rows += [list(_cells(one.item, rank, proposal)) for rank, proposal in enumerate(proposals, 1)]
    return {SHEET: rows, _HELP: _STEPS}


def _cells(item: Item, rank: int, proposal: Proposal | None) -> Iterator[Value]:
    yield from (item.key.code, item.title, item.organ_name)
    if proposal is None:
        yield from (None, None, None, None, None, _NOTHING)
    else:
        other = proposal.item
        yield from (rank, round(proposal.score, 2), other.key.code, other.title, other.organ_name)
        yield "；".join(proposal.reasons)
    yield from (None, None, None, None)


def confirmed_rows(
    source: bytes | Path, *, accepting: Catalogue, handling: Catalogue
) -> tuple[CrosswalkRow, ...]:
    """The rows a person ticked in a review, in its order.

    Args:
        source: the review as a file, .xlsx or .csv.
        accepting: the catalogue the proposals were made for.
        handling: the catalogue they were found in.

    Raises:
        SheetRefused: SHEET_UNREADABLE, or CROSSWALK_INVALID with everything that is wrong in
            ``report``: a code in neither catalogue, 按情形分 without 情形, several counterparts that
            are not 按情形分.
    """
    findings = Findings()
    with open_sheets(source) as opened:
        ticked = [
            (record, _row(record))
            for record in read_tables(opened, (_TABLE,), findings)
            if record.whole and record.values.get("tick") is Tick.YES
        ]
    for record, row in ticked:
        _check(record, row, accepting, handling, findings)
    _check_together(ticked, findings)
    if findings.errors:
        raise SheetRefused(Reason.CROSSWALK_INVALID, findings.report())
    return tuple(row for _, row in ticked)


def _row(record: Record) -> CrosswalkRow:
    return CrosswalkRow(
        accepting=record.text("accepting_code"),
        handling=record.text("handling_code"),
        relation=_maybe(record, "relation", Relation) or Relation.EXACT,
        condition=_maybe(record, "condition", Condition),
        note=record.text("note"),
    )


def _maybe(record: Record, name: str, kind: type[_T]) -> _T | None:
    value = record.values.get(name)
    return value if isinstance(value, kind) else None


def _check(
    record: Record, row: CrosswalkRow, accepting: Catalogue, handling: Catalogue, findings: Findings
) -> None:
    if not accepting.find(row.accepting):
        record.wrong(findings, "accepting_code", "受理地事项目录里没有这个编码")
    if row.relation is Relation.NONE:
        if row.handling:
            record.wrong(findings, "handling_code", "“无对应”不填办理地事项编码")
    elif not row.handling:
        record.wrong(findings, "handling_code", "确认为“是”就要有办理地事项编码；没有对应请填“无对应”")
    elif not handling.find(row.handling):
        record.wrong(findings, "handling_code", "办理地事项目录里没有这个编码")
    if (row.condition is not None) is not (row.relation is Relation.SPLIT):
        record.wrong(findings, "condition", "“按情形分”要写情形，其他对应关系不写")


def _check_together(ticked: list[tuple[Record, CrosswalkRow]], findings: Findings) -> None:
    by_code: dict[str, list[tuple[Record, CrosswalkRow]]] = defaultdict(list)
    for record, row in ticked:
        by_code[row.accepting].append((record, row))
    for (first, _), *others in by_code.values():
        for record, row in others:
            if row.relation is not Relation.SPLIT:
                why = f"同一事项已在第 {first.row} 行确认了对应；一项对几项请都填“按情形分”"
                record.wrong(findings, "relation", why)
