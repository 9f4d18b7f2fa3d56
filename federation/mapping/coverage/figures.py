"""A place and a crosswalk in figures, and which items a crosswalk says have no counterpart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import MappingProxyType

from federation.items import Catalogue, Item
from federation.items.tables import Channel
from federation.mapping.coverage.stock import Document, Place
from federation.mapping.crosswalk import Crosswalk, Relation
from federation.mapping.rules import rule_kinds


def place_of(catalogue: Catalogue, on: date) -> Place:
    """A place on a day."""
    lines = sum(item.channel is Channel.NATIONAL_LINE for item in catalogue.items)
    asked = sum(item.channel is not Channel.NATIONAL_LINE and item.in_force(on) for item in catalogue.items)
    return Place(
        locality=catalogue.locality,
        version=catalogue.version,
        items=len(catalogue.items),
        asked=asked,
        lines=lines,
    )


def document_of(crosswalk: Crosswalk, catalogue: Catalogue | None, on: date, *, in_force: bool) -> Document:
    """A crosswalk on a day.

    Args:
        crosswalk: the document.
        catalogue: of its accepting place on that day; None where there is none.
        on: the day.
        in_force: whether it is the one of its pair that counts on that day.
    """
    counted = crosswalk.rows if in_force else ()
    codes = dict.fromkeys(row.accepting for row in counted if row.in_force(on))
    return Document(
        name=crosswalk.name,
        accepting=crosswalk.accepting,
        handling=crosswalk.handling,
        in_force=in_force,
        rows=len(crosswalk.rows),
        kinds=MappingProxyType(rule_kinds(crosswalk)),
        homeless=tuple(code for code in codes if catalogue is not None and not catalogue.find(code)),
    )


def declared_none(crosswalk: Crosswalk, catalogue: Catalogue, on: date) -> Iterator[Item]:
    """The items of which a crosswalk that counts says, on a day, that they have no counterpart."""
    for row in crosswalk.rows:
        if row.relation is Relation.NONE and row.in_force(on):
            yield from catalogue.find(row.accepting)
