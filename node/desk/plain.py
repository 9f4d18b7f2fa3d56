"""Values of the library as JSON for people's screens and other languages."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from federation.items import Limit
from federation.items.tables import Coded


def plain(value: Any) -> Any:
    """Classes as objects, coded values as code and label, limits as words, whatever else as its text."""
    match value:
        case None | bool() | int():
            return value
        case Limit():
            return str(value)
        case Coded():
            return {"code": value.value, "label": value.label}
        case tuple() | list():
            return [plain(one) for one in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
        case _:
            return str(value)
