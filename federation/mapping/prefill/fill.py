"""Fill a form from facts: total and the same each time; a value rests on one rule and the facts it names.

What was filled in already is never written over. Which facts count is told in `weigh`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from federation.errors import Reason
from federation.items import FieldSpec, Item
from federation.mapping.crosswalk import FieldRule, RuleKind
from federation.mapping.gaps import Gap, field_missing
from federation.mapping.prefill.facts import Fact
from federation.mapping.prefill.table import PrefillTable, codes_of, invalid
from federation.mapping.prefill.weigh import Weighed, weigh
from federation.mapping.rules import Run, fault
from federation.mapping.runs import prepare

_NOTHING: Mapping[str, str] = MappingProxyType({})
# What `rules.fault` says of two cities' forms, said of a table: its columns, and its words.
_KEYS = {"target_field": "code", "source_fields": "facts"}
_WORDS = {"两地": "事实与表单的", "请用“单位换算”": "预填不换算"}


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
        note: in Chinese, if the facts give another value or contradict each other; else empty.
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
    weighed = weigh(table, facts, on)
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
    if table.item not in codes_of(item.key.code):
        raise invalid("item", "不是这个事项的预填表")
    form = {spec.code: spec for spec in item.fields}
    taken = {code: need.spec for code, need in table.facts.items()}
    rows = {}
    for place, row in enumerate(table.rows):
        key, why = fault(row.rule, taken, form, table.tables)
        if key:
            raise invalid(f"field.{place}.{_KEYS.get(key, key)}", _said(why))
        if row.label != form[row.rule.target].label:
            raise invalid(f"field.{place}.label", f"表单上这一项叫“{form[row.rule.target].label}”")
        rows[row.rule.target] = _Row(rule=row.rule, run=prepare(row.rule, taken, form, table.tables))
    return rows


def _said(why: str) -> str:
    for theirs, ours in _WORDS.items():
        why = why.replace(theirs, ours)
    return why


@dataclass(slots=True, kw_only=True)
class _Sheet:
    """The form while it is filled."""

    table: PrefillTable
    weighed: Weighed
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
            self.gaps.append(_unusable(spec, f"{names}的内容不能“{row.rule.kind.label}”成这一项"))
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
        note = "" if row is None else self._doubt(row, before)
        if row is not None:
            self._rest(row, f"“{spec.label}”已填写，未改动")
        self.kept.append(Kept(code=spec.code, label=spec.label, note=note))

    def _doubt(self, row: _Row, before: str) -> str:
        """What speaks against a value that was filled in; empty if nothing does."""
        torn = [self.weighed.torn[code] for code in row.rule.sources if code in self.weighed.torn]
        said = "、".join(dict.fromkeys(fact.source.label for fact in self._standing(row)))
        if not torn and self._value(row) not in {None, before}:
            torn = [f"与{said}不同"]
        return "；".join([*torn, "请向申请人核实"]) if torn else ""

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
            return _unusable(spec, f"“{need.spec.label}”{'；'.join(whys)}")
        sources = "、".join(source.label for source in need.sources)
        return field_missing(spec, f"：没有“{need.spec.label}”（可来自{sources}）")


def _unusable(spec: FieldSpec, why: str) -> Gap:
    """A fact is there and fills nothing; to the applicant it is a field like any other that is empty."""
    return replace(field_missing(spec, f"：{why}"), reason=Reason.VALUE_INVALID)
