"""A dataclass as a JSON array and back, derived once from its types: no hand-written setters.

A record is an array of the fields in the order of the class; names are not repeated in it, and the
last fields are left out while they have their defaults. So the reader must have the very class the
writer had, and `Shape.name` tells: it is kept in the file.
What comes back passes the same checks as what a loader makes: ids are parsed, codes are members.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Any, Generic, TypeVar

from federation.errors import InvalidInput, Reason

RECORD_BYTES = 8 << 20
"""An item of 300 materials and 200 fields with full cells is a tenth of this."""

T = TypeVar("T")
Turn = Callable[[Any], Any]
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Shape(Generic[T]):
    """How one dataclass is written.

    Args:
        value: a dataclass of texts, numbers, truths, dates, ids, enums, dataclasses, of tuples of
            these, each of them or None.

    Raises:
        TypeError: a field has another type.
    """

    def __init__(self, value: type[T]) -> None:
        hints = typing.get_type_hints(value)
        held = fields(value)  # type: ignore[arg-type]
        turns = [_turns(hints[one.name]) for one in held]
        self.value = value
        self.names = tuple(one.name for one in held)
        self._read = attrgetter(*self.names, "__class__")  # a tuple, also of one field
        self._puts = tuple((at, put) for at, (put, _, _) in enumerate(turns) if put is not None)
        self._gets = tuple(get for _, get, _ in turns)
        self._defaults = tuple(
            put(one.default) if put is not None and one.default is not MISSING else one.default
            for one, (put, _, _) in zip(held, turns, strict=True)
        )
        self._least = max(at + 1 for at, default in enumerate(self._defaults) if default is MISSING)
        said = (
            f"{one.name}:{turn[2]}" + ("" if one.default is MISSING else f"={one.default}")
            for one, turn in zip(held, turns, strict=True)
        )
        self.name = f"{value.__name__}({','.join(said)})"

    def put(self, value: T) -> list[Any]:
        """The array of a value."""
        array = list(self._read(value))
        array.pop()
        for at, put in self._puts:
            array[at] = put(array[at])
        least, defaults = self._least, self._defaults
        while len(array) > least and array[-1] == defaults[len(array) - 1]:
            array.pop()
        return array

    def get(self, array: Any) -> T:
        """The value of an array.

        Raises:
            ValueError, TypeError, LookupError: it is not one; `decode` says so properly.
        """
        if type(array) is not list or not self._least <= len(array) <= len(self.names):
            raise TypeError(array)
        values = [get(one) for get, one in zip(self._gets, array, strict=False)]
        return self.value(**dict(zip(self.names, values, strict=False)))

    def encode(self, value: T) -> bytes:
        """The record of a value, in UTF-8; a lone surrogate that a source held is kept."""
        return _encode(self.put(value)).encode("utf-8", "surrogatepass")

    def encode_many(self, values: Iterable[T]) -> bytes:
        """A JSON array of the records of values."""
        return b"[" + b",".join(map(self.encode, values)) + b"]"

    def decode(self, record: bytes) -> T:
        """The value of a record.

        Raises:
            InvalidInput: INDEX_INVALID.
        """
        if len(record) > RECORD_BYTES:
            raise InvalidInput(Reason.INDEX_INVALID, what=self.value.__name__, bytes=len(record))
        with self._refusing():
            return self.get(json.loads(record))

    def decode_many(self, records: bytes) -> tuple[T, ...]:
        """The values of a JSON array of records, of any length. Raises as `decode`."""
        with self._refusing():
            return tuple([self.get(array) for array in json.loads(records)])

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """What a foreign byte makes Python raise becomes a reason."""
        try:
            yield
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            raise InvalidInput(Reason.INDEX_INVALID, what=self.value.__name__) from error


def _turns(hint: Any) -> tuple[Turn | None, Turn, str]:
    """How a field of that type is put (None: as it is) and got, and what the type is called."""
    parts = typing.get_args(hint)
    if isinstance(hint, types.UnionType):
        (inner,) = (part for part in parts if part is not type(None))
        put, get, said = _turns(inner)
        return _if_there(put), _if_there(get) or get, f"{said}?"
    if typing.get_origin(hint) is tuple:
        return _tuple(parts)
    if is_dataclass(hint) and isinstance(hint, type):
        shape: Shape[Any] = Shape(hint)
        return shape.put, shape.get, shape.name
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return None, {member.value: member for member in hint}.__getitem__, hint.__name__
    if hint in _PLAIN:
        return *_PLAIN[hint], hint.__name__
    if not (isinstance(hint, type) and issubclass(hint, str)):
        raise TypeError(hint)
    return None, hint, hint.__name__  # a parsed id


def _tuple(parts: tuple[Any, ...]) -> tuple[Turn | None, Turn, str]:
    """Any number of one type, or a fixed number."""
    put, get, said = _turns(parts[0])
    many = parts[-1] is Ellipsis
    length = 0 if many else len(parts)

    def taken(array: Any) -> tuple[Any, ...]:
        if type(array) is not list or (length and len(array) != length):
            raise TypeError(array)
        return tuple([get(one) for one in array])

    given = (lambda values: [put(one) for one in values]) if put is not None else None
    return given, taken, f"{said}*{length or ''}"


def _if_there(turn: Turn | None) -> Turn | None:
    return (lambda value: None if value is None else turn(value)) if turn is not None else None


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError(value)
    return value


def _number(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(value)
    return value


def _truth(value: Any) -> bool:
    if type(value) is not bool:
        raise TypeError(value)
    return value


_PLAIN: dict[Any, tuple[Turn | None, Turn]] = {
    str: (None, _text),
    int: (None, _number),
    bool: (None, _truth),
    date: (date.isoformat, date.fromisoformat),
}
