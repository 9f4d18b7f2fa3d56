"""A prefill table 预填表: what one locality lets the form of one item be filled from, and by which rules.

A TOML document of the handling place that its lawyers can read, loaded whole or refused. Only rules that
rewrite what a source says are allowed: no constant and no default (they rest on no fact; an undertaking that a
machine ticks is nobody's), no expression and no conversion of units (they make a value no source has said).
A fact that no rule uses may not be listed: nobody asks for more than the purpose needs (个人信息保护法 6条).
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from federation.errors import InvalidInput, Reason
from federation.ids import Digest, Locality
from federation.items import FieldSpec
from federation.items.form import Choice, DateFormat
from federation.items.tables import FieldType
from federation.limits import FIELD_COUNT, KIB
from federation.mapping.crosswalk import FieldRule, Part, RuleKind
from federation.mapping.prefill.facts import Source
from federation.toml_text import said_of

TABLE_BYTES = 256 * KIB
ALLOWED: Mapping[str, RuleKind] = {
    kind.value.lower(): kind
    for kind in (RuleKind.COPY, RuleKind.CODE_TABLE, RuleKind.JOIN, RuleKind.SPLIT, RuleKind.DATE)
}
ITEM = r"^(\d{12}|[0-9A-Z]{18}\d{13}(\d{2})?)$"
_PART = re.compile(r"([1-9][0-9]?)(\+?)", re.ASCII)

_Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,50}$")]
_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Earlier(_Table):
    item: Annotated[str, StringConstraints(pattern=ITEM)]
    field: _Code


class _Need(_Table):
    label: _Line
    type: Literal["text", "number", "date", "choice"] = "text"
    choices: Annotated[list[_Code], Field(max_length=FIELD_COUNT)] = []
    date_format: DateFormat = DateFormat.DASHED
    unit: Annotated[str, StringConstraints(max_length=20)] = ""
    sources: Annotated[list[Source], Field(min_length=1, max_length=len(Source))]
    good_days: Annotated[int, Field(ge=0, le=36_500, strict=True)] | None = None
    earlier: Annotated[list[_Earlier], Field(max_length=20)] = []


class _Row(_Table):
    code: _Code
    label: _Line
    rule: str
    facts: Annotated[list[_Code], Field(min_length=1, max_length=20)]
    table: str = ""
    separator: Annotated[str, StringConstraints(max_length=10)] = ""
    part: str = ""
    chars: Annotated[list[Annotated[int, Field(ge=1, le=2_000, strict=True)]], Field(max_length=2)] = []
    note: _Text = ""


class _Document(_Table):
    name: Annotated[str, StringConstraints(pattern=r"^[0-9a-z][0-9a-z-]{0,29}$")]
    version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.-]{1,28}$")]
    locality: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{5}$")]
    item: Annotated[str, StringConstraints(pattern=ITEM)]
    facts: Annotated[dict[_Code, _Need], Field(min_length=1, max_length=FIELD_COUNT)]
    tables: Annotated[dict[_Code, dict[str, str]], Field(max_length=FIELD_COUNT)] = {}
    field: Annotated[list[_Row], Field(min_length=1, max_length=FIELD_COUNT)]


@dataclass(frozen=True, slots=True)
class EarlierField:
    """Where a fact stands in an earlier case of this locality.

    Attributes:
        item: code of that case's item, of 12, 31 or 33 characters.
        field: of its form.
    """

    item: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactNeed:
    """A fact that a table takes.

    Attributes:
        spec: its code, what people call it, and how its value has to be written.
        sources: who may say it, the most believed first.
        good_days: how many days after the source said it it may still be used; None if it does not age.
        earlier: the fields of earlier cases that say it.
    """

    spec: FieldSpec
    sources: tuple[Source, ...]
    good_days: int | None
    earlier: tuple[EarlierField, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """How one field of the form is filled.

    Attributes:
        label: the field's name on the form, which must be there under this code: codes alone are easily mixed up.
        rule: target, kind and facts, as in a crosswalk.
    """

    label: str
    rule: FieldRule


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefillTable:
    """A table that is sound in itself; whether it fits a form is judged against an item (`prefill`).

    Attributes:
        name: as its locality calls it.
        version: of the document.
        locality: whose document it is; it speaks for no other.
        item: code of the item, of 12, 31 or 33 characters.
        facts: by code.
        tables: its code tables, by name.
        rows: at most one for a field.
        digest: of the document's bytes.
    """

    name: str
    version: str
    locality: Locality
    item: str
    facts: Mapping[str, FactNeed]
    tables: Mapping[str, Mapping[str, str]]
    rows: tuple[FieldRow, ...]
    digest: Digest


def load_table(data: bytes) -> PrefillTable:
    """Read a prefill table.

    Args:
        data: TOML in UTF-8 (format: docs/prefill.md).

    Raises:
        InvalidInput: TOO_LARGE; PREFILL_INVALID naming the key: one that is missing, unknown or of a wrong
            form, a field filled twice, a rule that is not allowed, a fact or code table that is not there,
            or not used.
    """
    if len(data) > TABLE_BYTES:
        raise InvalidInput(Reason.TOO_LARGE, field="table", limit=TABLE_BYTES)
    said = _parsed(data)
    rows = tuple(_row(place, one) for place, one in enumerate(said.field))
    _check_names(said, rows)
    return PrefillTable(
        name=said.name,
        version=said.version,
        locality=Locality(said.locality),
        item=said.item,
        facts={code: _need(code, one) for code, one in said.facts.items()},
        tables=said.tables,
        rows=rows,
        digest=Digest.of(sha256(data).digest()),
    )


def codes_of(code: str) -> frozenset[str]:
    """The codes of 12, 31 and 33 characters by which a table may name an item."""
    return frozenset({code, code[:31], code[:31][-12:]})


def invalid(where: str, why: str) -> InvalidInput:
    """A refusal of a table: which key, and why."""
    return InvalidInput(Reason.PREFILL_INVALID, where=where, why=why)


def _parsed(data: bytes) -> _Document:
    try:
        return _Document.model_validate(tomllib.loads(data.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise invalid("", "不是 UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise invalid("", f"TOML: {error}") from None
    except RecursionError:
        raise invalid("", "嵌套过深") from None
    except ValidationError as error:
        first: Any = error.errors(include_input=False, include_url=False)[0]
        raise invalid(".".join(map(str, first["loc"])), said_of(first)) from None


def _need(code: str, said: _Need) -> FactNeed:
    if (said.type == "choice") is not bool(said.choices):
        raise invalid(f"facts.{code}", "选项要写 choices，其他不写")
    if len(set(said.sources)) < len(said.sources):
        raise invalid(f"facts.{code}.sources", "来源重复")
    if said.earlier and Source.EARLIER_CASE not in said.sources:
        raise invalid(f"facts.{code}.earlier", f"来源里没有 {Source.EARLIER_CASE}")
    spec = FieldSpec(
        code=code,
        label=said.label,
        type=FieldType.by_code(said.type),
        choices=tuple(Choice(code=one, label=one) for one in said.choices),
        date_format=said.date_format,
        unit=said.unit,
    )
    earlier = tuple(EarlierField(one.item, one.field) for one in said.earlier)
    return FactNeed(spec=spec, sources=tuple(said.sources), good_days=said.good_days, earlier=earlier)


def _row(place: int, said: _Row) -> FieldRow:
    kind = ALLOWED.get(said.rule)
    if kind is None:
        raise invalid(f"field.{place}.rule", f"预填只用：{'、'.join(ALLOWED)}")
    part = _PART.fullmatch(said.part)
    if said.part and part is None:
        raise invalid(f"field.{place}.part", "写第几段，如 2；从这段起的全部写 2+")
    chars = tuple(said.chars)
    if chars and not (len(chars) == 2 and chars[0] <= chars[1]):  # noqa: PLR2004  # from, to
        raise invalid(f"field.{place}.chars", "写从第几字到第几字，如 [7, 14]")
    rule = FieldRule(
        target=said.code,
        kind=kind,
        sources=tuple(said.facts),
        table=said.table,
        separator=said.separator,
        part=Part(int(part[1]), rest=bool(part[2])) if part else None,
        chars=(chars[0], chars[1]) if chars else None,
        note=said.note,
    )
    return FieldRow(label=said.label, rule=rule)


def _check_names(said: _Document, rows: tuple[FieldRow, ...]) -> None:
    """A field is filled once; facts and code tables are there, and used."""
    twice = [code for code, count in Counter(row.rule.target for row in rows).items() if count > 1]
    if twice:
        raise invalid("field.code", f"{'、'.join(twice)} 重复")
    used = {
        "facts": {code for row in rows for code in row.rule.sources},
        "tables": {row.rule.table for row in rows if row.rule.table},
    }
    for key, listed in (("facts", said.facts.keys()), ("tables", said.tables.keys())):
        for code in sorted(used[key] - listed):
            raise invalid(f"field.{key}", f"没有列出 {code}")
        for code in sorted(listed - used[key]):
            raise invalid(f"{key}.{code}", "没有规则用到，请删除")
