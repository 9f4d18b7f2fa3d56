"""What a locality says of its documents, in one TOML file that node.toml names: organs, halls, own words.

Read and checked whole when the node starts: every template, with the locality's words over it, every number
pattern, every last number given elsewhere. After that nothing about it can be wrong any more but a setting
that an organ needs and has not got, which is named when the organ makes such a document.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from federation.errors import InvalidInput, KuayuError, Reason
from federation.ids import Locality, Uscc
from node.documents.kinds import DocumentKind
from node.documents.numbers import last_of
from node.documents.template import Pair, load_pair

_TEMPLATES = f"{__package__}.templates"
_PATTERN = "pattern"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _known(kind: type[str]) -> AfterValidator:
    def parse(text: str) -> str:
        try:
            return kind(text)
        except InvalidInput as error:
            raise ValueError(error.reason) from error

    return AfterValidator(parse)


class OrganSettings(_Strict):
    """What the documents of an organ need to know of it.

    Attributes:
        short: 机关代字 in its numbers.
        name: as on its seal; the directory's name where it is empty.
        review: 行政复议机关.
        court: the court that has jurisdiction.
        phone: 咨询电话; the item's where it is empty.
        last: the last number of each series that was given before this node gave any.
    """

    short: str = Field(min_length=1, max_length=20)
    name: str = ""
    review: str = ""
    court: str = ""
    phone: str = ""
    last: tuple[str, ...] = ()


class HallSettings(_Strict):
    """Where a hall's parcels go, and come from."""

    name: str = Field(min_length=1)
    address: str = Field(min_length=1)
    phone: str = Field(min_length=1)


class _File(_Strict):
    pattern: str | None = None
    clauses: dict[str, str] = {}
    organs: dict[Annotated[str, _known(Uscc)], OrganSettings] = {}
    halls: dict[Annotated[str, _known(Locality)], HallSettings] = {}
    documents: dict[DocumentKind, dict[str, Any]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSettings:
    """All of it, checked.

    Attributes:
        templates: the words of every kind.
        organs: by USCC.
        halls: by city.
        last: the highest serial given elsewhere, by organ and name of series.
    """

    templates: Mapping[DocumentKind, Pair]
    organs: Mapping[str, OrganSettings]
    halls: Mapping[str, HallSettings]
    last: Mapping[tuple[str, str], int]


def load_settings(path: Path | None) -> DocumentSettings:
    """Read a locality's file; without one the shipped words stand, and no organ can number anything.

    Raises:
        KuayuError: CONFIG with the file, the place in it and what is wrong.
    """
    try:
        text = path.read_text("utf-8") if path is not None else ""
    except (OSError, UnicodeError) as error:
        raise KuayuError(Reason.CONFIG, setting="documents", why=type(error).__name__) from error
    return parse_settings(text)


def parse_settings(text: str) -> DocumentSettings:
    """Check what a locality's file says. Raises as `load_settings`."""
    try:
        file = _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise KuayuError(Reason.CONFIG, file="documents", why="not TOML") from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        why = first["msg"].removeprefix("Value error, ")
        raise KuayuError(Reason.CONFIG, file="documents", setting=where, why=why) from error
    clauses = _clauses(file.clauses)
    own = {_PATTERN: file.pattern} if file.pattern is not None else {}
    return DocumentSettings(
        templates={
            kind: load_pair(kind, own | file.documents.get(kind, {}), clauses["remedies"])
            for kind in DocumentKind
        },
        organs=file.organs,
        halls=file.halls,
        last=_last(file.organs),
    )


def _clauses(over: Mapping[str, str]) -> Mapping[str, str]:
    shipped = tomllib.loads(resources.files(_TEMPLATES).joinpath("clauses.toml").read_text("utf-8"))
    strange = over.keys() - shipped.keys()
    if strange:
        raise KuayuError(
            Reason.CONFIG, file="documents", setting=f"clauses.{min(strange)}", why="no such clause"
        )
    return shipped | dict(over)


def _last(organs: Mapping[str, OrganSettings]) -> Mapping[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = defaultdict(int)
    for uscc, organ in organs.items():
        for number in organ.last:
            try:
                series, serial = last_of(number)
            except KuayuError as error:
                raise KuayuError(
                    Reason.CONFIG,
                    file="documents",
                    setting=f"organs.{uscc}.last",
                    why=str(error.detail["why"]),
                ) from error
            found[uscc, series] = max(found[uscc, series], serial)
    return dict(found)
