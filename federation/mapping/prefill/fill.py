"""Fill a form from facts: total and the same each time; a value rests on one rule and the facts it names.

A fact stands if the table takes it from that source, it is not too old, it is written as the table says, and no
other source that stands says otherwise: whoever puts in data answers for its being right (个人信息保护法 8条), so
a contradiction is for a person. What was filled in already is never written over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from federation.items import FieldSpec, Item
from federation.items.form import fits
from federation.mapping.crosswalk import FieldRule, RuleKind
from federation.mapping.gaps import Gap, field_missing, value_unusable
from federation.mapping.prefill.facts import Fact
from federation.mapping.prefill.table import PrefillTable, invalid
from federation.mapping.rules import Run, fault
from federation.mapping.runs import prepare

_NOTHING: Mapping[str, str] = MappingProxyType({})
_KEYS = {"target_field": "code", "source_fields": "facts"}  # a crosswalk's columns by the table's keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One field with its value and where that came from.

    Attributes:
        code: of the field.
        label: its name on the form.
        value: as the form takes it.
        rule: how it was made of the facts.
        facts: what it was made of, in the rule's order; never none.
        note: what the table remarks.
    """

    code: str
    label: str
    value: str
    rule: RuleKind
    facts: tuple[Fact, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One field that was filled in before, and stays as it was.

    Attributes:
        code: of the field.
        label: its name on the form.
        note: in Chinese, if the facts give another value; empty if they do not, or give none.
    """

    code: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusedFact:
    """A fact on which no value rests.

    Attributes:
        fact: which.
        why: in Chinese.
    """

    fact: Fact
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefilled:
    """A form as far as facts go: every field is in one of the first three, in the order of the form.

    Attributes:
        fields: what was filled, each explained.
        kept: what had been filled in before.
        gaps: what the applicant must be asked for, and why it could not be filled.
        unused: every fact on which no value rests.
    """

    fields: tuple[Filled, ...]
    kept: tuple[Kept, ...]
    gaps: tuple[Gap, ...]
    unused: tuple[UnusedFact, ...]


def prefill(
    table: PrefillTable,
    item: Item,
    facts: Sequence[Fact],
    *,
    on: date,
    given: Mapping[str, str] = _NOTHING,
) -> Prefilled:
    """Fill the form of an item.

    Args:
        table: of the place that handles the item.
        item: whose form it is.
        facts: about one applicant, from `load_facts`.
        on: today, where the window is.
        given: values that were filled in before, by the form's codes.

    Raises:
        InvalidInput: PREFILL_INVALID if the table is another place's or another item's, or a row does not fit
            this form; ``where`` names the key.
    """
    rows = _rows(table, item)
    weighed = _weigh(table, facts, on)
    sheet = _Sheet(table=table, weighed=weighed)
    for spec in item.fields:
        row = rows.get(spec.code)
        before = given.get(spec.code, "")
        if before and not before.isspace():
            sheet.keep(spec, row, before)
        elif row is None:
            sheet.gaps.append(field_missing(spec, "：预填表不填这一项"))
        else:
            sheet.fill(spec, row)
    return Prefilled(
        fields=tuple(sheet.fields),
        kept=tuple(sheet.kept),
        gaps=tuple(sheet.gaps),
        unused=tuple(sheet.unused(facts)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    rule: FieldRule
    run: Run


def _rows(table: PrefillTable, item: Item) -> dict[str, _Row]:
    """The rules of a table that fits this item, ready to run."""
    if table.locality != item.key.locality:
        raise invalid("locality", f"该事项由 {item.key.locality} 办理")
    if table.item not in _codes(item):
        raise invalid("item", "不是这个事项的预填表")
    form = {spec.code: spec for spec in item.fields}
    taken = {code: need.spec for code, need in table.facts.items()}
    rows = {}
    for place, row in enumerate(table.rows):
        key, why = fault(row.rule, taken, form, table.tables)
        if key:
            raise invalid(f"field.{place}.{_KEYS.get(key, key)}", why)
        if row.label != form[row.rule.target].label:
            raise invalid(f"field.{place}.label", f"表单上这一项叫“{form[row.rule.target].label}”")
        rows[row.rule.target] = _Row(rule=row.rule, run=prepare(row.rule, taken, form, table.tables))
    return rows


def _codes(item: Item) -> set[str]:
    """The codes of 12, 31 and 33 characters that mean this item."""
    return {item.key.code, item.key.code[:31], item.base}


@dataclass(slots=True, kw_only=True)
class _Weighed:
    """What each fact is worth: those that stand, by code, and why the others do not."""

    standing: dict[str, Fact] = field(default_factory=dict)
    why: dict[Fact, str] = field(default_factory=dict)


def _weigh(table: PrefillTable, facts: Sequence[Fact], on: date) -> _Weighed:
    weighed = _Weighed()
    sound: dict[str, list[Fact]] = {}
    for fact in facts:
        why = _unfit(table, fact, on)
        if why:
            weighed.why[fact] = why
        else:
            sound.setdefault(fact.code, []).append(fact)
    for code, several in sound.items():
        order = table.facts[code].sources.index
        first, *others = sorted(several, key=lambda fact: order(fact.source))
        if len({fact.value for fact in several}) > 1:
            said = "、".join(fact.source.label for fact in (first, *others))
            weighed.why.update(dict.fromkeys(several, f"{said}所说不一致"))
        else:
            weighed.standing[code] = first
            weighed.why.update(dict.fromkeys(others, f"与{first.source.label}一致，以其为准"))
    return weighed


def _unfit(table: PrefillTable, fact: Fact, on: date) -> str:
    """Why a fact cannot stand, whatever the others say; empty if it can."""
    need = table.facts.get(fact.code)
    if need is None:
        return "预填表没有这项事实"
    if fact.source not in need.sources:
        return f"来自{fact.source.label}，预填表不采用"
    if fact.on > on:
        return f"{fact.source.label}的取得日期在今天之后"
    if need.good_days is not None and (on - fact.on).days > need.good_days:
        term = f"用 {need.good_days} 天" if need.good_days else "当天用"
        return f"由{fact.source.label}于 {fact.on} 取得，只能{term}"
    return (
        "" if fits(need.spec)(fact.value) else f"来自{fact.source.label}，写法不合（应为{need.spec.hint()}）"
    )


@dataclass(slots=True, kw_only=True)
class _Sheet:
    """The form while it is filled."""

    table: PrefillTable
    weighed: _Weighed
    fields: list[Filled] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    idle: dict[str, str] = field(default_factory=dict)  # why a fact that stands gave nothing

    def fill(self, spec: FieldSpec, row: _Row) -> None:
        missing = next((code for code in row.rule.sources if code not in self.weighed.standing), None)
        if missing is not None:
            self.gaps.append(self._lack(spec, missing))
            self._rest(row, f"“{spec.label}”还缺别的事实")
            return
        value = self._value(row)
        if value is None:
            names = "、".join(f"“{self.table.facts[code].spec.label}”" for code in row.rule.sources)
            self.gaps.append(value_unusable(spec, f"{names}的内容不能“{row.rule.kind.label}”成这一项"))
            self._rest(row, f"填不成“{spec.label}”")
            return
        facts = tuple(self.weighed.standing[code] for code in row.rule.sources)
        self.fields.append(
            Filled(
                code=spec.code,
                label=spec.label,
                value=value,
                rule=row.rule.kind,
                facts=facts,
                note=row.rule.note,
            )
        )

    def keep(self, spec: FieldSpec, row: _Row | None, before: str) -> None:
        note = ""
        if row is not None:
            value = self._value(row)
            said = "、".join(dict.fromkeys(fact.source.label for fact in self._standing(row)))
            note = f"与{said}不同，请向申请人核实" if value not in {None, before} else ""
            self._rest(row, f"“{spec.label}”已填写，未改动")
        self.kept.append(Kept(code=spec.code, label=spec.label, note=note))

    def unused(self, facts: Sequence[Fact]) -> Iterator[UnusedFact]:
        used = {fact for one in self.fields for fact in one.facts}
        for fact in facts:
            if fact not in used:
                yield UnusedFact(fact=fact, why=self.weighed.why.get(fact) or self.idle[fact.code])

    def _standing(self, row: _Row) -> list[Fact]:
        return [self.weighed.standing[code] for code in row.rule.sources if code in self.weighed.standing]

    def _value(self, row: _Row) -> str | None:
        found = self._standing(row)
        if len(found) < len(row.rule.sources):
            return None
        outcome = row.run({fact.code: fact.value for fact in found})
        return None if isinstance(outcome, Gap) else outcome[0]

    def _rest(self, row: _Row, why: str) -> None:
        for fact in self._standing(row):
            self.idle.setdefault(fact.code, why)

    def _lack(self, spec: FieldSpec, code: str) -> Gap:
        """A fact that was not given, or does not stand."""
        need = self.table.facts[code]
        whys = dict.fromkeys(why for fact, why in self.weighed.why.items() if fact.code == code)
        if whys:
            return value_unusable(spec, f"“{need.spec.label}”{'；'.join(whys)}")
        sources = "、".join(source.label for source in need.sources)
        return field_missing(spec, f"：没有“{need.spec.label}”（可来自{sources}）")
