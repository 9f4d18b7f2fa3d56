"""The field rules prepared to run: every look-up, sentence and step is made once, at load.

Each maker takes a rule that `rules.fault` found sound and gives a function from the accepting
place's fields to a value with its step, or to a gap. None of them raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from federation.errors import InvalidInput, Reason
from federation.items import FieldSpec
from federation.items.form import fits, is_number, read_date, write_date
from federation.mapping.crosswalk import FieldRule, RuleKind
from federation.mapping.expression import NO_RESULT, Failure, compile_expression
from federation.mapping.gaps import Gap, field_missing, value_unusable
from federation.mapping.rules import Form, Outcome, Run, Step, Tables
from federation.mapping.units import convert, factor

Turn = Callable[[str], str | None]


def prepare(rule: FieldRule, accepting: Form, handling: Form, tables: Tables) -> Run:
    """Make a sound rule run."""
    target = handling[rule.target]
    sources = [accepting[code] for code in rule.sources]
    match rule.kind:
        case RuleKind.CONSTANT:
            return _constant(rule)
        case RuleKind.JOIN:
            return _join(rule, sources, target)
        case RuleKind.EXPRESSION:
            return _expression(rule, sources, target)
        case RuleKind.DEFAULT:
            note = f"受理地未填“{sources[0].label}”，按对照表取缺省值"
            empty: Outcome = rule.value, _step(rule, (), note)
            return _copied(rule, sources[0], target, empty)
        case RuleKind.COPY:
            return _copied(rule, sources[0], target, field_missing(target))
        case _:
            return _turned(rule, sources[0], target, _turn(rule, sources[0], target, tables))


def _step(rule: FieldRule, sources: tuple[str, ...], note: str = "") -> Step:
    return Step(target=rule.target, rule=rule.kind.value, sources=sources, note=note or rule.note)


def _constant(rule: FieldRule) -> Run:
    outcome = rule.value, _step(rule, ())
    return lambda _fields: outcome


def _copied(rule: FieldRule, source: FieldSpec, target: FieldSpec, empty: Outcome) -> Run:
    """One source as it stands; ``empty`` where it was not filled in."""
    code, step, fit = source.code, _step(rule, rule.sources), fits(target)
    unusable = _unusable(rule, source, target)

    def run(fields: Mapping[str, str]) -> Outcome:
        text = fields.get(code)
        if text:
            if fit(text):
                return text, step
            if not text.isspace():
                return unusable
        return empty

    return run


def _turned(rule: FieldRule, source: FieldSpec, target: FieldSpec, turn: Turn) -> Run:
    """One source turned into one value; what does not turn is a gap. Nothing turns from mere space."""
    code, step = source.code, _step(rule, rule.sources)
    missing, unusable = field_missing(target), _unusable(rule, source, target)

    def run(fields: Mapping[str, str]) -> Outcome:
        text = fields.get(code)
        if text:
            value = turn(text)
            if value is not None:
                return value, step
            if not text.isspace():
                return unusable
        return missing

    return run


def _unusable(rule: FieldRule, source: FieldSpec, target: FieldSpec) -> Gap:
    return value_unusable(target, f"受理地“{source.label}”的内容不能“{rule.kind.label}”")


def _turn(rule: FieldRule, source: FieldSpec, target: FieldSpec, tables: Tables) -> Turn:
    match rule.kind:
        case RuleKind.CODE_TABLE:
            return tables[rule.table].get
        case RuleKind.DATE:
            return _date_turn(source, target)
        case RuleKind.UNIT:
            return _unit_turn(source, target)
        case _:
            return _split_turn(rule, fits(target))


def _date_turn(source: FieldSpec, target: FieldSpec) -> Turn:
    def turn(text: str) -> str | None:
        day = read_date(text, source.date_format)
        return None if day is None else write_date(day, target.date_format)

    return turn


def _unit_turn(source: FieldSpec, target: FieldSpec) -> Turn:
    by, fit = factor(source.unit, target.unit), fits(target)

    def turn(text: str) -> str | None:
        value = convert(text, by) if by is not None and is_number(text) else None
        return value if value is not None and fit(value) else None

    return turn


def _split_turn(rule: FieldRule, fit: Callable[[str], bool]) -> Turn:
    def kept(piece: str) -> str | None:
        piece = piece.strip()
        return piece if fit(piece) else None

    if rule.chars is not None:
        first, last = rule.chars
        return lambda text: kept(text[first - 1 : last]) if len(text) >= last else None
    separator, part = rule.separator, rule.part
    number, rest = (part.number, part.rest) if part is not None else (1, False)

    def turn(text: str) -> str | None:
        pieces = text.split(separator, number - 1) if rest else text.split(separator)
        return kept(pieces[number - 1]) if len(pieces) >= number else None

    return turn


def _join(rule: FieldRule, sources: list[FieldSpec], target: FieldSpec) -> Run:
    """Optional pieces may be absent; without a required piece the whole is missing."""
    fit, step, missing = fits(target), _step(rule, rule.sources), field_missing(target)
    needed = {
        spec.code: field_missing(target, f"，受理地缺“{spec.label}”") for spec in sources if spec.required
    }
    unusable = value_unusable(target, "合并后过长")
    codes, join = rule.sources, rule.separator.join

    def run(fields: Mapping[str, str]) -> Outcome:
        pieces = []
        for code in codes:
            text = fields.get(code)
            if text and not text.isspace():
                pieces.append(text)
            elif code in needed:
                return needed[code]
        if not pieces:
            return missing
        value = join(pieces)
        return (value, step) if fit(value) else unusable

    return run


def _expression(rule: FieldRule, sources: list[FieldSpec], target: FieldSpec) -> Run:
    """What the expression says; for each way in which it gives no value, what to ask."""
    compiled = compile_expression(rule.expression, sources, target)
    if isinstance(compiled, str):
        raise InvalidInput(field=rule.target, why=compiled)
    gaps: dict[Failure, Gap] = {NO_RESULT: value_unusable(target, "按对照表的表达式得不出可填的值")}
    for spec in sources:
        gaps[Reason.FIELD_MISSING, spec.code] = field_missing(target, f"，受理地缺“{spec.label}”")
        gaps[Reason.VALUE_INVALID, spec.code] = _unusable(rule, spec, target)
    evaluate, step, missing = compiled.evaluate, _step(rule, rule.sources), field_missing(target)

    def run(fields: Mapping[str, str]) -> Outcome:
        found = evaluate(fields)
        if isinstance(found, str):
            return (found, step) if found else missing
        return gaps[found]

    return run
