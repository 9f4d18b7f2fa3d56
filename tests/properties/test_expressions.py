"""表达式: whatever is written and whatever is filled in, a fault or a value that fits; and exact numbers."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from fractions import Fraction

from hypothesis import example, given, settings
from hypothesis import strategies as st

from federation.items import FieldSpec
from federation.items.form import Choice, DateFormat, fits
from federation.items.tables import FieldType
from federation.mapping.expression import NO_RESULT, Expression, compile_expression
from federation.mapping.expression.functions import MOST
from federation.mapping.units import SCALE
from tests.worlds.tier import drawn

FORM = {
    spec.code: spec
    for spec in (
        FieldSpec(code="T", label="文", type=FieldType.TEXT),
        FieldSpec(code="O", label="选填", type=FieldType.TEXT, required=False),
        FieldSpec(
            code="C", label="选项", type=FieldType.CHOICE, choices=(Choice("1", "甲"), Choice("2", "乙"))
        ),
        FieldSpec(code="N", label="数", type=FieldType.NUMBER),
        FieldSpec(code="M", label="选填数", type=FieldType.NUMBER, required=False),
        FieldSpec(code="D", label="日", type=FieldType.DATE, date_format=DateFormat.HAN),
    )
}
TARGETS = [
    FieldSpec(code="X", label="文", type=FieldType.TEXT),
    FieldSpec(code="X", label="选项", type=FieldType.CHOICE, choices=(Choice("1", "甲"), Choice("x", "乙"))),
    FieldSpec(code="X", label="数", type=FieldType.NUMBER),
    FieldSpec(code="X", label="日", type=FieldType.DATE),
]
GOOD = {
    "T": st.sampled_from(["1", "440524197001010086", "金平区", "a", "长" * 2000]),
    "O": st.sampled_from(["x", "2026-01-05", "3.50"]),
    "C": st.sampled_from(["1", "2"]),
    "N": st.sampled_from(["0", "-1", "3.5", "0.000001", "9223372036854.775807"]),
    "M": st.sampled_from(["2", "18"]),
    "D": st.sampled_from(["2026年02月28日", "0001年01月01日", "9999年12月31日"]),
}
BAD = st.one_of(
    st.sampled_from(["", " ", "3", "1e9", "2026-02-28", "9" * 18, "长" * 2001, "\ud800"]), st.text()
)
FILLED = st.fixed_dictionaries({code: st.one_of(good, good, good, BAD) for code, good in GOOD.items()})

Written = st.SearchStrategy[str]


def _of(shape: str, *parts: Written) -> Written:
    """Expressions of one shape: ``{0}`` and so on are its parts."""
    return st.tuples(*parts).map(lambda made: shape.format(*made))


def _signed(signs: list[str], one: Written, other: Written) -> Written:
    return _of("({0} {1} {2})", one, st.sampled_from(signs), other)


def _larger(text: Written, number: Written, day: Written, truth: Written) -> tuple[Written, ...]:
    """Expressions of each type from smaller ones."""
    order = ["==", "!=", "<", "<=", ">", ">="]
    texts = [
        _signed(["+"], text, text),
        _of("{0}.substring({1}, {2})", text, number, number),
        _of("substring({0}, {1})", text, number),
        _of("{0}.replace({1}, {2})", text, text, text),
        _of("{0}.trim().upperAscii()", text),
        _of("string({0})", st.one_of(number, day)),
    ]
    numbers = [
        _signed(["+", "-", "*", "/", "%"], number, number),
        _of("(-{0})", number),
        _of("size({0})", text),
        _of("{0}.indexOf({1})", text, text),
        _of("{0}({1})", st.sampled_from(["int", "double"]), text),
        _of("{0}.{1}()", day, st.sampled_from(["getFullYear", "getMonth", "getDate"])),
    ]
    days = [_of("date({0})", text)]
    truths = [
        _signed(["==", "!="], text, text),
        _signed(order, number, number),
        _signed(order, day, day),
        _signed(["&&", "||"], truth, truth),
        _of("(!{0})", truth),
        _of("{0}.{1}({2})", text, st.sampled_from(["contains", "startsWith", "endsWith"]), text),
        _of('{0}.matches("^[0-9]{{1,3}}(a|长)*$")', text),
        _of("({0} in [1, 2.5])", number),
    ]
    chosen = [
        st.one_of(*some, _of("({0} ? {1} : {2})", truth, one, one))
        for some, one in ((texts, text), (numbers, number), (days, day))
    ]
    return *chosen, st.one_of(*truths)


def _written(levels: int) -> tuple[Written, ...]:
    leaves: tuple[Written, ...] = (
        st.sampled_from(["T", "O", "C", '"x"', '"1"', '"2026-02-28"', 'r"\\"']),
        st.sampled_from(["N", "M", "0", "1", "6", "2.5", "14", "-3"]),
        st.sampled_from(["D", 'date("2026-02-28")']),
        st.sampled_from(["has(O)", "has(M)", 'C == "1"', 'C in ["2"]', "N > 5"]),
    )
    made = leaves
    for _ in range(levels):
        made = tuple(st.one_of(leaf, more) for leaf, more in zip(leaves, _larger(*made), strict=True))
    return _larger(*made)


WRITTEN = st.one_of(
    *(
        st.tuples(written, st.sampled_from(targets))
        for written, targets in zip(_written(2), (TARGETS[:2], TARGETS[2:3], TARGETS[3:]), strict=False)
    )
)


def _sources(text: str) -> list[FieldSpec]:
    return [FORM[code] for code in dict.fromkeys(re.findall(r"\b[TOCNMD]\b", text))]


def _sound(found: Expression | str, target: FieldSpec, fields: dict[str, str]) -> None:
    """A sentence, or a value that the field takes."""
    if isinstance(found, str):
        assert found
        return
    value = found.evaluate(fields)
    assert found.evaluate(fields) == value
    assert not isinstance(value, str) or not value or fits(target)(value)


@given(WRITTEN, FILLED)
@settings(max_examples=drawn(250), deadline=None)
@example(('T.substring(1) == "" ? T : "x"', TARGETS[0]), {"T": "1"})
@example(("(N - N) / (N - N)", TARGETS[2]), {"N": "1"})
def test_an_expression_that_passes_never_raises(
    written: tuple[str, FieldSpec], fields: dict[str, str]
) -> None:
    """For any application: a value that fits, or whose fault it is; the same each time."""
    text, target = written
    _sound(compile_expression(text, _sources(text), target), target, fields)


def _bent(text: str, at: int, put: str) -> str:
    return text[: at % (len(text) + 1)] + put + text[at % (len(text) + 1) :]


@given(
    st.one_of(st.text(max_size=60), st.text("()[]!-+?:.,\"'\\ TOr09=&|<>inhas", max_size=60)),
    WRITTEN,
    st.integers(0, 999),
    FILLED,
)
@settings(max_examples=drawn(150), deadline=None)
def test_whatever_is_written_is_answered(
    put: str, written: tuple[str, FieldSpec], at: int, fields: dict[str, str]
) -> None:
    """Noise alone and noise within an expression: a fault or a sound rule."""
    text, target = written
    for noise in (put, _bent(text, at, put)):
        _sound(compile_expression(noise, _sources(noise), target), target, fields)


Worked = Callable[[Fraction], Fraction | None]


def _known(number: Fraction | None) -> Fraction | None:
    """A number that the engine holds as it is."""
    scaled = number * SCALE if number is not None else Fraction(1, 2)
    return number if scaled.denominator == 1 and abs(scaled) <= MOST else None


def _worked(sign: str, one: Fraction | None, other: Fraction | None) -> Fraction | None:
    """What a person would work out."""
    if one is None or other is None or (sign == "/" and not other):
        return None
    match sign:
        case "+":
            return _known(one + other)
        case "-":
            return _known(one - other)
        case "*":
            return _known(one * other)
        case _:
            return _known(one / other)


NUMBERS = st.decimals(-999, 999, places=2).map(lambda number: f"{number:f}".replace("-0.00", "0.00"))
Sum = tuple[str, Fraction | None]


def _sums(parts: st.SearchStrategy[Sum]) -> st.SearchStrategy[Sum]:
    return st.builds(
        lambda one, sign, other: (f"({one[0]} {sign} {other[0]})", _worked(sign, one[1], other[1])),
        parts,
        st.sampled_from("+-*/"),
        parts,
    )


@given(NUMBERS, st.data())
@settings(max_examples=drawn(100), deadline=None)
def test_numbers_come_out_as_a_person_works_them_out(number: str, data: st.DataObject) -> None:
    """Exactly that number, in plain decimals; or none where more than six would be needed."""
    leaf: st.SearchStrategy[Sum] = st.one_of(
        st.just(("N", Fraction(number))), NUMBERS.map(lambda text: (text, Fraction(text)))
    )
    text, worked = data.draw(st.recursive(leaf, _sums, max_leaves=6), label="expression")
    found = compile_expression(f"N + {text}", [FORM["N"]], TARGETS[2])
    assert isinstance(found, Expression), found
    value, total = found.evaluate({"N": number}), _worked("+", Fraction(number), worked)
    if total is None:
        assert value == NO_RESULT
    else:
        assert isinstance(value, str)
        assert Fraction(value) == total


Holds = Callable[[str, Fraction], bool]
Condition = tuple[str, Holds]
ORDER: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _number_test(sign: str, number: str, *, swapped: bool) -> Condition:
    order, bound = ORDER[sign], Fraction(number)
    if swapped:
        return f"{number} {sign} N", lambda _code, value: order(bound, value)
    return f"N {sign} {number}", lambda _code, value: order(value, bound)


def _code_test(codes: list[str], *, negated: bool) -> Condition:
    listed = ", ".join(f'"{code}"' for code in codes)
    text = f'C {"!=" if negated else "=="} "{codes[0]}"' if len(codes) == 1 else f"C in [{listed}]"
    return text, lambda code, _value: (code in codes) is not (negated and len(codes) == 1)


def _condition(one: Condition, sign: str, other: Condition) -> Condition:
    if sign == "!":
        return f"!({one[0]})", lambda code, value: not one[1](code, value)
    if sign == "&&":
        return f"({one[0]} && {other[0]})", lambda code, value: one[1](code, value) and other[1](code, value)
    return f"({one[0]} || {other[0]})", lambda code, value: one[1](code, value) or other[1](code, value)


TESTS: st.SearchStrategy[Condition] = st.one_of(
    st.builds(
        _number_test, st.sampled_from(list(ORDER)), st.sampled_from(["0", "1", "2.5"]), swapped=st.booleans()
    ),
    st.builds(_code_test, st.lists(st.sampled_from("12"), min_size=1, max_size=2), negated=st.booleans()),
)
CONDITIONS = st.recursive(
    TESTS, lambda parts: st.builds(_condition, parts, st.sampled_from(["!", "&&", "||"]), parts), max_leaves=3
)
GRID = [(code, number) for code in "12" for number in ("-1", "0", "0.5", "1", "2", "2.5", "2.500001", "9")]


@given(st.lists(CONDITIONS, min_size=1, max_size=4))
@settings(max_examples=drawn(250), deadline=None)
def test_branches(conditions: list[Condition]) -> None:
    """An accepted choice takes the branch a person would; one refused as never taken never is."""
    text = "".join(f"{test} ? {at} : " for at, (test, _) in enumerate(conditions)) + str(len(conditions))
    taken = [
        next(
            (at for at, (_, holds) in enumerate(conditions) if holds(code, Fraction(number))), len(conditions)
        )
        for code, number in GRID
    ]
    found = compile_expression(text, _sources(text), TARGETS[2])
    if isinstance(found, Expression):
        assert [found.evaluate({"C": code, "N": number}) for code, number in GRID] == list(map(str, taken))
    elif "永远用不到" in found:
        assert set(taken) < set(range(len(conditions) + 1))
    else:
        assert found.endswith("请删改")
