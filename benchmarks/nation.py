"""A made-up country for measuring: every prefecture with 1,700 items, and its crosswalk to the canonical ones.

Prefectures are real (GB/T 2260, some by now abolished), everything else is synthetic and says so. Cities differ as cities do:
in field codes, in how they write dates, choices and units, in the order and names of materials, and half
of their items have codes of the province's own. A city is made when it is asked for and then forgotten.

By its number, an item has one of four ways to its counterpart elsewhere: 0 only the national code, 1 the
national code and a row of the city's crosswalk, 2 a provincial code and a row, 3 the same and, to the next
city, a row of a crosswalk of the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice

from examples.make_catalogues import organ_code
from federation.counties import existed
from federation.ids import CANONICAL, BaseCode, HandlingItemCode, Locality, TaskCode, Uscc
from federation.items import Catalogue, Choice, DateFormat, FieldSpec, Item, ItemKey, Limit, MaterialSpec
from federation.items.item import SCHEME
from federation.items.tables import (
    FieldType,
    LimitUnit,
    MaterialFormat,
    MaterialType,
    Need,
    ProjectType,
    ServerType,
    SourceType,
    UseLevel,
)
from federation.mapping import (
    Application,
    Crosswalk,
    CrosswalkRow,
    FieldRule,
    MaterialRelation,
    MaterialRule,
    Relation,
    RuleKind,
)
from federation.mapping.crosswalk import CodeRow

VERSION = "2026.1"
_MUNICIPALITIES = (31, 50)
PREFECTURES, ITEMS = 333, 1_700
MATERIALS, FIELDS, FEW_FIELDS = 8, 20, 4
NATIONAL, SHARED, PROVINCIAL, PAIRED = range(4)
MEASURED_EVERY = 5
"""Every fifth item has the 20 fields that are measured; the others, as most real ones, have few."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SUBJECTS = _words(
    "食品经营许可 药品经营许可 医疗器械经营许可 公共场所卫生许可 道路运输经营许可 "
    "出租汽车经营许可 建筑工程施工许可 建设工程规划许可 取水许可 排污许可 林木采伐许可 "
    "人力资源服务许可 劳务派遣经营许可 民办学校设立 校车使用许可 营业性演出 娱乐场所经营许可 "
    "旅行社设立 特种设备使用登记 计量器具检定 个体工商户登记 企业登记 农民专业合作社登记 "
    "社会团体登记 基金会登记 养老机构备案 殡葬服务 婚姻登记预约 残疾人证 城乡居民最低生活保障 "
    "特困人员供养 临时救助 失业保险金 职工养老保险关系 居民养老保险关系 社会保障卡 工伤认定 "
    "生育津贴 异地就医备案 医疗费用报销 住房公积金提取 住房公积金贷款 公共租赁住房 "
    "不动产登记资料 户口迁移 居住证 机动车驾驶证 执业医师注册 护士执业注册 教师资格认定"
)
_ACTS = _words(
    "新办 变更 延续 注销 补领 换发 备案 年审 信息查询 证明开具 地址变更 法定代表人变更 "
    "名称变更 范围变更 暂停 恢复 撤销 转入 转出 认定 复核 登记 申领 核定 发放 停发 补发 "
    "更正 遗失补办 到期换证 资料调阅 资格确认 免缴 缓缴"
)
_MATERIALS = _words(
    "居民身份证 户口簿 申请表 授权委托书 营业执照 法定代表人身份证明 结婚证 出生医学证明 "
    "不动产权证书 房屋租赁合同 银行卡 近期免冠照片 学历证书 执业资格证书 健康证明 "
    "无犯罪记录证明 场所平面图 设备清单 从业人员名册 验资报告 章程 股东会决议 环境影响评价文件 "
    "消防验收意见 检验报告 诊断证明 医疗费用发票 费用清单 参保缴费凭证 劳动合同 "
    "解除劳动关系证明 完税证明 购房合同 征信报告 社会保险登记表 原许可证正副本 遗失声明 承诺书 "
    "安全管理制度 技术人员证明"
)
_LABELS = _words(
    "申请人姓名 证件号码 申请类别 申请日期 申请金额 联系地址 经营场所 经营方式 成立日期 "
    "注册资本 代理人姓名 单位名称 办理方式 有效期截止日 缴费基数 户籍地址 开户银行 领取方式 "
    "参保日期 年收入"
)
_KINDS = (FieldType.TEXT, FieldType.TEXT, FieldType.CHOICE, FieldType.DATE, FieldType.NUMBER)
_CHOICES = ("本人办理", "委托他人", "单位代办")
_DEPARTMENTS = _words(
    "市场监督管理局 人力资源和社会保障局 卫生健康委员会 住房和城乡建设局 民政局 交通运输局 "
    "医疗保障局 行政审批局"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a place writes its forms; the canonical catalogue is a place too."""

    field: str
    material: str
    choices: tuple[str, str, str]
    dates: DateFormat
    unit: str


CANON = Style(field="G", material="C", choices=("1", "2", "3"), dates=DateFormat.DASHED, unit="元")
STYLES = (
    Style(field="F", material="M", choices=("01", "02", "03"), dates=DateFormat.PLAIN, unit="元"),
    Style(field="A", material="S", choices=("A", "B", "C"), dates=DateFormat.HAN, unit="万元"),
)
_VALUES = {DateFormat.DASHED: "2026-11-24", DateFormat.PLAIN: "20261124", DateFormat.HAN: "2026年11月24日"}


@dataclass(frozen=True)
class Nation:
    """The country.

    Attributes:
        places: how many prefectures.
        size: how many items each.
    """

    places: int = PREFECTURES
    size: int = ITEMS

    @cached_property
    def localities(self) -> tuple[Locality, ...]:
        """The first prefectures in order of their codes."""
        return tuple(islice(_prefectures(), self.places))

    def style(self, locality: Locality) -> Style:
        """Neighbours write differently."""
        return CANON if locality == CANONICAL else STYLES[self.localities.index(locality) % 2]

    def catalogue(self, locality: Locality) -> Catalogue:
        """The items of a place."""
        style, organs = self.style(locality), [_organ(locality, at) for at in range(len(_DEPARTMENTS))]
        items = [_item(locality, number, style, organs) for number in range(self.size)]
        return Catalogue.of(locality=locality, version=VERSION, items=items)

    def catalogues(self) -> Iterator[Catalogue]:
        """The canonical catalogue, then every city's."""
        return map(self.catalogue, (CANONICAL, *self.localities))

    def crosswalks(self) -> Iterator[Crosswalk]:
        """Every city's with the canonical catalogue, then those of neighbours."""
        yield from map(self.hub, self.localities)
        yield from (self.pair(at) for at in range(min(len(self.localities) - 1, 10)))

    def hub(self, locality: Locality) -> Crosswalk:
        """A city's crosswalk with the canonical catalogue."""
        style = self.style(locality)
        numbers = (number for number in range(self.size) if number % 4 != NATIONAL)
        return Crosswalk(
            accepting=locality,
            handling=CANONICAL,
            version=VERSION,
            codes=_codes(style, CANON),
            rows=tuple(
                CrosswalkRow(
                    accepting=code(locality, number),
                    canonical=_base("00", number),
                    relation=Relation.EXACT,
                    materials=_material_rules(style, CANON),
                    fields=_field_rules(_form_size(number), style, CANON),
                )
                for number in numbers
            ),
        )

    def pair(self, at: int) -> Crosswalk:
        """The crosswalk of a city and the next one."""
        here, there = self.localities[at : at + 2]
        style, other = self.style(here), self.style(there)
        return Crosswalk(
            accepting=here,
            handling=there,
            version=VERSION,
            codes=_codes(style, other),
            rows=tuple(
                CrosswalkRow(
                    accepting=code(here, number),
                    handling=code(there, number),
                    relation=Relation.EXACT,
                    materials=_material_rules(style, other),
                    fields=_field_rules(_form_size(number), style, other),
                )
                for number in range(PAIRED, self.size, 4)
            ),
        )

    def application(self, item: Item) -> Application:
        """Every field filled in and every material collected."""
        fields = {spec.code: _value(spec) for spec in item.fields}
        return Application(fields=fields, materials=tuple(spec.code for spec in item.materials))


def code(locality: Locality, number: int) -> str:
    """The code of an item: every tenth has a handling-item code."""
    task = _task(locality, number)
    return f"{task}01" if number % 10 == 1 else task


def _prefectures() -> Iterator[Locality]:
    """Codes of prefectures that have or had counties; not municipalities, nor what a province runs itself."""
    for prefix in range(1301, 6600):
        if (
            not prefix % 100 // 90
            and prefix // 100 not in _MUNICIPALITIES
            and any(map(existed, _counties(prefix)))
        ):
            yield Locality(f"{prefix}00")


def _counties(prefix: int) -> Iterator[str]:
    return (f"{prefix}{county:02}" for county in (1, 2, *range(21, 30), 81))


def _base(place: str, number: int) -> BaseCode:
    kind = "01" if number % 3 else "20"
    return BaseCode(f"{place}{kind}{1 + number % 36:02}{1 + number // 36:03}000")


@cache
def _organ(locality: Locality, at: int) -> Uscc:
    return organ_code({"kind": "11", "place": locality, "number": f"{at:04}"})


def _task(locality: Locality, number: int) -> TaskCode:
    own = number % 4 in (PROVINCIAL, PAIRED) and locality != CANONICAL
    base = _base(locality[:2] if own else "00", number)
    return TaskCode(f"{_organ(locality, number % len(_DEPARTMENTS))}3{base}")


def _item(locality: Locality, number: int, style: Style, organs: list[Uscc]) -> Item:
    task, organ = _task(locality, number), number % len(_DEPARTMENTS)
    full = code(locality, number)
    form = CANON if number % 4 == NATIONAL else style
    days = 5 + number % 16
    return Item(
        key=ItemKey(locality=locality, scheme=SCHEME, code=full, version=VERSION),
        name=f"{_SUBJECTS[number % len(_SUBJECTS)]}（{_ACTS[number // len(_SUBJECTS) % len(_ACTS)]}）",
        base=task.base,
        task=task,
        handling_item=HandlingItemCode(full) if full != task else None,
        type=task[21:23],
        organ=organs[organ],
        organ_name=f"{locality}{_DEPARTMENTS[organ]}",
        level=UseLevel.CITY,
        kind=ProjectType.PROMISED,
        servers=(ServerType.NATURAL, ServerType.COMPANY),
        legal=Limit(amount=20, unit=LimitUnit.WORKING_DAY),
        promised=Limit(amount=days, unit=LimitUnit.WORKING_DAY),
        accept_condition=f"具有完全民事行为能力，材料齐全并符合法定形式；在{locality}连续居住或经营满{days}个月",
        phone=f"0{locality[:3]}-8{number:07}",
        address=f"{locality}政务服务中心{1 + number % 4}楼{1 + number % 40}号窗口",
        hours="周一至周五 9:00—12:00，13:00—17:00（法定节假日除外）",
        result="许可证",
        synthetic=True,
        materials=_materials(number, form),
        fields=_fields(number % len(_LABELS), _form_size(number), form),
    )


def measured(number: int) -> bool:
    """Whether an item has the form that is measured; some of every way have."""
    return number % MEASURED_EVERY == 0


def _form_size(number: int) -> int:
    return FIELDS if measured(number) else FEW_FIELDS


@cache
def _materials(number: int, style: Style) -> tuple[MaterialSpec, ...]:
    return tuple(
        MaterialSpec(
            code=f"{style.material}{at + 1:02}",
            name=_MATERIALS[(number * 7 + at * 3) % len(_MATERIALS)],
            type=MaterialType.ORIGINAL if at % 2 else MaterialType.COPY,
            format=MaterialFormat.PAPER,
            need=Need.REQUIRED if at < MATERIALS - 2 else Need.DEFERRABLE,
            source=SourceType.APPLICANT if at % 3 else SourceType.GOVERNMENT,
            copies=1 + at % 2,
            note="" if at % 4 else "原件核验，复印件加注“与原件一致”并签名",
        )
        for at in range(MATERIALS)
    )


@cache
def _fields(first: int, count: int, style: Style) -> tuple[FieldSpec, ...]:
    return tuple(_field(at, _LABELS[(first + at) % len(_LABELS)], style) for at in range(count))


def _field(at: int, label: str, style: Style) -> FieldSpec:
    kind = _KINDS[at % len(_KINDS)]
    choices = zip(style.choices, _CHOICES, strict=True) if kind is FieldType.CHOICE else ()
    return FieldSpec(
        code=f"{style.field}{at + 1:02}",
        label=label,
        type=kind,
        required=at % 7 != 0,
        choices=tuple(Choice(*one) for one in choices),
        date_format=style.dates if kind is FieldType.DATE else DateFormat.DASHED,
        unit=style.unit if kind is FieldType.NUMBER else "",
    )


def _value(spec: FieldSpec) -> str:
    match spec.type:
        case FieldType.CHOICE:
            return spec.choices[0].code
        case FieldType.DATE:
            return _VALUES[spec.date_format]
        case FieldType.NUMBER:
            return "36500"
        case _:
            return f"{spec.label}的内容"


@cache
def _material_rules(style: Style, other: Style) -> tuple[MaterialRule, ...]:
    equal, substitute = MaterialRelation.EQUAL, MaterialRelation.SUBSTITUTE
    return tuple(
        MaterialRule(
            source=f"{style.material}{at:02}",
            target=f"{other.material}{at:02}",
            relation=substitute if at == MATERIALS else equal,
            note="可用电子证照" if at == MATERIALS else "",
        )
        for at in range(1, MATERIALS + 1)
    )


@cache
def _field_rules(count: int, style: Style, other: Style) -> tuple[FieldRule, ...]:
    kinds = {
        FieldType.TEXT: RuleKind.COPY,
        FieldType.CHOICE: RuleKind.CODE_TABLE,
        FieldType.DATE: RuleKind.DATE,
        FieldType.NUMBER: RuleKind.UNIT,
    }
    rules = []
    for at in range(count):
        kind = _KINDS[at % len(_KINDS)]
        rules.append(
            FieldRule(
                target=f"{other.field}{at + 1:02}",
                kind=kinds[kind],
                sources=(f"{style.field}{at + 1:02}",),
                table="办理方式" if kind is FieldType.CHOICE else "",
            )
        )
    return tuple(rules)


def _codes(style: Style, other: Style) -> tuple[CodeRow, ...]:
    pairs = zip(style.choices, other.choices, strict=True)
    return tuple(CodeRow(table="办理方式", accepting=one, handling=two) for one, two in pairs)
