"""Facts 事实 about one applicant, as a window's own system hands them over: JSON, loaded whole or refused.

They are personal data. An error names the entry and never what stands in it; a reference is a digest or a case
id, so that no number of a person or of a licence can hide in it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from federation.errors import InvalidInput, Reason
from federation.hidden import hidden
from federation.ids import CaseId, Digest
from federation.items.form import DateFormat, read_date
from federation.items.tables import Coded
from federation.limits import FIELD_COUNT, KIB, TEXT_CHARS

FACTS_BYTES = 256 * KIB


class Source(Coded):
    """来源: where a fact comes from. There are no others; what a person says is not a fact but an answer."""

    CARD_READER = "card_reader", "身份证读卡"
    LICENCE = "licence", "已核验电子证照"
    EARLIER_CASE = "earlier_case", "既往办件"
    DATA_SHARING = "data_sharing", "数据共享"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing a source says of the applicant.

    Attributes:
        code: what is said, by the prefill table's name for it.
        value: as the source writes it.
        source: who says it.
        reference: the case id of an earlier case; for every other source the digest of the record it gave
            (the reading, the licence id, the answer), which stays with whoever asked.
        on: the day on which the source said so.
    """

    code: str
    value: str
    source: Source
    reference: Digest | CaseId
    on: date


class _Fact(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,50}$")]
    value: Annotated[str, StringConstraints(min_length=1, max_length=TEXT_CHARS)]
    source: Source
    reference: str
    on: str


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    facts: Annotated[list[_Fact], Field(max_length=FIELD_COUNT)]


_NAMES = frozenset(_Document.model_fields) | frozenset(_Fact.model_fields)


def load_facts(data: bytes) -> tuple[Fact, ...]:
    """Read the facts of one applicant.

    Args:
        data: JSON in UTF-8: ``{"facts": [{"code", "value", "source", "reference", "on"}, …]}``.

    Returns:
        The facts, in their order.

    Raises:
        InvalidInput: TOO_LARGE before anything is read; VALUE_MISSING, VALUE_INVALID naming the entry: a key
            that is missing, unknown or there twice, a source there is none of, a reference that is neither
            digest nor case id as its source asks, no day, blanks around a value or characters nobody sees,
            one code twice from one source.
    """
    if len(data) > FACTS_BYTES:
        raise InvalidInput(Reason.TOO_LARGE, field="facts", limit=FACTS_BYTES)
    said = _parsed(_json(data))
    facts = tuple(_fact(place, one) for place, one in enumerate(said.facts))
    seen: set[tuple[str, Source]] = set()
    for place, fact in enumerate(facts):
        if (fact.code, fact.source) in seen:
            raise _invalid(place, "code", "given twice by one source")
        seen.add((fact.code, fact.source))
    return facts


def _json(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once)
    except UnicodeDecodeError:
        raise InvalidInput(Reason.VALUE_INVALID, entry="facts", why="not UTF-8") from None
    except RecursionError:
        raise InvalidInput(Reason.VALUE_INVALID, entry="facts", why="nested too deep") from None
    except InvalidInput:
        raise
    except ValueError:
        raise InvalidInput(Reason.VALUE_INVALID, entry="facts", why="not JSON") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are there once: JSON itself would keep the last and say nothing."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise InvalidInput(Reason.VALUE_INVALID, entry="facts", why="a key given twice")
    return found


def _parsed(document: Any) -> _Document:
    try:
        return _Document.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        reason = Reason.VALUE_MISSING if first["type"] == "missing" else Reason.VALUE_INVALID
        known = {"known": " ".join(Source)} if first["loc"][-1:] == ("source",) else {}
        raise InvalidInput(reason, entry=_place(first["loc"]), why=str(first["type"]), **known) from None


def _place(where: Sequence[str | int]) -> str:
    """Where an entry stands; a name that is not one of ours was typed by somebody and is not repeated."""
    return (
        ".".join(str(part) if isinstance(part, int) or part in _NAMES else "…" for part in where) or "facts"
    )


def _fact(place: int, said: _Fact) -> Fact:
    if said.value != said.value.strip():
        raise _invalid(place, "value", "blanks around it")
    if hidden(said.value):
        raise _invalid(place, "value", "a character nobody sees")
    on = read_date(said.on, DateFormat.DASHED)
    if on is None:
        raise _invalid(place, "on", "not a day, YYYY-MM-DD")
    kind = CaseId if said.source is Source.EARLIER_CASE else Digest
    try:
        reference = kind(said.reference)
    except InvalidInput:
        raise _invalid(place, "reference", f"not a {kind.__name__}") from None
    return Fact(code=said.code, value=said.value, source=said.source, reference=reference, on=on)


def _invalid(place: int, key: str, why: str) -> InvalidInput:
    return InvalidInput(Reason.VALUE_INVALID, entry=f"facts.{place}.{key}", why=why)
