"""A crosswalk 对照表: what each item of one city is in another, as people reviewed it.

A row leads from an item of the accepting place to an item of the handling place; with it go the
relations of their materials and the rules that fill the handling place's form. A *hub* document
leads from one city to the canonical catalogue 规范目录 and back (`hub`), so that n cities need n
documents. These are values only: `load` reads and reviews them, `plan` makes them run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from federation.ids import CANONICAL, BaseCode, Locality
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
    EXPRESSION = "EXPRESSION", "表达式"


class Direction(Coded):
    """方向, in a hub document: which way a row is read."""

    BOTH = "BOTH", "双向"
    UP = "UP", "上行", "本地到规范"
    DOWN = "DOWN", "下行", "规范到本地"


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialRule:
    """One row of 材料对照.

    Attributes:
        source: code in the accepting place's list; empty for EXTRA.
        target: code in the handling place's list; empty for NOT_NEEDED.
        relation: what the one is to the other.
        condition: when the target is asked for, by the form of the side it leads to.
        direction: in a hub document; for DOWN, ``source`` is canonical and ``target`` the city's.
        note: what the window should know.
    """

    source: str
    target: str
    relation: MaterialRelation
    condition: Condition | None = None
    direction: Direction = Direction.BOTH
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
        expression: in CEL, over the sources (`expression`).
        direction: in a hub document; for DOWN, ``target`` is the city's and ``sources`` canonical.
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
    expression: str = ""
    direction: Direction = Direction.BOTH
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """One row of 代码表: a code of the accepting place and the handling place's for it.

    Attributes:
        table: name of the table it belongs to.
        accepting: the accepting place's code; in a hub document the city's.
        handling: the handling place's; in a hub document the canonical one.
        direction: in a hub document, which way the row is read.
        note: for people.
    """

    table: str
    accepting: str
    handling: str
    direction: Direction = Direction.BOTH
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
        back: in a hub document, when this city's item is meant, by the canonical form.
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
    back: Condition | None = None
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
    """The whole document, from one locality to one other, as it is written.

    Attributes:
        accepting: whose items it starts from.
        handling: whose items it leads to; `CANONICAL` makes it a hub document.
        version: of the document; a case is filed under it.
        effective_from: first day in force; None means always.
        effective_to: first day no longer in force; None means open.
        codes: the rows of its code tables.
        rows: in the order of the document; a tuple, or what a prepared index gives.
    """

    accepting: Locality
    handling: Locality
    version: str
    effective_from: date | None = None
    effective_to: date | None = None
    codes: tuple[CodeRow, ...] = ()
    rows: Sequence[CrosswalkRow]

    @property
    def name(self) -> str:
        """How a case refers to it: ``440500-610100/2026.1``."""
        return f"{self.accepting}-{self.handling}/{self.version}"

    @property
    def hub(self) -> bool:
        """Whether it leads to the canonical catalogue, and so is read both ways."""
        return self.handling == CANONICAL

    def in_force(self, on: date) -> bool:
        """Whether the document counts on that day."""
        started = self.effective_from is None or self.effective_from <= on
        return started and (self.effective_to is None or on < self.effective_to)
