"""Code sets of the receiving system, declared in a file: what our words are in its codes.

The same digits mean other things in other places (办结结果 1 is 退件 in one and 不予许可 in another), so
there is no default set but the national one, and a word without a code is refused, never guessed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

from federation.case.choices import Disposition, Result, Satisfaction, StepEnd
from federation.errors import InvalidInput, Reason
from federation.limits import KIB

FILE_BYTES = 64 * KIB
# For each set, the words that it may give a code.
WORDS: Mapping[str, frozenset[str]] = {
    "result": frozenset({*Result, "not_accepted", "not_required"}),
    "step": frozenset(StepEnd),
    "satisfaction": frozenset(Satisfaction),
    "get_type": frozenset({*Disposition, "deferred", "scan"}),
    "special_type": frozenset({"extended", "suspended"}),
    "applicant": frozenset({"person", "organisation"}),
    "project_type": frozenset({"1", "2", "9"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSets:
    """A system's codes by set and word."""

    name: str
    sets: Mapping[str, Mapping[str, str]]

    def code(self, which: str, word: str) -> str:
        """The code of a word.

        Raises:
            InvalidInput: CODE_UNDECLARED; the detail names set and word.
        """
        code = self.sets.get(which, {}).get(word)
        if code is None:
            raise InvalidInput(Reason.CODE_UNDECLARED, set=which, word=word)
        return code


def load_code_sets(data: bytes) -> CodeSets:
    """Read code sets from TOML: a ``name`` and one table for each set.

    Raises:
        InvalidInput: VALUE_INVALID with the key that is wrong.
    """
    if len(data) > FILE_BYTES:
        raise InvalidInput(Reason.TOO_LARGE, limit=FILE_BYTES)
    try:
        said = tomllib.loads(data.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(Reason.VALUE_INVALID, key="TOML") from error
    name = said.pop("name", "")
    if not isinstance(name, str) or not name:
        raise InvalidInput(Reason.VALUE_INVALID, key="name")
    for which, table in said.items():
        strange = set(table) - WORDS.get(which, frozenset()) if isinstance(table, dict) else {which}
        if strange or not all(isinstance(code, str) and code for code in table.values()):
            raise InvalidInput(Reason.VALUE_INVALID, key=which, word=min(strange, default=""))
    return CodeSets(
        name=name, sets=MappingProxyType({which: MappingProxyType(table) for which, table in said.items()})
    )


def national() -> CodeSets:
    """The national tables' own codes, shipped with the library."""
    return load_code_sets((files("federation.exchange") / "national.toml").read_bytes())
