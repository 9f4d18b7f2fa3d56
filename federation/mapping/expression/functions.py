"""What an expression may call: operators and functions with their types, and those the engine lacks.

What is not here is judged by itself: ``?:``, ``&&``, ``||``, ``!``, ``in`` and ``has``.

Inside the engine a text is a text, a number is an integer of millionths and a date is the ordinal of
a day, so that arithmetic and comparison are exact: 1.1 is 1100000 and never a binary fraction. What
the engine has no exact function for is written here. A function that has no answer gives None, and
what the engine then does with it fails: the engine reports a function that raises to the log, with
what it was called with, and an application's values do not belong there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from federation.items.form import DateFormat, is_number, read_date, write_date
from federation.items.tables import FieldType
from federation.limits import TEXT_CHARS
from federation.mapping.units import SCALE, plain, scaled

MOST = (1 << 63) - 1  # the engine's integers; beyond, it would go on with binary fractions
_PADDED = re.compile(r"(-?)0*([0-9]+(?:\.[0-9]+)?)")


class Kind(StrEnum):
    """What a part of an expression gives, in the words of the form."""

    TEXT = "文字"
    NUMBER = "数字"
    DATE = "日期"
    TRUTH = "条件"


KINDS: Mapping[FieldType, Kind] = {
    FieldType.TEXT: Kind.TEXT,
    FieldType.CHOICE: Kind.TEXT,
    FieldType.NUMBER: Kind.NUMBER,
    FieldType.DATE: Kind.DATE,
}


def bounded(number: int) -> int | None:
    """A number the engine holds as it is."""
    return number if -MOST <= number <= MOST else None


def number_of(text: str) -> int | None:
    """A plain decimal in millionths."""
    return bounded(scaled(text)) if is_number(text) else None


def day_of(text: str) -> int | None:
    """A day in any of the notations of forms."""
    found = (read_date(text, notation) for notation in DateFormat)
    return next((day.toordinal() for day in found if day), None)


def day_text(ordinal: int) -> str:
    """A day as 2026-01-05."""
    return write_date(date.fromordinal(ordinal), DateFormat.DASHED)


def _double(text: str) -> int | None:
    """A number cut out of a text may begin with zeros, as the month of a date does."""
    found = _PADDED.fullmatch(text)
    return number_of(found[1] + found[2]) if found else None


def _int(text: str) -> int | None:
    number = _double(text)
    return number if number is not None and not number % SCALE else None


def _times(one: int, other: int) -> int | None:
    value, rest = divmod(one * other, SCALE)
    return None if rest else bounded(value)


def _over(one: int, other: int) -> int | None:
    value, rest = divmod(one * SCALE, other) if other else (0, 1)
    return None if rest else bounded(value)


def _size(text: str) -> int:
    return len(text) * SCALE


def _at(number: int, text: str) -> int | None:
    """A place between two characters, if there is one."""
    place, rest = divmod(number, SCALE)
    return place if not rest and 0 <= place <= len(text) else None


def _between(text: str, first: int, last: int) -> str | None:
    start, end = _at(first, text), _at(last, text)
    return text[start:end] if start is not None and end is not None and start <= end else None


def _from(text: str, first: int) -> str | None:
    start = _at(first, text)
    return None if start is None else text[start:]


def _index_of(text: str, piece: str) -> int:
    return text.find(piece) * SCALE if piece in text else -SCALE


def _replace(text: str, old: str, new: str) -> str | None:
    if not old or len(text) + text.count(old) * (len(new) - len(old)) > TEXT_CHARS:
        return None
    return text.replace(old, new)


def _lower(text: str) -> str:
    return re.sub("[A-Z]+", lambda found: found[0].lower(), text)


def _upper(text: str) -> str:
    return re.sub("[a-z]+", lambda found: found[0].upper(), text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One way to call an operator or a function.

    Attributes:
        name: as it is written; ``neg`` is the minus before a number.
        takes: kinds of what it is applied to.
        gives: kind of what comes out.
        native: how the engine writes it, where it can.
        call: what answers for it where the engine cannot; None is no answer.
        low: least number that can come out, in millionths.
        high: greatest.
    """

    name: str
    takes: tuple[Kind, ...]
    gives: Kind
    native: str = ""
    call: Callable[..., str | int | None] | None = None
    low: int = -MOST
    high: int = MOST


def _rows() -> list[Signature]:
    text, number, day, truth = Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.TRUTH
    alike = [(text, text), (number, number), (day, day)]
    infix = "({{}} {} {{}})".format
    order = ("<", "<=", ">", ">=")
    return [
        *(Signature(name=name, takes=two, gives=truth) for name in ("==", "!=") for two in alike),
        *(Signature(name=name, takes=two, gives=truth) for name in order for two in alike[1:]),
        *(Signature(name="+", takes=two, gives=two[0], native=infix("+")) for two in alike[:2]),
        *(
            Signature(name=name, takes=(number, number), gives=number, native=infix(name))
            for name in ("-", "%")
        ),
        # The engine turns the least integer into itself.
        Signature(name="neg", takes=(number,), gives=number, native="(0 - {})"),
        Signature(name="*", takes=(number, number), gives=number, call=_times),
        Signature(name="/", takes=(number, number), gives=number, call=_over),
        # The engine counts bytes of UTF-8; CEL and people count characters.
        Signature(name="size", takes=(text,), gives=number, call=_size, low=0),
        *(
            Signature(name=name, takes=(text, text), gives=truth, native=f"{{}}.{name}({{}})")
            for name in ("contains", "startsWith", "endsWith", "matches")
        ),
        Signature(name="substring", takes=(text, number, number), gives=text, call=_between),
        Signature(name="substring", takes=(text, number), gives=text, call=_from),
        Signature(name="indexOf", takes=(text, text), gives=number, call=_index_of, low=-SCALE),
        Signature(name="replace", takes=(text, text, text), gives=text, call=_replace),
        Signature(name="trim", takes=(text,), gives=text, call=str.strip),
        Signature(name="lowerAscii", takes=(text,), gives=text, call=_lower),
        Signature(name="upperAscii", takes=(text,), gives=text, call=_upper),
        Signature(name="int", takes=(text,), gives=number, call=_int),
        Signature(name="double", takes=(text,), gives=number, call=_double),
        Signature(name="date", takes=(text,), gives=day, call=day_of, low=1, high=date.max.toordinal()),
        Signature(name="string", takes=(number,), gives=text, call=plain),
        Signature(name="string", takes=(day,), gives=text, call=day_text),
        *(
            Signature(name=name, takes=(day,), gives=number, call=call, low=low * SCALE, high=high * SCALE)
            for name, call, low, high in _DAY_PARTS
        ),
    ]


# As in CEL: months count from 0, days of the month from 1.
_DAY_PARTS: tuple[tuple[str, Callable[[int], int], int, int], ...] = (
    ("getFullYear", lambda ordinal: date.fromordinal(ordinal).year * SCALE, 1, 9999),
    ("getMonth", lambda ordinal: (date.fromordinal(ordinal).month - 1) * SCALE, 0, 11),
    ("getDate", lambda ordinal: date.fromordinal(ordinal).day * SCALE, 1, 31),
)


def _table() -> Mapping[str, tuple[Signature, ...]]:
    found: dict[str, tuple[Signature, ...]] = defaultdict(tuple)
    for row in _rows():
        found[row.name] += (row,)
    return dict(found)


SIGNATURES = _table()
