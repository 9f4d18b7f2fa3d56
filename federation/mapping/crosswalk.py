"""A crosswalk 对照表: what each item of one city is in another, as two cities reviewed it.

A row leads from an item of the accepting place, through the canonical item (the national base
code) where there is one, to an item of the handling place; with it go the relations of their
materials and the rules that fill the handling place's form. These are values only: `load` reads
and reviews them, `plan` makes them run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from federation.ids import BaseCode, Locality
from federation.items import Catalogue, Condition, Item
from federation.items.tables import Coded


class Relation(Coded):
    """对应关系: the handling place's item seen from the accepting place's."""

    EXACT = "EXACT", "相同"
    BROADER = "BROADER", "办理地更宽"
    NARROWER = "NARROWER", "办理地更窄"
    SPLIT = "SPLIT", "按情形分"
    NONE = "NONE", "无对应"


class MaterialRelation(Coded):
    """材料关系: what a material of the accepting place's list is to the handling place."""

    EQUAL = "EQUAL", "等同"
    SUBSTITUTE = "SUBSTITUTE", "可替代"
    EXTRA = "EXTRA", "另需"
    NOT_NEEDED = "NOT_NEEDED", "不需"
    CONDITIONAL = "CONDITIONAL", "视情形"


class RuleKind(Coded):
    """字段规则: how a field of the handling place's form gets its value."""

    COPY = "COPY", "照抄"
    CONSTANT = "CONSTANT", "固定值"
    CODE_TABLE = "CODE_TABLE", "代码转换"
    JOIN = "JOIN", "合并"
    SPLIT = "SPLIT", "拆分"
    DATE = "DATE", "日期换写法"
    UNIT = "UNIT", "单位换算"
    DEFAULT = "DEFAULT", "缺省值"


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialRule:
    """One row of 材料对照.

    Attributes:
        source: code in the accepting place's list; empty for EXTRA.
        target: code in the handling place's list; empty for NOT_NEEDED.
        relation: what the one is to the other.
        condition: when the target is asked for, by the handling place's form.
        note: what the window should know.
    """

    source: str
    target: str
    relation: MaterialRelation
    condition: Condition | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """第几段: the ``number``-th piece from 1; with ``rest``, all from there on."""

    number: int
    rest: bool = False

    def __str__(self) -> str:
        return f"{self.number}{'+' if self.rest else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule:
    """One row of 字段规则. Which parameters belong to which kind: `rules.PARAMETERS`.

    Attributes:
        target: field of the handling place's form.
        kind: how it gets its value.
        sources: fields of the accepting place's form, in order.
        value: the constant, or the default.
        table: name of a code table of this crosswalk.
        separator: between the pieces to join or split.
        part: which piece to take.
        chars: first and last character to take, from 1.
        note: for people.
    """

    target: str
    kind: RuleKind
    sources: tuple[str, ...] = ()
    value: str = ""
    table: str = ""
    separator: str = ""
    part: Part | None = None
    chars: tuple[int, int] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrosswalkRow:
    """One row of 事项对照 with its materials and fields.

    Attributes:
        accepting: code of 12, 31 or 33 characters in the accepting place's catalogue.
        canonical: the national base code both mean, if there is one.
        handling: code in the handling place's catalogue; empty if it is found by ``canonical``.
        relation: what the handling item is to the accepting one.
        condition: for SPLIT, when this row is meant, by the accepting place's form.
        note: what the window should know.
        effective_from: first day in force; None means as long as the crosswalk.
        effective_to: first day no longer in force.
        materials: relations of the materials.
        fields: rules of the form.
    """

    accepting: str
    canonical: BaseCode | None = None
    handling: str = ""
    relation: Relation
    condition: Condition | None = None
    note: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    materials: tuple[MaterialRule, ...] = ()
    fields: tuple[FieldRule, ...] = ()

    def in_force(self, on: date) -> bool:
        """Whether the row counts on that day."""
        started = self.effective_from is None or self.effective_from <= on
        return started and (self.effective_to is None or on < self.effective_to)

    def handling_items(self, catalogue: Catalogue) -> tuple[Item, ...]:
        """The items of the handling place it leads to; through the canonical code if it names none."""
        code = self.handling or self.canonical
        return catalogue.find(code) if code else ()

    def overlaps(self, other: CrosswalkRow) -> bool:
        """Whether there is a day on which both rows count."""
        first = max(self.effective_from or date.min, other.effective_from or date.min)
        last = min(self.effective_to or date.max, other.effective_to or date.max)
        return first < last


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """The whole document, from one locality to one other.

    Attributes:
        accepting: whose items it starts from.
        handling: whose items it leads to.
        version: of the document; a case is filed under it.
        effective_from: first day in force; None means always.
        effective_to: first day no longer in force; None means open.
        tables: code tables by name: accepting code → handling code.
        rows: in the order of the document.
    """

    accepting: Locality
    handling: Locality
    version: str
    effective_from: date | None = None
    effective_to: date | None = None
    tables: Mapping[str, Mapping[str, str]]
    rows: tuple[CrosswalkRow, ...]

    @property
    def name(self) -> str:
        """How a case refers to it: ``440500-610100/2026.1``."""
        return f"{self.accepting}-{self.handling}/{self.version}"

    def in_force(self, on: date) -> bool:
        """Whether the document counts on that day."""
        started = self.effective_from is None or self.effective_from <= on
        return started and (self.effective_to is None or on < self.effective_to)
