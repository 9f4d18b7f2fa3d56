"""Load a crosswalk from .xlsx, .csv or .json, reviewed against both catalogues: all or nothing.

Rows become values here; `review` says what is wrong with them. Every error of the file is in one
report, under CROSSWALK_INVALID.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from federation.errors import Reason
from federation.ids import BaseCode, Locality
from federation.items import Catalogue, Condition, Ignored, Repair, SheetRefused
from federation.items.grid import Record
from federation.items.report import CellError, Findings, Spot
from federation.items.rows import read_tables
from federation.items.sheet import open_sheets
from federation.mapping.columns import CROSSWALK_TABLES, INFO
from federation.mapping.crosswalk import (
    CodeRow,
    Crosswalk,
    CrosswalkRow,
    Direction,
    FieldRule,
    MaterialRelation,
    MaterialRule,
    Part,
    Relation,
    RuleKind,
)
from federation.mapping.legs import code_pair
from federation.mapping.review import Placed, direction_fault, review
from federation.mapping.sections import by_section

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCrosswalk:
    """A crosswalk taken in whole.

    Attributes:
        crosswalk: the document.
        warnings: what is not wrong but a person should look at: situations that overlap (where both
            hold, `Ambiguous` names both), choices that a code table or the situations leave out,
            rows that carry nothing over.
        repairs: every value read otherwise than written.
        ignored: every row, column and sheet left out.
    """

    crosswalk: Crosswalk
    warnings: tuple[CellError, ...]
    repairs: tuple[Repair, ...]
    ignored: tuple[Ignored, ...]


def load_crosswalk(source: bytes | Path, *, accepting: Catalogue, handling: Catalogue) -> LoadedCrosswalk:
    """Read and review a crosswalk (formats: docs/mapping.md).

    Args:
        source: the file's bytes or its path, at most 50 MiB.
        accepting: the catalogue its rows start from.
        handling: the catalogue its rows lead to.

    Raises:
        SheetRefused: SHEET_UNREADABLE, or CROSSWALK_INVALID with everything that is wrong in
            ``report``. Nothing was imported.
    """
    findings = Findings()
    draft = _Draft(findings)
    with open_sheets(source) as opened:
        for record in read_tables(by_section(opened, CROSSWALK_TABLES), CROSSWALK_TABLES, findings):
            draft.take(record)
    crosswalk, placed = draft.build(accepting, handling)
    cautions = Findings()
    if crosswalk is not None:
        review(placed, crosswalk, accepting, handling, findings=findings, cautions=cautions)
    report = findings.report()
    if report.errors or crosswalk is None:
        raise SheetRefused(Reason.CROSSWALK_INVALID, report)
    return LoadedCrosswalk(
        crosswalk=crosswalk,
        warnings=cautions.report().errors,
        repairs=report.repairs,
        ignored=report.ignored,
    )


def _maybe(record: Record, name: str, kind: type[_T]) -> _T | None:
    value = record.values.get(name)
    return value if isinstance(value, kind) else None


@dataclass(slots=True)
class _Draft:
    """What was read so far: materials and fields by the pair of item codes they belong to."""

    findings: Findings
    info: list[Record] = field(default_factory=list)
    rows: list[Record] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    materials: dict[tuple[str, str], list[Record]] = field(default_factory=lambda: defaultdict(list))
    fields: dict[tuple[str, str], list[Record]] = field(default_factory=lambda: defaultdict(list))
    codes: list[Record] = field(default_factory=list)

    def take(self, record: Record) -> None:
        """Sort a row to its table; rows with refused cells are already in the report."""
        if not record.whole:
            return
        pair = record.text("accepting_code"), record.text("handling_code")
        match record.view.table.name:
            case "对照说明":
                self.info.append(record)
            case "事项对照":
                self.rows.append(record)
                self.counted[pair[0]] += 1
            case "材料对照":
                self.materials[pair].append(record)
            case "字段规则":
                self.fields[pair].append(record)
            case _:
                self.codes.append(record)

    def build(self, accepting: Catalogue, handling: Catalogue) -> tuple[Crosswalk | None, list[Placed]]:
        """Make the values; no crosswalk if it does not say whose it is."""
        if len(self.info) != 1:
            spot = (
                self.info[1].view.spot(self.info[1].row, "accepting")
                if self.info
                else Spot(INFO.name, 0, "", "")
            )
            self.findings.error(spot, None, "“对照说明”应正好有一行：受理地、办理地、版本")
            return None, []
        info = self.info[0]
        for name, catalogue in (("accepting", accepting), ("handling", handling)):
            if info.values[name] != catalogue.locality:
                why = f"与所用事项目录不符：目录属于 {catalogue.locality}"
                info.wrong(self.findings, name, why)
        placed = [self._placed(record) for record in self.rows]
        for pair in (self.materials.keys() | self.fields.keys()) - {
            key for one in placed for key in one.keys
        }:
            for record in (*self.materials.get(pair, ()), *self.fields.get(pair, ())):
                record.wrong(self.findings, "accepting_code", self._homeless(pair))
        crosswalk = Crosswalk(
            accepting=Locality(info.text("accepting")),
            handling=Locality(info.text("handling")),
            version=info.text("version"),
            effective_from=_maybe(info, "effective_from", date),
            effective_to=_maybe(info, "effective_to", date),
            codes=tuple(map(_code_row, self.codes)),
            rows=tuple(one.row for one in placed),
        )
        self._check_directions(crosswalk, placed)
        self._check_codes(crosswalk)
        return crosswalk, placed

    def _check_directions(self, crosswalk: Crosswalk, placed: list[Placed]) -> None:
        """A direction, and a canonical situation, only have a meaning where a document is read both ways."""
        for one in placed:
            if crosswalk.hub:
                for rule, record in one.fields:
                    why = direction_fault(rule)
                    if why:
                        record.wrong(self.findings, "direction", why)
                continue
            for record in (one.record, *(record for _, record in (*one.materials, *one.fields))):
                for name in ("back", "direction"):
                    if name in record.values:
                        record.wrong(self.findings, name, "只有到规范目录的对照表才填这一栏")

    def _check_codes(self, crosswalk: Crosswalk) -> None:
        """Read in either direction, a code must have one meaning."""
        for without, column, back in ((Direction.DOWN, "from_code", False), (Direction.UP, "to_code", True)):
            if back and not crosswalk.hub:
                return
            seen: set[tuple[str, str]] = set()
            for row, record in zip(crosswalk.codes, self.codes, strict=True):
                code = row.table, code_pair(row, back=back)[0]
                if row.direction is not without and code in seen:
                    way = (
                        "下行时同一规范代码有两个本地代码，其中一行的方向请改为“上行”"
                        if back
                        else "受理地代码重复"
                    )
                    record.wrong(self.findings, column, f"同一代码表里{way}")
                if row.direction is not without:
                    seen.add(code)

    def _homeless(self, pair: tuple[str, str]) -> str:
        if self.counted[pair[0]] > 1 and not pair[1]:
            return "这个事项在“事项对照”里有几行，请填办理地事项编码说明是哪一行"
        return "“事项对照”里没有这一对事项"

    def _placed(self, record: Record) -> Placed:
        accepting, handling = record.text("accepting_code"), record.text("handling_code")
        keys = {(accepting, handling)} | ({(accepting, "")} if self.counted[accepting] == 1 else set())
        materials = [
            (_material_rule(found), found) for key in sorted(keys) for found in self.materials.get(key, ())
        ]
        fields = [
            (rule, found)
            for key in sorted(keys)
            for found in self.fields.get(key, ())
            if (rule := self._field_rule(found)) is not None
        ]
        row = CrosswalkRow(
            accepting=accepting,
            canonical=_maybe(record, "canonical_code", BaseCode),
            handling=handling,
            relation=_maybe(record, "relation", Relation) or Relation.NONE,
            condition=_maybe(record, "condition", Condition),
            back=_maybe(record, "back", Condition),
            note=record.text("note"),
            effective_from=_maybe(record, "effective_from", date),
            effective_to=_maybe(record, "effective_to", date),
            materials=tuple(rule for rule, _ in materials),
            fields=tuple(rule for rule, _ in fields),
        )
        return Placed(row=row, record=record, materials=materials, fields=fields, keys=keys)

    def _field_rule(self, record: Record) -> FieldRule | None:
        """A rule fills one field: of the handling place's form, or on the way down of the city's."""
        direction = _direction(record)
        ours, theirs = _codes(record, "source_fields"), _codes(record, "target_field")
        column, targets, sources = "target_field", theirs, ours
        if direction is Direction.DOWN:
            column, targets, sources = "source_fields", ours, theirs
        if len(targets) != 1:
            record.wrong(self.findings, column, "一条规则只填一个字段，这里要正好写一个字段编码")
            return None
        chars = record.values.get("chars")
        return FieldRule(
            target=targets[0],
            kind=_maybe(record, "rule", RuleKind) or RuleKind.COPY,
            sources=sources,
            value=record.text("value"),
            table=record.text("table"),
            separator=record.text("separator"),
            part=_maybe(record, "part", Part),
            chars=chars if isinstance(chars, tuple) else None,
            expression=record.text("expression"),
            direction=direction,
            note=record.text("note"),
        )


def _direction(record: Record) -> Direction:
    return _maybe(record, "direction", Direction) or Direction.BOTH


def _codes(record: Record, name: str) -> tuple[str, ...]:
    found = record.values.get(name)
    return found if isinstance(found, tuple) else ()


def _code_row(record: Record) -> CodeRow:
    return CodeRow(
        table=record.text("table"),
        accepting=record.text("from_code"),
        handling=record.text("to_code"),
        direction=_direction(record),
        note=record.text("note"),
    )


def _material_rule(record: Record) -> MaterialRule:
    """On the way down a material of the canonical list serves the city's."""
    direction = _direction(record)
    ours, theirs = record.text("source_material"), record.text("target_material")
    down = direction is Direction.DOWN
    return MaterialRule(
        source=theirs if down else ours,
        target=ours if down else theirs,
        relation=_maybe(record, "material_relation", MaterialRelation) or MaterialRelation.EXTRA,
        condition=_maybe(record, "condition", Condition),
        direction=direction,
        note=record.text("note"),
    )
