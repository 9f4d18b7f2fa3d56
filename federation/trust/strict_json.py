"""JSON as two parties must read it alike: UTF-8, no name twice, no NaN, exact types, one spelling.

The field types below turn JSON text into parsed values for pydantic models that are strict and
forbid unknown fields (`StrictModel`). Bytes are base64 (RFC 4648 §4) in its one canonical spelling;
times are RFC 3339 in UTC with ``Z`` and whole seconds.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainValidator

from federation.ids import CaseId, KeyId, Locality, LogId, Place, Uscc

_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)


class StrictModel(BaseModel):
    """A JSON object with exactly these fields, of exactly these types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def load(text: bytes) -> Any:
    """Parse JSON.

    Raises:
        ValueError: not UTF-8, not JSON, nested too deep, a name twice in one object, or NaN.
    """
    try:
        return json.loads(text.decode(), object_pairs_hook=_object, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def dump(value: Any) -> bytes:
    """Write JSON in one spelling: names sorted, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def put_bytes(value: bytes) -> str:
    """Bytes as base64 (RFC 4648 §4)."""
    return base64.b64encode(value).decode()


def put_time(value: datetime) -> str:
    """A time as RFC 3339 in UTC, whole seconds."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name twice in one object")
    return made


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _get_bytes(value: Any) -> bytes:
    if not isinstance(value, str):
        raise ValueError("bytes are base64 text")  # noqa: TRY004  # pydantic collects ValueError
    raw = base64.b64decode(value, validate=True)
    if put_bytes(raw) != value:
        raise ValueError("not canonical base64")
    return raw


def _get_time(value: Any) -> datetime:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise ValueError("a time is written 2026-01-31T08:00:00Z")
    return datetime.fromisoformat(value)


def _get_name(value: Any) -> Any:
    if isinstance(value, str) and not value.isprintable():
        raise ValueError("a name has no control characters")
    return value


def _id(kind: Callable[[str], Any]) -> PlainValidator:
    return PlainValidator(kind)


Base64 = Annotated[bytes, PlainValidator(_get_bytes)]
Time = Annotated[datetime, PlainValidator(_get_time)]
Name = Annotated[str, BeforeValidator(_get_name)]
LocalityText = Annotated[Locality, _id(Locality)]
PlaceText = Annotated[Place, _id(Place)]
UsccText = Annotated[Uscc, _id(Uscc)]
KeyIdText = Annotated[KeyId, _id(KeyId)]
LogIdText = Annotated[LogId, _id(LogId)]
CaseIdText = Annotated[CaseId, _id(CaseId)]
