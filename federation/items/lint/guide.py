"""A guide 办事指南 as values: what it says, and for every datum where it says so.

A guide comes from a page (`read_guide`) or from a catalogue's item (`guide_of`); the rules of the
lint see no difference. What a source cannot say at all is not in ``covers``: its absence is no fault.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

from federation.items.lint.labels import Field
from federation.items.tables import (
    HandleArea,
    HandleType,
    LimitUnit,
    OrganKind,
    ProjectType,
    ResultType,
    ServerType,
    UseLevel,
)

T = TypeVar("T")


class Spot(NamedTuple):
    """Where something stands: the section as the page names it, and the words themselves."""

    section: str
    quote: str


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """A datum and where it stood.

    Attributes:
        value: as it was read.
        section: the heading or label it stood under.
        quote: the words it was read from, letter by letter.
    """

    value: T
    section: str
    quote: str

    @property
    def spot(self) -> Spot:
        """Where it stood."""
        return Spot(self.section, self.quote)


def across(one: Said[Any], other: Said[Any], quote: str) -> Spot:
    """Where two statements stand that do not go together: both sections, and the words to be seen."""
    return Spot("、".join(dict.fromkeys((one.section, other.section))), quote)


class Mode(StrEnum):
    """业务模式, where the guide names one (国办发〔2020〕35号)."""

    FULL_ONLINE = "FULL_ONLINE"
    REMOTE_COLLECTION = "REMOTE_COLLECTION"
    JOINT = "JOINT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A time limit as written.

    Attributes:
        amount: in ``unit``, half days too; 0 means at once.
        unit: None where the page leaves open which kind of day, or writes none.
        excludes: what is said not to count 不含…, without 时间 and the like.
        text: as written, without those words.
    """

    amount: float
    unit: LimitUnit | None
    excludes: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One material of the list.

    Attributes:
        name: as printed.
        spot: the whole entry.
        originals: how many originals are taken or shown; 0 also where the page does not say.
        copies: how many copies.
        counted: number and kind as written; None where the page says neither.
        type: 原件, 复印件 or both, as written.
        format: paper or electronic, as written; empty where the page does not say.
        need: 必要性 as written; None where the page does not say.
        when: the situation in which it is asked for at all, as written.
        source: 来源渠道 as written; None where the page does not say.
        notes: remarks.
        dead: why its situation can never arise on the item's form; empty if it can.
    """

    name: str
    spot: Spot
    originals: int = 0
    copies: int = 0
    counted: Said[str] | None = None
    type: str = ""
    format: str = ""
    need: Said[str] | None = None
    when: str = ""
    source: Said[str] | None = None
    notes: tuple[Said[str], ...] = ()
    dead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step 环节 of the way a case goes; ``days`` is None where the page gives it no time."""

    name: str
    days: Period | None = None
    text: str = ""
    spot: Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One law as the page cites it.

    Attributes:
        title: between 《 and 》, the words 中华人民共和国 left out.
        issue: what stands in brackets behind it: organ, number, year.
        article: 第三十五条 and the like; empty where none is cited.
        text: all of it.
        spot: where.
    """

    title: str
    issue: str = ""
    article: str = ""
    text: str
    spot: Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A guide page or catalogue item.

    Attributes that are tuples hold every statement of their kind: pages repeat themselves, and two
    statements may contradict each other. The others hold the first.

    Attributes:
        title: the page's headline or the item's name.
        key: the item's own code, or empty.
        locality: 6 digits of the organ's place; empty where the guide does not tell.
        covers: what this kind of source can say.
        lines: every line with its section.
        attached: what the page has as 附件.
        material_spot: the header row or label of the list of materials.
        material_columns: which of 份数, 必要性 and 来源 the list has a place for.
        material_text: what stands in place of a list, where there is no list.
        last_label: the label of the guide's last part: what is missing would stand behind it.
        condition_text: what stands under 受理条件, whole.
        any_condition: the conditions are alternatives 之一.
        name: 事项名称.
        situation: 业务办理项名称.
        type: 事项类型, two digits.
        level: 行使层级.
        base: 基本编码 as written.
        task: 实施编码 as written.
        handling_item: 业务办理项编码 as written.
        organ: 实施主体.
        organ_code: its credit code as written.
        organ_kind: 实施主体性质.
        contact_units: who the page says may be asked.
        servers: 服务对象.
        kind: 办件类型.
        legal: 法定办结时限.
        legal_text: what stands under 法定办结时限, whole.
        promised: 承诺办结时限.
        special: 特别程序, with its time.
        scene_count: 到办事现场次数.
        scene_reason: 必须到现场原因.
        handle_types: 办理形式.
        ways: how one may apply, in the page's words.
        areas: 通办范围.
        area_word: 通办范围 in the page's own word, such as 全国; empty where it is not told.
        modes: 业务模式.
        fees: whether a fee is charged.
        fee_standard: 收费标准.
        fee_basis: 收费依据.
        express: 是否支持物流快递.
        deliveries: how the result is handed over.
        result: 审批结果名称.
        result_type: 结果类型.
        valid: how long the result is valid.
        conditions: 受理条件, one by one.
        materials: 申请材料.
        steps: 办理流程, one by one.
        flow_text: 办理流程 where it is not told in steps.
        addresses: 办理地点.
        hours: 办理时间.
        phones: 咨询电话.
        supervision: 监督投诉电话.
        laws: 设定依据, one by one.
        law_spot: where 设定依据 stands.
        remedies: 行政复议, 行政诉讼.
        published: when the page was published.
        updated: when it was last changed.
        effective: first day in force.
        expires: first day no longer in force.
        bad_dates: what stands as a date and is none.
    """

    title: str = ""
    key: str = ""
    locality: str = ""
    covers: frozenset[Field] = frozenset(Field)
    lines: tuple[Said[str], ...] = ()
    attached: str = ""
    name: Said[str] | None = None
    situation: Said[str] | None = None
    type: Said[str] | None = None
    level: Said[UseLevel] | None = None
    base: Said[str] | None = None
    task: Said[str] | None = None
    handling_item: Said[str] | None = None
    organ: Said[str] | None = None
    organ_code: Said[str] | None = None
    organ_kind: Said[OrganKind] | None = None
    contact_units: tuple[Said[str], ...] = ()
    servers: Said[tuple[ServerType, ...]] | None = None
    kind: Said[ProjectType] | None = None
    legal: Said[Period] | None = None
    legal_text: Said[str] | None = None
    promised: Said[Period] | None = None
    special: tuple[Said[str], ...] = ()
    scene_count: Said[int] | None = None
    scene_reason: Said[str] | None = None
    handle_types: Said[tuple[HandleType, ...]] | None = None
    ways: tuple[Said[str], ...] = ()
    areas: tuple[Said[HandleArea], ...] = ()
    area_word: str = ""
    modes: tuple[Said[Mode], ...] = ()
    fees: tuple[Said[bool], ...] = ()
    fee_standard: Said[str] | None = None
    fee_basis: Said[str] | None = None
    express: Said[bool] | None = None
    deliveries: tuple[Said[str], ...] = ()
    result: Said[str] | None = None
    result_type: Said[ResultType] | None = None
    valid: Said[str] | None = None
    conditions: tuple[Said[str], ...] = ()
    condition_text: Said[str] | None = None
    any_condition: bool = False
    materials: tuple[Material, ...] = ()
    material_spot: Spot | None = None
    material_columns: frozenset[Field] = frozenset()
    material_text: Said[str] | None = None
    steps: tuple[Step, ...] = ()
    flow_text: Said[str] | None = None
    addresses: tuple[Said[str], ...] = ()
    hours: tuple[Said[str], ...] = ()
    phones: tuple[Said[str], ...] = ()
    supervision: tuple[Said[str], ...] = ()
    laws: tuple[Citation, ...] = ()
    law_spot: Spot | None = None
    last_label: Spot | None = None
    remedies: tuple[Said[str], ...] = ()
    published: Said[date] | None = None
    updated: Said[date] | None = None
    effective: Said[date] | None = None
    expires: Said[date] | None = None
    bad_dates: tuple[Spot, ...] = ()

    def says(self, field: Field) -> bool:
        """Whether this kind of source can say it."""
        return field in self.covers


def first(values: Iterable[T]) -> T | None:
    """The first of several statements, or None."""
    return next(iter(values), None)
