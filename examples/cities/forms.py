"""A city's form for an item: its own codes, labels, notations and fields.

With it come the rules that join it to the canonical form both ways; they are known, since both were
made from one pool.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from examples.cities.dice import Dice
from examples.cities.names import field_label, option_label
from examples.cities.organs import City
from examples.cities.pool import PoolField, PoolItem
from federation.items.form import Choice, DateFormat, FieldSpec
from federation.items.tables import FieldType
from federation.mapping.crosswalk import CodeRow, Direction, FieldRule, Part, RuleKind

_CHOICES: Mapping[str, Callable[[int], str]] = {
    "1": str,
    "01": lambda at: f"{at:02}",
    "10": lambda at: str(at * 10),
    "A": lambda at: chr(ord("A") + at - 1),
}
_UNITS: Mapping[str, Mapping[str, str]] = {
    "plain": {},
    "yuan": {"万元": "元", "年": "月"},
    "mu": {"公顷": "亩", "千米": "米", "吨": "公斤"},
}
_KEPT = frozenset({"XM", "SFZH", "ZJHM", "DWMC", "XYDM", "LXDH", "XMMC"})
_ADDRESS = re.compile(r".*(地址|场所|住所|坐落|地点)")
_START = re.compile(r"(.*?)(起始日期|开始日期|期起|起)")
_END = {"起始日期": ("结束日期", "终止日期"), "开始日期": ("结束日期",), "期起": ("期止",), "起": ("止",)}
_MOST_FIELDS = 15
_SHORT = 6  # a form this short stays whole
_TO = "至"


@dataclass(slots=True)
class Tables:
    """The code tables of one city's crosswalk: one name for one mapping."""

    rows: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def name(self, label: str, pairs: tuple[tuple[str, str], ...]) -> str:
        """The name of a table with these pairs (city's code, canonical code)."""
        number = 1
        while True:
            name = label if number == 1 else f"{label}{number}"
            if self.rows.setdefault(name, pairs) == pairs:
                return name
            number += 1

    def codes(self) -> tuple[CodeRow, ...]:
        """All their rows."""
        return tuple(
            CodeRow(table=name, accepting=ours, handling=canonical)
            for name, pairs in self.rows.items()
            for ours, canonical in pairs
        )


def canonical_form(item: PoolItem) -> tuple[FieldSpec, ...]:
    """The form of the canonical catalogue."""
    return tuple(
        FieldSpec(
            code=one.code,
            label=one.label,
            type=one.type,
            required=one.required,
            choices=tuple(Choice(str(at), label) for at, label in enumerate(one.options, 1)),
            unit=one.unit,
        )
        for one in item.fields
    )


@dataclass(slots=True)
class Form:
    """A city's form in the making.

    ``fields`` and ``rules`` are what comes out; ``codes`` gives a canonical field's code in the city;
    ``choices`` the city's code for an option of a canonical field; ``left`` counts the fields not asked.
    """

    city: City
    item: PoolItem
    tables: Tables
    fields: list[FieldSpec] = field(default_factory=list)
    rules: list[FieldRule] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    choices: dict[tuple[str, str], str] = field(default_factory=dict)
    left: int = 0

    @property
    def dice(self) -> Dice:
        """The city's choices."""
        return self.city.dice

    def add(self, spec: FieldSpec) -> str:
        """Put a field at the end, under the city's next code."""
        code = self.city.style.field.format(len(self.fields) + 1)
        self.fields.append(replace(spec, code=code))
        return code

    def rule(
        self, target: str, kind: RuleKind, *sources: str, way: Direction = Direction.BOTH, **more: Any
    ) -> None:
        """Write a rule of the crosswalk."""
        self.rules.append(FieldRule(target=target, kind=kind, sources=sources, direction=way, **more))


def render_form(city: City, item: PoolItem, tables: Tables, split: str = "") -> Form:
    """A city's form; ``split`` is the option by which this handling item 业务办理项 is split off."""
    form = Form(city=city, item=item, tables=tables)
    asked = {one.when[0] for one in item.materials if one.when}
    done: set[str] = set()
    for at, one in enumerate(item.fields):
        if one.code in done:
            continue
        if split and one.code == item.split:
            value = str(one.options.index(split) + 1)
            form.rule(one.code, RuleKind.CONSTANT, way=Direction.UP, value=value)
        elif _left_out(form, one, asked):
            form.left += 1
            _left(form, one)
        elif (end := _period_end(form, item.fields[at:])) is not None:
            _period(form, one, end)
            done.add(end.code)
        else:
            _RENDER[one.type](form, one)
    _extras(form)
    return form


def _left_out(form: Form, one: PoolField, asked: set[str]) -> bool:
    kept = one.code in _KEPT or one.code in asked or one.code == form.item.split
    if kept or len(form.item.fields) - form.left <= _SHORT:
        return False
    return form.dice.share(0.07, "left out", form.item.tail, one.code)


def _left(form: Form, one: PoolField) -> None:
    """Cities that take identity cards only do not ask for the kind of document."""
    if one.code == "ZJLX":
        form.rule(one.code, RuleKind.CONSTANT, way=Direction.UP, value="1")


def _spec(form: Form, one: PoolField, **more: Any) -> FieldSpec:
    label = field_label(one, form.dice)
    required = one.required and not form.dice.share(0.04, "not required", form.item.tail, one.code)
    return FieldSpec(code="", label=label, type=one.type, required=required, **more)


def _text(form: Form, one: PoolField) -> None:
    if _ADDRESS.fullmatch(one.label) and form.dice.share(0.15, "address", form.item.tail, one.code):
        label = field_label(one, form.dice)
        area, street = (
            form.add(FieldSpec(code="", label=f"{label}（{part}）", type=one.type, required=one.required))
            for part in ("县、市、区", "街道门牌")
        )
        form.codes[one.code] = area
        form.rule(one.code, RuleKind.JOIN, area, street, way=Direction.UP, separator=" ")
        form.rule(area, RuleKind.SPLIT, one.code, way=Direction.DOWN, separator=" ", part=Part(1))
        form.rule(
            street, RuleKind.SPLIT, one.code, way=Direction.DOWN, separator=" ", part=Part(2, rest=True)
        )
        return
    form.codes[one.code] = code = form.add(_spec(form, one))
    form.rule(one.code, RuleKind.COPY, code)


def _date(form: Form, one: PoolField) -> None:
    style = form.city.style.date
    other = form.dice.share(0.08, "date", form.item.tail, one.code)
    notation = DateFormat.DASHED if other else DateFormat(style)
    form.codes[one.code] = code = form.add(_spec(form, one, date_format=notation))
    form.rule(one.code, RuleKind.COPY if notation is DateFormat.DASHED else RuleKind.DATE, code)


def _number(form: Form, one: PoolField) -> None:
    unit = _UNITS[form.city.style.units].get(one.unit, one.unit)
    form.codes[one.code] = code = form.add(_spec(form, one, unit=unit))
    form.rule(one.code, RuleKind.COPY if unit == one.unit else RuleKind.UNIT, code)


def _choice(form: Form, one: PoolField) -> None:
    style = form.city.style.choice
    if form.dice.share(0.15, "choice", one.label):
        style = form.dice.pick(tuple(_CHOICES), "choice style", one.label)
    choices = tuple(
        Choice(_CHOICES[style](at), option_label(label, form.dice)) for at, label in enumerate(one.options, 1)
    )
    form.codes[one.code] = code = form.add(_spec(form, one, choices=choices))
    pairs = tuple((choice.code, str(at)) for at, choice in enumerate(choices, 1))
    for choice, label in zip(choices, one.options, strict=True):
        form.choices[one.code, label] = choice.code
    if any(ours != canonical for ours, canonical in pairs):
        table = form.tables.name(one.label, pairs)
        form.rule(one.code, RuleKind.CODE_TABLE, code, table=table)
    elif one.code == "LQFS" and form.dice.share(0.4, "default", form.item.tail):
        form.rule(one.code, RuleKind.COPY, code, way=Direction.UP)
        form.rule(
            code, RuleKind.DEFAULT, one.code, way=Direction.DOWN, value="2", note="跨域办理默认邮寄送达"
        )
    else:
        form.rule(one.code, RuleKind.COPY, code)


_RENDER: Mapping[FieldType, Callable[[Form, PoolField], None]] = {
    FieldType.TEXT: _text,
    FieldType.DATE: _date,
    FieldType.NUMBER: _number,
    FieldType.CHOICE: _choice,
}


def _period_end(form: Form, rest: tuple[PoolField, ...]) -> PoolField | None:
    """The end of a period that begins with the first field, where the city asks for both in one cell."""
    start = _START.fullmatch(rest[0].label)
    if start is None or rest[0].type is not FieldType.DATE or len(rest) == 1:
        return None
    if rest[1].label not in {start[1] + end for end in _END[start[2]]}:
        return None
    return rest[1] if form.dice.share(0.3, "period", form.item.tail, rest[0].code) else None


def _period(form: Form, start: PoolField, end: PoolField) -> None:
    found = _START.fullmatch(start.label)
    label = f"{found[1].removesuffix('有效') if found else ''}起止日期"
    code = form.add(FieldSpec(code="", label=label, type=FieldType.TEXT, required=start.required))
    for part, one in enumerate((start, end), 1):
        form.codes[one.code] = code
        form.rule(one.code, RuleKind.SPLIT, code, way=Direction.UP, separator=_TO, part=Part(part))
    form.rule(code, RuleKind.JOIN, start.code, end.code, way=Direction.DOWN, separator=_TO)


def _extras(form: Form) -> None:
    """What only this city asks; the way down it is filled where the canonical form can tell."""
    person = next((code for code in ("SFZH",) if code in form.codes), "")
    for ask, part, make in _EXTRAS:
        if len(form.fields) < _MOST_FIELDS and form.dice.share(part, ask, form.item.tail):
            make(form, person)


def _birthday(form: Form, person: str) -> None:
    if person and DateFormat(form.city.style.date) is DateFormat.PLAIN:
        spec = FieldSpec(code="", label="出生年月日", type=FieldType.DATE, date_format=DateFormat.PLAIN)
        form.rule(form.add(spec), RuleKind.SPLIT, person, way=Direction.DOWN, chars=(7, 14))


def _sex(form: Form, person: str) -> None:
    if person and not any(one.label == "性别" for one in form.fields):
        choices = (Choice("1", "男"), Choice("2", "女"))
        code = form.add(FieldSpec(code="", label="性别", type=FieldType.CHOICE, choices=choices))
        odd = f'{person}.matches(r"^\\d{{16}}[13579][\\dX]$") ? "1" : "2"'
        note = "公民身份号码第十七位为单数的是男"
        form.rule(code, RuleKind.EXPRESSION, person, way=Direction.DOWN, expression=odd, note=note)


def _channel(form: Form, person: str) -> None:
    del person
    choices = (Choice("1", "本地窗口"), Choice("2", "网上"), Choice("3", "跨域通办窗口"))
    code = form.add(FieldSpec(code="", label="申请来源", type=FieldType.CHOICE, choices=choices))
    form.rule(code, RuleKind.CONSTANT, way=Direction.DOWN, value="3")


def _plain(label: str, *, required: bool) -> Callable[[Form, str], None]:
    def add(form: Form, person: str) -> None:
        del person
        if all(one.label != label for one in form.fields):
            form.add(FieldSpec(code="", label=label, type=FieldType.TEXT, required=required))

    return add


_EXTRAS: tuple[tuple[str, float, Callable[[Form, str], None]], ...] = (
    ("birthday", 0.2, _birthday),
    ("sex", 0.06, _sex),
    ("channel", 0.12, _channel),
    ("mail", 0.06, _plain("电子邮箱", required=False)),
    ("post", 0.05, _plain("邮政编码", required=False)),
    ("home", 0.06, _plain("现居住地址", required=True)),
    ("remark", 0.08, _plain("备注", required=False)),
)
