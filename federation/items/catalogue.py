"""A catalogue 目录: all items of one locality in one version, found by code or by words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Self

from federation.ids import Locality
from federation.items.cells import label_key
from federation.items.item import Item

_NEAR = 0.6  # share of the asked two-character pieces that a name must hold to be offered


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Items by every code they have. Build it with `of`.

    Attributes:
        locality: whose items.
        version: of the catalogue as a whole.
        effective_from: first day this version is in force; None means always.
        items: sorted by code.
        by_code: item by its own code (33 characters where there is one, else 31).
        by_base: items by 12-digit base code: several organs or situations may share one.
        by_task: items by 31-character code: several situations may share one.
    """

    locality: Locality
    version: str
    effective_from: date | None = None
    items: Sequence[Item]
    by_code: Mapping[str, Item]
    by_base: Mapping[str, tuple[Item, ...]]
    by_task: Mapping[str, tuple[Item, ...]]

    @classmethod
    def of(
        cls,
        *,
        locality: Locality,
        version: str,
        items: Iterable[Item],
        effective_from: date | None = None,
    ) -> Self:
        """Index the items; the order they come in does not matter.

        Args:
            locality: whose items.
            version: of the catalogue as a whole.
            items: each with a code of its own.
            effective_from: first day this version is in force; None means always.
        """
        ordered = tuple(sorted(items, key=lambda item: item.key.code))
        by_base: dict[str, list[Item]] = defaultdict(list)
        by_task: dict[str, list[Item]] = defaultdict(list)
        for item in ordered:
            by_base[item.base].append(item)
            by_task[item.task].append(item)
        return cls(
            locality=locality,
            version=version,
            effective_from=effective_from,
            items=ordered,
            by_code=MappingProxyType({item.key.code: item for item in ordered}),
            by_base=MappingProxyType({code: tuple(found) for code, found in by_base.items()}),
            by_task=MappingProxyType({code: tuple(found) for code, found in by_task.items()}),
        )

    def find(self, code: str) -> tuple[Item, ...]:
        """All items a base (12), implementation (31) or handling-item (33) code means; none if unknown."""
        item = self.by_code.get(code)
        if item is not None:
            return (item,)
        return self.by_base.get(code) or self.by_task.get(code) or ()

    def search(self, text: str, *, limit: int = 20) -> tuple[Item, ...]:
        """Items a window means by some words or the start of a code, best first.

        Every word must stand in the item's name, situation or organ; if nothing has them all, items
        whose names hold most of the words' two-character pieces are offered.

        Args:
            text: words parted by spaces; without any, the first items by code.
            limit: at most so many items.
        """
        words = [label_key(word).lower() for word in text.split()]
        if not any(words):
            return tuple(self.items[:limit])
        hits = [item for item in self.items if all(_holds(item, word) for word in words)]
        if hits:
            hits.sort(key=lambda item: (_place(item, words[0]), len(item.title), item.key.code))
        else:
            hits = self._near("".join(words))
        return tuple(hits[:limit])

    def _near(self, asked: str) -> list[Item]:
        pieces = {asked[i : i + 2] for i in range(len(asked) - 1)}
        if not pieces:
            return []
        shares = [(sum(piece in _words(item) for piece in pieces) / len(pieces), item) for item in self.items]
        near = [(share, item) for share, item in shares if share >= _NEAR]
        near.sort(key=lambda found: (-found[0], found[1].key.code))
        return [item for _, item in near]


def _words(item: Item) -> str:
    return label_key(f"{item.name}{item.situation}{item.organ_name}").lower()


def _holds(item: Item, word: str) -> bool:
    codes = (item.base, item.task.lower(), item.key.code.lower())
    return word in _words(item) or any(code.startswith(word) for code in codes)


def _place(item: Item, word: str) -> int:
    """How early in the name; names that do not hold it come last."""
    at = label_key(item.title).lower().find(word)
    return at if at >= 0 else len(item.title) + 1
