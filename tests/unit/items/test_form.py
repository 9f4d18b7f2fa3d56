"""Form fields and situations: what a field takes, when a situation holds, whether two can meet."""

from __future__ import annotations

from datetime import date

import pytest

from federation.items import Choice, Condition, DateFormat, FieldSpec
from federation.items.condition import parse_condition
from federation.items.form import condition_fault, condition_words, fits, read_date, write_date
from federation.items.readers import read_condition
from federation.items.tables import FieldType
from federation.limits import TEXT_CHARS

CHOICE = FieldSpec(
    code="F", label="办理人", type=FieldType.CHOICE, choices=(Choice("1", "本人"), Choice("2", "代理人"))
)


def spec(kind: FieldType, **more: DateFormat) -> FieldSpec:
    return FieldSpec(code="F", label="字段", type=kind, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        (spec(FieldType.TEXT), ["张·三", " x ", "长" * TEXT_CHARS], ["", " \n", "长" * (TEXT_CHARS + 1)]),
        (
            spec(FieldType.NUMBER),
            ["0", "-1.5", "100000000000000000", "0.000001"],
            ["1e3", "01", "１", "", "1."],
        ),
        (spec(FieldType.DATE), ["2024-02-29"], ["2025-02-29", "20240229", "2024-2-29", "２０２４-02-29"]),
        (spec(FieldType.DATE, date_format=DateFormat.PLAIN), ["20240229"], ["2024-02-29", "20240230"]),
        (CHOICE, ["1", "2"], ["3", "本人", "", " 1"]),
    ],
)
def test_what_a_field_takes(field: FieldSpec, good: list[str], bad: list[str]) -> None:
    """Exactly its own notation: the other city's system reads the value as it stands."""
    assert [text for text in good if not fits(field)(text)] == []
    assert [text for text in bad if fits(field)(text)] == []


@pytest.mark.parametrize("notation", list(DateFormat))
def test_dates_round_trip(notation: DateFormat) -> None:
    """Every notation reads what it writes, also early years."""
    for day in (date(1, 1, 1), date(987, 6, 5), date(2026, 12, 31)):
        assert read_date(write_date(day, notation), notation) == day


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("F=1", "F=1"),
        (" F = 2 | 1 ", "F=1|2"),
        ("F≠1", "F≠1"),
        ("F!=1", "F≠1"),
        ("F_2=美国", "F_2=美国"),
        ("F-2=1", "F-2=1"),
    ],
)
def test_situations_are_read(text: str, same: str) -> None:
    """One field, one or several values."""
    condition = parse_condition(text)
    assert condition is not None
    assert str(condition) == same
    assert parse_condition(same) == condition


def test_signs_of_a_chinese_keyboard() -> None:
    """They are read as what they stand for, and that is said."""
    condition, why = read_condition("F＝1｜2")
    assert (str(condition), why) == ("F=1|2", "全角符号改为半角")
    assert read_condition("F=1|2") == (condition, "")


@pytest.mark.parametrize("text", ["", "F", "F=", "=1", "F=1|", "F>1", "字段=1", "F 1=2"])
def test_what_is_no_situation(text: str) -> None:
    """Nothing is guessed from half a situation."""
    assert parse_condition(text) is None


def test_when_a_situation_holds() -> None:
    """Yes, no, or not to be told while the field is empty."""
    plain, negated = Condition("F", ("1", "2")), Condition("F", ("1", "2"), negated=True)
    for fields, holds in (({"F": "1"}, True), ({"F": " 2 "}, True), ({"F": "3"}, False)):
        assert plain.holds(fields) is holds
        assert negated.holds(fields) is not holds
    for fields in ({}, {"F": ""}, {"F": "  "}):
        assert plain.holds(fields) is None
        assert negated.holds(fields) is None


@pytest.mark.parametrize(
    ("one", "two", "meet"),
    [
        ("F=1", "F=2", False),
        ("F=1|2", "F=2|3", True),
        ("F=1", "F≠1", False),
        ("F=1|2", "F≠1", True),
        ("F≠1", "F≠2", True),
        ("F=1", "G=2", True),
    ],
)
def test_whether_two_situations_can_meet(one: str, two: str, meet: bool) -> None:
    """Overlap is found both ways round."""
    first, second = parse_condition(one), parse_condition(two)
    assert first is not None
    assert second is not None
    assert first.meets(second) is second.meets(first) is meet


def test_situations_in_words_and_at_fault() -> None:
    """A clerk reads labels; a situation no form can tell is said why."""
    form = {"F": CHOICE}
    assert condition_words(Condition("F", ("2",)), form) == "“办理人”为“代理人”"
    assert condition_words(Condition("F", ("1", "2"), negated=True), form) == "“办理人”不为“本人”、“代理人”"
    assert condition_fault(Condition("F", ("1",)), form) == ""
    assert "3" in condition_fault(Condition("F", ("3",)), form)
    assert "G" in condition_fault(Condition("G", ("1",)), form)
