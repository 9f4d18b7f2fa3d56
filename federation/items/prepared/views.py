"""What a shelf holds, as the values its readers know: a sequence of them, mappings by their codes.

Values that were asked for are kept, some thousand for the whole file; walking over all of them
keeps none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeVar, cast, overload

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
V = TypeVar("V")

VALUES_KEPT = 10_000
"""Items and crosswalk rows of a file that stay in memory; an item of 8 materials is 7 KiB: about 70 MiB."""


class Values(Protocol[T_co]):
    """Something that makes the value of each record of a shelf."""

    def __len__(self) -> int:
        """How many there are."""
        ...

    def make(self, at: int) -> T_co:
        """The value of a record."""
        ...

    def find(self, column: int, code: str) -> tuple[int, ...]:
        """The records that have a code, ascending."""
        ...

    def codes(self, column: int) -> Iterator[str]:
        """Every code of a column once."""
        ...


Keep = Callable[[Values[Any], int], Any]


def keeping() -> Keep:
    """The values of one file that stay in memory: makes a value, or gives it again."""

    def make(values: Values[Any], at: int) -> Any:
        return values.make(at)

    return cast("Keep", lru_cache(maxsize=VALUES_KEPT)(make))  # the stub takes anything hashable


class Listed(Sequence[T]):
    """All values in the order of the shelf; equals any sequence of equal values."""

    __slots__ = ("_keep", "_values")

    def __init__(self, values: Values[T], keep: Keep) -> None:
        self._values = values
        self._keep = keep

    def __len__(self) -> int:
        return len(self._values)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[T, ...]: ...
    def __getitem__(self, at: int | slice) -> T | tuple[T, ...]:
        places = range(len(self))[at]
        if isinstance(places, range):
            return tuple([self._values.make(place) for place in places])
        found: T = self._keep(self._values, places)
        return found

    def __iter__(self) -> Iterator[T]:
        return map(self._values.make, range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # as a list: it may be long


class Coded(Mapping[str, V], Generic[V]):
    """What one column's codes mean.

    Args:
        values: the shelf.
        column: whose codes.
        pick: from the records that have a code, at least one, ascending, to what the code means.
    """

    __slots__ = ("_column", "_pick", "_values")

    def __init__(self, values: Values[Any], column: int, pick: Callable[[tuple[int, ...]], V]) -> None:
        self._values = values
        self._column = column
        self._pick = pick

    def __getitem__(self, code: str) -> V:
        found = self._values.find(self._column, code)
        if not found:
            raise KeyError(code)
        return self._pick(found)

    def get(self, code: str, default: Any = None) -> Any:
        """As `__getitem__`; the default, without an exception on the way, if no record has the code."""
        found = self._values.find(self._column, code)
        return self._pick(found) if found else default

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and bool(self._values.find(self._column, code))

    def __iter__(self) -> Iterator[str]:
        return self._values.codes(self._column)

    def __len__(self) -> int:
        return sum(1 for _ in self)
