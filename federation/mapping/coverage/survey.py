"""Take stock of a federation on a day: every item of every place asked at every other place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from types import MappingProxyType

from federation.errors import InvalidInput, Reason
from federation.ids import CANONICAL, Locality
from federation.items import Catalogue, Item
from federation.items.codes import is_national
from federation.mapping.coverage.circles import Lead, circles
from federation.mapping.coverage.conflicts import another_code, double_documents, matches, two_ways, way_back
from federation.mapping.coverage.figures import declared_none, document_of, place_of
from federation.mapping.coverage.lines import Answers, choice_of, line, standing_of
from federation.mapping.coverage.probes import shapes_of
from federation.mapping.coverage.stock import Coverage, Document, Pair
from federation.mapping.coverage.values import Conflict, Fill, Line, RuleCount
from federation.mapping.match import Matched, Resolution, Via
from federation.mapping.resolve import resolve
from federation.mapping.routes import Federation
from federation.mapping.turns import in_turn

_Ends = tuple[Locality, Locality]


def coverage(
    federation: Federation,
    *,
    on: date,
    accepting: Locality | None = None,
    handling: Locality | None = None,
    told: Callable[[int], None] | None = None,
) -> Coverage:
    """Take stock of a federation.

    Args:
        federation: catalogues and crosswalks.
        on: the day: it says which versions of both count.
        accepting: only pairs from there; None means from everywhere.
        handling: only pairs to there; None means to everywhere.
        told: called after each two places with how many items were asked there and back;
            `questions` says how many there are in all.

    Returns:
        Pairs both ways between all places that have a catalogue in force, the canonical one among
        them. Conflicts are those between the places that were asked.

    Raises:
        InvalidInput: NOT_FOUND if ``accepting`` or ``handling`` has no catalogue on that day.
    """
    survey = _Survey(federation, on)
    ends = survey.ends(accepting, handling)
    for one, two in ends:
        survey.ask(one, two)
        if told is not None:
            told(survey.size(one) + survey.size(two))
    wanted = {
        pair: found
        for pair, found in sorted(survey.found.items())
        if accepting in {None, pair[0]} and handling in {None, pair[1]}
    }
    asked = {place for pair in ends for place in pair}
    documents = [one for one in federation.crosswalks if {one.accepting, one.handling} <= asked]
    conflicts = (*survey.conflicts, *double_documents(documents, on), *circles(survey.leads))
    return Coverage(
        on=on,
        places=tuple(place_of(catalogue, on) for catalogue in survey.catalogues.values()),
        pairs=MappingProxyType(wanted),
        conflicts=tuple(sorted(conflicts, key=_rank)),
        documents=survey.documents,
    )


def questions(
    federation: Federation,
    *,
    on: date,
    accepting: Locality | None = None,
    handling: Locality | None = None,
) -> int:
    """How many items `coverage` will ask there and back; errors as there.

    Args:
        federation: catalogues and crosswalks.
        on: the day.
        accepting: only from this place; None means from every one.
        handling: only to this place; None means to every one.
    """
    survey = _Survey(federation, on)
    return sum(survey.size(one) + survey.size(two) for one, two in survey.ends(accepting, handling))


def _rank(conflict: Conflict) -> tuple[bool, tuple[Locality, ...], str, tuple[str, ...]]:
    codes = tuple(item.key.code for item in conflict.items)
    return not conflict.certain, conflict.places, conflict.kind, (*codes, *conflict.documents)


@dataclass(slots=True)
class _Survey:
    """What is asked and what was found so far.

    Attributes:
        catalogues: in force on the day, the canonical one first.
        items: of each catalogue; one that is read from an index makes its items anew each time.
        documents: every crosswalk in figures.
        hub_only: the federation without any pair's own crosswalk; None if there is no such.
        none: for two places, the codes of items that a document says have no counterpart.
        shapes: of text to send there and back.
    """

    federation: Federation
    on: date
    catalogues: dict[Locality, Catalogue] = field(init=False)
    items: dict[Locality, tuple[Item, ...]] = field(init=False)
    documents: tuple[Document, ...] = field(init=False)
    hub_only: Federation | None = field(init=False)
    none: dict[_Ends, set[str]] = field(init=False)
    shapes: Sequence[str] = field(init=False)
    found: dict[_Ends, Pair] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)

    def __post_init__(self) -> None:
        federation, on = self.federation, self.on
        held = [federation.catalogue(place, on) for place in federation.localities]
        known = {one.locality: one for one in held if one is not None}
        self.catalogues = {
            place: known[place] for place in sorted(known, key=lambda one: (one != CANONICAL, one))
        }
        self.items = {place: tuple(catalogue.items) for place, catalogue in self.catalogues.items()}
        crosswalks = federation.crosswalks
        counting = [one for one in in_turn(crosswalks) if one.in_force(on)]
        self.documents = tuple(
            document_of(
                one, known.get(one.accepting), on, in_force=any(one.rows is other.rows for other in counting)
            )
            for one in crosswalks
        )
        hubs = [one for one in crosswalks if one.hub]
        versions = (one for history in federation.histories.values() for one in history.versions)
        self.hub_only = Federation.of(versions, hubs) if len(hubs) < len(crosswalks) else None
        self.none = defaultdict(set)
        for one in counting:
            for item in declared_none(one, known[one.accepting], on) if one.accepting in known else ():
                self.none[one.accepting, one.handling].add(item.key.code)
        self.shapes = shapes_of(crosswalks)

    def size(self, place: Locality) -> int:
        """How many items a place has."""
        return len(self.items[place])

    def ends(self, accepting: Locality | None, handling: Locality | None) -> list[_Ends]:
        """The places to ask at each other, each two once: both ways are asked together."""
        for place in (accepting, handling):
            if place is not None and place not in self.catalogues:
                raise InvalidInput(Reason.NOT_FOUND, locality=place, why="no catalogue in force on that day")
        return [
            (one, two)
            for one, two in combinations(self.catalogues, 2)
            if (accepting in {None, one} and handling in {None, two})
            or (accepting in {None, two} and handling in {None, one})
        ]

    def ask(self, one: Locality, two: Locality) -> None:
        """Both ways between two places."""
        there, back = self._answers(one, two), self._answers(two, one)
        self._take(one, two, there, back)
        self._take(two, one, back, there)

    def _answers(self, start: Locality, end: Locality) -> Answers:
        return {
            item.key.code: resolve(self.federation, item.key, to=end, on=self.on)
            for item in self.items[start]
        }

    def _take(self, start: Locality, end: Locality, forth: Answers, home: Answers) -> None:
        none, lines = self._none(start, end), []
        for item in self.items[start]:
            answer = forth[item.key.code]
            standing = standing_of(item, answer, self.on, none)
            lines.append(line(item, answer, home, standing, self.shapes))
            self.conflicts += self._disagreements(item, end, answer, home)
        self.found[start, end] = self._pair(start, end, tuple(lines))

    def _none(self, start: Locality, end: Locality) -> set[str]:
        return self.none.get((start, end), set()) | self.none.get((start, CANONICAL), set())

    def _disagreements(
        self, item: Item, end: Locality, answer: Resolution, home: Answers
    ) -> Iterator[Conflict]:
        start, found = item.key.locality, matches(answer)
        by_pair = item.key.code in self.none.get((start, end), ()) or any(
            match.via is Via.CROSSWALK for match in found
        )
        if self.hub_only is not None and by_pair:
            other = resolve(self.hub_only, item.key, to=end, on=self.on)
            yield from two_ways(item, answer, other, end)
        elif found and found[0].via is Via.CANONICAL and is_national(item.base):
            sharing = self.catalogues[end].by_base.get(item.base, ())
            yield from another_code(item, found, [one for one in sharing if one.in_force(self.on)])
        if isinstance(answer, Matched):
            self.leads.append(Lead(item=item, choice=choice_of(answer)))
            declared = answer.handling.key.code in self._none(end, start)
            yield from way_back(answer, home[answer.handling.key.code], declared=declared)

    def _pair(self, start: Locality, end: Locality, lines: tuple[Line, ...]) -> Pair:
        choices = [choice for one in lines for choice in one.choices[:1]]
        names = {name for choice in choices for name in choice.crosswalk.split(" + ")}
        used = (document.rules for document in self.documents if document.name in names)
        return Pair(
            accepting=start,
            handling=end,
            lines=lines,
            standings=MappingProxyType(Counter(one.standing for one in lines)),
            ways=MappingProxyType(Counter(choice.via for choice in choices)),
            fill=sum((one.fill for one in lines), Fill()),
            rules=sum(used, RuleCount()),
        )
