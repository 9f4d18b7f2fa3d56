"""Generated forms to send there and back: every choice, several dates and numbers, several shapes of text.

Nothing random and nobody's data: the same federation is probed with the same values every time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from federation.items import FieldSpec
from federation.items.form import write_date
from federation.items.tables import FieldType
from federation.mapping.crosswalk import Crosswalk

PROBES = 40  # a choice field with more values than this is probed with its first ones
SEPARATORS = 8  # of all crosswalks; a ninth is rare, and its rule is still probed with plain text

_DAYS = (date(2024, 2, 29), date(1999, 12, 31), date(2010, 3, 7))
_NUMBERS = ("12", "7", "1234.5", "100000")
# As long as an identity number, with a day where it has one and a check digit that is wrong.
_NUMBERED = "440500199903070000"


def shapes_of(crosswalks: Iterable[Crosswalk]) -> tuple[str, ...]:
    """The shapes of text that rules of these crosswalks may need; ``{}`` stands for the field's code."""
    used = {rule.separator for document in crosswalks for row in document.rows for rule in row.fields}
    separators = sorted(one for one in used if one and "{" not in one and "}" not in one)[:SEPARATORS]
    return ("甲{}", _NUMBERED, *(one.join(("甲{}", "乙", "丙", "丁")) for one in separators))


def value(spec: FieldSpec, number: int, shapes: Sequence[str]) -> str:
    """The ``number``-th value of a field, in its own notation."""
    match spec.type:
        case FieldType.CHOICE:
            return spec.choices[number % len(spec.choices)].code if spec.choices else ""
        case FieldType.DATE:
            return write_date(_DAYS[number % len(_DAYS)], spec.date_format)
        case FieldType.NUMBER:
            return _NUMBERS[number % len(_NUMBERS)]
        case _:
            return shapes[number % len(shapes)].format(spec.code)


def count(form: Iterable[FieldSpec], shapes: Sequence[str]) -> int:
    """How many values it takes until each of these fields had all of its own."""
    needs = {FieldType.DATE: len(_DAYS), FieldType.NUMBER: len(_NUMBERS), FieldType.TEXT: len(shapes)}
    return min(PROBES, max((needs.get(spec.type, len(spec.choices)) for spec in form), default=0))


def probe(form: Iterable[FieldSpec], number: int, shapes: Sequence[str]) -> dict[str, str]:
    """These fields, each with its ``number``-th value."""
    return {spec.code: value(spec, number, shapes) for spec in form}
