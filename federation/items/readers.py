"""How the cells of a catalogue's columns are read, and what must be known of a file's source for it.

Where systems disagree about digits, the `SourceProfile` says whose digits these are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from federation.errors import InvalidInput
from federation.ids import BaseCode, Uscc
from federation.items.cells import (
    EMPTY_MARKS,
    CellFault,
    label_key,
    plain,
    read_code,
    read_coded,
    read_day,
    read_text,
    read_whole,
    spaced,
)
from federation.items.condition import Condition, parse_condition
from federation.items.form import Choice, DateFormat
from federation.items.item import SCHEME
from federation.items.raw import Cell
from federation.items.tables import (
    ITEM_TYPES,
    Coded,
    MaterialFormat,
    MaterialType,
    ProjectType,
)

MOST_VISITS = 99

Reader = Callable[[Cell], tuple[object, str]]
_LIST = re.compile(r"(?:[、,，;；/|｜\s和及与]|以及)+")  # no label in a list has any of them
_CODE = re.compile(r"[A-Za-z0-9_-]{1,50}")
_NEXT_CHOICE = re.compile(r"[,，、|/\s][A-Za-z0-9]{1,10}\s*[:：]")  # a label that swallowed the next choice
_MATERIAL_KINDS = frozenset({"证件证书证明", "申请表格文书", "其他"})  # what some systems call 材料类型
_FULL_WIDTH_SIGNS = str.maketrans("＝｜！", "=|!")  # as a Chinese keyboard writes them
_CHOICE = re.compile(r"\s*([^:：]{1,50}?)\s*[:：]\s*(\S.*?)\s*")
_OPEN_END = EMPTY_MARKS | frozenset(
    {"长期", "长期有效", "永久", "永久有效", "无", "9999-12-31", "99991231", "9999/12/31"}
)
OLD_KINDS = {"3": "上报件", "4": "联办件"}  # seen in systems that have 1 承诺件 and 2 即办件
_OLD_SET = "1 承诺件、2 即办件、" + "、".join(f"{code} {label}" for code, label in OLD_KINDS.items())
_NOT_IN_CODES = {
    "I": "1",
    "O": "0",
    "Z": "2",
    "S": "5",
    "V": "U",
}  # letters GB 32100 leaves out, and look-alikes


class MaterialDigits(StrEnum):
    """How digits under 材料类型 and 材料形式 are to be read: systems swap these two fields."""

    REFUSE = "refuse"
    AS_HEADED = "as_headed"
    SWAPPED = "swapped"


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProfile:
    """What must be known of the system a file comes from (`profiles.load_profile` reads one).

    Attributes:
        name: of the system, for people.
        headers: what its headers are called here: header → field, before everybody's headers.
        codes: for a field, what stands for which member of its table: it replaces the table's own
            codes; labels are read in any case. Of 服务对象, the codes all systems share are the default.
        fixed: what a field holds in every row that does not say it.
        material_digits: whose digits stand under 材料类型 and 材料形式.
        scheme: of the codes that identify an item; other than GB/T 39554, its 地方实施编码 does.
    """

    name: str = ""
    headers: Mapping[str, str] = field(default_factory=_nothing)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=_nothing)
    fixed: Mapping[str, object] = field(default_factory=_nothing)
    material_digits: MaterialDigits = MaterialDigits.REFUSE
    scheme: str = SCHEME


UNDECLARED = SourceProfile()


def id_reader(kind: Callable[[str], str], length: int, what: str) -> Reader:
    """A reader for an id of fixed length; ``what`` is its name in the report."""

    def read(value: Cell) -> tuple[object, str]:
        code, why = read_code(value, length=length)
        try:
            return kind(code), why
        except InvalidInput:
            raise CellFault(_bad_code(code, length, what, checked=kind is Uscc)) from None

    return read


def _bad_code(code: str, length: int, what: str, *, checked: bool) -> str:
    if len(code) != length:
        return f"{what}不对：应为 {length} 位，这里是 {len(code)} 位"
    for at, sign in enumerate(code, 1):
        if sign in _NOT_IN_CODES:
            return f"{what}不对：第 {at} 位不会是“{sign}”（是不是“{_NOT_IN_CODES[sign]}”？）"
    return f"{what}不对：" + ("校验位不符" if checked else f"应为 {length} 位，各位的字符不符合编码规则")


class ShortBase(str):
    """A base code that lost its leading zeros to a spreadsheet; the row's other codes may prove it."""

    __slots__ = ()


def base_code(value: Cell) -> tuple[object, str]:
    """A base code of 12 digits, or what is left of one whose zeros were dropped, for `draft` to settle."""
    try:
        return _BASE(value)
    except CellFault:
        code = label_key(plain(value))
        if len(code) < BASE_DIGITS and code.isascii() and code.isdigit():
            return ShortBase(code), ""
        raise


BASE_DIGITS = 12
_BASE = id_reader(BaseCode, BASE_DIGITS, "基本编码")


def coded(table: type[Coded], digits: Mapping[str, str] | None = None) -> Reader:
    """A reader for one code of a table."""
    return lambda value: read_coded(table, value, digits=digits)


def project_kind(digits: Mapping[str, str] | None) -> Reader:
    """A reader for 办件类型; digits that only the old set has are named as such."""

    def read(value: Cell) -> tuple[object, str]:
        try:
            return read_coded(ProjectType, value, digits=digits)
        except CellFault as fault:
            key = label_key(plain(value))
            if digits is None and key in OLD_KINDS:
                why = f"“{key}”只见于旧代码表（{_OLD_SET}），那里 1、2 与国家标准相反：请写名称，或先说明来源系统"
                raise CellFault(why, fault.allowed) from None
            raise

    return read


def _named(table: type[Coded], part: str, digits: Mapping[str, str] | None) -> tuple[str, str]:
    """One code of several in a cell: the report says which of them is wrong."""
    try:
        return read_coded(table, part, digits=digits)
    except CellFault as fault:
        raise CellFault(f"“{part}”：{fault.why}", fault.allowed) from None


def coded_list(table: type[Coded], digits: Mapping[str, str] | None = None) -> Reader:
    """A reader for one or more codes of a table, separated by 、 or a comma."""

    def read(value: Cell) -> tuple[object, str]:
        written = plain(value)
        parts = [part for part in _LIST.split(written) if part]
        if not parts:
            raise CellFault("没有写明任何一项", table.allowed())
        found = [_named(table, part, digits) for part in parts]
        why = next((why for _, why in found if why), "")
        return tuple(dict.fromkeys(member for member, _ in found)), why or spaced(written.replace(" ", ""))

    return read


def whole(most: int, unit: str = "") -> Reader:
    """A reader for a whole number from 0 to ``most``, with or without its unit."""
    return lambda value: read_whole(value, most=most, unit=unit)


def read_end_day(value: Cell) -> tuple[object, str]:
    """A last day; 长期 and the like mean that there is none, as an empty cell does."""
    key = label_key(value) if isinstance(value, str) else ""
    return (None, f"“{key}”按空白读取") if key in _OPEN_END else read_day(value)


def read_name_code(value: Cell) -> tuple[str, str]:
    """A material's or field's code within its item: letters, digits, ``_`` and ``-``, at most 50."""
    text, why = read_text(value)
    if not _CODE.fullmatch(text):
        raise CellFault("编码只能用字母、数字、下划线和连字符，最多 50 个字符")
    return text, why


def item_type(digits: Mapping[str, str] | None) -> Reader:
    """A reader for 事项类型: its name, or two digits, extensions included (A.1), or the source's own."""
    by_label = {label: code for code, label in ITEM_TYPES.items()} | {"其他权力": "10", "其它行政权力": "10"}

    def read(value: Cell) -> tuple[object, str]:
        written = plain(value)
        text = label_key(written)
        if text in by_label:
            return by_label[text], spaced(written)
        if text[2:] in by_label and text[:2] == by_label[text[2:]]:
            return text[:2], f"“{text}”即“{text[2:]}”"
        if digits is not None and text in digits:
            return digits[text], ""
        code = text.zfill(2) if text.isascii() and text.isdigit() and digits is None else ""
        if code in ITEM_TYPES or (len(code) == len("20") and code > "10"):
            return code, "" if code == text else "事项类型补足两位"
        raise CellFault("不在代码表中", tuple(f"{code} {label}" for code, label in ITEM_TYPES.items()))

    return read


def material_word(digits: Mapping[str, str] | None) -> Reader:
    """A reader for a label of either material table; a digit is the source's, or left for `MaterialWords`."""

    def read(value: Cell) -> tuple[object, str]:
        text = label_key(plain(value))
        if digits is not None and text in digits:
            return digits[text], ""
        if digits is None and text in {"1", "2", "3"}:
            return text, ""
        for table in (MaterialType, MaterialFormat):
            try:
                return read_coded(table, value, digits={})
            except CellFault:
                continue
        if text in _MATERIAL_KINDS:
            return None, "这是材料种类，没有说明原件还是复印件，未采用"
        raise CellFault("不在代码表中", (*MaterialType.allowed(), *MaterialFormat.allowed()))

    return read


def read_condition(value: Cell) -> tuple[Condition, str]:
    """A situation, ``字段=值`` or ``字段=值1|值2``."""
    text, why = read_text(value)
    signs = text.translate(_FULL_WIDTH_SIGNS)
    condition = parse_condition(signs)
    if condition is None:
        raise CellFault("情形写法不对：应为 字段=值、字段=值1|值2 或 字段≠值，字段写编码")
    return condition, why or ("全角符号改为半角" if signs != text else "")


def read_choices(value: Cell) -> tuple[object, str]:
    """What a choice field takes: ``代码:名称;代码:名称``."""
    text, why = read_text(value)
    found = [_CHOICE.fullmatch(part) for part in re.split(r"[;；\n]+", text) if part.strip()]
    choices = tuple(Choice(match[1], match[2]) for match in found if match)
    if len(choices) != len(found) or len({choice.code for choice in choices}) != len(choices):
        raise CellFault("可选值应写成 代码:名称;代码:名称，代码不能重复")
    if any(_NEXT_CHOICE.search(choice.label) for choice in choices):
        raise CellFault("可选值之间要用分号或换行隔开：代码:名称;代码:名称")
    return choices, why


def read_date_format(value: Cell) -> tuple[object, str]:
    """The notation a date field takes."""
    text, why = read_text(value)
    try:
        return DateFormat(text.upper()), why
    except ValueError:
        raise CellFault("日期格式不认识", tuple(DateFormat)) from None
