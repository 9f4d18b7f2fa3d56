"""The rule of one organ for one item: a TOML document that its lawyers can read, loaded whole or refused.

The condition is CEL as in a crosswalk's 表达式 column, over the values of the form that the rule lists and
over facts of the case that anybody can check in its entries (`FACTS`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from federation.case.choices import Delivery, Result
from federation.errors import InvalidInput, Reason
from federation.ids import Digest, Place, Uscc
from federation.items import FieldSpec
from federation.items.form import Choice
from federation.items.tables import FieldType
from federation.mapping.expression import Expression, compile_condition
from federation.toml_text import read_toml, said_of

FILE_BYTES = 64 * 1024
SHADOW_CASES = 20
"""Cases that both rule and people granted before it may decide, unless its document asks for more."""

_Id = TypeVar("_Id", Uscc, Place)
_Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,50}$")]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Input(_Table):
    type: Literal["text", "number", "date", "choice"]
    choices: list[_Code] = []
    unit: Annotated[str, StringConstraints(max_length=20)] = ""


class _Document(_Table):
    name: Annotated[str, StringConstraints(pattern=r"^[0-9a-z][0-9a-z-]{0,29}$")]
    version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.-]{1,28}$")]
    organ: str
    place: str
    item: Annotated[str, StringConstraints(pattern=r"^(\d{12}|[0-9A-Z]{18}\d{13}(\d{2})?)$")]
    result: Literal["grant", "done"]
    promised_days: Annotated[int, Field(ge=0, le=365)] = 0
    shadow_cases: Annotated[int, Field(ge=SHADOW_CASES, le=100_000)] = SHADOW_CASES
    needs: Annotated[list[_Code], Field(max_length=100)] = []
    facts: Annotated[list[str], Field(max_length=20)] = []
    inputs: Annotated[dict[_Code, _Input], Field(max_length=100)] = {}
    condition: _Text


def _fact(label: str, *choices: str) -> tuple[str, tuple[Choice, ...]]:
    return label, tuple(Choice(code=code, label=code) for code in choices or ("yes", "no"))


FACTS: Mapping[str, tuple[str, tuple[Choice, ...]]] = {
    "applicant_kind": _fact("申请人是个人还是单位", "person", "organisation"),
    "by_agent": _fact("由代理人办理"),
    "delivery": _fact("送达方式", *Delivery),
    "materials_present": _fact("needs 所列材料都有电子件"),
    "originals_verified": _fact("needs 所列材料都已核验原件"),
    "licences_good": _fact("本件至少核验了一份电子证照，且全部有效"),
}
"""What a condition may ask of a case beside its form: name → what it says in Chinese, and its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstantRule:
    """A sound rule.

    Attributes:
        name, version: as its organ names it.
        organ, place: who decides, and where; the rule speaks for no other.
        item: the code of the item, of 12, 31 or 33 characters.
        result: GRANT, or DONE where nothing is granted or denied. Never a refusal.
        promised_days: working days written into 受理.
        shadow_cases: how many cases both it and people must have granted before it may decide.
        needs: codes of the materials that must be there.
        facts: names of `FACTS` that the condition reads.
        fields: the values of the form that it reads.
        condition: holds or not, or says which input is to blame. It never raises.
        digest: of the document's bytes.
    """

    name: str
    version: str
    organ: Uscc
    place: Place
    item: str
    result: Result
    promised_days: int
    shadow_cases: int
    needs: tuple[str, ...]
    facts: tuple[str, ...]
    fields: tuple[FieldSpec, ...]
    condition: Expression
    digest: Digest


def load_rule(data: bytes) -> InstantRule:
    """Read a rule.

    Raises:
        InvalidInput: TOO_LARGE; INSTANT_INVALID naming the key: one that is missing, unknown or of a wrong
            form, a fact there is none of, a condition that does not compile or reads what is not listed.
    """
    if len(data) > FILE_BYTES:
        raise InvalidInput(Reason.TOO_LARGE, field="instant", limit=FILE_BYTES)
    said = _parsed(data)
    strange = sorted(set(said.facts) - FACTS.keys())
    if strange:
        raise _invalid("facts", f"没有这项事实；可用：{'、'.join(FACTS)}")
    fields = tuple(_spec(code, one) for code, one in said.inputs.items())
    facts = tuple(dict.fromkeys(said.facts))
    return InstantRule(
        name=said.name,
        version=said.version,
        organ=_id(Uscc, said.organ, "organ"),
        place=_id(Place, said.place, "place"),
        item=said.item,
        result=Result(said.result),
        promised_days=said.promised_days,
        shadow_cases=said.shadow_cases,
        needs=tuple(dict.fromkeys(said.needs)),
        facts=facts,
        fields=fields,
        condition=_condition(said.condition, (*fields, *map(_fact_spec, facts))),
        digest=Digest.of(sha256(data).digest()),
    )


def _parsed(data: bytes) -> _Document:
    try:
        return _Document.model_validate(read_toml(data))
    except ValidationError as error:
        first: Any = error.errors(include_input=False, include_url=False)[0]
        raise _invalid(".".join(map(str, first["loc"])), said_of(first)) from None
    except ValueError as error:
        raise _invalid("", f"TOML: {error}") from None


def _id(kind: type[_Id], text: str, where: str) -> _Id:
    try:
        return kind(text)
    except InvalidInput as error:
        raise _invalid(where, error.reason) from None


def _spec(code: str, said: _Input) -> FieldSpec:
    choices = tuple(Choice(code=one, label=one) for one in said.choices)
    if (said.type == "choice") is not bool(choices):
        raise _invalid(f"inputs.{code}", "选项字段要写 choices，其他字段不写")
    if code in FACTS:
        raise _invalid(f"inputs.{code}", "与事实同名")
    return FieldSpec(
        code=code, label=code, type=FieldType.by_code(said.type), choices=choices, unit=said.unit
    )


def _fact_spec(name: str) -> FieldSpec:
    label, choices = FACTS[name]
    return FieldSpec(code=name, label=label, type=FieldType.CHOICE, choices=choices)


def _condition(text: str, inputs: tuple[FieldSpec, ...]) -> Expression:
    compiled = compile_condition(text, inputs)
    if isinstance(compiled, str):
        raise _invalid("condition", compiled)
    return compiled


def _invalid(where: str, why: str) -> InvalidInput:
    return InvalidInput(Reason.INSTANT_INVALID, where=where, why=why)
