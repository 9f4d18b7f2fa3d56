"""Hub of a receiving system, declared in a file: what our words are in its codes, and what else it asks.

The same digits mean other things in other places (办结结果 1 is 退件 in one and 不予许可 in another), so a
word without a code is refused, never guessed. A hub may ask for columns that the tables do not require,
set lengths, and choose how times are written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeVar

from federation.case import ORGANISATIONS
from federation.case.choices import Disposition, Mode, Result, Satisfaction, StepEnd
from federation.days import BEIJING
from federation.errors import InvalidInput, Reason
from federation.exchange.tables import TABLES
from federation.limits import KIB
from federation.toml_text import read_toml

Choice = TypeVar("Choice", bound=StrEnum)
FILE_BYTES = 64 * KIB
MOST_LENGTH = 4_000
NOT_ACCEPTED, NOT_REQUIRED = "not_accepted", "not_required"
DEFERRED, SCAN = "deferred", "scan"
EXTENDED, SUSPENDED = "extended", "suspended"
PERSON = "person"
BODIES: Mapping[str, str] = {
    "11": "organ",
    "12": "institution",
    "13": "society",
    "51": "society",
    "52": "society",
    "53": "society",
    "91": "enterprise",
    "92": "individual_business",
    "93": "cooperative",
}
"""What an organisation is, by the first two characters of its credit code (GB 32100-2015)."""
OTHER_BODY = "other"

WORDS: Mapping[str, frozenset[str]] = {
    "result": frozenset({*Result, NOT_ACCEPTED, NOT_REQUIRED}),
    "step": frozenset(StepEnd),
    "satisfaction": frozenset(Satisfaction),
    "get_type": frozenset({*Disposition, DEFERRED, SCAN}),
    "special_type": frozenset({EXTENDED, SUSPENDED}),
    "applicant": frozenset({PERSON, *BODIES.values(), OTHER_BODY}),
    "document": frozenset({ORGANISATIONS}),  # and any three digits of GA/T 2000.156
    "apply_type": frozenset(Mode),
    "project_type": frozenset({"1", "2", "9"}),  # 办件类型 as catalogues have it
}
"""For each set the words to which it may give a code."""
_DOCUMENT_TYPE = re.compile(r"[0-9]{3}", re.ASCII)
_LINE = re.compile(r"[^\x00-\x1f\x7f]{0,100}")
_CODE = re.compile(r"[0-9A-Za-z]{1,20}", re.ASCII)


class Times(StrEnum):
    """How a receiving system wants days and times; always in Beijing."""

    BASIC = "basic"  # YYYYMMDD, YYYYMMDDThhmmss (GB/T 39046-2020)
    EXTENDED = "extended"  # YYYY-MM-DD, YYYY-MM-DD hh:mm:ss, as databases read them

    def write(self, at: datetime | date | None) -> str:
        """A time or a day; empty for none."""
        if at is None:
            return ""
        day, both = _FORMS[self]
        return at.astimezone(BEIJING).strftime(both) if isinstance(at, datetime) else at.strftime(day)


_FORMS: Mapping[Times, tuple[str, str]] = {
    Times.BASIC: ("%Y%m%d", "%Y%m%dT%H%M%S"),
    Times.EXTENDED: ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S"),
}


class Encoding(StrEnum):
    """How CSV and SQL are written for it; a character that its encoding has not is refused, never replaced."""

    UTF_8 = "utf-8"
    GB18030 = "gb18030"  # has every character
    GBK = "gbk"  # has no rare characters of names


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """A receiving system.

    Attributes:
        name: under which it is remembered what it has.
        codes: by set and word.
        times: how it reads times.
        source: what it calls us; empty: our locality's code.
        unproven: sets whose codes nobody has compared with the receiving system's own.
        require: columns, by table, that must not be empty beside those the tables require.
        lengths: lengths, by table and column, in place of the tables'.
        encoding: of the files it reads.
    """

    name: str
    codes: Mapping[str, Mapping[str, str]]
    times: Times = Times.BASIC
    source: str = ""
    unproven: tuple[str, ...] = ()
    require: Mapping[str, frozenset[str]] = field(default_factory=dict)
    lengths: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    encoding: Encoding = Encoding.UTF_8

    def code(self, which: str, word: str) -> str:
        """The code of a word.

        Raises:
            InvalidInput: CODE_UNDECLARED; the detail names set and word.
        """
        code = self.codes.get(which, {}).get(word)
        if code is None:
            raise InvalidInput(Reason.CODE_UNDECLARED, set=which, word=word)
        return code

    def required(self, table: str, column: str) -> bool:
        """Whether a column must not be empty."""
        return TABLES[table].columns[column].required or column in self.require.get(table, ())

    def length(self, table: str, column: str) -> int:
        """How many characters a column takes."""
        return self.lengths.get(table, {}).get(column, TABLES[table].columns[column].length)


def load_hub(data: bytes) -> Hub:
    """Read what a hub asks for from TOML (docs/exchange.md).

    Raises:
        InvalidInput: TOO_LARGE, or VALUE_INVALID with the key that is wrong.
    """
    if len(data) > FILE_BYTES:
        raise InvalidInput(Reason.TOO_LARGE, limit=FILE_BYTES)
    try:
        said = read_toml(data)
    except ValueError as error:
        raise InvalidInput(Reason.VALUE_INVALID, key="TOML") from error
    strange = set(said) - {
        "name", "times", "source", "unproven", "codes", "require", "lengths", "encoding"
    }  # fmt: skip
    if strange:
        raise InvalidInput(Reason.VALUE_INVALID, key=min(strange))
    codes = _tables(said, "codes")
    unproven = said.get("unproven", [])
    if not isinstance(unproven, list) or not all(isinstance(one, str) and one in codes for one in unproven):
        raise InvalidInput(Reason.VALUE_INVALID, key="unproven")
    return Hub(
        name=_text(said, "name", required=True),
        codes=MappingProxyType({which: _codes(which, words) for which, words in codes.items()}),
        times=_one_of(Times, said, "times", Times.BASIC),
        encoding=_one_of(Encoding, said, "encoding", Encoding.UTF_8),
        source=_text(said, "source"),
        unproven=tuple(unproven),
        require={name: _columns(name, listed) for name, listed in _lists(said, "require").items()},
        lengths={name: _lengths(name, given) for name, given in _tables(said, "lengths").items()},
    )


def national() -> Hub:
    """The national tables' own codes as far as they are known, shipped with the library."""
    return load_hub((files("federation.exchange") / "national.toml").read_bytes())


def _text(said: Mapping[str, Any], key: str, *, required: bool = False) -> str:
    value = said.get(key, "")
    if not isinstance(value, str) or not _LINE.fullmatch(value) or (required and not value.strip()):
        raise InvalidInput(Reason.VALUE_INVALID, key=key)
    return value


def _one_of(kind: type[Choice], said: Mapping[str, Any], key: str, default: Choice) -> Choice:
    try:
        return kind(_text(said, key) or default)
    except ValueError as error:
        raise InvalidInput(Reason.VALUE_INVALID, key=key, known=" ".join(kind)) from error


def _tables(said: Mapping[str, Any], key: str) -> Mapping[str, Mapping[str, Any]]:
    found = said.get(key, {})
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        raise InvalidInput(Reason.VALUE_INVALID, key=key)
    return found


def _lists(said: Mapping[str, Any], key: str) -> Mapping[str, list[Any]]:
    found = said.get(key, {})
    if not isinstance(found, dict) or not all(isinstance(one, list) for one in found.values()):
        raise InvalidInput(Reason.VALUE_INVALID, key=key)
    return found


def _codes(which: str, words: Mapping[str, Any]) -> Mapping[str, str]:
    known = WORDS.get(which, frozenset())
    for word, code in words.items():
        named = word in known or (which == "document" and _DOCUMENT_TYPE.fullmatch(word))
        if not named or not isinstance(code, str) or not _CODE.fullmatch(code):
            raise InvalidInput(Reason.VALUE_INVALID, key=f"codes.{which}", word=word)
    return MappingProxyType(dict(words))


def _columns(name: str, listed: list[Any]) -> frozenset[str]:
    columns = TABLES[name].columns if name in TABLES else {}
    if not columns or not all(isinstance(one, str) and one in columns for one in listed):
        raise InvalidInput(Reason.VALUE_INVALID, key=f"require.{name}")
    return frozenset(listed)


def _lengths(name: str, given: Mapping[str, Any]) -> Mapping[str, int]:
    known = name in TABLES and set(given) <= set(TABLES[name].columns)
    if not known or not all(type(one) is int and 0 < one <= MOST_LENGTH for one in given.values()):
        raise InvalidInput(Reason.VALUE_INVALID, key=f"lengths.{name}")
    return MappingProxyType(dict(given))
