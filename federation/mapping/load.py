"""Load a crosswalk from .xlsx, .csv or .json, reviewed against both catalogues: all or nothing.

Rows become values here; `review` says what is wrong with them. Every error of the file is in one
report, under CROSSWALK_INVALID.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from federation.errors import Reason
from federation.ids import BaseCode, Locality
from federation.items import Catalogue, Condition, Ignored, Repair, SheetRefused
from federation.items.grid import Record
from federation.items.report import Findings, Spot
from federation.items.rows import read_tables
from federation.items.sheet import open_sheets
from federation.mapping.columns import CROSSWALK_TABLES, INFO
from federation.mapping.crosswalk import (
    Crosswalk,
    CrosswalkRow,
    FieldRule,
    MaterialRelation,
    MaterialRule,
    Part,
    Relation,
    RuleKind,
)
from federation.mapping.review import Placed, review
from federation.mapping.sections import by_section

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCrosswalk:
    """A crosswalk taken in whole, with every value read otherwise than written and all that was left out."""

    crosswalk: Crosswalk
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
    if crosswalk is not None:
        review(placed, crosswalk, accepting, handling, findings)
    report = findings.report()
    if report.errors or crosswalk is None:
        raise SheetRefused(Reason.CROSSWALK_INVALID, report)
    return LoadedCrosswalk(crosswalk=crosswalk, repairs=report.repairs, ignored=report.ignored)


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
    tables: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

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
                self._take_code(record)

    def _take_code(self, record: Record) -> None:
        table, code = self.tables[record.text("table")], record.text("from_code")
        if code in table:
            record.wrong(self.findings, "from_code", "同一代码表里受理地代码重复")
        table[code] = record.text("to_code")

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
            tables=MappingProxyType({name: MappingProxyType(rows) for name, rows in self.tables.items()}),
            rows=tuple(one.row for one in placed),
        )
        return crosswalk, placed

    def _homeless(self, pair: tuple[str, str]) -> str:
        if self.counted[pair[0]] > 1 and not pair[1]:
            return "这个事项在“事项对照”里有几行，请填办理地事项编码说明是哪一行"
        return "“事项对照”里没有这一对事项"

    def _placed(self, record: Record) -> Placed:
        accepting, handling = record.text("accepting_code"), record.text("handling_code")
        keys = {(accepting, handling)} | ({(accepting, "")} if self.counted[accepting] == 1 else set())
        materials = [found for key in sorted(keys) for found in self.materials.get(key, ())]
        fields = [found for key in sorted(keys) for found in self.fields.get(key, ())]
        row = CrosswalkRow(
            accepting=accepting,
            canonical=_maybe(record, "canonical_code", BaseCode),
            handling=handling,
            relation=_maybe(record, "relation", Relation) or Relation.NONE,
            condition=_maybe(record, "condition", Condition),
            note=record.text("note"),
            effective_from=_maybe(record, "effective_from", date),
            effective_to=_maybe(record, "effective_to", date),
            materials=tuple(map(_material_rule, materials)),
            fields=tuple(map(_field_rule, fields)),
        )
        return Placed(row=row, record=record, materials=materials, fields=fields, keys=keys)


def _material_rule(record: Record) -> MaterialRule:
    return MaterialRule(
        source=record.text("source_material"),
        target=record.text("target_material"),
        relation=_maybe(record, "material_relation", MaterialRelation) or MaterialRelation.EXTRA,
        condition=_maybe(record, "condition", Condition),
        note=record.text("note"),
    )


def _field_rule(record: Record) -> FieldRule:
    sources = record.values.get("source_fields")
    chars = record.values.get("chars")
    return FieldRule(
        target=record.text("target_field"),
        kind=_maybe(record, "rule", RuleKind) or RuleKind.COPY,
        sources=sources if isinstance(sources, tuple) else (),
        value=record.text("value"),
        table=record.text("table"),
        separator=record.text("separator"),
        part=_maybe(record, "part", Part),
        chars=chars if isinstance(chars, tuple) else None,
        note=record.text("note"),
    )
