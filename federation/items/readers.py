"""How the cells of a catalogue's columns are read, and what must be known of a file's source for it.

Where systems disagree about digits, the `SourceProfile` says whose digits these are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from federation.errors import InvalidInput
from federation.ids import Uscc
from federation.items.cells import (
    CellFault,
    label_key,
    plain,
    read_code,
    read_coded,
    read_text,
    read_whole,
)
from federation.items.condition import Condition, parse_condition
from federation.items.form import Choice, DateFormat
from federation.items.sheet import Cell
from federation.items.tables import (
    ITEM_TYPES,
    SERVER_COMMON,
    Coded,
    MaterialFormat,
    MaterialType,
    ServerType,
)

MOST_DAYS = 3_650  # a longer limit is a slip of the pen
MOST_COPIES = 999

Reader = Callable[[Cell], tuple[object, str]]
_LIST = re.compile(r"[、,，;；/\s]+")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,50}")
_CHOICE = re.compile(r"\s*([^:：]{1,50}?)\s*[:：]\s*(\S.*?)\s*")


class MaterialDigits(StrEnum):
    """How digits under 材料类型 and 材料形式 are to be read: systems swap these two fields."""

    REFUSE = "refuse"
    AS_HEADED = "as_headed"
    SWAPPED = "swapped"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProfile:
    """What must be known of the system a file comes from, where its digits alone do not tell.

    Attributes:
        server_types: digits of 服务对象; `SERVER_COMMON` takes only those that all systems share.
        material_digits: whose digits stand under 材料类型 and 材料形式.
    """

    server_types: Mapping[str, ServerType]
    material_digits: MaterialDigits


UNDECLARED = SourceProfile(server_types=SERVER_COMMON, material_digits=MaterialDigits.REFUSE)


def id_reader(kind: Callable[[str], str], length: int, what: str) -> Reader:
    """A reader for an id of fixed length; ``what`` is its name in the report."""

    def read(value: Cell) -> tuple[object, str]:
        code, why = read_code(value, length=length)
        try:
            return kind(code), why
        except InvalidInput:
            raise CellFault(
                f"{what}不对：应为 {length} 位" + ("且校验位正确" if kind is Uscc else "")
            ) from None

    return read


def coded(table: type[Coded], digits: Mapping[str, Coded] | None = None) -> Reader:
    """A reader for one code of a table."""
    return lambda value: read_coded(table, value, digits=digits)


def whole(most: int) -> Reader:
    """A reader for a whole number from 0 to ``most``."""
    return lambda value: read_whole(value, most=most)


def read_name_code(value: Cell) -> tuple[str, str]:
    """A material's or field's code within its item: letters, digits, ``_`` and ``-``, at most 50."""
    text, why = read_text(value)
    if not _CODE.fullmatch(text):
        raise CellFault("编码只能用字母、数字、下划线和连字符，最多 50 个字符")
    return text, why


def read_item_type(value: Cell) -> tuple[object, str]:
    """事项类型: its name, or two digits, extensions included (A.1)."""
    text = label_key(plain(value))
    by_label = {label: code for code, label in ITEM_TYPES.items()} | {"其他权力": "10", "其它行政权力": "10"}
    if text in by_label:
        return by_label[text], ""
    code = text.zfill(2) if text.isascii() and text.isdigit() else ""
    if code in ITEM_TYPES or (len(code) == len("20") and code > "10"):
        return code, "" if code == text else "事项类型补足两位"
    raise CellFault("不在代码表中", tuple(f"{code} {label}" for code, label in ITEM_TYPES.items()))


def servers(profile: SourceProfile) -> Reader:
    """A reader for one or more 服务对象, by name or by the digits of the source."""

    def read(value: Cell) -> tuple[object, str]:
        parts = [part for part in _LIST.split(plain(value)) if part]
        found = [read_coded(ServerType, part, digits=profile.server_types) for part in parts]
        return tuple(dict.fromkeys(member for member, _ in found)), next((why for _, why in found if why), "")

    return read


def read_material_word(value: Cell) -> tuple[object, str]:
    """A label of either material table, or a digit left as text for `load` to settle by column."""
    text = label_key(plain(value))
    if text in {"1", "2", "3"}:
        return text, ""
    for table in (MaterialType, MaterialFormat):
        try:
            return read_coded(table, value, digits={})
        except CellFault:
            continue
    raise CellFault("不在代码表中", (*MaterialType.allowed(), *MaterialFormat.allowed()))


def read_condition(value: Cell) -> tuple[Condition, str]:
    """A situation, ``字段=值`` or ``字段=值1|值2``."""
    text, why = read_text(value)
    condition = parse_condition(text)
    if condition is None:
        raise CellFault("情形写法不对：应为 字段=值、字段=值1|值2 或 字段≠值")
    return condition, why


def read_choices(value: Cell) -> tuple[object, str]:
    """What a choice field takes: ``代码:名称;代码:名称``."""
    text, why = read_text(value)
    found = [_CHOICE.fullmatch(part) for part in re.split(r"[;；\n]+", text) if part.strip()]
    choices = tuple(Choice(match[1], match[2]) for match in found if match)
    if len(choices) != len(found) or len({choice.code for choice in choices}) != len(choices):
        raise CellFault("可选值应写成 代码:名称;代码:名称，代码不能重复")
    return choices, why


def read_date_format(value: Cell) -> tuple[object, str]:
    """The notation a date field takes."""
    text, why = read_text(value)
    try:
        return DateFormat(text.upper()), why
    except ValueError:
        raise CellFault("日期格式不认识", tuple(DateFormat)) from None
