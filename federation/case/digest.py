"""One case, one text, one digest: how two cities find that they hold the same case.

The text is JSON as RFC 8785 writes it: keys sorted, no blanks, UTF-8, integers only. It holds what the
logs hold and what follows from them, nothing local. It is personal data; its digest is not.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from federation.case.case import Case
from federation.case.timeline import Outcome
from federation.ids import Digest

VERSION = 2
"""Changes when the same logs would give another text."""

_ADDED = frozenset({"lead", "basis", "unit"})
"""Fields that came later: where they say nothing the text is what it was."""

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


def canonical(case: Case) -> bytes:
    """Write a case as canonical JSON (RFC 8785), UTF-8.

    Times are RFC 3339 in UTC with milliseconds. Notes are left out: they are told, not held. So are refused
    acts: they have no effect at either end, and one that does not parse has a kind at its author's only.
    """
    document: dict[str, Json] = {
        "version": VERSION,
        "case": str(case.case_id),
        "handling": case.handling.value,
        "withdrawal": case.withdrawal.value,
        "incomplete": case.incomplete,
        "submitted": _plain(case.submitted),
        "materials": _plain(case.materials),
        "fields": _plain(case.fields),
        "documents": _plain(tuple(case.documents.values())),
        "parcels": _plain(tuple(case.parcels.values())),
        "custody": _plain(case.custody),
        "organ": case.organ,
        "suspension": case.suspension,
        "superseded": {str(old): str(new) for old, new in case.superseded.items()},
        "deferred": _plain(tuple(case.deferred.values())),
        "charges": _plain(tuple(case.charges.values())),
        "questions": _plain(tuple(case.questions.values())),
        "ratings": _plain(tuple(case.ratings.values())),
        "states": {f"{facet}:{key}": state for (facet, key), state in case.states_of.items()},
        "open_notice": case.open_notice,
        "open_withdrawal": case.open_withdrawal,
        "rows": _plain(tuple(row for row in case.rows if row.outcome is not Outcome.REFUSED)),
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(document: bytes) -> Digest:
    """Hash a canonical text with SHA-256."""
    return Digest.of(hashlib.sha256(document).digest())


def digest(case: Case) -> Digest:
    """Hash the canonical text of a case."""
    return digest_of(canonical(case))


def _plain(value: object) -> Json:
    match value:
        case str():  # ids and StrEnums are their text
            return str(value)
        case None | bool() | int():
            return value
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case tuple():
            return [_plain(one) for one in value]
        case _ if is_dataclass(value):
            kind: Any = type(value)
            held = ((name, getattr(value, name)) for name in _names(kind))
            return {name: _plain(one) for name, one in held if one is not None or name not in _ADDED}
    raise TypeError(type(value).__name__)


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
