"""What is wrong with a form that somebody wrote as JSON: the first fault, where it is, and what would be right.

What was typed is never repeated: neither values nor names that are not ours.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from federation.errors import InvalidInput, Reason

_RIGHT: Mapping[str, str] = {
    "model_type": "{…}",
    "dict_type": '{"CODE": "…"}',
    "list_type": "[…]",
    "string_type": '"…"',
    "bool_type": "true | false",
}
_CHOICES = frozenset({"enum", "literal_error"})
_NOT_JSON = "json_invalid"


def fault_of(error: ValidationError, *, names: Container[str], file: str) -> InvalidInput:
    """The first fault as a reason: VALUE_MISSING for an entry that is not there, else VALUE_INVALID.

    Args:
        error: what pydantic found.
        names: of entries, ours.
        file: what the form is called where the fault is the whole of it.
    """
    first = error.errors(include_input=False, include_url=False)[0]
    kind = first["type"]
    reason = Reason.VALUE_MISSING if kind == "missing" else Reason.VALUE_INVALID
    spot = {"entry": _place(first["loc"], names)} if first["loc"] else {"file": file}
    return InvalidInput(reason, **spot, why="not JSON" if kind == _NOT_JSON else kind, **_right(first))


def _right(fault: Mapping[str, Any]) -> dict[str, str]:
    """What would be right there: our own words only."""
    if fault["type"] in _CHOICES:
        return {"known": str(fault["ctx"]["expected"])}
    return {"form": _RIGHT[fault["type"]]} if fault["type"] in _RIGHT else {}


def _place(where: Sequence[str | int], names: Container[str]) -> str:
    """Where an entry stands; a name that is not one of ours was typed by somebody and is not repeated."""
    return ".".join(str(part) if isinstance(part, int) or part in names else "…" for part in where)
