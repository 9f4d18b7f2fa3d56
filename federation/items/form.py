"""A form 表单: what each field of an item asks for and whether a value answers it.

Dates and numbers are text in the notation the field's locality uses: the value that crosses to
the other city is the value its own system takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from federation.items.condition import Condition
from federation.items.tables import FieldType
from federation.limits import TEXT_CHARS

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,6})?")


class DateFormat(StrEnum):
    """日期格式: the notations a field may ask for."""

    DASHED = "YYYY-MM-DD"
    PLAIN = "YYYYMMDD"
    SLASHED = "YYYY/MM/DD"
    DOTTED = "YYYY.MM.DD"
    HAN = "YYYY年MM月DD日"


_DATE_PARTS: dict[DateFormat, re.Pattern[str]] = {
    DateFormat.DASHED: re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})"),
    DateFormat.PLAIN: re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"),
    DateFormat.SLASHED: re.compile(r"([0-9]{4})/([0-9]{2})/([0-9]{2})"),
    DateFormat.DOTTED: re.compile(r"([0-9]{4})\.([0-9]{2})\.([0-9]{2})"),
    DateFormat.HAN: re.compile(r"([0-9]{4})年([0-9]{2})月([0-9]{2})日"),
}
_DATE_TEXT: dict[DateFormat, str] = {
    DateFormat.DASHED: "{:04}-{:02}-{:02}",
    DateFormat.PLAIN: "{:04}{:02}{:02}",
    DateFormat.SLASHED: "{:04}/{:02}/{:02}",
    DateFormat.DOTTED: "{:04}.{:02}.{:02}",
    DateFormat.HAN: "{:04}年{:02}月{:02}日",
}


def read_date(text: str, notation: DateFormat) -> date | None:
    """The day a text names in that notation; None if it names none."""
    found = _DATE_PARTS[notation].fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def write_date(day: date, notation: DateFormat) -> str:
    """A day in that notation."""
    return _DATE_TEXT[notation].format(day.year, day.month, day.day)


def is_number(text: str) -> bool:
    """Plain decimal notation, at most 18 digits before and 6 after the point."""
    return _NUMBER.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a choice field may take.

    Attributes:
        code: what stands in the form.
        label: what people read.
    """

    code: str
    label: str

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field of the form.

    Attributes:
        code: unique within the item.
        label: as printed on the form.
        type: text, date, number or choice.
        required: whether the form is incomplete without it.
        choices: what a choice field may hold.
        date_format: the notation a date field takes.
        unit: 计量单位 of a number, empty if it is a bare count.
    """

    code: str
    label: str
    type: FieldType
    required: bool = True
    choices: tuple[Choice, ...] = ()
    date_format: DateFormat = DateFormat.DASHED
    unit: str = ""

    def choice_codes(self) -> frozenset[str]:
        """The codes a choice field takes."""
        return frozenset(choice.code for choice in self.choices)

    def hint(self) -> str:
        """What to enter, in Chinese, for the window."""
        match self.type:
            case FieldType.CHOICE:
                return "可选：" + "；".join(str(choice) for choice in self.choices)
            case FieldType.DATE:
                return f"日期，格式 {self.date_format.value}"
            case FieldType.NUMBER:
                return f"数字，单位{self.unit}" if self.unit else "数字"
            case _:
                return "文字"


def fits(spec: FieldSpec) -> Callable[[str], bool]:
    """A test for values of a field, prepared once: true if the form takes the value as it stands."""
    match spec.type:
        case FieldType.CHOICE:
            return spec.choice_codes().__contains__
        case FieldType.DATE:
            return lambda text: read_date(text, spec.date_format) is not None
        case FieldType.NUMBER:
            return is_number
        case _:
            return lambda text: 0 < len(text) <= TEXT_CHARS and not text.isspace()


def condition_fault(condition: Condition, form: Mapping[str, FieldSpec]) -> str:
    """Why a situation can never be judged on this form, in Chinese; empty if it can."""
    spec = form.get(condition.field)
    if spec is None:
        return f"情形里的字段 {condition.field} 不在该事项的表单里"
    strange = [value for value in condition.values if not fits(spec)(value)]
    return f"情形里的值 {'、'.join(strange)} 不是“{spec.label}”可填的值（{spec.hint()}）" if strange else ""


def condition_words(condition: Condition, form: Mapping[str, FieldSpec]) -> str:
    """A situation as a clerk reads it: ``“办理人”为“代理人”``."""
    spec = form.get(condition.field)
    labels = {choice.code: choice.label for choice in spec.choices} if spec else {}
    values = "、".join(f"“{labels.get(value, value)}”" for value in condition.values)
    return f"“{spec.label if spec else condition.field}”{'不' if condition.negated else ''}为{values}"
