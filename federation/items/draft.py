"""The rows of a catalogue on their way to items: sorted, joined, checked against each other.

Materials, form fields and the exchange's further tables name their item by its code, or by the
identifier of its row. What contradicts the implementation code beside it is an error; what the
implementation code tells and the sheet does not have is taken from it, and said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from federation.errors import InvalidInput
from federation.ids import TaskCode, Uscc
from federation.items.build import field_of, material_of
from federation.items.codes import conflicts
from federation.items.columns import IN_EXTEND
from federation.items.condition import Condition
from federation.items.copy_words import settle_copies
from federation.items.form import FieldSpec, condition_fault
from federation.items.grid import Record
from federation.items.item import SCHEME, MaterialSpec
from federation.items.kind_digits import KindDigits
from federation.items.limit_words import settle_limits
from federation.items.material_words import MaterialWords
from federation.items.readers import BASE_DIGITS, ShortBase, SourceProfile
from federation.items.report import Findings
from federation.items.tables import FieldType, UseLevel, YesNo

_T = TypeVar("_T")
TASK = 31  # characters of an implementation code; a situation's code begins with it
_DELETED = frozenset({"D", "删除"})
_TWICE_MATERIAL = "同一事项内材料编码重复"
_UNCODED = "\0"  # begins the place of a material that has no code yet; no cell holds it
_LOST_ZEROS = "编码被当作数字，开头的 0 已丢失（应为 12 位），请设为文本格式后重录"
Groups = dict[str, dict[str, Record]]


def _groups() -> Groups:
    return defaultdict(dict)


@dataclass(slots=True)
class Draft:
    """What was read so far, by the code that binds materials and fields to items.

    Attributes:
        findings: where what is wrong, repaired or left out goes.
        profile: what is known of the source.
        words: settles the two columns of materials that systems swap.
        kinds: weighs the digits of 办件类型, which systems swap.
        items: by their own code, 33 characters where there is one, else 31.
        materials: by the code their rows name, then by 材料编码.
        fields: likewise, by 字段编码.
        extends: rows of 扩展信息.
        fees: rows of 收费项目.
        further: further rows of an item that takes several, by its code, then by row.
        loose: rows that found no place, each with its item's code if it is known.
    """

    findings: Findings
    profile: SourceProfile
    words: MaterialWords
    kinds: KindDigits
    items: dict[str, Record] = field(default_factory=dict)
    materials: Groups = field(default_factory=_groups)
    fields: Groups = field(default_factory=_groups)
    extends: Groups = field(default_factory=_groups)
    fees: Groups = field(default_factory=_groups)
    further: Groups = field(default_factory=_groups)
    loose: list[tuple[str, Record]] = field(default_factory=list)
    _guids: dict[str, str] = field(default_factory=dict)
    _waiting: list[Record] = field(default_factory=list)
    _local: dict[str, Record] = field(default_factory=dict)
    _derived: set[tuple[str | None, str]] = field(default_factory=set)

    def take(self, record: Record) -> None:
        """Sort a row to its table; a code that is there twice is an error."""
        if record.text("cd_operation").upper() in _DELETED:
            self.findings.skip(record.view.sheet, record.row, "同步类型为删除的行")
            return
        task, handling = record.text("task_code"), record.text("task_handle_item")
        if task and handling and not handling.startswith(task):
            record.wrong(self.findings, "task_handle_item", "前 31 位应与实施编码相同")
        owner = handling or task
        if record.view.table.name == "实施清单":
            self._take_item(owner, record)
        elif not owner and record.text("task_guid"):
            self._waiting.append(record)
        else:
            self._place(owner, record)
        record.release()

    def finish(self) -> None:
        """Join and check, once every row has been read."""
        for record in self._waiting:
            owner = self._guids.get(record.text("task_guid"), "")
            if not owner:
                record.wrong(self.findings, "task_guid", "事项唯一标识不在实施清单里")
            self._place(owner, record)
        self._waiting.clear()
        self._number()
        for groups, name in ((self.materials, "material_code"), (self.fields, "field_code")):
            self._check_shared(groups, name)
        self.words.settle()
        self.kinds.settle()
        if self.items:
            for groups, what in ((self.materials, "材料"), (self.fields, "字段")):
                self._check_owners(groups, what)
        for groups, what in ((self.extends, "扩展信息"), (self.fees, "收费项目")):
            self._check_owners(groups, what)
        self._join()
        if self.items:
            self._check_conditions()

    # one row

    def _take_item(self, owner: str, record: Record) -> None:
        settle_limits(record, self.findings)
        self.kinds.take(record)
        self._check_item(record)
        first = self.items.get(owner)
        if first and first.view is record.view and (record.view.beside or record.follows == first.row):
            self._go_on(owner, first, record)
            return
        if record.follows and record.good and not record.whole:
            why = f"与第 {record.follows} 行合并，而那一行没有导入；这一行自身不是完整的事项"
            record.wrong(self.findings, "task_code", why)
        if guid := record.text("row_guid"):
            self._guids.setdefault(guid, owner)
        self._put(self.items, owner, owner, record, name="task_code", twice="同一事项出现两次")

    def _go_on(self, owner: str, first: Record, record: Record) -> None:
        """A further row of one item, for its next material: it may say nothing else of the item."""
        told = record.text("materials")
        for name, value in record.values.items():
            if name != "materials" and value != first.values.get(name):
                why = f"同一事项占几行，这里写的与第 {first.row} 行不同；若是另一事项，请核对实施编码"
                record.wrong(self.findings, name, why)
        if told and told != first.text("materials"):
            first.values["materials"] = "\n".join(filter(None, (first.text("materials"), told)))
            record.repair(
                self.findings, "materials", told, f"同一事项占几行，并入第 {first.row} 行的申请材料"
            )
        self.further[owner][str(record.row)] = record

    def _place(self, owner: str, record: Record) -> None:
        match record.view.table.name:
            case "材料清单":
                self.words.take(record)
                settle_copies(record, self.findings)
                rows = self.materials[owner]
                code = record.text("material_code") or f"{_UNCODED}{len(rows)}"
                self._put(rows, code, owner, record, name="material_code", twice=_TWICE_MATERIAL)
            case "表单字段":
                self._check_field(record)
                code = record.text("field_code")
                twice = "同一事项内字段编码重复"
                self._put(self.fields[owner], code, owner, record, name="field_code", twice=twice)
            case "扩展信息":
                twice = "同一事项的扩展信息出现两次"
                self._put(self.extends[owner], "-", owner, record, name="task_code", twice=twice)
            case _:
                rows = self.fees[owner]
                self._put(rows, str(len(rows)), owner, record, name="task_code", twice="")

    def _put(
        self, rows: dict[str, Record], code: str, owner: str, record: Record, *, name: str, twice: str
    ) -> None:
        """Keep a row under its code, which names it in a column, unless the code is there already."""
        if not (code and owner):
            self.loose.append((owner, record))  # its own cell is already in the report
        elif code in rows:
            first = rows[code]
            sheet = f"“{first.view.sheet}”" if first.view.sheet != record.view.sheet else ""
            record.wrong(self.findings, name, f"{twice}（首次在{sheet}第 {first.row} 行）")
            self.loose.append((owner, record))
        else:
            rows[code] = record

    def _check_item(self, record: Record) -> None:
        """The implementation code says organ, level, type and base: the columns must say the same."""
        task = record.values.get("task_code")
        self._restore_zeros(record, task)
        if isinstance(task, TaskCode):
            self._derive(record, task)
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
        start, end = record.values.get("plan_effective_date"), record.values.get("plan_cancel_date")
        if isinstance(start, date) and isinstance(end, date) and end <= start:
            record.wrong(self.findings, "plan_cancel_date", "取消日期应在生效日期之后")
        if self.profile.scheme != SCHEME:
            self._check_local(record)

    def _restore_zeros(self, record: Record, task: object) -> None:
        """Zeros that a base code lost are put back only where the implementation code proves them."""
        short = record.values.get("catalog_code")
        if not isinstance(short, ShortBase):
            return
        if isinstance(task, TaskCode) and task.base == short.zfill(BASE_DIGITS):
            record.values["catalog_code"] = task.base
            why = "开头的 0 被当作数字去掉了，按同一行的实施编码补回"
            record.repair(self.findings, "catalog_code", task.base, why)
        else:
            del record.values["catalog_code"]
            record.wrong(self.findings, "catalog_code", _LOST_ZEROS)

    def _derive(self, record: Record, task: TaskCode) -> None:
        """What the implementation code tells, where the sheet has no column for it."""
        absent = [name for name in _TOLD if record.view.place(name) is None and name not in record.values]
        for name in absent:
            try:
                record.values[name] = _told(name, task)
            except InvalidInput:
                why = "前 18 位不是有效的统一社会信用代码（校验位不符）"
                record.wrong(self.findings, "task_code", why)
            if (record.view.sheet, name) not in self._derived:
                self._derived.add((record.view.sheet, name))
                self.findings.repair(record.view.spot(0, name), "", "", "没有这一列，取自实施编码")

    def _check_local(self, record: Record) -> None:
        """Under another scheme the local code identifies the item: it must be there, and once."""
        code = record.text("local_task_code")
        if not code:
            why = f"这个来源按 {self.profile.scheme} 编码，必须有地方实施编码"
            record.wrong(self.findings, "local_task_code", why)
        elif (first := self._local.setdefault(code, record)) is not record:
            record.wrong(self.findings, "local_task_code", f"地方实施编码重复（首次在第 {first.row} 行）")
            first.good = False

    def _check_field(self, record: Record) -> None:
        kind = record.values.get("field_type")
        listed = "choices" in record.values
        if record.whole and listed is not (kind is FieldType.CHOICE):
            why = "只有选项字段才有可选值" if listed else "选项字段要写明可选值：代码:名称;代码:名称"
            record.wrong(self.findings, "choices", why)

    # all rows

    def by_task(self) -> Mapping[str, list[str]]:
        """The items of each implementation code."""
        found: dict[str, list[str]] = defaultdict(list)
        for code in self.items:
            found[code[:TASK]].append(code)
        return found

    def _number(self) -> None:
        """Materials without a code: those of an implementation code first, a situation's go on from there."""
        for owner in sorted(self.materials, key=len):
            before = len(self.materials.get(owner[:TASK], ())) if len(owner) > TASK else 0
            rows: dict[str, Record] = {}
            for at, (code, record) in enumerate(self.materials[owner].items(), before + 1):
                own = f"M{at:02}" if code.startswith(_UNCODED) else code
                self._put(rows, own, owner, record, name="material_code", twice=_TWICE_MATERIAL)
            self.materials[owner] = rows

    def _check_shared(self, groups: Groups, name: str) -> None:
        """What a situation adds to the list of its implementation code must not stand in for a line of it."""
        for owner, rows in groups.items():
            shared = groups.get(owner[:TASK], {}) if len(owner) > TASK else {}
            for code in rows.keys() & shared.keys():
                why = f"编码与实施编码下共用的一行（第 {shared[code].row} 行）重复，请换一个编码"
                rows[code].wrong(self.findings, name, why)

    def _check_owners(self, groups: Groups, what: str) -> None:
        """Rows of an item that is not there are wrong; those of one in a hidden row go with it."""
        known = set(self.items) | {code[:TASK] for code in self.items}
        for owner in [owner for owner in groups if owner not in known]:
            struck = owner in self.findings.struck
            for record in groups[owner].values():
                if struck:
                    self.findings.skip(record.view.sheet, record.row, "所属事项在隐藏的行里，一并没有导入")
                else:
                    name = "task_handle_item" if record.text("task_handle_item") else "task_code"
                    record.wrong(self.findings, name, f"{what}所属的事项不在实施清单里")
            if struck:
                del groups[owner]

    def _join(self) -> None:
        """Put what the exchange keeps in tables of their own into the items' rows."""
        by_task = self.by_task()
        for owner, rows in self.extends.items():
            for code in by_task.get(owner, (owner,)):
                for record in rows.values() if code in self.items else ():
                    self._extend(self.items[code], record)
        for owner, rows in self.fees.items():
            for code in by_task.get(owner, (owner,)):
                if code in self.items:
                    _charge(self.items[code], rows.values())

    def _extend(self, item: Record, record: Record) -> None:
        for name in IN_EXTEND:
            value = record.values.get(name)
            if value is not None and item.values.setdefault(name, value) != value:
                record.wrong(self.findings, name, f"与实施清单第 {item.row} 行不符")

    def _check_conditions(self) -> None:
        for owner, rows in self.materials.items():
            asked = [row for row in rows.values() if "condition" in row.values]
            if not asked:
                continue
            form = {
                code: field_of(row.values) for code, row in owned(self.fields, owner).items() if row.whole
            }
            for record in asked:
                condition = record.values["condition"]
                fault = condition_fault(condition, form) if isinstance(condition, Condition) else ""
                if fault:
                    record.wrong(self.findings, "condition", fault)

    def lists(self) -> tuple[dict[str, dict[str, MaterialSpec]], dict[str, dict[str, FieldSpec]]]:
        """Materials and fields as values, by the code their rows name; their rows are let go."""
        materials = {
            owner: {code: material_of(code, row.values) for code, row in rows.items()}
            for owner, rows in self.materials.items()
        }
        fields = {
            owner: {code: field_of(row.values) for code, row in rows.items()}
            for owner, rows in self.fields.items()
        }
        self.materials.clear()
        self.fields.clear()
        return materials, fields


_TOLD = ("catalog_code", "dept_code", "task_type", "use_level")


def _told(name: str, task: TaskCode) -> object:
    """What an implementation code says of a column (GB/T 39554.1-2020)."""
    match name:
        case "catalog_code":
            return task.base
        case "dept_code":
            return Uscc(task.organ)
        case "task_type":
            return task[21:23]
        case _:
            return UseLevel.by_code(task[18])


def owned(groups: Mapping[str, dict[str, _T]], owner: str) -> dict[str, _T]:
    """The list of an item: what its implementation code has, then what its situation adds."""
    if len(owner) == TASK:
        return groups.get(owner, {})
    return groups.get(owner[:TASK], {}) | groups.get(owner, {})


def _charge(item: Record, rows: Iterable[Record]) -> None:
    """The fees of an item as one text of standards and one of bases; an item with fees charges."""
    stands, bases = [item.text("fee_stand")], [item.text("fee_basis")]
    for row in rows:
        reduced = "（可减免" + (f"：{row.text('desc_explain')}" if row.text("desc_explain") else "") + "）"
        may = reduced if row.values.get("is_desc") is YesNo.YES else ""
        stands.append("：".join(filter(None, (row.text("fee_name"), row.text("fee_stand")))) + may)
        bases.append(row.text("by_law"))
    item.values["fee_stand"] = "；".join(dict.fromkeys(filter(None, stands)))
    item.values["fee_basis"] = "；".join(dict.fromkeys(filter(None, bases)))
    item.values.setdefault("is_fee", YesNo.YES)
