"""表达式: a field rule in CEL, for what columns cannot say (docs/mapping-expressions.md).

An expression is read, judged and compiled once, at load; what passes gives a value or none for any
application and never raises. It reads the sources its rule lists and nothing else. Evaluation is the
engine's (package common-expression-language); what goes in is small and what it may call is listed in
`functions`, so its cost is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from federation.errors import Reason
from federation.items import FieldSpec
from federation.items.form import fits, read_date, write_date
from federation.items.tables import FieldType
from federation.mapping.expression.engine import FAILS, compiled
from federation.mapping.expression.functions import KINDS, Kind, number_of
from federation.mapping.expression.judge import CAST, Judge
from federation.mapping.expression.meaning import Known
from federation.mapping.expression.syntax import RESERVED, ExpressionRefused, parse, quoted
from federation.mapping.units import plain

if TYPE_CHECKING:
    from cel import Program

Read = Callable[[str], str | int | None]
Write = Callable[[Any], str | None]
Failure = tuple[Reason, str]  # FIELD_MISSING or VALUE_INVALID, and the source that is to blame
NO_RESULT: Failure = (Reason.VALUE_INVALID, "")  # no source alone is


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A sound expression.

    Attributes:
        text: as it was written.
        evaluate: the value for the handling place's form from the fields of the accepting place's;
            empty if the expression says that there is none. It never raises.
    """

    text: str
    evaluate: Callable[[Mapping[str, str]], str | Failure]


def name_of(code: str) -> str:
    """A field's name in expressions: its code, made a name of CEL where it is none."""
    name = re.sub(r"[^A-Za-z0-9_]", "_", code)
    return f"_{name}" if name[:1].isdigit() or name in RESERVED else name


def compile_expression(text: str, sources: Iterable[FieldSpec], target: FieldSpec) -> Expression | str:
    """Make an expression ready to run.

    Args:
        text: the cell 表达式.
        sources: the fields of the accepting place's form that the rule lists.
        target: the field of the handling place's form it fills.

    Returns:
        The expression, or what is wrong with it, in Chinese, for whoever edits the cell.
    """
    return _compile(text, sources, lambda known: _misfit(known, target), _writer(target))


HOLDS, FAILS_TO = "yes", "no"
"""What a condition evaluates to."""


def compile_condition(text: str, sources: Iterable[FieldSpec]) -> Expression | str:
    """Make a condition ready to run: an expression that holds or not, and fills no field.

    Args:
        text: the condition.
        sources: the fields it reads; each must be read.

    Returns:
        The expression, evaluating to `HOLDS` or `FAILS_TO`, or what is wrong with it, in Chinese.
    """
    return _compile(text, sources, _no_condition, lambda found: HOLDS if found else FAILS_TO)


def _no_condition(known: Known) -> str:
    return "" if known.kind is Kind.TRUTH else f"结果是{known.kind}，这里要条件，例如 面积 < 100"


def _compile(
    text: str, sources: Iterable[FieldSpec], misfit: Callable[[Known], str], write: Write
) -> Expression | str:
    specs = tuple(sources)
    fields = {name_of(spec.code): spec for spec in specs}
    if len(fields) != len(specs):
        return "来源字段重复，或在表达式里的名称相同"
    judge = Judge(fields=fields)
    try:
        judged = judge.judge(parse(text), {})
        program = compiled(judged.native)
    except ExpressionRefused as refused:
        return str(refused)
    idle = [spec.label for spec in specs if spec.code not in judge.natives.keys() | judge.flags.keys()]
    if idle:
        return f"来源字段 {'、'.join(idle)} 没有用到，请从“受理地字段编码”里删去"
    wrong = misfit(judged.known)
    if wrong:
        return wrong
    return Expression(text=text, evaluate=_evaluation(program, specs, judge, write))


def _misfit(known: Known, target: FieldSpec) -> str:
    """Why what comes out cannot be a value of the field."""
    wanted = KINDS[target.type]
    if known.kind is Kind.TRUTH:
        return "结果是条件，请写成 条件 ? 值 : 值"
    if known.kind is not wanted:
        return f"结果是{known.kind}，“{target.label}”要{wanted}{CAST}"
    if known.unit is not None and known.unit != target.unit:
        return f"结果的单位是{known.unit or '无'}，“{target.label}”的是{target.unit or '无'}，请乘或除以换算的倍数"
    if known.choice is not None and target.type is FieldType.TEXT:
        return f"“{known.choice.label}”是选项，这样只会得到代码；请写明每个选项的文字"
    test = fits(target)
    wrong = sorted(value for value in known.values or () if value and not test(value))
    if wrong:
        return f"结果可能是 {'、'.join(map(quoted, wrong))}，不能填入“{target.label}”（{target.hint()}）"
    return ""


def _reader(spec: FieldSpec) -> Read:
    match spec.type:
        case FieldType.NUMBER:
            return number_of
        case FieldType.DATE:
            return lambda text: day.toordinal() if (day := read_date(text, spec.date_format)) else None
        case _:
            test = fits(spec)
            return lambda text: text if test(text) else None


def _evaluation(
    program: Program, sources: Iterable[FieldSpec], judge: Judge, write: Write
) -> Callable[[Mapping[str, str]], str | Failure]:
    """Everything the engine needs, laid out beforehand."""
    calls = {name: call for call, name in judge.calls.items()}
    execute = program.execute
    reads = [
        (
            (spec.code, spec.required, _reader(spec)),
            (judge.natives.get(spec.code, "unread"), judge.flags.get(spec.code)),
            ((Reason.FIELD_MISSING, spec.code), (Reason.VALUE_INVALID, spec.code)),
        )
        for spec in sources
    ]

    def evaluate(fields: Mapping[str, str]) -> str | Failure:
        values: dict[str, object] = {**calls}
        absent: Failure | None = None
        for (code, required, read), (name, flag), (missing, unreadable) in reads:
            text = fields.get(code)
            if text and not text.isspace():
                values[name] = value = read(text)
                if value is None:
                    return unreadable
            elif required:
                return missing
            else:
                absent = missing
            if flag:
                values[flag] = absent is not missing
        try:
            found = write(execute(values))
        except FAILS:
            found = None
        return absent or NO_RESULT if found is None else found

    return evaluate


def _writer(target: FieldSpec) -> Write:
    match target.type:
        case FieldType.NUMBER:
            return plain
        case FieldType.DATE:
            return lambda ordinal: write_date(date.fromordinal(ordinal), target.date_format)
        case _:
            test = fits(target)
            return lambda text: text if not text or test(text) else None
