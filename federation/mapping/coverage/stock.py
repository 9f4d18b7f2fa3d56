"""What coverage says of each ordered pair of places and of the whole federation. Values only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from federation.ids import CANONICAL, Locality
from federation.mapping.coverage.values import Conflict, Fill, Line, RuleCount, Standing
from federation.mapping.crosswalk import RuleKind
from federation.mapping.match import Via


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """From one place to one other.

    Attributes:
        accepting: whose items.
        handling: where they lead.
        lines: one for each item of the accepting place, by code.
        standings: how many items stand how.
        ways: how many items that lead somewhere rest on what.
        fill: of all counterparts together.
        rules: field rules, and of these expressions, in the documents its matches rest on.
    """

    accepting: Locality
    handling: Locality
    lines: tuple[Line, ...]
    standings: Mapping[Standing, int]
    ways: Mapping[Via, int]
    fill: Fill
    rules: RuleCount

    @property
    def asked(self) -> int:
        """Items a window could be asked for."""
        return sum(count for standing, count in self.standings.items() if standing.asked)

    @property
    def covered(self) -> int:
        """Of these, those that lead to one counterpart."""
        return sum(count for standing, count in self.standings.items() if standing.covered)

    @property
    def share(self) -> float | None:
        """Covered of asked, 0 to 1; None where nothing is asked."""
        return share(self.covered, self.asked)

    def standing(self, *of: Standing) -> tuple[Line, ...]:
        """The lines that stand so."""
        return tuple(line for line in self.lines if line.standing in of)

    @property
    def lossy(self) -> tuple[Line, ...]:
        """The lines whose way back leads home with losses."""
        return tuple(line for line in self.lines if line.losses)

    @property
    def one_way(self) -> tuple[Line, ...]:
        """The lines that lead somewhere from where no way leads home."""
        return tuple(line for line in self.lines if line.standing.leads and not line.home)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A locality on the day.

    Attributes:
        locality: its code.
        version: of its catalogue in force.
        items: in that catalogue.
        asked: of these, in force and not on a national line.
        lines: on a national line.
    """

    locality: Locality
    version: str
    items: int
    asked: int
    lines: int

    @property
    def canonical(self) -> bool:
        """Whether it is the canonical catalogue and no city."""
        return self.locality == CANONICAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A crosswalk.

    Attributes:
        name: as a case refers to it.
        accepting: where it starts.
        handling: where it leads.
        in_force: whether it counts on the day.
        rows: of 事项对照.
        kinds: field rules by kind.
        homeless: rows whose accepting code the catalogue of the day does not have.
    """

    name: str
    accepting: Locality
    handling: Locality
    in_force: bool
    rows: int
    kinds: Mapping[RuleKind, int]
    homeless: tuple[str, ...]

    @property
    def rules(self) -> RuleCount:
        """Field rules and expressions."""
        return RuleCount(sum(self.kinds.values()), self.kinds.get(RuleKind.EXPRESSION, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """A federation on one day.

    Attributes:
        on: the day.
        places: by code; the canonical catalogue first, if there is one.
        pairs: by accepting and handling place.
        conflicts: contradictions first.
        documents: in the federation's order.
    """

    on: date
    places: tuple[Place, ...]
    pairs: Mapping[tuple[Locality, Locality], Pair]
    conflicts: tuple[Conflict, ...]
    documents: tuple[Document, ...]

    @property
    def between_cities(self) -> tuple[Pair, ...]:
        """The pairs of which neither is the canonical catalogue."""
        return tuple(pair for pair in self.pairs.values() if CANONICAL not in {pair.accepting, pair.handling})

    @property
    def standings(self) -> Mapping[Standing, int]:
        """How many items stand how, over all pairs of cities."""
        return added(pair.standings for pair in self.between_cities)

    @property
    def ways(self) -> Mapping[Via, int]:
        """How many items rest on what, over all pairs of cities."""
        return added(pair.ways for pair in self.between_cities)

    @property
    def asked(self) -> int:
        """Items asked, over all pairs of cities."""
        return sum(pair.asked for pair in self.between_cities)

    @property
    def covered(self) -> int:
        """Of these, those that lead to one counterpart."""
        return sum(pair.covered for pair in self.between_cities)

    @property
    def fill(self) -> Fill:
        """Of all counterparts, over all pairs of cities."""
        return sum((pair.fill for pair in self.between_cities), Fill())

    @property
    def rules(self) -> RuleCount:
        """Field rules and expressions of all documents in force."""
        return sum((one.rules for one in self.documents if one.in_force), RuleCount())


_FEW = 0.095  # below it, tenths of a percent tell something
_K = TypeVar("_K", Standing, Via)


def added(counts: Iterable[Mapping[_K, int]]) -> dict[_K, int]:
    """Several counts as one."""
    total: Counter[_K] = Counter()
    for one in counts:
        total.update(one)
    return dict(total)


def share(part: int, whole: int) -> float | None:
    """A part of a whole, 0 to 1; None of nothing."""
    return part / whole if whole else None


def percent(part: int, whole: int) -> str:
    """A share in percent: 100% only where nothing is missing, 0% only of nothing, tenths of few, — of none."""
    found = share(part, whole)
    if found is None:
        return "—"
    if 0 < found < _FEW:
        return f"{max(0.1, round(found * 100, 1))}%"
    return f"{round(found * 100) if found in {0, 1} else min(99, round(found * 100))}%"
