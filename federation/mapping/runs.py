"""The field rules prepared to run: every look-up, sentence and step is made once, at load.

Each maker takes a rule that `rules.fault` found sound and gives a function from the accepting
place's fields to a value with its step, or to a gap. None of them raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from federation.items import FieldSpec
from federation.items.form import fits, is_number, read_date, write_date
from federation.mapping.crosswalk import FieldRule, RuleKind
from federation.mapping.gaps import field_missing, value_unusable
from federation.mapping.rules import Form, Outcome, Run, Step, Tables
from federation.mapping.units import convert, factor

Turn = Callable[[str], str | None]


def prepare(rule: FieldRule, accepting: Form, handling: Form, tables: Tables) -> Run:
    """Make a sound rule run."""
    target = handling[rule.target]
    match rule.kind:
        case RuleKind.CONSTANT:
            return _constant(rule)
        case RuleKind.JOIN:
            return _join(rule, [accepting[code] for code in rule.sources], target)
        case RuleKind.DEFAULT:
            return _default(rule, accepting[rule.sources[0]], target)
        case _:
            source = accepting[rule.sources[0]]
            return _turned(rule, source, target, _turn(rule, source, target, tables))


def _step(rule: FieldRule, sources: tuple[str, ...], note: str = "") -> Step:
    return Step(target=rule.target, rule=rule.kind.value, sources=sources, note=note or rule.note)


def _constant(rule: FieldRule) -> Run:
    outcome = rule.value, _step(rule, ())
    return lambda _fields: outcome


def _turned(rule: FieldRule, source: FieldSpec, target: FieldSpec, turn: Turn) -> Run:
    """One source turned into one value; what does not turn is a gap."""
    code, step = source.code, _step(rule, rule.sources)
    missing = field_missing(target)
    unusable = value_unusable(target, f"受理地“{source.label}”的内容不能“{rule.kind.label}”")

    def run(fields: Mapping[str, str]) -> Outcome:
        text = fields.get(code)
        if not text or text.isspace():
            return missing
        value = turn(text)
        return unusable if value is None else (value, step)

    return run


def _turn(rule: FieldRule, source: FieldSpec, target: FieldSpec, tables: Tables) -> Turn:
    fit = fits(target)
    match rule.kind:
        case RuleKind.CODE_TABLE:
            return tables[rule.table].get
        case RuleKind.DATE:
            return _date_turn(source, target)
        case RuleKind.UNIT:
            return _unit_turn(source, target)
        case RuleKind.SPLIT:
            return _split_turn(rule, fit)
        case _:
            return lambda text: text if fit(text) else None


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

    def run(fields: Mapping[str, str]) -> Outcome:
        pieces = []
        for code in rule.sources:
            text = fields.get(code)
            if text and not text.isspace():
                pieces.append(text)
            elif code in needed:
                return needed[code]
        if not pieces:
            return missing
        value = rule.separator.join(pieces)
        return (value, step) if fit(value) else unusable

    return run


def _default(rule: FieldRule, source: FieldSpec, target: FieldSpec) -> Run:
    """The source if it is filled in, else the value the crosswalk names."""
    filled = _turned(rule, source, target, _turn(rule, source, target, {}))
    fallback = rule.value, _step(rule, (), f"受理地未填“{source.label}”，按对照表取缺省值")
    code = source.code

    def run(fields: Mapping[str, str]) -> Outcome:
        text = fields.get(code)
        return fallback if not text or text.isspace() else filled(fields)

    return run
