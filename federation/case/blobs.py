"""The files an event names, wherever in it they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from federation.case.events import Event
from federation.case.parts import Blob


def blobs_of(event: Event) -> tuple[Blob, ...]:
    """The files an event names, in order, those of its materials and documents included."""
    return tuple(_blobs(event))


def _blobs(value: object) -> Iterator[Blob]:
    if isinstance(value, Blob):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _blobs(one)
    else:
        kind: Any = type(value)
        for name in _holders(kind):
            yield from _blobs(getattr(value, name))


@cache
def _holders(kind: type) -> tuple[str, ...]:
    """Names of the fields of a class through which a file can be reached."""
    if not is_dataclass(kind):
        return ()
    return tuple(name for name, hint in get_type_hints(kind).items() if _reaches_blob(hint))


def _reaches_blob(hint: Any) -> bool:
    return hint is Blob or any(map(_reaches_blob, get_args(hint))) or bool(_holders(hint))
