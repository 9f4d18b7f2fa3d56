"""Where the rows of a crosswalk stand, by the codes written on either side.

Rows are looked up and never walked: 333 documents of 1,700 rows each are opened with a prepared
index, and a window asks for one row of two of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol, runtime_checkable

from federation.mapping.crosswalk import Crosswalk, CrosswalkRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """Places in ``Crosswalk.rows``, ascending.

    Attributes:
        accepting: by the accepting place's code, as it is written in the row.
        handling: by the handling place's code, or by the canonical code where the row names none.
    """

    accepting: Mapping[str, tuple[int, ...]]
    handling: Mapping[str, tuple[int, ...]]


@runtime_checkable
class Placed(Protocol):
    """Rows that know their positions, as those of a prepared index do."""

    @property
    def positions(self) -> Positions:
        """Where the rows stand."""
        ...


def positions(document: Crosswalk) -> Positions:
    """Where the rows of a document stand: its own tables if it has them, else made in one pass."""
    rows = document.rows
    return rows.positions if isinstance(rows, Placed) else _counted(rows)


def target(row: CrosswalkRow) -> str:
    """The code a row leads to: the handling place's, or the canonical one; empty if neither."""
    return row.handling or row.canonical or ""


def _counted(rows: Sequence[CrosswalkRow]) -> Positions:
    accepting: dict[str, list[int]] = defaultdict(list)
    handling: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        accepting[row.accepting].append(at)
        handling[target(row)].append(at)
    return Positions(accepting=_frozen(accepting), handling=_frozen(handling))


def _frozen(found: Mapping[str, list[int]]) -> Mapping[str, tuple[int, ...]]:
    return MappingProxyType({code: tuple(places) for code, places in found.items()})
