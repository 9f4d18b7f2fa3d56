"""The sheets of a crosswalk: 对照说明, 事项对照, 材料对照, 字段规则, 代码表.

Everything in them is text that a person edits in Excel. docs/mapping.md prints these columns.
"""

from __future__ import annotations

import re

from federation.errors import InvalidInput
from federation.ids import BaseCode, Locality
from federation.items.cells import CellFault, read_code, read_day, read_text
from federation.items.codes import is_national, parse
from federation.items.grid import Column, Table
from federation.items.readers import coded, id_reader, read_condition, read_name_code
from federation.items.sheet import Cell
from federation.mapping.crosswalk import Direction, MaterialRelation, Part, Relation, RuleKind

_PART = re.compile(r"([1-9][0-9]?)(\+?)")
_CHARS = re.compile(r"([1-9][0-9]{0,3})(?:[-—–]([1-9][0-9]{0,3}))?")
_LIST = re.compile(r"[、,，;；]")
SPACE_WORD = "空格"  # a separator that a cell cannot show


def read_item_code(value: Cell) -> tuple[object, str]:
    """A base (12), implementation (31) or handling-item (33) code."""
    code, why = read_code(value)
    try:
        return parse(code), why
    except InvalidInput:
        raise CellFault("事项编码应为 12、31 或 33 位") from None


def _canonical(value: Cell) -> tuple[object, str]:
    code, why = id_reader(BaseCode, 12, "规范事项编码")(value)
    if not (isinstance(code, BaseCode) and is_national(code)):
        raise CellFault("规范事项编码应是国家基本编码（前两位 00）")
    return code, why


def _sources(value: Cell) -> tuple[object, str]:
    text, why = read_text(value)
    return tuple(read_name_code(part)[0] for part in _LIST.split(text) if part.strip()), why


def _part(value: Cell) -> tuple[object, str]:
    text, why = read_text(value)
    found = _PART.fullmatch(text)
    if found is None:
        raise CellFault("第几段应写成 2（第二段）或 2+（第二段起全部）")
    return Part(int(found[1]), rest=bool(found[2])), why


def _chars(value: Cell) -> tuple[object, str]:
    text, why = read_text(value)
    found = _CHARS.fullmatch(text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise CellFault("取第几字应写成 7-14（第七到第十四字）")
    return (first, last), why


def _separator(value: Cell) -> tuple[object, str]:
    text, why = read_text(value)
    return (" ", "") if text == SPACE_WORD else (text, why)


def _text(name: str, label: str, says: str = "文字", *other: str, must: bool = False) -> Column:
    return Column(field=name, label=label, read=read_text, says=says, required=must, filled=must, other=other)


def _locality(name: str, label: str, says: str, *other: str) -> Column:
    return Column(
        field=name,
        label=label,
        read=id_reader(Locality, 6, label),
        says=f"{says}，6 位行政区划代码",
        required=True,
        filled=True,
        other=other,
    )


def _name_code(name: str, label: str, says: str, other: str) -> Column:
    return Column(field=name, label=label, read=read_name_code, says=says, required=True, other=(other,))


_DATES = (
    Column(field="effective_from", label="生效日期", read=read_day, says="日期；空为一直有效"),
    Column(field="effective_to", label="失效日期", read=read_day, says="日期，从这一天起无效；空为长期"),
)
_ACCEPTING = Column(
    field="accepting_code",
    label="受理地事项编码",
    read=read_item_code,
    says="12、31 或 33 位",
    required=True,
    filled=True,
    key=True,
    other=("本地事项编码",),
)
_HANDLING = Column(
    field="handling_code", label="办理地事项编码", read=read_item_code, says="12、31 或 33 位", key=True
)
_NOTE = _text("note", "说明", "给窗口看的话")
_DIRECTION = Column(
    field="direction",
    label="方向",
    read=coded(Direction),
    says="只用于到规范目录的对照表；空为双向",
    codes=Direction,
)

INFO = Table(
    name="对照说明",
    columns=(
        _locality("accepting", "受理地", "受理地", "本地"),
        _locality("handling", "办理地", "办理地；100000 为规范目录"),
        _text("version", "版本", must=True),
        *_DATES,
    ),
)
ROWS = Table(
    name="事项对照",
    columns=(
        _ACCEPTING,
        Column(
            field="canonical_code",
            label="规范事项编码",
            read=_canonical,
            says="两地共同的国家基本编码，12 位",
        ),
        _HANDLING,
        Column(
            field="relation",
            label="对应关系",
            read=coded(Relation),
            says="代码或名称",
            codes=Relation,
            required=True,
            filled=True,
        ),
        Column(
            field="condition", label="情形", read=read_condition, says="只用于按情形分：受理地字段=值1|值2"
        ),
        Column(
            field="back",
            label="规范情形",
            read=read_condition,
            says="只用于到规范目录的对照表：下行时何种情形才是本地这一事项，规范字段=值1|值2",
        ),
        *_DATES,
        _NOTE,
    ),
)
MATERIALS = Table(
    name="材料对照",
    columns=(
        _ACCEPTING,
        _HANDLING,
        _name_code("source_material", "受理地材料编码", "另需时留空", "本地材料编码"),
        _name_code("target_material", "办理地材料编码", "不需时留空", "规范材料编码"),
        Column(
            field="material_relation",
            label="材料关系",
            read=coded(MaterialRelation),
            says="代码或名称",
            codes=MaterialRelation,
            required=True,
            filled=True,
        ),
        _DIRECTION,
        Column(field="condition", label="适用情形", read=read_condition, says="办理地字段=值1|值2"),
        _NOTE,
    ),
)
FIELDS = Table(
    name="字段规则",
    columns=(
        _ACCEPTING,
        _HANDLING,
        Column(
            field="target_field",
            label="办理地字段编码",
            read=_sources,
            says="一个字段一条规则；下行时为来源，可有几个",
            required=True,
            other=("规范字段编码",),
        ),
        Column(
            field="rule",
            label="规则",
            read=coded(RuleKind),
            says="代码或名称",
            codes=RuleKind,
            required=True,
            filled=True,
        ),
        Column(
            field="source_fields",
            label="受理地字段编码",
            read=_sources,
            says="一个或几个，用顿号隔开，按次序",
            required=True,
            other=("本地字段编码",),
        ),
        _DIRECTION,
        _text("value", "固定值", "固定值、缺省值用"),
        _text("table", "代码表", "代码转换用：代码表的名称"),
        Column(field="separator", label="分隔符", read=_separator, says="合并、拆分用；空格写作“空格”"),
        Column(field="part", label="第几段", read=_part, says="拆分用：2 或 2+"),
        Column(field="chars", label="取第几字", read=_chars, says="拆分用：7-14"),
        _text("expression", "表达式", "以上规则都不够时用：CEL，只能用本行的来源字段"),
        _NOTE,
    ),
)
CODES = Table(
    name="代码表",
    columns=(
        _text("table", "代码表名称", must=True),
        _text("from_code", "受理地代码", "文字", "本地代码", must=True),
        _text("to_code", "办理地代码", "文字", "规范代码", must=True),
        _DIRECTION,
        _NOTE,
    ),
)
CROSSWALK_TABLES = (INFO, ROWS, MATERIALS, FIELDS, CODES)
