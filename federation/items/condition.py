"""A situation 情形 as a condition on one field of a form: ``F08=2``, ``F03=CY|ST``, ``F08≠1``.

The first cut of situations: one field, listed values. It is data that a person reads in a cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_FORM = re.compile(r"\s*([A-Za-z0-9_-]{1,50})\s*(=|≠|!=)\s*(\S.*?)\s*")


@dataclass(frozen=True, slots=True)
class Condition:
    """A field that has, or has not, one of some values.

    Attributes:
        field: code of the field.
        values: the values, sorted; at least one.
        negated: whether it must have none of them (``≠``).
    """

    field: str
    values: tuple[str, ...]
    negated: bool = False

    def holds(self, fields: Mapping[str, str]) -> bool | None:
        """Whether it holds for a filled-in form; None while the field is empty."""
        value = fields.get(self.field, "").strip()
        return (value in self.values) is not self.negated if value else None

    def meets(self, other: Condition) -> bool:
        """Whether some value of a field could satisfy both (conditions on two fields always can)."""
        if self.field != other.field:
            return True
        if self.negated and other.negated:
            return True
        if self.negated or other.negated:
            plain, barred = (other, self) if self.negated else (self, other)
            return not set(plain.values) <= set(barred.values)
        return not set(self.values).isdisjoint(other.values)

    def __str__(self) -> str:
        return f"{self.field}{'≠' if self.negated else '='}{'|'.join(self.values)}"


def parse_condition(text: str) -> Condition | None:
    """Read a condition as written in a sheet; None if it is not one."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    values = tuple(sorted({part.strip() for part in found[3].split("|")}))
    return Condition(found[1], values, negated=found[2] != "=") if all(values) else None
