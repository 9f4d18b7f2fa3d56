"""Values of every class that travels, made from the type hints: one full sample each, and strategies for all."""

from __future__ import annotations

import types
import typing
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from hypothesis import strategies as st

from federation.ids import (
    CaseId,
    Digest,
    LicenceId,
    Locality,
    MessageId,
    ParcelNo,
    Place,
    Uscc,
)

AT = datetime(2026, 1, 5, 1, 2, 3, 456_000, tzinfo=UTC)
IDS: dict[type, tuple[Any, ...]] = {
    CaseId: (CaseId("KT440500610100202601050000078"),),
    Locality: (Locality("610100"), Locality("440500")),
    Place: (Place("610103"), Place("610103001"), Place("610103001001")),
    Uscc: (Uscc("11610100TEXT00025R"), Uscc("11440500TEXT00017J")),
    MessageId: tuple(MessageId.make(unix_ms=1_767_574_800_000 + n, random=n) for n in range(3)),
    Digest: tuple(Digest.of(bytes([n]) * 32) for n in range(3)),
    ParcelNo: (ParcelNo("9800000000001"), ParcelNo("EA900000019CN")),
    LicenceId: (
        LicenceId("1.2.156.3005.2.11100000000013127D001.11440500TEXT00017J.20260000000000000001.001.U"),
    ),
}


def sample(hint: Any, name: str = "") -> Any:
    """One value with nothing left out: optional values given, lists of one, no default kept."""
    match _kind(hint):
        case "optional", inner:
            return sample(inner, name)
        case "many", inner:
            return (sample(inner, name),)
        case "class", _:
            hints = typing.get_type_hints(hint)
            return hint(**{one.name: sample(hints[one.name], one.name) for one in fields(hint)})
        case "enum", _:
            return list(hint)[-1]
        case "id", _:
            return IDS[hint][0]
    return {str: f"{name}：汉字 ABC", int: 7, bool: True, datetime: AT}[hint]


def values(hint: Any) -> st.SearchStrategy[Any]:
    """All values of a class as it may stand in an act."""
    match _kind(hint):
        case "optional", inner:
            return st.none() | values(inner)
        case "many", inner:
            return st.lists(values(inner), max_size=2).map(tuple)
        case "class", _:
            hints = typing.get_type_hints(hint)
            return st.builds(hint, **{one.name: values(hints[one.name]) for one in fields(hint)})
        case "enum", _:
            return st.sampled_from(list(hint))
        case "id", _:
            return st.sampled_from(IDS[hint])
    return _PLAIN[hint]


_PLAIN: dict[type, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    int: st.integers(0, 2**31 - 1),
    bool: st.booleans(),
    datetime: st.integers(0, 10**12).map(lambda ms: AT + timedelta(milliseconds=ms % (10**11))),
}


def _kind(hint: Any) -> tuple[str, Any]:
    parts = typing.get_args(hint)
    if isinstance(hint, types.UnionType) and type(None) in parts:
        return "optional", next(one for one in parts if one is not type(None))
    if typing.get_origin(hint) is tuple:
        return "many", parts[0]
    if is_dataclass(hint):
        return "class", hint
    if hint in IDS:
        return "id", hint
    return ("enum" if issubclass(hint, StrEnum) else "plain"), hint
