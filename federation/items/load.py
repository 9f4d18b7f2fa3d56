"""Load a catalogue from what a city sends: all or nothing, one report.

Rows become items, materials and fields; then each is checked against the others: codes against
columns beside them, materials and fields against their items, situations against the form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType

from federation.ids import Locality, TaskCode
from federation.items.build import field_of, item_of, material_of
from federation.items.catalogue import Catalogue
from federation.items.codes import conflicts
from federation.items.columns import catalogue_tables
from federation.items.condition import Condition
from federation.items.form import condition_fault
from federation.items.grid import Record
from federation.items.item import Item, MaterialSpec
from federation.items.material_words import MaterialWords
from federation.items.readers import UNDECLARED, SourceProfile
from federation.items.report import Findings, Ignored, Repair
from federation.items.rows import read_tables
from federation.items.sheet import open_sheets
from federation.items.tables import FieldType, LimitUnit

_TASK = 31  # characters of an implementation code; a situation's code begins with it
_Groups = dict[str, dict[str, Record]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A file taken in whole.

    Attributes:
        catalogue: the items; empty if the file holds no 实施清单.
        materials: every material list by the code its rows name (33 or 31 characters), also where
            the file does not hold the item itself.
        repairs: every value read otherwise than written.
        ignored: every row, column and sheet left out.
    """

    catalogue: Catalogue
    materials: Mapping[str, tuple[MaterialSpec, ...]]
    repairs: tuple[Repair, ...]
    ignored: tuple[Ignored, ...]


def load_catalogue(
    source: bytes | Path,
    *,
    locality: Locality,
    version: str,
    sheets: Collection[str] | None = None,
    profile: SourceProfile = UNDECLARED,
) -> Loaded:
    """Read a catalogue from .xlsx, .csv or .json (formats: docs/mapping.md).

    Args:
        source: the file's bytes or its path, at most 50 MiB.
        locality: whose catalogue it is.
        version: the catalogue's version; items without a 事项版本 take it.
        sheets: read only the sheets of these names.
        profile: whose digits these are, where systems differ.

    Raises:
        SheetRefused: SHEET_UNREADABLE, SHEET_HEADER or SHEET_VALUE; ``report`` holds everything
            that is wrong. Nothing was imported.
    """
    findings = Findings()
    draft = _Draft(findings, MaterialWords(findings, profile.material_digits))
    with open_sheets(source) as opened:
        for record in read_tables(opened, catalogue_tables(profile), findings, only=sheets):
            draft.take(record)
    draft.words.settle()
    items = draft.build(locality, version)
    findings.raise_if_wrong()
    report = findings.report()
    return Loaded(
        catalogue=Catalogue.of(locality=locality, version=version, items=items),
        materials=MappingProxyType({owner: tuple(draft.material_specs(owner)) for owner in draft.materials}),
        repairs=report.repairs,
        ignored=report.ignored,
    )


@dataclass(slots=True)
class _Draft:
    """What was read so far, by the code that binds materials and fields to items."""

    findings: Findings
    words: MaterialWords
    items: dict[str, Record] = field(default_factory=dict)
    materials: _Groups = field(default_factory=lambda: defaultdict(dict))
    fields: _Groups = field(default_factory=lambda: defaultdict(dict))

    def take(self, record: Record) -> None:
        """Sort a row to its table; a code that is there twice is an error."""
        task, handling = record.text("task_code"), record.text("task_handle_item")
        if task and handling and not handling.startswith(task):
            record.wrong(self.findings, "task_handle_item", "前 31 位应与实施编码相同")
        owner = handling or task
        match record.view.table.name:
            case "实施清单":
                self._check_item(record)
                self._put(self.items, owner, record, "task_code", "同一事项出现两次")
            case "材料清单":
                self.words.take(record)
                rows = self.materials[owner]
                code = record.text("material_code") or f"M{len(rows) + 1:02}"
                self._put(rows, code, record, "material_code", "同一事项内材料编码重复")
            case _:
                self._check_field(record)
                rows = self.fields[owner]
                self._put(rows, record.text("field_code"), record, "field_code", "同一事项内字段编码重复")

    def _put(self, rows: dict[str, Record], code: str, record: Record, name: str, why: str) -> None:
        if not code:
            return  # its own cell is already in the report
        if code in rows:
            first = rows[code]
            record.wrong(self.findings, name, f"{why}（首次在第 {first.row} 行）")
        else:
            rows[code] = record

    def _check_item(self, record: Record) -> None:
        """The implementation code says organ, level, type and base: the columns must say the same."""
        task = record.values.get("task_code")
        if isinstance(task, TaskCode):
            wrong = conflicts(
                task,
                base=record.text("catalog_code") or None,
                dept_code=record.text("dept_code") or None,
                task_type=record.text("task_type") or None,
                use_level=record.text("use_level") or None,
            )
            for name, meant in wrong.items():
                why = f"与实施编码不符：实施编码里这一部分是 {meant}"
                record.wrong(self.findings, name, why, allowed=(meant,))
        for name in ("anticipate", "promise"):
            if record.whole and f"{name}_day" in record.values and f"{name}_type" not in record.values:
                allowed = LimitUnit.allowed()
                record.wrong(self.findings, f"{name}_type", "有天数而没有单位", allowed=allowed)
        start, end = record.values.get("plan_effective_date"), record.values.get("plan_cancel_date")
        if isinstance(start, date) and isinstance(end, date) and end <= start:
            record.wrong(self.findings, "plan_cancel_date", "取消日期应在生效日期之后")

    def _check_field(self, record: Record) -> None:
        kind = record.values.get("field_type")
        listed = "choices" in record.values
        if record.whole and listed is not (kind is FieldType.CHOICE):
            why = "只有选项字段才有可选值" if listed else "选项字段要写明可选值：代码:名称;代码:名称"
            record.wrong(self.findings, "choices", why)

    def build(self, locality: Locality, version: str) -> list[Item]:
        """Make the items, once every row has been read; none if anything is wrong."""
        if self.items:
            self._check_owners(self.materials, "材料")
            self._check_owners(self.fields, "字段")
            self._check_conditions()
        if self.findings.errors:
            return []
        return [
            item_of(
                record.values,
                locality=locality,
                version=version,
                materials=self.material_specs(code),
                fields=[field_of(row.values) for row in _owned(self.fields, code).values()],
            )
            for code, record in self.items.items()
        ]

    def material_specs(self, owner: str) -> list[MaterialSpec]:
        """The list of an item: what its implementation code has, then what its situation adds."""
        return [material_of(code, row.values) for code, row in _owned(self.materials, owner).items()]

    def _check_owners(self, groups: _Groups, what: str) -> None:
        known = set(self.items) | {code[:_TASK] for code in self.items}
        for owner, rows in groups.items():
            for record in rows.values() if owner and owner not in known else ():
                name = "task_handle_item" if record.text("task_handle_item") else "task_code"
                record.wrong(self.findings, name, f"{what}所属的事项不在实施清单里")

    def _check_conditions(self) -> None:
        for owner, rows in self.materials.items():
            asked = {code: row for code, row in rows.items() if "condition" in row.values}
            if not asked:
                continue
            form = {
                code: field_of(row.values) for code, row in _owned(self.fields, owner).items() if row.whole
            }
            for record in asked.values():
                condition = record.values["condition"]
                fault = condition_fault(condition, form) if isinstance(condition, Condition) else ""
                if fault:
                    record.wrong(self.findings, "condition", fault)


def _owned(groups: _Groups, owner: str) -> dict[str, Record]:
    if len(owner) == _TASK:
        return groups.get(owner, {})
    return groups.get(owner[:_TASK], {}) | groups.get(owner, {})
