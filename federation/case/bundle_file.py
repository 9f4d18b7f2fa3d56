"""Bundles 一件事 as files: TOML that a hall can read and change, loaded whole or refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from federation.case.bundle import Bundle, Member, Share, Shared
from federation.case.choices import JointRule
from federation.errors import InvalidInput, Reason
from federation.ids import Locality
from federation.limits import MIB
from federation.toml_text import read_toml

FILE_BYTES = MIB
MOST_MEMBERS = 40
MOST_SHARED = 200

_Key = Annotated[str, StringConstraints(pattern=r"^[0-9a-z][0-9a-z-]{0,29}$")]
_Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,50}$")]
_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
_Number = Annotated[int, Field(ge=0, le=9, strict=True)]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Member(_Table):
    key: _Key
    place: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{5}$")]
    item: Annotated[str, StringConstraints(pattern=r"^(\d{12}|[0-9A-Z]{18}\d{13}(\d{2})?)$")]
    guidance: _Text = ""


class _Answers(_Table):
    member: _Key
    code: _Code


class _Serves(_Answers):
    originals: _Number = 0
    copies: _Number = 0


class _Material(_Table):
    code: _Code
    name: _Line
    note: _Text = ""
    serves: Annotated[list[_Serves], Field(min_length=1, max_length=MOST_MEMBERS)]


class _Field(_Table):
    code: _Code
    name: _Line
    note: _Text = ""
    serves: Annotated[list[_Answers], Field(min_length=1, max_length=MOST_MEMBERS)]


class _Document(_Table):
    name: _Key
    version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.-]{1,28}$")]
    title: _Line
    accepting: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{5}$")]
    rule: Literal["all", "each"]
    guidance: _Text = ""
    member: Annotated[list[_Member], Field(min_length=2, max_length=MOST_MEMBERS)]
    material: Annotated[list[_Material], Field(max_length=MOST_SHARED)] = []
    field: Annotated[list[_Field], Field(max_length=MOST_SHARED)] = []


def load_bundle(data: bytes) -> Bundle:
    """Read a bundle.

    Raises:
        InvalidInput: TOO_LARGE; BUNDLE_INVALID naming the key: one that is missing, unknown or of a wrong
            form, a name given twice, a member that is not listed.
    """
    if len(data) > FILE_BYTES:
        raise InvalidInput(Reason.TOO_LARGE, limit=FILE_BYTES)
    try:
        said = _Document.model_validate(read_toml(data))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise _invalid(".".join(map(str, first["loc"])), why=first["type"]) from None
    except ValueError as error:
        raise _invalid("TOML") from error
    bundle = Bundle(
        name=said.name,
        version=said.version,
        title=said.title,
        accepting=Locality(said.accepting),
        rule=JointRule(said.rule),
        members=tuple(
            Member(key=one.key, place=Locality(one.place), item=one.item, guidance=one.guidance)
            for one in said.member
        ),
        materials=tuple(_shared(said.material)),
        fields=tuple(_shared(said.field)),
        guidance=said.guidance,
    )
    _check_names(bundle)
    return bundle


def _invalid(key: str, **detail: Any) -> InvalidInput:
    return InvalidInput(Reason.BUNDLE_INVALID, key=key, **detail)


def _shared(listed: Iterable[_Material | _Field]) -> Iterator[Shared]:
    for one in listed:
        serves = tuple(_share(share) for share in one.serves)
        yield Shared(code=one.code, name=one.name, note=one.note, serves=serves)


def _share(said: _Answers) -> Share:
    if not isinstance(said, _Serves):
        return Share(member=said.member, code=said.code)
    return Share(member=said.member, code=said.code, originals=said.originals, copies=said.copies)


def _check_names(bundle: Bundle) -> None:
    """Names are there once; a line of a member's list is served once."""
    keys = [one.key for one in bundle.members]
    _once(keys, "member.key")
    for kind, listed in (("material", bundle.materials), ("field", bundle.fields)):
        _once([one.code for one in listed], f"{kind}.code")
        shares = [share for one in listed for share in one.serves]
        if any(share.member not in keys for share in shares):
            raise _invalid(f"{kind}.serves.member")
        _once([f"{share.member} {share.code}" for share in shares], f"{kind}.serves")


def _once(names: list[str], key: str) -> None:
    if len(set(names)) < len(names):
        raise _invalid(key, why="given twice")
