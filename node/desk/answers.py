"""What an applicant brought for a bundle 一件事, read from JSON. What stands in it is never repeated in an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError

from federation.case.bundle_plan import Answers, Brought, Given
from federation.case.choices import AgentBasis, Delivery, Disposition
from federation.errors import InvalidInput, Reason
from node.forms import fault_of

ANSWERS_BYTES = 1 << 20
_Number = Annotated[int, Field(ge=0, le=99)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Material(_Table):
    code: str
    files: list[str] = []
    disposition: Disposition = Disposition.COPY
    originals: _Number = 0
    copies: _Number = 0


class _Given(_Table):
    fields: dict[str, str] = {}
    materials: list[_Material] = []


class _Answers(_Given):
    applicant: dict[str, str]
    agent: dict[str, str] | None = None
    agent_basis: AgentBasis | None = None
    delivery: Delivery
    identity_checked: StrictBool
    form_checked: StrictBool
    notice_version: str
    local_no: str = ""
    members: dict[str, _Given] = {}
    without: list[str] = []


_COMMON = frozenset(
    [
        "applicant",
        "agent",
        "agent_basis",
        "delivery",
        "identity_checked",
        "form_checked",
        "notice_version",
        "local_no",
    ]
)
_NAMES = frozenset(name for kind in (_Answers, _Given, _Material) for name in kind.model_fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Answers, and what is common to all parts of the application as it was given."""

    answers: Answers
    common: dict[str, Any]


def read_answers(text: str) -> Brief:
    """Read the answers.

    Raises:
        InvalidInput: TOO_LARGE; VALUE_INVALID, VALUE_MISSING naming the entry.
    """
    if len(text.encode()) > ANSWERS_BYTES:
        raise InvalidInput(Reason.TOO_LARGE, limit=ANSWERS_BYTES)
    try:
        said = _Answers.model_validate_json(text)
    except ValidationError as error:
        raise fault_of(error, names=_NAMES, file="answers") from None
    answers = Answers(
        shared=_given(said),
        members={key: _given(one) for key, one in said.members.items()},
        without=frozenset(said.without),
    )
    common = said.model_dump(mode="json", include=set(_COMMON), exclude_unset=True)
    return Brief(answers=answers, common=common)


def _given(said: _Given) -> Given:
    materials = tuple(
        Brought(
            code=one.code,
            files=tuple(one.files),
            disposition=one.disposition,
            originals=one.originals,
            copies=one.copies,
        )
        for one in said.materials
    )
    return Given(fields=said.fields, materials=materials)
