"""Several versions of one catalogue in the memory of little more than one.

From version to version most items stay as they are. What is equal in both is held once; nothing that
can be seen of the values changes, since they are values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import TypeVar

from federation.items.catalogue import Catalogue
from federation.items.form import FieldSpec
from federation.items.item import Item, MaterialSpec

_ITEM_VALUES = tuple(one.name for one in fields(Item) if one.name not in {"key", "materials", "fields"})
_T = TypeVar("_T", MaterialSpec, FieldSpec)


def share(catalogue: Catalogue, held: Catalogue) -> Catalogue:
    """An equal catalogue that is made of the values of ``held`` wherever they are equal.

    Args:
        catalogue: a version just read.
        held: another version of it that stays in memory.
    """
    return Catalogue.of(
        locality=catalogue.locality,
        version=catalogue.version,
        effective_from=catalogue.effective_from,
        items=(_shared(item, held.by_code.get(item.key.code)) for item in catalogue.items),
    )


def _shared(item: Item, held: Item | None) -> Item:
    if held is None:
        return item
    if held == item:
        return held
    same = {name: value for name in _ITEM_VALUES if (value := getattr(held, name)) == getattr(item, name)}
    return replace(
        item,
        **same,
        materials=_shared_list(item.materials, held.materials),
        fields=_shared_list(item.fields, held.fields),
    )


def _shared_list(specs: tuple[_T, ...], held: tuple[_T, ...]) -> tuple[_T, ...]:
    return held if specs == held else tuple(_first_equal(spec, held) for spec in specs)


def _first_equal(spec: _T, held: Sequence[_T]) -> _T:
    return next((one for one in held if one == spec), spec)
