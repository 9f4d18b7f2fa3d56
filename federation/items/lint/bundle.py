"""The entries of a page by what they say, and how a reader asks for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

from federation.items.lint import words
from federation.items.lint.entries import Entry
from federation.items.lint.guide import Said, Spot, first
from federation.items.lint.labels import Field

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Bundle:
    """The entries of a page by what they say."""

    by_field: Mapping[Field, list[Entry]]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Self:
        """Sort the entries; what no label of a guide names is left out."""
        by_field: dict[Field, list[Entry]] = defaultdict(list)
        for entry in entries:
            if entry.field is not None:
                by_field[entry.field].append(entry)
        return cls(by_field)

    def all(self, *fields: Field) -> list[Entry]:
        """Entries of these fields, in the order of the fields."""
        return [entry for one in fields for entry in self.by_field.get(one, ())]

    def last_label(self) -> Spot | None:
        """The label of the page's last entry."""
        entries = [entry for listed in self.by_field.values() for entry in listed]
        return max(entries, key=lambda entry: entry.place).label_spot() if entries else None

    def said(self, *fields: Field) -> Said[str] | None:
        """The first value that says something."""
        return first(self.texts(*fields))

    def texts(self, *fields: Field) -> tuple[Said[str], ...]:
        """Every value that says something."""
        return tuple(entry.said() for entry in self.all(*fields) if not words.blank(entry.value))

    def read(self, read: Callable[[str], T | None], *fields: Field) -> Said[T] | None:
        """The first value that can be read."""
        return first(self.reads(read, *fields))

    def reads(self, read: Callable[[str], T | None], *fields: Field) -> tuple[Said[T], ...]:
        """Every value that can be read; an empty tuple or list is none."""
        found = ((read(said.value), said) for said in self.texts(*fields))
        return tuple(
            Said(value, said.section, said.quote)
            for value, said in found
            if value is not None and value != ()
        )
