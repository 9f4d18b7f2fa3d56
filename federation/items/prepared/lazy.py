"""A value of which some attributes are known, and the rest is read when first asked for.

It is the value: an instance of its class, equal to the one that was written, with the same hash.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, ClassVar, Self

_put = object.__setattr__


class Lazy:
    """Goes before a frozen, slotted dataclass in the bases of a class whose only slot is ``_whole``.

    An attribute that is not set yet makes Python ask `__getattr__`; once everything is set, reading
    one costs what it costs in the dataclass itself.
    """

    __slots__ = ()
    _whole: Callable[[], Any]
    _kind: ClassVar[type]
    _names: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls) -> None:
        _, cls._kind = cls.__bases__
        cls._names = tuple(one.name for one in fields(cls._kind))

    @classmethod
    def of(cls, whole: Callable[[], Any], **known: Any) -> Self:
        """A value that knows some attributes.

        Args:
            whole: reads the value in full. What it raises, the reader of an attribute gets.
            known: attributes by name.
        """
        value = object.__new__(cls)
        for name, one in known.items():
            _put(value, name, one)
        _put(value, "_whole", whole)
        return value

    def __getattr__(self, name: str) -> Any:
        if name not in self._names:
            raise AttributeError(name, name=name, obj=self)
        whole = self._whole()
        for one in self._names:
            _put(self, one, getattr(whole, one))
        return getattr(whole, name)

    def _all(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in self._names])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, self._kind):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self._names)

    def __hash__(self) -> int:
        return hash(self._all())
