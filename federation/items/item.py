"""An item 事项 as one locality publishes it: its codes, organ, limits, materials and form.

These are values only; how they are read from a sheet is told in `load`, how they are found in
`catalogue`. What a field accepts is told in `form`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from federation.ids import BaseCode, HandlingItemCode, Locality, TaskCode, Uscc
from federation.items.condition import Condition
from federation.items.form import FieldSpec
from federation.items.tables import (
    Channel,
    HandleArea,
    HandleType,
    ItemState,
    LimitUnit,
    MaterialFormat,
    MaterialType,
    Need,
    OrganKind,
    ProjectType,
    ResultType,
    ServerType,
    SourceType,
    UseLevel,
)

SCHEME = "GB/T 39554"  # the coding scheme of 12, 31 and 33 characters


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemKey:
    """What identifies an item version (DESIGN §5): never its name.

    Attributes:
        locality: who publishes it.
        scheme: of the code; ``GB/T 39554`` unless a profile says otherwise.
        code: in that scheme; 33 characters where there is a 业务办理项, else 31.
        version: 事项版本.
    """

    locality: Locality
    scheme: str
    code: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A time limit 办结时限.

    Attributes:
        amount: how many; 0 means at once.
        unit: of what: working days, calendar days, months or hours.
    """

    amount: int
    unit: LimitUnit

    def __str__(self) -> str:
        return f"{self.amount}个{self.unit.label}" if self.amount else "当场办结"


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialSpec:
    """One material of the list 申请材料.

    Attributes:
        code: unique within the item.
        name: as printed on the list.
        type: original or copy; None where the source does not say.
        format: paper or electronic.
        need: required, optional, or may follow later 容缺后补.
        source: who issues it.
        copies: how many in all, 份数; None where the source does not say.
        originals: how many of them are originals; None where the source does not tell them apart.
        condition: the situation 适用情形 in which it is asked for at all, by the item's own form.
        note: how to fill it in or what is accepted.
    """

    code: str
    name: str
    type: MaterialType | None = None
    format: MaterialFormat | None = None
    need: Need
    source: SourceType | None = None
    copies: int | None = None
    originals: int | None = None
    condition: Condition | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item version.

    Attributes:
        key: its identity; ``key.code`` is the 33-character code where there is one, else the 31.
        name: 事项名称.
        situation: 业务办理项名称, where one implementation code is split.
        base: the 12-digit base code, on which cities are mapped.
        task: the 31-character implementation code.
        handling_item: the 33-character code, if any.
        type: 事项类型, two digits.
        organ: USCC of the organ that decides.
        organ_name: its name.
        organ_kind: 实施主体性质; None where the source does not say.
        level: 行使层级.
        kind: 即办件 or 承诺件.
        servers: 服务对象.
        handle_types: 办理形式; empty where the source does not say.
        area: 通办范围; None where the source does not say.
        scene_count: 到办事现场次数; None where the source does not say, 0 means never.
        scene_reason: 必须到现场原因.
        legal: 法定办结时限; None where the source gives none.
        legal_note: 法定办结时限说明, for example what is not counted.
        promised: 承诺办结时限.
        promised_note: 承诺办结时限说明.
        accept_condition: 受理条件.
        by_law: 设定依据.
        flow: 办理流程.
        phone: 咨询电话 as published (link_way).
        supervision: 监督电话.
        address: 办理地点.
        hours: 办理时间.
        fee: whether a fee is charged (by the handling place, never at the window).
        fee_note: 收费标准.
        fee_basis: 收费依据.
        special: 特别程序 and its time.
        result: 审批结果名称.
        result_type: 结果类型; None where the source does not say.
        express: 是否支持物流快递; None where the source does not say.
        local_base: the base code of a local coding scheme, opaque.
        local_task: the implementation code of a local coding scheme, opaque.
        channel: whether a case travels between nodes or on a national line.
        state: 事项状态.
        effective_from: first day in force; None means always.
        effective_to: first day no longer in force; None means open.
        materials_note: 申请材料 as free text in the item's own row.
        synthetic: made for testing, not published by any organ.
        materials: the list, in its published order.
        fields: the form, in its published order.
    """

    key: ItemKey
    name: str
    situation: str = ""
    base: BaseCode
    task: TaskCode
    handling_item: HandlingItemCode | None = None
    type: str
    organ: Uscc
    organ_name: str
    organ_kind: OrganKind | None = None
    level: UseLevel
    kind: ProjectType
    servers: tuple[ServerType, ...] = ()
    handle_types: tuple[HandleType, ...] = ()
    area: HandleArea | None = None
    scene_count: int | None = None
    scene_reason: str = ""
    legal: Limit | None = None
    legal_note: str = ""
    promised: Limit | None = None
    promised_note: str = ""
    accept_condition: str = ""
    by_law: str = ""
    flow: str = ""
    phone: str = ""
    supervision: str = ""
    address: str = ""
    hours: str = ""
    fee: bool = False
    fee_note: str = ""
    fee_basis: str = ""
    special: str = ""
    result: str = ""
    result_type: ResultType | None = None
    express: bool | None = None
    local_base: str = ""
    local_task: str = ""
    channel: Channel = Channel.NODE
    state: ItemState = ItemState.IN_USE
    effective_from: date | None = None
    effective_to: date | None = None
    materials_note: str = ""
    synthetic: bool = False
    materials: tuple[MaterialSpec, ...] = ()
    fields: tuple[FieldSpec, ...] = ()

    @property
    def title(self) -> str:
        """Name with situation, as a window shows it."""
        return f"{self.name}（{self.situation}）" if self.situation else self.name

    def in_force(self, on: date) -> bool:
        """Whether applications are taken on that day."""
        started = self.effective_from is None or self.effective_from <= on
        ended = self.effective_to is not None and self.effective_to <= on
        return self.state is ItemState.IN_USE and started and not ended
